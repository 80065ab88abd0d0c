"""Makes fixtures/files: small files as PyTorch writes them, which Downhill must read and write byte for byte.

    python -m venv venv && venv/bin/pip install torch==2.13.0 numpy mpmath safetensors
    venv/bin/python reference/files.py

`index.json` tells of each file what it holds. A file NAME.pt is what `torch.save` wrote; NAME.again.pt beside it is what
`torch.save(torch.load(NAME.pt), ...)` writes where that differs: strings that were one object in the first process are
not always one in the second.
"""

import hashlib
import json
import shutil
import warnings
from collections import Counter, OrderedDict, defaultdict
from pathlib import Path

import portable  # noqa: F401

import torch

from optimizer_cases import ELEMENTWISE, RICH

FIXTURES = Path(__file__).resolve().parent / "fixtures" / "files"
INDEX = {"torch": torch.__version__.split("+")[0], "values": [], "modules": [], "optimizers": [], "legacy": []}

warnings.simplefilter("ignore")


def save(obj, name, **options):
    """Saves a file; and once more after loading it, if that gives other bytes."""
    path = FIXTURES / f"{name}.pt"
    torch.save(obj, path, **options)
    return path


def save_again(path):
    first = path.read_bytes()
    loaded = torch.load(path)
    torch.save(loaded, path)
    again = path.read_bytes()
    path.write_bytes(first)
    if again != first:
        path.with_suffix(".again.pt").write_bytes(again)


def with_attribute(tensor):
    tensor.note = "kept"
    return tensor


def shared():
    base = torch.arange(10.0)
    return [base, base[2:5], base.view(2, 5), base[::3]]


DTYPES = """float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool complex64 complex128 complex32
uint16 uint32 uint64 float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz float8_e8m0fnu""".split()


def every_byte(dtype):
    """A tensor of a type, of all bytes in turn; truth values are 0 or 1."""
    size = torch.empty((), dtype=dtype).element_size()
    count = 4 if size > 1 else 256
    if dtype == torch.bool:
        return torch.tensor([True, False, True])
    data = torch.arange(count * size, dtype=torch.int64).mul_(37 if size > 1 else 1).to(torch.uint8)
    return data.view(dtype)


