"""Writes fixtures/random_numbers.json: what PyTorch's generator gives, as hashes, for two hundred seeds and sizes up to 10,000.

Run with PyTorch's native build (AVX2 or AVX-512), whose numbers people see on their machines; the portable one differs.
"""

import hashlib
import json
import random
from pathlib import Path

import torch

assert torch.backends.cpu.get_cpu_capability() in ("AVX2", "AVX512"), "needs the native build"
torch.set_num_threads(1)
random.seed(0)
F32, F64, I64, BOOL = torch.float32, torch.float64, torch.int64, torch.bool


def digest(*tensors) -> str:
    h = hashlib.sha256()
    for t in tensors:
        h.update(t.contiguous().numpy().tobytes())
    return h.hexdigest()[:16]


def probabilities(n, dtype):
    return (torch.arange(n, dtype=dtype) * 7 % 11) / 11


# Each draws n numbers; the test has the same calls under the same names.
CALLS = {
    "rand": lambda n: torch.rand(n),
    "rand64": lambda n: torch.rand(n, dtype=F64),
    "uniform": lambda n: torch.empty(n).uniform_(-0.3, 0.7),
    "uniform64": lambda n: torch.empty(n, dtype=F64).uniform_(-0.3, 0.7),
    "randn": lambda n: torch.randn(n),
    "randn64": lambda n: torch.randn(n, dtype=F64),
    "normal": lambda n: torch.normal(0.3, 1.7, (n,)),
    "normal64": lambda n: torch.empty(n, dtype=F64).normal_(0.3, 1.7),
    "normalTensors": lambda n: torch.normal(torch.arange(float(n)), probabilities(n, F32)),
    "randint": lambda n: torch.randint(-5, 1000, (n,)),
    "randintWide": lambda n: torch.randint(-(2**62), 2**62, (n,)),
    "randintFloat": lambda n: torch.randint(0, 10, (n,), dtype=F32),
    "randintBool": lambda n: torch.randint(0, 2, (n,), dtype=BOOL),
    "randperm": lambda n: torch.randperm(n),
    "bernoulli": lambda n: torch.bernoulli(probabilities(n, F32)),
    "bernoulli64": lambda n: torch.bernoulli(probabilities(n, F64)),
    "multinomial": lambda n: torch.multinomial(torch.tensor([1.0, 2.0, 0.5]), n + 2, replacement=True),
}

SEEDS = [0, 1, 42, -1, 2**32 - 1, 2**32 + 5, 2**63, 2**64 - 1, -(2**63)]
SEEDS += [random.randrange(2**32) for _ in range(200 - len(SEEDS))]
SIZES = [0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 100, 1000]


def streams():
    """For each seed: one stream per call, the sizes drawn one after the other, then the generator's state."""
    rows = []
    for k, seed in enumerate(SEEDS):
        sizes = random.sample(SIZES, 5) + ([10000] if k % 20 == 0 else [random.randrange(2000)])
        hashes = {}
        for name, call in CALLS.items():
            torch.manual_seed(seed)
            hashes[name] = digest(*(call(n) for n in sizes), torch.get_rng_state())
        rows.append({"seed": str(seed), "sizes": sizes, "hashes": hashes})
    return rows


def mixed():
    """Calls of all kinds in one stream: what one leaves over (half of a pair of normal numbers) another finds."""
    rows = []
    for seed in range(40):
        torch.manual_seed(seed)
        calls = [[random.choice(list(CALLS)), random.choice([0, 1, 2, 3, 5, 15, 16, 17, 40])] for _ in range(12)]
        rows.append({"seed": seed, "calls": calls, "hash": digest(*(CALLS[name](n) for name, n in calls))})
    return rows


