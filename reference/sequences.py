"""Makes fixtures/sequences/*.json: recurrent layers, attention and transformers, on the samples of PyTorch's own table of
modules, `module_db`, and on more. Run: python reference/sequences.py

A module is made after `manual_seed(5)`, and the bits of its state have a hash: those of PyTorch's builds for recent processors. Outputs, gradients of what goes in and of
the parameters, and where `second` says so second derivatives, are computed in float64; of each tensor there are its shape
and two numbers: the sums of its elements times cos(i), and of their sizes.
"""

import base64
import hashlib
import inspect
import json
import sys
import types
import unittest
import warnings
from contextlib import nullcontext
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The table of modules imports it, and uses nothing of it.
sys.modules.setdefault("expecttest", types.SimpleNamespace(TestCase=unittest.TestCase))

import torch  # noqa: E402
import torch.nn as nn  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch.nn.attention import SDPBackend, sdpa_kernel  # noqa: E402
from torch.nn.utils import rnn  # noqa: E402
from torch.testing._internal.common_modules import module_db  # noqa: E402

torch.set_num_threads(1)
warnings.filterwarnings("ignore")
SEED = 5


def remember(cls):
    """Lets the instances of a class remember what they were made of."""
    make = cls.__init__

    def init(self, *args, **kwargs):
        make(self, *args, **kwargs)
        self.__dict__["made"] = (args, kwargs)

    init.__signature__ = inspect.signature(make)
    cls.__init__ = init


MADE = [nn.TransformerEncoderLayer, nn.TransformerDecoderLayer]
SIGNATURES = {cls: inspect.signature(cls.__init__) for cls in MADE}
for one in MADE:
    remember(one)

RNN_SIGNATURES = {
    nn.RNN: ["input_size", "hidden_size", "num_layers", "nonlinearity"],
    nn.LSTM: ["input_size", "hidden_size", "num_layers", "bias"],
    nn.GRU: ["input_size", "hidden_size", "num_layers", "bias"],
}


# --------------------------------------------------------------------------------------------------------- encoding


def encode(value):
    if isinstance(value, torch.Tensor):
        value = value.detach().contiguous()
        name = str(value.dtype).removeprefix("torch.")
        return {
            "dtype": name,
            "shape": list(value.shape),
            "bytes": base64.b64encode(value.numpy().tobytes()).decode(),
        }
    if isinstance(value, rnn.PackedSequence):
        return {"packed": [encode(part) for part in value]}
    if isinstance(value, nn.Module):
        return {"module": type(value).__name__, "arguments": named(type(value), *value.made)}
    if callable(value):
        return {"function": value.__name__}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    return value


def named(cls, args, kwargs):
    """A constructor's arguments by their names."""
    if cls in RNN_SIGNATURES:
        values = {**dict(zip(RNN_SIGNATURES[cls], args)), **kwargs}
    else:
        signature = SIGNATURES.get(cls) or inspect.signature(cls.__init__)
        values = dict(signature.bind(None, *args, **kwargs).arguments)
        values.pop("self")
    return {name: encode(value) for name, value in values.items() if name not in ("device", "dtype")}


def remade(value):
    """The same module anew."""
    if not isinstance(value, nn.Module):
        return value
    args, kwargs = value.made
    return type(value)(*args, **{name: item for name, item in kwargs.items() if name not in ("device", "dtype")})


def sketch(tensor):
    if tensor is None:
        return None
    flat = tensor.detach().double().flatten()
    i = torch.arange(flat.numel(), dtype=torch.float64)
    numbers = [(flat * torch.cos(i)).sum(), flat.abs().sum()]
    return [list(tensor.shape), *(float(f"{number.item():.12g}") for number in numbers)]


def state_hash(module):
    digest = hashlib.sha256()
    for name, value in module.state_dict().items():
        digest.update(name.encode())
        digest.update(value.contiguous().numpy().tobytes())
    return digest.hexdigest()[:16]


# -------------------------------------------------------------------------------------------------------------- cases


def floats(value):
    """The tensors that have gradients, in a value or within it."""
    if isinstance(value, torch.Tensor):
        return [value] if value.is_floating_point() else []
    if isinstance(value, (list, tuple)):
        return [tensor for item in value for tensor in floats(item)]
    return []


def converted(value, dtype):
    if isinstance(value, torch.Tensor):
        return value.detach().to(dtype).requires_grad_() if value.is_floating_point() else value
    if isinstance(value, rnn.PackedSequence):
        return rnn.PackedSequence(converted(value.data, dtype), *value[1:])
    if isinstance(value, (list, tuple)):
        return tuple(converted(item, dtype) for item in value)
    return value


