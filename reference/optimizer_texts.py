"""Makes fixtures/optimizer-texts.json: what optimizers print, save, warn of and refuse, word for word.

Run: python reference/optimizer_texts.py

    optimizers   name -> the text of its defaults, of the optimizer, of its state dict before and after steps
    errors       what is refused: the optimizer, its parameters (by a name, see PARAMS), options, and when
    probes       each option with bad values: the message, or null where PyTorch takes it
"""

import json
import math
import warnings
from pathlib import Path

import portable  # noqa: F401
import torch

from optimizer_cases import INFOS
from optimizer_options import RICH
from optimizers import pack_options

TARGET = Path(__file__).resolve().parent / "fixtures" / "optimizer-texts.json"
NAMES = list(INFOS)
SHAPES = {"Muon": [(2, 2), (1, 2)]}
RICH = {
    **RICH,
    "LBFGS": {"lr": 0.5, "max_iter": 3, "tolerance_grad": 1e-5, "history_size": 2, "line_search_fn": "strong_wolfe"},
    "Muon": {
        "lr": 0.02,
        "weight_decay": 0.3,
        "momentum": 0.8,
        "nesterov": False,
        "ns_steps": 3,
        "adjust_lr_fn": "match_rms_adamw",
    },
}


def one(shape=(1, 1), value=1.0, dtype=torch.float32):
    return torch.full(shape, value, dtype=dtype, requires_grad=True)


#: Parameters by name, each made anew.
PARAMS = {
    "one": lambda: [one()],
    "tensor": lambda: one(),
    "duplicate": lambda: (lambda p: [p, p])(one()),
    "duplicate across groups": lambda: (lambda p: [{"params": p}, {"params": p}])(one()),
    "partly named": lambda: [("weight", one()), one()],
    "named after unnamed": lambda: [{"params": [one()], "lr": 1e-2}, {"params": [("weight", one())]}],
    "unnamed after named": lambda: [{"params": [("weight", one())]}, {"params": [one()]}],
    "empty": lambda: [],
    "number": lambda: 3,
    "null": lambda: None,
    "string": lambda: "abc",
    "list with a number": lambda: [one(), 3],
    "list with null": lambda: [None],
    "list with a string": lambda: ["weight"],
    "set in a group": lambda: [{"params": {one()}}],
    "group, then tensor": lambda: [{"params": [one()]}, one()],
    "two groups": lambda: [{"params": [one()]}, {"params": [one()]}],
    "group without parameters": lambda: [{"lr": 0.1}],
    "not a leaf": lambda: [one() * 2],
    "three dimensions": lambda: [one((2, 3, 4))],
    "one dimension": lambda: [one((3,))],
    "sparse": lambda: [torch.zeros(3, layout=torch.sparse_coo)],
    "sparse in second group": lambda: [
        {"params": [one()]},
        {"params": [one((2,)), torch.zeros(3, layout=torch.sparse_coo)]},
    ],
    "float64": lambda: torch.ones(2, dtype=torch.float64),
    "integers": lambda: [torch.ones(2, dtype=torch.int64)],
}


