"""Weights of Keras and PyTorch models with what they compute: fixtures, and the check of what we write for them.

    pip install torch keras tensorflow-cpu safetensors h5py
    python tools/goldens/weights.py             writes packages/lstm-core/test/fixtures/weights/
    python tools/goldens/weights.py check DIR   loads what tools/export-weights.mjs wrote into DIR and compares

Weights and inputs are random and all sizes of a model differ, so that a swapped gate, axis or direction cannot go
unseen. Keras' files are gzipped: HDF5 pads small arrays with kilobytes of zeros. expected.json holds, by case, token
ids [B,T] and the outputs, row-major, nine significant digits. A .keras file holds the date, all else comes out the same.
"""

import gzip
import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import h5py
import keras
import numpy as np
import safetensors.numpy
import safetensors.torch
import torch

FIXTURES = Path(__file__).resolve().parent.parent.parent / "packages" / "lstm-core" / "test" / "fixtures" / "weights"
V, E, H1, H2, CLASSES, B, T = 7, 3, 5, 4, 3, 2, 6
IDS = np.array([[0, 3, 6, 1, 2, 5], [4, 4, 0, 6, 5, 1]], dtype=np.int32)
# Largest absolute difference that `check` lets pass.
LIMIT = 1e-5


def numbers(array):
    array = np.asarray(array)
    exact = array.dtype.kind == "i"
    return {"shape": list(array.shape), "data": [int(x) if exact else float(f"{x:.9g}") for x in array.ravel()]}


def write_gzip(name, data):
    (FIXTURES / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))


def saved(write, suffix):
    """The bytes that `write(path)` leaves in a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"model{suffix}"
        write(str(path))
        return path.read_bytes()


def randomize(model):
    """Keras starts biases at 0 and 1 and a forget gate would pass for an input gate."""
    random = np.random.default_rng(3)
    model.set_weights([random.normal(0, 0.5, weight.shape) for weight in model.get_weights()])
    return model


def keras_language_model():
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(V, E, name="symbols"),
            keras.layers.LSTM(H1, return_sequences=True, name="first"),
            keras.layers.Dropout(0.3),
            keras.layers.LSTM(H2, return_sequences=True, name="second"),
            keras.layers.Dense(V, activation="softmax", name="next"),
        ]
    )


def keras_one_hot():
    """The textbook's model: one-hot windows, one LSTM, the token after the window."""
    return keras.Sequential([keras.Input((T, V)), keras.layers.LSTM(H1), keras.layers.Dense(V, activation="softmax")])


def keras_classifier():
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(V, E),
            keras.layers.Bidirectional(keras.layers.LSTM(H1, return_sequences=True)),
            keras.layers.Bidirectional(keras.layers.LSTM(H2)),
            keras.layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def legacy_weights(model_file):
    """A weights-only file as Keras 2 wrote it: the same groups at the root, and names that end in ":0"."""

    def write(path):
        with tempfile.TemporaryDirectory() as folder:
            source_path = Path(folder) / "source.h5"
            source_path.write_bytes(model_file)
            with h5py.File(source_path) as source, h5py.File(path, "w") as target:
                root = source["model_weights"]
                target.attrs["layer_names"] = root.attrs["layer_names"]
                for layer in root.attrs["layer_names"]:
                    group = target.create_group(layer)
                    names = list(root[layer].attrs["weight_names"])
                    group.attrs["weight_names"] = np.array([f"{name}:0".encode() for name in names], dtype="S")
                    for name in names:
                        group.create_dataset(f"{name}:0", data=root[layer][name])

    return saved(write, ".h5")


