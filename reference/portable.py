"""PyTorch in its portable profile: the numbers that are the same on every machine. Import this before torch.

Every operation is then a plain IEEE operation, correctly rounded:

* ATen's kernels are those of the "default" capability, which fuse no multiplications and additions, on one thread.
* The square root is numpy's, also as the power 0.5 of a tensor. PyTorch's comes from MKL and is off by an ulp for some
  arguments, on most processors in float32 and on all of them in float64.
* Powers of Python's floats, such as Adam's beta2**step, are the C library's. Ours are those of the GNU C library, which
  is what PyTorch's wheels for Linux run with; it is checked here that Python's are too.
"""

import os

os.environ["ATEN_CPU_CAPABILITY"] = "default"

import mpmath  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402

torch.set_num_threads(1)
torch.sparse.check_sparse_tensor_invariants.enable()  # else PyTorch warns that it doesn't
assert torch.__version__.startswith("2.13."), f"the fixtures are PyTorch 2.13's, this is {torch.__version__}"
assert torch.backends.cpu.get_cpu_capability() == "DEFAULT", "torch was imported before portable"

#: 0.91**15.0, one unit beside the correctly rounded power
POWER = "0x1.f1ae4534599d4p-3"
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

_power = torch.Tensor.__pow__


def _power_or_root(tensor, exponent):
    """Adam with tensors as betas takes a root as a power."""
    is_root = isinstance(exponent, float) and exponent == 0.5 and not tensor.requires_grad
    return _sqrt(tensor) if is_root else _power(tensor, exponent)


torch.Tensor.__pow__ = _power_or_root


def _probe():
    """The root of a double, squared in exact arithmetic, must lie within half an ulp: numpy's does, as IEEE demands."""
    values = np.random.default_rng(0).uniform(0.25, 4, 20_000)
    for dtype, bits in (("float32", 24), ("float64", 53)):
        x = values.astype(dtype)
        for sample, root in zip(x[:2000].tolist(), np.sqrt(x[:2000]).tolist(), strict=True):
            with mpmath.workprec(bits):
                assert float(mpmath.sqrt(sample)) == root, "numpy's square root is not exact"
        t = torch.from_numpy(x)
        for root in (t.sqrt(), torch.sqrt(t), t.clone().sqrt_(), torch._foreach_sqrt([t])[0], t**0.5):
            assert np.array_equal(root.numpy(), np.sqrt(x)), "PyTorch's square root was not replaced"
    # Two arguments for which the GNU C library (2.28 and later, with fused multiply-add) rounds wrongly.
    assert 0.9999999999999999**0.5 == 1.0 and 0.91**15.0 == float.fromhex(POWER), "another C library's powers"
    a, b, c = (torch.from_numpy(values[k::3][:6000].astype("float32")) for k in range(3))
    separate = (a.numpy() * b.numpy()) + c.numpy()
    assert np.array_equal(torch.addcmul(c, a, b).numpy(), separate), "multiplication and addition are fused"


_probe()
