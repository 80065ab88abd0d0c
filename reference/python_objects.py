"""Makes fixtures/objects: what checkpoints hold beside tensors and plain containers, as `torch.save` writes it.

    venv/bin/python reference/python_objects.py

`index.json` lists the files by kind. PyTorch's own safe loader reads hardly one of them. Classes of packages that need not be
installed are stood in for by classes of the same names, whose pickles look the same.
"""

import _compat_pickle
import argparse
import collections
import datetime
import decimal
import enum
import fractions
import functools
import json
import shutil
import sys
import types
import uuid
import warnings
import zoneinfo
from collections import Counter, OrderedDict, defaultdict
from pathlib import Path, PurePosixPath, PureWindowsPath

import portable  # noqa: F401

import numpy
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


UTC = datetime.timezone.utc
EAST = datetime.timezone(datetime.timedelta(hours=5, minutes=30), "IST")
WEST = datetime.timezone(-datetime.timedelta(hours=3, seconds=20, microseconds=5))


def plain():
    """What is read as plain values, in lists; with Python's text of each item."""
    half = numpy.float64(0.5)
    path = Path("/data/runs")
    delta = datetime.timedelta
    values = {
        "floats": [half, numpy.float32(0.1), numpy.float16(1.5), numpy.float64(3), half, numpy.float64("nan"), -numpy.float64(0)],
        "integers": [numpy.int64(2**53 + 1), numpy.int64(-1), numpy.int32(7), numpy.int16(-7), numpy.int8(127),
                     numpy.uint8(255), numpy.uint16(1), numpy.uint32(2**32 - 1), numpy.uint64(2**64 - 1)],
        "booleans": [numpy.bool_(True), numpy.bool_(False), numpy.bool_(True)],
        "complex scalars": [numpy.complex64(1 + 2j), numpy.complex128(-1j)],
        "texts": [numpy.str_("hey"), numpy.str_(""), numpy.bytes_(b"ab"), numpy.bytes_(b"a")],
        "other scalars": [numpy.datetime64("2020-01-31"), numpy.timedelta64(5, "ms"), numpy.datetime64("NaT", "ns"),
                          numpy.array([(1, 0.5)], dtype=[("a", "i4"), ("b", "f8")])[0]],
        "dtypes": [numpy.dtype("float64"), numpy.dtype(">i4"), numpy.dtype("S5"), numpy.dtype("U5"), numpy.dtype("bool"),
                   numpy.dtype("M8[25s]"), numpy.dtype([("a", "i4"), ("b", "f8", (2,))]), numpy.dtype("O"), numpy.dtype("V7")],
        "dates": [datetime.date(2024, 2, 29), datetime.datetime(2024, 1, 2, 3, 4, 5, 600), datetime.datetime(1, 1, 1),
                  datetime.datetime(2024, 10, 27, 2, 30, tzinfo=EAST), datetime.datetime(9999, 12, 31, tzinfo=UTC),
                  datetime.time(), datetime.time(23, 59, 59, 999999), datetime.time(1, 2, tzinfo=WEST)],
        "durations": [delta(0), delta(1, 2, 3), -delta(seconds=1), delta(days=3), delta.max, UTC, EAST, WEST],
        "decimals": [decimal.Decimal("1.50"), decimal.Decimal("-1E+400"), decimal.Decimal("NaN"), decimal.Decimal("-Infinity")],
        "paths": [path, PurePosixPath("a"), Path(), Path("/"), PureWindowsPath("c:\\Users\\x"), PureWindowsPath("a/b"), path, Path("a\\b")],
        "ranges": [range(5), range(2, 10, 3), range(10, 0, -1), range(0), range(2**60, 2**60 + 2)],
        "slices": [slice(None), slice(1, None, 2), slice("a", 1.5)],
        "sets": [{1}, frozenset([2]), frozenset(), {frozenset([3])}, set()],
        "numbers": [1j, -0.5 + 2j, complex("nan")],
    }
    shown = {name: [repr(item) for item in value] for name, value in values.items()}
    values |= {
        "keys": {numpy.int64(3): "int", numpy.float32(0.5): "float", numpy.str_("text"): 1, datetime.date(2024, 1, 1): 2,
                 path: 3, (numpy.int64(1), 2): 4, numpy.bool_(True): 5, range(3): 6},
        "shared": [half, [half, half], {"loss": half, half: half}, path, {"path": path}],
        "types": [numpy.float32, numpy.int64, numpy.ndarray, float],
        "alone": numpy.float64(2),
    }
    save("plain", values)
    (FIXTURES / "plain.json").write_text(json.dumps(shown, indent=1) + "\n")


