"""Makes fixtures/exchanged-states.json: what becomes of an optimizer whose state is another's, incomplete, or of another dtype.

    venv/bin/python reference/exchanged_states.py

Parameters and gradients come from streams.py, coupling 0.3; SparseAdam gets the same gradients as sparse tensors of all
coordinates. Each case makes two steps, something happens, and two or three more steps are made.

    loaded      the state of one optimizer is loaded into another, for parameters of the same shapes
    cut         a state is loaded into a twin without an option, without an entry of the parameters' state, with None for
                one, or with the two parameters' states swapped
    converted   the parameters' dtype is changed, as `model.double()` does

A case has an `error` where PyTorch raises one, in load_state_dict or in the next step, else `results`: what optimizers.py
tells of each parameter after the steps.
"""

import copy
import json
import warnings

import portable  # noqa: F401
from portable import DTYPES

import numpy as np
import torch

import streams
from optimizers import FIXTURES, pack_options, pack_state

COUPLING = 0.3
SPARSE = "SparseAdam"
NAMES = ["SGD", "Adam", "AdamW", "NAdam", "RAdam", "Adamax", "Adagrad", "Adadelta", "RMSprop", "Rprop", "ASGD"]
NAMES += [SPARSE, "Adafactor", "Muon", "LBFGS"]

#: Sets of options whose states differ.
OPTIONS = {
    "SGD": [{}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1}],
    "Adam": [{}, {"amsgrad": True, "weight_decay": 0.1}],
    "RMSprop": [{}, {"momentum": 0.9}, {"centered": True}, {"momentum": 0.9, "centered": True, "weight_decay": 0.1}],
    "Adagrad": [{}, {"initial_accumulator_value": 0.5, "lr_decay": 0.1, "weight_decay": 0.1}],
    "Adadelta": [{}, {"weight_decay": 0.1}],
    "ASGD": [{}, {"t0": 1, "lambd": 0.1, "weight_decay": 0.1, "maximize": True}],
    "Rprop": [{}, {"lr": 0.1, "etas": (0.4, 1.7)}],
    "Adafactor": [{}, {"eps": (1e-8, 0.01), "weight_decay": 0.1}],
    "LBFGS": [{"max_iter": 2}],
}


def options_of(name):
    return OPTIONS.get(name, [{}])


class Run:
    def __init__(self, name, options, shapes, dtype="float32"):
        self.name = name
        self.params = []
        for k, shape in enumerate(shapes):
            values = streams.start(k, int(np.prod(shape)), dtype)
            self.params.append(torch.from_numpy(values).reshape(shape).requires_grad_())
        self.optimizer = getattr(torch.optim, name)(self.params, **options)

    def step(self, t):
        for k, param in enumerate(self.params):
            values = streams.gradient(param.detach().numpy(), k, t, COUPLING)
            grad = torch.from_numpy(np.asarray(values))
            param.grad = grad.to_sparse() if self.name == SPARSE else grad
        if self.name == "LBFGS":
            self.optimizer.step(lambda: torch.zeros(()))
        else:
            self.optimizer.step()

    def results(self):
        return [pack_state(param, self.optimizer.state[param], False) for param in self.params]


def outcome(run, act, steps=(3, 4)):
    """What the steps lead to, or the error."""
    try:
        act()
        for t in steps:
            run.step(t)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {"results": run.results()}


def stepped(*arguments):
    run = Run(*arguments)
    run.step(1)
    run.step(2)
    return run


def shapes_for(*names):
    return [[2, 2], [1, 3]] if "Muon" in names else [[2, 2], [3]]


def loaded():
    for source in NAMES:
        for target in NAMES:
            for given in options_of(source):
                for options in options_of(target):
                    if source == target and (given == options or source == "LBFGS"):
                        continue
                    shapes = shapes_for(source, target)
                    saved = stepped(source, given, shapes).optimizer.state_dict()
                    run = Run(target, options, shapes)
                    yield {
                        "from": source,
                        "given": pack_options(given),
                        "into": target,
                        "options": pack_options(options),
                        "shapes": shapes,
                        **outcome(run, lambda: run.optimizer.load_state_dict(saved)),
                    }


def cuts(saved):
    """State dicts that lack something, and what they lack."""
    group, = saved["param_groups"]
    state = saved["state"]
    for option in group:
        if option != "params":
            rest = {key: value for key, value in group.items() if key != option}
            yield {"option": option}, {"state": state, "param_groups": [rest]}
    for entry in next(iter(state.values()), {}):
        rest = {number: {key: x for key, x in of.items() if key != entry} for number, of in state.items()}
        yield {"entry": entry}, {"state": rest, "param_groups": [group]}
        none = {number: {key: None if key == entry else x for key, x in of.items()} for number, of in state.items()}
        yield {"none": entry}, {"state": none, "param_groups": [group]}
    yield {"states": "none"}, {"state": {}, "param_groups": [group]}
    yield {"states": "empty"}, {"state": {number: {} for number in state}, "param_groups": [group]}
    yield {"states": "swapped"}, {"state": {1 - number: of for number, of in state.items()}, "param_groups": [group]}


def cut():
    for name in NAMES:
        if name == "LBFGS":
            continue
        for options in options_of(name):
            shapes = [[2, 1], [1, 2]]
            source = stepped(name, options, shapes)
            for what, saved in cuts(source.optimizer.state_dict()):
                run = Run(name, options, shapes)
                saved = copy.deepcopy(saved)  # what is loaded shares its tensors
                yield {
                    "optimizer": name,
                    "options": pack_options(options),
                    "shapes": shapes,
                    "without": what,
                    **outcome(run, lambda: run.optimizer.load_state_dict(saved)),
                }


def converted():
    for name in NAMES:
        if name in (SPARSE, "LBFGS"):
            continue
        fused = [{"fused": True}] if name in ("SGD", "Adam", "AdamW", "Adagrad") else []
        for given in options_of(name):
            for more in [{}, *([] if name == "Muon" else [{"foreach": True}]), *fused]:
                for before, after in (("float32", "float64"), ("float64", "float32")):
                    options = {**given, **more}
                    shapes = shapes_for(name) if name == "Muon" else [[2, 2], [3], []]
                    run = stepped(name, options, shapes, before)

                    def convert():
                        for param in run.params:
                            param.grad = None
                            param.data = param.data.to(DTYPES[after])

                    yield {
                        "optimizer": name,
                        "options": pack_options(options),
                        "shapes": shapes,
                        "from": before,
                        "to": after,
                        **outcome(run, convert, (3, 4, 5)),
                    }


def main():
    warnings.filterwarnings("ignore")
    fixture = {"torch": torch.__version__, "coupling": COUPLING}
    sections = {"loaded": list(loaded()), "cut": list(cut()), "converted": list(converted())}
    lines = [json.dumps(fixture)[1:-1]]
    for name, cases in sections.items():
        body = ",\n".join(json.dumps(case) for case in cases)
        lines.append(f'"{name}": [\n{body}\n]')
        print(name, len(cases), sum("results" in case for case in cases), "go on")
    (FIXTURES.parent / "exchanged-states.json").write_text("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
