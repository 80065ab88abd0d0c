"""Makes fixtures/tensor.json: type promotion, ranges, conversions, special values and refusals of plain tensor
functions, from PyTorch's portable profile. Run: python reference/tensor.py
"""

import itertools
import json
import math
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
os.environ["ATEN_CPU_CAPABILITY"] = "default"

import numpy as np  # noqa: E402
import torch  # noqa: E402

torch.set_num_threads(1)
DTYPES = {"float32": torch.float32, "float64": torch.float64, "int64": torch.int64, "bool": torch.bool}


def name_of(dtype):
    return str(dtype).removeprefix("torch.")


def bits(tensor):
    """The elements' bits, as text since JSON's numbers are doubles."""
    view = {torch.float32: torch.int32, torch.float64: torch.int64}.get(tensor.dtype)
    return [str(v) for v in (tensor if view is None else tensor.view(view)).reshape(-1).tolist()]


def attempt(function):
    try:
        return function()
    except Exception as error:  # noqa: BLE001
        return {"refused": type(error).__name__, "message": str(error).split("\n")[0]}


def promotion():
    rows = []
    operations = {
        "add": lambda a, b: a + b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "pow": lambda a, b: a**b,
        "maximum": lambda a, b: torch.maximum(a, torch.as_tensor(b)),
        "eq": lambda a, b: a == b,
        "where": lambda a, b: torch.where(torch.ones(3, dtype=torch.bool), a, b),
    }
    for (a, x), (b, y) in itertools.product(DTYPES.items(), DTYPES.items()):
        for p, q in [([3], [3]), ([3], []), ([], [3]), ([], [])]:
            for name, f in operations.items():
                result = attempt(lambda: name_of(f(torch.ones(p, dtype=x), torch.ones(q, dtype=y)).dtype))
                rows.append([name, a, p, b, q, result])
    for a, x in DTYPES.items():
        for value in [2, 2.5, True]:
            for name, f in operations.items():
                if name == "maximum":
                    continue
                result = attempt(lambda: name_of(f(torch.ones(3, dtype=x), value).dtype))
                rows.append([name, a, [3], "number", value, result])
    return rows


def ranges():
    rows = []
    generator = np.random.RandomState(5)
    for _ in range(60):
        a, b = (float(v) for v in np.round(generator.uniform(-10, 10, 2), generator.randint(0, 4)))
        steps = int(generator.choice([0, 1, 2, 3, 8, 17, 33, 100]))
        step = float(generator.choice([1, 0.5, 0.1, round(generator.uniform(0.05, 2), 3)]))
        low, high = min(a, b), max(a, b)
        for name in ["float32", "float64"]:
            dtype = DTYPES[name]
            rows.append(["linspace", [a, b, steps], name, bits(torch.linspace(a, b, steps, dtype=dtype))])
            rows.append(["arange", [low, high, step], name, bits(torch.arange(low, high, step, dtype=dtype))])
            rows.append(["arange", [high, low, -step], name, bits(torch.arange(high, low, -step, dtype=dtype))])
    for args in [[5], [2, 9], [0, 10, 3], [10, 0, -3], [0], [3, 3]]:
        rows.append(["arange", args, "int64", bits(torch.arange(*args))])
    return rows


SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 1e-40, 1e-310, 3.3, -7.7, math.inf, -math.inf, math.nan]


def special_values():
    """Functions with one right answer each, on values that are easy to get wrong."""
    rows = []
    unary = "neg abs sign square reciprocal floor ceil round trunc relu isnan isinf isfinite logical_not".split()
    for dtype in [torch.float32, torch.float64]:
        x = torch.tensor(SPECIAL, dtype=dtype)
        for name in unary:
            rows.append([name, name_of(dtype), [], bits(getattr(torch, name)(x))])
        for exponent in [0, 1, 2, 3, -1, -2]:
            rows.append(["pow", name_of(dtype), [exponent], bits(x**exponent)])
        for low, high in [(-1, 1), (None, 0.0), (0.0, None), (math.nan, 1), (2, 1)]:
            rows.append(["clamp", name_of(dtype), [low, high], bits(x.clamp(low, high))])
        pairs = torch.tensor(list(itertools.product(SPECIAL, SPECIAL)), dtype=dtype)
        a, b = pairs[:, 0].contiguous(), pairs[:, 1].contiguous()
        for name in "add sub mul div maximum minimum eq ne lt le gt ge".split():
            rows.append([name, name_of(dtype), "pairs", bits(getattr(torch, name)(a, b))])
        for name, argument in [("add", 0.3), ("sub", 0.3)]:
            rows.append([name, name_of(dtype), {"alpha": argument}, bits(getattr(torch, name)(a, b, alpha=argument))])
        for weight in [0.3, 0.5, 0.9]:
            rows.append(["lerp", name_of(dtype), weight, bits(torch.lerp(a, b, weight))])
        rows.append(["addcmul", name_of(dtype), 0.7, bits(torch.addcmul(a, b, a, value=0.7))])
        rows.append(["addcdiv", name_of(dtype), 0.7, bits(torch.addcdiv(a, b, a, value=0.7))])
    return rows


