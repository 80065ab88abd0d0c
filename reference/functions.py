"""Runs PyTorch's own table of functions, `op_db`, for Downhill's tests: every sample and every error input of the functions
in wanted_functions.txt, with outputs, gradients and second gradients, in float32, float64 and int64.

    python reference/functions.py                       makes fixtures/functions.json.gz, a few small samples of each
    python reference/functions.py --all FOLDER          writes all of them, a file for each entry of the table
    python reference/functions.py --all FOLDER add mul  those of some functions; --dtypes float32,bool for other dtypes

    npm run conformance:functions -- FOLDER [NAME...]   compares Downhill with what lies there, and tells what differs

Samples are drawn by seed, and random functions seeded as the table says. PyTorch's build is the one for this processor, as
random numbers are its, and comparisons have tolerances. (`expecttest`, which the table imports, isn't used.)
"""

import argparse
import base64
import gzip
import json
import math
import sys
import types
import unittest
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.modules.setdefault("expecttest", types.SimpleNamespace(TestCase=unittest.TestCase))

import torch  # noqa: E402
from torch.testing._internal.common_methods_invocations import op_db  # noqa: E402

warnings.simplefilter("ignore")
torch.set_num_threads(1)

WANTED = (HERE / "wanted_functions.txt").read_text().split()
ENTRIES = [info for name in WANTED for info in op_db if info.name == name]
# Whose elements may be anything, or what the memory held.
UNINITIALIZED = {"empty", "empty_like", "new_empty", "resize_", "resize_as_"}
# What the table has of these changes its first argument.
IN_PLACE = {"exponential", "uniform", "zero_", "resize_", "resize_as_"}


class Inexpressible(Exception):
    """What has no counterpart in Downhill, such as a complex number."""


# --------------------------------------------------------------------------------------------------- values as JSON

DTYPES = ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]


def pack(tensor, whole=True):
    """A tensor; with its storage and strides unless it is row-major and alone in its storage, or unless `whole`."""
    if type(tensor) not in (torch.Tensor, torch.nn.Parameter):
        raise Inexpressible(type(tensor).__name__)
    dtype = str(tensor.dtype).removeprefix("torch.")
    if dtype not in DTYPES or tensor.device.type != "cpu":
        raise Inexpressible(f"{dtype} on {tensor.device}")
    tensor = tensor.detach()
    if tensor.layout is torch.sparse_coo:
        return {"dtype": dtype, "shape": list(tensor.shape), "dense": pack(tensor.to_dense(), False)}
    if tensor.layout is not torch.strided:
        raise Inexpressible(str(tensor.layout))
    if tensor._is_zerotensor():
        tensor = torch.zeros(tensor.shape, dtype=tensor.dtype)
    packed = {"dtype": dtype, "shape": list(tensor.shape)}
    own = tensor.untyped_storage().nbytes() // tensor.element_size()
    if own == 0 and tensor.numel() > 0:
        raise Inexpressible("a tensor without elements")
    if whole and not (tensor.is_contiguous() and own == tensor.numel()):
        packed |= {"strides": list(tensor.stride()), "offset": tensor.storage_offset()}
        tensor = tensor.as_strided([own], [1], 0)
    elements = torch.empty(tensor.numel(), dtype=tensor.dtype).copy_(tensor.reshape(-1)).view(torch.uint8)
    return packed | {"bytes": base64.b64encode(elements.numpy().tobytes()).decode()}


def unpack(packed, requires_grad):
    dtype = getattr(torch, packed["dtype"])
    elements = torch.frombuffer(bytearray(base64.b64decode(packed["bytes"])) or bytearray(8), dtype=torch.uint8)
    flat = elements.view(dtype) if packed["bytes"] else torch.empty(0, dtype=dtype)
    if "strides" in packed:
        tensor = flat.as_strided(packed["shape"], packed["strides"], packed["offset"])
    else:
        tensor = flat.reshape(packed["shape"])
    return tensor.detach().requires_grad_(requires_grad)


def encode(value, grads):
    """An argument; `grads` collects which of its tensors require gradients."""
    if isinstance(value, torch.Tensor):
        grads.append(value.requires_grad)
        return {"tensor": pack(value)}
    if isinstance(value, (list, tuple)):
        return [encode(item, grads) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"number": str(value)}
    if isinstance(value, torch.dtype):
        name = str(value).removeprefix("torch.")
        if name not in DTYPES:
            raise Inexpressible(name)
        return name
    if isinstance(value, torch.device) and value.type == "cpu":
        return "cpu"
    if isinstance(value, (torch.memory_format, torch.layout)):
        if value in (torch.preserve_format, torch.contiguous_format, torch.strided, torch.sparse_coo):
            return {"ignored": str(value)}
    raise Inexpressible(type(value).__name__)


def show(value):
    """A result."""
    if isinstance(value, torch.Tensor):
        return {"tensor": pack(value, False)}
    if isinstance(value, (list, tuple)):
        return [show(item) for item in value]
    return encode(value, [])


# ------------------------------------------------------------------------------------------------------ running