def run(module, args, kwargs, second):
    args, kwargs = converted(args, torch.float64), converted_kwargs(kwargs)
    module.zero_grad()
    torch.manual_seed(SEED)
    # Of the other ways of attention there are no second derivatives.
    with sdpa_kernel(SDPBackend.MATH) if second else nullcontext():
        outputs = floats(module(*args, **kwargs))
    wanted = [*floats(args), *module.parameters()]
    loss = sum((out * torch.linspace(-1, 2, out.numel(), dtype=out.dtype).reshape(out.shape)).sum() for out in outputs)
    grads = torch.autograd.grad(loss, wanted, allow_unused=True, create_graph=second)
    result = {"outputs": [sketch(out) for out in outputs], "grads": [sketch(grad) for grad in grads]}
    if second:
        total = sum((g * torch.cos(torch.arange(g.numel(), dtype=g.dtype)).reshape(g.shape)).sum() for g in grads if g is not None)
        result["second"] = [sketch(g) for g in torch.autograd.grad(total, wanted, allow_unused=True)]
    return result


def converted_kwargs(kwargs):
    return {name: value.double() if torch.is_tensor(value) and value.is_floating_point() else value for name, value in kwargs.items()}


def case(cls, args, kwargs, inputs, forward, second=False, table=False):
    kwargs = {name: value for name, value in kwargs.items() if name not in ("device", "dtype")}
    torch.manual_seed(SEED)
    module = cls(*[remade(arg) for arg in args], **{name: remade(value) for name, value in kwargs.items()})
    # JavaScript's numbers are no floats where they are whole.
    hashed, text = state_hash(module), repr(module).replace("p=0.0,", "p=0,")
    module = module.double()
    results = {training: run(module.train(training), inputs, forward, second) for training in (True, False)}
    same = results[True] == results[False]
    return {
        "module": cls.__name__,
        "table": table,
        "arguments": named(cls, args, kwargs),
        "inputs": [encode(x) for x in inputs],
        "forward": {name: encode(value) for name, value in forward.items() if value is not None},
        "text": text if len(text) < 400 or not table else hashlib.sha256(text.encode()).hexdigest()[:16],
        "state": hashed,
        **({"both": results[True]} if same else {"training": results[True], "evaluating": results[False]}),
    }


def from_table(name):
    [info] = [info for info in module_db if info.module_cls is getattr(nn, name)]
    torch.manual_seed(7)
    samples = info.module_inputs_func(info, device="cpu", dtype=torch.float32, requires_grad=True, training=True)
    for sample in samples:
        made, called = sample.constructor_input, sample.forward_input
        yield case(info.module_cls, made.args, made.kwargs, called.args, called.kwargs, table=True)


def refusal(action):
    try:
        action()
    except Exception as error:  # noqa: BLE001
        return str(error).split("\nException raised")[0]
    raise AssertionError("not refused")


def refused(cls, args, kwargs, inputs=None, forward={}):
    """`inputs` are shapes, lists of these, or tensors."""

    def zeros(shape):
        if torch.is_tensor(shape):
            return shape
        return tuple(map(zeros, shape)) if isinstance(shape, tuple) else torch.zeros(shape)

    def action():
        module = cls(*args, **kwargs)
        if inputs is not None:
            module(*map(zeros, inputs), **forward)

    return {
        "module": cls.__name__,
        "arguments": named(cls, args, kwargs),
        "inputs": None if inputs is None else [encode(zeros(shape)) for shape in inputs],
        "forward": {name: encode(value) for name, value in forward.items()},
        "message": refusal(action),
    }


# ---------------------------------------------------------------------------------------------------------- recurrent


def packed(lengths, size, sort=True):
    sequences = [torch.randn(length, size) for length in lengths]
    return rnn.pack_sequence(sequences, enforce_sorted=sort)


