"""Makes fixtures/schedulers.json: the learning rates of every scheduler, to the last bit, its state dicts and its errors.

Run: python reference/schedulers.py

    cases     a scheduler (name, options; schedulers within are given likewise), the optimizer (OPTIMIZERS), how it is
              stepped (1000 times; by `epochs`; with the metrics of METRICS), and what came of it: the groups' rates and
              momenta before the first step and after each, as a hash of the doubles' bytes and, at some steps, as numbers;
              the text of the state dict at the start, after 3 steps and at the end, and of the optimizer's groups at the
              end (null where rates are tensors, which state dicts here hold as numbers)
    errors    what is refused, word for word, and after how many steps if not at once
    lateGroups what becomes of schedulers when a group is added after one step: rates after eight steps, or an error

Functions have names: FUNCTIONS here and in the test are the same.
"""

import hashlib
import json
import math
import random
import struct
import warnings
from pathlib import Path

import portable  # noqa: F401
import torch
from torch.optim import lr_scheduler, swa_utils

from streams import noise

TARGET = Path(__file__).resolve().parent / "fixtures" / "schedulers.json"
STEPS = 1000
SAMPLED = [0, 1, 2, 3, 4, 5, 6, 10, 50, 100, 500, 999, 1000]

FUNCTIONS = {
    "inverse": lambda e: 1 / (1 + e * 0.5),
    "blocks": lambda e: 0.5 if e % 20 >= 10 else 1.0,
    "towards one": lambda e: 1 - 0.01 / (e + 1),
}


def param():
    return torch.zeros(1, requires_grad=True)


OPTIMIZERS = {
    "sgd": lambda: torch.optim.SGD([{"params": [param()]}, {"params": [param()], "lr": 0.5}], lr=0.05, momentum=0.9),
    "adam": lambda: torch.optim.Adam([param()], lr=0.1),
    "adagrad": lambda: torch.optim.Adagrad([param()], lr=0.1),
    "whole": lambda: torch.optim.SGD([{"params": [param()]}, {"params": [param()], "lr": 2.0}], lr=1.0, momentum=0.9),
    "tensor": lambda: torch.optim.SGD(
        [{"params": [param()], "lr": torch.tensor(0.05)}, {"params": [param()], "lr": torch.tensor(0.5)}], momentum=0.9
    ),
    "double": lambda: torch.optim.SGD([param()], lr=torch.tensor(0.1, dtype=torch.float64), momentum=0.9),
    "resumed": lambda: torch.optim.SGD([{"params": [param()], "initial_lr": 0.25}], lr=0.1, momentum=0.9),
}

#: One loss for each step: falling, noisy, stuck, not a number now and then.
METRICS = [
    float("nan") if t % 97 == 50 else (1 / (1 + min(t, 300) * 0.125) + float(noise(700, t, 1)[0]) * 0.0625)
    for t in range(STEPS)
]


def build(spec, optimizer):
    options = {}
    for key, value in spec.get("options", {}).items():
        if key in ("lr_lambda", "scale_fn"):
            named = (
                [FUNCTIONS.get(name, name) for name in value]
                if isinstance(value, list)
                else FUNCTIONS.get(value, value)
            )
            options[key] = named
        elif key == "schedulers":
            options[key] = [build(inner, optimizer) for inner in value]
        else:
            options[key] = value
    kind = getattr(lr_scheduler, spec["name"], None) or getattr(swa_utils, spec["name"])
    if spec["name"] == "ChainedScheduler":
        return kind(options["schedulers"], optimizer)
    return kind(optimizer, **options)


def rates(optimizer):
    values = []
    for group in optimizer.param_groups:
        values.append(group["lr"])
        momentum = group.get("momentum", group.get("betas", (None,))[0])
        if momentum is not None:
            values.append(momentum)
    return [float(value) for value in values]


