"""Pooling by averages, and by sums of powers."""

from cases import from_table, more, refused, torch

SIZES = {1: (7,), 2: (5, 6), 3: (4, 5, 4)}


def cases():
    for dims, sizes in SIZES.items():
        shape = (2, 2, *sizes)
        yield from from_table(f"AvgPool{dims}d")
        yield more(f"AvgPool{dims}d", [shape], 3, stride=2, padding=1, ceil_mode=True, count_include_pad=False)
        yield from from_table(f"AdaptiveAvgPool{dims}d")
        yield from from_table(f"LPPool{dims}d")
        yield more(f"LPPool{dims}d", [torch.rand(shape).requires_grad_()], 3, 2, stride=1)
        yield more(f"LPPool{dims}d", [shape], 2, 3, ceil_mode=True)
    yield more("AvgPool2d", [(2, 4, 6)], 3, padding=1, divisor_override=5)
    yield more("AdaptiveAvgPool2d", [(3, 7, 5)], (3, None))
    yield more("AdaptiveAvgPool2d", [(1, 2, 3, 4)], (5, 9))
    yield more("LPPool2d", [(1, 2, 6, 5)], 2, (3, 2), stride=(2, 1))


def refusals():
    for dims in (1, 2, 3):
        x = torch.zeros(1, 2, *[4] * dims)
        yield refused(f"avg_pool{dims}d", x, 2, padding=2)
        if dims > 1:
            yield refused(f"avg_pool{dims}d", x, 9)
            yield refused(f"avg_pool{dims}d", x, 2, divisor_override=0)
            yield refused(f"adaptive_avg_pool{dims}d", torch.zeros(2, 3), 2)
    yield refused("avg_pool3d", torch.zeros(2, 3), 2)
