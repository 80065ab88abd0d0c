"""Parameters and gradients for fixtures, from a generator that is a few lines in any language.

A number is a hash of its stream, step and index, a multiple of 2^-19 in [-1, 1): exact in float32.

    mix(h)                    h ^= h >> 16; h *= 0x85ebca6b; h ^= h >> 13; h *= 0xc2b2ae35; h ^= h >> 16   (32 bits)
    noise(stream, step, i)    (mix(i * 0x9e3779b1 + mix(stream * 1024 + step + 1)) >> 12) * 2^-19 - 1

Parameter number k starts as noise(k, 0, i). Its gradient at step t = 1, 2, ... is

    p[i] * coupling + noise(k, t, i)

with the product and the sum each rounded to the parameter's type, so that a run feels every bit of its past. Where a
case has a `scale`, the noise (also of the start) is multiplied by 2^scale in double precision and then rounded.

`special` cases replace numbers by those where arithmetic has corners (SPECIAL below, S of them): the parameter's
elements from S on start as SPECIAL[(i * 5) % S], and the gradient is SPECIAL[(i * m + t) % S] at step t = 3 (m = 1) and
at step t = 7 (m = 3).
"""

import numpy as np


def mix(h):
    h = np.atleast_1d(np.asarray(h, dtype=np.uint32))
    h = h ^ (h >> np.uint32(16))
    h = h * np.uint32(0x85EBCA6B)
    h = h ^ (h >> np.uint32(13))
    h = h * np.uint32(0xC2B2AE35)
    return h ^ (h >> np.uint32(16))


def noise(stream, step, count, dtype="float64", scale=0):
    key = mix(stream * 1024 + step + 1)
    hashed = mix(np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + key)
    values = (hashed >> np.uint32(12)).astype(np.float64) * 2.0**-19 - 1.0
    return (values * 2.0**scale).astype(dtype)


def special(dtype):
    info = np.finfo(dtype)
    numbers = [np.nan, np.inf, -np.inf, 0.0, -0.0, info.smallest_subnormal, -info.smallest_subnormal]
    numbers += [info.tiny, -info.tiny, info.max, -info.max, 1.0, -1.0, info.eps, 1.0 + info.eps]
    return np.array(numbers, dtype=dtype)


def start(stream, count, dtype, scale=0, specials=False):
    values = noise(stream, 0, count, dtype, scale)
    if specials:
        corners = special(dtype)
        index = np.arange(count)
        late = index >= len(corners)
        values[late] = corners[(index[late] * 5) % len(corners)]
    return values


def gradient(param, stream, step, coupling, scale=0, specials=False):
    """The gradient of a parameter (a numpy array of any shape, taken in row-major order) at a step."""
    dtype = param.dtype
    count = param.size
    if specials and step in (3, 7):
        corners = special(dtype)
        return corners[(np.arange(count) * (1 if step == 3 else 3) + step) % len(corners)].reshape(param.shape)
    with np.errstate(all="ignore"):
        drawn = noise(stream, step, count, dtype, scale).reshape(param.shape)
        return param * dtype.type(coupling) + drawn


def sparse_gradient(param, stream, step, coupling, entries, dims):
    """Indices (dims x entries, repeats among them) into a parameter's first dimensions, and the values there.

    Coordinate d of entry i is (bits * size) >> 20, where bits are the 20 that noise(512 + 8 * stream + d, step, i) is
    made of. The values are gradients as above, with the entry's place of the parameter for p.
    """
    dtype = param.dtype
    index = []
    for d in range(dims):
        unit = (noise(512 + 8 * stream + d, step, entries) + 1.0) * 2.0**-1
        index.append((unit * param.shape[d]).astype(np.int64))
    index = np.stack(index)
    rows = param[tuple(index)]
    drawn = noise(stream, step, rows.size, dtype).reshape(rows.shape)
    return index, rows * dtype.type(coupling) + drawn
