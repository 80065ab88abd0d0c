"""Writes fixtures/real.json: functions of doubles with 200 bits, as a double and what its rounding cut off.

Needs mpmath, which comes with PyTorch's sympy.
"""

import json
import math
import random
from pathlib import Path

from mpmath import cos, erf, exp, expm1, log, log1p, mp, mpf, sin, tanh

mp.prec = 200
random.seed(0)


def spread(low, high, count):
    """Numbers of all sizes between two bounds, of both signs where the bounds have them."""
    numbers = [random.uniform(low, high) for _ in range(count)]
    for _ in range(count):
        size = math.exp(random.uniform(math.log(1e-20), math.log(max(abs(low), abs(high)))))
        numbers += [x for x in (size, -size) if low <= x <= high]
    return numbers


CASES = {
    "exp": (exp, spread(-700, 700, 60) + spread(-2, 2, 60)),
    "expm1": (expm1, spread(-40, 700, 60) + spread(-2, 2, 60)),
    "log": (log, spread(1e-300, 1e300, 100) + spread(0.4, 3, 100) + [5e-324, 1e-310]),
    "log1p": (log1p, spread(-0.999999, 1e18, 60) + spread(-0.6, 1.5, 100)),
    "sin": (sin, spread(-10, 10, 60) + spread(-800000, 800000, 60) + [math.pi, 2 * math.pi, 355.0, 710.0]),
    "cos": (cos, spread(-10, 10, 60) + spread(-800000, 800000, 60) + [math.pi / 2, 11 * math.pi / 2, 355.0]),
    "tanh": (tanh, spread(-20, 20, 60) + spread(-1.5, 1.5, 70)),
    "erf": (erf, spread(-6, 6, 60) + spread(-1.5, 1.5, 70)),
}

result = {}
for name, (function, numbers) in CASES.items():
    rows = []
    for x in numbers:
        exact = function(mpf(x))
        value = float(exact)
        rows.append([x, value, float(exact - mpf(value))])
    result[name] = rows
path = Path(__file__).parent / "fixtures" / "real.json"
path.write_text(json.dumps(result, separators=(",", ":")) + "\n")
print(path, path.stat().st_size)
