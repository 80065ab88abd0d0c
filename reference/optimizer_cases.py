"""The cases of fixtures/optimizers: which options, which parameters, what happens on the way.

Options are those of PyTorch's own table of optimizers (`optim_db`), further ones chosen for their branches, and
a few drawn at random with a fixed seed.
"""

import sys
import types
import unittest

import torch

# PyTorch's test helpers import a test library that PyTorch doesn't install, and of which the table needs nothing.
sys.modules.setdefault("expecttest", types.SimpleNamespace(TestCase=unittest.TestCase))
from torch.testing._internal.common_optimizers import optim_db  # noqa: E402

from optimizer_options import FURTHER, LARGE, RICH, drawn  # noqa: E402

INFOS = {info.name: info for info in optim_db}

#: In the order of the issue: elementwise ones first, which are bit-identical for every shape.
ELEMENTWISE = ["SGD", "Adam", "AdamW", "NAdam", "RAdam", "Adamax", "Adagrad", "Adadelta", "RMSprop", "Rprop", "ASGD"]
#: The formulas of `foreach=True` are others here.
OWN_FOREACH = {"NAdam", "RAdam", "ASGD", "Adafactor"}
#: Those with a formula of their own for `foreach=True` that takes a tensor as the learning rate.
TENSOR_LR_FOREACH = {"NAdam", "RAdam", "Adamax", "ASGD"}
FUSED = {"SGD", "Adam", "AdamW", "Adagrad"}


def table(name):
    """PyTorch's own table, for the CPU."""
    for entry in INFOS[name].optim_inputs_func(device="cpu"):
        yield f"optim_db: {entry.desc}", entry.kwargs


def option_sets(name):
    yield from table(name)
    yield "everything", RICH[name]
    for options in FURTHER[name]:
        yield ", ".join(f"{key}={value}" for key, value in options.items()), options


def implementations(name):
    """The other implementations of the same optimizer that PyTorch lets one choose."""
    if name not in ("SparseAdam", "Muon", "LBFGS"):
        yield "foreach", {**RICH[name], "foreach": True}
        yield "foreach, defaults", {"foreach": True}
        if name in OWN_FOREACH:
            yield "foreach, large option set", {**LARGE[name], "foreach": True}
    if name == "ASGD":
        yield "foreach, averaging from the start", {"t0": 0, "lr": 0.3, "lambd": 0.5, "foreach": True}
    if name in FUSED:
        yield "fused", {**RICH[name], "fused": True}
        yield "fused, large option set", {**LARGE[name], "fused": True}
    if name in ("Adam", "AdamW"):  # the fused kernel's square root is no power
        yield "fused, short memory", {"lr": 0.1, "betas": (0.8, 0.4), "amsgrad": True, "fused": True}


def tensor_options(name):
    yield "lr a tensor", {**RICH[name], "lr": torch.tensor(RICH[name]["lr"])}
    yield "lr a tensor of one dimension", {"lr": torch.tensor([0.01], dtype=torch.float64)}
    if name in TENSOR_LR_FOREACH:
        yield "lr a tensor, foreach", {**RICH[name], "lr": torch.tensor(RICH[name]["lr"]), "foreach": True}
        yield "lr a double tensor, foreach", {"lr": torch.tensor(0.01, dtype=torch.float64), "foreach": True}
    if name in ("Adam", "AdamW"):
        for dtype in (torch.float32, torch.float64):
            numbers = {**RICH[name], "betas": tuple(torch.tensor(beta, dtype=dtype) for beta in RICH[name]["betas"])}
            yield f"betas tensors, {dtype}", numbers
            yield f"betas tensors, {dtype}, fused", {**numbers, "fused": True}
            tensors = {key: torch.tensor(numbers[key], dtype=dtype) for key in ("lr", "weight_decay")}
            # PyTorch takes a coupled decay only as a number.
            decay = {"weight_decay": tensors["weight_decay"]} if name == "AdamW" else {}
            yield f"all tensors, {dtype}", {**numbers, "lr": tensors["lr"], **decay}


