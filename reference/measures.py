"""Writes fixtures/measures.json: what scikit-learn and SciPy make of predictions, for the race's measures.

Run: python reference/measures.py  (needs numpy, scikit-learn and scipy)
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy import stats
from scipy.special import softmax
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.utils.class_weight import compute_class_weight

TARGET = Path(__file__).resolve().parent / "fixtures" / "measures.json"


def classification(rng, rows, classes, present, ties):
    targets = rng.choice(present, size=rows)
    targets[: len(present)] = present
    logits = rng.normal(size=(rows, classes))
    logits[np.arange(rows), targets] += 1.0
    if ties:
        logits = np.round(logits)
    logits = logits.astype(np.float32).astype(np.float64)
    probabilities = softmax(logits, axis=1)
    predicted = logits.argmax(axis=1)
    labels = np.arange(classes)
    areas = [metrics.roc_auc_score(targets == c, probabilities[:, c]) for c in present]
    weights = np.ones(classes)
    weights[present] = compute_class_weight("balanced", classes=np.array(present), y=targets)
    one_hot = (targets[:, None] == labels).ravel()
    # Widths of a tenth; the library's edges belong to the lower bin, so nothing may lie on one.
    share, mean = calibration_curve(one_hot, probabilities.ravel(), n_bins=10, strategy="uniform")
    return {
        "classes": classes,
        "targets": targets.tolist(),
        "logits": logits.ravel().tolist(),
        "logLoss": metrics.log_loss(targets, probabilities, labels=labels),
        "accuracy": metrics.accuracy_score(targets, predicted),
        "balancedAccuracy": metrics.balanced_accuracy_score(targets, predicted),
        "f1": metrics.f1_score(targets, predicted, average="macro", zero_division=0),
        "areaUnderCurve": float(np.mean(areas)),
        "confusion": metrics.confusion_matrix(targets, predicted, labels=labels).tolist(),
        "precision": metrics.precision_score(targets, predicted, labels=labels, average=None, zero_division=0).tolist(),
        "recall": metrics.recall_score(targets, predicted, labels=labels, average=None, zero_division=0).tolist(),
        "calibration": [mean.tolist(), share.tolist()],
        "classWeights": weights.tolist(),
        "weightedLogLoss": metrics.log_loss(
            targets, probabilities, labels=labels, sample_weight=weights[targets]
        ),
    }


def regression(rng, rows):
    targets = rng.normal(loc=3, scale=2, size=rows).astype(np.float32).astype(np.float64)
    predictions = (targets + rng.normal(size=rows)).astype(np.float32).astype(np.float64)
    return {
        "targets": targets.tolist(),
        "predictions": predictions.tolist(),
        "meanSquaredError": metrics.mean_squared_error(targets, predictions),
        "meanAbsoluteError": metrics.mean_absolute_error(targets, predictions),
        "rSquared": metrics.r2_score(targets, predictions),
    }


def paired(rng, seeds, factor):
    better = np.exp(rng.normal(size=seeds))
    worse = better * factor * np.exp(0.3 * rng.normal(size=seeds))
    test = stats.ttest_rel(np.log(worse), np.log(better), alternative="greater")
    return {"worse": worse.tolist(), "better": better.tolist(), "p": float(test.pvalue)}


def main():
    rng = np.random.default_rng(0)
    fixture = {
        "sklearn": sklearn.__version__,
        "scipy": scipy.__version__,
        "classifications": [
            classification(rng, 60, 2, [0, 1], False),
            classification(rng, 80, 3, [0, 1, 2], False),
            classification(rng, 80, 4, [0, 1, 2, 3], True),
            classification(rng, 50, 5, [0, 2, 3], False),
        ],
        "regressions": [regression(rng, 40), regression(rng, 7)],
        "paired": [paired(rng, n, f) for n in (2, 3, 5, 8, 40) for f in (1.0, 1.1, 1.5, 0.5) for _ in range(3)],
        "tails": [[t, df, float(stats.t.sf(t, df))] for df in [*range(1, 12), 40, 99] for t in (-1, 0, 0.3, 2, 7, 30)],
    }
    TARGET.write_text(json.dumps(fixture) + "\n")


if __name__ == "__main__":
    main()
