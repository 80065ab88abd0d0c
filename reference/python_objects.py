"""Makes fixtures/objects: what checkpoints hold beside tensors and plain containers, as `torch.save` writes it.

    venv/bin/python reference/python_objects.py

`index.json` lists the files by kind. PyTorch's own safe loader reads none of them.
"""

import _compat_pickle
import json
import shutil
from collections import Counter, OrderedDict, defaultdict
from pathlib import Path

import torch

FIXTURES = Path(__file__).resolve().parent / "fixtures" / "objects"
INDEX = {"torch": torch.__version__.split("+")[0]}

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
    python2_names()
    (FIXTURES / "index.json").write_text(json.dumps(INDEX, indent=1) + "\n")


if __name__ == "__main__":
    main()
