"""Losses."""

from cases import from_table, more, refused, refused_module, tensors, torch

NAMES = """
L1Loss SmoothL1Loss MSELoss HuberLoss KLDivLoss MarginRankingLoss MultiLabelMarginLoss MultiMarginLoss SoftMarginLoss
MultiLabelSoftMarginLoss GaussianNLLLoss PoissonNLLLoss HingeEmbeddingLoss CosineEmbeddingLoss BCELoss BCEWithLogitsLoss
""".split()


def small(most, every=1):
    """Whether a sample is small enough for a fixture, and one of so many."""

    def keep(index, sample):
        call = sample.forward_input
        return index % every == 0 and sum(x.numel() for x in tensors([*call.args, *call.kwargs.values()])) <= most

    return keep


def chebyshev(x1, x2):
    return (x1 - x2).abs().amax(-1)


def log_probs(*shape):
    return torch.randn(shape).log_softmax(-1).requires_grad_()


def signs(*shape):
    return torch.randint(0, 2, shape) * 2.0 - 1


def classes(*shape, count):
    return torch.randint(0, count, shape)


def cases():
    for name in NAMES:
        yield from from_table(name)
    yield from from_table("NLLLoss", small(300, 2))
    yield from from_table("CrossEntropyLoss", small(250, 4))
    yield from from_table("LinearCrossEntropyLoss", lambda index, sample: sample.constructor_input.kwargs["options"] is None and index % 29 == 0)
    torch.manual_seed(3)
    probabilities = torch.rand(4, 3).softmax(-1).requires_grad_()
    yield more("KLDivLoss", [log_probs(4, 3), probabilities], reduction="batchmean")
    yield more("KLDivLoss", [log_probs(4, 3), log_probs(4, 3)], reduction="sum", log_target=True)
    yield more("KLDivLoss", [log_probs(2, 3), torch.tensor([[0.0, 0.25, 0.75], [1.0, 0.0, 0.0]])], reduction="none")
    yield more("MarginRankingLoss", [(4, 3), (4, 3), signs(4, 3)], margin=0.3)
    yield more("MarginRankingLoss", [(4, 1), (1, 3), signs(4, 3)], reduction="none")
    yield more("MultiMarginLoss", [(5,), torch.tensor(2)], p=2, margin=0.7)
    yield more("MultiMarginLoss", [(5,), torch.tensor([2])], reduction="none", weight=torch.rand(5))
    yield more("MultiMarginLoss", [(3, 4), classes(3, count=4)], p=2, weight=torch.rand(4), reduction="none")
    yield more("MultiLabelMarginLoss", [(2, 4), torch.tensor([[3, 0, -1, 1], [-1, 2, 0, 1]])], reduction="none")
    yield more("MultiLabelMarginLoss", [(4,), torch.tensor([1, 1, 2, -1])])
    yield more("MultiLabelSoftMarginLoss", [(2, 3, 4), torch.rand(2, 3, 4).round()], weight=torch.rand(4), reduction="none")
    yield more("SoftMarginLoss", [(2, 3), signs(2, 3)], reduction="none")
    yield more("GaussianNLLLoss", [(2, 3), (2, 3), torch.rand(2, 3).requires_grad_()], full=True, eps=0.3)
    yield more("GaussianNLLLoss", [(2, 3), (2, 3), torch.rand(2).requires_grad_()], reduction="none")
    yield more("GaussianNLLLoss", [(2, 3), (2, 3), 0.7], full=True)
    yield more("PoissonNLLLoss", [(2, 3), torch.tensor([[0.0, 1, 2], [3, 5, 0.5]])], full=True, reduction="none")
    yield more("PoissonNLLLoss", [torch.rand(2, 3).requires_grad_(), classes(2, 3, count=4)], log_input=False, eps=0.01)
    yield more("HingeEmbeddingLoss", [(3, 4), signs(3, 4)], margin=0.2, reduction="sum")
    yield more("CosineEmbeddingLoss", [(4,), (4,), torch.tensor(-1)], margin=-0.5)
    yield more("CosineEmbeddingLoss", [(3, 4), (3, 4), torch.tensor([1, -1, 0])], reduction="none")
    for reduction in ["none", "mean", "sum"]:
        yield more("TripletMarginLoss", [(4, 3), (4, 3), (4, 3)], reduction=reduction)
    yield more("TripletMarginLoss", [(3,), (3,), (3,)], margin=2.0, p=1.0)
    yield more("TripletMarginLoss", [(4, 3), (4, 3), (4, 3)], margin=0.5, p=3, eps=0.1, swap=True)
    yield more("TripletMarginLoss", [(2, 4, 3), (2, 4, 3), (1, 1, 3)], swap=True, reduction="none")
    yield more("TripletMarginWithDistanceLoss", [(4, 3), (4, 3), (4, 3)])
    yield more("TripletMarginWithDistanceLoss", [(4, 3), (4, 3), (4, 3)], margin=0.2, swap=True, reduction="none", distance_function=chebyshev)
    yield more("BCELoss", [torch.rand(3, 4).requires_grad_(), torch.rand(3, 4).requires_grad_()], weight=torch.rand(3, 1))
    yield more("BCEWithLogitsLoss", [(3, 4), torch.rand(3, 4).requires_grad_()], pos_weight=torch.rand(4), reduction="sum")
    target = classes(4, 3, count=5)
    yield more("CrossEntropyLoss", [(4, 5, 3), target], ignore_index=2, label_smoothing=0.1, weight=torch.rand(5))
    yield more("CrossEntropyLoss", [(4, 5, 3), torch.rand(4, 5, 3).softmax(1).requires_grad_()], label_smoothing=0.2, reduction="none")
    yield more("NLLLoss", [log_probs(6, 5), torch.tensor([1, 1, 1, 1, 1, 1])], ignore_index=1)
    yield more("LinearCrossEntropyLoss", [(5,), torch.tensor(2)], 5, 4, bias=True)
    yield more("LinearCrossEntropyLoss", [(3, 5), classes(3, 2, count=4)], 5, 4, out_features=(2,), bias=True, ignore_index=1, weight=torch.rand(4))
    yield more("AdaptiveLogSoftmaxWithLoss", [(6, 8), torch.tensor([0, 3, 5, 11, 19, 6])], 8, 20, [4, 10], div_value=2.0)
    yield more("AdaptiveLogSoftmaxWithLoss", [(4, 8), torch.tensor([0, 1, 1, 0])], 8, 10, [2, 5, 8], head_bias=True)
    yield more("AdaptiveLogSoftmaxWithLoss", [(16,), torch.tensor(9)], 16, 10, (4,))


