"""Makes fixtures/savable.json: random structures, and whether PyTorch can save them and load them again.

    venv/bin/python reference/savable.py

Empty bytes are left out: Python pickles them as a call that this loader refuses, and Downhill does not. A verdict is "ok", "unhashable" (Python can't have such a key), "merged" (two keys are one in Python), or "refused" (PyTorch's
safe loader does not take it). `names` are all the classes, functions and constants which that loader knows by name.

    venv/bin/python reference/savable.py FOLDER

tells which of the .pt files in a folder `torch.load` refuses: `SAVED=FOLDER npx vitest run
packages/downhill/test/serialization/savable.test.ts` leaves there what Downhill saved of random structures.
"""

import importlib
import io
import json
import random
import sys
import warnings
from collections import Counter, OrderedDict
from pathlib import Path

import torch
from torch._weights_only_unpickler import _get_allowed_globals

FIXTURE = Path(__file__).resolve().parent / "fixtures" / "savable.json"
CASES = 800
RANDOM = random.Random(0)

warnings.simplefilter("ignore")

INTS = ["0", "1", "2", "-1", "255", str(2**31), str(2**53), str(2**53 + 1), str(2**60), str(-(2**70))]
FLOATS = ["0.0", "-0.0", "1.0", "2.0", "0.5", "inf", "9007199254740992.0", "1.152921504606847e+18", "1e-08"]
NAMES = ["torch.float32", "torch.int64", "torch.FloatStorage", "torch.per_tensor_affine", "collections.OrderedDict"]
REFUSED = ["builtins.int", "builtins.list", "collections.defaultdict", "builtins.bytes"]
DEVICES = ["cpu", "cpu:0", "cuda", "cuda:1", "meta"]
LAYOUTS = ["torch.strided", "torch.sparse_coo", "torch.sparse_csr"]


class Merged(Exception):
    pass


def scalar(in_tuple):
    kind = RANDOM.choice(["int"] * 4 + ["float"] * 3 + ["str"] * 3 + ["bool", "none", "bytes", "complex", "object"])
    if kind == "int":
        return {"int": RANDOM.choice(INTS)}
    if kind == "float":
        return {"float": RANDOM.choice([*FLOATS, "nan"] if in_tuple else FLOATS)}
    if kind == "str":
        return {"str": RANDOM.choice(["", "a", "b", "1", "weight"])}
    if kind == "bool":
        return RANDOM.random() < 0.5
    if kind == "bytes":
        return {"bytes": RANDOM.choice(["00", "6162", "ff"])}
    if kind == "complex":
        return {"complex": [RANDOM.choice([0, 1, 2, 0.5]), RANDOM.choice([0, 0, 0.5])]}
    if kind == "object":
        return RANDOM.choice(
            [
                {"name": RANDOM.choice(NAMES)},
                {"name": RANDOM.choice(REFUSED)},
                {"device": RANDOM.choice(DEVICES)},
                {"layout": RANDOM.choice(LAYOUTS)},
                {"tensor": RANDOM.randrange(3)},
            ]
        )
    return None


def key(depth):
    draw = RANDOM.random()
    if depth == 0 or draw < 0.6:
        return scalar(False)
    if draw < 0.85:
        return {"tuple": [part(depth - 1) for _ in range(RANDOM.randrange(4))]}
    if draw < 0.92:
        return {"size": [RANDOM.randrange(3) for _ in range(RANDOM.randrange(3))]}
    return structure(depth - 1)


def part(depth):
    draw = RANDOM.random()
    if depth == 0 or draw < 0.7:
        return scalar(True)
    if draw < 0.9:
        return {"tuple": [part(depth - 1) for _ in range(RANDOM.randrange(4))]}
    return structure(depth - 1)


def structure(depth):
    if depth <= 0:
        return scalar(False)
    kind = RANDOM.choice(["list", "tuple", "dict", "dict", "dict", "OrderedDict", "Counter", "set", "set", "bytearray"])
    if kind == "bytearray":
        return {"bytearray": RANDOM.choice(["", "6162"])}
    if kind in ("list", "tuple"):
        return {kind: [structure(depth - 1) for _ in range(RANDOM.randrange(4))]}
    if kind == "set":
        return {kind: [key(depth - 1) for _ in range(RANDOM.randrange(5))]}
    return {kind: [[key(depth - 1), structure(depth - 1)] for _ in range(RANDOM.randrange(4))]}


TENSORS = [torch.tensor([float(i)]) for i in range(3)]


def named(path):
    module, name = path.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def build(spec):
    if spec is None or isinstance(spec, bool):
        return spec
    ((kind, body),) = spec.items()
    if kind in ("int", "float"):
        return {"int": int, "float": float}[kind](body)
    if kind == "str":
        return body
    if kind in ("bytes", "bytearray"):
        return {"bytes": bytes, "bytearray": bytearray}[kind].fromhex(body)
    if kind == "complex":
        return complex(*body)
    if kind in ("name", "layout"):
        return named(body)
    if kind == "device":
        return torch.device(body)
    if kind == "tensor":
        return TENSORS[body]
    if kind == "size":
        return torch.Size(body)
    if kind in ("list", "tuple"):
        return {"list": list, "tuple": tuple}[kind](build(item) for item in body)
    if kind == "set":
        result = set()
        for item in body:
            value = build(item)
            if value in result:
                raise Merged
            result.add(value)
        return result
    result = {"dict": dict, "OrderedDict": OrderedDict, "Counter": Counter}[kind]()
    for one, value in body:
        name = build(one)
        if name in result:
            raise Merged
        result[name] = build(value)
    return result


def verdict(spec):
    try:
        value = build(spec)
    except Merged:
        return "merged"
    except TypeError as error:
        assert "unhashable" in str(error), error
        return "unhashable"
    file = io.BytesIO()
    torch.save(value, file)
    file.seek(0)
    try:
        torch.load(file)
    except Exception:
        return "refused"
    return "ok"


def check(folder):
    paths = sorted(Path(folder).glob("*.pt"))
    refused = 0
    for path in paths:
        try:
            torch.load(path)
        except Exception as error:
            refused += 1
            print(f"{path}: {error}")
    print(f"{len(paths)} files, {refused} of them refused")
    sys.exit(refused > 0)


if len(sys.argv) > 1:
    check(sys.argv[1])
cases = [structure(4) for _ in range(CASES)]
names = sorted(_get_allowed_globals())
fixture = {
    "torch": torch.__version__.split("+")[0],
    "names": names,
    "cases": [[verdict(case), case] for case in cases],
}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(Counter(verdict for verdict, _ in fixture["cases"]))