def sparse_cases(name):
    """SparseAdam, and those that also take sparse gradients."""
    rich = {key: value for key, value in RICH[name].items() if key != "weight_decay"}
    if name == "SparseAdam":
        options = [*table(name), ("everything", rich), *((str(options), options) for options in FURTHER[name])]
        options += [*drawn(name, 4), *tensor_options(name)]
    else:
        options = [("defaults", {}), ("everything", rich)]
        options += [
            (f"sparse: {key}", {key: rich[key]}) for key in rich if key in ("lr_decay", "initial_accumulator_value")
        ]
        if name == "SGD":  # with momentum PyTorch's buffer is sparse, ours is not
            options = [("defaults", {}), ("maximize", {"lr": 0.05, "maximize": True}), ("foreach", {"foreach": True})]
    layouts = [([1], [1], 1), ([7], [5, 1, 0], 1), ([10, 3], [6, 0, 13], 1), ([4, 5], [9], 2), ([2, 3, 2], [4], 2)]
    if name == "SparseAdam":
        layouts += [([1000], [300], 1), ([50, 20], [100], 1)]
    for label, chosen in options:
        for shape, entries, dims in layouts:
            yield {
                "name": f"sparse, {label}, {shape}",
                "options": chosen,
                "groups": [{"shapes": [shape]}],
                "sparse": {"entries": entries, "dims": dims},
                "at": [1, 2, 10, 20] if name == "SGD" else [1, 2, 10, 50, 100],
            }
    if name == "SparseAdam":
        for label, chosen in (("defaults", {}), ("everything", rich), ("all but equal betas", FURTHER[name][1])):
            yield {
                "name": f"{label}, 100003",
                "options": chosen,
                "groups": [{"shapes": [[100_003]]}],
                "sparse": {"entries": [3000], "dims": 1},
                "at": [1, 2, 10, 100],
                "large": True,
            }
        yield {
            "name": "two groups, some steps without a gradient",
            "options": rich,
            "groups": [{"shapes": [[5], [3, 4]]}, {"shapes": [[6, 2]], "options": {"lr": 0.1, "betas": (0.9, 0.99)}}],
            "sparse": {"entries": [4, 7], "dims": 1},
            "absent": {"1": [1, 2, 5], "2": [7, 99]},
            "at": [1, 2, 10, 100],
        }


def elementwise_cases(name):
    """All cases of an optimizer whose elements don't know each other."""
    every = [1, 2, 3, 10, 50, 100]
    few = [1, 2, 10, 100]
    for label, options in option_sets(name):
        for size in (1, 7, 1000):
            yield {"name": f"{label}, {size}", "options": options, "groups": [{"shapes": [[size]]}], "at": every}
    for label, options in (*implementations(name), *tensor_options(name)):
        yield {"name": label, "options": options, "groups": [{"shapes": [[7]]}], "at": every}
    for label, options in drawn(name, 12):
        yield {"name": label, "options": options, "groups": [{"shapes": [[37]]}], "at": few}
    for label, options in (("defaults", {}), ("everything", RICH[name]), ("large option set", LARGE[name])):
        yield {
            "name": f"{label}, 100003",
            "options": options,
            "groups": [{"shapes": [[100_003]]}],
            "at": few,
            "large": True,
        }
    yield from shape_cases(name)
    yield from corner_cases(name)
    if INFOS[name].supports_sparse:
        yield from sparse_cases(name)


def adafactor_cases(name):
    """Adafactor looks at whole rows and columns: many shapes, and sizes about those of its reductions' blocks."""
    every = [1, 2, 3, 10, 50, 100]
    few = [1, 2, 10, 100]
    shapes = [[1], [7], [1000], [1, 1], [10, 5], [33, 17], [20, 50], [1, 9], [9, 1], [3, 4, 5], [2, 1, 8, 3]]
    for label, options in option_sets(name):
        for shape in ([1], [7], [1000], [20, 50]):
            yield {"name": f"{label}, {shape}", "options": options, "groups": [{"shapes": [shape]}], "at": every}
    for shape in (*shapes, [8], [16], [31], [63, 65], [130, 257], [5, 4100]):
        yield {"name": f"shape {shape}", "options": LARGE[name], "groups": [{"shapes": [shape]}], "at": few}
    for label, options in (*implementations(name), *tensor_options(name)):
        yield {"name": label, "options": options, "groups": [{"shapes": [[7], [6, 5]]}], "at": every}
    for label, options in drawn(name, 12):
        yield {"name": label, "options": options, "groups": [{"shapes": [[37], [6, 11]]}], "at": few}
    for label, options in (("defaults", {}), ("everything", RICH[name]), ("large option set", LARGE[name])):
        groups = [{"shapes": [[100_003], [301, 333]]}]
        yield {"name": f"{label}, 100003", "options": options, "groups": groups, "at": few, "large": True}
    for single, double in ((65, 513), (-75, -540)):
        yield {
            "name": f"norms of one element, numbers about 2^{single}",
            "options": LARGE[name],
            "groups": [{"shapes": [[], [1], [1, 1], [4, 1], [1, 4], [2, 1, 1]]}],
            "scale": {"float32": single, "float64": double},
            "at": few,
        }
    yield from shape_cases(name)
    yield from corner_cases(name)


