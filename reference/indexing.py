"""Writes fixtures/indexing.json: what PyTorch's indexing, views, joins and gathers give, with gradients.

The input of a case is 0, 1, 2, ... in its base shape, permuted; gradients are those of the sum of the result's elements
times 1, 2, 3, ... All numbers are small integers, so results are exact.
"""

import json
import random
from pathlib import Path

import torch

random.seed(0)
torch.manual_seed(0)
cases = []


def make(base, dims):
    x = torch.arange(torch.Size(base).numel(), dtype=torch.float32).reshape(base).requires_grad_()
    return x, x.permute(dims)


def record(base, dims, call, compute, others=()):
    """`call` is Downhill's: the name of a method or function and its arguments; null results mean an error."""
    x, view = make(base, dims)
    case = {"base": base, "dims": dims, "call": call}
    try:
        out = compute(view, *others)
    except (IndexError, RuntimeError, ValueError, TypeError) as error:
        cases.append({**case, "error": str(error).split("\n")[0]})
        return
    results = []
    total = 0
    for part in out if isinstance(out, (tuple, list)) else [out]:
        weight = torch.arange(1, part.numel() + 1, dtype=torch.float32).reshape(part.shape)
        total = total + (part * weight).sum()
        strides = list(part.stride()) if part.untyped_storage().data_ptr() == x.untyped_storage().data_ptr() else None
        results.append({"shape": list(part.shape), "values": part.flatten().tolist(), "gradFn": part.grad_fn.name(), "strides": strides})
    gradients = torch.autograd.grad(total, [x, *[o for o in others if o.requires_grad]], allow_unused=True)
    packed = [None if g is None else g.flatten().tolist() for g in gradients]
    cases.append({**case, "results": results, "gradients": packed})


def random_index(shape):
    """An index expression for a shape, as Python takes it and as JSON."""
    python, encoded = [], []
    dim = 0
    advanced = random.random() < 0.6
    common = random.choice([[2], [3], [2, 2], [1], [], [0]])
    while dim < len(shape):
        kind = random.choice(["int", "slice", "slice", "none", "ellipsis", "list", "list", "mask", "stop"] if advanced else ["int", "slice", "slice", "none", "ellipsis", "stop"])
        size = shape[dim]
        if kind == "stop" and python:
            break
        if kind == "int":
            i = random.randint(-size, size - 1) if size and random.random() < 0.95 else size
            python.append(i), encoded.append(i)
            dim += 1
        elif kind == "slice":
            a, b = (random.choice([None, random.randint(-size - 1, size + 1)]) for _ in range(2))
            c = random.choice([1, 1, 2, 3])
            python.append(slice(a, b, c)), encoded.append({"slice": [a, b, c]})
            dim += 1
        elif kind == "none":
            python.append(None), encoded.append(None)
        elif kind == "ellipsis":
            if Ellipsis in [p for p in python if not torch.is_tensor(p)]:
                continue
            rest = random.randint(0, len(shape) - dim)
            python.append(...), encoded.append("...")
            # What comes after names the last dimensions.
            if rest:
                dim = len(shape) - rest
            else:
                break
        elif kind == "list":
            if size == 0 and 0 not in common:
                continue
            sizes = random.choice([common, common, [1]])
            t = torch.randint(-size, max(size, 1), sizes) if size else torch.zeros(sizes, dtype=torch.int64)
            python.append(t), encoded.append({"tensor": t.flatten().tolist(), "shape": sizes})
            dim += 1
        elif kind == "mask":
            count = random.choice([1, 1, 2])
            t = torch.rand(shape[dim : dim + count]) < 0.5
            python.append(t), encoded.append({"mask": t.flatten().tolist(), "shape": list(t.shape)})
            dim += t.dim()
    return tuple(python), encoded


while len(cases) < 260:
    base = [random.choice([1, 2, 3, 4]) for _ in range(random.randint(1, 4))]
    if random.random() < 0.05:
        base[random.randrange(len(base))] = 0
    dims = random.sample(range(len(base)), len(base))
    shape = [base[d] for d in dims]
    index, encoded = random_index(shape)
    if index:
        record(base, dims, ["index", *encoded], lambda x: x[index])

