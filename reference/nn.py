"""Makes fixtures/nn.json: layers, losses, state dicts, printing and default initialization of torch.nn.

Values and gradients come from PyTorch's portable profile (ATEN_CPU_CAPABILITY=default, one thread); initial weights
from its native build, the numbers people see on their machines. Run: python reference/nn.py
"""

import hashlib
import json
import math
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NATIVE = "--native" in sys.argv
if not NATIVE:
    os.environ["ATEN_CPU_CAPABILITY"] = "default"

import torch  # noqa: E402
import torch.nn as nn  # noqa: E402
import torch.nn.functional as F  # noqa: E402

torch.set_num_threads(1)
DTYPES = {"float32": torch.float32, "float64": torch.float64}


def numbers(tensor):
    """Elements in order; JSON has no NaN and infinities, so those are strings."""
    flat = tensor.detach().reshape(-1).tolist()
    return [v if not isinstance(v, float) or math.isfinite(v) else str(v) for v in flat]


def pack(tensor):
    if tensor is None:
        return None
    return {
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "values": numbers(tensor),
    }


def digest(tensor):
    return hashlib.sha256(tensor.detach().contiguous().numpy().tobytes()).hexdigest()[:16]


def refusal(action):
    try:
        action()
    except Exception as error:  # noqa: BLE001
        message = error.args[0] if isinstance(error, KeyError) else str(error)
        return {"type": type(error).__name__, "message": message}
    raise AssertionError("expected an error")


# ---------------------------------------------------------------------------------------------------------- losses


def loss_case(name, options, inputs):
    """One loss in its three reductions: value and gradients of input and target."""
    case = {"name": name, "options": {}, "tensors": {}, "results": {}}
    for key, value in options.items():
        if isinstance(value, torch.Tensor):
            case["tensors"][key] = pack(value)
        else:
            case["options"][key] = value
    input, target = inputs
    case["input"], case["target"] = pack(input), pack(target)
    for reduction in ["none", "mean", "sum"]:
        x = input.clone().requires_grad_()
        t = target.clone()
        if t.is_floating_point() and name not in ["CrossEntropyLoss"]:
            t.requires_grad_()
        loss = getattr(nn, name)(**options, reduction=reduction)(x, t)
        weights = torch.linspace(-1, 2, loss.numel(), dtype=loss.dtype).reshape(loss.shape)
        loss.backward(weights if reduction == "none" else None)
        case["results"][reduction] = {
            "value": pack(loss),
            "gradFn": loss.grad_fn.name(),
            "inputGrad": pack(x.grad),
            "targetGrad": pack(t.grad),
        }
    return case


