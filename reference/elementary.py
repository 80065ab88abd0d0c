"""Writes fixtures/elementary.json: Python's elementary functions, and fused multiply-adds.

Python takes them from the C library: here the GNU one on a processor with fused multiply-add, which is what most people
run PyTorch on. Angles beyond 10^8 are rounded correctly instead (by mpmath). Doubles are given by their bits.
"""

import ctypes
import json
import math
import platform
import random
import struct
from pathlib import Path

from mpmath import mp

assert platform.libc_ver()[0] == "glibc" and "fma" in Path("/proc/cpuinfo").read_text().split(), "needs glibc and FMA"
mp.prec = 1400  # enough for the sine of the largest double
random.seed(0)


def bits(x: float) -> str:
    return struct.pack(">d", x).hex()


def any_double() -> float:
    while True:
        x = struct.unpack(">d", random.randbytes(8))[0]
        if math.isfinite(x):
            return x


def row(function, *arguments: float) -> list[str]:
    try:
        value = function(*arguments)
    except OverflowError:
        value = math.inf
    return [bits(x) for x in (*arguments, value)]


def angle_row(function, exact, x: float) -> list[str]:
    return row(function, x) if abs(x) < 1e8 else [bits(x), bits(float(exact(mp.mpf(x))))]


def steps(n: int):
    return sorted(random.sample(range(1, 20001), n))


def pow_arguments():
    for base in (0.9, 0.999, 0.95, 0.99, 0.1):
        yield from ((base, float(t)) for t in [1, 2, 3, 4, 16, 81, *steps(60)])
    yield from ((0.96, t * 0.004) for t in steps(80))
    # 81**-0.8 is one that the C library rounds wrongly
    yield from ((float(t), -0.8) for t in [81, *steps(80)])
    yield from ((1 + 1e-6 * t, 0.75) for t in steps(80))
    yield from ((1 - 0.999**t, 0.5) for t in steps(80))
    yield from ((float(random.randint(1, 40)), float(random.randint(-40, 40))) for _ in range(40))
    # exact ties and exact results, whole and fractional powers
    yield from ((float(random.randrange(94906267, 2**27, 2)), 2.0) for _ in range(20))
    yield from ((float(random.randint(1, 200000)) ** 2, 0.5) for _ in range(10))
    yield from ((float(random.randint(1, 1000)) ** 4, 0.75) for _ in range(10))
    yield from ((2.0 ** random.randint(-500, 500), random.choice([-1.0, 2.0, 0.5, -0.25, 1.5])) for _ in range(20))
    for _ in range(120):
        x = abs(any_double())
        yield x, random.uniform(-745, 710) / math.log(x)
    yield from ((0.9, float(t)) for t in range(6720, 7080, 15))  # subnormal results
    yield from ((1 + 2**-52, 3e18), (1 - 2**-53, 2.0**62), (0.5, 1074.0), (0.5, 1075.0), (0.5, 1075.5), (5e-324, 1e-3))


def fixture():
    angles = [math.pi * t / 100 for t in steps(300)] + [random.gauss(0, 10) for _ in range(300)]
    angles += [any_double() for _ in range(80)] + [float(k * mp.pi / 2) for k in range(1, 60)]
    positive = [random.random() for _ in range(400)] + [abs(any_double()) for _ in range(80)]
    positive += [1 + random.uniform(-1, 1) * 2.0**-k for k in range(1, 53)] + [5e-324, 2.0**-1030, 1.5e-310]
    small = [random.uniform(-1, 1) for _ in range(80)] + [random.choice((-1, 1)) * 2.0 ** -random.uniform(0, 70) for _ in range(80)]
    small += [random.random() * 2.0**k for k in range(0, 1000, 20)]
    powers = [random.uniform(-708, 709) for _ in range(80)] + [random.gauss(0, 1) for _ in range(80)]
    powers += [random.uniform(-746, -707) for _ in range(20)] + [2.0**-k for k in range(1, 60)] + [709.7827128933840, -745.1332191019411]
    return {
        "pow": [row(math.pow, x, y) for x, y in pow_arguments()],
        "exp": [row(math.exp, x) for x in powers],
        "log": [row(math.log, x) for x in positive],
        "log1p": [row(math.log1p, x) for x in small],
        "sin": [angle_row(math.sin, mp.sin, x) for x in angles],
        "cos": [angle_row(math.cos, mp.cos, x) for x in angles],
        "fma64": fused64(),
        "fma32": fused32(),
    }


libm = ctypes.CDLL("libm.so.6")
libm.fma.restype, libm.fma.argtypes = ctypes.c_double, [ctypes.c_double] * 3
libm.fmaf.restype, libm.fmaf.argtypes = ctypes.c_float, [ctypes.c_float] * 3


def fused64():
    rows = []
    for k in range(400):
        a, b, c = any_double(), any_double(), any_double()
        if k % 4 == 1:  # cancellation
            a, b = random.uniform(-2, 2), random.uniform(-2, 2)
            c = -a * b * (1 + random.choice((0, 2**-52, 2**-30)))
        elif k % 4 == 2:  # the sum falls near a tie
            a, b = 1 + 2.0**-random.randint(1, 52), 1 - 2.0**-random.randint(1, 52)
            c = 2.0 ** random.randint(-110, 110) * random.choice((-1, 1))
        elif k % 4 == 3:  # products at the edges of the range
            a, b = random.uniform(1, 2) * 2.0 ** random.randint(-1070, -500), random.uniform(1, 2) * 2.0 ** random.randint(-600, 600)
            c = random.uniform(-1, 1) * 2.0 ** random.randint(-1074, -900)
        rows.append([a, b, c])
    special = [0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e308, -1e308]
    rows += [[a, b, c] for a in special for b in special for c in special]
    return [[bits(x) for x in (*r, libm.fma(*r))] for r in rows]


def fused32():
    def single(x):
        return struct.unpack("f", struct.pack("f", x))[0]

    rows = [[(1 + 2**-12) * 2**-24, 1 - 4095 * 2**-24, 1.0]]
    for k in range(400):
        a, b, c = (struct.unpack("f", random.randbytes(4))[0] for _ in range(3))
        if k % 2:
            a, b = single(1 + 2.0 ** -random.randint(1, 23)), single(1 - 2.0 ** -random.randint(1, 24))
            c = random.choice((-1, 1)) * 2.0 ** random.randint(-60, 60)
            a *= 2.0 ** random.randint(-30, 30)
        rows.append([a, b, c])
    special = [0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, single(3e38)]
    rows += [[a, b, c] for a in special for b in special for c in special]
    return [[bits(x) for x in (*r, libm.fmaf(*r))] for r in rows]


path = Path(__file__).parent / "fixtures" / "elementary.json"
path.write_text(json.dumps(fixture(), separators=(",", ":")) + "\n")
