"""Convolutions and transposed ones."""

from cases import from_table, more, refused, torch

SIZES = {1: (9,), 2: (5, 6), 3: (3, 4, 3)}
MORE_CONVOLUTIONS = [
    (4, 6, 3, {"stride": 2, "padding": 1, "dilation": 1, "groups": 2}),
    (4, 4, 2, {"stride": 1, "padding": 2, "dilation": 2, "groups": 4, "bias": False}),
    (2, 6, 2, {"groups": 2, "padding": "same"}),
    (2, 3, 2, {"padding": "valid"}),
    (2, 3, 3, {"padding": 2, "padding_mode": "reflect"}),
    (2, 3, 3, {"padding": 2, "stride": 2, "padding_mode": "replicate"}),
    (2, 2, 3, {"padding": 1, "groups": 2, "padding_mode": "circular"}),
    (2, 3, 2, {"padding": "same", "padding_mode": "circular"}),
]
MORE_TRANSPOSED = [
    (4, 6, 3, {"stride": 2, "padding": 1, "output_padding": 1, "groups": 2}),
    (4, 8, 2, {"stride": 1, "dilation": 3, "output_padding": 2, "groups": 4, "bias": False}),
    (3, 3, 3, {"stride": 3, "padding": 2, "groups": 3}),
]


def cases():
    for dims, sizes in SIZES.items():
        yield from from_table(f"Conv{dims}d")
        for inputs, outputs, kernel, options in MORE_CONVOLUTIONS:
            yield more(f"Conv{dims}d", [(2, inputs, *sizes)], inputs, outputs, kernel, **options)
        yield from from_table(f"ConvTranspose{dims}d")
        small = tuple((size + 1) // 2 for size in sizes)
        for inputs, outputs, kernel, options in MORE_TRANSPOSED:
            yield more(f"ConvTranspose{dims}d", [(2, inputs, *small)], inputs, outputs, kernel, **options)
        whole = [2 * size + 2 for size in small]
        for wanted in [whole, [1, 3, *whole]]:
            forward = {"output_size": wanted}
            yield more(f"ConvTranspose{dims}d", [(1, 2, *small)], 2, 3, 3, stride=2, forward=forward)
    yield more("Conv2d", [(1, 2, 5, 6)], 2, 3, (3, 2), stride=(2, 1), padding=(0, 1), dilation=(1, 3))
    yield more("Conv2d", [(3, 9, 8)], 3, 6, (1, 4), padding=(2, 1), padding_mode="reflect", groups=3)
    yield more("ConvTranspose2d", [(2, 4, 3)], 2, 3, (3, 2), stride=(2, 1), padding=(0, 1), output_padding=(1, 0))
    yield more("Conv3d", [(1, 2, 3, 4, 5)], 2, 2, (1, 2, 3), stride=(1, 2, 1), padding=(0, 1, 2), padding_mode="circular")


def call(name, shapes, dtype=torch.float32, **options):
    return refused(name, *(torch.zeros(shape, dtype=dtype) for shape in shapes), **options)


def refusals():
    for dims in (1, 2, 3):
        five, two, kernel = [5] * dims, [2] * dims, [3] * dims
        x, w, t = [2, 4, *five], [6, 4, *kernel], [4, 6, *kernel]
        plain, transposed = f"conv{dims}d", f"conv_transpose{dims}d"
        for name, weight in [(plain, w), (transposed, t)]:
            yield call(name, [[5], weight])
            yield call(name, [[1] * 6, weight])
            yield call(name, [x, [6, 4]])
            yield call(name, [[2, 3, *five], weight])
            yield call(name, [[3, *five], weight])
            for groups in [0, -1, 3 if name == transposed else 4, 7]:
                yield call(name, [x, weight], groups=groups)
            yield call(name, [x, weight, [5]])
            yield call(name, [x, weight, [6, 1]])
            yield call(name, [x, weight], stride=0)
            yield call(name, [x, weight], stride=-1)
            yield call(name, [x, weight], padding=-1)
            yield call(name, [x, weight], stride=[1] * (dims + 1))
            yield call(name, [x, weight], padding=[1] * (dims + 1))
            yield call(name, [x, weight], dilation=[1] * (dims + 1))
            yield call(name, [[2, 4, *[0] * dims], weight], **({} if name == transposed else {"padding": 2}))
        yield call(plain, [x, w], dilation=0)
        yield call(plain, [x, w], groups=2)
        yield call(plain, [[2, 4, *two], w])
        yield call(plain, [x, w], padding="same", stride=2)
        yield call(plain, [x, w], padding="full")
        # In double precision, for which no other library is asked, whose words are its own.
        yield call(transposed, [x, t], torch.float64, padding=4)
        yield call(transposed, [x, t], output_padding=1)
        yield call(transposed, [x, t], output_padding=2, stride=2)
        yield call(transposed, [x, t], output_padding=-1, stride=2)
