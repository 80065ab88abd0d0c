"""Cases of modules: what a test needs to make one, call it, and compare what it gives with PyTorch's.

A case has a module's arguments by name, its state when made with seed 5, its inputs, and for each dtype the output, the
gradients by inputs and parameters, in float64 also second derivatives, and the buffers that a call changes; where evaluating
gives something else, that too. Values come from PyTorch's portable profile (ATEN_CPU_CAPABILITY=default, one thread).
"""

import base64
import hashlib
import inspect
import math
import os
import sys
import types
import unittest
import warnings

os.environ["ATEN_CPU_CAPABILITY"] = "default"
# The table of modules imports it, and uses nothing of it.
sys.modules.setdefault("expecttest", types.SimpleNamespace(TestCase=unittest.TestCase))

import torch  # noqa: E402
import torch.nn as nn  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch.testing._internal.common_modules import module_db  # noqa: E402

torch.set_num_threads(1)
assert torch.backends.cpu.get_cpu_capability() == "DEFAULT"
warnings.simplefilter("ignore")

DTYPES = {"float32": torch.float32, "float64": torch.float64}

# Tensors with more elements are told by some of them and a sum of all.
WHOLE = 32


def header(tensor):
    return {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape)}


def elements(tensor):
    return base64.b64encode(tensor.detach().contiguous().numpy(force=True).tobytes()).decode()


def pack(tensor):
    """All of a tensor; elements are left out where all are zero."""
    zeros = tensor.numel() > 4 and not tensor.any()
    return header(tensor) if zeros else {**header(tensor), "bytes": elements(tensor)}


def sampled(tensor):
    """A result: all of it, or of a larger one every so many elements and the sum of all with varying weights."""
    count = tensor.numel()
    if count <= WHOLE:
        return pack(tensor)
    every = math.ceil(count / WHOLE) | 1
    flat = tensor.detach().reshape(-1)
    weights = ((torch.arange(count) * 37) % 101).double() / 101
    return {**header(tensor), "every": every, "bytes": elements(flat[::every]), "sum": number(float(flat.double() @ weights))}


def digest(tensor):
    """What stands for elements that are copies, and so have the same bits."""
    array = tensor.detach().contiguous().numpy(force=True)
    return {**header(tensor), "hash": hashlib.sha256(array.tobytes()).hexdigest()[:16]}


def number(value):
    return value if not isinstance(value, float) or math.isfinite(value) else {"float": str(value)}


def encode(value, show=pack):
    """A value in JSON: tensors are objects, sequences arrays."""
    if isinstance(value, torch.Tensor):
        packed = show(value)
        return {**packed, "requiresGrad": True} if show is pack and value.requires_grad else packed
    if isinstance(value, (tuple, list)):
        return [encode(item, show) for item in value]
    if isinstance(value, dict):
        return {name: encode(item, show) for name, item in value.items()}
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.")
    if callable(value):
        return {"function": value.__name__}
    return number(value)


def convert(value, dtype):
    """The same with the floats that the case is about in another dtype, as leaves of a graph of their own."""
    if isinstance(value, torch.Tensor):
        made = value.detach().to(dtype) if value.dtype == torch.float32 else value.detach().clone()
        return made.requires_grad_(value.requires_grad)
    if isinstance(value, (tuple, list)):
        return type(value)(convert(item, dtype) for item in value)
    if isinstance(value, dict):
        return {name: convert(item, dtype) for name, item in value.items()}
    return value


def tensors(value):
    """The tensors in a value, in order."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from tensors(item)
    elif isinstance(value, dict):
        yield from tensors(list(value.values()))


def arguments(function, args, kwargs):
    """A call's arguments by their names."""
    bound = inspect.signature(function).bind(None, *args, **kwargs)
    bound.arguments.pop("self")
    more = bound.arguments.pop("kwargs", {})
    values = {**bound.arguments, **more}
    return {name.removeprefix("_"): value for name, value in values.items()}


def called(cls, args, kwargs):
    """A call's inputs, in their places as far as they are required, and the options."""
    parameters = list(inspect.signature(cls.forward).parameters.values())[1:]
    required = [one.name for one in parameters if one.default is inspect.Parameter.empty]
    inputs, options = list(args), dict(kwargs)
    for name in required[len(inputs) :]:
        if name in options:
            inputs.append(options.pop(name))
    return inputs, options


