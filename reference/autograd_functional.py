"""Makes fixtures/autograd-functional.json: what the functions of torch.autograd.functional give for functions that the test
has, too, and what they refuse. Run: python reference/autograd_functional.py
"""

import json
from pathlib import Path

import torch
from torch.autograd import functional as AF

torch.set_num_threads(1)
torch.manual_seed(4)

# The same names are in packages/downhill/test/autograd/functional.test.ts.
FUNCTIONS = {
    "cube": (lambda a: a**3, 1),
    "product": (lambda a, b: a * b + b.sin(), 2),
    "pair": (lambda a, b: ((a * b).sum(), a.exp()), 2),
    "first": (lambda a, b: a * 2, 2),
    "energy": (lambda a: (a.sin() * a).sum(), 1),
    "mixed": (lambda a, b: (a**2 * b).sum() + b.exp().prod(), 2),
    "constant": (lambda a: torch.ones(2, dtype=torch.float64), 1),
}
SINGLE = ["energy", "mixed"]


def encode(value):
    if isinstance(value, torch.Tensor):
        return {"shape": list(value.shape), "values": value.reshape(-1).tolist()}
    return [encode(item) for item in value]


def case(name, function, inputs, v=None, **options):
    func, count = FUNCTIONS[function]
    given = inputs if count > 1 else inputs[0]
    vectors = {} if v is None else {"v": v}
    found = {"name": name, "function": function, "inputs": encode(given), "options": options}
    if v is not None:
        found["v"] = encode(v)
    try:
        found["result"] = encode(getattr(AF, name)(func, given, **vectors, **options))
    except Exception as error:  # noqa: BLE001
        found["error"] = str(error).replace("None", "null")
    return found


def random(count):
    return tuple(torch.randn(3, dtype=torch.float64) for _ in range(count))


cases = []
for function, (func, count) in FUNCTIONS.items():
    for strict in (False, True):
        inputs = random(count)
        cases.append(case("jacobian", function, inputs, strict=strict))
        outputs = func(*inputs)
        weights = tuple(torch.randn_like(y) for y in (outputs if isinstance(outputs, tuple) else (outputs,)))
        cases.append(case("vjp", function, inputs, weights if isinstance(outputs, tuple) else weights[0], strict=strict))
        along = random(count)
        along = along if count > 1 else along[0]
        cases.append(case("jvp", function, inputs, along, strict=strict))
        if function in SINGLE:
            for name in ("vhp", "hvp"):
                cases.append(case(name, function, inputs, along, strict=strict))
            cases.append(case("hessian", function, inputs, strict=strict))
inputs = random(1)
cases.append(case("vjp", "cube", inputs))
cases.append(case("jvp", "cube", inputs))
cases.append(case("hessian", "cube", inputs))
cases.append(case("vjp", "cube", inputs, torch.ones(2)))
cases.append(case("vjp", "energy", inputs))

path = Path(__file__).resolve().parent / "fixtures" / "autograd-functional.json"
path.write_text(json.dumps({"torch": torch.__version__.split("+")[0], "cases": cases}, separators=(",", ":")) + "\n")
print(path.stat().st_size, "bytes,", len(cases), "cases")
