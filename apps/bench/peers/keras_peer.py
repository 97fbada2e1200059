"""Keras on TensorFlow: keras.layers.LSTM and `train_on_batch`; TensorFlow chooses its threads."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf

from peer import Decoding, Product, Training, serve

VERSION = f"keras {keras.__version__}, tensorflow {tf.__version__}"


def make_workload(job, data, settings):
    return {"training": training, "classification": classification, "decoding": decoding, "product": product}[
        job["kind"]
    ](job, data)


def set_weights(model, data):
    """Keras' layout and order are ours."""
    model.set_weights([array for name, array in data.items() if name.startswith("parameters.")])


def compile_model(model, job):
    optimizer = keras.optimizers.Adam(job["learningRate"], epsilon=1e-8, global_clipnorm=job.get("clipNorm"))
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))


def stack(job, stateful, every_step):
    return [
        keras.layers.LSTM(
            job["hiddenSize"], return_sequences=every_step or layer + 1 < job["layers"], stateful=stateful
        )
        for layer in range(job["layers"])
    ]


def training(job, data):
    batch, time, size = job["batchSize"], job["sequenceLength"], job["vocabularySize"]
    inputs = data["inputs"]
    if job["embeddingSize"]:
        first = [keras.Input((time,), batch_size=batch, dtype="int32"), keras.layers.Embedding(size, job["embeddingSize"])]
    else:
        first = [keras.Input((time, size), batch_size=batch)]
        inputs = np.eye(size, dtype=np.float32)[inputs]
    layers = stack(job, job["carriesState"], job["everyStep"])
    model = keras.Sequential([*first, *layers, keras.layers.Dense(size)])
    set_weights(model, data)
    compile_model(model, job)
    batches = [(tf.constant(x), tf.constant(y)) for x, y in zip(inputs, data["targets"])]

    def step(index):
        # What is returned is the mean over all batches since the last reset.
        model.reset_metrics()
        return model.train_on_batch(*batches[index])

    return Training(VERSION, step)


def classification(job, data):
    lstm = keras.layers.LSTM(job["hiddenSize"])
    model = keras.Sequential(
        [
            keras.Input((job["longest"],), batch_size=job["batchSize"], dtype="int32"),
            keras.layers.Embedding(job["vocabularySize"], job["embeddingSize"], mask_zero=True),
            keras.layers.Bidirectional(lstm),
            keras.layers.Dense(job["classes"]),
        ]
    )
    set_weights(model, data)
    compile_model(model, job)
    batches = [(tf.constant(x), tf.constant(y)) for x, y in zip(data["inputs"], data["labels"])]

    def step(index):
        model.reset_metrics()
        return model.train_on_batch(*batches[index])

    return Training(VERSION, step)


def decoding(job, data):
    size = job["vocabularySize"]
    layers = stack(job, stateful=True, every_step=False)
    model = keras.Sequential([keras.Input((1, size), batch_size=1), *layers, keras.layers.Dense(size)])
    set_weights(model, data)

    @tf.function(input_signature=[tf.TensorSpec([], tf.int32)])
    def read(token):
        return model(tf.reshape(tf.one_hot(token, size), [1, 1, size]), training=False)

    @tf.function(input_signature=[tf.TensorSpec([], tf.int32)])
    def read_and_sample(token):
        return tf.random.categorical(read(token), 1, dtype=tf.int32)[0, 0]

    def nats(tokens):
        values = []
        for token, target in zip(tokens[:-1], tokens[1:]):
            logits = read(tf.constant(token)).numpy()[0].astype(np.float64)
            values.append(np.log(np.exp(logits - logits.max()).sum()) + logits.max() - logits[target])
        for layer in layers:
            layer.reset_state()
        return values

    return Decoding(VERSION, nats, lambda token: int(read_and_sample(tf.constant(token, tf.int32))), data["tokens"])


def product(job, data):
    a, b = tf.constant(data["a"]), tf.constant(data["b"])

    @tf.function
    def multiply():
        return tf.matmul(a, b, transpose_a=job["transposeA"], transpose_b=job["transposeB"])

    return Product(VERSION, multiply, wait=lambda result: result.numpy())


serve(make_workload)
