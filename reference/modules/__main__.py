"""Makes fixtures/modules/*.json, modules on the samples of PyTorch's own table of them, `module_db`, and on some more, and
fixtures/module-table.json, what that table has.

Each file beside this one but cases.py is a topic: `cases()` yields its cases, `refusals()` what PyTorch refuses.

    python reference/modules [TOPIC ...]
    python reference/modules --all FOLDER [NAME ...]    writes all samples of the table, a file for each module
    npm run conformance:modules -- FOLDER               compares Downhill with what lies there
"""

import importlib
import json
import sys
from pathlib import Path

from cases import from_table, module_db, nn, torch

HERE = Path(__file__).resolve().parent
FIXTURES = HERE.parent / "fixtures"
TOPICS = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in ("__main__", "cases"))

# Modules that training scripts use and the table leaves out.
BESIDES = """
ModuleDict ParameterList ParameterDict Upsample UpsamplingNearest2d UpsamplingBilinear2d PixelShuffle PixelUnshuffle
ChannelShuffle Unfold Fold Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout EmbeddingBag Flatten Unflatten
RReLU Hardsigmoid Identity CosineSimilarity PairwiseDistance TripletMarginLoss TripletMarginWithDistanceLoss
AdaptiveLogSoftmaxWithLoss MaxUnpool1d MaxUnpool2d MaxUnpool3d LazyLinear LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d
LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d TransformerDecoder SyncBatchNorm
""".split()

version = torch.__version__.split("+")[0]


def write(path, value):
    path.write_text(json.dumps(value, separators=(",", ":")) + "\n")
    return f"{path.name}: {path.stat().st_size} bytes"


def table():
    """How many samples the table has of each of its modules."""
    for info in module_db:
        torch.manual_seed(7)
        samples = info.module_inputs_func(info, device="cpu", dtype=torch.float32, requires_grad=True, training=True)
        yield {"name": info.module_cls.__name__, "samples": len(list(samples))}


def has_no_chunks(_index, sample):
    """LinearCrossEntropyLoss can be told to work in chunks, to the same result."""
    return sample.constructor_input.kwargs.get("options") is None


def write_all(folder, names):
    for name in names or [info.module_cls.__name__ for info in module_db]:
        try:
            cases = list(from_table(name, has_no_chunks))
        except (AttributeError, TypeError) as error:  # made of other modules, which its own topic tells by their names
            print(f"{name}: left out, {error}")
            continue
        print(write(folder / f"{name}.json", {"torch": version, "cases": cases, "refused": []}))


if sys.argv[1:2] == ["--all"]:
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    write_all(folder, sys.argv[3:])
    sys.exit()

target = FIXTURES / "modules"
target.mkdir(parents=True, exist_ok=True)
assert all(hasattr(nn, name) for name in BESIDES)
print(write(FIXTURES / "module-table.json", {"torch": version, "table": list(table()), "besides": BESIDES}))
for topic in sys.argv[1:] or TOPICS:
    made = importlib.import_module(topic)
    fixture = {"torch": version, "cases": list(made.cases()), "refused": list(made.refusals())}
    counts = f"{len(fixture['cases'])} cases, {len(fixture['refused'])} refusals"
    print(write(target / f"{topic}.json", fixture), counts)
