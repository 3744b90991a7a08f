"""LightGBM on the labelled rows of `diglm reproduce tabular-semi`, the same draws.

python benchmarks/peers/tabular_semi.py DATA [SEEDS] [results.json], DATA as given to --data.
Default parameters but for min_child_samples, lowered where 20 labels would allow no split.
"""

import hashlib
import json
import pathlib
import sys
import warnings

import duckdb
import lightgbm
import numpy as np
from sklearn.metrics import log_loss, roc_auc_score

FEATURES = ["month", "day", "day_of_week", "dep_time", "arr_time", "air_time", "distance", "plane_age"]
LABELS = (20, 100, 1000)
LEARNED, MEASURED, LEAST = 5000, 10_000, 2


def sets(folder):
    file = folder / "flights" / "flights-nyc13.parquet"
    flights = duckdb.sql(f"SELECT {', '.join(FEATURES)}, arr_delay FROM '{file}'").df().dropna()
    yield "late-flights", flights[FEATURES].to_numpy(float), (flights["arr_delay"] >= 15).to_numpy()
    for name in ("2_annthyroid", "32_shuttle"):
        data = np.load(folder / "adbench" / "classical" / f"{name}.npz")
        yield name, data["X"].astype(float), data["y"] != 0


def split(name, y, labels, seed):
    order = sorted(range(len(y)), key=lambda row: hashlib.sha256(f"{name}/{seed}/{row}".encode()).hexdigest())
    learned = min(LEARNED, len(y) // 2)
    pool, test = order[:learned], order[learned : learned + MEASURED]
    first = [row for kind in (False, True) for row in [r for r in pool if y[r] == kind][:LEAST]]
    first += [row for row in pool if row not in first][: labels - len(first)]
    return np.array(first), np.array(test)


def main():
    warnings.filterwarnings("ignore")
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    results = {}
    for name, x, y in sets(pathlib.Path(sys.argv[1])):
        for labels in LABELS:
            found = []
            for seed in range(1, seeds + 1):
                train, test = split(name, y, labels, seed)
                model = lightgbm.LGBMClassifier(
                    random_state=seed, verbose=-1, n_jobs=2, min_child_samples=min(20, max(2, labels // 10))
                ).fit(x[train], y[train])
                p = model.predict_proba(x[test])[:, 1]
                found.append((roc_auc_score(y[test], p), log_loss(y[test], p)))
            auroc, nll = np.mean(found, axis=0)
            error = np.std(found, axis=0, ddof=1) / np.sqrt(seeds) if seeds > 1 else (0, 0)
            results[f"{name}, {labels} labels"] = {"auroc": auroc, "nll": nll}
            print(f"{name:14} {labels:5} labels  AUROC {auroc:.4f} +- {error[0]:.4f}  NLL {nll:.4f} +- {error[1]:.4f}", flush=True)
    if len(sys.argv) > 3:
        pathlib.Path(sys.argv[3]).write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