B, D = [2, 3, 4], [0, 1, 2]
P = [2, 0, 1]
for dims in (D, P):
    for name, *args in [
        ("narrow", 1, 1, 2), ("narrow", -1, -2, 1), ("narrow", 0, 0, 0), ("narrow", 0, 2, 9), ("select", 0, 1), ("select", -1, -1), ("select", 1, 7),
        ("squeeze",), ("squeeze", 0), ("unsqueeze", 0), ("unsqueeze", -1), ("unsqueeze", 2), ("unsqueeze", 5), ("flatten",), ("flatten", 1), ("flatten", 0, 1),
        ("flatten", -2, -1), ("flatten", 2, 1), ("permute", [2, 1, 0]), ("permute", [0, -1, 1]), ("permute", [0, 0, 1]), ("permute", [0, 1]),
        ("split", 2, 1), ("split", 3, -1), ("split", [1, 2], 0 if dims == P else 1), ("split", [1, 1, 2], 2), ("chunk", 2, 1), ("chunk", 3, -1), ("chunk", 5, 0),
        ("unbind",), ("unbind", -1), ("cumsum", 0), ("cumsum", -1), ("flip", [0]), ("flip", [0, 2]), ("transpose", 0, 2), ("reshape", [4, 6]), ("reshape", [-1, 2]),
    ]:
        python_args = [tuple(a) if isinstance(a, list) and name != "split" else a for a in args]
        record(B, dims, [name, *args], lambda x: getattr(x, name)(*python_args))
for base in ([1, 3, 1], [1], [], [1, 1]):
    n = list(range(len(base)))
    for name, *args in [("squeeze",), ("squeeze", 0), ("squeeze", -1), ("unsqueeze", 0), ("unsqueeze", -1), ("flatten",), ("cumsum", 0)]:
        record(base, n, [name, *args], lambda x: getattr(x, name)(*args))


def indices(shape, high, low=0):
    t = torch.randint(low, high, shape)
    return t, {"tensor": t.flatten().tolist(), "shape": list(shape)}


torch.manual_seed(0)
for dims in (D, P):
    shape = [B[d] for d in dims]
    for dim in range(-3, 3):
        size = shape[dim]
        smaller = [max(1, s - 1) for s in shape]
        smaller[dim] = 5
        t, e = indices(smaller, size)
        record(B, dims, ["gather", dim, e], lambda x: x.gather(dim, t))
        v, f = indices([3], size)
        record(B, dims, ["indexSelect", dim, f], lambda x: x.index_select(dim, v))
        # PyTorch has a gradient only for a source of the shape of the index.
        larger = [n + (k != dim % 3) for k, n in enumerate(smaller)]
        for src_shape in (smaller, larger):
            count = torch.Size(src_shape).numel()
            src = torch.arange(100.0, 100.0 + count).reshape(src_shape).requires_grad_(src_shape == smaller)
            record(B, dims, ["scatterAdd", dim, e, {"ramp": src_shape}], lambda x, y: x.scatter_add(dim, t, y), (src,))
        add_shape = list(shape)
        add_shape[dim] = 3
        add = torch.arange(100.0, 100.0 + torch.Size(add_shape).numel()).reshape(add_shape).requires_grad_()
        record(B, dims, ["indexAdd", dim, f, {"ramp": add_shape}], lambda x, s: x.index_add(dim, v, s), (add,))

for dim in range(-3, 3):
    for sizes in ([[2, 3, 4]], [[2, 3, 4], [2, 3, 4]], [[0], [2, 3, 4]]):
        parts = [torch.arange(100.0, 100.0 + torch.Size(s).numel()).reshape(s).requires_grad_() for s in sizes]
        record(B, D, ["cat", dim, *[{"ramp": s} for s in sizes]], lambda x, *rest: torch.cat([x, *rest], dim), parts)
    part = torch.arange(100.0, 124.0).reshape(2, 3, 4).requires_grad_()
    record(B, D, ["stack", dim, {"ramp": [2, 3, 4]}], lambda x, y: torch.stack([x, y, x], dim), (part,))
wide = torch.arange(100.0, 118.0).reshape(2, 9).requires_grad_()
record([2, 3], [0, 1], ["cat", 1, {"ramp": [2, 9]}], lambda x, y: torch.cat([x, y], 1), (wide,))

for base, dims in ((B, D), (B, P), ([3], [0]), ([], []), ([2, 0], [0, 1]), ([1, 3], [1, 0])):
    for name in ("repeat", "tile"):
        for counts in ([], [2], [1, 1], [2, 3], [1, 2, 1], [3, 1, 2], [2, 1, 2, 1], [2, 1, 1, 3, 1], [0, 2, 1], [1, -1, 1]):
            record(base, dims, [name, counts], lambda x: getattr(x, name)(tuple(counts)))

path = Path(__file__).parent / "fixtures" / "indexing.json"
path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}, separators=(",", ":")) + "\n")
