"""Linear layers."""

from cases import from_table, more, refused, refused_module, torch


def cases():
    yield from from_table("Linear")
    yield more("Linear", [(2, 3, 4, 5)], 5, 2)
    yield from from_table("Bilinear")
    yield more("Bilinear", [(2, 3, 4), (2, 3, 5)], 4, 5, 2)
    yield more("Identity", [(2, 3)])


def refusals():
    yield refused("linear", torch.zeros(2, 3), torch.zeros(4, 5))
    yield refused("bilinear", torch.zeros(2, 3), torch.zeros(2, 2, 3), torch.zeros(2, 3, 3))
    yield refused("bilinear", torch.zeros(2, 3), torch.zeros(1, 3), torch.zeros(2, 3, 3))
    yield refused("bilinear", torch.zeros(2, 3), torch.zeros(2, 3), torch.zeros(2, 4, 3))
    yield refused("bilinear", torch.zeros(2, 3), torch.zeros(2, 3), torch.zeros(2, 3, 4))
    yield refused("bilinear", torch.zeros(2, 3), torch.zeros(2, 4), torch.zeros(2, 3, 4), torch.zeros(3))
    yield refused_module("Bilinear", None, 0, 2, 3)