def arrays():
    numbers = numpy.arange(6.0).reshape(2, 3)
    structured = numpy.array([(1, 0.5), (2, 1.5)], dtype=[("a", "i4"), ("b", "f8")])
    values = {
        "float64": numbers,
        "by columns": numpy.asfortranarray(numbers),
        "cube by columns": numpy.asfortranarray(numpy.arange(24, dtype="i2").reshape(2, 3, 4)),
        "view": numbers.T[1:],
        "big-endian": numbers.astype(">f4"),
        **{name: numpy.array([0, 1, 2]).astype(name) for name in
           ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32",
            "complex64", "complex128")},
        "scalar": numpy.array(5.0),
        "empty": numpy.zeros((0, 3)),
        "texts": numpy.array(["a", "bcd", ""]),
        "bytes": numpy.array([b"a", b"bcd"]),
        "dates": numpy.array(["2020-01-01", "NaT"], dtype="M8[D]"),
        "structured": structured,
        "objects": numpy.array([1, "x", None, torch.ones(2)], dtype=object),
    }
    lists = {}
    for name, value in values.items():
        shown = value.astype(">f4").astype("f4") if name == "big-endian" else value
        if name not in ("complex64", "complex128", "bytes", "dates", "structured", "objects"):
            lists[name] = {"dtype": value.dtype.name, "shape": value.shape, "list": shown.tolist()}
    save("arrays", {**values, "shared": [numbers, {"again": numbers}, numbers.dtype]})
    torch.save([numbers, numpy.asfortranarray(numbers)], FIXTURES / "arrays" / "protocol 5.pt", pickle_protocol=5)
    (FIXTURES / "arrays.json").write_text(json.dumps(lists, indent=1) + "\n")


def stand_in(module, *classes, **others):
    """Puts classes where packages that are not installed have theirs."""
    path = module.split(".")
    for end in range(1, len(path) + 1):
        sys.modules.setdefault(".".join(path[:end]), types.ModuleType(".".join(path[:end])))
    for value in [*classes, *others.values()]:
        value.__module__ = module
        value.__qualname__ = value.__name__
        setattr(sys.modules[module], value.__name__, value)


class AttributeDict(dict):
    """As Lightning has it."""


class Any:
    """As `typing.Any` is no class, something in its place."""


class ContainerMetadata:
    def __init__(self, key):
        self.ref_type, self.object_type, self.optional, self.key, self.flags = Any, dict, True, key, {}


class AnyNode:
    def __init__(self, value, key, parent):
        self.__dict__ |= {"_metadata": ContainerMetadata(key), "_parent": parent, "_val": value}


class DictConfig:
    """As OmegaConf has it: every node knows its parent."""

    def __init__(self, content, key=None, parent=None):
        self.__dict__["_metadata"] = ContainerMetadata(key)
        self.__dict__["_parent"] = parent
        self.__dict__["_content"] = {
            name: DictConfig(value, name, self) if isinstance(value, dict) else AnyNode(value, name, self)
            for name, value in content.items()
        }

    def __getstate__(self):
        return dict(self.__dict__)


class Stage(enum.Enum):
    FIT = "fit"
    TEST = "test"


class Level(enum.IntEnum):
    LOW = 1


Point = collections.namedtuple("Point", "x y")


class Slots:
    __slots__ = ("a", "b", "__dict__")


class Numbers(list):
    pass


class Words(set):
    pass


class Text(str):
    pass


class Ordered(OrderedDict):
    pass


class Outer:
    class Inner:
        pass

    def method(self):
        pass


class Labelled(torch.Tensor):
    pass


