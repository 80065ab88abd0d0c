"""The polynomials of packages/downhill/src/ir/functions.ts and src/math: interpolation at Chebyshev nodes with 50 digits.

Prints each with its largest relative error in the function's value (a float32's last place is 6e-8).
Needs mpmath, which comes with PyTorch's sympy.
"""

from mpmath import atanh, cos, erf, erfc, exp, expm1, log, lu_solve, matrix, mp, mpf, nstr, pi, polyval, sqrt, tanh

mp.dps = 50


def fitted(function, low, high, count):
    """Coefficients of the polynomial that agrees with the function at `count` Chebyshev nodes, constant first."""
    middle, half = (low + high) / 2, (high - low) / 2
    nodes = [middle + half * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    powers = matrix(count, count)
    values = matrix(count, 1)
    for i, node in enumerate(nodes):
        values[i] = function(node)
        for j in range(count):
            powers[i, j] = node**j
    return [float(c) for c in lu_solve(powers, values)]


def report(name, function, value, exact, low, high, count):
    coefficients = fitted(function, low, high, count)
    worst = mpf(0)
    for i in range(2001):
        x = low + (high - low) * mpf(i) / 2000
        if abs(x) < mpf(10) ** -12:
            continue
        p = polyval([mpf(c) for c in reversed(coefficients)], x)
        worst = max(worst, abs(value(x, p) / exact(x) - 1))
    print(f"{name}: {nstr(worst, 3)}")
    print(" ", ", ".join(repr(c) for c in coefficients))


def near_zero(function, limit):
    """The function, or its limit where the quotient that defines it has lost its digits."""
    return lambda x: function(x) if abs(x) > mpf(10) ** -12 else limit


def place(u):
    """x of u = (2 / (x + 3) - 1/4 - 1/7) / (1/4 - 1/7)."""
    first, last = mpf(1) / 4, mpf(1) / 7
    return 2 / (u * (first - last) + first + last) - 3


HALF_LN2 = log(2) / 2 * mpf("1.0001")
report(
    "EXPM1",
    near_zero(lambda r: (expm1(r) - r) / r**2, mpf(1) / 2),
    lambda r, p: r + r * r * p,
    expm1,
    -HALF_LN2,
    HALF_LN2,
    7,
)
LARGEST_SQUARE = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.0001")
report(
    "LOG",
    near_zero(lambda z: (2 * atanh(sqrt(z)) - 2 * sqrt(z)) / sqrt(z) ** 3, mpf(2) / 3),
    lambda z, p: 2 * sqrt(z) + sqrt(z) ** 3 * p,
    lambda z: 2 * atanh(sqrt(z)),
    mpf(0),
    LARGEST_SQUARE,
    6,
)
report(
    "ERF_SMALL",
    near_zero(lambda z: erf(sqrt(z)) / sqrt(z), 2 / sqrt(pi)),
    lambda z, p: sqrt(z) * p,
    lambda z: erf(sqrt(z)),
    mpf(0),
    mpf(1),
    8,
)
report(
    "ERF_LARGE",
    lambda u: exp(place(u) ** 2) * erfc(place(u)),
    lambda u, p: 1 - p * exp(-place(u) ** 2),
    lambda u: erf(place(u)),
    mpf(-1),
    mpf(1),
    8,
)

# For doubles: packages/downhill/src/math/real.ts and tanh.ts.
report(
    "EXP, for doubles",
    near_zero(lambda r: (expm1(r) - r) / r**2, mpf(1) / 2),
    lambda r, p: r + r * r * p,
    expm1,
    -HALF_LN2,
    HALF_LN2,
    13,
)
report(
    "LOG, for doubles",
    near_zero(lambda z: (2 * atanh(sqrt(z)) - 2 * sqrt(z)) / sqrt(z) ** 3, mpf(2) / 3),
    lambda z, p: 2 * sqrt(z) + sqrt(z) ** 3 * p,
    lambda z: 2 * atanh(sqrt(z)),
    mpf(0),
    LARGEST_SQUARE,
    8,
)
report(
    "tanh, for doubles",
    near_zero(lambda z: (tanh(sqrt(z)) - sqrt(z)) / sqrt(z) ** 3, -mpf(1) / 3),
    lambda z, p: sqrt(z) + sqrt(z) ** 3 * p,
    lambda z: tanh(sqrt(z)),
    mpf(0),
    mpf(1),
    18,
)
