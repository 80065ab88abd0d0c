"""Writes fixtures/sort-order.json: the permutations by which PyTorch sorts integers, as hashes.

Run: python reference/sort_order.py

The keys are (mix(stream, i) * range) >> 20 of streams.py's 20 bits, then as `arrangement` says: sorted, reversed, two
sorted halves one in the other, or such that quicksort by the median of three is slow (`hostile`).
"""

import hashlib
import json
from pathlib import Path

import torch

from streams import noise

TARGET = Path(__file__).resolve().parent / "fixtures" / "sort-order.json"


def drawn(stream, count, size):
    return (((noise(stream, 1, count) + 1.0) / 2) * size).astype("int64")


def hostile(count):
    keys = [0] * count
    half = count // 2
    for i in range(1, half + 1):
        if i % 2:
            keys[i - 1], keys[i] = i, half + i
        keys[half + i - 1] = 2 * i
    return keys


def arranged(keys, arrangement):
    if arrangement == "sorted":
        return sorted(keys)
    if arrangement == "reversed":
        return sorted(keys, reverse=True)
    if arrangement == "halves":
        return sorted(keys[::2]) + sorted(keys[1::2])
    return keys


cases = []
for count in [*range(1, 40), 64, 100, 300, 1000, 5000, 32767, 32768, 40000]:
    for size in {2, max(2, count // 3), 10 * count}:
        for arrangement in ["drawn", "sorted", "reversed", "halves"]:
            if arrangement != "drawn" and count not in (17, 33, 100, 1000):
                continue
            keys = arranged(drawn(count, count, size).tolist(), arrangement)
            order = torch.tensor(keys).sort(0)[1].to(torch.int32).numpy()
            digest = hashlib.sha256(order.tobytes()).hexdigest()[:16]
            cases.append({"count": count, "range": size, "arrangement": arrangement, "hash": digest})
for count in (100, 1000, 4000):
    order = torch.tensor(hostile(count)).sort(0)[1].to(torch.int32).numpy()
    digest = hashlib.sha256(order.tobytes()).hexdigest()[:16]
    cases.append({"count": count, "range": 0, "arrangement": "hostile", "hash": digest})
cases.sort(key=lambda case: (case["count"], case["range"], case["arrangement"]))
lines = ",\n".join(map(json.dumps, cases))
TARGET.write_text(f'{{"torch": "{torch.__version__}", "cases": [\n{lines}\n]}}\n')
print(f"{TARGET.name}: {len(cases)} cases, {TARGET.stat().st_size} bytes")
