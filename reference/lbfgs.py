"""Makes fixtures/optimizers/lbfgs.json: L-BFGS on problems whose loss and gradient are a few lines in any language.

Run: python reference/lbfgs.py

L-BFGS takes decisions by dot products, whose last bits depend on the order of summation, and that on the processor. In
float32 the order is here that of MKL's AVX2 code, which belongs to the portable profile (lane_dot). In float64 each
case is run twice, with PyTorch's own dot product and with an exact one, and is told of only as long as both agree.

Losses and gradients are computed in the parameters' type, each operation rounded, sums from left to right. All `x` below
are the parameters' elements in order, `noise` is that of streams.py.

    rosenbrock   sum of 100 (x[i+1] - x[i]^2)^2 + (1 - x[i])^2; starts at x[i] = -1.25 (i even), 1 (i odd)
    squares      sum of r[j]^2 / m for r = A x - b, m = 2 n, A[j, i] = noise(1, 1, j n + i), b[j] = noise(2, 1, j);
                 starts at 0
    valley       sum of c[i] (x[i] - t[i])^2 / 2, c[i] = 1 + (i mod 50) / 2, t = noise(3, 1, i); starts at 2
    huber        sum of sqrt(1 + (x[i] - t[i])^2) - 1, t as above times 4; starts at 0
"""

import json
import math

import portable  # noqa: F401
import numpy as np
import torch

from optimizer_cases import table
from optimizers import FIXTURES, pack_options
from streams import noise


def total(values):
    """A sum from left to right in the type of the values."""
    return np.add.accumulate(values)[-1]


def rosenbrock(x):
    f = x.dtype.type
    square = x[:-1] * x[:-1]
    a, b = x[1:] - square, f(1) - x[:-1]
    loss = total(f(100) * (a * a) + b * b)
    grad = np.zeros_like(x)
    grad[:-1] = f(-400) * x[:-1] * a - f(2) * b
    grad[1:] += f(200) * a
    return loss, grad


def squares(x):
    f, n = x.dtype.type, len(x)
    m = 2 * n
    matrix = noise(1, 1, m * n, x.dtype).reshape(m, n)
    b = noise(2, 1, m, x.dtype)
    r = np.add.accumulate(matrix * x, axis=1)[:, -1] - b
    grad = np.add.accumulate(matrix * r[:, None], axis=0)[-1] * (f(2) / f(m))
    return total(r * r) / f(m), grad


def valley(x):
    f = x.dtype.type
    c = f(1) + (np.arange(len(x)) % 50).astype(x.dtype) / f(2)
    e = x - noise(3, 1, len(x), x.dtype)
    return total(c * (e * e)) / f(2), c * e


def huber(x):
    f = x.dtype.type
    e = x - noise(3, 1, len(x), x.dtype) * f(4)
    root = np.sqrt(f(1) + e * e)
    return total(root - f(1)), e / root


PROBLEMS = {"rosenbrock": rosenbrock, "squares": squares, "valley": valley, "huber": huber}


def start(problem, count, dtype):
    if problem == "rosenbrock":
        return np.where(np.arange(count) % 2 == 0, -1.25, 1).astype(dtype)
    return np.full(count, 2 if problem == "valley" else 0, dtype=dtype)


#: problem, shapes of the parameters
LAYOUTS = [
    ("rosenbrock", [[2]]),
    ("rosenbrock", [[3, 2], [], [1, 3]]),
    ("squares", [[1]]),
    ("squares", [[7]]),
    ("squares", [[5, 2], [10]]),
    ("valley", [[7]]),
    ("valley", [[1000]]),
    ("huber", [[40]]),
]

OPTIONS = [
    *table("LBFGS"),
    ("short steps", {"max_iter": 5, "history_size": 3}),
    ("history of one", {"history_size": 1, "line_search_fn": "strong_wolfe"}),
    ("few evaluations", {"max_eval": 7, "line_search_fn": "strong_wolfe"}),
    ("one iteration", {"max_iter": 1, "lr": 0.1}),
    ("tolerances", {"tolerance_change": 1e-3, "tolerance_grad": 1e-2, "lr": 0.5, "line_search_fn": "strong_wolfe"}),
    ("no tolerance", {"tolerance_change": 0, "tolerance_grad": 0.0, "max_iter": 8, "lr": 0.3}),
    ("long history", {"max_iter": 30, "history_size": 50, "line_search_fn": "strong_wolfe"}),
]
STEPS = 6


