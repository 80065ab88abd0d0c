"""Writes fixtures/printing.json: the text PyTorch prints for tensors of many kinds, shapes, layouts and options.

A storage is given by its bytes, or for large ones by a rule: element i is ((i * step) % modulus - shift) * scale.
"""

import base64
import json
import random
import warnings
from pathlib import Path

import torch

warnings.filterwarnings("ignore")
random.seed(0)
torch.manual_seed(0)
DTYPES = {"float32": torch.float32, "float64": torch.float64, "int64": torch.int64, "bool": torch.bool}
INF, NAN = float("inf"), float("nan")
cases = []


def describe(t):
    """A strided tensor with the whole storage behind it."""
    base = torch.as_strided(t.detach(), (t.untyped_storage().nbytes() // t.element_size(),), (1,), 0)
    return {
        "dtype": str(t.dtype).removeprefix("torch."),
        "shape": list(t.shape),
        "strides": list(t.stride()),
        "offset": t.storage_offset(),
        "bytes": base64.b64encode(base.numpy().tobytes()).decode(),
    }


def history(t):
    return {"gradFn": t.grad_fn.name() if t.grad_fn is not None else None, "requiresGrad": t.requires_grad}


def case(t, options=None, data=None):
    torch.set_printoptions(profile="default")
    if options:
        torch.set_printoptions(**options)
    shown = {"text": repr(t), "options": {k.replace("sci_mode", "sciMode"): v for k, v in (options or {}).items()}}
    torch.set_printoptions(profile="default")
    if t.is_sparse:
        parts = {"indices": describe(t._indices()), "values": describe(t._values()), "shape": list(t.shape)}
        cases.append({**parts, **shown, **history(t)})
        return
    description = describe(t)
    if data is not None:
        del description["bytes"]
        description["rule"] = data
    cases.append({**description, **shown, **history(t)})


def ruled(count, dtype, step=7919, modulus=1009, shift=504, scale=1.0):
    rule = {"count": count, "step": step, "modulus": modulus, "shift": shift, "scale": scale}
    i = torch.arange(count)
    return (((i * step) % modulus - shift).to(torch.float64) * scale).to(dtype), rule


def values(count, dtype):
    """Elements of one random kind: integral, small, large, mixed, with or without zeros and non-finite ones."""
    if dtype == torch.bool:
        return torch.rand(count) < 0.5
    if dtype == torch.int64:
        return torch.tensor([random.randint(-1, 1) * random.randint(0, 10 ** random.randint(0, 18)) for _ in range(count)], dtype=dtype)
    kind = random.randrange(7)
    x = torch.randn(count, dtype=torch.float64)
    if kind == 0:
        x = (x * 10 ** random.randint(0, 9)).round()
    elif kind == 1:
        x = x * 10.0 ** random.randint(-12, 12)
    elif kind == 2:
        x = x * 10.0 ** torch.randint(-3, 4, (count,))
    elif kind == 3:
        x = torch.randint(-64, 64, (count,)).double() / 32
    elif kind == 4:
        x = x * 0
    elif kind == 5:
        x = torch.randint(-3, 4, (count,)).double() * 1000.0 ** random.randint(0, 2)
    if random.random() < 0.3:
        x[torch.rand(count) < 0.2] = random.choice([INF, -INF, NAN])
    if random.random() < 0.3:
        x[torch.rand(count) < 0.3] = random.choice([0.0, -0.0])
    return x.to(dtype)


OPTIONS = [{}, {}, {}, {"precision": 2}, {"linewidth": 40}, {"threshold": 5, "edgeitems": 1}, {"sci_mode": True}, {"sci_mode": False}, {"profile": "short"}, {"precision": 0}, {"threshold": 3, "edgeitems": 0}]

for e in ["3.0", "0.1", "3", "True", "[1.0, 2.0, 3.0]", "[1.5, -2.0, 1e3]", "[1e-5, 1.0]", "[1.0, 1000.0]", "[1.0, 1001.0]", "[1e8]", "[100000001.0]", "[1e-4]", "[0.03125, 0.5]", "[NAN, 1.0, INF]", "[NAN, 1.5, -INF]", "[0.0, 0.0]", "[-0.0, 1.5]", "[NAN]", "[-INF, 0.0]", "[]", "[[1.0]]", "[1, 20, -300]", "[True, False]", "1e-10", "[123456.0, 0.5]", "[16777216.0, 1.0]"]:
    case(torch.tensor(eval(e)))
    case(torch.tensor(eval(e), dtype=torch.float64))
for shape in [(0, 3), (3, 0), (2, 0, 2), (1, 1, 1), (0,)]:
    for dtype in DTYPES.values():
        case(torch.zeros(shape, dtype=dtype))
case(torch.zeros(0, 3, requires_grad=True))

for _ in range(220):
    dtype = random.choice(list(DTYPES.values()))
    shape = [random.choice([1, 2, 3, 4, 7, 12]) for _ in range(random.randint(0, 4))]
    while torch.Size(shape).numel() > 150:
        shape.pop()
    t = values(torch.Size(shape).numel(), dtype).reshape(shape)
    if len(shape) > 1 and random.random() < 0.4:
        t = t.permute(random.sample(range(len(shape)), len(shape)))
    if len(shape) > 0 and random.random() < 0.3:
        dim = random.randrange(len(shape))
        t = t.narrow(dim, t.shape[dim] // 3, t.shape[dim] - t.shape[dim] // 3)
        if random.random() < 0.5:
            t = t[::2]
    if random.random() < 0.2:
        t = t.unsqueeze(0).expand(2, *t.shape)
    if dtype.is_floating_point and random.random() < 0.3:
        t = t.requires_grad_()
        t = random.choice([lambda: t, lambda: t * 2, lambda: t.sum(), lambda: t.reshape(-1), lambda: t.exp()])()
    case(t, random.choice(OPTIONS))

for shape in [(1001,), (40, 40), (1000, 2), (2, 1000), (7, 1, 200), (3, 4, 5, 6, 7), (1, 1, 1, 1, 1200), (6, 6, 6, 6), (7, 7, 7, 7)]:
    for dtype in DTYPES.values():
        t, rule = ruled(torch.Size(shape).numel(), dtype, scale=random.choice([1.0, 0.25, 1e-3, 1e6]))
        case(t.reshape(shape), random.choice([{}, {}, *OPTIONS]), rule)
t, rule = ruled(1500, torch.float32, scale=0.5)
case(t.reshape(30, 50).t(), None, rule)
case(t.reshape(30, 50), {"profile": "full", "linewidth": 120}, rule)

case(torch.sparse_coo_tensor([[0, 1]], [1.0, 2.0], (3,)))
case(torch.sparse_coo_tensor([[0, 1, 1], [2, 0, 2]], torch.tensor([3.0, 4.5, -5.0], dtype=torch.float64), (2, 3)))
case(torch.sparse_coo_tensor([[2, 0]], torch.randn(2, 4), (5, 4), requires_grad=True))
case(torch.sparse_coo_tensor(torch.zeros(1, 0, dtype=torch.int64), torch.zeros(0, 2), (3, 2)))
case(torch.sparse_coo_tensor(torch.arange(1200)[None] % 30, torch.arange(1200.0), (30,)), {"threshold": 1000})

path = Path(__file__).parent / "fixtures" / "printing.json"
fixture = {"torch": torch.__version__, "cases": cases}
path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
