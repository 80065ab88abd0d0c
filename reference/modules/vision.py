"""Images of other sizes, their elements and channels in other places, and their windows as columns."""

from cases import more, refused, refused_module, torch

INTERPOLATIONS = [
    ((2, 2, 7), {"size": 11, "mode": "linear"}),
    ((1, 2, 7), {"scale_factor": 2.0, "mode": "linear", "align_corners": True}),
    ((2, 2, 7), {"size": 10}),
    ((1, 2, 5, 4), {"scale_factor": 2.0}),
    ((1, 2, 5, 4), {"scale_factor": (1.5, 0.7), "mode": "nearest-exact"}),
    ((1, 2, 5, 4), {"size": (3, 6), "mode": "area"}),
    ((1, 2, 5, 4), {"scale_factor": 2.0, "mode": "bilinear"}),
    ((1, 2, 5, 4), {"size": (9, 3), "mode": "bilinear", "align_corners": True}),
    ((1, 2, 5, 4), {"scale_factor": (1.7, 2.3), "mode": "bilinear", "recompute_scale_factor": True}),
    ((1, 2, 5, 4), {"scale_factor": (1.7, 2.3), "mode": "bilinear"}),
    ((1, 2, 5, 4), {"scale_factor": 2.0, "mode": "bicubic"}),
    ((1, 2, 5, 4), {"size": (9, 3), "mode": "bicubic", "align_corners": True}),
    ((1, 1, 3, 4, 3), {"scale_factor": 2.0, "mode": "trilinear"}),
    ((1, 1, 3, 4, 3), {"size": (5, 3, 4), "mode": "trilinear", "align_corners": True}),
    ((1, 1, 3, 4, 3), {"scale_factor": 1.6}),
    ((1, 1, 3, 4, 3), {"size": (2, 3, 5), "mode": "area"}),
]


def cases():
    for shape, options in INTERPOLATIONS:
        yield more("Upsample", [shape], **options)
    yield more("UpsamplingNearest2d", [(1, 2, 3, 4)], scale_factor=2.0)
    yield more("UpsamplingNearest2d", [(1, 2, 3, 4)], size=(5, 7))
    yield more("UpsamplingBilinear2d", [(1, 2, 3, 4)], scale_factor=2.0)
    yield more("UpsamplingBilinear2d", [(1, 2, 3, 4)], size=(5, 2))
    yield more("PixelShuffle", [(2, 8, 2, 3)], 2)
    yield more("PixelShuffle", [(9, 2, 1)], 3)
    yield more("PixelUnshuffle", [(2, 2, 4, 6)], 2)
    yield more("PixelUnshuffle", [(1, 3, 6)], 3)
    yield more("ChannelShuffle", [(2, 6, 3)], 2)
    yield more("ChannelShuffle", [(1, 6, 2, 2)], 3)
    yield more("Unfold", [(2, 2, 5, 4)], 2)
    yield more("Unfold", [(2, 5, 4)], (3, 2), dilation=(1, 2), padding=(1, 0), stride=(2, 1))
    yield more("Fold", [(2, 8, 12)], (4, 5), 2)
    yield more("Fold", [(12, 6)], (5, 4), (3, 2), dilation=(1, 2), padding=(1, 0), stride=(2, 1))
    yield more("Unflatten", [(2, 12, 3)], 1, (2, 6))
    yield more("Unflatten", [(2, 12)], -1, (3, -1))


def refusals():
    x = torch.zeros(1, 2, 4, 4)
    yield refused("interpolate", x)
    yield refused("interpolate", x, size=2, scale_factor=2.5)
    yield refused("interpolate", x, size=2, align_corners=True)
    yield refused("interpolate", x, size=[2])
    yield refused("interpolate", x, scale_factor=[2.5])
    yield refused("interpolate", x, size=2, mode="linear")
    yield refused("interpolate", x[0], size=2, mode="bilinear")
    yield refused("interpolate", x[0], size=2, mode="bicubic")
    yield refused("interpolate", x, size=2, mode="cubic")
    yield refused("interpolate", x, size=2, recompute_scale_factor=True)
    yield refused("interpolate", x, size=2, antialias=True)
    yield refused("interpolate", x, size=0)
    yield refused("interpolate", x, scale_factor=0.1, mode="bilinear")
    yield refused("interpolate", x, size=2, mode="lanczos")
    yield refused("grid_sample", x, torch.zeros(1, 2, 2, 3), align_corners=False)
    yield refused("grid_sample", x, torch.zeros(2, 2, 2, 2), align_corners=False)
    yield refused("grid_sample", x, torch.zeros(1, 2, 2), align_corners=False)
    yield refused("grid_sample", x, torch.zeros(1, 2, 2, 2), mode="linear", align_corners=False)
    yield refused("grid_sample", x, torch.zeros(1, 2, 2, 2), padding_mode="reflect", align_corners=False)
    yield refused("grid_sample", x[None], torch.zeros(1, 1, 1, 1, 3), mode="bicubic", align_corners=False)
    yield refused("affine_grid", torch.zeros(1, 2, 2), [1, 1, 2, 2], align_corners=False)
    yield refused("affine_grid", torch.zeros(1, 2, 3), [1, 1, 2], align_corners=False)
    yield refused("affine_grid", torch.zeros(1, 2, 3), [1, 1, 0, 2], align_corners=False)
    yield refused("pixel_shuffle", x, 2)
    yield refused("pixel_shuffle", x, 0)
    yield refused("pixel_shuffle", x[0, 0], 1)
    yield refused("pixel_unshuffle", x, 3)
    yield refused("channel_shuffle", x, 3)
    yield refused("unfold", x, 5)
    yield refused("unfold", x, 0)
    yield refused("fold", torch.zeros(1, 6, 4), [3, 3], 2)
    yield refused("fold", torch.zeros(1, 8, 5), [3, 3], 2)
    yield refused_module("Unflatten", [torch.zeros(2, 6)], 1, [4, 2])