def recurrent():
    for name in ["RNN", "GRU", "LSTM", "RNNCell", "GRUCell", "LSTMCell"]:
        yield from from_table(name)
    torch.manual_seed(8)
    for cls in [nn.RNN, nn.GRU, nn.LSTM]:
        projections = [0, 2] if cls is nn.LSTM else [0]
        yield case(cls, (3, 4), {}, [torch.randn(5, 2, 3)], {}, second=True)
        yield case(cls, (3, 4), {"bias": False}, [packed([4, 2, 1], 3)], {}, second=True)
        yield case(cls, (3, 4), {"num_layers": 2, "dropout": 0.5, "batch_first": True}, [torch.randn(2, 5, 3)], {})
        yield case(cls, (3, 5), {"batch_first": True}, [packed([1, 4, 2, 4], 3, sort=False)], {})
        for projection in projections:
            options = {"num_layers": 2, "bidirectional": True}
            if projection > 0:
                options["proj_size"] = projection
            hidden = torch.randn(4, 3, projection or 4)
            hx = (hidden, torch.randn(4, 3, 4)) if cls is nn.LSTM else hidden
            yield case(cls, (3, 4), options, [torch.randn(4, 3, 3), hx], {}, second=True)
            yield case(cls, (3, 4), options, [packed([2, 5, 3], 3, sort=False), hx], {}, second=True)
            yield case(cls, (3, 4), {**options, "batch_first": True}, [torch.randn(3, 4, 3), hx], {})
        yield case(cls, (17, 33), {"dropout": 1.0, "num_layers": 2}, [torch.randn(6, 5, 17)], {})
    yield case(nn.RNN, (3, 4), {"nonlinearity": "relu"}, [torch.randn(5, 2, 3)], {}, second=True)
    for cls, options in [(nn.RNNCell, {}), (nn.RNNCell, {"nonlinearity": "relu"}), (nn.GRUCell, {}), (nn.LSTMCell, {})]:
        states = torch.randn(3, 4)
        hx = (states, torch.randn(3, 4)) if cls is nn.LSTMCell else states
        yield case(cls, (5, 4), options, [torch.randn(3, 5), hx], {}, second=True)
        yield case(cls, (5, 4), {**options, "bias": False}, [torch.randn(5)], {})


def refused_recurrent():
    for cls in [nn.RNN, nn.GRU, nn.LSTM]:
        one = cls is not nn.LSTM
        yield refused(cls, (4, 3), {}, [[2]])
        yield refused(cls, (4, 3), {}, [[2, 2, 2, 4]])
        yield refused(cls, (4, 3), {}, [[2, 3, 5]])
        yield refused(cls, (4, 3), {"batch_first": True}, [[3, 5]])
        yield refused(cls, (4, 3), {}, [[0, 2, 4]])
        yield refused(cls, (4, 3), {}, [torch.zeros(2, 3, 4, dtype=torch.float64)])
        for shape in [[1, 3, 4], [1, 2, 3], [2, 3, 3], [3, 3], [1, 1, 3, 3]]:
            yield refused(cls, (4, 3), {}, [[2, 3, 4], shape if one else (shape, shape)])
        for shape in [[1, 4], [2, 3], [1, 1, 3]]:
            yield refused(cls, (4, 3), {}, [[2, 4], shape if one else (shape, shape)])
        for args in [(0, 3), (4, 0), (4, -1), (4, 3, 0)]:
            yield refused(cls, args, {})
        for dropout in [-0.1, 1.5]:
            yield refused(cls, (4, 3), {"dropout": dropout})
        yield refused(cls, (4.5, 3), {})
        yield refused(cls, (4, 3.5), {})
        yield refused(cls, (4, 3), {"bias": 1})
        yield refused(cls, (4, 3), {"batch_first": 1})
    yield refused(nn.RNN, (4, 3), {"nonlinearity": "gelu"})
    yield refused(nn.LSTM, (4, 3), {}, [[2, 3, 4], ([1, 3, 3], [1, 3, 2])])
    yield refused(nn.LSTM, (4, 3), {"proj_size": 2}, [[2, 3, 4], ([1, 3, 3], [1, 3, 3])])
    yield refused(nn.LSTM, (4, 3), {"proj_size": 3})
    yield refused(nn.LSTM, (4, 3), {"proj_size": -1})
    for cls in [nn.RNNCell, nn.GRUCell]:
        yield refused(cls, (4, 3), {}, [[2, 2, 4]])
        yield refused(cls, (4, 3), {}, [[2, 5]])
        for shape in [[2, 4], [3, 3], [2, 2, 3]]:
            yield refused(cls, (4, 3), {}, [[2, 4], shape])
        yield refused(cls, (4, 3), {}, [torch.zeros(2, 4, dtype=torch.float64)])
    yield refused(nn.RNNCell, (4, 3), {"nonlinearity": "gelu"}, [[2, 4]])
    yield refused(nn.LSTMCell, (4, 3), {}, [[2, 2, 4]])
    yield refused(nn.LSTMCell, (4, 3), {}, [[2, 5]])
    for first, second in [([2, 4], [2, 3]), ([2, 3], [2, 4]), ([3, 3], [2, 3]), ([2, 3], [3, 3]), ([1, 2, 3], [2, 3])]:
        yield refused(nn.LSTMCell, (4, 3), {}, [[2, 4], (first, second)])


