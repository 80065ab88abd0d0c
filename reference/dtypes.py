"""Makes fixtures/dtypes.json: small integers, float16 and bfloat16 in arithmetic, reductions, conversions, indexing, random
numbers, texts and refusals, from PyTorch's portable profile. Run: python reference/dtypes.py
"""

import itertools
import json
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
os.environ["ATEN_CPU_CAPABILITY"] = "default"

import torch  # noqa: E402

torch.set_num_threads(1)
SMALL = ["int32", "int16", "int8", "uint8", "float16", "bfloat16"]
DTYPES = ["bool", *SMALL, "int64", "float32", "float64"]

# What `dtypes.test.ts` has as well.
VALUES = [0, 1, -1, 7, 100, -128, 3, 2.5, -0.75, 200]
DIVISORS = [1, -3, 7, 2, -1, 5, 100, 3, 1.5, 9]


def of(values, dtype):
    return torch.tensor(values, dtype=torch.float64).to(getattr(torch, dtype))


def text(value):
    if isinstance(value, float) and value != value:
        return "nan"
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    return value


def result(compute):
    try:
        out = compute()
    except Exception as error:  # noqa: BLE001
        return {"message": str(error).split("\n")[0]}
    return [str(out.dtype).removeprefix("torch."), [text(x) for x in out.reshape(-1).tolist()]]


BINARY = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "floor": lambda a, b: torch.div(a, b, rounding_mode="floor"),
    "trunc": lambda a, b: torch.div(a, b, rounding_mode="trunc"),
    "remainder": torch.remainder,
    "maximum": torch.maximum,
    "lt": torch.lt,
    "eq": torch.eq,
    "where": lambda a, b: torch.where(b > 2, a, b),
    "add0": lambda a, b: a + b[0],
}
SCALARS = {
    "add3": lambda a: a + 3,
    "add2.5": lambda a: a + 2.5,
    "addTrue": lambda a: a + True,
    "add300": lambda a: a + 300,
    "mul-1": lambda a: a * -1,
    "rsub": lambda a: 5 - a,
    "div2": lambda a: a / 2,
    "floor300": lambda a: a // 300,
    "lt300": lambda a: a < 300,
    "pow2": lambda a: a**2,
    "pow3": lambda a: a**3,
    "clamp": lambda a: a.clamp(2, 50),
    "add_": lambda a: a.clone().add_(2),
    "add_2.5": lambda a: a.clone().add_(2.5),
    "fill_": lambda a: a.clone().fill_(300),
    "fill_-3": lambda a: a.clone().fill_(-3),
    "zero_": lambda a: a.clone().zero_(),
}
UNARY = {
    name: (lambda a, name=name: getattr(a, name)())
    for name in "neg abs sign floor sqrt exp sum prod mean max min argmax argmin std isnan square".split()
} | {
    "cumsum": lambda a: a.cumsum(0),
    "sum1": lambda a: a.reshape(2, -1).sum(1),
    "sumSame": lambda a: a.sum(dtype=a.dtype),
    "max1": lambda a: a.reshape(2, -1).max(1).values,
    "softmax": lambda a: a.softmax(0),
    "matmul": lambda a: a.reshape(2, 5) @ a.reshape(5, 2),
    "select": lambda a: a[torch.tensor([3, 0], dtype=torch.int32)],
    "mask": lambda a: a[a > 1],
    "cat": lambda a: torch.cat([a, a]),
    "flip": lambda a: a.flip(0),
    "index_add": lambda a: a.index_add(0, torch.tensor([1, 1]), a[3:5]),
    "mixed": lambda a: torch.stack([a, torch.ones(10, dtype=torch.int16)]).sum(),
}
CONVERTED = [0.0, 1.5, -1.5, 127.9, -128.0, 255.0, 300.0, -3.0, 65504.0, 70000.0, 1e-7, 2147483000.0]
TEXTS = [[1, 2.5], [1, 20, 3], [0.001, 100.25], [-1, 0, 255]]


def random(dtype):
    kind = getattr(torch, dtype)
    rows = {}
    for name, draw in {
        "rand": lambda: torch.rand(5, dtype=kind),
        "randn4": lambda: torch.randn(4, dtype=kind),
        "randn32": lambda: torch.randn(32, dtype=kind),
        "randn40": lambda: torch.randn(40, dtype=kind),
        "randint": lambda: torch.randint(100, (5,), dtype=kind),
        "randint-": lambda: torch.randint(-100, 100, (5,), dtype=kind),
        "randint300": lambda: torch.randint(300, (5,), dtype=kind),
        "randperm": lambda: torch.randperm(20, dtype=kind),
        "randperm300": lambda: torch.randperm(300, dtype=kind)[:4],
        "bernoulli": lambda: torch.empty(6, dtype=kind).bernoulli_(torch.full((6,), 0.5)),
        "exponential": lambda: torch.empty(5, dtype=kind).exponential_(2),
        "cauchy": lambda: torch.empty(5, dtype=kind).cauchy_(1, 2),
        "geometric": lambda: torch.empty(5, dtype=kind).geometric_(0.3),
        "log_normal": lambda: torch.empty(5, dtype=kind).log_normal_(0, 0.5),
        "arange": lambda: torch.arange(-2, 5, dtype=kind),
        "arange0.5": lambda: torch.arange(0, 3, 0.5, dtype=kind),
        "linspace": lambda: torch.linspace(0, 3, 4, dtype=kind),
        "eye": lambda: torch.eye(2, 3, dtype=kind),
        "full": lambda: torch.full((2,), 2.7, dtype=kind),
    }.items():
        if name == "arange0.5" and not kind.is_floating_point:
            continue  # a step that is no integer is refused here, as PyTorch refuses it for int64
        if dtype == "float32" and name not in ("exponential", "cauchy", "geometric", "log_normal"):
            continue  # those of other scripts
        torch.manual_seed(11)
        rows[name] = result(draw)
    return rows


def main():
    pairs = [(a, b) for a, b in itertools.product(DTYPES, DTYPES) if a in SMALL or b in SMALL]
    fixture = {
        "torch": torch.__version__,
        "binary": [
            [name, a, b, result(lambda: op(of(VALUES, a), of(DIVISORS, b)))]
            for (a, b), (name, op) in itertools.product(pairs, BINARY.items())
        ],
        "scalars": [[name, a, result(lambda: op(of(VALUES, a)))] for a in SMALL for name, op in SCALARS.items()],
        "unary": [[name, a, result(lambda: op(of(VALUES, a)))] for a in SMALL for name, op in UNARY.items()],
        "conversions": [
            [a, b, result(lambda: of(CONVERTED, a).to(getattr(torch, b)))] for a, b in pairs if a != b
        ],
        "random": {dtype: random(dtype) for dtype in [*SMALL, "float32"]},
        "texts": [[values, dtype, str(of(values, dtype))] for values in TEXTS for dtype in SMALL],
        "types": [[dtype, torch.ones(1, dtype=getattr(torch, dtype)).type()] for dtype in DTYPES],
    }
    (HERE / "fixtures/dtypes.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


main()