def case(spec, optimizer="sgd", epochs=None):
    opt = OPTIMIZERS[optimizer]()
    scheduler = build(spec, opt)
    tensors = isinstance(opt.param_groups[0]["lr"], torch.Tensor)
    sequence = [rates(opt)]
    texts = [str(scheduler.state_dict())]
    count = STEPS if epochs is None else len(epochs)
    for t in range(count):
        opt.step()
        if spec["name"] == "ReduceLROnPlateau":
            scheduler.step(METRICS[t])
        elif epochs is not None:
            scheduler.step(epochs[t])
        else:
            scheduler.step()
        sequence.append(rates(opt))
        if t == 2 or t == count - 1:
            texts.append(str(scheduler.state_dict()))
    data = b"".join(struct.pack("<d", value) for values in sequence for value in values)
    return {
        **spec,
        "optimizer": optimizer,
        **({} if epochs is None else {"epochs": epochs}),
        "hash": hashlib.sha256(data).hexdigest()[:16],
        "sampled": {str(t): sequence[t] for t in SAMPLED if t < len(sequence)},
        "stateDicts": None if tensors else texts,
        "groups": None if tensors else str(opt.state_dict()["param_groups"]),
        "lastLr": [float(lr) for lr in scheduler.get_last_lr()],
    }


def spec(kind, **options):
    return {"name": kind, "options": options}


def _number(r, low, high):
    return float(f"{r.uniform(low, high):.3g}")


DRAWN = {
    "StepLR": lambda r: spec("StepLR", step_size=r.randint(1, 90), gamma=_number(r, 0.3, 1.05)),
    "MultiStepLR": lambda r: spec(
        "MultiStepLR", milestones=sorted(r.choices(range(1, 900), k=r.randint(0, 12))), gamma=_number(r, 0.2, 1.1)
    ),
    "ConstantLR": lambda r: spec("ConstantLR", factor=_number(r, 0.05, 1), total_iters=r.randint(1, 600)),
    "LinearLR": lambda r: spec(
        "LinearLR", start_factor=_number(r, 0.05, 1), end_factor=_number(r, 0, 1), total_iters=r.randint(1, 900)
    ),
    "ExponentialLR": lambda r: spec("ExponentialLR", gamma=_number(r, 0.98, 1.002)),
    "PolynomialLR": lambda r: spec("PolynomialLR", total_iters=r.randint(2, 1000), power=_number(r, 0.3, 3)),
    "CosineAnnealingLR": lambda r: spec("CosineAnnealingLR", T_max=r.randint(2, 700), eta_min=_number(r, 0, 0.02)),
    "CosineAnnealingWarmRestarts": lambda r: spec(
        "CosineAnnealingWarmRestarts", T_0=r.randint(1, 200), T_mult=r.randint(1, 3), eta_min=_number(r, 0, 0.02)
    ),
    "CyclicLR": lambda r: spec(
        "CyclicLR",
        base_lr=_number(r, 0.001, 0.01),
        max_lr=_number(r, 0.02, 0.3),
        step_size_up=r.randint(1, 150),
        step_size_down=r.choice([None, r.randint(1, 150)]),
        mode=r.choice(["triangular", "triangular2", "exp_range"]),
        gamma=_number(r, 0.98, 1),
        base_momentum=_number(r, 0.6, 0.85),
    ),
    "OneCycleLR": lambda r: spec(
        "OneCycleLR",
        max_lr=_number(r, 0.05, 0.5),
        total_steps=r.randint(1000, 1500),
        pct_start=_number(r, 0.05, 0.49),
        anneal_strategy=r.choice(["cos", "linear"]),
        three_phase=r.random() < 0.5,
        div_factor=_number(r, 5, 50),
        final_div_factor=_number(r, 10, 10000),
    ),
    "ReduceLROnPlateau": lambda r: spec(
        "ReduceLROnPlateau",
        mode=r.choice(["min", "max"]),
        factor=_number(r, 0.3, 0.95),
        patience=r.randint(0, 40),
        threshold=_number(r, 0, 0.1),
        threshold_mode=r.choice(["rel", "abs"]),
        cooldown=r.randint(0, 10),
        min_lr=r.choice([0, 1e-5, [1e-4, 1e-3]]),
    ),
    "SWALR": lambda r: spec(
        "SWALR",
        swa_lr=_number(r, 0.001, 0.1),
        anneal_epochs=r.randint(0, 300),
        anneal_strategy=r.choice(["cos", "linear"]),
    ),
}


