"""Dropout of elements and of channels: what is left, and the same random numbers."""

from cases import more, refused, torch


def cases():
    yield more("Dropout", [(3, 40)], 0.3)
    yield more("AlphaDropout", [(3, 40)], 0.3)
    yield more("FeatureAlphaDropout", [(3, 6, 2, 2)], 0.4)
    yield more("Dropout1d", [(3, 8, 4)], 0.4)
    yield more("Dropout2d", [(3, 8, 2, 2)], 0.4)
    yield more("Dropout3d", [(3, 8, 1, 2, 2)], 0.4)
    yield more("Dropout1d", [(8, 4)])
    yield more("Dropout2d", [(8, 4, 3)])
    yield more("Dropout3d", [(8, 2, 2, 3)])
    for name in ["Dropout", "AlphaDropout", "FeatureAlphaDropout"]:
        yield more(name, [(2, 3, 4)], 0.0)
        yield more(name, [(2, 3, 4)], 1.0)


def refusals():
    yield refused("dropout1d", torch.zeros(2))
    yield refused("dropout2d", torch.zeros(2, 3, 4), 1.5)
    yield refused("alpha_dropout", torch.zeros(2), -0.5)
    yield refused("feature_alpha_dropout", torch.zeros(2), 0.5, training=True)