def values():
    tensor = torch.arange(6.0).reshape(2, 3)
    weight = torch.nn.Parameter(torch.ones(2))
    twins = ["fc.weight", "".join(["fc.", "weight"]), "storage", "cpu", "x"]
    table = {
        "numbers": [0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**53, 2**63, 2**80,
                    -(2**80), 0.0, -0.0, 1.0, 0.1, 1e300, 2.0**60, float("inf"), float("-inf")],
        "constants": [None, True, False, "", "text", "\u00e9\U0001f600", "\ud800"],
        "containers": {"list": [], "tuple": (), "dict": {}, "set": {3}, "one": [1], "pair": (1, 2), "long": (1, 2, 3, 4),
                       "nested": [[[()]]], "ordered": OrderedDict(b=1, a=2), "counter": Counter([1, 1, 2]),
                       "size": torch.Size([2, 3]), "scalar size": torch.Size([])},
        "keys": {1: "int", "1": "str", -5: 0, None: 1, (1, 2): 3, 2.0: 1.0, "a": 2.0, "10": 3, "9": 4},
        "prototype": {"__proto__": {"polluted": 1}, "constructor": 2, "toString": 3},
        "floats": {"a": 1.0, "b": 1, "list": [1.0, 1, 2.5], "tuple": (0.0, 0), "set": {5.0}},
        "bytes": [b"ab\xff", bytearray(b"\x00\xfe"), bytearray()],
        "no bytes": b"",
        "torch": [torch.float32, torch.uint16, torch.sparse_coo, torch.device("cpu"), torch.device("cuda", 1), 1j,
                  torch.per_tensor_affine, torch.float32],
        "many": {f"key {i}": i for i in range(1000)},
        "many ordered": OrderedDict((i, str(i)) for i in range(1001)),
        "many listed": list(range(2001)),
        "twins": twins + twins,
        "twin keys": [{"".join(["we", "ight"]): 1}, {"".join(["we", "ight"]): 2}, {"weight": "weight"}],
        "memo": [(i, str(i)) for i in range(300)],
        "tensor": tensor,
        "views": [tensor.t(), tensor[1], tensor[:, 1:], tensor.expand(4, 2, 3), torch.tensor(5.0), torch.empty(0),
                  torch.empty(2, 0), tensor[0:0]],
        "shared": shared(),
        "twice": [tensor, tensor, [tensor]],
        "dtypes": {name: every_byte(getattr(torch, name)) for name in DTYPES},
        "parameter": [weight, weight, torch.nn.Parameter(torch.ones(1), requires_grad=False),
                      torch.ones(1, requires_grad=True)],
        "attributes": [with_attribute(torch.ones(1)), with_attribute(torch.nn.Parameter(torch.ones(1)))],
        "conjugate": torch.tensor([1 + 2j]).conj(),
        "conjugate parameter": [torch.nn.Parameter(torch.tensor([1 + 2j]).conj(), requires_grad=grad) for grad in (True, False)],
        "meta": torch.ones(2, 3, device="meta"),
        "quantized": [torch.quantize_per_tensor(torch.ones(2), 0.1, 3, torch.qint8),
                      torch.quantize_per_channel(torch.ones(2, 2), torch.tensor([0.1, 0.2]), torch.tensor([0, 1]), 0,
                                                 torch.quint8)],
        "sparse": [torch.sparse_coo_tensor([[0, 1]], [1.0, 2.0], (3,)),
                   torch.sparse_coo_tensor([[0, 1], [1, 0]], [1.0, 2.0], (2, 2)).coalesce()],
        "sparse compressed": [torch.eye(2).to_sparse_csr(), torch.eye(2).to_sparse_csc()],
        "nested": torch.nested.nested_tensor([torch.ones(2), torch.ones(3)]),
        "storages": [torch.ones(2).storage(), torch.ones(2).untyped_storage()],
        "descriptor": torch.tensor([0x08074B50, 1, 2], dtype=torch.int32),
        "dotted.name": 1,
        "defaultdict": defaultdict(list, {1: [2]}),
    }
    for name, value in table.items():
        path = save(value, f"values/{name}")
        # PyTorch doesn't load its own file, or turns an untyped storage into one of bytes; Downhill keeps both.
        if name not in ("defaultdict", "storages", "no bytes"):
            save_again(path)
        INDEX["values"].append(name)


def modules():
    torch.manual_seed(0)
    sequence = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1, bias=False))
    table = {
        "linear": torch.nn.Linear(2, 3),
        "sequential": sequence,
        "embedding": torch.nn.Embedding(3, 2),
        "normalized": torch.nn.Sequential(OrderedDict(norm=torch.nn.LayerNorm(3), out=torch.nn.Linear(3, 1))),
        "deep": torch.nn.Sequential(*[torch.nn.Sequential(torch.nn.Linear(1, 1)) for _ in range(12)]),
    }
    for name, module in table.items():
        save_again(save(module.state_dict(), f"modules/{name}"))
        INDEX["modules"].append(name)


def parameters():
    """Three parameters; their values and gradients are exact in both languages."""
    return [
        torch.nn.Parameter(torch.arange(6.0).reshape(2, 3) / 8 - 0.25),
        torch.nn.Parameter(torch.tensor([0.5, -0.75])),
        torch.nn.Parameter(torch.tensor([[1.25]])),
    ]


def set_gradients(params, step):
    for k, param in enumerate(params):
        values = [((7 * i + 3 * k + 5 * step) % 9 - 4) / 4 for i in range(param.numel())]
        param.grad = torch.tensor(values).reshape(param.shape)


CASES = {
    "SGD": [{}, {"momentum": 0.9, "nesterov": True}],
    "LBFGS": [{}, {"lr": 0.5, "history_size": 3, "line_search_fn": "strong_wolfe"}],
    "SparseAdam": [{}],
    "Adafactor": [{}],
    "Muon": [{}],
}
GROUPS = [{"params": [0]}, {"params": [1, 2], "lr": 0.5}]


def optimizers():
    for name in [*ELEMENTWISE, "SparseAdam", "LBFGS", "Adafactor", "Muon"]:
        runs = [{"options": options} for options in CASES.get(name, [{}]) + ([RICH[name]] if name in RICH else [])]
        if name not in ("LBFGS", "Muon"):
            runs += [{"options": {}, "groups": GROUPS}, {"options": {}, "named": True}, {"options": {}, "steps": 0}]
        for number, run in enumerate(runs):
            file = f"optimizers/{name}{number or ''}"
            run = {"file": file, "optimizer": name, "steps": 2, **run}
            make_optimizer(run)
            INDEX["optimizers"].append(run)