def losses():
    cases = []
    for dtype in DTYPES.values():
        generator = torch.Generator().manual_seed(7)

        def randn(*shape):
            return torch.randn(shape, generator=generator, dtype=dtype)

        def rand(*shape):
            return torch.rand(shape, generator=generator, dtype=dtype)

        def classes(count, *shape):
            return torch.randint(0, count, shape, generator=generator)

        pair = (2 * randn(3, 4), randn(3, 4))
        pair[1][0, 0] = pair[0][0, 0]
        for shape in [(3, 4), (5, 1), (), (0, 3)]:
            inputs = pair if shape == (3, 4) else (2 * randn(*shape), randn(*shape))
            cases.append(loss_case("MSELoss", {}, inputs))
            cases.append(loss_case("L1Loss", {}, inputs))
            cases.append(loss_case("SmoothL1Loss", {}, inputs))
            cases.append(loss_case("HuberLoss", {}, inputs))
        for beta in [0.0, 0.3, 2.5]:
            cases.append(loss_case("SmoothL1Loss", {"beta": beta}, pair))
        for delta in [0.3, 2.5]:
            cases.append(loss_case("HuberLoss", {"delta": delta}, pair))

        probabilities = rand(3, 4)
        edges = torch.tensor([0.0, 1.0, 0.5, 1e-30], dtype=dtype)
        for options in [{}, {"weight": rand(3, 4)}, {"weight": rand(4)}]:
            cases.append(loss_case("BCELoss", options, (rand(3, 4), probabilities)))
        cases.append(loss_case("BCELoss", {}, (edges, torch.tensor([0.0, 1.0, 1.0, 0.5], dtype=dtype))))
        logits = 4 * randn(3, 4)
        for options in [
            {},
            {"weight": rand(3, 4)},
            {"pos_weight": 3 * rand(4)},
            {"weight": rand(4), "pos_weight": 3 * rand(3, 4)},
        ]:
            cases.append(loss_case("BCEWithLogitsLoss", options, (logits, probabilities)))
        extreme = torch.tensor([-200.0, 200.0, 0.0, 50.0], dtype=dtype)
        cases.append(loss_case("BCEWithLogitsLoss", {}, (extreme, torch.tensor([1.0, 0.0, 1.0, 0.3], dtype=dtype))))

        weight = rand(5)
        for options in [
            {},
            {"weight": weight},
            {"label_smoothing": 0.1},
            {"weight": weight, "label_smoothing": 0.3},
            {"ignore_index": 2},
            {"weight": weight, "ignore_index": 2, "label_smoothing": 0.1},
        ]:
            targets = classes(5, 6)
            targets[1] = 2
            targets[2] = 4
            smooth = "label_smoothing" in options
            cases.append(loss_case("CrossEntropyLoss", options, (2 * randn(6, 5), targets)))
            cases.append(loss_case("CrossEntropyLoss", options, (2 * randn(2, 5, 3), classes(5, 2, 3))))
            cases.append(loss_case("CrossEntropyLoss", options, (2 * randn(5), torch.tensor(3))))
            if not smooth:
                cases.append(loss_case("NLLLoss", options, (F.log_softmax(randn(6, 5), 1), targets)))
                cases.append(loss_case("NLLLoss", options, (randn(2, 5, 2, 2), classes(5, 2, 2, 2))))
                cases.append(loss_case("NLLLoss", options, (randn(5), torch.tensor(1))))
            if "ignore_index" not in options:
                soft = F.softmax(randn(6, 5), 1)
                cases.append(loss_case("CrossEntropyLoss", options, (2 * randn(6, 5), soft)))
                cases.append(loss_case("CrossEntropyLoss", options, (2 * randn(2, 5, 3), rand(2, 5, 3))))
                cases.append(loss_case("CrossEntropyLoss", options, (2 * randn(5), rand(5))))
        default = torch.tensor([-100, 1, 0])
        cases.append(loss_case("CrossEntropyLoss", {}, (randn(3, 2), default)))
        cases.append(loss_case("CrossEntropyLoss", {}, (torch.tensor([[1e4, -1e4, 0]], dtype=dtype), torch.tensor([1]))))
        cases.append(loss_case("CrossEntropyLoss", {}, (randn(2, 2), torch.tensor([-100, -100]))))
        cases.append(loss_case("NLLLoss", {}, (randn(0, 2), torch.zeros(0, dtype=torch.int64))))
    return cases


# ---------------------------------------------------------------------------------------------------------- layers


def layer_case(code, shape, dtype, input=None, training=None):
    torch.manual_seed(3)
    module = eval(code, {"nn": nn, "torch": torch})
    module = module.to(dtype)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape).to(dtype))
        for buffer in module.buffers():
            if buffer.is_floating_point():
                buffer.copy_(torch.rand(buffer.shape).to(dtype))
    if training is not None:
        module.train(training)
    state = {key: pack(value) for key, value in module.state_dict().items()}
    x = torch.randn(shape).to(dtype).mul_(1.5) if input is None else input.clone()
    if x.is_floating_point():
        x.requires_grad_()
    y = module(x)
    y.backward(torch.linspace(-1, 2, y.numel(), dtype=y.dtype).reshape(y.shape))
    return {
        "code": code,
        "dtype": str(dtype).removeprefix("torch."),
        "training": training is not False,
        "state": state,
        "stateAfter": {key: pack(value) for key, value in module.state_dict().items()},
        "input": pack(x),
        "output": pack(y),
        "gradFn": y.grad_fn.name(),
        "inputGrad": pack(x.grad) if x.is_floating_point() else None,
        "grads": {key: pack(parameter.grad) for key, parameter in module.named_parameters()},
    }


