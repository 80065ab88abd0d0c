"""Makes fixtures/attention.json: calls of `scaled_dot_product_attention` with inputs of `manual_seed`, what they return, gradients
by all that is a float, and calls that PyTorch refuses. Run: python reference/attention.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

HERE = Path(__file__).resolve().parent
attend = F.scaled_dot_product_attention
cases, refused = [], []


def numbers(tensor):
    return [float(f"{x:.12g}") for x in tensor.flatten().tolist()]


def call(query, key, value, mask=None, **options):
    """Shapes; the mask's with its kind before it."""
    torch.manual_seed(3)
    tensors = [(torch.rand(shape) * 4 - 2).double().requires_grad_() for shape in (query, key, value)]
    attn_mask = None
    if mask is not None:
        kind, shape = mask
        attn_mask = torch.rand(shape) < 0.6 if kind == "bool" else (torch.rand(shape) * 4 - 2).double().requires_grad_()
    torch.manual_seed(4)
    output = attend(*tensors, attn_mask=attn_mask, **options)
    inputs = [*tensors, *([attn_mask] if mask is not None and kind == "float" else [])]
    weights = torch.linspace(-1, 2, output.numel(), dtype=torch.float64).reshape(output.shape)
    grads = torch.autograd.grad((output * weights).sum(), inputs)
    cases.append(
        {
            "shapes": [query, key, value],
            "mask": mask,
            "options": options,
            "shape": list(output.shape),
            "output": numbers(output),
            "grads": [numbers(grad) for grad in grads],
        }
    )


def refuse(query, key, value, mask=None, dtypes=("float32",) * 3, **options):
    tensors = [torch.zeros(shape, dtype=getattr(torch, dtype)) for shape, dtype in zip((query, key, value), dtypes)]
    attn_mask = None if mask is None else torch.zeros(mask[1], dtype=getattr(torch, mask[0]))
    try:
        attend(*tensors, attn_mask=attn_mask, **options)
    except Exception as error:  # noqa: BLE001
        message = str(error).split("\nException raised")[0].strip()
        refused.append({"shapes": [query, key, value], "mask": mask, "dtypes": dtypes, "options": options, "message": message})
        return
    raise AssertionError("not refused")


call([2, 3], [4, 3], [4, 5])
call([2, 2, 3, 4], [2, 2, 5, 4], [2, 2, 5, 4])
call([2, 2, 3, 4], [2, 2, 5, 4], [2, 2, 5, 3], scale=0.3)
for length in [3, 5, 7]:
    call([1, 2, length, 4], [1, 2, 5, 4], [1, 2, 5, 4], is_causal=True)
for shape in [[3, 5], [3, 1], [2, 1, 3, 5], [1, 2, 1, 5]]:
    call([2, 2, 3, 4], [2, 2, 5, 4], [2, 2, 5, 4], mask=("bool", shape))
    call([2, 2, 3, 4], [2, 2, 5, 4], [2, 2, 5, 4], mask=("float", shape))
call([1, 2, 2, 3], [4, 1, 5, 3], [4, 2, 5, 2])
call([2, 3], [4, 5, 3], [4, 5, 2])
call([1, 6, 2, 3], [1, 2, 4, 3], [1, 2, 4, 3], enable_gqa=True)
call([4, 2, 3], [2, 4, 3], [2, 4, 3], enable_gqa=True, is_causal=True)
call([1, 6, 2, 3], [1, 3, 4, 3], [1, 2, 4, 3], enable_gqa=True)
call([2, 2, 3, 4], [2, 2, 5, 4], [2, 2, 5, 4], dropout_p=0.5)
call([3, 4], [5, 4], [5, 4], mask=("bool", [3, 5]), dropout_p=0.3)

refuse([3], [3], [3])
refuse([2, 3], [4, 2], [4, 5])
refuse([2, 3], [4, 3], [5, 5])
refuse([2, 2, 2, 3], [5, 1, 4, 3], [5, 2, 4, 5])
refuse([1, 6, 2, 3], [1, 2, 4, 3], [1, 2, 4, 3])
refuse([2, 3], [4, 3], [4, 3], dtypes=("float32", "float32", "float64"))
refuse([2, 3], [4, 3], [4, 3], mask=("float32", [2, 4]), is_causal=True)
refuse([2, 3], [4, 3], [4, 3], mask=("int64", [2, 4]))
refuse([2, 3], [4, 3], [4, 3], mask=("float64", [2, 4]))
refuse([2, 3], [4, 3], [4, 3], mask=("float32", [3, 4]))
refuse([2, 3], [4, 3], [4, 3], dropout_p=1.5)
refuse([2, 3], [3, 4], [3, 4], enable_gqa=True)
refuse([1, 6, 2, 3], [1, 4, 4, 3], [1, 4, 4, 3], enable_gqa=True)

fixture = {"torch": torch.__version__.split("+")[0], "cases": cases, "refused": refused}
text = json.dumps(fixture, separators=(",", ":"))
(HERE / "fixtures" / "attention.json").write_text(text + "\n")
print(f"{len(text)} bytes, {len(cases)} cases, {len(refused)} refusals")
