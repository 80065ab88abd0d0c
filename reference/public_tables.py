"""Races on three public tables, beside scikit-learn's networks and linear models on the same rows.

Run, after npm run build: python reference/public_tables.py  (needs torch, numpy, pandas and scikit-learn)

Prints the tables of docs/public-tables.md. The tables are the ones that come with scikit-learn; no fixture is made.
Everything is dealt out as in `downhill race --tune`: a fifth of the rows for the test, the same for all; the others anew
for each seed. Settings are chosen by the validation rows of the seeds 0 to 2, results are those of the seeds 3 to 7.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import sklearn
import torch
from sklearn import datasets, metrics
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).resolve().parent.parent
TRIAL_SEEDS, SEEDS = range(3), range(3, 8)
PASSES, BATCH, HIDDEN = 50, 32, 20


def shuffled(rows, seed):
    torch.manual_seed(seed)
    return [rows[i] for i in torch.randperm(len(rows)).tolist()]


def split(order, classes, every):
    """packages/cli/src/data/split.ts: one row in `every`, of each class its share."""
    groups = {}
    for row in order:
        groups.setdefault(classes[row], []).append(row)
    held = {row for members in groups.values() for row in members[: len(members) // every]}
    left = int(len(order) / every + 0.5) - len(held)
    losers = sorted((m for m in groups.values() if len(m) > 1), key=lambda m: -(len(m) % every))
    held |= {members[len(members) // every] for members in losers[:left]}
    return [row for row in order if row not in held], [row for row in order if row in held]


class Table:
    def __init__(self, name):
        bunch = getattr(datasets, f"load_{name}")(as_frame=True)
        self.name = name
        self.frame = bunch.frame.copy()
        self.is_classes = hasattr(bunch, "target_names")
        self.inputs = bunch.data.to_numpy()
        self.targets = bunch.target.to_numpy()
        if self.is_classes:
            self.frame["target"] = [str(bunch.target_names[i]) for i in self.targets]

    def parts(self, seed):
        """Standardized inputs and the targets to train on, to validate and to test by; and what undoes the scaling."""
        classes = self.targets if self.is_classes else np.zeros(len(self.targets))
        others, test = split(shuffled(range(len(self.targets)), 0), classes, 5)
        training, validation = split(shuffled(others, seed), classes, 4)
        scaler = StandardScaler().fit(self.inputs[training])
        targets = self.targets
        if not self.is_classes:
            mean, scale = targets[training].mean(), targets[training].std()
            targets = (targets - mean) / scale
        return [(scaler.transform(self.inputs[rows]), targets[rows]) for rows in (training, validation, test)]

    def loss(self, model, part):
        inputs, targets = part
        if not self.is_classes:
            return metrics.mean_squared_error(targets, model.predict(inputs))
        return metrics.log_loss(targets, model.predict_proba(inputs), labels=model.classes_)

    def baseline(self, seed):
        (_, training), _, (_, test) = self.parts(seed)
        if not self.is_classes:
            return np.mean((test - training.mean()) ** 2)
        return -np.mean(np.log(np.bincount(training)[test] / len(training)))


class Network:
    """scikit-learn's network by passes, keeping the pass with the lowest validation loss, as the race does."""

    def __init__(self, table, solver):
        self.table, self.solver = table, solver
        low, high = (1e-4, 0.3) if solver == "adam" else (1e-3, 1.0)
        self.grid = np.geomspace(low, high, 12)

    def fit(self, lr, seed):
        training, validation, test = self.table.parts(seed)
        kind = MLPClassifier if self.table.is_classes else MLPRegressor
        rows = len(training[1])
        model = kind(hidden_layer_sizes=(HIDDEN,), solver=self.solver, alpha=0, batch_size=BATCH, learning_rate_init=lr,
                     random_state=seed, momentum=0.9, nesterovs_momentum=False)
        order = np.random.default_rng(seed)
        best, tail = (np.inf, None), []
        for done in range(PASSES):
            rows_in_order = order.permutation(rows)
            for start in range(0, rows, BATCH):
                some = rows_in_order[start : start + BATCH]
                # partial_fit takes one step for each batch of this size that it is given.
                model.batch_size = len(some)
                classes = {"classes": np.unique(training[1])} if self.table.is_classes else {}
                model.partial_fit(training[0][some], training[1][some], **classes)
            loss = self.table.loss(model, validation)
            if done >= PASSES - PASSES // 10:
                tail.append(loss)
            if loss < best[0]:
                best = (loss, self.table.loss(model, test))
        return np.mean(tail), best[1]