class Conv(torch.nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = torch.nn.Conv2d(inputs, outputs, 3, bias=False)
        self.bn = torch.nn.BatchNorm2d(outputs)
        self.act = torch.nn.SiLU()


class DetectionModel(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.yaml = {"nc": 2, "depth": 0.33, "backbone": [[-1, 1, "Conv", [4, 3]]]}
        self.model = torch.nn.Sequential(Conv(3, 4), Conv(4, 4))
        self.names = {0: "cat", 1: "dog"}
        self.stride = torch.tensor([8.0, 16.0])
        self.args = types.SimpleNamespace(imgsz=640, model="yolo.yaml")
        self.register_buffer("anchors", torch.ones(2), persistent=False)
        self.criterion = None


class RunningMeanStd:
    def __init__(self):
        self.mean, self.var, self.count = numpy.zeros(3), numpy.ones(3), numpy.float64(1e-4)


class ReplayBuffer:
    def __init__(self):
        self.observations = numpy.arange(12, dtype=numpy.float32).reshape(4, 3)
        self.dones = numpy.array([True, False, False, True])
        self.device, self.full, self.position = torch.device("cpu"), False, 4


def stand_ins():
    stand_in("lightning_fabric.utilities.data", AttributeDict)
    stand_in("omegaconf.base", ContainerMetadata)
    stand_in("omegaconf.nodes", AnyNode)
    stand_in("omegaconf.dictconfig", DictConfig)
    stand_in("pytorch_lightning.trainer.states", Stage, Any)
    stand_in("ultralytics.nn.modules.conv", Conv)
    stand_in("ultralytics.nn.tasks", DetectionModel)
    stand_in("stable_baselines3.common.running_mean_std", RunningMeanStd)
    stand_in("stable_baselines3.common.buffers", ReplayBuffer)


def step(model, **options):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, **options)
    for param in model.parameters():
        param.grad = torch.ones_like(param)
    optimizer.step()
    return optimizer.state_dict()


def lightning():
    model = torch.nn.Sequential(OrderedDict(net=torch.nn.Linear(2, 3)))
    config = DictConfig({"optim": {"lr": 1e-3, "betas": [0.9, 0.999]}, "data": {"root": Path("/data")}})
    return {
        "epoch": 3, "global_step": 12, "pytorch-lightning_version": "2.6.1",
        "state_dict": model.state_dict(),
        "loops": {"fit_loop": {"epoch_progress": {"total": {"ready": 3, "completed": 3}}}},
        "callbacks": {
            "ModelCheckpoint{'monitor': 'val_loss'}": {
                "monitor": "val_loss", "best_model_score": torch.tensor(0.25), "best_model_path": "/runs/best.ckpt",
                "best_k_models": {"/runs/best.ckpt": torch.tensor(0.25)}, "kth_value": numpy.float64(0.25),
            },
            "EarlyStopping": {"wait_count": 0, "best_score": torch.tensor(0.25), "mode_dict": {"min": torch.lt}},
        },
        "optimizer_states": [step(model)],
        "lr_schedulers": [{"base_lrs": [1e-3], "last_epoch": 3, "_get_lr_called_within_step": False}],
        "hparams_name": "cfg", "hparams_type": AttributeDict,
        "hyper_parameters": AttributeDict(
            cfg=config, lr=1e-3, stage=Stage.FIT, act=torch.nn.ReLU, args=argparse.Namespace(epochs=3, root=Path("/data")),
            device="cpu", kind="storage",
        ),
    }


def ultralytics():
    torch.manual_seed(0)
    model = DetectionModel().half()
    return {
        "date": datetime.datetime(2024, 5, 6, 7, 8, 9), "version": "8.2.0", "epoch": -1, "best_fitness": numpy.float64(0.5),
        "model": model, "ema": None, "updates": 10,
        "optimizer": step(torch.nn.Linear(2, 1)),
        "train_args": {"imgsz": 640, "device": None, "save_dir": Path("/runs/train")},
        "opt": argparse.Namespace(weights="yolo.pt", hyp={"lr0": 0.01}),
        "train_metrics": {"metrics/mAP50(B)": numpy.float64(0.5), "fitness": numpy.float32(0.25)},
    }


def reinforcement():
    torch.manual_seed(0)
    policy = torch.nn.Linear(3, 2)
    return {
        "policy": policy.state_dict(), "optimizer": step(policy), "timesteps": numpy.int64(100_000),
        "numpy_rng": numpy.random.RandomState(0).get_state(),
        "random_state": numpy.random.RandomState(0),
        "generator": numpy.random.default_rng(0),
        "torch_rng": torch.Generator().manual_seed(0).get_state(),
        "torch_generator": torch.Generator().manual_seed(0),
        "returns": collections.deque([1.0, numpy.float32(2.5)], maxlen=100),
        "replay": ReplayBuffer(), "obs_rms": RunningMeanStd(),
        "spaces": {"low": numpy.full(3, -numpy.inf, dtype=numpy.float32), "dtype": numpy.dtype("float32")},
        "schedule": functools.partial(max, 0.1), "elapsed": datetime.timedelta(hours=1, milliseconds=5),
    }


def objects():
    slots = Slots()
    slots.a, slots.c = 1, torch.ones(1)
    tied = torch.nn.Linear(2, 2)
    loop = types.SimpleNamespace(name="loop")
    loop.me, loop.list = loop, [loop]
    holder = {"plain": 1}
    holder["object"] = types.SimpleNamespace(holder=holder)
    words = Words(["a"])
    words.note = "kept"
    return {
        "namespace": argparse.Namespace(a=1, b=[torch.ones(1)]),
        "enums": {Stage.FIT: Stage.TEST, "low": Level.LOW, "flag": [Level.LOW, Stage.FIT]},
        "partial": functools.partial(int, base=2),
        "deques": [collections.deque([1, 2], 5), collections.deque([3]), collections.deque(), collections.deque(range(2001))],
        "tuples": [Point(1, torch.ones(1)), Point(1, 2)],
        "numbers": [fractions.Fraction(1, 3), uuid.UUID(int=5)],
        "slots": slots,
        "subclasses": [Numbers([1, 2]), Numbers([3]), words, Text("text"), Ordered(a=1), AttributeDict({i: i for i in range(1001)})],
        "names": [Outer, numpy.sum, len, torch.nn.Linear, torch.nn.functional.relu, OSError, print],
        "inner": [Outer.Inner(), Outer.Inner, Outer().method],
        "errors": [ValueError("wrong", 1), FileNotFoundError(2, "no such file")],
        "zone": datetime.datetime(2024, 1, 1, tzinfo=zoneinfo.ZoneInfo("UTC")),
        "tensors": [torch.ones(2).as_subclass(Labelled), torch.nn.Buffer(torch.ones(1)), torch.nn.Parameter(torch.ones(1)).as_subclass(Labelled)],
        "factory": defaultdict(Point, a=Point(1, 2)),
        "factories": [defaultdict(list, a=[1]), defaultdict(lambda_like, b=2), frozenset([1]), b""],
        "modules": [torch.nn.Sequential(tied, tied), torch.nn.ModuleDict({"a": torch.nn.Embedding(2, 2)}), torch.nn.LSTM(2, 2)],
        "generator": torch.Generator(),
        "cycles": [loop, holder],
        "state": complex_state(),
        "strings": ["cpu", "storage", "latin1", "a", "a", "", numpy.str_("a"), b"a", Text("a")],
        "matrix": numpy.matrix([[1.0]]),
        "masked": numpy.ma.masked_array([1.0, 2.0], mask=[True, False]),
        "record": numpy.rec.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
    }


def lambda_like():
    return 0


class Custom:
    def __reduce__(self):
        return Custom, (), (1, [torch.ones(1)], "text"), iter([1, 2]), iter([("a", 1)])

    def append(self, item):
        pass

    def extend(self, items):
        pass

    def __setitem__(self, key, value):
        pass

    def __setstate__(self, state):
        pass


def complex_state():
    return [Custom(), Custom()]


def opaque():
    stand_ins()
    torch.manual_seed(0)
    legacy = FIXTURES / "module.legacy.pt"
    torch.save(DetectionModel(), legacy, _use_new_zipfile_serialization=False)
    # The file has its classes' source with the paths it lies at, which are this machine's: another of the same length.
    here = str(Path(torch.__file__).parents[3]).encode()
    legacy.write_bytes(legacy.read_bytes().replace(here, b"/home/user/env/lib".ljust(len(here), b"_")[: len(here)]))
    torch.save(DetectionModel().state_dict(), FIXTURES / "module.state.pt")
    save("opaque", {"lightning": lightning(), "ultralytics": ultralytics(), "reinforcement": reinforcement(), **objects()})


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
    plain()
    arrays()
    opaque()
    python2_names()
    (FIXTURES / "index.json").write_text(json.dumps(INDEX, indent=1) + "\n")


if __name__ == "__main__":
    main()
