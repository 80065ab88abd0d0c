"""Makes fixtures/autograd.json: values, gradients and second derivatives of the tensor functions, from PyTorch's
portable profile. Run: python reference/autograd.py
"""

import json
import math
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
os.environ["ATEN_CPU_CAPABILITY"] = "default"

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

torch.set_num_threads(1)
torch.manual_seed(20)

# What a case draws its inputs from.
DOMAINS = {
    "any": lambda shape: torch.randn(shape, dtype=torch.float64) * 1.5,
    "positive": lambda shape: torch.rand(shape, dtype=torch.float64) * 2 + 0.25,
    "unit": lambda shape: torch.rand(shape, dtype=torch.float64) * 0.8 + 0.1,
    # Few different values, exactly representable: equals are what these are about.
    "ties": lambda shape: torch.randint(-2, 3, shape).double(),
    "nans": lambda shape: torch.where(torch.rand(shape) < 0.25, math.nan, torch.randint(-2, 3, shape).double()),
    "condition": lambda shape: torch.rand(shape) < 0.5,
}


def numbers(tensor):
    if tensor._is_zerotensor():  # nothing is stored for those
        return [0.0] * tensor.numel()
    flat = tensor.detach().reshape(-1).tolist()
    return [str(v) if isinstance(v, float) and not math.isfinite(v) else v for v in flat]


def pack(tensor):
    if tensor is None:
        return None
    return {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape), "values": numbers(tensor)}


CASES = []


def case(name, function, inputs, *args):
    """`name` and `args` are Downhill's call; in `args`, "$0" stands for the first input. `function` is PyTorch's."""
    CASES.append((name, function, inputs, args))


A, P, U, T, N, C = "any", "positive", "unit", "ties", "nans", "condition"
PAIRS = [([2, 3], [2, 3]), ([2, 3], [3]), ([2, 1], [3]), ([], [2, 2]), ([2, 1, 3], [4, 1])]

for name in ["add", "sub", "mul"]:
    for x, y in PAIRS:
        case(name, getattr(torch, name), [(A, x), (A, y)], "$0", "$1")
for x, y in PAIRS:
    case("div", torch.div, [(A, x), (P, y)], "$0", "$1")
    case("pow", torch.pow, [(P, x), (A, y)], "$0", "$1")
    case("maximum", torch.maximum, [(T, x), (T, y)], "$0", "$1")
    case("minimum", torch.minimum, [(T, x), (T, y)], "$0", "$1")
case("add", lambda a, b: torch.add(a, b, alpha=0.3), [(A, [2, 3]), (A, [3])], "$0", "$1", {"alpha": 0.3})
case("sub", lambda a, b: torch.sub(a, b, alpha=0.3), [(A, [2, 3]), (A, [3])], "$0", "$1", {"alpha": 0.3})
for value in [0.3, -2]:
    case("add", lambda a, v=value: a + v, [(A, [5])], "$0", value)
    case("sub", lambda a, v=value: a - v, [(A, [5])], "$0", value)
    case("sub", lambda a, v=value: v - a, [(A, [5])], value, "$0")
    case("mul", lambda a, v=value: a * v, [(A, [5])], "$0", value)
    case("div", lambda a, v=value: a / v, [(A, [5])], "$0", value)
    case("div", lambda a, v=value: v / a, [(P, [5])], value, "$0")
for exponent in [0, 0.5, 1, 2, 3, 4, -0.5, -1, -2, 2.5]:
    case("pow", lambda a, e=exponent: a**e, [(P, [6])], "$0", exponent)
case("pow", lambda a: a**2, [(A, [6])], "$0", 2)
case("pow", lambda a: a**3, [(A, [6])], "$0", 3)
case("pow", lambda a: 2.5**a, [(A, [6])], 2.5, "$0")

for name in "neg square exp expm1 sin cos tanh sigmoid relu abs sign floor ceil round trunc erf".split():
    case(name, getattr(torch, name), [(A, [2, 4])], "$0")
for name in "sqrt rsqrt log log1p reciprocal".split():
    case(name, getattr(torch, name), [(P, [2, 4])], "$0")
case("relu", torch.relu, [(T, [3, 4])], "$0")
case("abs", torch.abs, [(T, [3, 4])], "$0")
case("gelu", F.gelu, [(A, [8])], "$0")
case("gelu", lambda a: F.gelu(a, approximate="tanh"), [(A, [8])], "$0", {"approximate": "tanh"})
case("softplus", F.softplus, [(A, [8])], "$0")
case("softplus", lambda a: F.softplus(a, 2, 1), [(A, [8])], "$0", {"beta": 2, "threshold": 1})

