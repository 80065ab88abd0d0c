"""Gradients through two differentiable steps: what `differentiable=True` leads to in PyTorch. Prints the fixture."""

import json

import torch

F = torch.float64
CASES = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "maximize": True}),
    ("Adam", {"lr": 0.1}),
    ("Adam", {"lr": 0.1, "amsgrad": True, "weight_decay": 0.1}),
    ("AdamW", {"lr": 0.1, "amsgrad": True, "maximize": True}),
    ("NAdam", {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adamax", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.01, "weight_decay": 0.1, "initial_accumulator_value": 0.1}),
    ("Adadelta", {"lr": 0.1, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.1, "centered": True, "momentum": 0.9, "weight_decay": 0.1, "maximize": True}),
    ("RMSprop", {"lr": 0.1}),
    ("Rprop", {"lr": 0.1}),
    ("ASGD", {"lr": 0.1, "weight_decay": 0.1, "t0": 0}),
]
STEPS = 7


def wave(k):
    """Numbers of a stream, exact in both languages: k is the stream."""
    return torch.tensor([((i + 1) * (2 * k + 3) * 37 % 101) / 64 - 0.75 for i in range(6)], dtype=F).reshape(2, 3)


def run(name, options, parts_state=False):
    """PyTorch itself can't go back through several steps of some; their state then loses its history at each step."""
    start = wave(0).requires_grad_()
    grads = [wave(k + 1).requires_grad_() for k in range(STEPS)]
    param = start.clone()
    optimizer = getattr(torch.optim, name)([param], differentiable=True, **options)
    if "momentum" in options and name == "SGD":
        # PyTorch's first buffer is a copy of the gradient without its history; from zero it is the same with it.
        optimizer.state[param]["momentum_buffer"] = torch.zeros_like(param)
    for grad in grads:
        param.grad = grad
        optimizer.step()
        if parts_state:
            entry = optimizer.state[param]
            for key, value in entry.items():
                if torch.is_tensor(value):
                    entry[key] = value.detach().clone()
    (param * wave(50)).sum().backward()
    leaves = [start, *grads]
    return {
        "optimizer": name,
        "options": options,
        "partsState": parts_state,
        "param": param.detach().flatten().tolist(),
        "grads": [torch.zeros_like(x).flatten().tolist() if x.grad is None else x.grad.flatten().tolist() for x in leaves],
    }


def case(name, options):
    try:
        return run(name, options)
    except RuntimeError:
        return run(name, options, parts_state=True)


if __name__ == "__main__":
    cases = ",\n".join(json.dumps(case(*of)) for of in CASES)
    print(f'{{"torch": "{torch.__version__}", "steps": {STEPS}, "cases": [\n{cases}\n]}}')
