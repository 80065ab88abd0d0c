"""Makes fixtures/applications.json: what the applications in examples/ported print, their first losses in Python, and
torchvision's residual networks: their state dicts' entries, and logits of initial weights.

Run after npm ci, with torchvision: python reference/applications.py

With the name of a folder, it writes torchvision's initial weights there instead, compares what Downhill wrote back
(python reference/applications.py FOLDER, npx tsx examples/resnet-files.ts FOLDER, and the first again).
"""

import contextlib
import io
import json
import runpy
import sys
from pathlib import Path

import torch
from vision import torchvision

HERE = Path(__file__).resolve().parent
TARGET = HERE / "fixtures" / "applications.json"
SCRIPTS = ["mnist", "resnet", "vae", "gan", "cartpole", "unet"]
STEPS = 20
NETWORKS = ["resnet18", "resnet50"]


def network(name):
    torch.manual_seed(6)
    model = getattr(torchvision.models, name)().eval()
    with torch.no_grad():
        return model, model(torch.randn(1, 3, 64, 64))


def exchange(folder):
    for name in NETWORKS:
        model, logits = network(name)
        back = folder / f"{name}-downhill.pt"
        if back.exists():
            torch.manual_seed(7)
            other = getattr(torchvision.models, name)().eval()
            other.load_state_dict(torch.load(back))
            torch.manual_seed(6)
            getattr(torchvision.models, name)()
            with torch.no_grad():
                found = other(torch.randn(1, 3, 64, 64))
            print(f"{name}: logits of Downhill's file differ by {(found - logits).abs().max():.1e}")
        else:
            torch.save(model.state_dict(), folder / f"{name}.pt")
            torch.save(logits, folder / f"{name}-logits.pt")


def main():
    torch.set_num_threads(1)
    result = {"torch": torch.__version__.split("+")[0], "printed": {}, "losses": {}, "networks": {}}
    for name in SCRIPTS:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            variables = runpy.run_path(str(HERE.parent / "examples" / "ported" / f"{name}.py"))
        result["printed"][name] = printed.getvalue().splitlines()
        result["losses"][name] = variables["losses"][:STEPS]
    for name in NETWORKS:
        model, logits = network(name)
        shapes = {key: list(value.shape) for key, value in model.state_dict().items()}
        result["networks"][name] = {"shapes": shapes, "logits": logits[0, ::50].tolist()}
    TARGET.write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        exchange(Path(sys.argv[1]))
    else:
        main()