case("clamp", lambda a: a.clamp(-1, 1), [(T, [3, 4])], "$0", -1, 1)
case("clamp", lambda a: a.clamp(min=0.5), [(A, [6])], "$0", 0.5)
case("clamp", lambda a: a.clamp(max=0.5), [(A, [6])], "$0", None, 0.5)
case("clamp", lambda a, b, c: a.clamp(b, c), [(A, [3, 4]), (A, [4]), (A, [3, 1])], "$0", "$1", "$2")
case("clamp", lambda a, b: a.clamp(min=b), [(A, [3, 4]), (A, [4])], "$0", "$1")
case("clamp", lambda a, b: a.clamp(max=b), [(A, [3, 4]), (A, [4])], "$0", None, "$1")
case("where", torch.where, [(C, [2, 3]), (A, [3]), (A, [2, 1])], "$0", "$1", "$2")
case("where", lambda c, a: torch.where(c, a, 0.5), [(C, [2, 3]), (A, [3])], "$0", "$1", 0.5)
case("where", lambda c, a: torch.where(c, 0.5, a), [(C, [2, 3]), (A, [3])], "$0", 0.5, "$1")
for weight in [0.3, 0.5, 0.9, 1.4, -0.2]:
    case("lerp", lambda a, b, w=weight: torch.lerp(a, b, w), [(A, [2, 3]), (A, [2, 3])], "$0", "$1", weight)
case("lerp", torch.lerp, [(A, [2, 3]), (A, [3]), (A, [2, 1])], "$0", "$1", "$2")
case("addcmul", torch.addcmul, [(A, [2, 3]), (A, [3]), (A, [2, 1])], "$0", "$1", "$2")
case("addcmul", lambda a, b, c: torch.addcmul(a, b, c, value=-0.3), [(A, [5])] * 3, "$0", "$1", "$2", {"value": -0.3})
case("addcdiv", torch.addcdiv, [(A, [2, 3]), (A, [3]), (P, [2, 1])], "$0", "$1", "$2")
case(
    "addcdiv",
    lambda a, b, c: torch.addcdiv(a, b, c, value=-0.3),
    [(A, [5]), (A, [5]), (P, [5])],
    "$0",
    "$1",
    "$2",
    {"value": -0.3},
)

REDUCTIONS = [(None, False), (0, False), (-1, True), ([0, 2], False), ([1], True), ([2, 1], True)]
for dim, keepdim in REDUCTIONS:
    options = {"keepdim": keepdim}
    given = {} if dim is None else {"dim": dim, "keepdim": keepdim}
    for name in ["sum", "mean", "amax", "amin"]:
        domain = T if name.startswith("a") else A
        f = getattr(torch, name)
        case(name, lambda a, f=f, g=given: f(a, **g), [(domain, [2, 3, 4])], "$0", dim, options)
    for correction in [0, 1]:
        o = {**options, "correction": correction}
        g = {"dim": None, **given, "correction": correction}
        case("variance", lambda a, g=g: a.var(**g), [(A, [2, 3, 4])], "$0", dim, o)
        case("std", lambda a, g=g: a.std(**g), [(A, [2, 3, 4])], "$0", dim, o)
    for p in [2, 1, 0, 3, 0.5, 1.5, math.inf, -math.inf]:
        domain = A if p in [2, 1, 0, 3] else P
        case(
            "norm",
            lambda a, g=given, p=p: torch.linalg.vector_norm(a, p, **g),
            [(domain, [2, 3, 4])],
            "$0",
            p if math.isfinite(p) else str(p),
            dim,
            options,
        )
    dims = [0, 1, 2] if dim is None else dim
    case("logsumexp", lambda a, d=dims, k=keepdim: a.logsumexp(d, k), [(A, [2, 3, 4])], "$0", dims, options)
for dim in [0, 1, -1]:
    case("softmax", lambda a, d=dim: a.softmax(d), [(A, [2, 3, 4])], "$0", dim)
    case("logSoftmax", lambda a, d=dim: a.log_softmax(d), [(A, [2, 3, 4])], "$0", dim)
    for domain in [A, T]:
        case("prod", lambda a, d=dim: a.prod(d), [(domain, [2, 3, 3])], "$0", dim)
    for name in ["max", "min"]:
        case(name, lambda a, d=dim, n=name: getattr(a, n)(d), [(T, [2, 3, 4])], "$0", dim)
    for name in ["argmax", "argmin"]:
        case(name, lambda a, d=dim, n=name: getattr(a, n)(d), [(T, [2, 3, 4])], "$0", dim)
case("prod", torch.prod, [(A, [2, 3])], "$0")
case("prod", torch.prod, [(T, [2, 3])], "$0")
case("max", torch.max, [(T, [2, 3])], "$0")
case("min", torch.min, [(T, [2, 3])], "$0")
case("argmax", torch.argmax, [(T, [2, 3])], "$0")
case("argmin", torch.argmin, [(T, [2, 3])], "$0")

for x, y in [
    ([2, 3], [3, 4]),
    ([3], [3]),
    ([2, 3], [3]),
    ([3], [3, 4]),
    ([2, 2, 3], [2, 3, 4]),
    ([2, 1, 2, 3], [3, 3, 2]),
    ([2, 2, 3], [3, 4]),
    ([2, 2, 3], [3]),
    ([3], [2, 3, 2]),
    ([2, 3], [2, 3, 2]),
]:
    case("matmul", torch.matmul, [(A, x), (A, y)], "$0", "$1")