BIG = [0, 1, -1, 2**53 + 1, -(2**53) - 1, 2**62, -(2**63), 2**63 - 1, 16777217, 2**61 + 2**37 + 1, 12345678901234567]


def integers():
    x = torch.tensor(BIG)
    pairs = torch.tensor(list(itertools.product(BIG, BIG)))
    a, b = pairs[:, 0].contiguous(), pairs[:, 1].contiguous()
    return {
        "values": [str(v) for v in BIG],
        "float32": bits(x.float()),
        "float64": bits(x.double()),
        "bool": bits(x.bool()),
        "neg": bits(-x),
        "abs": bits(x.abs()),
        "sign": bits(x.sign()),
        "square": bits(x.square()),
        "cube": bits(x**3),
        "sum": bits(x.sum()),
        "prod": bits(x.prod()),
        "amax": bits(x.amax()),
        "argmin": bits(x.argmin()),
        "add": bits(a + b),
        "sub": bits(a - b),
        "mul": bits(a * b),
        "add3": bits(torch.add(a, b, alpha=3)),
        "lt": bits(a < b),
        "maximum": bits(torch.maximum(a, b)),
        "matmul": bits(x[:9].view(3, 3) @ x[2:].view(3, 3)),
        "fromFloat": bits(torch.tensor([1.9, -1.9, 2.0**53, 1e300, -1e300, math.inf, math.nan]).long()),
    }


def refusals():
    o, f = torch.ones, torch
    calls = {
        "add": lambda: o(2, 3) + o(2, 4),
        "subBools": lambda: o(3, dtype=f.bool) - o(3, dtype=f.bool),
        "powNegative": lambda: f.arange(3) ** -1,
        "mm": lambda: o(2, 3) @ o(4, 5),
        "mv": lambda: o(2, 2) @ o(3),
        "dot": lambda: o(2) @ o(3),
        "bmm": lambda: o(2, 2, 3) @ o(2, 4, 5),
        "bmmBatch": lambda: o(2, 2, 3) @ o(3, 3, 5),
        "matmulScalar": lambda: f.tensor(1.0).matmul(o(3, 3)),
        "matmulTypes": lambda: o(2, 3) @ o(3, 2, dtype=f.float64),
        "linear": lambda: f.nn.functional.linear(o(2, 3), o(4, 5), o(4)),
        "linearBias": lambda: f.nn.functional.linear(o(2, 3), o(4, 3), o(5)),
        "view": lambda: o(2, 3).t().view(6),
        "reshape": lambda: o(2, 3).reshape(4, 2),
        "reshapeTwice": lambda: o(2, 3).reshape(-1, -1),
        "reshapeUnknown": lambda: o(2, 3).reshape(4, -1),
        "reshapeEmpty": lambda: o(0, 3).reshape(0, -1),
        "expand": lambda: o(2, 3).expand(2, 4),
        "expandNew": lambda: o(2, 3).expand(-1, 2, 3),
        "t": lambda: o(2, 3, 1).t(),
        "dim": lambda: o(2, 3).sum(5),
        "dimScalar": lambda: f.tensor(1.0).sum(1),
        "dimTwice": lambda: o(2, 3).sum((0, -2)),
        "meanIntegers": lambda: f.arange(3).mean(),
        "maxEmpty": lambda: o(2, 0).max(1),
        "amaxEmpty": lambda: o(0).amax(),
        "argmaxEmpty": lambda: o(0).argmax(),
        "argmaxBool": lambda: o(2, dtype=f.bool).argmax(),
        "varIntegers": lambda: f.arange(3).var(),
        "normIntegers": lambda: f.arange(3).norm(),
        "clamp": lambda: o(3).clamp(),
        "item": lambda: o(2).item(),
        "linspace": lambda: f.linspace(0, 1, -1),
        "arangeStep": lambda: f.arange(0, 5, 0),
        "arangeSign": lambda: f.arange(5, 0, 1),
        "uneven": lambda: f.tensor([[1.0, 2.0], [1.0]]),
        "allclose": lambda: f.allclose(o(2), o(2, dtype=f.float64)),
        "negativeSize": lambda: o(2, -1),
    }
    result = {}
    for name, call in calls.items():
        outcome = attempt(call)
        assert isinstance(outcome, dict) and "refused" in outcome, name
        result[name] = outcome["message"]
    return result


def main():
    data = {
        "torch": torch.__version__,
        "special": [str(v) for v in SPECIAL],
        "promotion": promotion(),
        "ranges": ranges(),
        "specialValues": special_values(),
        "integers": integers(),
        "refusals": refusals(),
    }
    text = json.dumps(data, separators=(",", ":"))
    (HERE / "fixtures" / "tensor.json").write_text(text + "\n")
    print(len(text), "bytes")


main()
