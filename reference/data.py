"""Makes fixtures/data.json: the order in which PyTorch's data loading gives samples. Run: python reference/data.py

    loaders    batches of indices, pass after pass, by options; and a number that is drawn afterwards
    samplers   indices of samplers by themselves
    splits     random_split
    workers    batches of loaders with workers, with numbers that the workers draw
    collated   what default_collate makes
"""

import json
import warnings
from pathlib import Path

import torch
from torch.utils import data

TARGET = Path(__file__).resolve().parent / "fixtures" / "data.json"
warnings.simplefilter("ignore")


def generator(seed):
    return None if seed is None else torch.Generator().manual_seed(seed)


def loaders():
    cases = []
    for n, options, seed, own in [
        (10, {"batch_size": 3}, 0, None),
        (10, {"batch_size": 3, "shuffle": True}, 0, None),
        (10, {"batch_size": 3, "shuffle": True, "drop_last": True}, 1, None),
        (10, {"batch_size": 4, "shuffle": True}, 2, 7),
        (1, {"shuffle": True}, 3, None),
        (7, {"batch_size": None, "shuffle": True}, 4, None),
        (7, {"batch_size": None}, 4, 5),
        (100, {"batch_size": 16, "shuffle": True}, 2**63 + 11, None),
        (3, {"batch_size": 10, "shuffle": True}, 5, 2**40 + 3),
    ]:
        torch.manual_seed(seed)
        loader = data.DataLoader(range(n), generator=generator(own), collate_fn=lambda samples: samples, **options)
        passes = [list(loader) for _ in range(3)]
        cases.append({
            "n": n, "options": options, "seed": str(seed), "generator": own and str(own), "passes": passes,
            "length": len(loader), "after": torch.rand(1).item(),
        })
    return cases


def samplers():
    cases = []

    def add(name, args, options, seed, own):
        torch.manual_seed(seed)
        given = {**options, "generator": generator(own)}
        sampler = getattr(data, name)(*args, **given)
        first = [a.stop if isinstance(a, range) else a for a in args]
        cases.append({
            "name": name, "args": first, "options": options, "seed": seed, "generator": own,
            "passes": [list(sampler), list(sampler)], "length": len(sampler), "after": torch.rand(1).item(),
        })

    for own in (None, 3):
        add("RandomSampler", [range(10)], {}, 0, own)
        add("RandomSampler", [range(10)], {"num_samples": 4}, 1, own)
        add("RandomSampler", [range(10)], {"num_samples": 25}, 2, own)
        add("RandomSampler", [range(5)], {"replacement": True}, 3, own)
        add("RandomSampler", [range(50)], {"replacement": True, "num_samples": 70}, 4, own)
        add("RandomSampler", [range(50)], {"replacement": True, "num_samples": 64}, 4, own)
        add("SubsetRandomSampler", [[4, 8, 15, 16, 23, 42]], {}, 5, own)
        add("WeightedRandomSampler", [[0.1, 0.9, 0.4, 0.7, 3.0, 0.6], 8], {"replacement": True}, 6, own)
        # Without replacement, PyTorch draws from a generator of Intel's library on Intel's processors: no fixture.
    return cases


def splits():
    cases = []
    for n, lengths, seed, own in [
        (10, [3, 7], 0, None),
        (10, [3, 7], 0, 42),
        (30, [0.3, 0.3, 0.4], 1, 42),
        (11, [0.5, 0.25, 0.25], 2, None),
        (3, [0.9, 0.1], 3, None),
        (5, [0, 5], 4, None),
    ]:
        torch.manual_seed(seed)
        # Given None, random_split takes the default generator.
        parts = data.random_split(range(n), lengths, generator=generator(own))
        cases.append({"n": n, "lengths": lengths, "seed": seed, "generator": own, "parts": [list(p.indices) for p in parts]})
    return cases


class Noisy(data.Dataset):
    """Each sample is its index and a number that the worker draws."""

    def __len__(self):
        return 11

    def __getitem__(self, index):
        return [index, torch.rand(1).item()]


class Stream(data.IterableDataset):
    """Each worker has its own part, of another length."""

    def __iter__(self):
        info = data.get_worker_info()
        return iter([[10 * info.id + i, info.id] for i in range(3 + 4 * info.id)])


def workers():
    cases = []
    for name, dataset, options in [
        ("noisy", Noisy(), {"num_workers": 2, "batch_size": 2}),
        ("noisy", Noisy(), {"num_workers": 3, "batch_size": 2, "shuffle": True, "prefetch_factor": 1}),
        ("noisy", Noisy(), {"num_workers": 2, "batch_size": None}),
        ("noisy", Noisy(), {"num_workers": 2, "batch_size": 3, "persistent_workers": True}),
        ("stream", Stream(), {"num_workers": 2, "batch_size": 2}),
        ("stream", Stream(), {"num_workers": 3, "batch_size": 4, "drop_last": True}),
        ("stream", Stream(), {"num_workers": 2, "batch_size": None}),
    ]:
        torch.manual_seed(8)
        loader = data.DataLoader(dataset, collate_fn=identity, **options)
        cases.append({"dataset": name, "options": options, "passes": [list(loader), list(loader)], "after": torch.rand(1).item()})
    return cases


def identity(samples):
    return samples


def show(value):
    if isinstance(value, torch.Tensor):
        return {"dtype": str(value.dtype).removeprefix("torch."), "values": value.tolist()}
    if isinstance(value, dict):
        return {key: show(item) for key, item in value.items()}
    if isinstance(value, list):
        return [show(item) for item in value]
    return value


def collated():
    collate = data.default_collate
    return {
        "floats": show(collate([0.5, 1.0])),
        "integers": show(collate([3, 4])),
        "booleans": show(collate([True, False])),
        "texts": show(collate(["a", "b"])),
        "tensors": show(collate([torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])])),
        "tuples": show(collate([(torch.tensor(1.0), 2), (torch.tensor(3.0), 4)])),
        "objects": show(collate([{"x": [1.5, "a"], "y": {"z": 1}}, {"x": [2.5, "b"], "y": {"z": 2}}])),
    }


if __name__ == "__main__":
    result = {
        "torch": torch.__version__.split("+")[0],
        "loaders": loaders(),
        "samplers": samplers(),
        "splits": splits(),
        "workers": workers(),
        "collated": collated(),
    }
    TARGET.write_text(json.dumps(result) + "\n")
