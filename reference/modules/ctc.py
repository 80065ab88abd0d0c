"""Connectionist temporal classification."""

from cases import from_table, more, refused, torch


def log_probs(*shape):
    return torch.randn(shape).log_softmax(-1).requires_grad_()


def cases():
    # The others differ in the reduction, and in whether lengths are tensors.
    yield from from_table("CTCLoss", lambda index, sample: index in (0, 7, 18))
    torch.manual_seed(3)
    targets = torch.tensor([[1, 2, 2, 3], [3, 1, 0, 0]])
    for reduction in ["none", "mean", "sum"]:
        yield more("CTCLoss", [log_probs(7, 2, 4), targets, [7, 5], [4, 2]], reduction=reduction)
    yield more("CTCLoss", [log_probs(7, 2, 4), torch.tensor([1, 0, 0, 2, 1]), torch.tensor([6, 7]), torch.tensor([3, 2])], blank=3)
    yield more("CTCLoss", [log_probs(5, 4), torch.tensor([1, 1]), [5], [2]], reduction="none")
    yield more("CTCLoss", [log_probs(5, 4), torch.tensor([1, 1]), torch.tensor(5), torch.tensor(2)])
    yield more("CTCLoss", [log_probs(4, 2, 4), targets, [3, 4], [4, 0]], zero_infinity=True)
    yield more("CTCLoss", [log_probs(4, 2, 4), targets, [0, 4], [0, 2]], zero_infinity=True, reduction="none")


def refusals():
    x, y = torch.zeros(5, 2, 4), torch.ones(2, 3, dtype=torch.long)
    yield refused("ctc_loss", x, y, (5, 5), (3, 3), blank=4)
    yield refused("ctc_loss", x, y, (5, 5), (3, 3), blank=-1)
    yield refused("ctc_loss", x, y, (5,), (3, 3))
    yield refused("ctc_loss", x, y, (5, 5), (3,))
    yield refused("ctc_loss", x, y, (6, 5), (3, 3))
    yield refused("ctc_loss", x, y, (5, -1), (3, 3))
    yield refused("ctc_loss", x, y, (5, 5), (4, 3))
    yield refused("ctc_loss", x, y, (5, 5), (3, -1))
    yield refused("ctc_loss", x, y[0], (5, 5), (3, 3))
    yield refused("ctc_loss", torch.zeros(5, 3, 4), y, (5, 5, 5), (3, 3, 3))
    yield refused("ctc_loss", torch.zeros(0, 2, 4), y, (0, 0), (3, 3))
    yield refused("ctc_loss", x, y, (5, 5), (3, 3), reduction="total")
