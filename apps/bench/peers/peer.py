"""What the Python peers share: one JSON request a line on standard input, one answer a line on standard output.

src/runner/protocol.ts describes the requests. A peer gives `serve` a function that makes a workload of a job: an
object with `version`, `check()` (a list of numbers) and `run(steps)`.
"""

import json
import os
import signal
import sys
import time

import numpy as np

BATCHES = 4
CHECKED_STEPS = 3


def serve(make_workload):
    """Answers requests until there are no more; what libraries print goes to standard error."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # Ctrl-C goes to the whole group: the bench ends its children itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    workload = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["command"] == "start":
                data = read_safetensors(request["data"])
                workload = make_workload(request["job"], data, request["settings"])
                answer = {"version": workload.version}
            elif request["command"] == "check":
                answer = {"values": [float(value) for value in workload.check()]}
            elif request["command"] == "run":
                start = time.perf_counter()
                workload.run(request["steps"])
                answer = {"milliseconds": (time.perf_counter() - start) * 1000}
            else:
                answer = {"peakBytes": peak_bytes()}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}".split("\n")[0][:300]}
        print(json.dumps(answer), file=answers, flush=True)


def read_safetensors(path):
    """The arrays of a file by their names: eight bytes of length, a header in JSON, the numbers."""
    with open(path, "rb") as file:
        content = file.read()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    types = {"F32": np.float32, "I32": np.int32}
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        numbers = np.frombuffer(content[start:end], types[entry["dtype"]])
        arrays[name] = numbers.reshape(entry["shape"]).copy()
    return arrays


def peak_bytes():
    """The largest resident memory of this process, in bytes."""
    try:
        # The system's own count begins with what the parent had, this one when the program was loaded.
        with open("/proc/self/status") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def product_sums(matrix):
    """The sums of a matrix's first rows."""
    return np.asarray(matrix)[:8].astype(np.float64).sum(axis=1)


class Training:
    """A workload whose steps return losses: the checked ones are the first of the run."""

    def __init__(self, version, step, read_loss=float):
        self.version = version
        self.step = step
        self.read_loss = read_loss
        self.taken = 0

    def take(self):
        loss = self.step(self.taken % BATCHES)
        self.taken += 1
        return self.read_loss(loss)

    def check(self):
        return [self.take() for _ in range(CHECKED_STEPS)]

    def run(self, steps):
        for _ in range(steps):
            self.take()


class Decoding:
    """A workload of one token after another.

    `nats(tokens)` gives those of each token after those before it, `next_token(token)` reads one and samples one.
    """

    def __init__(self, version, nats, next_token, tokens):
        self.version = version
        self.nats = nats
        self.next_token = next_token
        self.tokens = tokens
        self.token = 0

    def check(self):
        return self.nats(self.tokens)

    def run(self, steps):
        token = self.token
        for _ in range(steps):
            token = self.next_token(token)
        self.token = token


class Product:
    """A workload of one matrix product, again and again; `wait` comes back when the last one is done."""

    def __init__(self, version, multiply, wait=lambda result: None):
        self.version = version
        self.multiply = multiply
        self.wait = wait

    def check(self):
        return product_sums(self.multiply())

    def run(self, steps):
        for _ in range(steps):
            result = self.multiply()
        self.wait(result)
