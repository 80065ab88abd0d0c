"""Options for the cases of fixtures/optimizers: chosen for the algorithms' branches, and drawn at random.

Of each optimizer: RICH sets all options at once, FURTHER goes to the branches and limits, LARGE is a third set for large
parameters, and `drawn` gives random ones, always the same.
"""

import random

RICH = {
    "SGD": {"lr": 0.05, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.02, "maximize": True},
    "Adam": {"lr": 0.02, "betas": (0.45, 0.97), "eps": 1e-6, "weight_decay": 0.03, "amsgrad": True, "maximize": True},
    "AdamW": {"lr": 0.02, "betas": (0.8, 0.97), "eps": 1e-6, "weight_decay": 0.3, "amsgrad": True, "maximize": True},
    "NAdam": {
        "lr": 0.02,
        "betas": (0.8, 0.97),
        "eps": 1e-6,
        "weight_decay": 0.03,
        "momentum_decay": 0.02,
        "maximize": True,
    },
    "RAdam": {"lr": 0.02, "betas": (0.8, 0.97), "eps": 1e-6, "weight_decay": 0.03, "maximize": True},
    "Adamax": {"lr": 0.02, "betas": (0.45, 0.97), "eps": 1e-6, "weight_decay": 0.03, "maximize": True},
    "Adagrad": {
        "lr": 0.2,
        "lr_decay": 0.01,
        "weight_decay": 0.03,
        "initial_accumulator_value": 0.3,
        "eps": 1e-5,
        "maximize": True,
    },
    "Adadelta": {"lr": 0.7, "rho": 0.6, "eps": 1e-3, "weight_decay": 0.03, "maximize": True},
    "RMSprop": {
        "lr": 0.003,
        "alpha": 0.9,
        "eps": 0.01,
        "weight_decay": 0.03,
        "momentum": 0.7,
        "centered": True,
        "maximize": True,
    },
    "Rprop": {"lr": 0.03, "etas": (0.4, 1.7), "step_sizes": (1e-4, 0.5), "maximize": True},
    "ASGD": {"lr": 0.05, "lambd": 0.03, "alpha": 0.6, "t0": 20.0, "weight_decay": 0.03, "maximize": True},
    "Adafactor": {
        "lr": 0.05,
        "beta2_decay": -0.6,
        "eps": (1e-8, 0.01),
        "d": 1.3,
        "weight_decay": 0.03,
        "maximize": True,
    },
    "SparseAdam": {"lr": 0.02, "betas": (0.45, 0.97), "eps": 1e-6, "maximize": True},
}

