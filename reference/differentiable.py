"""Gradients through differentiable steps: what `differentiable=True` leads to in PyTorch. Prints the fixture.

Gradients are by the start, by the gradients of the steps, and by the options that are tensors.
"""

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
#: Options that are tensors requiring gradients: PyTorch's own tests of them.
LEARNED = [
    ("SGD", ["lr"], {"lr": 0.9}),
    ("SGD", ["weight_decay"], {"lr": 0.1, "weight_decay": 0.9}),
    ("SGD", ["lr", "weight_decay"], {"lr": 0.9, "weight_decay": 0.9, "momentum": 0.5, "maximize": True}),
]
for _name in ("Adam", "AdamW"):
    LEARNED += [
        (_name, ["lr"], {"lr": 0.9, "amsgrad": True}),
        (_name, ["weight_decay"], {"weight_decay": 0.9}),
        (_name, ["betas"], {"betas": (0.8, 0.9)}),
        (_name, ["lr", "weight_decay", "betas"], {"lr": 0.9, "weight_decay": 0.9, "betas": (0.8, 0.9)}),
    ]
STEPS = 7


def wave(k):
    """Numbers of a stream, exact in both languages: k is the stream."""
    return torch.tensor([((i + 1) * (2 * k + 3) * 37 % 101) / 64 - 0.75 for i in range(6)], dtype=F).reshape(2, 3)


def tensor_of(value):
    return torch.tensor(value, dtype=F, requires_grad=True)


def run(name, options, parts_state=False, learned=()):
    """PyTorch itself can't go back through several steps of some; their state then loses its history at each step."""
    saved = options
    options = {
        key: tuple(map(tensor_of, value)) if key in learned and key == "betas" else tensor_of(value) if key in learned else value
        for key, value in options.items()
    }
    tensors = [x for key in learned for x in (options[key] if key == "betas" else [options[key]])]
    start = wave(0).requires_grad_()
    grads = [wave(k + 1).requires_grad_() for k in range(STEPS)]
    param = start.clone()
    optimizer = getattr(torch.optim, name)([param], differentiable=True, **options)
    if "momentum" in options and name == "SGD":
        # PyTorch's first buffer is a copy of the gradient without its history; from zero it is the same with it.
        optimizer.state[param]["momentum_buffer"] = torch.zeros_like(param)
    for grad in grads:
        param.grad = grad.clone()  # of some, the step adds to it in place
        optimizer.step()
        if parts_state:
            entry = optimizer.state[param]
            for key, value in entry.items():
                if torch.is_tensor(value):
                    entry[key] = value.detach().clone()
    (param * wave(50)).sum().backward()
    leaves = [start, *grads, *tensors]
    return {
        "optimizer": name,
        "options": saved,
        "learned": list(learned),
        "partsState": parts_state,
        "param": param.detach().flatten().tolist(),
        "grads": [torch.zeros_like(x).flatten().tolist() if x.grad is None else x.grad.flatten().tolist() for x in leaves],
    }


def case(name, options, learned=()):
    try:
        return run(name, options, learned=learned)
    except RuntimeError:
        return run(name, options, parts_state=True, learned=learned)


if __name__ == "__main__":
    cases = ",\n".join(json.dumps(case(*of)) for of in [*CASES, *((name, options, learned) for name, learned, options in LEARNED)])
    print(f'{{"torch": "{torch.__version__}", "steps": {STEPS}, "cases": [\n{cases}\n]}}')