def rebuild(original, encoded, tensors, flags, convert):
    """An argument as it was encoded, with tensors of its own, which are put in `tensors`."""
    if isinstance(original, torch.Tensor):
        tensors.append(convert(unpack(encoded["tensor"], flags[len(tensors)])))
        return tensors[-1]
    if isinstance(original, (list, tuple)):
        items = [rebuild(a, b, tensors, flags, convert) for a, b in zip(original, encoded)]
        return items if isinstance(original, list) else type(original)(items)
    return convert(original)


def floats(value):
    if isinstance(value, torch.Tensor):
        return [value] if value.is_floating_point() and value.requires_grad else []
    return [x for item in value for x in floats(item)] if isinstance(value, (list, tuple)) else []


def weights(tensor, start, end):
    return torch.linspace(start, end, tensor.numel(), dtype=torch.float64).to(tensor.dtype).reshape(tensor.shape)


# Results that are determined up to signs, and what is compared of them; `results.ts` has the same.
PROCESSED = {
    "linalg.eigh": lambda out: (out[0], out[1].abs()),
    "linalg.svd": lambda out: (out[0].abs(), out[1], out[2].abs()),
    "linalg.qr": lambda out: (out[0].abs(), out[1].abs()),
    "linalg.lstsq": lambda out: out[0],
}


def gradients(info, outputs, tensors):
    """First and second gradients of a weighted sum of the outputs, by the inputs that require them."""
    inputs = [x for x in tensors if x.requires_grad]
    outputs = floats(outputs)
    if not inputs or not outputs:
        return {}
    seeds = [weights(x, -1, 2).requires_grad_() for x in outputs]
    twice = info.supports_gradgrad
    first = torch.autograd.grad(outputs, inputs, seeds, create_graph=twice, allow_unused=True)
    found = {"grads": [None if x is None else pack(x, False) for x in first]}
    total = [(x * weights(x, 0.5, -1)).sum() for x in first if x is not None and x.requires_grad]
    if not twice or not total:
        return found
    try:
        second = torch.autograd.grad(sum(total), [*inputs, *seeds], allow_unused=True)
    except RuntimeError as error:
        if "not implemented" in str(error):
            return found
        raise
    return found | {"second": [None if x is None else pack(x, False) for x in second]}


def call(sample, encoded, flags, convert=lambda value: value):
    tensors = []
    given = sample.input, sample.args, sample.kwargs
    parts = [rebuild(a, b, tensors, flags, convert) for a, b in zip(given[:2], encoded)]
    kwargs = {name: rebuild(a, encoded[2][name], tensors, flags, convert) for name, a in given[2].items()}
    return parts[0], parts[1], kwargs, tensors


def encode_sample(sample):
    flags = []
    if sample.kwargs.get("out") is not None:
        raise Inexpressible("out=")
    encoded = encode(sample.input, flags), encode(sample.args, flags), {}
    for name, value in sample.kwargs.items():
        encoded[2][name] = encode(value, flags)
    return encoded, flags


def in_place(info, sample, encoded, flags, output):
    """What the in-place form makes of the first argument, "same" if it is the output, None where PyTorch refuses it."""
    name = getattr(info.inplace_variant, "__name__", None)
    method = getattr(torch.Tensor, name, None) if name else None
    if method is None or info.name in UNINITIALIZED or not isinstance(sample.input, torch.Tensor):
        return {}
    given, args, kwargs, _ = call(sample, encoded, [False] * len(flags))
    try:
        torch.manual_seed(42)
        result = method(given, *args, **kwargs)
    except Exception:  # noqa: BLE001
        return {}
    packed = pack(result, False)
    is_same = isinstance(output, dict) and packed["bytes"] == output.get("tensor", {}).get("bytes")
    return {"inPlace": "same" if is_same else packed}


def results(info, sample, encoded, flags, convert=lambda value: value):
    given, args, kwargs, tensors = call(sample, encoded, flags, convert)
    torch.manual_seed(42)
    output = PROCESSED.get(info.name, lambda out: out)(info.op(given, *args, **kwargs))
    shown = {"output": show(output)}
    return shown if info.name in UNINITIALIZED else shown | gradients(info, output, tensors)


def to_double(value):
    """An argument as it is where float32 is float64."""
    if isinstance(value, torch.Tensor) and value.dtype == torch.float32:
        return value.detach().double().requires_grad_(value.requires_grad)
    return torch.float64 if value is torch.float32 else value


def note_noise(found, exact):
    """Writes beside each float32 result by how much PyTorch's own rounding moves it, where that is much."""
    if isinstance(found, list) and isinstance(exact, list):
        for one, other in zip(found, exact):
            note_noise(one, other)
    elif isinstance(found, dict) and isinstance(exact, dict):
        if found.get("dtype") != "float32" or exact.get("dtype") != "float64" or found["shape"] != exact["shape"]:
            for name in found:
                note_noise(found[name], exact.get(name))
        elif "bytes" in found and "bytes" in exact:
            difference = (unpack(found, False).double() - unpack(exact, False)).abs().nan_to_num(0, 0, 0)
            if difference.numel() > 0 and (noise := difference.max().item()) > 1e-6 * unpack(found, False).abs().max():
                found["noise"] = noise


