"""Reads the event files of @engram/trainer with the Python package `tensorboard`.

    python tools/read_tensorboard.py compare EVENTS LOG.jsonl
        Exits with 1 unless TensorBoard sees exactly the scalars of the JSONL log of the same run.
    python tools/read_tensorboard.py fixture packages/trainer/test/fixtures/tensorboard.json
        Writes what TensorBoard's own writer makes of a few events, for packages/trainer/test/tensorboard-log.test.ts.

Needs: pip install tensorboard
"""

import io
import json
import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

STEP_TAGS = {
    "loss": "loss/train",
    "learningRate": "training/learning_rate",
    "gradientNorm": "training/gradient_norm",
    "tokensPerSecond": "training/tokens_per_second",
}


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def logged(path):
    """Scalars of a JSONL log: {tag: [(step, value), …]}."""
    scalars = {}
    with open(path, encoding="utf8") as lines:
        for entry in map(json.loads, lines):
            if entry["event"] == "step":
                found = {tag: entry[name] for name, tag in STEP_TAGS.items()}
            elif entry["event"] == "evaluate" and entry["counted"]:
                found = {f"validation/{name}": value for name, value in entry["metrics"].items()}
                found["loss/validation"] = found.pop("validation/loss")
            else:
                continue
            for tag, value in found.items():
                scalars.setdefault(tag, []).append((entry["step"], float32(value)))
    return scalars


def compare(events, log):
    accumulator = EventAccumulator(events, size_guidance={"scalars": 0, "tensors": 0})
    accumulator.Reload()
    seen = {
        tag: [(event.step, event.value) for event in accumulator.Scalars(tag)]
        for tag in accumulator.Tags()["scalars"]
    }
    expected = logged(log)
    for tag in sorted(seen.keys() | expected.keys()):
        same = seen.get(tag) == expected.get(tag)
        print(f"{'ok' if same else 'DIFFERS':8}{tag}: {len(seen.get(tag, []))} points, {len(expected.get(tag, []))} in the log")
    return 0 if seen == expected and seen else 1


def fixture(path):
    scalars = {"loss/train": 2.5, "training/learning_rate": 0.002, "validation/größe": -1e-7}
    events = [
        Event(wall_time=1764000000.25, step=0, file_version="brain.Event:2"),
        Event(wall_time=1764000000.25, step=1, session_log=SessionLog(status=SessionLog.START)),
        Event(
            wall_time=1764000001.5,
            step=5_000_000_000,
            summary=Summary(value=[Summary.Value(tag=tag, simple_value=value) for tag, value in scalars.items()]),
        ),
    ]
    records = []
    for event in events:
        file = io.BytesIO()
        RecordWriter(file).write(event.SerializeToString())
        records.append(file.getvalue().hex())
    with open(path, "w", encoding="utf8") as file:
        json.dump({"scalars": scalars, "records": records}, file, indent=2, ensure_ascii=False)
        file.write("\n")
    return 0


if __name__ == "__main__":
    commands = {"compare": (compare, 2), "fixture": (fixture, 1)}
    function, count = commands.get(sys.argv[1] if len(sys.argv) > 1 else "", (None, 0))
    if function is None or len(sys.argv) != 2 + count:
        sys.exit(__doc__)
    sys.exit(function(*sys.argv[2:]))