#: Beside RICH and PyTorch's table: the branches and limits of each algorithm.
FURTHER = {
    "SGD": [
        {"lr": 0.0},
        {"lr": 1, "momentum": 1},
        {"momentum": 0.9, "nesterov": True, "maximize": True},
        {"momentum": 0.5, "dampening": -1.5},
        {"momentum": 0.9, "dampening": 1},
    ],
    "Adam": [
        {"betas": (0.0, 0.0)},
        {"betas": (0.5, 0.5), "eps": 0},
        {"betas": (0.999, 0.99999), "lr": 0.3},
        {"weight_decay": 0.1, "decoupled_weight_decay": True},
        {"amsgrad": True, "maximize": True, "decoupled_weight_decay": True},
        {"lr": 0},
    ],
    "AdamW": [{"weight_decay": 0}, {"weight_decay": 0.0, "betas": (0.0, 0.9)}, {"lr": 1, "weight_decay": 1}],
    "NAdam": [
        {"momentum_decay": 0},
        {"betas": (0, 0.5), "eps": 0},
        {"weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True},
    ],
    "RAdam": [
        {"betas": (0.5, 0.6)},
        {"betas": (0.9, 0.9), "eps": 0},
        {"betas": (0.0, 0.0)},
        {"weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True},
    ],
    "Adamax": [{"betas": (0, 0.0)}, {"betas": (0.5, 0.99), "eps": 0}],
    "Adagrad": [{"eps": 0}, {"initial_accumulator_value": 10}, {"lr_decay": 1, "maximize": True}],
    "Adadelta": [{"rho": 0}, {"rho": 1}, {"rho": 1.0, "eps": 0.1}, {"eps": 0}],
    "RMSprop": [
        {"momentum": 0.9},
        {"centered": True},
        {"alpha": 0.3, "centered": True},
        {"alpha": 1.5},
        {"alpha": 0, "eps": 0},
        {"momentum": 0.9, "weight_decay": 0.1, "maximize": True},
    ],
    "Rprop": [
        {"etas": (0.3, 3.0), "lr": 1},
        {"step_sizes": (0, 0.02)},
        {"step_sizes": (0.1, 0.2)},
        {"step_sizes": (2, 1)},
        {"lr": 0},
    ],
    "ASGD": [
        {"t0": 5, "lambd": 0.1, "alpha": 0.75},
        {"t0": 0, "lr": 0.3, "lambd": 0.5, "alpha": 1},
        {"lambd": 0, "t0": 98},
        {"alpha": 0, "t0": 2.5},
    ],
    "Adafactor": [
        {"eps": (0.1, 0.2), "lr": 1},
        {"beta2_decay": 0},
        {"eps": (0, 0), "lr": 0.001},
        {"lr": 0.5, "d": 3.0},
    ],
    "SparseAdam": [{"betas": (0.0, 0.0)}, {"betas": (0.5, 0.9), "eps": 1e-3}],
}

#: Option sets also run at 100,003 elements, beside the defaults and RICH.
LARGE = {
    "SGD": {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
    "Adam": {"weight_decay": 0.1, "amsgrad": True},
    "AdamW": {"weight_decay": 0.1, "amsgrad": True},
    "NAdam": {"weight_decay": 0.1, "momentum_decay": 6e-3, "decoupled_weight_decay": True},
    "RAdam": {"weight_decay": 0.1, "decoupled_weight_decay": True},
    "Adamax": {"weight_decay": 0.1},
    "Adagrad": {"lr": 0.1, "lr_decay": 0.5, "weight_decay": 0.1},
    "Adadelta": {"rho": 0.95, "weight_decay": 0.9},
    "RMSprop": {"weight_decay": 0.1, "centered": True, "momentum": 0.1},
    "Rprop": {"etas": (0.5, 1.5)},
    "ASGD": {"t0": 5, "lambd": 0.1},
    "Adafactor": {"weight_decay": 0.1, "lr": 0.01},
}


def _significant(x):
    return float(f"{x:.3g}")


def _log(low, high):
    return lambda r: _significant(low * (high / low) ** r.random())


def _uniform(low, high):
    return lambda r: _significant(r.uniform(low, high))


def _flag(r):
    return r.random() < 0.5


def _zero_or(draw):
    return lambda r: 0 if r.random() < 0.4 else draw(r)


def _pair(a, b):
    return lambda r: (a(r), b(r))


_BETAS = _pair(_uniform(0, 0.99), _uniform(0.3, 0.9999))
_EPS = _log(1e-10, 1e-2)
_DECAY = _zero_or(_log(1e-3, 0.5))
_COMMON = {"lr": _log(1e-4, 0.3), "weight_decay": _DECAY, "maximize": _flag}
_ADAM = {**_COMMON, "betas": _BETAS, "eps": _EPS}

DRAWN = {
    "SGD": {
        **_COMMON,
        "momentum": _zero_or(_uniform(0, 0.99)),
        "dampening": _zero_or(_uniform(-0.5, 1)),
        "nesterov": _flag,
    },
    "Adam": {**_ADAM, "amsgrad": _flag, "decoupled_weight_decay": _flag},
    "AdamW": {**_ADAM, "amsgrad": _flag},
    "NAdam": {**_ADAM, "momentum_decay": _log(1e-4, 0.1), "decoupled_weight_decay": _flag},
    "RAdam": {**_ADAM, "decoupled_weight_decay": _flag},
    "Adamax": _ADAM,
    "Adagrad": {
        **_COMMON,
        "eps": _EPS,
        "lr_decay": _zero_or(_log(1e-3, 1)),
        "initial_accumulator_value": _zero_or(_log(0.01, 3)),
    },
    "Adadelta": {**_COMMON, "lr": _log(0.05, 3), "rho": _uniform(0.3, 0.99), "eps": _EPS},
    "RMSprop": {
        **_COMMON,
        "alpha": _uniform(0.3, 0.999),
        "eps": _log(1e-6, 0.1),
        "momentum": _zero_or(_uniform(0, 0.95)),
        "centered": _flag,
    },
    "Rprop": {
        "lr": _log(1e-4, 0.3),
        "maximize": _flag,
        "etas": _pair(_uniform(0.1, 0.9), _uniform(1.05, 2)),
        "step_sizes": _pair(_log(1e-6, 1e-3), _log(0.05, 50)),
    },
    "ASGD": {
        **_COMMON,
        "lambd": _log(1e-4, 0.3),
        "alpha": _uniform(0.3, 1.2),
        "t0": _zero_or(lambda r: r.randint(1, 120)),
    },
    "Adafactor": {
        **_COMMON,
        "beta2_decay": _uniform(-1.2, -0.2),
        "eps": _pair(_log(1e-12, 1e-3), _log(1e-4, 0.1)),
        "d": _uniform(1, 3),
    },
    "SparseAdam": {"lr": _log(1e-4, 0.3), "betas": _BETAS, "eps": _EPS, "maximize": _flag},
}


def drawn(name, count):
    r = random.Random(f"downhill {name}")
    for k in range(count):
        options = {key: draw(r) for key, draw in DRAWN[name].items()}
        if options.get("nesterov"):
            options["dampening"] = 0
            options["momentum"] = options["momentum"] or 0.9
        yield f"drawn {k}", options