def shape_cases(name):
    rich, second = RICH[name], LARGE[name]
    at = [1, 2, 3, 10, 50, 100]
    empty = [[0], [3, 0, 2]] if name != "Adafactor" else []  # PyTorch's Adafactor divides by their size
    shapes = [[], [2, 3], [1, 1, 5], [4, 1], *empty]
    yield {"name": "shapes", "options": rich, "groups": [{"shapes": shapes}], "at": at}
    yield {
        "name": "two groups with options of their own",
        "options": rich,
        "groups": [{"shapes": [[5], [3, 4]]}, {"shapes": [[2, 3, 2]], "options": {**second, "lr": 0.07}}],
        "at": at,
    }
    if name == "Adagrad":
        yield {
            "name": "a group's own initial_accumulator_value, which PyTorch doesn't use",
            "options": {"initial_accumulator_value": 0.5},
            "groups": [{"shapes": [[5]]}, {"shapes": [[3]], "options": {"initial_accumulator_value": 2.0}}],
            "changes": [{"step": 3, "add": {"shapes": [[2]], "options": {"initial_accumulator_value": 3.0}}}],
            "at": [1, 3, 10],
        }
    for label, options in (("defaults", {}), ("everything", rich), ("large option set", second)):
        yield {
            "name": f"the same parameter twice, {label}",
            "options": options,
            "groups": [{"shapes": [[5]]}],
            "twice": True,
            "at": [1, 2, 3, 10],
        }
    yield {
        "name": "parameters without a gradient at some steps, one always",
        "options": second,
        "groups": [{"shapes": [[6], [9], [3], [4]]}],
        "absent": {"1": [1, 2, 3, 7, 8, 40], "2": list(range(1, 101)), "3": [2, 50, 99]},
        "at": at,
    }
    yield {
        "name": "a group added late, options changed on the way",
        "options": rich,
        "groups": [{"shapes": [[6], [2, 2]]}],
        "changes": [
            {"step": 5, "group": 0, "set": {"lr": 0.01}},
            {"step": 30, "add": {"shapes": [[5]], "options": {"lr": 0.2}}},
            {"step": 60, "group": 0, "set": {**second, "maximize": False}},
            {"step": 61, "group": 1, "set": {"maximize": False}},
        ],
        "at": [1, 5, 30, 50, 60, 61, 100],
    }


def corner_cases(name):
    defaults = ("defaults", {})
    for label, options in (defaults, ("everything", RICH[name]), ("large option set", LARGE[name])):
        groups = [{"shapes": [[60]]}]
        at = [1, 2, 3, 4, 7, 8, 20]
        yield {
            "name": f"nan, infinities, zeros, denormals: {label}",
            "options": options,
            "groups": groups,
            "special": True,
            "at": at,
        }
        for single, double in ((-140, -1065), (-75, -540), (66, 515), (120, 1010)):
            yield {
                "name": f"numbers about 2^{single}: {label}",
                "options": options,
                "groups": [{"shapes": [[19]]}],
                "scale": {"float32": single, "float64": double},
                "at": [1, 2, 10, 50],
            }


def muon_cases(name):
    """Muon multiplies in bfloat16, where no two processors agree: gradients don't feel the parameters."""
    options = [
        *table(name),
        ("without nesterov", {"nesterov": False, "momentum": 0.6, "lr": 0.02}),
        ("matched to AdamW", {"adjust_lr_fn": "match_rms_adamw", "weight_decay": 0}),
        ("eps, few steps", {"eps": 0.1, "ns_steps": 1, "lr": 0.1}),
        ("no steps", {"ns_steps": 0, "adjust_lr_fn": "original"}),
    ]
    for label, chosen in options:
        for shape in ([1, 1], [5, 5], [10, 5], [5, 10], [7, 1], [1, 7], [32, 64], [65, 33]):
            yield {
                "name": f"{label}, {shape}",
                "options": chosen,
                "groups": [{"shapes": [shape]}],
                "coupling": 0.0,
                "sampled": True,
                "at": [1, 2, 10, 100],
            }


#: What each optimizer's fixture is made of.
CASES = {
    **{name: elementwise_cases for name in ELEMENTWISE},
    "SparseAdam": sparse_cases,
    "Adafactor": adafactor_cases,
    "Muon": muon_cases,
}