class Linear:
    """Logistic regression, or ridge regression, whose strength of regularization is chosen as a rate is."""

    def __init__(self, table):
        self.table, self.grid = table, np.geomspace(1e-3, 1e3, 12)

    def fit(self, strength, seed):
        training, validation, test = self.table.parts(seed)
        model = LogisticRegression(C=strength, max_iter=10000) if self.table.is_classes else Ridge(alpha=strength)
        model.fit(*training)
        return self.table.loss(model, validation), self.table.loss(model, test)


def chosen(model):
    """The best value of the grid, and what it comes to on the test rows, for each seed."""
    scores = []
    for value in model.grid:
        try:
            scores.append(np.mean([model.fit(value, seed)[0] for seed in TRIAL_SEEDS]))
        except ValueError as error:
            if "non-finite" not in str(error):
                raise
            scores.append(np.inf)
    best = model.grid[int(np.nanargmin(scores))]
    return best, np.array([model.fit(best, seed)[1] for seed in SEEDS])


def race(table, folder):
    path = folder / f"{table.name}.csv"
    table.frame.to_csv(path, index=False)
    command = ["node", str(ROOT / "packages/cli/bin/downhill.js"), "race", str(path), "--target", "target", "--tune"]
    command += ["--passes", str(PASSES), "--batch", str(BATCH), "--hidden", str(HIDDEN)]
    run = subprocess.run([*command, "--json", "-q", "--out", str(folder / table.name)], capture_output=True, check=True)
    return json.loads(run.stdout)


def curve_at_best(seed):
    """The loss on the test rows after the pass with the lowest validation loss."""
    curve = seed["curve"]
    return curve["testLoss"][int(np.argmin(curve["validationLoss"]))]


def show(losses):
    return f"{losses.mean():.4f} ± {losses.std(ddof=1):.4f}"


def compare(table, folder):
    result = race(table, folder)
    ours = np.array(result["baseline"]["loss"]["values"])
    theirs = np.array([table.baseline(seed) for seed in SEEDS])
    assert np.allclose(ours, theirs, rtol=1e-5), "the rows are dealt out otherwise"
    lines = {line["optimizer"]: line for line in result["results"]}
    ranked = [line for line in result["results"] if line["rank"] == 1]
    first = min(ranked, key=lambda line: line["score"]["mean"])
    names = list(dict.fromkeys(["adam", "sgd", first["optimizer"]]))
    rows = [(f"Downhill: {lines[name]['name']}, lr {lines[name]['settings']['lr']:.3g}",
             np.array([curve_at_best(seed) for seed in lines[name]["seeds"]])) for name in names]
    family = "MLPClassifier" if table.is_classes else "MLPRegressor"
    differences = []
    for i, solver in enumerate(("adam", "sgd")):
        rate, losses = chosen(Network(table, solver))
        rows.append((f"scikit-learn: {family}, {solver}, lr {rate:.3g}", losses))
        differences.append((lines[solver]["name"], rows[i][1] - losses))
    strength, losses = chosen(Linear(table))
    name = "LogisticRegression, C" if table.is_classes else "Ridge, alpha"
    rows.append((f"scikit-learn: {name} {strength:.3g}", losses))
    rows.append((f"{'base rates' if table.is_classes else 'the mean'}, always", theirs))
    return result, rows, differences


def main():
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tables", nargs="*", default=["wine", "breast_cancer", "diabetes"])
    arguments = parser.parse_args()
    print(f"scikit-learn {sklearn.__version__}, PyTorch {torch.__version__}\n")
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.tables:
            table = Table(name)
            result, rows, differences = compare(table, Path(folder))
            problem = result["problem"]
            counts = [problem[key] for key in ("trainingRows", "validationRows", "testRows")]
            loss = "log loss" if table.is_classes else "mean squared error, standardized"
            print(f"### {name}\n\n{counts[0]} rows to train, {counts[1]} to validate, {counts[2]} to test\n")
            print(f"| model | {loss} on the test rows |\n|---|---|")
            for label, losses in rows:
                print(f"| {label} | {show(losses)} |")
            print()
            for optimizer, difference in differences:
                print(f"{optimizer}, Downhill's loss less scikit-learn's, seed by seed: {show(difference)}  ")
            tied = sum(line["rank"] == 1 for line in result["results"])
            print(f"{tied} optimizers share the first rank of the race.\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