def run_sample(info, sample):
    encoded, flags = encode_sample(sample)
    if info.name in IN_PLACE or info.variant_test_name == "in_place":
        flags = [False] * len(flags)  # which would write to a leaf
    found = results(info, sample, encoded, flags)
    if info.supports_autograd and any(flags):
        try:
            note_noise(found, results(info, sample, encoded, flags, to_double))
        except (RuntimeError, ValueError):
            pass  # which takes float32 only
    arguments = {"input": encoded[0], "args": encoded[1], "kwargs": encoded[2], "requires": flags}
    return arguments | found | in_place(info, sample, encoded, flags, found["output"])


def samples(info, dtype, unexpressed):
    """The samples of a dtype; none where PyTorch's function doesn't take it, or it is integers for a layer's function."""
    if dtype not in info.dtypes or (info.name.startswith("nn.functional.") and not dtype.is_floating_point):
        return
    differentiable = info.supports_autograd and dtype.is_floating_point
    torch.manual_seed(0)
    for sample in info.sample_inputs("cpu", dtype, requires_grad=differentiable):
        try:
            yield run_sample(info, sample)
        except Inexpressible as error:
            unexpressed.append(str(error))


def refusals(info, unexpressed):
    if info.error_inputs_func is None:
        return
    torch.manual_seed(0)
    for error in info.error_inputs("cpu"):
        sample = error.sample_input
        try:
            encoded, _ = encode_sample(sample)
        except Inexpressible as reason:
            unexpressed.append(str(reason))
            continue
        try:
            info.op(sample.input, *sample.args, **sample.kwargs)
        except Exception as raised:  # noqa: BLE001
            message = str(raised).split("\nException raised")[0]
            found = {"input": encoded[0], "args": encoded[1], "kwargs": encoded[2]}
            yield found | {"type": type(raised).__name__, "message": message}


def entry(info, dtypes):
    unexpressed = []
    return {
        "name": info.name,
        "variant": info.variant_test_name,
        "isMethod": info.method_variant is not None,
        "inPlace": getattr(info.inplace_variant, "__name__", None),
        "aliases": [alias.name for alias in info.aliases],
        "samples": [
            {"dtype": name} | sample for name in dtypes for sample in samples(info, getattr(torch, name), unexpressed)
        ],
        "refused": list(refusals(info, unexpressed)),
        "unexpressed": sorted(set(unexpressed)),
    }


# ------------------------------------------------------------------------------------------------------ selecting


def kind(value):
    """What tells calls apart that are worth trying: kinds of arguments, numbers of dimensions, names."""
    if isinstance(value, dict) and "tensor" in value:
        tensor = value["tensor"]
        return "tensor", len(tensor["shape"]), 0 in tensor["shape"], "strides" in tensor
    if isinstance(value, dict):
        return sorted((name, kind(item)) for name, item in value.items())
    if isinstance(value, list):
        return [kind(item) for item in value[:2]]
    return type(value).__name__


def select(table, count, room):
    """A few small samples of each kind of call, the dtypes in turn, and a few refusals."""
    chosen, seen = [], set()
    ranked = sorted(enumerate(table["samples"]), key=lambda pair: (len(json.dumps(pair[1])), pair[0]))
    for dtype, share in [("float32", count), ("float64", count // 2), ("int64", count // 2)]:
        for number, sample in ranked:
            what = dtype, str([kind(sample[part]) for part in ("input", "args", "kwargs")])
            if sample["dtype"] != dtype or what in seen or len(json.dumps(sample)) > room or share == 0:
                continue
            seen.add(what)
            share -= 1
            chosen.append(number)
    refused = [error for error in table["refused"] if len(json.dumps(error)) < room]
    return table | {"samples": [table["samples"][i] for i in sorted(chosen)], "refused": refused[: count * 2]}


def write(path, tables):
    text = json.dumps({"torch": torch.__version__.split("+")[0], "tables": tables}, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    return path.stat().st_size


parser = argparse.ArgumentParser()
parser.add_argument("--all", type=Path)
parser.add_argument("--dtypes", default="float32,float64,int64")
parser.add_argument("names", nargs="*")
options = parser.parse_args()
entries = [info for info in ENTRIES if not options.names or info.name in options.names]
if options.all is None:
    tables = [select(entry(info, options.dtypes.split(",")), 4, 3000) for info in entries]
    target = HERE / "fixtures" / "functions.json.gz"
    print(f"{target.name}: {write(target, tables)} bytes, {sum(len(table['samples']) for table in tables)} samples")
else:
    options.all.mkdir(parents=True, exist_ok=True)
    for info in entries:
        table = entry(info, options.dtypes.split(","))
        file = f"{info.name}{'.' if info.variant_test_name else ''}{info.variant_test_name}.json.gz"
        size = write(options.all / file, [table])
        print(f"{file}: {size} bytes, {len(table['samples'])} samples, {len(table['refused'])} refusals", flush=True)