# ---------------------------------------------------------------------------------------------------------- attention


def later(length, dtype=torch.bool):
    """What is above the diagonal, as a mask."""
    mask = torch.ones(length, length).triu(1).bool()
    return mask if dtype == torch.bool else torch.zeros(length, length).masked_fill(mask, float("-inf"))


def attention():
    yield from from_table("MultiheadAttention")
    torch.manual_seed(8)
    mha = nn.MultiheadAttention
    x, y = torch.randn(3, 2, 8), torch.randn(5, 2, 8)
    padding = torch.tensor([[False, False, False, True, True], [False, False, False, False, True]])
    allowed = torch.rand(3, 5) < 0.4
    allowed[:, 0] = False
    for options in [{}, {"bias": False}, {"add_bias_kv": True}, {"add_zero_attn": True}, {"add_bias_kv": True, "add_zero_attn": True}]:
        yield case(mha, (8, 2), options, [x, y, y], {"key_padding_mask": padding, "attn_mask": allowed}, second=True)
        yield case(mha, (8, 2), options, [x, x, x], {"need_weights": False}, second=True)
    for forward in [
        {"attn_mask": later(3)},
        {"attn_mask": later(3, torch.float32), "need_weights": False},
        {"attn_mask": later(3), "is_causal": True, "need_weights": False},
        {"attn_mask": later(3), "is_causal": True},
        {"attn_mask": torch.randn(8, 3, 3), "average_attn_weights": False},
        {"attn_mask": torch.randn(8, 3, 3), "need_weights": False},
        {"key_padding_mask": torch.randn(2, 3), "attn_mask": torch.randn(3, 3)},
        {"key_padding_mask": torch.tensor([[False, False, True], [False, True, True]]), "need_weights": False},
    ]:
        yield case(mha, (8, 4), {}, [x, x, x], forward)
        yield case(mha, (8, 4), {"batch_first": True}, [z.transpose(0, 1).contiguous() for z in (x, x, x)], forward)
    for sizes in [{"kdim": 5}, {"vdim": 6}, {"kdim": 5, "vdim": 6}]:
        k, v = torch.randn(5, 2, sizes.get("kdim", 8)), torch.randn(5, 2, sizes.get("vdim", 8))
        yield case(mha, (8, 2), sizes, [x, k, v], {"key_padding_mask": padding})
        yield case(mha, (8, 2), {**sizes, "add_bias_kv": True, "bias": False}, [x, k, v], {"need_weights": False})
    yield case(mha, (8, 2), {"dropout": 0.5}, [x, y, y], {})
    yield case(mha, (8, 2), {"dropout": 0.5}, [x, y, y], {"need_weights": False})
    yield case(mha, (8, 2), {}, [x, x, y[:3]], {})
    yield case(mha, (8, 1), {}, [torch.randn(3, 8), torch.randn(4, 8), torch.randn(4, 8)], {"attn_mask": torch.randn(1, 3, 4)})


def refused_attention():
    mha = nn.MultiheadAttention
    for args in [(0, 1), (4, 0), (4, -1), (4, 3)]:
        yield refused(mha, args, {})
    yield refused(mha, (4, 2), {"dropout": 1.5}, [[2, 1, 4]] * 3)
    for shapes in [[[4]] * 3, [[1, 2, 3, 4]] * 3, [[2, 4], [2, 1, 4], [2, 1, 4]], [[2, 1, 4], [2, 4], [2, 4]]]:
        yield refused(mha, (4, 2), {}, shapes)
    yield refused(mha, (4, 2), {}, [[2, 1, 5]] * 3)
    yield refused(mha, (4, 2), {}, [[2, 1, 4], [3, 1, 4], [4, 1, 4]])
    yield refused(mha, (4, 2), {"kdim": 3}, [[2, 1, 4], [3, 1, 3], [4, 1, 4]])
    three = [[2, 1, 4]] * 3
    for mask in [torch.zeros(2), torch.zeros(1, 1, 2, 2), torch.zeros(2, 3), torch.zeros(3, 2, 2), torch.zeros(2, 2).long()]:
        yield refused(mha, (4, 2), {}, three, {"attn_mask": mask})
    for mask in [torch.zeros(2), torch.zeros(2, 2), torch.zeros(1, 3), torch.zeros(1, 2).long()]:
        yield refused(mha, (4, 2), {}, three, {"key_padding_mask": mask})
    yield refused(mha, (4, 2), {}, [[2, 4]] * 3, {"attn_mask": torch.zeros(3, 2, 2)})
    yield refused(mha, (4, 2), {}, [[2, 4]] * 3, {"key_padding_mask": torch.zeros(1, 2)})
    yield refused(mha, (4, 2), {}, three, {"is_causal": True, "need_weights": False})