def cases():
    yield case(spec("LambdaLR", lr_lambda="inverse"))
    yield case(spec("LambdaLR", lr_lambda=["blocks", "towards one"]))
    yield case(spec("MultiplicativeLR", lr_lambda=["towards one", "towards one"]))
    yield case(spec("MultiplicativeLR", lr_lambda="towards one"), "adam")
    yield case(spec("StepLR", step_size=30))
    yield case(spec("MultiStepLR", milestones=[5, 2, 5, 300]))
    yield case(spec("ConstantLR"))
    yield case(spec("LinearLR"))
    yield case(spec("LinearLR", start_factor=0.001, total_iters=700), "adam")
    yield case(spec("ExponentialLR", gamma=0.9), "adam")
    yield case(spec("PolynomialLR"))
    yield case(spec("PolynomialLR", total_iters=1000, power=0.9))
    yield case(spec("CosineAnnealingLR", T_max=4, eta_min=0.01))
    yield case(spec("CosineAnnealingLR", T_max=1000))
    yield case(spec("CosineAnnealingLR", T_max=1))
    yield case(spec("CosineAnnealingWarmRestarts", T_0=3, T_mult=2, eta_min=0.01))
    yield case(spec("CosineAnnealingWarmRestarts", T_0=10))
    yield case(spec("CyclicLR", base_lr=0.01, max_lr=0.1, step_size_up=3))
    yield case(spec("CyclicLR", base_lr=[0.01, 0.02], max_lr=[0.1, 0.3], step_size_up=20, base_momentum=[0.7, 0.8]))
    yield case(spec("CyclicLR", base_lr=0.01, max_lr=0.1, step_size_up=7, mode="exp_range", gamma=0.9999), "adam")
    yield case(spec("CyclicLR", base_lr=0.01, max_lr=0.1, step_size_up=7, scale_fn="inverse", scale_mode="cycle"))
    yield case(spec("CyclicLR", base_lr=0.01, max_lr=0.1, step_size_up=7, scale_fn="inverse", scale_mode="iterations"))
    yield case(spec("CyclicLR", base_lr=0.01, max_lr=0.1, step_size_up=50, cycle_momentum=False), "adagrad")
    yield case(spec("OneCycleLR", max_lr=0.1, total_steps=1000))
    yield case(spec("OneCycleLR", max_lr=[0.1, 0.2], epochs=10, steps_per_epoch=100, max_momentum=[0.9, 0.95]))
    yield case(spec("OneCycleLR", max_lr=0.1, total_steps=1000, three_phase=True, anneal_strategy="linear"), "adam")
    yield case(spec("OneCycleLR", max_lr=0.1, total_steps=1001, pct_start=0.0), "adam")
    yield case(spec("OneCycleLR", max_lr=0.1, total_steps=1500, cycle_momentum=False), "adagrad")
    yield case(spec("ReduceLROnPlateau"))
    yield case(spec("ReduceLROnPlateau", factor=0.5, patience=3, cooldown=2, eps=1e-3), "adam")
    constant, exponential = spec("ConstantLR", factor=0.5, total_iters=2), spec("ExponentialLR", gamma=0.99)
    linear, cosine = spec("LinearLR", start_factor=0.1, total_iters=20), spec("CosineAnnealingLR", T_max=400)
    yield case(spec("SequentialLR", schedulers=[constant, exponential], milestones=[3]))
    yield case(spec("SequentialLR", schedulers=[linear, cosine], milestones=[20]), "adam")
    yield case(spec("SequentialLR", schedulers=[linear, cosine, spec("StepLR", step_size=100)], milestones=[20, 420]))
    restarts = spec("CosineAnnealingWarmRestarts", T_0=50)
    yield case(spec("SequentialLR", schedulers=[linear, restarts], milestones=[25]))
    yield case(spec("ChainedScheduler", schedulers=[constant, exponential]))
    yield case(
        spec("ChainedScheduler", schedulers=[linear, spec("StepLR", step_size=200, gamma=0.3), exponential]), "adam"
    )
    inner = spec("ChainedScheduler", schedulers=[constant, spec("ExponentialLR", gamma=0.999)])
    yield case(spec("SequentialLR", schedulers=[inner, cosine], milestones=[100]))
    yield case(spec("SequentialLR", schedulers=[constant, exponential, spec("StepLR", step_size=9)], milestones=[9, 4]))
    yield case(spec("SequentialLR", schedulers=[constant, exponential], milestones=[0]))
    yield case(spec("SequentialLR", schedulers=[constant, exponential], milestones=[2.5]))
    inner = spec("SequentialLR", schedulers=[constant, exponential], milestones=[5])
    yield case(spec("SequentialLR", schedulers=[inner, cosine], milestones=[100]))
    yield case(spec("ChainedScheduler", schedulers=[spec("CosineAnnealingLR", T_max=90), spec("SWALR", swa_lr=0.01)]))
    yield case(spec("SWALR", swa_lr=0.05))
    yield case(spec("SWALR", swa_lr=[0.05, 0.01], anneal_epochs=30, anneal_strategy="linear"))
    for name, draw in DRAWN.items():
        r = random.Random(f"downhill {name}")
        for _ in range(8):
            yield case(draw(r))
    for mode in ("min", "max"):
        for threshold_mode in ("rel", "abs"):
            yield case(spec("ReduceLROnPlateau", mode=mode, threshold_mode=threshold_mode, patience=5, factor=0.75))
    for whole in [
        spec("LinearLR", start_factor=0.5, total_iters=8),
        spec("CyclicLR", base_lr=1.0, max_lr=[2.0, 3.0], step_size_up=20, base_momentum=0.0, max_momentum=1.0),
        spec("OneCycleLR", max_lr=2.0, total_steps=1000, div_factor=2.0, final_div_factor=1.0, max_momentum=1.0),
        spec("SWALR", swa_lr=1.0, anneal_epochs=3),
    ]:
        yield case(whole, "whole")
    for optimizer in ("tensor", "double"):
        for ordinary in [
            spec("LambdaLR", lr_lambda="inverse"),
            spec("MultiplicativeLR", lr_lambda="towards one"),
            spec("StepLR", step_size=7, gamma=0.97),
            spec("MultiStepLR", milestones=[5, 2, 5, 300], gamma=0.3),
            spec("ConstantLR", factor=0.3, total_iters=30),
            spec("LinearLR", total_iters=300),
            spec("ExponentialLR", gamma=0.9973),
            spec("PolynomialLR", total_iters=900, power=0.7),
            spec("CosineAnnealingLR", T_max=70, eta_min=0.003),
            spec("CosineAnnealingWarmRestarts", T_0=30, T_mult=2, eta_min=0.003),
            spec("CyclicLR", base_lr=0.003, max_lr=0.1, step_size_up=33, mode="exp_range", gamma=0.9991),
            spec("OneCycleLR", max_lr=0.3, total_steps=1000),
            spec("ReduceLROnPlateau", factor=0.7, patience=3),
            spec("SequentialLR", schedulers=[linear, cosine], milestones=[20]),
            spec("ChainedScheduler", schedulers=[linear, exponential]),
            spec("SWALR", swa_lr=0.07, anneal_epochs=300),
        ]:
            yield case(ordinary, optimizer)
    epochs = [1, 2, 3, 10, 9, 5, 5, 40, 100, 77]
    for closed in [
        spec("StepLR", step_size=3),
        spec("MultiStepLR", milestones=[2, 5, 5, 50]),
        spec("ConstantLR"),
        spec("LinearLR", total_iters=30),
        spec("ExponentialLR", gamma=0.97),
        spec("PolynomialLR", total_iters=50, power=0.7),
        spec("CosineAnnealingLR", T_max=30, eta_min=0.001),
        spec("LambdaLR", lr_lambda="inverse"),
    ]:
        yield case(closed, epochs=epochs)
        yield case(closed, "tensor", epochs=epochs)
    fractional = [0, 0.25, 0.5, 1, 1.75, 2, 7.3, 20, 21.125, 19, 3, 100.5]
    for mult in (1, 2, 3):
        yield case(spec("CosineAnnealingWarmRestarts", T_0=4, T_mult=mult, eta_min=0.001), epochs=fractional)
    for last in (0, 2, 5, 29):
        for resumed in [
            spec("StepLR", step_size=3, last_epoch=last),
            spec("MultiStepLR", milestones=[3, 6, 30], last_epoch=last),
            spec("ConstantLR", total_iters=30, last_epoch=last),
            spec("LinearLR", total_iters=20, last_epoch=last),
            spec("ExponentialLR", gamma=0.999, last_epoch=last),
            spec("PolynomialLR", total_iters=100, power=0.7, last_epoch=last),
            spec("CosineAnnealingLR", T_max=30, last_epoch=last),
            spec("CosineAnnealingWarmRestarts", T_0=30, last_epoch=last),
            spec("LambdaLR", lr_lambda="inverse", last_epoch=last),
            spec("MultiplicativeLR", lr_lambda="towards one", last_epoch=last),
        ]:
            yield case(resumed, "resumed")


