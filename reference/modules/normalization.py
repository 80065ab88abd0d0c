"""Norms."""

from cases import from_table, more, refused, refused_module, torch

NAMES = """
BatchNorm1d BatchNorm2d BatchNorm3d InstanceNorm1d InstanceNorm2d InstanceNorm3d GroupNorm LayerNorm RMSNorm LocalResponseNorm
""".split()


def cases():
    for name in NAMES:
        yield from from_table(name)
    yield more("SyncBatchNorm", [(4, 3)], 3)
    yield more("SyncBatchNorm", [(2, 3, 4, 5)], 3, eps=0.1, momentum=None, affine=False)
    yield more("InstanceNorm2d", [(2, 3, 4, 5)], 3, affine=True, track_running_stats=True, momentum=None)
    yield more("InstanceNorm1d", [(2, 4, 5)], 3)
    yield more("GroupNorm", [(3, 6)], 2, 6, eps=0.1)
    yield more("GroupNorm", [(2, 6, 3, 2, 2)], 6, 6)
    yield more("GroupNorm", [(0, 6, 3)], 3, 6)
    yield more("LayerNorm", [(3, 1, 4)], (1, 4), 0.01, bias=False)
    yield more("RMSNorm", [(2, 3, 4)], (3, 4))
    yield more("RMSNorm", [(3, 5)], 5, eps=0.1, elementwise_affine=False)
    yield more("RMSNorm", [(0, 5)], 5)
    yield more("LocalResponseNorm", [(2, 6, 3)], 4, alpha=0.7, beta=1.5, k=0.5)


def refusals():
    x, y = torch.zeros(2, 3, 4), torch.zeros(2, 6, 4)
    yield refused("group_norm", torch.zeros(3), 1)
    yield refused("group_norm", torch.zeros(1, 2), 2)
    yield refused("group_norm", y, 4)
    yield refused("group_norm", y, 3, weight=torch.zeros(3))
    yield refused("instance_norm", torch.zeros(2, 3, 1))
    yield refused("rms_norm", x, [])
    yield refused("rms_norm", x, [3])
    yield refused("rms_norm", x, [4], weight=torch.zeros(3))
    yield refused("layer_norm", x, [3, 3])
    yield refused("local_response_norm", torch.zeros(2, 3), 2)
    yield refused_module("GroupNorm", None, 4, 6)
    for name, shape in [("BatchNorm3d", (2, 3, 4, 4)), ("SyncBatchNorm", (3,)), ("SyncBatchNorm", (2, 0)), ("InstanceNorm1d", (3,)), ("InstanceNorm2d", (2, 3)), ("InstanceNorm3d", (2, 3, 4))]:
        yield refused_module(name, [torch.zeros(shape)], 3)
    yield refused_module("InstanceNorm1d", [torch.zeros(2, 4, 5)], 3, affine=True)
    yield refused_module("BatchNorm3d", [torch.zeros(1, 3, 1, 1, 1)], 3)
