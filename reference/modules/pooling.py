"""Pooling by the greatest element, and undone."""

from cases import F, case, from_table, module_db, more, nn, refused, refused_module, torch

SIZES = {1: (7,), 2: (5, 6), 3: (4, 5, 4)}

# Windows that overlap, reach over the end, have gaps; a number for all dimensions, or one for each.
WINDOWS = [
    (2, {}),
    (3, {"stride": 2, "padding": 1}),
    (2, {"stride": 3, "ceil_mode": True}),
    (2, {"stride": 1, "dilation": 2, "padding": 1}),
]


def indices(name, shape, *args, **options):
    """What a pooling with indices gives of different numbers."""
    torch.manual_seed(9)
    return getattr(F, name)(torch.randn(shape), *args, return_indices=True, **options)


def fractional(name):
    """The table's cases, whose random numbers have the input's dtype."""
    [info] = [info for info in module_db if info.module_cls is getattr(nn, name)]
    torch.manual_seed(7)
    for index, sample in enumerate(info.module_inputs_func(info, "cpu", torch.float32, True, True)):
        made, call = sample.constructor_input, sample.forward_input
        options = {**made.kwargs, "_random_samples": made.kwargs["_random_samples"].float()}
        if name == "FractionalMaxPool2d" or index in (0, 2, 3):
            yield case(info.module_cls, made.args, options, call.args, call.kwargs, table=True)


def cases():
    for dims, sizes in SIZES.items():
        shape = (2, 2, *sizes)
        yield from from_table(f"MaxPool{dims}d")
        for kernel, options in WINDOWS:
            yield more(f"MaxPool{dims}d", [shape], kernel, **options)
        yield more(f"MaxPool{dims}d", [shape[1:]], 2, return_indices=True)
        yield from from_table(f"AdaptiveMaxPool{dims}d")
        yield more(f"AdaptiveMaxPool{dims}d", [shape[1:]], 3, return_indices=True)
        if dims > 1:
            yield from fractional(f"FractionalMaxPool{dims}d")
            yield more(f"FractionalMaxPool{dims}d", [shape], 2, output_size=5 - dims, return_indices=True)
            yield more(f"FractionalMaxPool{dims}d", [shape[1:]], 1, output_ratio=0.6)
            yield more(f"AdaptiveMaxPool{dims}d", [shape], (2, None, 3)[:dims])
        for kernel, options in [(2, {}), (3, {"stride": 2, "padding": 1})]:
            output, places = indices(f"max_pool{dims}d", (2, 2, *sizes), kernel, **options)
            if not options and dims < 3:
                yield more(f"MaxUnpool{dims}d", [output.requires_grad_(), places], kernel)
            forward = {"output_size": list(sizes)}
            yield more(f"MaxUnpool{dims}d", [output.requires_grad_(), places], kernel, forward=forward, **options)
    yield more("MaxPool2d", [(1, 2, 6, 5)], (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), ceil_mode=True)
    yield more("FractionalMaxPool2d", [(3, 7, 6)], (2, 3), output_ratio=(0.5, 0.6))
    nans = torch.tensor([[[1, float("nan"), 3, float("nan"), 5, 0, -float("inf"), -float("inf")]]])
    yield more("MaxPool1d", [nans], 4, return_indices=True)
    yield more("MaxPool1d", [nans], 2, return_indices=True)
    yield more("AdaptiveMaxPool1d", [nans], 2, return_indices=True)


def refusals():
    for dims in (1, 2, 3):
        name, adaptive, unpool = f"max_pool{dims}d", f"adaptive_max_pool{dims}d", f"max_unpool{dims}d"
        x = torch.zeros(1, 2, *[4] * dims)
        yield refused(name, torch.zeros(*[3] * (dims + 3)), 2)
        yield refused(name, x, 9)
        yield refused(name, x, 2, padding=2)
        yield refused(name, x, 1, padding=-1)
        if dims != 3:
            yield refused(name, torch.zeros(2, 0, *[3] * dims), 2)
        yield refused(adaptive, torch.zeros(2, 0, *[3] * dims), 1)
        y, places = torch.zeros(1, 1, *[2] * dims), torch.zeros(1, 1, *[2] * dims, dtype=torch.long)
        yield refused(unpool, y, places + 99, 2)
        yield refused(unpool, y, places - 1, 2)
        yield refused(unpool, y, places, 2, output_size=[9] * dims)
        yield refused(unpool, y, places[..., :1], 2)
        if dims > 1:
            yield refused(unpool, y, y, 2)
            yield refused(adaptive, torch.zeros(4, 4), 1)
            fractional, made = f"fractional_max_pool{dims}d", f"FractionalMaxPool{dims}d"
            yield refused(fractional, x, 2)
            yield refused(fractional, x, 2, output_size=5)
            yield refused_module(made, None, 2)
            yield refused_module(made, None, 2, 1, 0.5)
            yield refused_module(made, None, 2, output_ratio=2.5)
