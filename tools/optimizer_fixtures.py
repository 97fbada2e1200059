"""Writes packages/trainer/test/fixtures/optimizers.json: what PyTorch's optimisers and schedulers do.

    pip install torch==2.15.0
    python tools/optimizer_fixtures.py

float64 throughout, so that the vectors are the rule itself and not one rounding of it.
"""

import json
from pathlib import Path

import torch

FIXTURE = Path(__file__).resolve().parent.parent / "packages" / "trainer" / "test" / "fixtures" / "optimizers.json"
STEPS = 12
SHAPES = {"kernel": (3, 4), "bias": (5,)}

CASES = {
    "adam": dict(learningRate=0.01, options={}),
    "adam with a large epsilon": dict(learningRate=0.05, options=dict(beta1=0.8, beta2=0.95, epsilon=0.03)),
    "adamW of every parameter": dict(learningRate=0.02, options=dict(weightDecay=0.3), decays="all"),
    "adamW of matrices": dict(learningRate=0.02, options=dict(weightDecay=0.3, beta1=0.7), decays="matrices"),
    "rmsProp": dict(learningRate=0.01, options=dict(epsilon=0.02)),
    "rmsProp with momentum": dict(learningRate=0.01, options=dict(decay=0.9, momentum=0.8)),
    "sgd": dict(learningRate=0.1, options={}),
    "sgd with momentum": dict(learningRate=0.1, options=dict(momentum=0.9)),
    "sgd with Nesterov momentum": dict(learningRate=0.1, options=dict(momentum=0.9, nesterov=True)),
    "sgd clipped to norm 1.5": dict(learningRate=0.1, options=dict(momentum=0.5), clipNorm=1.5),
}


def make_optimizer(name, case, parameters):
    options, rate = case["options"], case["learningRate"]
    kind = name.split()[0]
    if kind in ("adam", "adamW"):
        betas = (options.get("beta1", 0.9), options.get("beta2", 0.999))
        epsilon = options.get("epsilon", 1e-8)
        if kind == "adam":
            return torch.optim.Adam(parameters.values(), rate, betas, epsilon)
        decay = options["weightDecay"]
        groups = [
            dict(params=[p], weight_decay=decay if case["decays"] == "all" or p.dim() >= 2 else 0.0)
            for p in parameters.values()
        ]
        return torch.optim.AdamW(groups, rate, betas, epsilon)
    if kind == "rmsProp":
        return torch.optim.RMSprop(
            parameters.values(), rate, options.get("decay", 0.99), options.get("epsilon", 1e-8),
            momentum=options.get("momentum", 0.0),
        )
    return torch.optim.SGD(
        parameters.values(), rate, momentum=options.get("momentum", 0.0), nesterov=options.get("nesterov", False)
    )


def run(name, case, start, gradients):
    parameters = {key: torch.nn.Parameter(value.clone()) for key, value in start.items()}
    optimizer = make_optimizer(name, case, parameters)
    after = []
    for step in range(STEPS):
        for key, parameter in parameters.items():
            parameter.grad = gradients[step][key].clone()
        if "clipNorm" in case:
            torch.nn.utils.clip_grad_norm_(parameters.values(), case["clipNorm"])
        optimizer.step()
        after.append({key: flat(parameter.detach()) for key, parameter in parameters.items()})
    return {"name": name, **case, "after": {"1": after[0], "2": after[1], str(STEPS): after[-1]}}


def flat(tensor):
    return [round(value, 10) for value in tensor.flatten().tolist()]


def plateau_rates(losses, **options):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 0.5)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    rates = [0.5]
    for loss in losses:
        scheduler.step(loss)
        rates.append(optimizer.param_groups[0]["lr"])
    return rates


def scheduler_rates(make, steps):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 0.5)
    scheduler = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def main():
    torch.manual_seed(3)
    torch.set_default_dtype(torch.float64)
    start = {key: torch.randn(shape).round(decimals=4) for key, shape in SHAPES.items()}
    gradients = [{key: torch.randn(shape).round(decimals=4) for key, shape in SHAPES.items()} for _ in range(STEPS)]
    losses = [round(value, 4) for value in (2 + torch.randn(40) * 0.1 - torch.arange(40) * 0.004).tolist()]
    lr = torch.optim.lr_scheduler
    fixtures = {
        "madeBy": f"torch {torch.__version__.split('+')[0]}",
        "shapes": SHAPES,
        "start": {key: flat(value) for key, value in start.items()},
        "gradients": [{key: flat(value) for key, value in step.items()} for step in gradients],
        "cases": [run(name, case, start, gradients) for name, case in CASES.items()],
        "schedules": {
            "losses": losses,
            "plateau": plateau_rates(losses, factor=0.5, patience=2, threshold=0.01, min_lr=0.02),
            "cosine": scheduler_rates(lambda o: lr.CosineAnnealingLR(o, T_max=20, eta_min=0.05), 21),
            "stepDecay": scheduler_rates(lambda o: lr.StepLR(o, step_size=7, gamma=0.3), 21),
        },
    }
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(json.dumps(fixtures) + "\n")


if __name__ == "__main__":
    main()