def layers():
    cases = []
    for dtype in DTYPES.values():
        for code, shape in [
            ("nn.Linear(4, 3)", (5, 4)),
            ("nn.Linear(4, 3)", (4,)),
            ("nn.Linear(4, 3)", (2, 3, 4)),
            ("nn.Linear(4, 3, bias=False)", (5, 4)),
            ("nn.Linear(4, 3, bias=False)", (2, 3, 4)),
            ("nn.Linear(1, 20)", (32, 1)),
            ("nn.LayerNorm(4)", (3, 4)),
            ("nn.LayerNorm([3, 4], eps=0.1)", (2, 3, 4)),
            ("nn.LayerNorm(4, bias=False)", (3, 4)),
            ("nn.LayerNorm(4, elementwise_affine=False)", (2, 2, 4)),
            ("nn.LayerNorm(1)", (3, 1)),
            ("nn.ReLU()", (3, 4)),
            ("nn.Tanh()", (3, 4)),
            ("nn.Sigmoid()", (3, 4)),
            ("nn.GELU()", (3, 4)),
            ("nn.GELU(approximate='tanh')", (3, 4)),
            ("nn.Softmax(dim=1)", (3, 4)),
            ("nn.Softmax(dim=0)", (3, 4)),
            ("nn.LogSoftmax(dim=-1)", (2, 3, 4)),
            ("nn.Conv2d(2, 3, 3)", (2, 2, 5, 4)),
            ("nn.Conv2d(2, 3, 3)", (2, 5, 4)),
            ("nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), bias=False)", (2, 2, 5, 4)),
            ("nn.Conv2d(4, 6, 2, groups=2)", (2, 4, 3, 3)),
            ("nn.Conv2d(2, 3, (2, 3), padding='same')", (1, 2, 4, 4)),
            ("nn.Conv2d(2, 3, 2, padding='valid', stride=3)", (1, 2, 7, 5)),
            ("nn.MaxPool2d(2)", (2, 2, 4, 5)),
            ("nn.MaxPool2d(2)", (2, 4, 5)),
            ("nn.MaxPool2d((3, 2), stride=(1, 2), padding=1, dilation=(1, 2))", (2, 2, 5, 6)),
            ("nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True)", (1, 1, 6, 5)),
            ("nn.MaxPool2d(2, stride=3, ceil_mode=True)", (1, 1, 7, 6)),
            ("nn.Flatten()", (2, 3, 4)),
            ("nn.Flatten(0, 1)", (2, 3, 4)),
            ("nn.Dropout(1)", (3, 4)),
            ("nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 2), nn.LogSoftmax(1))", (3, 4)),
        ]:
            cases.append(layer_case(code, shape, dtype))
        for code, shape in [
            ("nn.BatchNorm1d(3)", (4, 3)),
            ("nn.BatchNorm1d(3, momentum=None)", (4, 3, 2)),
            ("nn.BatchNorm2d(3, eps=0.1, momentum=0.3)", (2, 3, 2, 2)),
            ("nn.BatchNorm2d(3, affine=False)", (2, 3, 2, 2)),
            ("nn.BatchNorm2d(3, bias=False)", (2, 3, 2, 2)),
            ("nn.BatchNorm2d(3, track_running_stats=False)", (2, 3, 2, 2)),
        ]:
            for training in [True, False]:
                cases.append(layer_case(code, shape, dtype, training=training))
        for code, indices in [
            ("nn.Embedding(7, 3)", [[1, 2, 1], [6, 0, 1]]),
            ("nn.Embedding(7, 3, padding_idx=1)", [[1, 2, 1], [6, 0, 1]]),
            ("nn.Embedding(7, 3, padding_idx=-1)", [1, 2, 6, 6]),
            ("nn.Embedding(7, 3, scale_grad_by_freq=True)", [1, 2, 1, 6, 1]),
            ("nn.Embedding(7, 3)", 4),
        ]:
            cases.append(layer_case(code, None, dtype, torch.tensor(indices)))
        code, indices = "nn.Embedding(7, 3, padding_idx=2, sparse=True)", torch.tensor([1, 2, 1, 6])
        torch.manual_seed(3)
        module = eval(code).to(dtype)
        y = module(indices)
        y.backward(torch.linspace(-1, 2, y.numel(), dtype=dtype).reshape(y.shape))
        cases.append(
            {
                "code": code,
                "dtype": str(dtype).removeprefix("torch."),
                "training": True,
                "state": {"weight": pack(module.weight)},
                "stateAfter": {"weight": pack(module.weight)},
                "input": pack(indices),
                "output": pack(y),
                "gradFn": y.grad_fn.name(),
                "inputGrad": None,
                "grads": {"weight": pack(module.weight.grad.to_dense())},
                "sparse": {
                    "indices": pack(module.weight.grad._indices()),
                    "values": pack(module.weight.grad._values()),
                },
            }
        )
    return cases