REFUSED = [
    (spec("StepLR", step_size=1, last_epoch=0), "sgd"),
    (spec("LambdaLR", lr_lambda=["inverse"]), "sgd"),
    (spec("LambdaLR", lr_lambda=["inverse", "inverse", "inverse"]), "sgd"),
    (spec("MultiplicativeLR", lr_lambda=["inverse"]), "sgd"),
    (spec("MultiplicativeLR", lr_lambda=[3]), "adam"),
    (spec("ConstantLR", factor=2), "sgd"),
    (spec("ConstantLR", factor=-0.5), "sgd"),
    (spec("LinearLR", start_factor=0), "sgd"),
    (spec("LinearLR", start_factor=1.5), "sgd"),
    (spec("LinearLR", end_factor=2), "sgd"),
    (spec("ReduceLROnPlateau", factor=1.0), "sgd"),
    (spec("ReduceLROnPlateau", mode="foo"), "sgd"),
    (spec("ReduceLROnPlateau", threshold_mode="x"), "sgd"),
    (spec("ReduceLROnPlateau", min_lr=[1, 2, 3]), "sgd"),
    (spec("CyclicLR", base_lr=0.1, max_lr=0.2), "adagrad"),
    (spec("CyclicLR", base_lr=0.1, max_lr=0.2, mode="x"), "sgd"),
    (spec("CyclicLR", base_lr=[0.1], max_lr=0.2), "sgd"),
    (spec("CyclicLR", base_lr=0.1, max_lr=[0.2, 0.3, 0.4]), "sgd"),
    (spec("CosineAnnealingWarmRestarts", T_0=0), "sgd"),
    (spec("CosineAnnealingWarmRestarts", T_0=1.5), "sgd"),
    (spec("CosineAnnealingWarmRestarts", T_0=1, T_mult=0), "sgd"),
    (spec("CosineAnnealingWarmRestarts", T_0=1, T_mult=1.5), "sgd"),
    (spec("OneCycleLR", max_lr=0.1), "sgd"),
    (spec("OneCycleLR", max_lr=0.1, total_steps=0), "sgd"),
    (spec("OneCycleLR", max_lr=0.1, total_steps=1.5), "sgd"),
    (spec("OneCycleLR", max_lr=0.1, epochs=-1, steps_per_epoch=2), "sgd"),
    (spec("OneCycleLR", max_lr=0.1, epochs=2, steps_per_epoch=0), "sgd"),
    (spec("OneCycleLR", max_lr=0.1, total_steps=10, pct_start=2.5), "sgd"),
    (spec("OneCycleLR", max_lr=0.1, total_steps=10, anneal_strategy="x"), "sgd"),
    (spec("OneCycleLR", max_lr=0.1, total_steps=10, div_factor=0), "sgd"),
    (spec("OneCycleLR", max_lr=0.1, total_steps=10, final_div_factor=0), "sgd"),
    (spec("OneCycleLR", max_lr=0.1, total_steps=10), "adagrad"),
    (spec("OneCycleLR", max_lr=[0.1], total_steps=10), "sgd"),
    (spec("SequentialLR", schedulers=[], milestones=[]), "sgd"),
    (spec("SequentialLR", schedulers=[spec("ConstantLR")], milestones=[1]), "sgd"),
    (spec("SequentialLR", schedulers=[spec("ReduceLROnPlateau")], milestones=[]), "sgd"),
    (spec("ChainedScheduler", schedulers=[]), "sgd"),
    (spec("ChainedScheduler", schedulers=[spec("ReduceLROnPlateau")]), "sgd"),
    (spec("SWALR", swa_lr=0.1, anneal_strategy="x"), "sgd"),
    (spec("SWALR", swa_lr=0.1, anneal_epochs=-1), "sgd"),
    (spec("SWALR", swa_lr=[0.1]), "sgd"),
]