def layouts():
    """In-place draws into views: the order in which memory is walked decides which element gets which number."""
    rows = []
    for seed in range(60):
        shape = [random.choice([1, 2, 3, 4, 5]) for _ in range(random.randint(1, 4))]
        dims = random.sample(range(len(shape)), len(shape))
        step = random.choice([1, 2])
        method = random.choice(["uniform_", "normal_", "bernoulli_"])
        dtype = random.choice([F32, F64])
        torch.manual_seed(seed)
        base = torch.zeros(shape, dtype=dtype)
        view = base.permute(dims)[::step]
        if method == "bernoulli_":
            view.bernoulli_(torch.linspace(0, 1, view.shape[-1], dtype=dtype))
        else:
            getattr(view, method)(0.25, 1.5)
        name = str(dtype).removeprefix("torch.")
        rows.append({"seed": seed, "shape": shape, "dims": dims, "step": step, "method": method, "dtype": name, "hash": digest(base)})
    return rows


def state():
    """The first seeds' states in full, to continue from, and what comes next."""
    rows = []
    for seed, draws in [(5, 0), (5, 1), (7, 700), (2**64 - 1, 3)]:
        torch.manual_seed(seed)
        torch.rand(draws)
        torch.randn(draws % 2)
        before = torch.get_rng_state()
        rows.append({"seed": str(seed), "uniform": draws, "normal": draws % 2, "state": digest(before), "next": torch.randn(3).tolist()})
    return rows


def edges():
    """Ranges so narrow that rounding reaches their upper end, and so wide that they leave what the type counts exactly."""
    rows = []
    for dtype in [F32, F64]:
        name = str(dtype).removeprefix("torch.")
        for low, high in [(1, 1 + 2**-22), (1e6, 1e6 + 0.25), (2.0**53, 2.0**53 + 4), (-0.0, 0.0), (0, 5e-324), (-3e-45, 3e-45)]:
            torch.manual_seed(3)
            drawn = torch.zeros(40, dtype=dtype).uniform_(low, high)
            rows.append({"method": "uniform_", "dtype": name, "low": repr(low), "high": repr(high), "hash": digest(drawn)})
        for low, high in [(0, 2**63 - 1), (-(2**62), 2**63 - 1), (-(2**63), 2**63 - 2**40), (2**24 + 1, 2**25 + 7), (-(2**53) - 9, 2**53 + 9)]:
            torch.manual_seed(3)
            drawn = torch.randint(low, high, (40,), dtype=dtype)
            rows.append({"method": "randint", "dtype": name, "low": str(low), "high": str(high), "hash": digest(drawn)})
    return rows


def not_intel():
    """What PyTorch draws from a generator of Intel's library, but only on Intel's processors: make this on another."""
    assert "GenuineIntel" not in Path("/proc/cpuinfo").read_text()
    calls = {
        "bernoulli": lambda n, dtype: torch.zeros(n, dtype=dtype).bernoulli_(0.3),
        "bernoulliView": lambda n, dtype: torch.zeros(3, n, dtype=dtype).t().bernoulli_(0.7),
        "dropout": lambda n, dtype: torch.nn.functional.dropout(torch.ones(n, dtype=dtype), 0.4),
        "dropoutView": lambda n, dtype: torch.nn.functional.dropout(torch.ones(3, n, dtype=dtype).t(), 0.1),
        "multinomial": lambda n, dtype: torch.multinomial(probabilities(n, dtype) + 1, n),
        "multinomialOne": lambda n, dtype: torch.multinomial(probabilities(n, dtype) + 1, 1, replacement=True),
    }
    rows = []
    for name, call in calls.items():
        for dtype in [F32, F64]:
            for seed in range(5):
                torch.manual_seed(seed)
                drawn = [call(n, dtype) for n in [1, 7, 16, 100, 333]]
                type_name = str(dtype).removeprefix("torch.")
                rows.append({"call": name, "dtype": type_name, "seed": seed, "hash": digest(*drawn, torch.get_rng_state())})
    return rows


fixture = {
    "torch": torch.__version__,
    "capability": torch.backends.cpu.get_cpu_capability(),
    "streams": streams(),
    "mixed": mixed(),
    "layouts": layouts(),
    "states": state(),
    "edges": edges(),
    "notIntel": not_intel(),
}
path = Path(__file__).parent / "fixtures" / "random_numbers.json"
path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
