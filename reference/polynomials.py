"""The polynomials of packages/downhill/src/ir/functions.ts and src/math: interpolation at Chebyshev nodes with 50 digits.

Prints each with its largest relative error in the function's value (a float32's last place is 6e-8).
Needs mpmath, which comes with PyTorch's sympy.
"""

from mpmath import atanh, cos, erf, expm1, log, lu_solve, matrix, mp, mpf, nstr, pi, polyval, sqrt, tanh

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


def report_quotient(name, function, high, above, below):
    """A quotient of two polynomials, the second with constant 1, whose relative error from 0 to `high` is about even.

    Weighted least squares at Chebyshev nodes: each round weighs a node by the last quotient's denominator and error.
    """
    count = 120
    nodes = [high / 2 * (1 + cos(pi * (2 * i + 1) / (2 * count))) for i in range(count)]
    values = [function(node) for node in nodes]
    weights = [mpf(1)] * count
    denominators = [mpf(1)] * count
    best = None
    for _ in range(60):
        system = matrix(count, above + 1 + below)
        ones = matrix(count, 1)
        for i, node in enumerate(nodes):
            scale = weights[i] / (values[i] * denominators[i])
            for j in range(above + 1):
                system[i, j] = scale * (node / high) ** j
            for j in range(1, below + 1):
                system[i, above + j] = -scale * values[i] * (node / high) ** j
            ones[i] = scale * values[i]
        solution = lu_solve(system, ones)
        top = [float(solution[j] / high**j) for j in range(above + 1)]
        bottom = [1.0] + [float(solution[above + j] / high**j) for j in range(1, below + 1)]
        denominators = [polyval([mpf(c) for c in reversed(bottom)], node) for node in nodes]
        errors = [
            abs(polyval([mpf(c) for c in reversed(top)], node) / denominators[i] / values[i] - 1)
            for i, node in enumerate(nodes)
        ]
        worst = max(errors)
        if best is None or worst < best[0]:
            best = worst, top, bottom
        weights = [weight * sqrt(error / worst + mpf(10) ** -6) for weight, error in zip(weights, errors)]
        largest = max(weights)
        weights = [weight / largest for weight in weights]
    worst, top, bottom = best
    print(f"{name}: {nstr(worst, 3)}")
    for coefficients in top, bottom:
        print(" ", ", ".join(repr(c) for c in coefficients))


HALF_LN2 = log(2) / 2 * mpf("1.0001")
report(
    "EXPM1",
    near_zero(lambda r: (expm1(r) - r) / r**2, mpf(1) / 2),
    lambda r, p: r + r * r * p,
    expm1,
    -HALF_LN2,
    HALF_LN2,
    6,
)
LARGEST_SQUARE = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.0001")
report(
    "LOG",
    near_zero(lambda z: (2 * atanh(sqrt(z)) - 2 * sqrt(z)) / sqrt(z) ** 3, mpf(2) / 3),
    lambda z, p: 2 * sqrt(z) + sqrt(z) ** 3 * p,
    lambda z: 2 * atanh(sqrt(z)),
    mpf(0),
    LARGEST_SQUARE,
    5,
)
report_quotient("ERF", near_zero(lambda z: erf(sqrt(z)) / sqrt(z), 2 / sqrt(pi)), mpf(16), 7, 6)

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