# ------------------------------------------------------------------------------------- state dicts, printing, errors

MODELS = [
    "nn.Sequential(nn.Linear(1, 20), nn.ReLU(), nn.Linear(20, 1))",
    "nn.Sequential(nn.Flatten(), nn.Sequential(nn.Linear(4, 3, bias=False), nn.Tanh()), nn.Dropout(0.2))",
    "nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.GELU(), nn.LayerNorm([2, 3])])",
    "nn.ModuleList([nn.Sequential(nn.Linear(2, 2), nn.ReLU()), nn.Sequential(nn.Linear(2, 2), nn.ReLU())])",
    "nn.Embedding(10, 3, padding_idx=-1, sparse=True)",
    "nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU())",
    "nn.CrossEntropyLoss(weight=torch.ones(3))",
    "nn.BCEWithLogitsLoss(pos_weight=torch.ones(3))",
    "nn.ModuleList([nn.Linear(2, 2), nn.CrossEntropyLoss(torch.ones(2))])",
]

PRINTED = [
    "nn.Linear(10, 5)",
    "nn.Linear(10, 5, bias=False)",
    "nn.Embedding(10, 3)",
    "nn.Embedding(10, 3, padding_idx=-1, max_norm=1.0, norm_type=1.0, scale_grad_by_freq=True, sparse=True)",
    "nn.ReLU()",
    "nn.ReLU(inplace=True)",
    "nn.Tanh()",
    "nn.Sigmoid()",
    "nn.GELU()",
    "nn.GELU(approximate='tanh')",
    "nn.Softmax()",
    "nn.Softmax(dim=1)",
    "nn.LogSoftmax(dim=-1)",
    "nn.Dropout()",
    "nn.Dropout(0.25)",
    "nn.LayerNorm(5)",
    "nn.LayerNorm([5, 2], eps=1e-3, elementwise_affine=False)",
    "nn.LayerNorm([5, 2], bias=False)",
    "nn.Flatten()",
    "nn.Flatten(0, 2)",
    "nn.MSELoss()",
    "nn.L1Loss(reduction='sum')",
    "nn.SmoothL1Loss(beta=0.5)",
    "nn.HuberLoss()",
    "nn.CrossEntropyLoss(label_smoothing=0.1)",
    "nn.NLLLoss()",
    "nn.BCELoss()",
    "nn.BCEWithLogitsLoss()",
    "nn.Conv2d(3, 8, 3)",
    "nn.Conv2d(3, 9, (3, 2), stride=2, padding=(1, 0), dilation=2, groups=3, bias=False)",
    "nn.Conv2d(3, 8, 3, padding='same')",
    "nn.BatchNorm2d(3)",
    "nn.BatchNorm1d(3, eps=1e-3, momentum=None, affine=False, track_running_stats=False)",
    "nn.MaxPool2d(2)",
    "nn.MaxPool2d((2, 3), stride=1, padding=(1, 1), ceil_mode=True)",
    "nn.Identity()",
    "nn.Sequential()",
    "nn.ModuleList()",
    *MODELS,
]


