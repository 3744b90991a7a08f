"""PyOD's detectors on the splits of `diglm reproduce anomalies`.

python benchmarks/peers/anomalies.py FOLDER [SEEDS] [results.json], FOLDER with ADBench's .npz files.
Columns are standardised by the training rows. A row trains if its SHA-256 is among the first half.
"""

import hashlib
import json
import pathlib
import sys
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


def main():
    warnings.filterwarnings("ignore")
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    results = {}
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.npz")):
        data = np.load(file)
        x, y = data["X"].astype(float), data["y"]
        for detector, make in DETECTORS.items():
            found = []
            for seed in range(1, seeds + 1):
                train, test = split(file.stem, y, seed)
                scale = StandardScaler().fit(x[train])
                model = make(x.shape[1], seed).fit(scale.transform(x[train]))
                score = np.nan_to_num(model.decision_function(scale.transform(x[test])))
                anomalies = y[test] != 0
                found.append((roc_auc_score(anomalies, score), average_precision_score(anomalies, score)))
            auroc, auprc = np.mean(found, axis=0)
            results.setdefault(detector, {})[file.stem] = {"auroc": auroc, "auprc": auprc}
            print(f"{file.stem:16} {detector:9} AUROC {auroc:.4f}  AUPRC {auprc:.4f}", flush=True)
    for sets in results.values():
        for measure in ("auroc", "auprc"):
            sets[f"mean_{measure}"] = float(np.mean([s[measure] for s in sets.values() if isinstance(s, dict)]))
    for detector, sets in sorted(results.items(), key=lambda item: -item[1]["mean_auroc"]):
        print(f"{detector:9} mean AUROC {sets['mean_auroc']:.4f}  AUPRC {sets['mean_auprc']:.4f}")
    if len(sys.argv) > 3:
        pathlib.Path(sys.argv[3]).write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
