"""Makes fixtures/models: what models predict in PyTorch, by the very lines that docs/model-file.md shows.

    venv/bin/python reference/model_file.py

`species` and `mass` are what `downhill train` wrote for examples/data/penguins.csv:

    downhill train examples/data/penguins.csv -t species --epochs 12 --out reference/fixtures/models/species
    downhill train examples/data/penguins.csv -t body_mass_g --epochs 12 --hidden 12,8 --out reference/fixtures/models/mass

The others are made here, by PyTorch. `predictions.json` beside each model has rows and what the lines gave for them.
"""

import json
import os
import random
import re
from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).parent
FOLDER = HERE / "fixtures" / "models"
LINES = re.search(r"^```python\n(.*?)^```$", (HERE.parent / "docs" / "model-file.md").read_text(), re.M | re.S)[1]
ROWS = 24


def number(name, mean, deviation, missing=False, origin="0", unit="", low=-10.0, high=10.0):
    return {
        "name": name,
        "kind": "number",
        "encoding": "standardized",
        "unit": unit,
        "origin": origin,
        "mean": mean,
        "deviation": deviation,
        "missing_input": missing,
        "minimum": low,
        "maximum": high,
    }


def category(name, categories, missing=False):
    return {"name": name, "kind": "category", "encoding": "one-hot", "categories": categories, "missing_input": missing}


def make(name, task, columns, target, hidden):
    """Saves a model with random weights, as a program of one's own could."""
    count = sum(
        len(column.get("categories", [])) + (column.get("mean") is not None) + column["missing_input"] for column in columns
    )
    sizes = [count, *hidden, len(target["classes"]) if task == "classification" else 1]
    layers, network = [], nn.Sequential()
    for i, (size, following) in enumerate(zip(sizes, sizes[1:])):
        if i > 0:
            layers.append({"kind": "ReLU"})
            network.append(nn.ReLU())
        layers.append({"kind": "Linear", "in_features": size, "out_features": following})
        network.append(nn.Linear(size, following))
    model = {
        "format": "downhill-model",
        "version": 1,
        "downhill": "0.1.0",
        "task": task,
        "columns": columns,
        "left_out": ["id"],
        "target": target,
        "layers": layers,
        "weights": network.state_dict(),
        "reading": {"decimal": None, "missing": None},
        "split": None,
        "training": None,
    }
    (FOLDER / name).mkdir(parents=True, exist_ok=True)
    torch.save(model, FOLDER / name / "model.pt")


def random_row(model):
    row = {}
    for column in model["columns"]:
        if random.random() < 0.15:
            row[column["name"]] = None
        elif column["kind"] == "category":
            row[column["name"]] = random.choice([*column["categories"], "something else"])
        else:
            row[column["name"]] = round(random.uniform(column["minimum"], column["maximum"]), 3)
    return row


def main():
    torch.manual_seed(0)
    random.seed(0)
    make(
        "made-numbers",
        "regression",
        [
            number("seconds", 0.25, 12.5, origin="1700000000", low=1699999960.0, high=1700000040.0),
            number("share", 40, 15.5, missing=True, unit="%", low=0, high=100),
            number("constant", None, None, missing=True, low=7, high=7),
            category("__proto__", ["a", "b, c", 'say "d"'], missing=True),
        ],
        {"name": "price", "unit": "$", "origin": "100000000", "mean": -3.5, "deviation": 1250.0},
        [],
    )
    make(
        "made-classes",
        "classification",
        [category("größe", ["klein", "mittel", "groß"]), number("x", 1e-30, 2e-31, low=0, high=2e-30), number("y", 0, 1)],
        {"name": "class", "classes": ["10", "9", "constructor", "第四"]},
        [16, 16],
    )
    for folder in sorted(FOLDER.iterdir()):
        os.chdir(folder)
        lines = {}
        exec(compile(LINES, "docs/model-file.md", "exec"), lines)
        rows = [random_row(lines["model"]) for _ in range(ROWS)]
        predictions = [lines["predict"](row) for row in rows]
        fixture = {"torch": torch.__version__, "lines": LINES, "rows": rows, "predictions": predictions}
        (folder / "predictions.json").write_text(json.dumps(fixture, ensure_ascii=False, indent=1) + "\n")


main()
