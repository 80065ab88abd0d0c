"""Distances."""

from cases import more, refused, torch


def cases():
    for dim in [1, 0, -1]:
        yield more("CosineSimilarity", [(3, 4, 2), (3, 4, 2)], dim)
    yield more("CosineSimilarity", [(3, 4), (1, 4)], eps=2.0)
    yield more("CosineSimilarity", [(5,), (5,)], dim=0)
    yield more("CosineSimilarity", [torch.zeros(2, 3).requires_grad_(), (2, 3)])
    yield more("PairwiseDistance", [(3, 4), (3, 4)])
    yield more("PairwiseDistance", [(3, 4), (4,)], 1.0, keepdim=True)
    yield more("PairwiseDistance", [(2, 3, 4), (1, 4)], 3.5, 0.1)
    yield more("PairwiseDistance", [(3,), (3,)], float("inf"))


def refusals():
    yield refused("cosine_similarity", torch.zeros(2, 3), torch.zeros(2, 4))
    yield refused("cosine_similarity", torch.zeros(2, 3), torch.zeros(2, 3), dim=2)
    yield refused("cosine_similarity", torch.zeros(2, 3, dtype=torch.long), torch.zeros(2, 3, dtype=torch.long))
    yield refused("pairwise_distance", torch.zeros(2, 3), torch.zeros(2, 4))
    yield refused("pdist", torch.zeros(3))
    yield refused("pdist", torch.zeros(2, 3), p=-1.0)
    yield refused("pdist", torch.zeros(2, 3, dtype=torch.long))
    yield refused("normalize", torch.zeros(3))