def build(run, params):
    cls = getattr(torch.optim, run["optimizer"])
    if run["optimizer"] == "Muon":
        params = params[:1]
    if "groups" in run:
        return cls([{**group, "params": [params[i] for i in group["params"]]} for group in run["groups"]], **run["options"])
    if run.get("named"):
        return cls(list(zip(["net.weight", "net.bias", "eps"], params)), **run["options"])
    return cls(params, **run["options"])


def make_optimizer(run):
    params = parameters()
    optimizer = build(run, params)
    for step in range(run["steps"]):
        if run["optimizer"] == "LBFGS":
            optimizer.step(lambda: closure(params))
            continue
        set_gradients(params, step)
        if run["optimizer"] == "SparseAdam":
            for param in params:
                param.grad = param.grad.to_sparse(1)
        optimizer.step()
    path = save(optimizer.state_dict(), run["file"])
    save_again(path)
    # What a program that resumed from the file saves.
    resumed = build(run, parameters())
    resumed.load_state_dict(torch.load(path))
    first = path.read_bytes()
    torch.save(resumed.state_dict(), path)
    again = path.read_bytes()
    path.write_bytes(first)
    if again != first:
        path.with_suffix(".resumed.pt").write_bytes(again)


def closure(params):
    """A quadratic function, whose gradient is the parameters themselves but for a shift and a factor."""
    loss = 0.0
    for k, param in enumerate(params):
        values = (param.detach() - 0.5) * (k + 1)
        param.grad = values.clone()
        loss += float((values * values).sum()) / (2 * (k + 1))
    return loss


def digest(tensor):
    """The SHA-256 of a tensor's bytes, its NaNs made the same one, and a negative zero's sign kept."""
    if tensor.is_floating_point() and tensor.element_size() > 1:
        tensor = torch.where(tensor.isnan(), torch.full_like(tensor, float("nan")), tensor)
    return hashlib.sha256(tensor.contiguous().view(torch.uint8).numpy().tobytes()).hexdigest()[:16]


SMALL_FLOATS = "float16 bfloat16 float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz float8_e8m0fnu".split()
INTEGERS = "int8 int16 int32 uint8 uint16 uint32 uint64".split()


def conversions():
    """Every bit pattern of the small types to float32 and int64; and numbers of float32 and int64 to those types."""
    result = {"decoded": {}, "encoded": {}}
    for name in SMALL_FLOATS + INTEGERS:
        dtype = getattr(torch, name)
        size = torch.empty((), dtype=dtype).element_size()
        if size <= 2:
            data = torch.arange(256 ** size, dtype=torch.int64).to(torch.uint8 if size == 1 else torch.uint16).view(dtype)
        else:
            data = (torch.arange(1000, dtype=torch.int64) * 0x0123456789ABCDEF).view(torch.uint8)[: 1000 * size].view(dtype)
        entry = {"float32": digest(data.to(torch.float32)), "float64": digest(data.to(torch.float64))}
        if name in INTEGERS:
            entry["int64"] = digest(data.to(torch.int64))
        result["decoded"][name] = entry
    # Every exponent and sign, and fractions around the ties of all types; the same bits are made on the other side.
    bits = torch.tensor([(e << 23) | f for e in range(511) for f in FRACTIONS], dtype=torch.int64).to(torch.int32)
    numbers = bits.view(torch.float32)
    numbers = numbers[~numbers.isnan()]
    for name in SMALL_FLOATS:
        dtype = getattr(torch, name)
        source = numbers.abs() if name == "float8_e8m0fnu" else numbers
        result["encoded"][name] = hashlib.sha256(source.to(dtype).view(torch.uint8).numpy().tobytes()).hexdigest()[:16]
    integers = torch.arange(-1000, 1000, dtype=torch.int64) * 0x0123456789AB
    for name in INTEGERS:
        data = integers.to(getattr(torch, name)).view(torch.uint8)
        result["encoded"][name] = hashlib.sha256(data.numpy().tobytes()).hexdigest()[:16]
    (FIXTURES / "conversions.json").write_text(json.dumps(result, indent=1) + "\n")


