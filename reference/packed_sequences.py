"""Makes fixtures/packed-sequences.json: calls of the functions of `torch.nn.utils.rnn`, what they return, how that prints, and
gradients of what is a float; and calls that PyTorch refuses. Run: python reference/packed_sequences.py
"""

import json
from pathlib import Path

import torch
from torch.nn.utils import rnn

HERE = Path(__file__).resolve().parent


def encode(value):
    if isinstance(value, torch.Tensor):
        return {"dtype": str(value.dtype).removeprefix("torch."), "shape": list(value.shape), "values": value.flatten().tolist()}
    if isinstance(value, rnn.PackedSequence):
        return {"packed": [encode(part) for part in value]}
    return [encode(item) for item in value] if isinstance(value, (list, tuple)) else value


def floats(value):
    if isinstance(value, torch.Tensor):
        return [value] if value.is_floating_point() else []
    return [x for item in value for x in floats(item)] if isinstance(value, (list, tuple)) else []


cases, refused = [], []


def call(name, *args, **options):
    args = [a.clone().requires_grad_() if torch.is_tensor(a) and a.is_floating_point() else a for a in args]
    result = getattr(rnn, name)(*args, **options)
    outputs, inputs = floats(result), floats(args)
    one = {"name": name, "args": encode(args), "options": options, "result": encode(result)}
    if isinstance(result, rnn.PackedSequence):
        one["text"] = repr(rnn.PackedSequence(result.data.detach(), *result[1:]))
    if inputs and inputs[0].requires_grad:
        loss = sum((x * torch.linspace(1, 2, x.numel()).reshape(x.shape)).sum() for x in outputs)
        one["grads"] = [encode(grad) for grad in torch.autograd.grad(loss, inputs)]
    cases.append(one)
    return result


def refuse(name, *args, **options):
    try:
        getattr(rnn, name)(*args, **options)
    except Exception as error:  # noqa: BLE001
        message = str(error).split("\nException raised")[0]
        refused.append({"name": name, "args": encode(args), "options": options, "message": message})
        return
    raise AssertionError(f"{name} was not refused")


x = torch.arange(24.0).reshape(4, 3, 2)
for lengths, options in [
    ([4, 2, 1], {}),
    ([3, 3, 3], {}),
    ([2, 4, 1], {"enforce_sorted": False}),
    ([1, 3, 3], {"enforce_sorted": False}),
    (torch.tensor([4, 2, 1]), {}),
    (torch.tensor([1, 1, 4]), {"enforce_sorted": False}),
]:
    for batch_first in [False, True]:
        packed = call("pack_padded_sequence", x.transpose(0, 1) if batch_first else x, lengths, batch_first=batch_first, **options)
        packed = rnn.PackedSequence(packed.data.detach(), *packed[1:])
        call("pad_packed_sequence", packed, batch_first=batch_first)
        call("pad_packed_sequence", packed, batch_first=batch_first, padding_value=-1.5, total_length=6)
    call("unpack_sequence", packed)
call("pack_padded_sequence", torch.arange(6).reshape(3, 2), [3, 1])
sequences = [torch.arange(3.0), torch.arange(2.0) + 10, torch.arange(5.0) - 4]
matrices = [torch.arange(6.0).reshape(3, 2), torch.arange(2.0).reshape(1, 2)]
for given in [sequences, matrices, [torch.arange(3), torch.arange(1)]]:
    call("pad_sequence", given)
    call("pad_sequence", given, batch_first=True, padding_value=7)
    call("pad_sequence", given, padding_value=-1, padding_side="left")
call("pad_sequence", torch.arange(6.0).reshape(2, 3))
call("pack_sequence", matrices)
call("pack_sequence", sequences, enforce_sorted=False)
call("unpad_sequence", torch.arange(12.0).reshape(2, 3, 2), torch.tensor([3, 1]), batch_first=True)
call("invert_permutation", torch.tensor([2, 0, 3, 1]))

refuse("pack_padded_sequence", x, [3, 2, 0])
refuse("pack_padded_sequence", x, [3, -2, 1], enforce_sorted=False)
refuse("pack_padded_sequence", x, [1, 2, 3])
refuse("pack_padded_sequence", x, [3, 2])
refuse("pack_padded_sequence", x, [])
refuse("pack_padded_sequence", x, torch.tensor([[3, 2, 1]]))
refuse("pack_padded_sequence", torch.zeros(2), [2, 1])
refuse("pack_padded_sequence", torch.zeros(0, 2, 3), [0, 0])
refuse("pad_sequence", [])
refuse("pad_sequence", [torch.zeros(2, 3), torch.zeros(1, 2)])
refuse("pad_sequence", [torch.zeros(2), torch.zeros(1)], padding_side="middle")
refuse("pack_sequence", sequences)
refuse("pack_sequence", [])
refuse("pad_packed_sequence", rnn.pack_padded_sequence(x, [4, 2, 1]), total_length=3)

fixture = {"torch": torch.__version__.split("+")[0], "cases": cases, "refused": refused}
text = json.dumps(fixture)
(HERE / "fixtures" / "packed-sequences.json").write_text(text + "\n")
print(f"{len(text)} bytes, {len(cases)} cases, {len(refused)} refusals")