def fused(a, b, c):
    """a b + c with one rounding, of float32: in double precision rounded to odd, which makes the second one harmless."""
    p = a.astype(np.float64) * b.astype(np.float64)
    c = c.astype(np.float64)
    s = p + c
    bb = s - p
    error = (p - (s - bb)) + (c - bb)
    even = s.view(np.int64) % 2 == 0
    odd = np.where((error != 0) & even, np.nextafter(s, np.where(error > 0, np.inf, -np.inf)), s)
    return np.where(np.isfinite(s), odd, s).astype(np.float32)


def lane_dot(a, b):
    """The dot product of float32 vectors by four accumulators of eight lanes, multiplications fused with additions."""
    x, y = a.detach().numpy(), b.detach().numpy()
    sums = np.zeros(32, np.float32)
    n = len(x)
    at = 0
    with np.errstate(all="ignore"):
        for width in (32, 16, 8):
            while n - at >= width:
                sums[:width] = fused(x[at : at + width], y[at : at + width], sums[:width])
                at += width
        sums[: n - at] = fused(x[at:], y[at:], sums[: n - at])
        lanes = (sums[0:8] + sums[8:16]) + (sums[16:24] + sums[24:32])
        pairs = lanes[0::2] + lanes[1::2]
        return torch.tensor((pairs[0] + pairs[2]) + (pairs[1] + pairs[3]))


def exact_dot(a, b):
    products = a.detach().numpy() * b.detach().numpy()
    finite = np.isfinite(products).all()
    return torch.tensor(math.fsum(products.tolist()) if finite else products.sum(), dtype=a.dtype)


def run(problem, shapes, options, dtype):
    counts = [math.prod(shape) for shape in shapes]
    flat = start(problem, sum(counts), dtype)
    params = [
        torch.from_numpy(part.copy()).reshape(shape).requires_grad_()
        for part, shape in zip(np.split(flat, np.cumsum(counts)[:-1]), shapes, strict=True)
    ]
    options = {key: value.clone() if isinstance(value, torch.Tensor) else value for key, value in options.items()}
    optimizer = torch.optim.LBFGS(params, **options)

    def values():
        return np.concatenate([param.detach().numpy().reshape(-1) for param in params])

    def closure():
        with np.errstate(all="ignore"):
            loss, grad = PROBLEMS[problem](values())
        for param, part in zip(params, np.split(grad, np.cumsum(counts)[:-1]), strict=True):
            param.grad = torch.from_numpy(part.copy()).reshape(param.shape)
        return torch.tensor(loss)

    for _ in range(STEPS):
        loss = optimizer.step(closure).item()
        state = optimizer.state[params[0]]
        yield {"funcEvals": state["func_evals"], "nIter": state["n_iter"], "loss": loss, "params": values()}


def with_dot(dot, *arguments):
    original = torch.Tensor.dot
    torch.Tensor.dot = dot
    try:
        return list(run(*arguments))
    finally:
        torch.Tensor.dot = original


def kept(steps):
    """A fixture's steps: up to where numbers overflow, with some of the parameters."""
    for step in steps:
        if not np.isfinite(step["params"]).all() or not math.isfinite(step["loss"]):
            return
        yield {**step, "params": step["params"][:: max(1, len(step["params"]) // 10)].tolist()}


def single(*arguments):
    return list(kept(with_dot(lane_dot, *arguments, "float32")))


def double(*arguments):
    """The steps up to which the order of summation doesn't matter."""
    agreed = []
    for a, b in zip(run(*arguments, "float64"), with_dot(exact_dot, *arguments, "float64"), strict=True):
        same = (a["funcEvals"], a["nIter"]) == (b["funcEvals"], b["nIter"])
        if not same or not np.allclose(a["params"], b["params"], rtol=1e-12, atol=1e-12):
            break
        agreed.append(a)
    return list(kept(agreed))


def main():
    cases = []
    for label, options in OPTIONS:
        for problem, shapes in LAYOUTS:
            results = {
                "float32": single(problem, shapes, options),
                "float64": double(problem, shapes, options),
            }
            if any(results.values()):
                name = f"{label}: {problem} {shapes}"
                case = {"name": name, "problem": problem, "shapes": shapes, "options": pack_options(options)}
                cases.append({**case, "results": results})
            print(f"{label}: {problem} {shapes}: {len(results['float32'])}, {len(results['float64'])} of {STEPS} steps")
    head = {"torch": torch.__version__, "profile": "portable", "optimizer": "LBFGS"}
    lines = ",\n".join(json.dumps(case, allow_nan=False) for case in cases)
    target = FIXTURES / "lbfgs.json"
    target.write_text(json.dumps(head)[:-1] + f', "cases": [\n{lines}\n]}}\n')
    print(f"LBFGS: {len(cases)} cases, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
