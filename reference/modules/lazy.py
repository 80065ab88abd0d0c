"""Layers that infer sizes from their first input."""

from cases import from_table, more, refused_module, torch


def cases():
    for dims in (1, 2, 3):
        yield from from_table(f"LazyConv{dims}d")
        yield from from_table(f"LazyConvTranspose{dims}d")
        places = (4, 3, 2)[:dims]
        yield more(f"LazyBatchNorm{dims}d", [(3, 5, *places)])
        yield more(f"LazyBatchNorm{dims}d", [(3, 5, *places)], eps=0.1, momentum=0.3, affine=False)
        yield more(f"LazyInstanceNorm{dims}d", [(3, 5, *places)])
        yield more(f"LazyInstanceNorm{dims}d", [(3, 5, *places)], affine=False, track_running_stats=False)
    yield more("LazyConv2d", [(2, 4, 5, 6)], 6, 3, groups=2, bias=False, stride=2)
    yield more("LazyConvTranspose2d", [(2, 4, 3, 3)], 6, 3, groups=2, stride=2, forward={"output_size": [8, 7]})
    yield more("LazyBatchNorm1d", [(4, 5)])
    yield more("LazyLinear", [(2, 3, 4)], 5)
    yield more("LazyLinear", [(4,)], 3, bias=False)


def refusals():
    yield refused_module("LazyConv2d", [torch.zeros(2, 3)], 4, 3)
    yield refused_module("LazyConv1d", [torch.zeros(2, 3, 5)], 4, 3, groups=2)
    yield refused_module("LazyConvTranspose3d", [torch.zeros(2, 3, 4)], 4, 3)
    yield refused_module("LazyBatchNorm2d", [torch.zeros(2, 3, 4)])