def run(module, inputs, options, dtype, training, show):
    module.to(dtype).train(training)
    inputs, options = convert(inputs, dtype), convert(options, dtype)
    buffers = {name: value.clone() for name, value in module.named_buffers()}
    torch.manual_seed(11)
    output = module(*inputs, **options)
    result = {"output": encode(output, show)}
    changed = {name: value for name, value in module.named_buffers() if not torch.equal(value, buffers[name])}
    if changed:
        result["buffers"] = encode(changed, sampled)
    parameters = dict(module.named_parameters())
    leaves = [x for x in [*tensors(inputs), *tensors(options)] if x.requires_grad]
    outputs = [y for y in tensors(output) if y.requires_grad]
    names = [name for name, value in parameters.items() if value.requires_grad]
    wanted = [*leaves, *(parameters[name] for name in names)]
    if outputs and wanted:
        weights = [torch.linspace(-1, 2, y.numel(), dtype=dtype).reshape(y.shape).to(y.dtype) for y in outputs]
        grads = torch.autograd.grad(outputs, wanted, weights, retain_graph=True, allow_unused=True)
        result["inputGrads"] = encode(grads[: len(leaves)], sampled)
        result["grads"] = {name: encode(grad, sampled) for name, grad in zip(names, grads[len(leaves) :])}
        if dtype == torch.float64:
            result["second"] = second(outputs, wanted, weights)
    for name, value in buffers.items():
        module.get_buffer(name).copy_(value)
    return result


def second(outputs, wanted, weights):
    """Derivatives of the gradients; none where PyTorch has none."""
    try:
        grads = torch.autograd.grad(outputs, wanted, weights, create_graph=True, allow_unused=True)
        loss = [(g * torch.linspace(0.5, 1.5, g.numel(), dtype=g.dtype).reshape(g.shape)).sum() for g in grads if g is not None and g.requires_grad]
        if not loss:
            return None
        found = torch.autograd.grad(sum(loss), wanted, allow_unused=True)
        return None if any(x is not None and x.isnan().any() for x in found) else encode(found, sampled)
    except RuntimeError as error:
        if "not implemented" in str(error) or "not differentiable" in str(error) or "does not have a grad_fn" in str(error):
            return None
        raise


def case(cls, args, kwargs, inputs, forward, table=False):
    show = digest if "Pad" in cls.__name__ else sampled
    inputs, options = called(cls, inputs, forward)
    torch.manual_seed(5)
    module = cls(*args, **kwargs)
    found = {"module": cls.__name__, "table": table, "arguments": encode(arguments(cls.__init__, args, kwargs))}
    if isinstance(module, nn.modules.lazy.LazyModuleMixin):
        found["lazy"] = repr(module)
        torch.manual_seed(5)
        with torch.no_grad():
            module(*inputs, **options)
    found |= {
        "text": repr(module),
        "state": {name: encode(value.detach()) for name, value in module.state_dict().items()},
        "inputs": encode(inputs),
        "forward": encode(options),
    }
    state = {name: value.clone() for name, value in module.state_dict().items()}
    evaluating = {}
    for name, dtype in DTYPES.items():
        found[name] = run(module, inputs, options, dtype, True, show)
        evaluating[name] = run(module, inputs, options, dtype, False, show)
        module.float().load_state_dict(state)
    if any(evaluating[name] != found[name] for name in DTYPES):
        found["evaluating"] = evaluating
    return found


def from_table(name, keep=lambda index, sample: True, training=True):
    """The cases of PyTorch's own table, or those of them that a function keeps."""
    [info] = [info for info in module_db if info.module_cls is getattr(nn, name)]
    torch.manual_seed(7)
    samples = info.module_inputs_func(info, device="cpu", dtype=torch.float32, requires_grad=True, training=training)
    for index, sample in enumerate(samples):
        if keep(index, sample):
            made, call = sample.constructor_input, sample.forward_input
            yield case(info.module_cls, made.args, made.kwargs, call.args, call.kwargs, table=True)


def more(name, inputs, *args, forward={}, **kwargs):
    """A case of our choice; an input is a tensor, or a shape of random numbers that want a gradient."""
    torch.manual_seed(7)
    given = [torch.randn(x).requires_grad_() if isinstance(x, tuple) and all(isinstance(n, int) for n in x) else x for x in inputs]
    return case(getattr(nn, name), args, kwargs, given, forward)


def words(action):
    """What PyTorch says when it refuses something."""
    try:
        action()
    except Exception as error:  # noqa: BLE001
        return str(error).split("\nException raised")[0].split("\n[ torch")[0]
    raise AssertionError("was not refused")


def refused(name, *args, **kwargs):
    """A call of a function of torch.nn.functional that PyTorch refuses."""
    message = words(lambda: getattr(F, name)(*args, **kwargs))
    return {"name": name, "arguments": encode(args), "options": encode(kwargs), "message": message}


def refused_module(name, inputs, *args, forward={}, **kwargs):
    """A module that PyTorch refuses to make, or, with inputs, to call."""
    cls = getattr(nn, name)
    if inputs is None:
        message = words(lambda: cls(*args, **kwargs))
    else:
        module = cls(*args, **kwargs)
        message = words(lambda: module(*inputs, **forward))
    made = arguments(cls.__init__, args, kwargs)
    return {"module": name, "options": encode(made), "inputs": encode(inputs), "forward": encode(forward), "message": message}
