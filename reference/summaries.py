"""Makes fixtures/summaries.json: what PyTorch's SummaryWriter writes, byte for byte. Run: python reference/summaries.py

Needs the package tensorboard beside PyTorch.
"""

import json
from pathlib import Path

import numpy as np
import tensorboard
import torch
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.summary.writer.record_writer import RecordWriter
from torch.utils.tensorboard import summary

TARGET = Path(__file__).resolve().parent / "fixtures" / "summaries.json"


class Memory:
    def __init__(self):
        self.bytes = b""

    def write(self, data):
        self.bytes += data


def event(step, value, walltime=12345.5):
    memory = Memory()
    message = Event(summary=value, wall_time=walltime)
    if step is not None:
        message.step = step
    RecordWriter(memory).write(message.SerializeToString(deterministic=True))
    return memory.bytes.hex()


def histograms():
    values = {
        "few": [0.5, -1.0, 2.0, 2.0],
        "one": [3.0],
        "zeros": [0.0, 0.0],
        "many": (np.arange(-16, 25) / 8).tolist(),
        "tiny": [1e-30, -1e-13, 1e19],
    }
    cases = []
    for name, list_ in values.items():
        for bins, most in [("tensorflow", None), (10, None), (10, 3), ([-5.0, 0.0, 1.0, 5.0], None)]:
            array = np.array(list_)
            try:
                value = summary.histogram("h", array, summary_bins(bins), max_bins=most)
            except (ValueError, IndexError):
                continue
            cases.append({"name": name, "values": list_, "bins": bins, "maxBins": most, "event": event(7, value)})
    return cases


def summary_bins(bins):
    if bins != "tensorflow":
        return bins
    from torch.utils.tensorboard import SummaryWriter

    if not hasattr(summary_bins, "limits"):
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            writer = SummaryWriter(folder)
            summary_bins.limits = writer.default_bins
            writer.close()
    return summary_bins.limits


def main():
    # One at a time: the order of several is left to the library of protocol buffers.
    hparams = [
        summary.hparams({"optimizer": "Adam"}, {"loss": 0.5}, {"optimizer": ["Adam", "SGD"]}),
        summary.hparams({"lr": 0.1}, {"loss": 0.5, "accuracy": 0.9}),
    ]
    pixels = {
        "floats": (torch.linspace(-0.1, 1.1, 3 * 4 * 5).view(3, 4, 5), "CHW"),
        "bytes": (torch.arange(4 * 5 * 3, dtype=torch.uint8).view(4, 5, 3), "HWC"),
        "gray": (torch.linspace(0, 1, 20).view(4, 5), "HW"),
        "alpha": (torch.linspace(0, 1, 80).view(4, 4, 5), "CHW"),
        "grid": (torch.linspace(0, 1, 11 * 1 * 2 * 3).view(11, 1, 2, 3), "NCHW"),
        "last": (torch.linspace(0, 1, 2 * 2 * 3 * 3).view(2, 2, 3, 3), "NHWC"),
    }
    images = {}
    for name, (tensor, formats) in pixels.items():
        array = summary.convert_to_HWC(summary.make_np(tensor), formats)
        scale = summary._calc_scale_factor(array)
        array = (array.astype(np.float32) * scale).clip(0, 255).astype(np.uint8)
        images[name] = {"formats": formats, "shape": list(array.shape), "pixels": array.ravel().tolist()}
    result = {
        "torch": torch.__version__.split("+")[0],
        "tensorboard": tensorboard.__version__,
        "scalars": [
            {"value": v, "step": step, "event": event(step, summary.scalar("loss/train", v))}
            for v, step in [(0.1, 0), (-2.5, 3), (1e30, 2**40), (float("nan"), 1)]
        ],
        "newStyle": event(5, summary.scalar("loss", 0.1, new_style=True)),
        "double": event(5, summary.scalar("loss", 0.1, new_style=True, double_precision=True)),
        "text": event(2, summary.text("notes", "**bold** \u00e9")),
        "hparams": [[event(None, value) for value in values] for values in hparams],
        "histograms": histograms(),
        "images": images,
    }
    TARGET.write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
