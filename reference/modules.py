"""Makes fixtures/modules/*.json: modules on the samples of PyTorch's own table of them, `module_db`, and on some more.

Each case has a module's arguments by name, its state, inputs, output and gradients in float32, and output and gradients of
the same numbers in float64; elements are bytes in base64, or where they are copied their hash. Values come from PyTorch's portable profile
(ATEN_CPU_CAPABILITY=default, one thread). Run: python reference/modules.py
"""

import base64
import hashlib
import inspect
import json
import os
import sys
import types
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
os.environ["ATEN_CPU_CAPABILITY"] = "default"
# The table of modules imports it, and uses nothing of it.
sys.modules.setdefault("expecttest", types.SimpleNamespace(TestCase=unittest.TestCase))

import torch  # noqa: E402
import torch.nn as nn  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch.testing._internal.common_modules import module_db  # noqa: E402

torch.set_num_threads(1)
assert torch.backends.cpu.get_cpu_capability() == "DEFAULT"


def pack(tensor):
    if tensor is None:
        return None
    array = tensor.detach().contiguous().numpy()
    return {
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "bytes": base64.b64encode(array.tobytes()).decode(),
    }


def digest(tensor):
    """What stands for elements that are copies, and so have the same bits."""
    array = tensor.detach().contiguous().numpy()
    found = hashlib.sha256(array.tobytes()).hexdigest()[:16]
    return {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape), "hash": found}


def arguments(cls, args, kwargs):
    """A constructor's arguments by their names."""
    bound = inspect.signature(cls.__init__).bind(None, *args, **kwargs)
    bound.arguments.pop("self")
    values = {**bound.arguments, **bound.arguments.pop("kwargs", {})}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def run(module, inputs, kwargs, dtype, training, show):
    module = module.to(dtype).train(training)
    inputs = [x.detach().to(dtype).requires_grad_() for x in inputs]
    module.zero_grad()
    output = module(*inputs, **kwargs)
    output.backward(torch.linspace(-1, 2, output.numel(), dtype=dtype).reshape(output.shape))
    return {
        "output": show(output),
        "inputGrads": [pack(x.grad) for x in inputs],
        "grads": {name: pack(parameter.grad) for name, parameter in module.named_parameters()},
    }


def case(cls, args, kwargs, inputs, forward):
    show = digest if "Pad" in cls.__name__ else pack
    torch.manual_seed(5)
    module = cls(*args, **kwargs)
    state = {name: pack(value) for name, value in module.state_dict().items()}
    results = {}
    for name, dtype in [("float32", torch.float32), ("float64", torch.float64)]:
        results[name] = run(module, inputs, forward, dtype, True, show)
        # None of these modules is one of which training and evaluating differ.
        assert results[name] == run(module, inputs, forward, dtype, False, show)
        module = module.float()
    return {
        "module": cls.__name__,
        "arguments": arguments(cls, args, kwargs),
        "forward": {name: list(value) for name, value in forward.items()},
        "text": repr(module),
        "state": state,
        "inputs": [pack(x) for x in inputs],
        **results,
    }


def from_table(name):
    [info] = [info for info in module_db if info.module_cls is getattr(nn, name)]
    torch.manual_seed(7)
    samples = info.module_inputs_func(info, device="cpu", dtype=torch.float32, requires_grad=True, training=True)
    for sample in samples:
        made, called = sample.constructor_input, sample.forward_input
        yield case(info.module_cls, made.args, made.kwargs, called.args, called.kwargs)


def more(name, shape, *args, forward={}, **kwargs):
    torch.manual_seed(7)
    return case(getattr(nn, name), args, kwargs, [torch.randn(shape)], forward)


def refusal(name, action):
    try:
        action()
    except Exception as error:  # noqa: BLE001
        return str(error).split("\nException raised")[0]
    raise AssertionError(f"{name} was not refused")


# ---------------------------------------------------------------------------------------------------- convolutions

