"""Makes fixtures/old-files: files as PyTorch 1.13 writes them, and what PyTorch 2.13 makes of them.

    apt-get install python3-torch          # Debian 12 has PyTorch 1.13
    /usr/bin/python3 reference/old_files.py write
    venv/bin/python reference/old_files.py read      # with torch==2.13.0

NAME.pt is what 1.13 saved; NAME.again.pt what 2.13 saves after loading it; NAME.resumed.pt the state dict of an optimizer
of 2.13 that resumed from it. NAME.legacy.pt is the same in the format before PyTorch 1.6.
"""

import json
import shutil
import sys
import warnings
from collections import OrderedDict
from pathlib import Path

import torch

FIXTURES = Path(__file__).resolve().parent / "fixtures" / "old-files"
OPTIMIZERS = {
    "SGD": {"lr": 0.1, "momentum": 0.9},
    "Adam": {"amsgrad": True},
    "AdamW": {},
    "NAdam": {},
    "RAdam": {},
    "Adamax": {},
    "Adagrad": {},
    "Adadelta": {},
    "RMSprop": {"momentum": 0.5, "centered": True},
    "Rprop": {},
    "ASGD": {},
    "SparseAdam": {},
    "LBFGS": {"history_size": 3, "max_iter": 4},
}

warnings.simplefilter("ignore")


def parameters():
    return [torch.nn.Parameter(torch.arange(6.0).reshape(2, 3) / 8), torch.nn.Parameter(torch.tensor([0.5, -0.75]))]


def optimizer_state(name, options):
    params = parameters()
    optimizer = getattr(torch.optim, name)(params, **options)
    for step in range(2):
        for param in params:
            param.grad = (torch.arange(float(param.numel())).reshape(param.shape) - step - 1.5) / 4
            if name == "SparseAdam":
                param.grad = param.grad.to_sparse(1)
        optimizer.step(lambda: sum((param.grad**2).sum() for param in params) / 2 if name == "LBFGS" else None)
    return optimizer.state_dict()


def write():
    assert torch.__version__.startswith("1.13"), torch.__version__
    shutil.rmtree(FIXTURES, ignore_errors=True)
    FIXTURES.mkdir(parents=True)
    torch.manual_seed(0)
    base = torch.arange(10.0)
    table = {
        "module": torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Linear(3, 1)).state_dict(),
        "values": {"a": [1, 2.5, None, True], "b": OrderedDict(x=(1, 2)), "c": {"s": {3}, 4: "five"}, "d": b"\xff"},
        "shared": [base, base[2:5], base.view(2, 5).t()],
        "dtypes": [torch.ones(2).to(dtype) for dtype in (torch.float16, torch.bfloat16, torch.int32, torch.uint8, torch.bool)],
        "sparse": torch.sparse_coo_tensor([[0, 2]], [1.0, 2.0], (3,)),
        "parameter": torch.nn.Parameter(torch.ones(2)),
        "quantized": torch.quantize_per_tensor(torch.ones(2), 0.1, 3, torch.qint8),
        "rng": torch.get_rng_state()[:64].clone(),
    }
    table.update({name: optimizer_state(name, options) for name, options in OPTIMIZERS.items()})
    for name, value in table.items():
        torch.save(value, FIXTURES / f"{name}.pt")
    for name in ("module", "shared", "Adam"):
        torch.save(table[name], FIXTURES / f"{name}.legacy.pt", _use_new_zipfile_serialization=False)
    index = {"torch": torch.__version__, "files": list(table), "optimizers": OPTIMIZERS, "legacy": ["module", "shared", "Adam"]}
    (FIXTURES / "index.json").write_text(json.dumps(index, indent=1) + "\n")


def read():
    assert torch.__version__.startswith("2.13"), torch.__version__
    index = json.loads((FIXTURES / "index.json").read_text())
    for name in index["files"]:
        torch.save(torch.load(FIXTURES / f"{name}.pt"), FIXTURES / f"{name}.again.pt")
    for name, options in index["optimizers"].items():
        optimizer = getattr(torch.optim, name)(parameters(), **options)
        optimizer.load_state_dict(torch.load(FIXTURES / f"{name}.pt"))
        torch.save(optimizer.state_dict(), FIXTURES / f"{name}.resumed.pt")


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]]()
