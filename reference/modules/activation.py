"""Activations."""

from cases import from_table, more, refused, torch

NAMES = """
CELU ELU GELU GLU Hardshrink Hardswish Hardtanh ReLU LeakyReLU ReLU6 PReLU Sigmoid LogSigmoid SiLU Softmax Softmax2d LogSoftmax
Softmin Softplus Softshrink Softsign Tanh Tanhshrink Threshold Mish SELU
""".split()


def cases():
    for name in NAMES:
        yield from from_table(name)
    yield more("Hardsigmoid", [(5, 9)])
    yield more("RReLU", [(5, 9)])
    yield more("RReLU", [(7,)], 0.1, 0.3)
    yield more("GELU", [(3, 5)], approximate="tanh")


def refusals():
    yield refused("softmin", torch.zeros(2, 3), dim=2)
    yield refused("glu", torch.zeros(2, 3), dim=1)
    yield refused("prelu", torch.zeros(2, 3), torch.zeros(2))
    yield refused("rrelu", torch.zeros(2), 0.5, 0.1)
    yield refused("softshrink", torch.zeros(2), -1.0)
    yield refused("hardtanh", torch.zeros(2), 1.0, -1.0)
