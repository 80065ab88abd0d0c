"""Makes fixtures/optimizers/<name>.json: parameters and state of every optimizer, step by step, to the bit.

    python -m venv venv && venv/bin/pip install torch==2.13.0 numpy
    venv/bin/python reference/optimizers.py [NAME ...]

The numbers are PyTorch's own, in the portable profile (portable.py); parameters and gradients come from streams.py; the
cases from optimizer_cases.py. A case has the form

    options   of the optimizer; {"tensor": [...], "dtype": ..} is a tensor
    groups    of parameters: shapes, and options of their own
    coupling, scale, special   see streams.py
    absent    parameter -> steps at which it has no gradient
    sparse    gradients are sparse, over the first dims dimensions, with entries[step % length] entries
    twice     each parameter of the first group is in it twice
    changes   before a step: options set in a group, or a group added
    sampled   parameters are told of by at most 24 of their elements, evenly spaced, as numbers
    coupling  where it isn't that of the whole file
    results   dtype -> step -> for each parameter {"param": array, state's arrays and numbers}

An array of up to 4 elements is the hex of its little-endian bytes, a longer one the first 16 digits of the SHA-256 of
those bytes; NaNs are made the same one first.
"""

import hashlib
import json
import math
import sys
from pathlib import Path

import portable
from portable import DTYPES

import numpy as np
import torch

import streams
from optimizer_cases import CASES

FIXTURES = Path(__file__).resolve().parent / "fixtures" / "optimizers"
COUPLING = 0.3


def pack_array(tensor):
    array = tensor.detach().to_dense().numpy()
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), array.dtype.type(np.nan), array)
    data = array.astype(array.dtype.newbyteorder("<")).tobytes()
    return data.hex() if array.size <= 4 else hashlib.sha256(data).hexdigest()[:16]


def pack_number(x):
    return x if math.isfinite(x) else str(x)


def sample(tensor):
    flat = tensor.detach().reshape(-1).numpy()
    return [float(str(x)) for x in flat[:: max(1, -(-len(flat) // 24))]]


def pack_state(param, state, sampled):
    entry = {"param": sample(param) if sampled else pack_array(param)}
    for key, value in state.items():
        if isinstance(value, torch.Tensor) and not (value.dim() == 0 and key in ("step", "eta", "mu", "mu_product")):
            entry[key] = pack_array(value)
        else:
            entry[key] = pack_number(float(value))
    return entry


def pack_value(value):
    if isinstance(value, torch.Tensor):
        return {"tensor": value.tolist(), "dtype": str(value.dtype).removeprefix("torch.")}
    return [pack_value(item) for item in value] if isinstance(value, tuple) else value


def pack_options(options):
    return {key: pack_value(value) for key, value in options.items()}


def fresh(options):
    """Options with tensors of their own for each run."""
    return {key: value.clone() if isinstance(value, torch.Tensor) else value for key, value in options.items()}


class Run:
    """One case in one dtype."""

    def __init__(self, optimizer_class, case, dtype):
        self.case, self.dtype = case, dtype
        self.params = []
        groups = [self.group(group) for group in case["groups"]]
        if case.get("twice"):
            groups[0]["params"] *= 2
        self.optimizer = optimizer_class(groups, **fresh(case["options"]))

    def group(self, group):
        params = []
        for shape in group["shapes"]:
            values = streams.start(len(self.params), math.prod(shape), self.dtype, self.scale, self.special)
            param = torch.from_numpy(values).reshape(shape).requires_grad_()
            params.append(param)
            self.params.append(param)
        return {"params": params, **fresh(group.get("options", {}))}

    @property
    def coupling(self):
        return self.case.get("coupling", COUPLING)

    @property
    def scale(self):
        return self.case.get("scale", {}).get(self.dtype, 0)

    @property
    def special(self):
        return self.case.get("special", False)

    def step(self, t):
        for change in self.case.get("changes", []):
            if change["step"] != t:
                continue
            if "add" in change:
                self.optimizer.add_param_group(self.group(change["add"]))
            else:
                group = self.optimizer.param_groups[change["group"]]
                group.update(fresh(change["set"]))
        for k, param in enumerate(self.params):
            param.grad = None if t in self.case.get("absent", {}).get(str(k), []) else self.gradient(param, k, t)
        self.optimizer.step()

    def gradient(self, param, k, t):
        values = param.detach().numpy()
        if "sparse" not in self.case:
            return torch.from_numpy(np.asarray(streams.gradient(values, k, t, self.coupling, self.scale, self.special)))
        entries, dims = self.case["sparse"]["entries"], self.case["sparse"]["dims"]
        index, values = streams.sparse_gradient(values, k, t, self.coupling, entries[t % len(entries)], dims)
        return torch.sparse_coo_tensor(torch.from_numpy(index), torch.from_numpy(values), param.shape)

    def results(self):
        results = {}
        for t in range(1, self.case["at"][-1] + 1):
            self.step(t)
            if t in self.case["at"]:
                sampled, state = self.case.get("sampled", False), self.optimizer.state
                results[str(t)] = [pack_state(param, state.get(param, {}), sampled) for param in self.params]
        return results


def run_case(optimizer_class, case):
    results = {dtype: Run(optimizer_class, case, dtype).results() for dtype in DTYPES}
    packed = {key: value for key, value in case.items() if key not in ("options", "groups", "at", "changes")}
    packed["options"] = pack_options(case["options"])
    packed["groups"] = [{**group, "options": pack_options(group.get("options", {}))} for group in case["groups"]]
    if "changes" in case:
        packed["changes"] = case["changes"]
    return {**packed, "results": results}


def write(name, cases):
    FIXTURES.mkdir(parents=True, exist_ok=True)
    head = {"torch": torch.__version__, "profile": "portable", "optimizer": name, "coupling": COUPLING}
    lines = ",\n".join(json.dumps(case, allow_nan=False) for case in cases)
    target = FIXTURES / f"{name.lower()}.json"
    target.write_text(json.dumps(head)[:-1] + f', "cases": [\n{lines}\n]}}\n')
    print(f"{name}: {len(cases)} cases, {target.stat().st_size} bytes")


def main(names):
    for name in names or CASES:
        optimizer_class = getattr(torch.optim, name)
        write(name, [run_case(optimizer_class, case) for case in CASES[name](name)])


if __name__ == "__main__":
    assert portable.torch is torch
    main(sys.argv[1:])
