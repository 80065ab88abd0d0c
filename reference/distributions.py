"""Makes fixtures/distributions.json: what PyTorch's distributions draw from a seed, and what is known of them.

Run on a processor that isn't Intel's, where PyTorch draws some numbers otherwise: python reference/distributions.py
"""

import json
import math
from pathlib import Path

import torch
from torch import distributions as d

TARGET = Path(__file__).resolve().parent / "fixtures" / "distributions.json"
assert "GenuineIntel" not in Path("/proc/cpuinfo").read_text()


def plain(tensor):
    if tensor is None:
        return None
    values = tensor.detach().to(torch.float64).flatten().tolist()
    return {"shape": list(tensor.shape), "values": [v if math.isfinite(v) else str(v) for v in values]}


def attempt(function):
    try:
        return plain(function())
    except NotImplementedError:
        return None


MATRIX = [[2.0, 0.5, 0.0], [0.5, 1.0, 0.25], [0.0, 0.25, 1.5]]
LOWER = [[1.0, 0.0], [0.5, 2.0]]
# The class, its parameters, and values to ask about.
CASES = [
    ("Normal", {"loc": [0.5, -1.0], "scale": [1.0, 2.5]}, [0.25, 3.0]),
    ("Normal", {"loc": 0.0, "scale": 2.0}, [[0.5], [-1.5]]),
    ("Normal", {"loc": [[0.0], [1.0]], "scale": [0.1, 1.0, 10.0]}, [0.5, 0.0, 1.0]),
    ("Laplace", {"loc": [0.5, -1.0], "scale": [1.0, 2.5]}, [0.25, 3.0]),
    ("Cauchy", {"loc": [0.5, -1.0], "scale": [1.0, 2.5]}, [0.25, 3.0]),
    ("Uniform", {"low": [0.0, -1.0], "high": [1.0, 4.0]}, [0.25, 3.0]),
    ("Exponential", {"rate": [0.5, 3.0]}, [0.25, 2.0]),
    ("Gamma", {"concentration": [0.3, 1.0, 2.5, 20.0], "rate": [1.0, 0.5, 3.0, 2.0]}, [0.1, 1.0, 0.7, 8.0]),
    ("Gamma", {"concentration": 2.0, "rate": 1.0}, [0.5]),
    ("Beta", {"concentration1": [0.5, 2.0, 9.0], "concentration0": [0.5, 3.0, 8.0]}, [0.25, 0.5, 0.75]),
    ("Dirichlet", {"concentration": [[0.5, 1.5, 3.0], [7.0, 8.0, 9.0]]}, [0.2, 0.3, 0.5]),
    ("Bernoulli", {"probs": [0.1, 0.5, 1.0]}, [0.0, 1.0, 1.0]),
    ("Bernoulli", {"logits": [-2.0, 0.0, 3.0]}, [0.0, 1.0, 1.0]),
    ("Categorical", {"probs": [[0.1, 0.2, 0.7], [2.0, 1.0, 0.0]]}, [2, 1]),
    ("Categorical", {"logits": [0.5, -1.0, 2.0, 0.0]}, [[3], [0]]),
    ("OneHotCategorical", {"probs": [0.1, 0.2, 0.7]}, [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("Poisson", {"rate": [0.5, 4.0, 30.0]}, [0.0, 3.0, 28.0]),
    ("Binomial", {"total_count": 8, "probs": [0.1, 0.5, 0.9]}, [0.0, 4.0, 8.0]),
    ("Binomial", {"total_count": [40.0, 100.0], "logits": [0.5, -1.0]}, [25.0, 30.0]),
    ("Multinomial", {"total_count": 5, "probs": [0.1, 0.2, 0.7]}, [1.0, 1.0, 3.0]),
    ("MultivariateNormal", {"loc": [0.5, 0.0, -1.0], "covariance_matrix": MATRIX}, [[0.1, 0.2, 0.3], [1.0, 1.0, 1.0]]),
    ("MultivariateNormal", {"loc": [0.5, 0.0, -1.0], "precision_matrix": MATRIX}, [0.1, 0.2, 0.3]),
    ("MultivariateNormal", {"loc": [[0.5, 0.0], [1.0, 2.0]], "scale_tril": LOWER}, [0.1, 0.2]),
]
# Parameters that no gradient is asked for.
CONSTANT = {"total_count"}


def known(name, parameters, value, dtype):
    tensors = {
        key: given if isinstance(given, (int, float)) and key in CONSTANT or isinstance(given, float) and name == "Normal"
        else torch.tensor(given, dtype=dtype)
        for key, given in parameters.items()
    }
    leaves = {}
    for key, tensor in tensors.items():
        if isinstance(tensor, torch.Tensor) and key not in CONSTANT:
            leaves[key] = tensor.requires_grad_()
    one = getattr(d, name)(**tensors)
    value = torch.tensor(value, dtype=None if name == "Categorical" else dtype)
    case = {
        "name": name,
        "parameters": parameters,
        "dtype": str(dtype).removeprefix("torch."),
        "value": plain(value),
        "text": str(one),
        "batch_shape": list(one.batch_shape),
        "event_shape": list(one.event_shape),
        "has_rsample": one.has_rsample,
    }
    torch.manual_seed(3)
    case["sample"] = plain(one.sample((4,)))
    case["after"] = torch.rand(1).item()
    torch.manual_seed(4)
    sample = one.sample()
    case["one_sample"] = plain(sample)
    case["expanded"] = plain(one.expand((5, *one.batch_shape)).log_prob(sample))

    def gradients(result):
        if not leaves or not result.requires_grad:
            return None
        weights = torch.linspace(0.5, 1.5, result.numel(), dtype=result.dtype).view(result.shape)
        found = torch.autograd.grad((result * weights).sum(), list(leaves.values()), allow_unused=True, retain_graph=True)
        return {key: plain(grad) for key, grad in zip(leaves, found)}

    if one.has_rsample:
        torch.manual_seed(5)
        sample = one.rsample((3,))
        case["rsample"] = plain(sample)
        case["rsample_gradients"] = gradients(sample)
    log_prob = one.log_prob(value)
    case["log_prob"] = plain(log_prob)
    case["log_prob_gradients"] = gradients(log_prob)
    for key, function in {
        "mean": lambda: one.mean,
        "variance": lambda: one.variance,
        "stddev": lambda: one.stddev,
        "mode": lambda: one.mode,
        "cdf": lambda: one.cdf(value) if name != "Gamma" else None,
        "icdf": lambda: one.icdf(torch.tensor([0.25] * (one.batch_shape[-1] if one.batch_shape else 1), dtype=dtype)),
        "entropy": lambda: one.entropy() if name != "Poisson" else None,
        "enumerate_support": lambda: one.enumerate_support(),
    }.items():
        case[key] = attempt(function)
    return case


def make(name, index, dtype):
    a = torch.tensor([[0.3, 1.5], [1.2, 0.4]][index], dtype=dtype)
    b = torch.tensor([[2.0, 0.7], [1.1, 3.0]][index], dtype=dtype)
    lower = torch.tensor([[[1.0, 0.0], [0.5, 2.0]], [[0.7, 0.0], [-0.5, 1.5]]][index], dtype=dtype)
    probs = torch.tensor([[0.2, 0.5, 0.3], [0.1, 0.0, 0.9]][index], dtype=dtype)
    return {
        "Normal": lambda: d.Normal(a, b),
        "Laplace": lambda: d.Laplace(a, b),
        "Cauchy": lambda: d.Cauchy(a, b),
        "Uniform": lambda: d.Uniform(a * (0.3 if index == 0 else -1), a + b),
        "Exponential": lambda: d.Exponential(a),
        "Gamma": lambda: d.Gamma(a, b),
        "Beta": lambda: d.Beta(a, b),
        "Dirichlet": lambda: d.Dirichlet(torch.stack([a, b], -1)),
        "Bernoulli": lambda: d.Bernoulli(torch.tensor([[0.2, 0.5], [1.0, 0.6]][index], dtype=dtype)),
        "Categorical": lambda: d.Categorical(probs),
        "OneHotCategorical": lambda: d.OneHotCategorical(probs),
        "Poisson": lambda: d.Poisson(a),
        "Binomial": lambda: d.Binomial(7, torch.tensor([[0.2, 0.5], [0.9, 0.6]][index], dtype=dtype)),
        "MultivariateNormal": lambda: d.MultivariateNormal(a, scale_tril=lower),
        "Independent": lambda: d.Independent(d.Normal(a, b), 1),
    }[name]()


PAIRED = [
    *["Normal", "Laplace", "Cauchy", "Uniform", "Exponential", "Gamma", "Beta", "Dirichlet", "Bernoulli", "Categorical"],
    *["OneHotCategorical", "Poisson", "Binomial", "MultivariateNormal", "Independent"],
]


def divergences():
    found = {}
    for p in PAIRED:
        for q in PAIRED:
            try:
                found[f"{p} {q}"] = plain(d.kl_divergence(make(p, 0, torch.float64), make(q, 1, torch.float64)))
            except NotImplementedError:
                found[f"{p} {q}"] = None
    return found


def refusals():
    cases = {
        "scale": lambda: d.Normal(0.0, -1.0),
        "scales": lambda: d.Normal(torch.zeros(2), torch.tensor([1.0, -1.0])),
        "nan": lambda: d.Normal(torch.tensor([float("nan")]), 1.0),
        "range": lambda: d.Uniform(torch.tensor(1.0), torch.tensor(0.5)),
        "probs": lambda: d.Bernoulli(torch.tensor([0.5, 1.5])),
        "both": lambda: d.Bernoulli(probs=torch.tensor(0.5), logits=torch.tensor(0.5)),
        "scalar": lambda: d.Categorical(torch.tensor(0.5)),
        "simplex": lambda: d.Categorical(torch.tensor([0.5, -0.5, 1.0])),
        "concentration": lambda: d.Dirichlet(torch.tensor([0.5, 0.0])),
        "covariance": lambda: d.MultivariateNormal(torch.zeros(2), torch.tensor([[1.0, 2.0], [2.0, 1.0]])),
        "triangle": lambda: d.MultivariateNormal(torch.zeros(2), scale_tril=torch.tensor([[1.0, 2.0], [2.0, 1.0]])),
        "none": lambda: d.MultivariateNormal(torch.zeros(2)),
        "dims": lambda: d.Independent(d.Normal(0.0, 1.0), 1),
        "support": lambda: d.Exponential(1.0).log_prob(torch.tensor([-1.0])),
        "integer": lambda: d.Categorical(torch.ones(3)).log_prob(torch.tensor([0.5])),
        "category": lambda: d.Categorical(torch.ones(3)).log_prob(torch.tensor([3])),
        "interval": lambda: d.Uniform(torch.zeros(2), torch.ones(2)).log_prob(torch.tensor([0.5, 2.0])),
        "event": lambda: d.Dirichlet(torch.ones(3)).log_prob(torch.tensor([0.5, 0.5])),
        "batch": lambda: d.Normal(torch.zeros(2), torch.ones(2)).log_prob(torch.zeros(3)),
        "pair": lambda: d.kl_divergence(d.Cauchy(0.0, 1.0), d.Normal(0.0, 1.0)),
    }
    found = {}
    for key, function in cases.items():
        try:
            function()
        except (ValueError, NotImplementedError) as error:
            found[key] = str(error)
    assert set(found) == set(cases), set(cases) - set(found)
    return found


if __name__ == "__main__":
    result = {
        "torch": torch.__version__.split("+")[0],
        "known": [known(*case, dtype) for dtype in (torch.float32, torch.float64) for case in CASES],
        "divergences": divergences(),
        "refusals": refusals(),
    }
    TARGET.write_text(json.dumps(result) + "\n")
