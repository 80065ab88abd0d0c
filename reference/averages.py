"""Makes fixtures/averages.json: gradient clipping, parameters as vectors, and averaged models, to the bit.

Run: python reference/averages.py

    clipped    gradients noise(k, 1, i) * 2^scale of streams.py for parameters of some shapes: their total norm before,
               and the gradients after clipping, packed as in optimizers.py
    averaged   a model of parameters noise(k, t, i) at update t: the average after some updates, by each way of averaging
    errors     what is refused, word for word
"""

import json
import math
import warnings
from pathlib import Path

import portable  # noqa: F401
import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_, get_total_norm, parameters_to_vector, vector_to_parameters
from torch.optim import swa_utils

from optimizers import pack_array, pack_number
from streams import noise, special

TARGET = Path(__file__).resolve().parent / "fixtures" / "averages.json"
LAYOUTS = [[[7]], [[1]], [[3, 4], [5], []], [[1000], [20, 50]], [[100_003], [3]], [[0], [2]]]


def gradients(shapes, dtype, scale):
    params = []
    for k, shape in enumerate(shapes):
        values = noise(k, 1, math.prod(shape), dtype, scale)
        param = torch.zeros(shape, dtype=getattr(torch, dtype), requires_grad=True)
        param.grad = torch.from_numpy(values).reshape(shape)
        params.append(param)
    return params


def number(tensor):
    return pack_number(float(tensor))


def clipped():
    for dtype in ("float32", "float64"):
        for shapes in LAYOUTS:
            for scale, limit in ((0, 0.1), (0, 1e9), (3, 2), (-140 if dtype == "float32" else -1060, 0.5)):
                for order in (2.0, 1.0, 3.0, 0.5, 0.0, math.inf, -math.inf):
                    if order != 2.0 and (scale == 3 or shapes == [[100_003], [3]]):
                        continue
                    if math.isinf(order) and [0] in shapes:
                        continue  # there is no largest of no elements
                    params = gradients(shapes, dtype, scale)
                    total = get_total_norm([param.grad for param in params], order)
                    returned = clip_grad_norm_(params, limit, order)
                    yield {
                        "dtype": dtype,
                        "shapes": shapes,
                        "scale": scale,
                        "maxNorm": limit,
                        "normType": pack_number(order),
                        "total": number(total),
                        "returned": number(returned),
                        "grads": [pack_array(param.grad) for param in params],
                    }


def mixed():
    """Both types at once: the order in which norms are summed, and gradients without dimensions."""
    values = [math.sin(i + 1) for i in range(40)]
    narrow, wide = torch.tensor(values), torch.tensor(values[:7], dtype=torch.float64)
    for k in range(1000):
        pair = [torch.tensor(math.cos(k + 2), dtype=torch.float64), torch.tensor(math.cos(k + 1))]
        params = [torch.zeros_like(grad).requires_grad_() for grad in pair]
        for param, grad in zip(params, pair):
            param.grad = grad.clone()
        norm = clip_grad_norm_(params, 1.0)
        if params[1].grad != pair[1] * (1 / (norm + 1e-6)).clamp(max=1).float():
            break  # the coefficient is not rounded first
    yield {
        "narrowFirst": get_total_norm([narrow, wide, narrow], 0.5).item(),
        "wideFirst": get_total_norm([wide, narrow, narrow], 0.5).item(),
        "scalarGrad": [pair[0].item(), pair[1].item(), params[1].grad.item()],
    }


def clipped_values():
    for dtype in ("float32", "float64"):
        for limit in (0.25, 0, 1e-3):
            corners = torch.from_numpy(special(dtype))
            param = torch.zeros_like(corners).requires_grad_()
            param.grad = corners.clone()
            clip_grad_value_([param], limit)
            yield {"dtype": dtype, "clipValue": limit, "grad": pack_array(param.grad)}


WAYS = {
    "default": {},
    "swa": {"multi_avg_fn": swa_utils.get_swa_multi_avg_fn()},
    "swa single": {"avg_fn": swa_utils.get_swa_avg_fn()},
    "ema": {"multi_avg_fn": swa_utils.get_ema_multi_avg_fn()},
    "ema 0.3": {"multi_avg_fn": swa_utils.get_ema_multi_avg_fn(0.3)},
    "ema 0.75": {"multi_avg_fn": swa_utils.get_ema_multi_avg_fn(0.75)},
    "ema single": {"avg_fn": swa_utils.get_ema_avg_fn(0.9)},
}


def averaged():
    for dtype in ("float32", "float64"):
        for way, options in WAYS.items():
            model = torch.nn.Linear(5, 3, dtype=getattr(torch, dtype))
            average = swa_utils.AveragedModel(model, **options)
            results = {}
            for t in range(1, 21):
                with torch.no_grad():
                    for k, param in enumerate(model.parameters()):
                        param.copy_(torch.from_numpy(noise(k, t, param.numel(), dtype)).reshape(param.shape))
                average.update_parameters(model)
                if t in (1, 2, 3, 20):
                    results[t] = [pack_array(param) for param in average.parameters()]
            keys = list(average.state_dict())
            yield {"dtype": dtype, "way": way, "results": results, "keys": keys, "count": int(average.n_averaged)}


def refusal(name, action):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            action()
        except Exception as error:  # noqa: BLE001
            return {"name": name, "type": type(error).__name__, "message": str(error)}
    raise AssertionError(f"{name} is not refused")


def errors():
    def infinite(order=2.0):
        param = torch.zeros(2, requires_grad=True)
        param.grad = torch.tensor([1.0, math.inf])
        return clip_grad_norm_([param], 1.0, order, error_if_nonfinite=True)

    model = torch.nn.Linear(1, 1)
    yield refusal("infinite", infinite)
    yield refusal("infinite, order 1", lambda: infinite(1.0))
    yield refusal("empty generator", lambda: clip_grad_norm_((p for p in []), 1.0))
    yield refusal("both averages", lambda: swa_utils.AveragedModel(model, avg_fn=max, multi_avg_fn=max))
    yield refusal("decay above 1", lambda: swa_utils.get_ema_multi_avg_fn(1.5))
    yield refusal("decay below 0", lambda: swa_utils.get_ema_avg_fn(-0.5))
    yield refusal("vector of a list", lambda: vector_to_parameters([1.0], [torch.zeros(1)]))


if __name__ == "__main__":
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        parts = {
            "clipped": list(clipped()),
            "mixed": list(mixed()),
            "clippedValues": list(clipped_values()),
            "averaged": list(averaged()),
            "errors": list(errors()),
        }
    assert parameters_to_vector([torch.ones(2, 2), torch.zeros(1)]).tolist() == [1, 1, 1, 1, 0]
    body = ",\n".join(
        f'"{key}": [\n' + ",\n".join(json.dumps(value, allow_nan=False) for value in values) + "\n]"
        for key, values in parts.items()
    )
    TARGET.write_text(f'{{"torch": "{torch.__version__}", "profile": "portable",\n{body}\n}}\n')
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
