"""Writes fixtures/python_text.json: how Python prints floats, strings and containers.

Needs only Python. Floats are given by their bits, so that no other parser stands between.
"""

import json
import random
import struct
from collections import Counter, OrderedDict, defaultdict
from pathlib import Path

random.seed(0)


def bits(x: float) -> str:
    return struct.pack(">d", x).hex()


def samples():
    yield from (0.0, -0.0, 1.0, -1.0, 0.1, 1e-4, 9.999e-5, 1e-5, 1e15, 1e16, 1e17, 123456789012345678.0, 1e21, 1e22, 1e23)
    yield from (0.03125, 0.5, 1.5, 2.5, 0.00005, 0.00015, 0.00025, 9.99995, 9.99996, 99999.5, 0.99999999, 5e-324)
    yield from (1.7976931348623157e308, 2.2250738585072014e-308, float("inf"), float("-inf"), float("nan"), 2.0**70)
    yield from (k / 32 for k in range(-40, 40))  # many are exact ties at four digits
    yield from ((2 * k + 1) * 5.0**s * 2.0 ** (s - 1) for k in range(10000, 10020) for s in (1, 3, 8))
    for _ in range(150):
        yield random.uniform(-1, 1) * 10 ** random.randint(-8, 8)
        yield float(random.randint(-1000, 1000)) / 10 ** random.randint(0, 6)
    for _ in range(150):
        x = struct.unpack(">d", random.randbytes(8))[0]
        if x == x:
            yield x


STRINGS = ["", "a", "it's", 'say "x"', "both ' and \"", "tab\tnl\ncr\r\\", "\x00\x7f\x80\xa0\xad", "é😀", "\u2028\ufeff", "\U000e0001"]

VALUES = {
    "scalars": [None, True, False, 0, -7, 10**15, 0.5, -0.0, float("nan"), "x"],
    "tuples": [(), (1,), (0.9, 0.999), ((1, 2), [])],
    "dicts": [{}, {"lr": 0.001, "betas": (0.9, 0.999), "foreach": None}, {0: {"step": 1}, 1: []}],
    "ordered": [OrderedDict(), OrderedDict([("a", 1), ("b", [True])])],
    "counter": [Counter(), Counter({30: 1, 80: 2})],
    "set": [set(), {5}],
    "defaultdict": [defaultdict(dict), defaultdict(list, {1: [2]})],
    "bytes": [b"", b"a'b", b"\x00\xff\n\\\"'"],
}

floats = [
    {"bits": bits(x), "repr": repr(x), "f0": "%.0f" % x, "f4": "%.4f" % x, "e4": "%.4e" % x, "e0": "%.0e" % x}
    for x in samples()
]
fixture = {
    "floats": floats,
    "strings": [[s, repr(s)] for s in STRINGS],
    "values": {name: [repr(v) for v in values] for name, values in VALUES.items()},
}
path = Path(__file__).parent / "fixtures" / "python_text.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
