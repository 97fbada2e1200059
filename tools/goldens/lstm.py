"""Writes packages/lstm-core/test/fixtures/lstm-*.json: torch.nn.LSTM forward and backward, in float64.

    pip install torch numpy
    python tools/goldens/lstm.py [DIR]

Weights, inputs and the gradients that come from above are random and all sizes of a case differ, so that a
swapped gate, axis or direction cannot go unseen. One JSON object a file; every array is {shape, data},
row-major, nine significant digits:

  batch B, time T, inputSize I, hiddenSize H, layers L, bidirectional, lengths (null, or one per row)
  weights[]   layer, direction, kernel [I or D*H, 4H], recurrentKernel [H, 4H], bias [4H] (PyTorch's two added)
  input [B,T,I]; h0, c0, hN, cN [L*D,B,H], index layer * D + direction; output [B,T,D*H], zero past a length
  outputGrad, hNGrad, cNGrad   the loss is the sum of output, hN and cN, each times these
  grads       its gradients by input, h0, c0 and each of weights[] (bias: that of one of the two)
"""

import json
import sys
from pathlib import Path

import torch

FIXTURES = Path(__file__).resolve().parent.parent.parent / "packages" / "lstm-core" / "test" / "fixtures"

# name: batch, time, input size, hidden size, layers, bidirectional, lengths
CASES = {
    "tiny": (2, 3, 4, 5, 1, False, None),
    "one-step": (1, 1, 3, 4, 1, False, None),
    "odd": (3, 7, 5, 13, 1, False, None),
    "wide": (5, 4, 17, 23, 1, False, None),
    "lengths": (4, 8, 5, 9, 1, False, [8, 3, 5, 1]),
    "all-shorter": (3, 6, 4, 5, 1, False, [4, 2, 3]),
    "two-layers": (4, 5, 6, 11, 2, False, None),
    "bidirectional": (3, 5, 6, 7, 1, True, None),
    "everything": (3, 6, 4, 5, 2, True, [2, 6, 4]),
}


def array(tensor):
    """A tensor as {shape, data}."""
    return {
        "shape": list(tensor.shape),
        "data": [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()],
    }


def run(lstm, inputs, h0, c0, lengths):
    """The output (zero past each length) and the final states of a batch."""
    if lengths is None:
        output, (hidden, cell) = lstm(inputs, (h0, c0))
        return output, hidden, cell
    packed = torch.nn.utils.rnn.pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False)
    output, (hidden, cell) = lstm(packed, (h0, c0))
    padded, _ = torch.nn.utils.rnn.pad_packed_sequence(output, batch_first=True, total_length=inputs.shape[1])
    return padded, hidden, cell


def directions(layers, bidirectional):
    """(layer, name of the direction, PyTorch's suffix), in the order of the state."""
    for layer in range(layers):
        yield layer, "forward", f"l{layer}"
        if bidirectional:
            yield layer, "backward", f"l{layer}_reverse"


def golden(name, batch, time, input_size, hidden_size, layers, bidirectional, lengths, seed):
    """One case as a JSON object."""
    generator = torch.Generator().manual_seed(seed)
    normal = lambda *shape: torch.randn(*shape, generator=generator, dtype=torch.float64)
    lstm = torch.nn.LSTM(
        input_size, hidden_size, layers, batch_first=True, bidirectional=bidirectional, dtype=torch.float64
    )
    for parameter in lstm.parameters():
        parameter.data = torch.rand(parameter.shape, generator=generator, dtype=torch.float64) - 0.5

    states = layers * (2 if bidirectional else 1)
    inputs = normal(batch, time, input_size).requires_grad_()
    h0 = normal(states, batch, hidden_size).requires_grad_()
    c0 = normal(states, batch, hidden_size).requires_grad_()
    output, hidden, cell = run(lstm, inputs, h0, c0, lengths)
    from_above = normal(*output.shape), normal(*hidden.shape), normal(*cell.shape)
    sum((value * grad).sum() for value, grad in zip((output, hidden, cell), from_above)).backward()

    weights, weight_grads = [], []
    for layer, direction, suffix in directions(layers, bidirectional):
        of = lambda kind: getattr(lstm, f"{kind}_{suffix}")
        weights.append({
            "layer": layer,
            "direction": direction,
            "kernel": array(of("weight_ih").T),
            "recurrentKernel": array(of("weight_hh").T),
            "bias": array(of("bias_ih") + of("bias_hh")),
        })
        weight_grads.append({
            "kernel": array(of("weight_ih").grad.T),
            "recurrentKernel": array(of("weight_hh").grad.T),
            "bias": array(of("bias_ih").grad),
        })
    return {
        "name": name,
        "batch": batch,
        "time": time,
        "inputSize": input_size,
        "hiddenSize": hidden_size,
        "layers": layers,
        "bidirectional": bidirectional,
        "lengths": lengths,
        "gateOrder": "i, f, c (PyTorch's g), o",
        "weights": weights,
        "input": array(inputs),
        "h0": array(h0),
        "c0": array(c0),
        "output": array(output),
        "hN": array(hidden),
        "cN": array(cell),
        "outputGrad": array(from_above[0]),
        "hNGrad": array(from_above[1]),
        "cNGrad": array(from_above[2]),
        "grads": {"input": array(inputs.grad), "h0": array(h0.grad), "c0": array(c0.grad), "weights": weight_grads},
    }


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURES
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (name, case) in enumerate(CASES.items()):
        path = folder / f"lstm-{name}.json"
        path.write_text(json.dumps(golden(name, *case, seed=seed), separators=(",", ":")) + "\n")
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


main()
