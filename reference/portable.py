"""PyTorch in its portable profile: the numbers that are the same on every machine. Import this before torch.

Every operation is then a plain IEEE operation, correctly rounded:

* ATen's kernels are those of the "default" capability, which fuse no multiplications and additions, on one thread.
* The square root is numpy's. PyTorch's comes from MKL and is off by an ulp for some arguments, on most processors in
  float32 and on all of them in float64.
* Powers of Python's floats, where an option takes part in them, are correctly rounded (see `Scalar`). Python's are the
  C library's, which is off by an ulp for about one argument in two thousand, and not for the same ones everywhere.
"""

import os

os.environ["ATEN_CPU_CAPABILITY"] = "default"

import mpmath  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402

torch.set_num_threads(1)
assert torch.__version__.startswith("2.13."), f"the fixtures are PyTorch 2.13's, this is {torch.__version__}"
assert torch.backends.cpu.get_cpu_capability() == "DEFAULT", "torch was imported before portable"

DTYPES = {"float32": torch.float32, "float64": torch.float64}


def _sqrt(tensor):
    with np.errstate(invalid="ignore"):
        return torch.from_numpy(np.asarray(np.sqrt(tensor.detach().numpy())))


def _sqrt_(tensor):
    with torch.no_grad():
        return tensor.copy_(_sqrt(tensor))


torch.Tensor.sqrt = torch.sqrt = _sqrt
torch.Tensor.sqrt_ = torch.sqrt_ = _sqrt_
torch._foreach_sqrt = lambda tensors: [_sqrt(tensor) for tensor in tensors]
torch._foreach_sqrt_ = lambda tensors: [_sqrt_(tensor) for tensor in tensors]


def _probe():
    """The root of a double, squared in exact arithmetic, must lie within half an ulp: numpy's does, as IEEE demands."""
    values = np.random.default_rng(0).uniform(0.25, 4, 20_000)
    for dtype, bits in (("float32", 24), ("float64", 53)):
        x = values.astype(dtype)
        for sample, root in zip(x[:2000].tolist(), np.sqrt(x[:2000]).tolist(), strict=True):
            with mpmath.workprec(bits):
                assert float(mpmath.sqrt(sample)) == root, "numpy's square root is not exact"
        t = torch.from_numpy(x)
        for root in (t.sqrt(), torch.sqrt(t), t.clone().sqrt_(), torch._foreach_sqrt([t])[0]):
            assert np.array_equal(root.numpy(), np.sqrt(x)), "PyTorch's square root was not replaced"
    a, b, c = (torch.from_numpy(values[k::3][:6000].astype("float32")) for k in range(3))
    separate = (a.numpy() * b.numpy()) + c.numpy()
    assert np.array_equal(torch.addcmul(c, a, b).numpy(), separate), "multiplication and addition are fused"


_probe()


class Scalar(float):
    """A Python float whose powers, and those of all that is computed from it, are correctly rounded.

    Given to an optimizer as an option, it follows its scalar arithmetic (bias corrections, decays) everywhere.
    `corrections` collects where the C library's power would have been another number.
    """

    corrections = []

    def __new__(cls, value):
        return super().__new__(cls, value)

    @staticmethod
    def power(base, exponent):
        base, exponent = float(base), float(exponent)
        library = base**exponent
        if not isinstance(library, float) or library in (0.0, float("inf")) or library != library:
            return library
        with mpmath.workprec(400):
            exact = float(mpmath.power(mpmath.mpf(base), mpmath.mpf(exponent)))
        if exact != library:
            Scalar.corrections.append(f"{base!r}**{exponent!r}")
        return exact

    def __pow__(self, exponent):
        return Scalar(Scalar.power(self, exponent)) if isinstance(exponent, (int, float)) else NotImplemented

    def __rpow__(self, base):
        return Scalar(Scalar.power(base, self)) if isinstance(base, (int, float)) else NotImplemented

    def __reduce__(self):
        return (float, (float(self),))


def _follow(name):
    operation = getattr(float, name)

    def followed(self, *operands):
        result = operation(self, *operands)
        return Scalar(result) if isinstance(result, float) else result

    setattr(Scalar, name, followed)


for _name in ("add", "sub", "mul", "truediv"):
    _follow(f"__{_name}__")
    _follow(f"__r{_name}__")
_follow("__neg__")