SIZES = {1: (9,), 2: (5, 6), 3: (3, 4, 3)}
MORE_CONVOLUTIONS = [
    (4, 6, 3, {"stride": 2, "padding": 1, "dilation": 1, "groups": 2}),
    (4, 4, 2, {"stride": 1, "padding": 2, "dilation": 2, "groups": 4, "bias": False}),
    (2, 6, 2, {"groups": 2, "padding": "same"}),
    (2, 3, 2, {"padding": "valid"}),
    (2, 3, 3, {"padding": 2, "padding_mode": "reflect"}),
    (2, 3, 3, {"padding": 2, "stride": 2, "padding_mode": "replicate"}),
    (2, 2, 3, {"padding": 1, "groups": 2, "padding_mode": "circular"}),
    (2, 3, 2, {"padding": "same", "padding_mode": "circular"}),
]
MORE_TRANSPOSED = [
    (4, 6, 3, {"stride": 2, "padding": 1, "output_padding": 1, "groups": 2}),
    (4, 8, 2, {"stride": 1, "dilation": 3, "output_padding": 2, "groups": 4, "bias": False}),
    (3, 3, 3, {"stride": 3, "padding": 2, "groups": 3}),
]


def convolutions():
    for dims, sizes in SIZES.items():
        yield from from_table(f"Conv{dims}d")
        for inputs, outputs, kernel, options in MORE_CONVOLUTIONS:
            yield more(f"Conv{dims}d", (2, inputs, *sizes), inputs, outputs, kernel, **options)
        yield from from_table(f"ConvTranspose{dims}d")
        small = tuple((size + 1) // 2 for size in sizes)
        for inputs, outputs, kernel, options in MORE_TRANSPOSED:
            yield more(f"ConvTranspose{dims}d", (2, inputs, *small), inputs, outputs, kernel, **options)
        whole = [2 * size + 2 for size in small]
        for wanted in [whole, [1, 3, *whole]]:
            forward = {"output_size": wanted}
            yield more(f"ConvTranspose{dims}d", (1, 2, *small), 2, 3, 3, stride=2, forward=forward)
    yield more("Conv2d", (1, 2, 5, 6), 2, 3, (3, 2), stride=(2, 1), padding=(0, 1), dilation=(1, 3))
    yield more("Conv2d", (3, 9, 8), 3, 6, (1, 4), padding=(2, 1), padding_mode="reflect", groups=3)
    yield more("ConvTranspose2d", (2, 4, 3), 2, 3, (3, 2), stride=(2, 1), padding=(0, 1), output_padding=(1, 0))
    yield more("Conv3d", (1, 2, 3, 4, 5), 2, 2, (1, 2, 3), stride=(1, 2, 1), padding=(0, 1, 2), padding_mode="circular")


def refused_convolutions():
    """Calls by shapes: function, shapes of input, weight and perhaps bias, options, message."""
    found = []

    def refused(name, shapes, dtype=torch.float32, **options):
        tensors = [torch.zeros(shape, dtype=dtype) for shape in shapes]
        message = refusal(name, lambda: getattr(F, name)(*tensors, **options))
        found.append({"name": name, "shapes": shapes, "options": options, "message": message})

    for dims in (1, 2, 3):
        five, two, kernel = [5] * dims, [2] * dims, [3] * dims
        x, w, t = [2, 4, *five], [6, 4, *kernel], [4, 6, *kernel]
        plain, transposed = f"conv{dims}d", f"conv_transpose{dims}d"
        for name, weight in [(plain, w), (transposed, t)]:
            refused(name, [[5], weight])
            refused(name, [[1] * 6, weight])
            refused(name, [x, [6, 4]])
            refused(name, [[2, 3, *five], weight])
            refused(name, [[3, *five], weight])
            for groups in [0, -1, 3 if name == transposed else 4, 7]:
                refused(name, [x, weight], groups=groups)
            refused(name, [x, weight, [5]])
            refused(name, [x, weight, [6, 1]])
            refused(name, [x, weight], stride=0)
            refused(name, [x, weight], stride=-1)
            refused(name, [x, weight], padding=-1)
            refused(name, [x, weight], stride=[1] * (dims + 1))
            refused(name, [x, weight], padding=[1] * (dims + 1))
            refused(name, [x, weight], dilation=[1] * (dims + 1))
            refused(name, [[2, 4, *[0] * dims], weight], **({} if name == transposed else {"padding": 2}))
        refused(plain, [x, w], dilation=0)
        refused(plain, [x, w], groups=2)
        refused(plain, [[2, 4, *two], w])
        refused(plain, [x, w], padding="same", stride=2)
        refused(plain, [x, w], padding="full")
        # In double precision, for which no other library is asked, whose words are its own.
        refused(transposed, [x, t], torch.float64, padding=4)
        refused(transposed, [x, t], output_padding=1)
        refused(transposed, [x, t], output_padding=2, stride=2)
        refused(transposed, [x, t], output_padding=-1, stride=2)
    return found


# -------------------------------------------------------------------------------------------------------- padding

MORE_PADDING = {
    "ConstantPad1d": [((3, 5), ((-1, 2), 2.5)), ((5,), ((2, 0), -1))],
    "ConstantPad2d": [((2, 3, 5), ((-1, 2, 1, -2), 2.5)), ((4, 3), ((1, 0, 0, 2), 1))],
    "ConstantPad3d": [((2, 3, 2, 2), ((-1, 2, 1, -1, 0, 1), 2.5))],
    "ZeroPad1d": [((2, 3, 4, 2), ((1, 2),))],
    "ZeroPad2d": [((2, 1, 3, 4, 2), ((1, 2, -1, 0),))],
    "ReflectionPad1d": [((2, 5), ((4, -2),)), ((2, 2, 4), ((-1, 3),))],
    "ReflectionPad2d": [((2, 3, 5), ((4, -2, 2, 1),)), ((1, 2, 4, 3), ((-1, 2, -3, 0),))],
    "ReflectionPad3d": [((2, 3, 2, 4), ((3, -2, 1, 1, 2, 0),))],
    "ReplicationPad1d": [((2, 3), ((5, -2),)), ((1, 2, 4), ((-3, 7),))],
    "ReplicationPad2d": [((2, 3, 2), ((4, 1, -2, 1),))],
    "ReplicationPad3d": [((1, 2, 3, 2, 2), ((-1, 3, 2, 2, -2, 4),))],
    "CircularPad1d": [((2, 5), ((3, -2),)), ((1, 2, 4), ((-3, 1),)), ((2, 4), ((-1, -2),))],
    "CircularPad2d": [((2, 3, 5), ((4, -1, 3, 2),))],
    "CircularPad3d": [((2, 3, 2, 4), ((3, -1, 2, 1, 3, 3),))],
}


def padding():
    for kind in ["Zero", "Constant", "Reflection", "Replication", "Circular"]:
        for dims in (1, 2, 3):
            name = f"{kind}Pad{dims}d"
            yield from from_table(name)
            for shape, args in MORE_PADDING.get(name, []):
                yield more(name, shape, *args)


def refused_padding():
    found = []

    def refused(shape, pad, **options):
        message = refusal("pad", lambda: F.pad(torch.zeros(shape), pad, **options))
        found.append({"name": "pad", "shapes": [shape], "pad": pad, "options": options, "message": message})

    refused([2, 3], [1])
    refused([2, 3], [1] * 6)
    refused([2, 3], [-2, -2])
    refused([2, 3], [-4, 4])
    refused([2, 3], [1, 1], mode="mirror")
    refused([2, 3], [1, 1], mode="reflect", value=2.0)
    for mode in ["reflect", "replicate", "circular"]:
        for dims in (1, 2, 3):
            sizes = [4] * dims
            refused([1] * 7, [1, 1] * dims, mode=mode)
            refused([4], [1, 1] * dims, mode=mode)
            if mode != "replicate":
                refused([2, 3, *sizes], [5, 1] * dims, mode=mode)
                refused([2, 3, *sizes], [1, 5] * dims, mode=mode)
                refused([2, 3, *sizes], [0, 0] * (dims - 1) + [6, 1], mode=mode)
            if mode == "circular":
                refused([2, 3, *sizes], [-3, -2] * dims, mode=mode)
            else:
                refused([2, 0, *sizes], [1, 2] * dims, mode=mode)
            refused([2, 3, *[0] * dims], [1, 2] * dims, mode=mode)
        refused([2, 3, 4], [], mode=mode)
        refused([2, 3, 4, 4], [1, 1], mode=mode)
        refused([2, 3, 4, 4, 4, 4], [1] * 8, mode=mode)
    refused([2, 3, 4], [-2, -2], mode="reflect")
    refused([2, 3, 4], [-2, -3], mode="replicate")
    refused([2, 3, 4, 4], [-2, -2, -4, -1], mode="reflect")
    return found


# ---------------------------------------------------------------------------------------------------------- output

FILES = {"convolution": (convolutions, refused_convolutions), "padding": (padding, refused_padding)}

target = HERE / "fixtures" / "modules"
target.mkdir(parents=True, exist_ok=True)
for name, (cases, refused) in FILES.items():
    fixture = {"torch": torch.__version__.split("+")[0], "cases": list(cases()), "refused": refused()}
    path = target / f"{name}.json"
    path.write_text(json.dumps(fixture) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes, {len(fixture['cases'])} cases, {len(fixture['refused'])} refusals")