#: Of a float32's 23 bits: nothing, ties at every cut, and their neighbours.
FRACTIONS = sorted({x for cut in range(12, 24) for tie in (1 << (cut - 1), 3 << (cut - 1)) for x in (tie - 1, tie, tie + 1)
                    if 0 <= x < 1 << 23} | {0, (1 << 23) - 1})


SAFETENSORS_TYPES = """bool uint8 int8 float8_e5m2 float8_e4m3fn float8_e8m0fnu float8_e4m3fnuz float8_e5m2fnuz int16 uint16
float16 bfloat16 int32 uint32 float32 complex64 float64 int64 uint64""".split()


def info(dtype="F32", shape="[2]", offsets="[0,8]"):
    return f'{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}'


def headers():
    """Headers with the number of bytes behind them, good and bad: (name, header, bytes[, length that is claimed])."""
    one = f'"a":{info()}'
    yield "good", f"{{{one}}}", 8
    yield "empty", "{}", 0
    yield "empty with data", "{}", 1
    yield "no bytes", "", 0
    yield "an array", "[]", 0
    yield "a number", "1", 0
    yield "leading space", f" {{{one}}}", 8
    yield "leading line feed", f"\n{{{one}}}", 8
    yield "trailing space", f"{{{one}}} \t\r\n", 8
    yield "trailing null", f"{{{one}}}\0", 8
    yield "trailing brace", f"{{{one}}}}}", 8
    yield "unfinished", f"{{{one}", 8
    yield "trailing comma", f"{{{one},}}", 8
    yield "comment", f"{{{one}/*x*/}}", 8
    yield "single quotes", f"{{{one}}}".replace('"', "'"), 8
    yield "same name twice", f"{{{one},{one}}}", 8
    yield "same name, another type", f'{{{one},"a":{info("I32")}}}', 8
    yield "field twice", '{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 8
    yield "further field", '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":[{}]}}', 8
    yield "missing field", '{"a":{"dtype":"F32","shape":[2]}}', 8
    yield "null entry", '{"a":null}', 8
    yield "too few bytes", f"{{{one}}}", 7
    yield "too many bytes", f"{{{one}}}", 9
    yield "hole at the start", f'{{"a":{info(offsets="[4,12]")}}}', 12
    yield "hole in the middle", f'{{{one},"b":{info(offsets="[12,20]")}}}', 20
    yield "overlap", f'{{{one},"b":{info(offsets="[4,12]")}}}', 12
    yield "same bytes twice", f'{{{one},"b":{info()}}}', 8
    yield "any order", f'{{"b":{info(offsets="[8,16]")},{one}}}', 16
    yield "inverted", f'{{"a":{info(offsets="[8,0]")}}}', 8
    yield "three offsets", f'{{"a":{info(offsets="[0,8,8]")}}}', 8
    yield "negative offset", f'{{"a":{info(offsets="[-8,0]")}}}', 8
    yield "metadata", f'{{"__metadata__":{{"k":"v"}},{one}}}', 8
    yield "metadata null", f'{{"__metadata__":null,{one}}}', 8
    yield "metadata with a number", f'{{"__metadata__":{{"k":1}},{one}}}', 8
    yield "metadata nested", f'{{"__metadata__":{{"k":{{}}}},{one}}}', 8
    yield "metadata key twice", f'{{"__metadata__":{{"k":"v","k":"w"}},{one}}}', 8
    yield "metadata twice", f'{{"__metadata__":{{}},"__metadata__":{{}},{one}}}', 8
    yield "metadata that is a tensor", f'{{"__metadata__":{info()}}}', 8
    for shape in ("[-2]", "[2.0]", "[2e0]", "[02]", "[+2]", "[-0]", '["2"]', "[true]", "2", "null", "[[2]]", "[2"):
        yield f"shape {shape}", f'{{"a":{info(shape=shape)}}}', 8
    yield "no dimensions", f'{{"a":{info(shape="[]", offsets="[0,4]")}}}', 4
    yield "no elements", f'{{"a":{info(shape="[0,5]", offsets="[0,0]")}}}', 0
    yield "no elements at the start", f'{{"b":{info(shape="[0]", offsets="[0,0]")},{one}}}', 8
    yield "no elements in the middle", f'{{"b":{info(shape="[0]", offsets="[4,4]")},{one}}}', 8
    yield "no elements at the end", f'{{"b":{info(shape="[0]", offsets="[8,8]")},{one}}}', 8
    yield "overflow", f'{{"a":{info(shape="[9223372036854775807,4]")}}}', 8
    yield "2^64", f'{{"a":{info(shape="[0,18446744073709551616]", offsets="[0,0]")}}}', 0
    for dtype in ("F31", "f32", "", "C128", "F32 "):
        yield f"dtype {dtype}", f'{{"a":{info(dtype)}}}', 8
    yield "half a byte", f'{{"a":{info("F4", "[3]", "[0,2]")}}}', 2
    yield "name with escapes", f'{{"a\\u0062\\n\\/":{info()}}}', 8
    yield "name without characters", f'{{"":{info()}}}', 8
    yield "name with half a character", f'{{"\\ud800":{info()}}}', 8
    yield "name with a control character", f'{{"a\x01":{info()}}}', 8
    yield "name with a wrong escape", f'{{"a\\x":{info()}}}', 8
    yield "nested deeply", '{"a":' + "[" * 1000 + "]" * 1000 + "}", 8
    yield "claimed length too large", f"{{{one}}}", 8, 10**6
    yield "claimed length beyond the limit", f"{{{one}}}", 8, 100_000_001
    yield "claimed length too small", f"{{{one}}}", 8, 5
    yield "claimed length of nothing", f"{{{one}}}", 8, 0


