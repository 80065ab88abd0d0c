"""Linear layers."""

from cases import from_table, more, refused, torch


def cases():
    yield from from_table("Linear")
    yield more("Linear", [(2, 3, 4, 5)], 5, 2)
    yield more("Identity", [(2, 3)])


def refusals():
    yield refused("linear", torch.zeros(2, 3), torch.zeros(4, 5))