#: Refused by some step of the first few. The error's words are compared where they say what is wrong.
REFUSED_LATER = [
    spec("StepLR", step_size=0),
    spec("ConstantLR", factor=0),
    spec("PolynomialLR", total_iters=3, power=-1.0),
    spec("CosineAnnealingLR", T_max=0),
    spec("CyclicLR", base_lr=0.01, max_lr=0.1, step_size_up=0),
    spec("CyclicLR", base_lr=0.01, max_lr=0.1, step_size_up=0, step_size_down=3),
    spec("OneCycleLR", max_lr=0.1, total_steps=10, pct_start=0.1),
    spec("OneCycleLR", max_lr=0.1, total_steps=5, pct_start=1.0),
    spec("OneCycleLR", max_lr=0.1, total_steps=2, pct_start=0.5, three_phase=True),
    spec("OneCycleLR", max_lr=0.1, total_steps=3),
    spec("SequentialLR", schedulers=[spec("ConstantLR"), spec("ChainedScheduler", schedulers=[spec("ConstantLR")])], milestones=[3]),
]

#: What becomes of schedulers when a group is added after one step.
WITH_LATE_GROUP = [
    spec("StepLR", step_size=2),
    spec("ExponentialLR", gamma=0.5),
    spec("LambdaLR", lr_lambda="inverse"),
    spec("MultiplicativeLR", lr_lambda="towards one"),
    spec("CosineAnnealingLR", T_max=10),
    spec("CosineAnnealingLR", T_max=2),
    spec("CosineAnnealingWarmRestarts", T_0=10),
    spec("CyclicLR", base_lr=0.1, max_lr=0.2, step_size_up=5),
    spec("OneCycleLR", max_lr=0.1, total_steps=10),
    spec("SequentialLR", schedulers=[spec("ConstantLR"), spec("ExponentialLR", gamma=0.5)], milestones=[3]),
    spec("ChainedScheduler", schedulers=[spec("ExponentialLR", gamma=0.5)]),
    spec("SWALR", swa_lr=0.05),
    spec("ReduceLROnPlateau", patience=0, min_lr=0.001),
    spec("ReduceLROnPlateau", patience=0, min_lr=[0.001, 0.002]),
]


