"""Trains a character model in PyTorch from given weights and writes the loss of every step.

    pip install torch numpy safetensors
    python tools/charlm_reference.py TEXT WEIGHTS LOSSES [--steps 200]

The counterpart of tools/charlm-reference.mjs, which writes WEIGHTS (safetensors, Keras layout) and compares:
2 x LSTM(128) on one-hot characters, the first 90% of TEXT cut into 50 streams of 50 characters a step, state
carried, Adam with learning rate 2e-3, gradients clipped to a global norm of 5. LOSSES gets a JSON array of the
mean nats per character of each step.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import load_file

BATCH, TIME, LEARNING_RATE, CLIP_NORM = 50, 50, 2e-3, 5.0


class CharacterModel(torch.nn.Module):
    """One-hot characters, LSTM layers, a linear layer."""

    def __init__(self, weights):
        super().__init__()
        self.vocabulary_size = weights["output.bias"].shape[0]
        hidden_size = weights["lstm.0.forward.recurrentKernel"].shape[0]
        layers = sum(name.endswith(".recurrentKernel") for name in weights)
        self.lstm = torch.nn.LSTM(self.vocabulary_size, hidden_size, layers, batch_first=True)
        self.output = torch.nn.Linear(hidden_size, self.vocabulary_size)
        with torch.no_grad():
            for layer in range(layers):
                of = lambda name: weights[f"lstm.{layer}.forward.{name}"]
                getattr(self.lstm, f"weight_ih_l{layer}").copy_(of("kernel").T)
                getattr(self.lstm, f"weight_hh_l{layer}").copy_(of("recurrentKernel").T)
                getattr(self.lstm, f"bias_ih_l{layer}").copy_(of("bias"))
                # PyTorch adds two biases; training both would double the bias's step, so one stays 0.
                bias = getattr(self.lstm, f"bias_hh_l{layer}")
                bias.zero_()
                bias.requires_grad = False
            self.output.weight.copy_(weights["output.kernel"].T)
            self.output.bias.copy_(weights["output.bias"])

    def forward(self, tokens, state):
        one_hot = torch.nn.functional.one_hot(tokens, self.vocabulary_size).float()
        hidden, state = self.lstm(one_hot, state)
        return self.output(hidden), state


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("losses", type=Path)
    parser.add_argument("--steps", type=int, default=200)
    arguments = parser.parse_args()

    text = arguments.text.read_text(encoding="utf-8")
    ids = {character: index for index, character in enumerate(sorted(set(text)))}
    tokens = torch.tensor([ids[character] for character in text[: int(len(text) * 0.9)]])
    row = (len(tokens) - 1) // BATCH
    inputs = tokens[: BATCH * row].view(BATCH, row)
    targets = tokens[1 : BATCH * row + 1].view(BATCH, row)

    model = CharacterModel(load_file(arguments.weights))
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=LEARNING_RATE)
    losses, state = [], None
    for step in range(arguments.steps):
        start = step * TIME
        logits, state = model(inputs[:, start : start + TIME], state)
        state = tuple(part.detach() for part in state)
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets[:, start : start + TIME].flatten())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, CLIP_NORM)
        optimizer.step()
        losses.append(loss.item())
    arguments.losses.write_text(json.dumps(losses))


main()