def message(action):
    """The error or warning as {type, message}; null when there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            action()
        except Exception as error:  # noqa: BLE001
            text = str(error.args[0]) if isinstance(error, KeyError) else str(error)
            return {"type": type(error).__name__, "message": text}
    return None


def construct(name, params, options):
    return getattr(torch.optim, name)(PARAMS[params](), **options)


def error(name, params, options, on="construct"):
    if on == "construct":
        found = message(lambda: construct(name, params, options))
    else:
        optimizer = construct(name, params, options)
        step = steps(optimizer, sparse=on == "sparse step")
        found = message(step)
    return {
        "optimizer": name,
        "params": params,
        "options": pack_options(options),
        "on": on,
        **(found or {"type": None}),
    }


def steps(optimizer, count=1, sparse=False):
    """Gives every parameter a gradient of ones and steps."""
    sparse = sparse or type(optimizer) is torch.optim.SparseAdam

    def closure():
        params = [param for group in optimizer.param_groups for param in group["params"]]
        for param in params:
            param.grad = torch.ones_like(param)
            if sparse:
                param.grad = param.grad.to_sparse(1)
        return sum(float(param.detach().sum()) for param in params)

    def run():
        for _ in range(count):
            closure()
            optimizer.step(closure)

    return run


def errors():
    for name in NAMES:
        for params in PARAMS:
            if params == "sparse" and name == "Muon":
                continue
            yield error(name, params, {})
    tensor = torch.tensor
    for name in NAMES:
        yield error(name, "one", {"lr": tensor([0.001, 0.001])})
    for name in ("Adam", "AdamW"):
        yield error(name, "one", {"lr": tensor(0.001), "foreach": True})
        yield error(name, "one", {"lr": 1e-2, "betas": (0.9, tensor(0.99))})
        yield error(name, "one", {"lr": 1e-2, "betas": (tensor(0.9), 0.99)})
        yield error(name, "one", {"lr": 1e-2, "betas": (tensor(0.9), tensor(0.99)), "foreach": True})
    for name in NAMES:
        defaults = construct(name, "one", {}).defaults
        for flags in ({"fused": True, "foreach": True}, {"fused": True, "differentiable": True}):
            if all(flag in defaults for flag in flags):
                yield error(name, "one", flags)
        if "capturable" in defaults:
            yield error(name, "one", {"capturable": True}, on="step")
    for name in NAMES:
        if name not in ("LBFGS", "SparseAdam"):
            yield error(name, "one", {}, on="sparse step")
    yield error("SGD", "one", {"weight_decay": 0.1}, on="sparse step")
    yield error("SGD", "one", {"fused": True}, on="sparse step")
    yield error("Adagrad", "one", {"weight_decay": 0.1}, on="sparse step")
    yield error("Adagrad", "one", {"fused": True}, on="sparse step")
    yield error("SGD", "one", {"nesterov": True})
    yield error("SGD", "one", {"nesterov": True, "momentum": 0.9, "dampening": 0.1})
    yield error("Muon", "one", {"adjust_lr_fn": "arbitrary"})
    yield error("Muon", "one", {"ns_steps": 100}, on="step")
    yield error("LBFGS", "one", {"line_search_fn": "weak_wolfe"}, on="step")
    yield error("Rprop", "one", {"etas": (1.0, 0.5)})
    yield error("SparseAdam", "one", {"lr": 0.0})
    yield error("SparseAdam", "one", {"eps": 0.0})


def probes():
    """Every option of every optimizer with values at and beyond its limits."""
    values = [-0.5, 0.5, 0, 1, 1.5, math.inf, -math.inf, math.nan]
    for name in NAMES:
        for key, default in construct(name, "one", {}).defaults.items():
            if isinstance(default, tuple) and name != "Muon":
                bad = [tuple(v if j == k else d for j, d in enumerate(default)) for k in range(2) for v in values]
            elif isinstance(default, (int, float)) and not isinstance(default, bool):
                bad = values
            else:
                continue
            if name == "AdamW" and key == "decoupled_weight_decay":
                continue
            for value in bad:
                found = message(lambda: construct(name, "one", {key: value}))
                parts = value if isinstance(value, tuple) else (value,)
                packed = [part if part is None or math.isfinite(part) else str(part) for part in parts]
                yield {
                    "optimizer": name,
                    "option": key,
                    "value": packed if isinstance(value, tuple) else packed[0],
                    "error": found,
                }


def loading():
    """What loadStateDict refuses."""

    def case(label, change, live="one", saved="one"):
        optimizer = construct("Adam", live, {})
        state_dict = construct("Adam", saved, {}).state_dict()
        change(state_dict)
        return {"name": label, "live": live, "saved": saved, **message(lambda: optimizer.load_state_dict(state_dict))}

    yield case("fewer groups", lambda sd: None, live="two groups")
    yield case("more groups", lambda sd: None, saved="two groups")
    yield case("more parameters", lambda sd: sd["param_groups"][0]["params"].append(1))
    yield case("fewer parameters", lambda sd: sd["param_groups"][0]["params"].clear())


def printed(name):
    """Defaults, text and state dicts; Adam is the one that also shows groups and names."""
    shapes = SHAPES.get(name, [(2,), (1, 2)])

    def text(options, count):
        params = [one(shape, value=0.5 * (k + 1)) for k, shape in enumerate(shapes)]
        optimizer = getattr(torch.optim, name)(params, **options)
        before = str(optimizer.state_dict())
        steps(optimizer, count)()
        return {
            "options": pack_options(options),
            "steps": count,
            "defaults": str(optimizer.defaults),
            "text": str(optimizer),
            "before": before,
            "after": str(optimizer.state_dict()),
        }

    cases = [text({}, 1), text(RICH[name], 3)]
    if "lr" in RICH[name] and name not in ("LBFGS",):
        cases.append(text({"lr": torch.tensor(0.25)}, 1))
    return {"shapes": shapes, "cases": cases}


def groups():
    """Groups with options and names of their own, and keys that no option has."""
    first, second = one((2,)), one((1, 2))
    named = torch.optim.Adam([("first", first), ("second", second)], lr=0.5)
    several = torch.optim.SGD(
        [{"params": [first], "lr": 0.25, "momentum": 0.5}, {"weight_decay": 0.125, "params": second, "note": "mine"}],
        lr=1.0,
    )
    several.param_groups[1]["initial_lr"] = 0.75
    return {
        "named": {"text": str(named), "stateDict": str(named.state_dict())},
        "several": {"text": str(several), "stateDict": str(several.state_dict())},
    }


if __name__ == "__main__":
    fixture = {
        "torch": torch.__version__,
        "optimizers": {name: printed(name) for name in NAMES},
        "groups": groups(),
        "errors": list(errors()),
        "probes": list(probes()),
        "loading": list(loading()),
    }
    lines = []
    for key, value in fixture.items():
        if isinstance(value, list):
            lines.append(json.dumps(key) + ": [\n" + ",\n".join(json.dumps(x, allow_nan=False) for x in value) + "\n]")
        elif key == "optimizers":
            inner = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, allow_nan=False)}" for k, v in value.items())
            lines.append(json.dumps(key) + ": {\n" + inner + "\n}")
        else:
            lines.append(json.dumps(key) + ": " + json.dumps(value))
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