# ------------------------------------------------------------------------------------------------------- transformers


def transformers():
    for name in ["TransformerEncoderLayer", "TransformerDecoderLayer", "TransformerEncoder", "Transformer"]:
        yield from from_table(name)
    torch.manual_seed(8)
    x, y = torch.randn(4, 2, 8), torch.randn(3, 2, 8)
    small = {"dim_feedforward": 12}
    padding = torch.tensor([[False, False, False, True], [False, False, False, False]])
    for norm_first in [False, True]:
        options = {**small, "norm_first": norm_first, "dropout": 0.3}
        yield case(nn.TransformerEncoderLayer, (8, 2), options, [x], {"src_mask": later(4), "is_causal": True})
        yield case(nn.TransformerDecoderLayer, (8, 2), options, [y, x], {"tgt_mask": later(3), "tgt_is_causal": True, "memory_key_padding_mask": padding})
    yield case(nn.TransformerEncoderLayer, (8, 4), {**small, "activation": "gelu", "layer_norm_eps": 0.1, "dropout": 0.0}, [x], {}, second=True)
    yield case(nn.TransformerDecoderLayer, (8, 4), {**small, "activation": F.silu, "dropout": 0.0}, [y, x], {}, second=True)
    layer = nn.TransformerDecoderLayer(8, 2, **small)
    yield case(nn.TransformerDecoder, (layer, 2), {}, [y, x], {"tgt_mask": later(3), "memory_key_padding_mask": padding})
    layers = {"num_encoder_layers": 2, "num_decoder_layers": 1, **small, "d_model": 8, "nhead": 2}
    masks = {"tgt_mask": later(3, torch.float32), "src_key_padding_mask": padding, "memory_key_padding_mask": padding}
    yield case(nn.Transformer, (), layers, [x, y], masks)
    yield case(nn.Transformer, (), {**layers, "dropout": 0.0, "bias": False, "norm_first": True}, [x, y], masks, second=True)


def refused_transformers():
    yield refused(nn.TransformerEncoderLayer, (8, 3), {})
    yield refused(nn.TransformerEncoderLayer, (8, 2), {"activation": "tanh"})
    yield refused(nn.TransformerDecoderLayer, (8, 2), {"activation": "silu"})
    yield refused(nn.TransformerEncoderLayer, (8, 2), {"dropout": 1.5})
    yield refused(nn.TransformerEncoderLayer, (8, 2), {}, [[3, 2, 8]], {"src_mask": torch.zeros(3, 3).long()})
    yield refused(nn.TransformerEncoderLayer, (8, 2), {}, [[3, 2, 8]], {"src_key_padding_mask": torch.zeros(2, 3).long()})
    yield refused(nn.TransformerEncoderLayer, (8, 2), {}, [[3, 2, 8]], {"src_mask": torch.zeros(2, 3)})
    small = {"d_model": 8, "nhead": 2, "dim_feedforward": 4, "num_encoder_layers": 1, "num_decoder_layers": 1}
    yield refused(nn.Transformer, (), small, [[3, 2, 8], [3, 1, 8]])
    yield refused(nn.Transformer, (), {**small, "batch_first": True}, [[3, 2, 8], [2, 2, 8]])
    yield refused(nn.Transformer, (), small, [[3, 2, 8], [3, 2, 7]])
    yield refused(nn.Transformer, (), small, [[3, 2, 6], [3, 2, 6]])


# -------------------------------------------------------------------------------------------------------------- output

FILES = {
    "recurrent": (recurrent, refused_recurrent),
    "attention": (attention, refused_attention),
    "transformers": (transformers, refused_transformers),
}

target = HERE / "fixtures" / "sequences"
target.mkdir(parents=True, exist_ok=True)
for name, (cases, refusals) in FILES.items():
    fixture = {"torch": torch.__version__.split("+")[0], "cases": list(cases()), "refused": list(refusals())}
    path = target / f"{name}.json"
    path.write_text("{" + f'"torch": "{fixture["torch"]}"' + "".join(f', "{key}": [\n' + ",\n".join(json.dumps(item, separators=(",", ":")) for item in fixture[key]) + "\n]" for key in ("cases", "refused")) + "}\n")
    print(f"{path.name}: {path.stat().st_size} bytes, {len(fixture['cases'])} cases, {len(fixture['refused'])} refusals")
