"""Embeddings, and sums of them."""

from cases import from_table, more, refused, refused_module, torch


def cases():
    yield from from_table("Embedding", lambda index, sample: index == 0)
    indices = torch.tensor([[1, 4, 1], [0, 2, 4]])
    yield more("Embedding", [indices], 5, 3, padding_idx=-1, scale_grad_by_freq=True)
    yield more("Embedding", [torch.tensor(2)], 5, 3, max_norm=0.5, norm_type=1.0)
    flat, offsets = torch.tensor([1, 4, 1, 0, 2, 4, 3]), torch.tensor([0, 2, 2, 6])
    for mode in ["sum", "mean", "max"]:
        yield more("EmbeddingBag", [indices], 5, 3, mode=mode)
        yield more("EmbeddingBag", [flat, offsets], 5, 3, mode=mode)
        yield more("EmbeddingBag", [flat, offsets], 5, 3, mode=mode, padding_idx=4)
        yield more("EmbeddingBag", [flat, torch.tensor([0, 2, 2, 7])], 5, 3, mode=mode, include_last_offset=True, padding_idx=-4)
    weights = torch.linspace(-1, 1, 7).requires_grad_()
    yield more("EmbeddingBag", [flat, offsets], 5, 3, mode="sum", forward={"per_sample_weights": weights})
    yield more("EmbeddingBag", [indices, None, torch.rand(2, 3).requires_grad_()], 5, 3, mode="sum", padding_idx=1)
    # Where rows repeat, PyTorch divides some gradients by how often another row occurs.
    yield more("EmbeddingBag", [torch.tensor([3, 0, 4, 2]), torch.tensor([0, 3])], 5, 3, scale_grad_by_freq=True)
    yield more("EmbeddingBag", [flat, offsets], 5, 3, mode="sum", max_norm=1.0)
    yield more("EmbeddingBag", [flat.int(), offsets.int()], 5, 3)


def refusals():
    weight, flat, rows = torch.zeros(5, 3), torch.tensor([1, 2, 3]), torch.tensor([[1, 2], [3, 4]])
    start = torch.tensor([0, 2])
    yield refused("embedding_bag", rows, weight, per_sample_weights=torch.zeros(3))
    yield refused("embedding_bag", rows, torch.zeros(5))
    yield refused("embedding_bag", rows, weight, offsets=start)
    yield refused("embedding_bag", flat, weight)
    yield refused("embedding_bag", flat, weight, offsets=rows)
    yield refused("embedding_bag", torch.zeros(1, 2, 3, dtype=torch.long), weight)
    yield refused("embedding_bag", rows, weight, mode="median")
    yield refused("embedding_bag", rows, weight, mode="max", scale_grad_by_freq=True)
    yield refused("embedding_bag", rows, weight, mode="max", sparse=True)
    yield refused("embedding_bag", rows, weight, per_sample_weights=torch.zeros(2, 2))
    yield refused("embedding_bag", flat, weight, offsets=torch.tensor([1, 2]))
    yield refused("embedding_bag", flat, weight, offsets=torch.tensor([0, 4]))
    yield refused("embedding_bag", flat, weight, offsets=torch.zeros(0, dtype=torch.long), include_last_offset=True)
    yield refused_module("EmbeddingBag", [flat], 5, 3)
