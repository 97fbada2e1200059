"""JAX: an LSTM by lax.scan, Adam by its formulas, all of a step in one jit; XLA chooses its threads."""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import functools

import jax
import jax.numpy as jnp
import numpy as np

from peer import Decoding, Product, Training, serve

VERSION = f"jax {jax.__version__}"
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


def make_workload(job, data, settings):
    return {"training": training, "classification": classification, "decoding": decoding, "product": product}[
        job["kind"]
    ](job, data)


def parameters_of(data):
    prefix = "parameters."
    return {name[len(prefix) :]: jnp.asarray(array) for name, array in data.items() if name.startswith(prefix)}


def cell(recurrent_kernel, state, projected):
    """One step of a layer; `projected` [B,4H] is the input times the kernel, and the bias."""
    hidden, memory = state
    i, f, c, o = jnp.split(projected + hidden @ recurrent_kernel, 4, axis=-1)
    memory = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(c)
    return jax.nn.sigmoid(o) * jnp.tanh(memory), memory


def project(parameters, name, inputs):
    """One-hot inputs are ids, whose rows of the kernel are picked."""
    kernel, bias = parameters[f"{name}.kernel"], parameters[f"{name}.bias"]
    return (kernel[inputs] if inputs.dtype == jnp.int32 else inputs @ kernel) + bias


def layer(parameters, name, inputs, state):
    """inputs [T,B] or [T,B,I] -> outputs [T,B,H] and the state after them."""

    def step(state, projected):
        state = cell(parameters[f"{name}.recurrentKernel"], state, projected)
        return state, state[0]

    state, outputs = jax.lax.scan(step, state, project(parameters, name, inputs))
    return outputs, state


def cross_entropy(logits, targets):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), targets[..., None], axis=-1).mean()


def adam(parameters, slots, gradients, step, learning_rate):
    mean, square = slots
    mean = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, mean, gradients)
    square = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, square, gradients)

    def update(parameter, m, v):
        return parameter - learning_rate * (m / (1 - BETA1**step)) / (jnp.sqrt(v / (1 - BETA2**step)) + EPSILON)

    return jax.tree.map(update, parameters, mean, square), (mean, square)


def clip(gradients, norm):
    if norm is None:
        return gradients
    total = jnp.sqrt(sum((gradient**2).sum() for gradient in jax.tree.leaves(gradients)))
    scale = jnp.minimum(1, norm / (total + 1e-6))
    return jax.tree.map(lambda gradient: gradient * scale, gradients)


def trained(job, data, loss, batches, carried):
    """`loss(parameters, batch, carried)` gives the loss and what is carried on."""

    @functools.partial(jax.jit, donate_argnums=(0, 1))
    def update(parameters, slots, batch, carried, step):
        (value, carried), gradients = jax.value_and_grad(loss, has_aux=True)(parameters, batch, carried)
        gradients = clip(gradients, job.get("clipNorm"))
        parameters, slots = adam(parameters, slots, gradients, step, job["learningRate"])
        return parameters, slots, carried, value

    parameters = parameters_of(data)
    zeros = lambda: jax.tree.map(jnp.zeros_like, parameters)
    run = {"parameters": parameters, "slots": (zeros(), zeros()), "carried": carried, "step": 0}

    def step(index):
        run["step"] += 1
        run["parameters"], run["slots"], run["carried"], value = update(
            run["parameters"], run["slots"], batches[index], run["carried"], jnp.float32(run["step"])
        )
        return value

    return Training(VERSION, step)


def zero_state(job, batch):
    zero = jnp.zeros((batch, job["hiddenSize"]))
    return [(zero, zero) for _ in range(job["layers"])]


def training(job, data):
    def loss(parameters, batch, carried):
        inputs, targets = batch
        outputs = parameters["embedding"][inputs] if job["embeddingSize"] else inputs
        states = []
        for number, state in enumerate(carried):
            outputs, state = layer(parameters, f"lstm.{number}.forward", outputs, state)
            states.append(state)
        seen = outputs if job["everyStep"] else outputs[-1]
        logits = seen @ parameters["output.kernel"] + parameters["output.bias"]
        return cross_entropy(logits, targets), states if job["carriesState"] else carried

    # Time goes first: scan walks along the first axis.
    order = (1, 0) if job["everyStep"] else (0,)
    batches = [
        (jnp.asarray(x.T), jnp.asarray(y.transpose(order))) for x, y in zip(data["inputs"], data["targets"])
    ]
    return trained(job, data, loss, batches, zero_state(job, job["batchSize"]))


def classification(job, data):
    def direction(parameters, name, inputs, mask):
        recurrent_kernel = parameters[f"{name}.recurrentKernel"]

        def step(state, at):
            projected, there = at
            after = cell(recurrent_kernel, state, projected)
            return tuple(jnp.where(there[:, None], new, old) for new, old in zip(after, state)), None

        zero = jnp.zeros((job["batchSize"], job["hiddenSize"]))
        (hidden, _), _ = jax.lax.scan(
            step, (zero, zero), (project(parameters, name, inputs), mask), reverse=name.endswith("backward")
        )
        return hidden

    def loss(parameters, batch, carried):
        ids, labels = batch
        inputs, mask = parameters["embedding"][ids], ids > 0
        ends = [direction(parameters, f"lstm.0.{way}", inputs, mask) for way in ("forward", "backward")]
        logits = jnp.concatenate(ends, axis=1) @ parameters["output.kernel"] + parameters["output.bias"]
        return cross_entropy(logits, labels), carried

    batches = [(jnp.asarray(x.T), jnp.asarray(y)) for x, y in zip(data["inputs"], data["labels"])]
    return trained(job, data, loss, batches, ())


def decoding(job, data):
    parameters = parameters_of(data)

    def read(states, token):
        outputs, after = token, []
        for number, state in enumerate(states):
            name = f"lstm.{number}.forward"
            state = cell(parameters[f"{name}.recurrentKernel"], state, project(parameters, name, outputs))
            after.append(state)
            outputs = state[0]
        return after, outputs @ parameters["output.kernel"] + parameters["output.bias"]

    @jax.jit
    def read_and_sample(states, token, key):
        states, logits = read(states, token)
        key, used = jax.random.split(key)
        return states, jax.random.categorical(used, logits).astype(jnp.int32), key

    read_only = jax.jit(read)
    run = {"states": zero_state(job, 1), "key": jax.random.PRNGKey(0)}

    def nats(tokens):
        states, values = zero_state(job, 1), []
        for token, target in zip(tokens[:-1], tokens[1:]):
            states, logits = read_only(states, jnp.asarray([token]))
            values.append(-jax.nn.log_softmax(logits[0])[target])
        return values

    def next_token(token):
        run["states"], drawn, run["key"] = read_and_sample(run["states"], np.asarray([token], np.int32), run["key"])
        return int(drawn[0])

    return Decoding(VERSION, nats, next_token, data["tokens"])


def product(job, data):
    a, b = jnp.asarray(data["a"]), jnp.asarray(data["b"])

    @jax.jit
    def multiply(a, b):
        return (a.T if job["transposeA"] else a) @ (b.T if job["transposeB"] else b)

    return Product(VERSION, lambda: multiply(a, b), wait=lambda result: result.block_until_ready())


serve(make_workload)
