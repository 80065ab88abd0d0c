"""Average pooling, plain and adaptive: values and gradients in fixtures/pooling.json."""

import json
import pathlib

import torch
from torch import nn

CASES = [
    ("AvgPool1d", {"kernel_size": 3}, (2, 3, 10)),
    ("AvgPool1d", {"kernel_size": 4, "stride": 2, "padding": 2, "ceil_mode": True, "count_include_pad": False}, (3, 11)),
    ("AvgPool2d", {"kernel_size": 2}, (2, 3, 6, 8)),
    ("AvgPool2d", {"kernel_size": (3, 2), "stride": (2, 1), "padding": (1, 0)}, (2, 2, 7, 5)),
    ("AvgPool2d", {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}, (1, 2, 8, 8)),
    ("AvgPool2d", {"kernel_size": 3, "padding": 1, "count_include_pad": False, "divisor_override": 5}, (2, 7, 7)),
    ("AvgPool3d", {"kernel_size": 2, "stride": 1}, (1, 2, 3, 4, 5)),
    ("AvgPool3d", {"kernel_size": (1, 2, 3), "padding": (0, 1, 1), "ceil_mode": True}, (2, 3, 4, 5)),
    ("AdaptiveAvgPool1d", {"output_size": 4}, (2, 3, 10)),
    ("AdaptiveAvgPool2d", {"output_size": 1}, (2, 3, 7, 5)),
    ("AdaptiveAvgPool2d", {"output_size": (3, None)}, (3, 7, 5)),
    ("AdaptiveAvgPool2d", {"output_size": (5, 9)}, (1, 2, 3, 4)),
    ("AdaptiveAvgPool3d", {"output_size": (2, 3, 2)}, (1, 2, 5, 4, 3)),
]


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def case(name, options, shape, number):
    torch.manual_seed(number)
    layer = getattr(nn, name)(**options)
    x = torch.randn(shape, dtype=torch.float64).requires_grad_()
    y = layer(x)
    weights = torch.linspace(-1, 2, y.numel(), dtype=torch.float64).view(y.shape)
    (gradient,) = torch.autograd.grad(y, x, weights)
    return {
        "name": name,
        "options": {camel(key): value for key, value in options.items()},
        "text": str(layer),
        "shape": shape,
        "x": x.detach().flatten().tolist(),
        "resultShape": list(y.shape),
        "result": y.detach().flatten().tolist(),
        "gradient": gradient.flatten().tolist(),
    }


cases = [case(*parts, number) for number, parts in enumerate(CASES)]
path = pathlib.Path(__file__).parent / "fixtures" / "pooling.json"
path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")
