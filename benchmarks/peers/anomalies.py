"""PyOD's detectors on the splits of `diglm reproduce anomalies`.

python benchmarks/peers/anomalies.py FOLDER [SEEDS] [results.json], FOLDER with .npz files of X and y (ADBench's) or
of train, train_labels, test and test_labels (OddBench's). Columns are standardised by the training rows. Of the former
a normal row trains if its SHA-256 is among the first half, of the latter if it is a normal one of train (one split: more seeds
are more starts). results.json is written after each set; what it holds already is not run again. A set that cannot be run is told of.
DTE-NP is the mean distance to five neighbours (Livernoche et al. 2024, the form without a network).
"""

import hashlib
import json
import pathlib
import sys
import time
import warnings

import numpy as np
from pyod.models.deep_svdd import DeepSVDD
from pyod.models.ecod import ECOD
from pyod.models.iforest import IForest
from pyod.models.knn import KNN
from pyod.models.lof import LOF
from pyod.models.ocsvm import OCSVM
from pyod.models.pca import PCA
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.preprocessing import StandardScaler

DETECTORS = {
    "IForest": lambda d, seed: IForest(random_state=seed),
    "kNN": lambda d, seed: KNN(),
    "DTE-NP": lambda d, seed: KNN(n_neighbors=5, method="mean"),
    "LOF": lambda d, seed: LOF(),
    "ECOD": lambda d, seed: ECOD(),
    "OCSVM": lambda d, seed: OCSVM(),
    "PCA": lambda d, seed: PCA(random_state=seed),
    "DeepSVDD": lambda d, seed: DeepSVDD(n_features=d, random_state=seed, verbose=0),
}


def split(name, y, seed):
    def key(row):
        return hashlib.sha256(f"{name}/{seed}/{row}".encode()).hexdigest()

    normal = sorted(np.flatnonzero(y == 0), key=key)
    half = len(normal) // 2
    return np.array(normal[:half]), np.concatenate([normal[half:], np.flatnonzero(y != 0)])


def parts(file, seed):
    """Rows to learn from, rows to tell apart, and which of these are anomalies."""
    data = np.load(file)
    if "train" in data:
        normal = data["train_labels"] == 0
        return data["train"][normal].astype(float), data["test"].astype(float), data["test_labels"] != 0
    x, y = data["X"].astype(float), data["y"]
    train, test = split(file.stem, y, seed)
    return x[train], x[test], y[test] != 0


def measured(file, make, seed):
    """AUROC, AUPRC and seconds of a detector on a split."""
    train, test, anomalies = parts(file, seed)
    scale = StandardScaler().fit(train)
    start = time.perf_counter()
    model = make(train.shape[1], seed).fit(scale.transform(train))
    score = np.nan_to_num(model.decision_function(scale.transform(test)))
    seconds = time.perf_counter() - start
    return roc_auc_score(anomalies, score), average_precision_score(anomalies, score), seconds


def write(results, out):
    if out:
        out.with_suffix(".part").write_text(json.dumps(results, indent=2) + "\n")
        out.with_suffix(".part").replace(out)


def main():
    warnings.filterwarnings("ignore")
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    out = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    results = json.loads(out.read_text()) if out and out.is_file() else {}
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.npz")):
        for detector, make in DETECTORS.items():
            if file.stem in results.get(detector, {}):
                continue
            try:
                auroc, auprc, seconds = np.mean([measured(file, make, seed) for seed in range(1, seeds + 1)], axis=0)
            except (ValueError, KeyError) as e:
                print(f"{file.stem:16} {detector:9} was not run: {e}", flush=True)
                continue
            results.setdefault(detector, {})[file.stem] = {"auroc": auroc, "auprc": auprc, "seconds": seconds}
            print(f"{file.stem:16} {detector:9} AUROC {auroc:.4f}  AUPRC {auprc:.4f}  {seconds:.1f} s", flush=True)
            write(results, out)
    for sets in results.values():
        for measure in ("auroc", "auprc"):
            sets[f"mean_{measure}"] = float(np.mean([s[measure] for s in sets.values() if isinstance(s, dict)]))
    for detector, sets in sorted(results.items(), key=lambda item: -item[1]["mean_auroc"]):
        print(f"{detector:9} mean AUROC {sets['mean_auroc']:.4f}  AUPRC {sets['mean_auprc']:.4f}")
    write(results, out)


if __name__ == "__main__":
    main()
