"""Writes fixtures/sparse.json: what PyTorch's coalescing, sums and gradients of embeddings give, bit for bit.

Values are noise(stream, 0, i) of streams.py in float32, so that the order of additions shows.
"""

import json
import random
import warnings
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from streams import noise

warnings.filterwarnings("ignore")
random.seed(0)
torch.set_num_threads(1)


def values(stream, shape):
    return torch.from_numpy(noise(stream, 0, int(np.prod(shape)), "float32").reshape(shape))


def pack(t):
    if not t.is_sparse:
        return {"dense": t.flatten().tolist()}
    return {"indices": t._indices().flatten().tolist(), "values": t._values().flatten().tolist(), "coalesced": t.is_coalesced()}


def coalescing():
    rows = []
    for stream in range(25):
        dims = random.randint(1, 3)
        size = [random.randint(1, 4) for _ in range(dims)]
        dense = [random.randint(1, 3) for _ in range(random.randint(0, 2))]
        n = random.choice([0, 1, 2, 5, 30])
        indices = [[random.randrange(s) for _ in range(n)] for s in size]
        t = torch.sparse_coo_tensor(torch.tensor(indices, dtype=torch.int64).reshape(dims, n), values(stream, [n, *dense]), [*size, *dense])
        rows.append({"stream": stream, "indices": indices, "size": [*size, *dense], "shape": [n, *dense], "coalesced": pack(t.coalesce()), "dense": pack(t.to_dense())})
    return rows


def gradients():
    """Several uses of one table, sparse or dense, in one or more backward passes: accumulated in PyTorch's order."""
    rows = []
    for case in range(25):
        table = values(case, [6, 2]).requires_grad_()
        passes = []
        for step in range(random.randint(1, 3)):
            uses, total = [], 0
            for use in range(random.randint(1, 3)):
                ids = [random.randrange(6) for _ in range(random.randint(1, 5))]
                sparse = random.random() < 0.8
                weight = values(100 + use + 10 * step, [len(ids), 2])
                total = total + (F.embedding(torch.tensor(ids), table, sparse=sparse) * weight).sum()
                uses.append({"ids": ids, "sparse": sparse})
            total.backward()
            passes.append({"uses": uses, "grad": pack(table.grad)})
        rows.append({"stream": case, "passes": passes})
    return rows


path = Path(__file__).parent / "fixtures" / "sparse.json"
fixture = {"torch": torch.__version__, "coalescing": coalescing(), "gradients": gradients()}
path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
