"""Makes fixtures/data-files: small files of arrays and images, and what is in them. Run: python reference/data_files.py

Needs torchvision and Pillow beside PyTorch.
"""

import gzip
import io
import json
import shutil
import struct
from pathlib import Path

import numpy as np
from PIL import Image
from vision import torchvision

TARGET = Path(__file__).resolve().parent / "fixtures" / "data-files"
ARRAYS = {
    "f4": np.array([[1.5, -2.0, np.inf], [0.0, 3.25, -1e-3]], dtype="<f4"),
    "f8-big": np.array([1.5, -2.0, 1e300], dtype=">f8"),
    "i8-columns": np.asfortranarray(np.arange(6, dtype="<i8").reshape(2, 3)),
    "u1": np.array([0, 255, 7], dtype="u1"),
    "i4": np.array([[[-1, 2]]], dtype="<i4"),
    "bool": np.array([True, False]),
    "scalar": np.array(2.5),
    "empty": np.zeros((0, 3), dtype="<f4"),
    "f2": np.array([0.5, -2.0], dtype="<f2"),
}
REFUSED = {"text": np.array(["a", "bc"]), "complex-fields": np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")])}


def idx(array, code):
    header = struct.pack(">HBB", 0, code, array.ndim) + b"".join(struct.pack(">I", n) for n in array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


def main():
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    result = {"numpy": np.__version__, "arrays": {}, "refused": list(REFUSED), "images": {}}
    for name, array in (ARRAYS | REFUSED).items():
        np.save(TARGET / f"{name}.npy", array)
        if name in ARRAYS:
            values = [repr(value) for value in array.astype("f8").ravel().tolist()]
            result["arrays"][name] = {"shape": list(array.shape), "values": values}
    pair = {"x": ARRAYS["f4"], "labels": ARRAYS["i8-columns"]}
    np.savez(TARGET / "stored.npz", **pair)
    np.savez_compressed(TARGET / "deflated.npz", **pair)

    # MNIST in small: 3 images to train on, 2 to test on.
    digits = np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8)
    (TARGET / "mnist" / "raw").mkdir(parents=True)
    for part, images, labels in [("train", digits[:3], [7, 0, 9]), ("t10k", digits[3:], [1, 2])]:
        for end, data in [("images-idx3-ubyte", idx(images, 8)), ("labels-idx1-ubyte", idx(np.array(labels, np.uint8), 8))]:
            path = TARGET / "mnist" / "raw" / f"{part}-{end}"
            if part == "train":
                path.write_bytes(data)
            else:
                path.with_suffix(".gz").write_bytes(gzip.compress(data, mtime=0))
    result["mnist"] = {"sums": digits.reshape(5, -1).sum(1).tolist()}
    (TARGET / "floats.idx").write_bytes(idx(np.array([[1.5, -2.0]], dtype="f4"), 13))

    # Images: colours with an opacity, grey, and a JPEG.
    x, y = np.meshgrid(np.arange(16), np.arange(12))
    rgba = np.stack([x * 16, y * 20, (x + y) * 9, 255 - x * 10], axis=-1).astype(np.uint8)
    files = {
        "photos/cat/1.png": Image.fromarray(rgba[..., :3]),
        "photos/cat/10.JPG": Image.fromarray(rgba[..., :3]),
        "photos/cat/more/0.png": Image.fromarray(rgba),
        "photos/dog/2.png": Image.fromarray(rgba[..., 0]),
    }
    modes = {"unchanged": None, "rgb": "RGB", "gray": "L"}
    for name, image in files.items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        image.save(buffer, "JPEG" if path.suffix == ".JPG" else "PNG", quality=90)
        path.write_bytes(buffer.getvalue())
        result["images"][name] = {}
        for mode, name_of_mode in modes.items():
            opened = Image.open(path)
            pixels = np.asarray(opened if name_of_mode is None else opened.convert(name_of_mode))
            pixels = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
            result["images"][name][mode] = {"shape": list(pixels.shape), "pixels": pixels.ravel()[::7].tolist()}
    (TARGET / "photos" / "cat" / "notes.txt").write_text("no image\n")
    folder = torchvision.datasets.ImageFolder(str(TARGET / "photos"))
    result["folder"] = {
        "classes": folder.classes,
        "samples": [[str(Path(path).relative_to(TARGET)), target] for path, target in folder.samples],
    }
    (TARGET / "contents.json").write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