case("linear", F.linear, [(A, [4, 3]), (A, [2, 3]), (A, [2])], "$0", "$1", "$2")
case("linear", F.linear, [(A, [2, 2, 3]), (A, [2, 3]), (A, [2])], "$0", "$1", "$2")
case("linear", F.linear, [(A, [3]), (A, [2, 3]), (A, [2])], "$0", "$1", "$2")
case("linear", F.linear, [(A, [4, 3]), (A, [2, 3])], "$0", "$1")
case("linear", F.linear, [(A, [4, 3]), (A, [2, 3]), (A, [1])], "$0", "$1", "$2")

for name in ["eq", "ne", "lt", "le", "gt", "ge"]:
    case(name, getattr(torch, name), [(T, [2, 3]), (T, [3])], "$0", "$1")
    case(name, lambda a, n=name: getattr(torch, n)(a, 1), [(T, [2, 3])], "$0", 1)

for mode in ["floor", "trunc"]:
    o = {"roundingMode": mode}
    for x, y in PAIRS[:3]:
        case("divide", lambda a, b, m=mode: torch.div(a, b, rounding_mode=m), [(A, x), (P, y)], "$0", "$1", o)
    for value in [0.3, -2]:
        case("divide", lambda a, v=value, m=mode: torch.div(a, v, rounding_mode=m), [(A, [6])], "$0", value, o)
for x, y in PAIRS[:3]:
    case("remainder", torch.remainder, [(A, x), (A, y)], "$0", "$1")
for value in [0.3, -2]:
    case("remainder", lambda a, v=value: a.remainder(v), [(A, [6])], "$0", value)
for name in ["maximum", "minimum"]:
    case(name, getattr(torch, name), [(N, [3, 4]), (N, [3, 4])], "$0", "$1")
for name in ["max", "min"]:
    case(name, getattr(torch, name), [(N, [3, 4])], "$0")
for name in ["amax", "amin"]:
    case(name, lambda a, n=name: getattr(torch, n)(a, 1), [(N, [3, 4])], "$0", 1)
for p in [math.inf, -math.inf]:
    case("norm", lambda a, p=p: torch.linalg.vector_norm(a, p, 1), [(N, [3, 4])], "$0", str(p), 1)
case("softmax", lambda a: a.softmax(1, dtype=torch.float64), [(A, [2, 3])], "$0", 1, {"dtype": "float64"})
case("logSoftmax", lambda a: a.log_softmax(1, dtype=torch.float64), [(A, [2, 3])], "$0", 1, {"dtype": "float64"})


def gradients(out, inputs, gradient=None, create_graph=False):
    """Gradients with zeros where PyTorch says there is none."""
    found = torch.autograd.grad(out, inputs, gradient, create_graph=create_graph, allow_unused=True)
    return [torch.zeros_like(t) if g is None else g for g, t in zip(found, inputs)]


def run(function, inputs, dtype):
    """The result, the gradients for a random gradient of the result, and those of the gradients' weighted sum."""
    tensors = [t if t.dtype == torch.bool else t.to(dtype).requires_grad_() for t in inputs]
    out = function(*tensors)
    indices = None
    if isinstance(out, tuple):
        out, indices = out
    result = {"out": pack(out)}
    if indices is not None:
        result["indices"] = pack(indices)
    if not out.requires_grad:
        return result
    leaves = [t for t in tensors if t.requires_grad]
    gradient = torch.randn(out.shape, dtype=torch.float64).to(dtype).requires_grad_()
    grads = gradients(out, leaves, gradient, create_graph=True)
    result["gradFn"] = out.grad_fn.name()
    result["gradient"] = pack(gradient)
    result["grads"] = [pack(g) for g in grads]
    if dtype == torch.float64:
        total = sum((g * (0.5 + k)).sum() for k, g in enumerate(grads))
        if total.requires_grad:
            result["second"] = [pack(g) for g in gradients(total, [*leaves, gradient])]
    return result


def main():
    cases = []
    for name, function, domains, args in CASES:
        inputs = [DOMAINS[domain](shape) for domain, shape in domains]
        # float32 inputs are what the case stores, so that both types see the same numbers.
        inputs = [t if t.dtype == torch.bool else t.float().double() for t in inputs]
        cases.append(
            {
                "name": name,
                "args": args,
                "inputs": [pack(t) for t in inputs],
                "float32": run(function, inputs, torch.float32),
                "float64": run(function, inputs, torch.float64),
            }
        )
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    text = f'{{"torch":"{torch.__version__}","cases":[\n{lines}\n]}}\n'
    (HERE / "fixtures" / "autograd.json").write_text(text)
    print(f"{len(cases)} cases, {len(text)} bytes")


main()
