"""Padding."""

from cases import from_table, more, refused, torch

MORE_PADDING = {
    "ConstantPad1d": [((3, 5), ((-1, 2), 2.5)), ((5,), ((2, 0), -1))],
    "ConstantPad2d": [((2, 3, 5), ((-1, 2, 1, -2), 2.5)), ((4, 3), ((1, 0, 0, 2), 1))],
    "ConstantPad3d": [((2, 3, 2, 2), ((-1, 2, 1, -1, 0, 1), 2.5))],
    "ZeroPad1d": [((2, 3, 4, 2), ((1, 2),))],
    "ZeroPad2d": [((2, 1, 3, 4, 2), ((1, 2, -1, 0),))],
    "ReflectionPad1d": [((2, 5), ((4, -2),)), ((2, 2, 4), ((-1, 3),))],
    "ReflectionPad2d": [((2, 3, 5), ((4, -2, 2, 1),)), ((1, 2, 4, 3), ((-1, 2, -3, 0),))],
    "ReflectionPad3d": [((2, 3, 2, 4), ((3, -2, 1, 1, 2, 0),))],
    "ReplicationPad1d": [((2, 3), ((5, -2),)), ((1, 2, 4), ((-3, 7),))],
    "ReplicationPad2d": [((2, 3, 2), ((4, 1, -2, 1),))],
    "ReplicationPad3d": [((1, 2, 3, 2, 2), ((-1, 3, 2, 2, -2, 4),))],
    "CircularPad1d": [((2, 5), ((3, -2),)), ((1, 2, 4), ((-3, 1),)), ((2, 4), ((-1, -2),))],
    "CircularPad2d": [((2, 3, 5), ((4, -1, 3, 2),))],
    "CircularPad3d": [((2, 3, 2, 4), ((3, -1, 2, 1, 3, 3),))],
}


def cases():
    for kind in ["Zero", "Constant", "Reflection", "Replication", "Circular"]:
        for dims in (1, 2, 3):
            name = f"{kind}Pad{dims}d"
            yield from from_table(name)
            for shape, args in MORE_PADDING.get(name, []):
                yield more(name, [shape], *args)


def call(shape, pad, **options):
    return refused("pad", torch.zeros(shape), pad, **options)


def refusals():
    yield call([2, 3], [1])
    yield call([2, 3], [1] * 6)
    yield call([2, 3], [-2, -2])
    yield call([2, 3], [-4, 4])
    yield call([2, 3], [1, 1], mode="mirror")
    yield call([2, 3], [1, 1], mode="reflect", value=2.0)
    for mode in ["reflect", "replicate", "circular"]:
        for dims in (1, 2, 3):
            sizes = [4] * dims
            yield call([1] * 7, [1, 1] * dims, mode=mode)
            yield call([4], [1, 1] * dims, mode=mode)
            if mode != "replicate":
                yield call([2, 3, *sizes], [5, 1] * dims, mode=mode)
                yield call([2, 3, *sizes], [1, 5] * dims, mode=mode)
                yield call([2, 3, *sizes], [0, 0] * (dims - 1) + [6, 1], mode=mode)
            if mode == "circular":
                yield call([2, 3, *sizes], [-3, -2] * dims, mode=mode)
            else:
                yield call([2, 0, *sizes], [1, 2] * dims, mode=mode)
            yield call([2, 3, *[0] * dims], [1, 2] * dims, mode=mode)
        yield call([2, 3, 4], [], mode=mode)
        yield call([2, 3, 4, 4], [1, 1], mode=mode)
        yield call([2, 3, 4, 4, 4, 4], [1] * 8, mode=mode)
    yield call([2, 3, 4], [-2, -2], mode="reflect")
    yield call([2, 3, 4], [-2, -3], mode="replicate")
    yield call([2, 3, 4, 4], [-2, -2, -4, -1], mode="reflect")