class TorchLanguageModel(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = torch.nn.Embedding(V, E)
        self.rnn = torch.nn.LSTM(E, H1, num_layers=2, batch_first=True)
        self.decoder = torch.nn.Linear(H1, V)

    def forward(self, ids):
        return self.decoder(self.rnn(self.encoder(ids))[0])


class TorchTied(torch.nn.Module):
    """The output layer's weight is the embedding's; the file holds it once."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(V, H2)
        self.lstm = torch.nn.LSTM(H2, H2, batch_first=True)
        self.output = torch.nn.Linear(H2, V)
        self.output.weight = self.embedding.weight

    def forward(self, ids):
        return self.output(self.lstm(self.embedding(ids))[0])


class TorchClassifier(torch.nn.Module):
    """The last states of both directions of the upper layer, side by side."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(V, E)
        self.lstm = torch.nn.LSTM(E, H2, num_layers=2, bidirectional=True, batch_first=True)
        self.output = torch.nn.Linear(2 * H2, CLASSES)

    def forward(self, ids):
        _, (hidden, _) = self.lstm(self.embedding(ids))
        return torch.softmax(self.output(torch.cat([hidden[-2], hidden[-1]], dim=1)), dim=1)


class TorchList(torch.nn.Module):
    """Layers of different hidden sizes: a list of LSTMs."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(V, E)
        sizes = [(E, H1), (2 * H1, H2)]
        self.lstm = torch.nn.ModuleList(torch.nn.LSTM(*size, bidirectional=True, batch_first=True) for size in sizes)
        self.output = torch.nn.Linear(2 * H2, CLASSES)

    def forward(self, ids):
        output = self.embedding(ids)
        for layer in self.lstm:
            output, (hidden, _) = layer(output)
        return torch.softmax(self.output(torch.cat([hidden[-2], hidden[-1]], dim=1)), dim=1)


def run_torch(model):
    with torch.no_grad():
        return model(torch.from_numpy(IDS.astype(np.int64))).numpy()


def make():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    expected = {"tokenIds": numbers(IDS)}

    model = randomize(keras_language_model())
    legacy = saved(model.save, ".h5")
    write_gzip("language-model.keras", saved(model.save, ".keras"))
    write_gzip("language-model.weights.h5", saved(model.save_weights, ".weights.h5"))
    write_gzip("language-model.h5", legacy)
    write_gzip("language-model-weights.h5", legacy_weights(legacy))
    expected["keras language model"] = numbers(model.predict(IDS, verbose=0))

    model = randomize(keras_one_hot())
    write_gzip("one-hot.keras", saved(model.save, ".keras"))
    expected["keras one-hot"] = numbers(model.predict(np.eye(V, dtype=np.float32)[IDS], verbose=0))

    model = randomize(keras_classifier())
    write_gzip("classifier.keras", saved(model.save, ".keras"))
    write_gzip("classifier.h5", saved(model.save, ".h5"))
    expected["keras classifier"] = numbers(model.predict(IDS, verbose=0))

    torch.manual_seed(4)
    models = {"language-model": TorchLanguageModel(), "tied": TorchTied(), "classifier": TorchClassifier()}
    for name, model in (models | {"list": TorchList()}).items():
        state = {key: value for key, value in model.state_dict().items() if (name, key) != ("tied", "output.weight")}
        safetensors.torch.save_file(state, FIXTURES / f"torch-{name}.safetensors")
        expected[f"torch {name}"] = numbers(run_torch(model))

    values = torch.tensor([[0.1, -2.5, 65504.0], [1e-7, -0.0, 3.0]])
    types = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "F64": torch.float64}
    arrays = {name: values.to(dtype) for name, dtype in types.items()}
    whole = torch.tensor([-(2**31), 7, 2**31 - 1])
    arrays |= {"I64": whole, "I32": whole.to(torch.int32), "scalar": torch.tensor(1.5), "empty": torch.zeros(2, 0)}
    safetensors.torch.save_file(arrays, FIXTURES / "types.safetensors", metadata={"made by": "safetensors, ünïcödé"})
    expected["types"] = {
        name: numbers(array.to(torch.float32) if array.is_floating_point() else array) for name, array in arrays.items()
    }

    (FIXTURES / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
    sizes = {path.name: path.stat().st_size for path in sorted(FIXTURES.iterdir())}
    print(sizes, "bytes in all:", sum(sizes.values()))


def check(folder):
    """Loads our files with the libraries they are for, and compares what the models then compute."""
    expected = json.loads((folder / "expected.json").read_text())
    worst = 0.0

    def compare(name, actual):
        nonlocal worst
        reference = np.array(expected[name]["data"]).reshape(expected[name]["shape"])
        error = float(np.abs(np.asarray(actual) - reference).max())
        worst = max(worst, error)
        print(f"{name:28} {error:.1e}")

    for name, model in [("language-model", keras_language_model()), ("classifier", keras_classifier())]:
        randomize(model).load_weights(folder / f"{name}.weights.h5")
        compare(f"keras {name}", model.predict(IDS, verbose=0))

    models = {"language-model": TorchLanguageModel(), "classifier": TorchClassifier(), "list": TorchList()}
    for name, model in (models | {"tied": TorchTied()}).items():
        model.load_state_dict(safetensors.torch.load_file(folder / f"torch-{name}.safetensors"))
        compare(f"torch {name}", run_torch(model))

    # A model folder's own weights, and text beside them, in the Python package.
    for name, array in safetensors.numpy.load_file(folder / "arrays.safetensors").items():
        compare(f"array {name}", array)
    with safetensors.safe_open(folder / "arrays.safetensors", "np") as file:
        assert file.metadata()["note"] == "ünïcödé", file.metadata()

    print("largest difference", f"{worst:.1e}")
    sys.exit(0 if worst <= LIMIT else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        check(Path(sys.argv[2]))
    else:
        make()