def refusals():
    x, y, n = torch.zeros(2, 3), torch.zeros(2), torch.tensor([0, 1])
    yield refused("kl_div", x, x, reduction="average")
    yield refused("gaussian_nll_loss", x, x, -1.0)
    yield refused("gaussian_nll_loss", x, x, torch.tensor([[-1.0]]))
    yield refused("gaussian_nll_loss", x, x, torch.ones(3, 3))
    yield refused("gaussian_nll_loss", x, x, torch.ones(2, 2))
    yield refused("gaussian_nll_loss", x, x, torch.ones(2, 3), reduction="batchmean")
    yield refused("poisson_nll_loss", x, x, reduction="total")
    yield refused("margin_ranking_loss", x, x, y)
    yield refused("margin_ranking_loss", x, x, x, reduction="total")
    yield refused("cosine_embedding_loss", x, x, x)
    yield refused("cosine_embedding_loss", y, y, y)
    yield refused("cosine_embedding_loss", x, x, torch.tensor(1.0))
    yield refused("multi_margin_loss", x, n, p=3)
    yield refused("multi_margin_loss", x, n, weight=x)
    yield refused("multi_margin_loss", x, torch.tensor([0, 3]))
    yield refused("multi_margin_loss", x, torch.tensor([0, -1]))
    yield refused_module("MultiMarginLoss", None, p=0)
    yield refused_module("MultiMarginLoss", None, weight=x)
    yield refused("multilabel_soft_margin_loss", x, x, reduction="total")
    yield refused("triplet_margin_loss", x, x, y)
    yield refused("triplet_margin_loss", x, x, x, margin=0.0)
    yield refused("triplet_margin_with_distance_loss", x, y, x)
    yield refused("triplet_margin_with_distance_loss", x, x, x, margin=-1.0)
    yield refused("triplet_margin_with_distance_loss", x, x, x, reduction="total")
    yield refused_module("TripletMarginLoss", None, margin=0.0)
    yield refused_module("TripletMarginWithDistanceLoss", None, margin=-0.5)
    yield refused("linear_cross_entropy", torch.zeros(1, 2, 3), x, n)
    yield refused("linear_cross_entropy", x, torch.zeros(3), n)
    yield refused("linear_cross_entropy", x, torch.zeros(4, 2), n)
    yield refused("linear_cross_entropy", x, torch.zeros(4, 3), n, linear_bias=torch.zeros(3))
    yield refused("linear_cross_entropy", torch.zeros(3), torch.zeros(4, 2, 3), n)
    yield refused("linear_cross_entropy", x, torch.zeros(4, 3), torch.zeros(2, 4), ignore_index=1)
    yield refused_module("LinearCrossEntropyLoss", None, 3, 4, weight=torch.zeros(3))
    yield refused_module("LinearCrossEntropyLoss", None, 3, 4, label_smoothing=1.5)
    for cutoffs in [[], [3, 2], [0, 4], [2, 10], [2, 2]]:
        yield refused_module("AdaptiveLogSoftmaxWithLoss", None, 8, 10, cutoffs)
    for given in [(torch.zeros(2, 8), torch.tensor([1])), (torch.zeros(8), torch.tensor([1] * 8)), (torch.zeros(1, 8), torch.tensor(1)), (torch.zeros(1, 8), torch.tensor([[1]])), (torch.zeros(2, 8), torch.tensor([1, 10]))]:
        yield refused_module("AdaptiveLogSoftmaxWithLoss", given, 8, 10, [4])