def safetensors_files():
    import safetensors
    from safetensors.torch import save_file

    (FIXTURES / "safetensors").mkdir()
    generator = torch.Generator().manual_seed(0)
    tensors = {}
    for name in SAFETENSORS_TYPES:
        dtype = getattr(torch, name)
        size = torch.empty((), dtype=dtype).element_size()
        data = torch.randint(0, 2 if name == "bool" else 256, (6 * size,), dtype=torch.uint8, generator=generator)
        tensors[f"{name}.x"] = data.view(dtype).reshape(2, 3).contiguous()
    save_file(tensors, FIXTURES / "safetensors" / "types.safetensors")
    torch.save(tensors, FIXTURES / "safetensors" / "types.pt")
    named = {'\u00e9"\n': torch.ones(1), "z": torch.zeros(0, 3), "a": torch.tensor(5.0), "\U0001f600": torch.ones(2), "\uffff": torch.ones(1)}
    save_file(named, FIXTURES / "safetensors" / "names.safetensors", {"format": "pt", "b": "\u2028\x7f", "a": ""})
    torch.save(named, FIXTURES / "safetensors" / "names.pt")
    table = []
    for name, header, count, *claimed in headers():
        text = header.encode()
        data = (claimed[0] if claimed else len(text)).to_bytes(8, "little") + text + bytes(count)
        try:
            safetensors.deserialize(data)
            accepted = True
        except safetensors.SafetensorError:
            accepted = False
        table.append({"name": name, "header": header, "bytes": count, "claimed": claimed[0] if claimed else None, "accepted": accepted})
    (FIXTURES / "safetensors" / "headers.json").write_text(
        json.dumps({"safetensors": safetensors.__version__, "headers": table}, indent=1) + "\n"
    )


def legacy():
    table = {
        "linear": torch.nn.Linear(2, 3).state_dict(),
        "shared": shared(),
        "dtypes": {name: every_byte(getattr(torch, name)) for name in DTYPES[:12]},
        "empty": [torch.empty(0), 1.0],
    }
    for name, value in table.items():
        save(value, f"legacy/{name}", _use_new_zipfile_serialization=False)
        # The same in today's format, for comparison.
        save(value, f"legacy/{name}.zip")
        INDEX["legacy"].append(name)


def main():
    shutil.rmtree(FIXTURES, ignore_errors=True)
    for folder in ("values", "modules", "optimizers", "legacy"):
        (FIXTURES / folder).mkdir(parents=True)
    values()
    modules()
    optimizers()
    legacy()
    conversions()
    safetensors_files()
    (FIXTURES / "index.json").write_text(json.dumps(INDEX, indent=1) + "\n")


if __name__ == "__main__":
    main()