def attempt(specified, optimizer, late):
    """The error of building and stepping a few times, and after how many steps (None if when built)."""
    made = None
    opt = OPTIMIZERS[optimizer]()
    try:
        scheduler = build(specified, opt)
        for made in range(8):
            if late and made == 1:
                opt.add_param_group({"params": [param()], "lr": 0.25})
            opt.step()
            scheduler.step(*([1.0] if specified["name"] == "ReduceLROnPlateau" else []))
    except Exception as error:  # noqa: BLE001
        text = error.args[0] if isinstance(error, KeyError) else str(error)
        return {"steps": made, "type": type(error).__name__, "message": text}
    return {"rates": rates(opt)}


def errors():
    for refused, optimizer in REFUSED + [(later, "sgd") for later in REFUSED_LATER]:
        result = attempt(refused, optimizer, late=False)
        assert "type" in result, f"{refused} is not refused"
        yield {**refused, "optimizer": optimizer, **result}


def late_groups():
    for specified in WITH_LATE_GROUP:
        yield {**specified, "optimizer": "sgd", **attempt(specified, "sgd", late=True)}


def main():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parts = {"cases": list(cases()), "errors": list(errors()), "lateGroups": list(late_groups())}
    body = ",\n".join(
        f'"{key}": [\n' + ",\n".join(json.dumps(value, allow_nan=False) for value in values) + "\n]"
        for key, values in parts.items()
    )
    TARGET.write_text(f'{{"torch": "{torch.__version__}",\n{body}\n}}\n')
    print(f"{TARGET.name}: {len(parts['cases'])} cases, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    assert math.cos(0.5) == 0.8775825618903728
    main()