def state_dicts():
    cases = []
    for code in MODELS:
        module = eval(code)
        state = module.state_dict()
        cases.append(
            {
                "code": code,
                "keys": [[key, list(value.shape)] for key, value in state.items()],
                "metadata": [[key, value["version"]] for key, value in state._metadata.items()],
                "modules": [name for name, _ in module.named_modules()],
                "parameters": [name for name, _ in module.named_parameters()],
                "buffers": [name for name, _ in module.named_buffers()],
            }
        )
    return cases


def load_errors():
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    good = model.state_dict()

    def altered(change):
        state = dict(good)
        change(state)
        return refusal(lambda: model.load_state_dict(state))

    return {
        "missing": altered(lambda s: s.pop("0.bias")),
        "unexpected": altered(lambda s: s.update({"5.weight": torch.ones(2), "extra": torch.ones(1)})),
        "mismatch": altered(lambda s: s.update({"0.weight": torch.ones(4, 3)})),
        "scalar": altered(lambda s: s.update({"2.bias": torch.tensor(1.0)})),
        "several": altered(lambda s: (s.pop("0.bias"), s.pop("2.weight"), s.update({"2.bias": torch.ones(5), "a": 1}))),
        "notATensor": altered(lambda s: s.update({"0.bias": 3})),
        "notAStateDict": refusal(lambda: model.load_state_dict(3)),
        "linear": refusal(lambda: nn.Linear(2, 2).load_state_dict({"weight": torch.ones(2, 2)})),
    }


def parameters():
    torch.manual_seed(0)
    return {
        "linear": str(nn.Linear(2, 3).weight.data.fill_(0.5)),
        "parameter": str(nn.Parameter(torch.tensor([[1.0, 2.0], [3.0, 4.5]]))),
        "frozen": str(nn.Parameter(torch.tensor([1.0, 2.0]), requires_grad=False)),
        "integer": str(nn.Parameter(torch.tensor([1, 2]), requires_grad=False)),
        "double": str(nn.Parameter(torch.ones(2, dtype=torch.float64))),
    }


def gains():
    cases = [["linear"], ["sigmoid"], ["tanh"], ["relu"], ["leaky_relu"], ["leaky_relu", 0.2], ["selu"], ["conv2d"]]
    return [[case, nn.init.calculate_gain(*case)] for case in cases]


# ---------------------------------------------------------------------------------------------------- initialization

INITIALIZED = [
    "nn.Linear(1, 20)",
    "nn.Linear(20, 1)",
    "nn.Linear(3, 5, bias=False)",
    "nn.Linear(64, 33)",
    "nn.Linear(5, 4, dtype=torch.float64)",
    "nn.Linear(7, 40, dtype=torch.float64)",
    "nn.Embedding(3, 4)",
    "nn.Embedding(10, 7, padding_idx=2)",
    "nn.Embedding(6, 5, dtype=torch.float64)",
    "nn.LayerNorm(6)",
    "nn.Conv2d(3, 8, (3, 2))",
    "nn.Conv2d(4, 8, 3, groups=2, bias=False)",
    "nn.Conv1d(3, 8, 5)",
    "nn.Conv3d(2, 4, (1, 2, 3))",
    "nn.ConvTranspose1d(4, 6, 3, groups=2)",
    "nn.ConvTranspose2d(3, 8, (3, 2))",
    "nn.ConvTranspose3d(4, 2, 2, bias=False)",
    "nn.BatchNorm2d(5)",
    "nn.Sequential(nn.Linear(1, 20), nn.ReLU(), nn.Linear(20, 1))",
    "nn.Sequential(nn.Embedding(4, 3), nn.Linear(3, 8), nn.Embedding(2, 17), nn.Linear(8, 1))",
]

