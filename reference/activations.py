"""Functions of one number and activations: values, gradients and second derivatives in fixtures/activations.json."""

import json
import pathlib

import torch
from torch.nn import functional as F

SPECIAL = [0.0, -0.0, 1.0, -1.0, 3.0, -3.0, 0.5, -0.5, 6.0, 20.5, -20.5, 88.0, -88.0, 1e-20, -1e-8, 400.0, -400.0]

FUNCTIONS = {
    "silu": (F.silu, {}),
    "mish": (F.mish, {}),
    "logsigmoid": (F.logsigmoid, {}),
    "elu": (F.elu, {"alpha": 0.7}),
    "celu": (F.celu, {"alpha": 1.3}),
    "selu": (F.selu, {}),
    "leakyRelu": (F.leaky_relu, {"negative_slope": 0.2}),
    "hardtanh": (F.hardtanh, {"min_val": -2.0, "max_val": 0.5}),
    "relu6": (F.relu6, {}),
    "hardsigmoid": (F.hardsigmoid, {}),
    "hardswish": (F.hardswish, {}),
    "softsign": (F.softsign, {}),
    "tanhshrink": (F.tanhshrink, {}),
    "softshrink": (F.softshrink, {"lambd": 0.3}),
    "hardshrink": (F.hardshrink, {"lambd": 0.5}),
    "threshold": (F.threshold, {"threshold": 0.1, "value": 20.0}),
    "glu": (F.glu, {"dim": 0}),
    "softmin": (F.softmin, {"dim": 0}),
    "tan": (torch.tan, {}),
    "sinh": (torch.sinh, {}),
    "cosh": (torch.cosh, {}),
    "asinh": (torch.asinh, {}),
    "acosh": (torch.acosh, {}),
    "atanh": (torch.atanh, {}),
    "exp2": (torch.exp2, {}),
    "log2": (torch.log2, {}),
    "log10": (torch.log10, {}),
    "frac": (torch.frac, {}),
    "deg2rad": (torch.deg2rad, {}),
    "rad2deg": (torch.rad2deg, {}),
}


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def numbers(tensor):
    return None if tensor is None else [repr(float(value)) for value in tensor.detach().flatten()]


def case(name, dtype):
    function, options = FUNCTIONS[name]
    generator = torch.Generator().manual_seed(len(name))
    drawn = torch.randn(40, generator=generator, dtype=torch.float64) * 2
    x = torch.cat([torch.tensor(SPECIAL, dtype=torch.float64), drawn, drawn[:1]]).to(dtype).requires_grad_()
    y = function(x, **options)
    weights = torch.linspace(-1, 2, y.numel(), dtype=torch.float64).to(dtype)
    (gradient,) = torch.autograd.grad(y, x, weights, create_graph=True)
    second = None
    if gradient.requires_grad:
        along = torch.linspace(0.5, -1, x.numel(), dtype=torch.float64).to(dtype)
        try:
            (second,) = torch.autograd.grad(gradient, x, along, allow_unused=True)
        except RuntimeError:  # hardsigmoid's second derivative isn't implemented
            second = None
    return {"x": numbers(x), "value": numbers(y), "gradient": numbers(gradient), "second": numbers(second)}


def main():
    cases = [
        {
            "name": name,
            "options": {camel(key): value for key, value in FUNCTIONS[name][1].items()},
            "float32": case(name, torch.float32),
            "float64": case(name, torch.float64),
        }
        for name in FUNCTIONS
    ]
    torch.manual_seed(5)
    x = torch.linspace(-2, 2, 20)
    prelu = [numbers(F.prelu(x.view(5, 4), torch.tensor(w))) for w in ([0.3], [0.1, 0.2, 0.3, -0.4])]
    rrelu = numbers(F.rrelu(x, 0.1, 0.4, training=True))
    path = pathlib.Path(__file__).parent / "fixtures" / "activations.json"
    path.write_text(json.dumps({"torch": torch.__version__, "cases": cases, "prelu": prelu, "rrelu": rrelu}) + "\n")


main()
