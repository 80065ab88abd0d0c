"""Makes fixtures/images.json: `grid_sample`, `affine_grid` and `interpolate` with random options: values and gradients.

Values come from PyTorch's portable profile (ATEN_CPU_CAPABILITY=default, one thread). Run: python reference/images.py
"""

import json
import os
import random
import warnings
from pathlib import Path

os.environ["ATEN_CPU_CAPABILITY"] = "default"

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

torch.set_num_threads(1)
warnings.simplefilter("ignore")
random.seed(3)
torch.manual_seed(3)


def numbers(tensor):
    return {"shape": list(tensor.shape), "values": tensor.detach().reshape(-1).tolist()}


def case(name, tensors, args, options):
    """Inputs are numbers of single precision, for the test to compute with in both."""
    found = {"name": name, "tensors": [numbers(x) for x in tensors], "arguments": args, "options": options}
    for dtype in (torch.float32, torch.float64):
        inputs = [x.to(dtype).requires_grad_() for x in tensors]
        output = getattr(F, name)(*inputs, *args, **options)
        weights = torch.linspace(-1, 2, output.numel(), dtype=dtype).reshape(output.shape)
        grads = torch.autograd.grad(output, inputs, weights)
        found[str(dtype).removeprefix("torch.")] = [numbers(x) for x in (output, *grads)]
    return found


def sizes(dims, most):
    return [random.randint(2, most) for _ in range(dims)]


def grids():
    for mode in ("bilinear", "nearest", "bicubic"):
        for padding in ("zeros", "border", "reflection"):
            for corners in (False, True):
                for dims in (2, 3) if mode != "bicubic" else (2,):
                    x = torch.randn(1, 2, *sizes(dims, 4))
                    grid = torch.rand(1, *sizes(dims, 2), dims) * 3 - 1.5
                    options = {"mode": mode, "padding_mode": padding, "align_corners": corners}
                    yield case("grid_sample", [x, grid], [], options)
    for dims in (2, 3):
        for corners in (False, True):
            size = [2, 1, *sizes(dims, 3)]
            yield case("affine_grid", [torch.randn(2, dims, dims + 1)], [size], {"align_corners": corners})


def interpolations():
    modes = {1: ["nearest", "nearest-exact", "linear"], 2: ["bilinear", "bicubic", "lanczos"], 3: ["trilinear"]}
    for dims, names in modes.items():
        for mode in names:
            for _ in range(5):
                options = {"mode": mode}
                if random.random() < 0.5:
                    options["size"] = sizes(dims, 8)
                else:
                    options["scale_factor"] = random.choice([2.0, 0.6, 1.7, 2.5])
                if "linear" in mode or mode == "bicubic":
                    options["align_corners"] = random.random() < 0.4
                if mode == "lanczos" or (dims == 2 and random.random() < 0.5):
                    options["antialias"] = True
                yield case("interpolate", [torch.randn(1, 1, *sizes(dims, 6))], [], options)


cases = [*grids(), *interpolations()]
path = Path(__file__).resolve().parent / "fixtures" / "images.json"
path.write_text(json.dumps({"torch": torch.__version__.split("+")[0], "cases": cases}, separators=(",", ":")) + "\n")
print(f"{path.stat().st_size} bytes, {len(cases)} cases")