FILLED = [
    ("uniform_", (), {}),
    ("uniform_", (-0.3, 0.7), {}),
    ("normal_", (), {}),
    ("normal_", (0.5, 0.02), {}),
    ("constant_", (0.3,), {}),
    ("ones_", (), {}),
    ("zeros_", (), {}),
    ("eye_", (), {}),
    ("xavier_uniform_", (), {}),
    ("xavier_uniform_", (1.7,), {}),
    ("xavier_normal_", (), {}),
    ("kaiming_uniform_", (), {}),
    ("kaiming_uniform_", (), {"a": 0.2, "mode": "fan_out"}),
    ("kaiming_uniform_", (), {"nonlinearity": "relu"}),
    ("kaiming_normal_", (), {"mode": "fan_out", "nonlinearity": "relu"}),
    ("kaiming_normal_", (), {"nonlinearity": "tanh"}),
    ("trunc_normal_", (), {}),
    ("trunc_normal_", (), {"std": 0.02}),
    ("trunc_normal_", (0.1, 0.3, -0.2, 0.5), {}),
    ("trunc_normal_", (0.0, 1.0, 2.0, 3.0), {}),
    ("orthogonal_", (), {}),
    ("orthogonal_", (1.5,), {}),
    ("sparse_", (0.3,), {}),
    ("sparse_", (0.9, 0.5), {}),
    ("dirac_", (), {}),
    ("dirac_", (2,), {}),
    ("xavier_uniform_", (0,), {}),
]


def initial():
    modules = []
    for code in INITIALIZED:
        for seed in [0, 1, 42, 123456789]:
            torch.manual_seed(seed)
            module = eval(code)
            modules.append([code, seed, {key: digest(value) for key, value in module.state_dict().items()}])
    filled = []
    for name, positional, named in FILLED:
        for shape in [(3, 5), (5, 3), (4, 4), (20, 17), (4, 3, 2), (6, 2, 3, 4)]:
            if name in ("eye_", "sparse_") and len(shape) != 2 or name == "dirac_" and len(shape) < 3:
                continue
            for dtype in ["float32", "float64"]:
                torch.manual_seed(11)
                tensor = torch.empty(shape, dtype=DTYPES[dtype])
                getattr(nn.init, name)(tensor, *positional, **named)
                case = {"name": name, "positional": positional, "named": named, "shape": shape, "dtype": dtype}
                # Normal numbers of double precision follow the C library, which does not round correctly.
                rounded = name == "orthogonal_" or (("normal" in name or name == "sparse_") and dtype == "float64")
                if not rounded:
                    filled.append({**case, "hash": digest(tensor)})
                elif tensor.numel() <= 24:
                    filled.append({**case, "values": numbers(tensor)})
    torch.manual_seed(0)
    first = nn.Linear(2, 3)
    return {
        "capability": torch.backends.cpu.get_cpu_capability(),
        "modules": modules,
        "filled": filled,
        "first": {"weight": numbers(first.weight), "bias": numbers(first.bias)},
    }


if NATIVE:
    print(json.dumps(initial()))
else:
    assert torch.backends.cpu.get_cpu_capability() == "DEFAULT"
    environment = {key: value for key, value in os.environ.items() if key != "ATEN_CPU_CAPABILITY"}
    native = subprocess.run([sys.executable, __file__, "--native"], env=environment, capture_output=True, check=True)
    fixture = {
        "torch": torch.__version__,
        "losses": losses(),
        "layers": layers(),
        "stateDicts": state_dicts(),
        "printed": [[code, repr(eval(code))] for code in PRINTED],
        "loadErrors": load_errors(),
        "parameters": parameters(),
        "gains": gains(),
        "initial": json.loads(native.stdout),
    }
    target = HERE / "fixtures" / "nn.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(fixture, allow_nan=False) + "\n")
    print(f"{target.name}: {target.stat().st_size} bytes")
