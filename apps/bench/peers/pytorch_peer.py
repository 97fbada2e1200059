"""PyTorch: torch.nn.LSTM, torch.optim.Adam, one thread or several as the bench says."""

import torch
from torch import nn
from torch.nn import functional

from peer import BATCHES, Decoding, Product, Training, serve

VERSION = f"torch {torch.__version__}"


def make_workload(job, data, settings):
    torch.set_num_threads(settings["threads"])
    torch.manual_seed(0)
    return {"training": training, "classification": classification, "decoding": decoding, "product": product}[
        job["kind"]
    ](job, data)


def load_cell(lstm, suffix, data, name):
    """torch's matrices are ours, transposed; its two biases add up to ours. The gates have the same order."""
    parameters = {key: torch.from_numpy(data[f"parameters.{name}.{key}"]) for key in ("kernel", "recurrentKernel", "bias")}
    with torch.no_grad():
        getattr(lstm, f"weight_ih_{suffix}").copy_(parameters["kernel"].T)
        getattr(lstm, f"weight_hh_{suffix}").copy_(parameters["recurrentKernel"].T)
        getattr(lstm, f"bias_ih_{suffix}").copy_(parameters["bias"])
        getattr(lstm, f"bias_hh_{suffix}").zero_()
    # One bias is enough, and two would learn twice as fast.
    getattr(lstm, f"bias_hh_{suffix}").requires_grad_(False)


def load_linear(linear, data):
    with torch.no_grad():
        linear.weight.copy_(torch.from_numpy(data["parameters.output.kernel"]).T)
        linear.bias.copy_(torch.from_numpy(data["parameters.output.bias"]))


def embedding_of(data):
    return nn.Embedding.from_pretrained(torch.from_numpy(data["parameters.embedding"]), freeze=False)


def adam(modules, job):
    parameters = [parameter for module in modules for parameter in module.parameters() if parameter.requires_grad]
    return parameters, torch.optim.Adam(parameters, lr=job["learningRate"], fused=True)


def training(job, data):
    size = job["embeddingSize"] or job["vocabularySize"]
    lstm = nn.LSTM(size, job["hiddenSize"], job["layers"], batch_first=True)
    for layer in range(job["layers"]):
        load_cell(lstm, f"l{layer}", data, f"lstm.{layer}.forward")
    linear = nn.Linear(job["hiddenSize"], job["vocabularySize"])
    load_linear(linear, data)
    inputs, targets = torch.from_numpy(data["inputs"]).long(), torch.from_numpy(data["targets"]).long()
    modules = [lstm, linear]
    if job["embeddingSize"]:
        embedding = embedding_of(data)
        modules.append(embedding)
        read = lambda index: embedding(inputs[index])
    else:
        one_hot = functional.one_hot(inputs, job["vocabularySize"]).float()
        read = lambda index: one_hot[index]
    parameters, optimizer = adam(modules, job)
    carried = None

    def step(index):
        nonlocal carried
        optimizer.zero_grad()
        output, state = lstm(read(index), carried)
        if job["carriesState"]:
            carried = tuple(part.detach() for part in state)
        seen = output if job["everyStep"] else output[:, -1]
        logits = linear(seen).reshape(-1, job["vocabularySize"])
        loss = functional.cross_entropy(logits, targets[index].reshape(-1))
        loss.backward()
        if job["clipNorm"]:
            nn.utils.clip_grad_norm_(parameters, job["clipNorm"])
        optimizer.step()
        return loss

    return Training(VERSION, step, read_loss=lambda loss: loss.item())


def classification(job, data):
    lstm = nn.LSTM(job["embeddingSize"], job["hiddenSize"], batch_first=True, bidirectional=True)
    load_cell(lstm, "l0", data, "lstm.0.forward")
    load_cell(lstm, "l0_reverse", data, "lstm.0.backward")
    linear = nn.Linear(2 * job["hiddenSize"], job["classes"])
    load_linear(linear, data)
    embedding = embedding_of(data)
    inputs, labels = torch.from_numpy(data["inputs"]).long(), torch.from_numpy(data["labels"]).long()
    lengths = torch.from_numpy(data["lengths"]).long()
    _, optimizer = adam([embedding, lstm, linear], job)

    def step(index):
        optimizer.zero_grad()
        packed = nn.utils.rnn.pack_padded_sequence(embedding(inputs[index]), lengths, batch_first=True)
        _, (hidden, _) = lstm(packed)
        loss = functional.cross_entropy(linear(torch.cat([hidden[0], hidden[1]], dim=1)), labels[index])
        loss.backward()
        optimizer.step()
        return loss

    return Training(VERSION, step, read_loss=lambda loss: loss.item())


class LanguageModel(nn.Module):
    def __init__(self, job, data):
        super().__init__()
        self.lstm = nn.LSTM(job["vocabularySize"], job["hiddenSize"], job["layers"])
        for layer in range(job["layers"]):
            load_cell(self.lstm, f"l{layer}", data, f"lstm.{layer}.forward")
        self.linear = nn.Linear(job["hiddenSize"], job["vocabularySize"])
        load_linear(self.linear, data)


def decoding(job, data):
    model = LanguageModel(job, data).eval()
    if job["int8"]:
        model = torch.ao.quantization.quantize_dynamic(model, {nn.LSTM, nn.Linear}, dtype=torch.qint8)
    one_hot = torch.eye(job["vocabularySize"]).reshape(-1, 1, 1, job["vocabularySize"])
    state = None

    @torch.inference_mode()
    def nats(tokens):
        carried, values = None, []
        for token, target in zip(tokens[:-1], tokens[1:]):
            output, carried = model.lstm(one_hot[token], carried)
            values.append(functional.cross_entropy(model.linear(output)[0, 0], torch.tensor(int(target))).item())
        return values

    @torch.inference_mode()
    def next_token(token):
        nonlocal state
        output, state = model.lstm(one_hot[token], state)
        return torch.multinomial(functional.softmax(model.linear(output)[0, 0], dim=0), 1).item()

    return Decoding(VERSION, nats, next_token, data["tokens"])


def product(job, data):
    a, b = torch.from_numpy(data["a"]), torch.from_numpy(data["b"])
    a, b = (a.T if job["transposeA"] else a), (b.T if job["transposeB"] else b)
    result = torch.empty(job["rows"], job["columns"])
    return Product(VERSION, lambda: torch.mm(a, b, out=result))


serve(make_workload)
