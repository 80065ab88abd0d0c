"""Makes fixtures/objects: what checkpoints hold beside tensors and plain containers, as `torch.save` writes it.

    venv/bin/python reference/python_objects.py

`index.json` lists the files by kind. PyTorch's own safe loader reads none of them.
"""

import _compat_pickle
import json
import shutil
import warnings
from collections import Counter, OrderedDict, defaultdict
from pathlib import Path

import portable  # noqa: F401

import torch

FIXTURES = Path(__file__).resolve().parent / "fixtures" / "objects"
INDEX = {"torch": torch.__version__.split("+")[0]}

warnings.simplefilter("ignore")

FACTORIES = [int, str, bool, float, complex, bytes, bytearray, list, tuple, dict, set, frozenset, OrderedDict, Counter]


def save(kind, values):
    """Saves each value as a file of its own, and lists them under their kind."""
    (FIXTURES / kind).mkdir(parents=True)
    for name, value in values.items():
        torch.save(value, FIXTURES / kind / f"{name}.pt")
    INDEX[kind] = list(values)


def defaultdicts():
    values = {factory.__name__: defaultdict(factory, a=1) for factory in FACTORIES}
    save("defaultdicts", {**values, "none": defaultdict(None, a=1)})


def quantized():
    generator = torch.Generator().manual_seed(0)
    numbers = torch.randn(4, 6, generator=generator)
    scales, zeros = torch.tensor([0.1, 0.02, 0.3, 1 / 3], dtype=torch.float64), torch.tensor([0, 1, 5, 100])
    channels = {
        "rows": (scales, zeros, 0, torch.quint8),
        "large rows": (scales / 1e8, zeros - 10**6, 0, torch.qint32),
        "columns": (torch.linspace(0.01, 0.2, 6), torch.arange(6), 1, torch.qint8),
        "float zeros": (scales.float(), zeros / 7, 0, torch.quint8),
        "half bytes": (scales.float(), zeros / 7, 0, torch.quint4x2),
    }
    return {
        "qint8": torch.quantize_per_tensor(numbers, 0.05, 3, torch.qint8),
        "quint8": torch.quantize_per_tensor(numbers.abs(), 1 / 3, 0, torch.quint8),
        "qint32": torch.quantize_per_tensor(numbers, 1e-7, -5, torch.qint32),
        "transposed": torch.quantize_per_tensor(numbers, 0.05, 3, torch.qint8).t(),
        "scalar": torch.quantize_per_tensor(torch.tensor(1.0), 0.1, 3, torch.qint8),
        "empty": torch.quantize_per_tensor(torch.zeros(0, 3), 0.1, 3, torch.quint8),
        "many": torch.quantize_per_tensor(torch.randn(40, 40, generator=generator), 0.01, 3, torch.qint8),
        **{name: torch.quantize_per_channel(numbers, *options) for name, options in channels.items()},
    }


def tensors():
    """What is more than elements and strides, with its text; of quantized tensors also the real numbers."""
    eye, zeros = torch.eye(4), torch.zeros(3, 2, dtype=torch.float64)
    values = {
        **{f"quantized {name}": value for name, value in quantized().items()},
        "csr": eye.to_sparse_csr(),
        "csc": eye.to_sparse_csc(),
        "bsr": eye.to_sparse_bsr((2, 2)),
        "bsc": eye.long().to_sparse_bsc((2, 2)),
        "batched": torch.stack([eye, eye]).to_sparse_csr(),
        "empty csr": zeros.to_sparse_csr(),
        "nested": torch.nested.nested_tensor([torch.ones(2, 2), torch.arange(6.0).reshape(3, 2)]),
        "nested vectors": torch.nested.nested_tensor([torch.ones(2), torch.ones(0)], dtype=torch.float64),
        **{f"storage {dtype}": torch.arange(3).to(getattr(torch, dtype)).storage() for dtype in
           ("float32", "float64", "float16", "bfloat16", "int64", "int8", "uint8", "bool")},
        "storage of numbers": torch.tensor([1e-9, 1e20, float("nan"), -0.0]).storage(),
        "bytes": torch.ones(1).untyped_storage(),
    }
    texts = {name: str(value) for name, value in values.items()}
    save("tensors", {name: [value, value.dequantize()] if "quantized" in name else [value] for name, value in values.items()})
    (FIXTURES / "texts.json").write_text(json.dumps(texts, indent=1) + "\n")


def python2_names():
    """The tables by which the names of Python 2 and 3 are told from each other in pickles of protocol 2."""
    tables = {
        "names": _compat_pickle.NAME_MAPPING,
        "modules": _compat_pickle.IMPORT_MAPPING,
        "namesBack": _compat_pickle.REVERSE_NAME_MAPPING,
        "modulesBack": _compat_pickle.REVERSE_IMPORT_MAPPING,
    }
    lines = {key: ",\n  ".join(json.dumps(pair) for pair in table.items()) for key, table in tables.items()}
    text = ",\n ".join(f'"{key}": [\n  {pairs}\n ]' for key, pairs in lines.items())
    (FIXTURES / "python2.json").write_text("{\n " + text + "\n}\n")


def main():
    shutil.rmtree(FIXTURES, ignore_errors=True)
    defaultdicts()
    tensors()
    python2_names()
    (FIXTURES / "index.json").write_text(json.dumps(INDEX, indent=1) + "\n")


if __name__ == "__main__":
    main()
