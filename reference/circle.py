"""The full circle: PyTorch trains 50 steps and saves; Downhill loads, trains 50, saves; PyTorch loads and trains 50 more.

    python -m venv venv && venv/bin/pip install torch==2.13.0 numpy mpmath
    npm ci
    venv/bin/python reference/circle.py

Parameters and states must then be the bits of 150 steps in PyTorch alone, for every elementwise optimizer: in the
portable profile (portable.py), with gradients that both sides compute alike. The file that Downhill saves must be, to the
byte, the one that PyTorch writes after 100 steps.

PyTorch's own `load_state_dict` is not without a loss: it casts NAdam's `mu_product` and ASGD's `eta` and `mu`, which are
float32, to the parameters' type, and so does Downhill's. So in float64 those two, resumed by PyTorch from its own files,
already differ from PyTorch that was never interrupted; then that is what numbers and bytes are compared with.
"""

import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import portable  # noqa: F401

import numpy as np
import torch

from optimizer_cases import ELEMENTWISE, RICH

ROOT = Path(__file__).resolve().parent.parent
STEPS = 50
SHAPES = [(7,), (3, 5), (1,), (33,)]
#: Option sets beside the defaults and the rich ones.
CASES = [(name, {}) for name in ELEMENTWISE] + [(name, RICH[name]) for name in ELEMENTWISE]

warnings.simplefilter("ignore")


def parameters(dtype):
    return [torch.nn.Parameter(numbers(shape, 17 + k, dtype)) for k, shape in enumerate(SHAPES)]


def numbers(shape, seed, dtype):
    """Multiples of 1/1024 between -1 and 1, exact in every type."""
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    return torch.tensor((((i * 7919 + seed * 104729) % 2001) - 1000) / 1024, dtype=dtype).reshape(shape)


def make(name, options, dtype):
    params = parameters(dtype)
    return params, getattr(torch.optim, name)(params, **options)


def train(params, optimizer, start):
    for step in range(start, start + STEPS):
        for k, param in enumerate(params):
            param.grad = numbers(param.shape, 1000 * step + k, param.dtype)
        optimizer.step()


def resume(name, options, dtype, path, start):
    """What fifty more steps make of a file."""
    params, optimizer = make(name, options, dtype)
    loaded = torch.load(path)
    with torch.no_grad():
        for param, value in zip(params, loaded["params"], strict=True):
            param.copy_(value)
    optimizer.load_state_dict(loaded["optimizer"])
    train(params, optimizer, start)
    return checkpoint(params, optimizer)


def checkpoint(params, optimizer):
    return {"params": [param.detach() for param in params], "optimizer": optimizer.state_dict()}


def same(a, b):
    """Whether two values are equal to the bit."""
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and a.shape == b.shape and a.numpy().tobytes() == b.numpy().tobytes()
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b


def main():
    failures = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = [(cls, options, dtype) for cls, options in CASES for dtype in (torch.float32, torch.float64)]
        alone = []
        for i, (cls, options, dtype) in enumerate(runs):
            params, optimizer = make(cls, options, dtype)
            train(params, optimizer, 0)
            torch.save(checkpoint(params, optimizer), folder / f"{i}.pt")
            train(params, optimizer, STEPS)
            torch.save(checkpoint(params, optimizer), folder / f"{i}.expected.pt")
            train(params, optimizer, 2 * STEPS)
            # Names of one length, since padding to the alignment depends on them.
            torch.save(resume(cls, options, dtype, folder / f"{i}.pt", STEPS), folder / f"{i}.restored.pt")
            resumed = resume(cls, options, dtype, folder / f"{i}.restored.pt", 2 * STEPS)
            alone.append((checkpoint(params, optimizer), resumed))
        names = ",".join(cls for cls, _, _ in runs)
        subprocess.run(["npx", "tsx", "packages/downhill/test/serialization/support/circle.ts", name, names, str(STEPS)], cwd=ROOT, check=True)
        for i, (cls, options, dtype) in enumerate(runs):
            path = folder / f"{i}.downhill.pt"
            result = resume(cls, options, dtype, path, 2 * STEPS)
            uninterrupted, resumed = alone[i]
            good, verdict, of = same(result, uninterrupted), "the same bits", "expected"
            if not good and not same(uninterrupted, resumed):
                good, verdict, of = same(result, resumed), "the same bits as PyTorch resumed", "restored"
            if not good:
                verdict = "OTHER BITS"
            expected = (folder / f"{i}.{of}.pt").read_bytes()
            equal_files = path.read_bytes() == expected.replace(f"{i}.{of}/".encode(), f"{i}.downhill/".encode())
            failures += not (good and equal_files)
            print(f"{cls:9} {str(dtype)[6:]:8} {verdict}{'' if equal_files else ', OTHER BYTES in the file'}  {options}")
    print(f"{len(runs) - failures} of {len(runs)} runs came full circle")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
