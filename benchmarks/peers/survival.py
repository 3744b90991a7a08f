"""Times to an event: diglm beside Cox regression (lifelines) and a random survival forest (scikit-survival).

python benchmarks/peers/survival.py --diglm ./diglm --out survival.json [--splits 5] [--option="--family weibull"]

Needs an environment of its own with requirements-survival.txt, because lifelines wants an older pandas than the other
peers. The two packages ship the sets: rossi (432 rows), gbsg2 (686) and whas500 (500).
Each split holds out a fifth of the rows, drawn by its number, and all methods see the same rows. Methods have their
defaults: Cox regression a penalizer of 0.01, without which some splits do not converge; the forest 100 trees. All are
measured by the definitions of `diglm evaluate`, which agree with scikit-survival's (see SurvivalGoldenTest):
Harrell's concordance of the predicted order, and the Brier score integrated from the 10 % to the 90 % quantile of the
observed times of the test rows, weighted by the censoring of the test rows.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
import warnings

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from lifelines.datasets import load_rossi
from sksurv.datasets import load_gbsg2, load_whas500
from sksurv.ensemble import RandomSurvivalForest
from sksurv.metrics import concordance_index_censored, integrated_brier_score
from sksurv.util import Surv


def sets():
    rossi = load_rossi()
    yield "rossi", rossi.drop(columns=["week", "arrest"]), rossi.week, rossi.arrest
    features, y = load_gbsg2()
    yield "gbsg2", features, y["time"], y["cens"]
    features, y = load_whas500()
    yield "whas500", features, y["lenfol"], y["fstat"]


def grid(duration, event):
    events = np.sort(duration[event])
    ends = [events[int(np.floor(q * (len(events) - 1) + 0.5))] for q in (0.1, 0.9)]
    return np.linspace(*ends, 100)


def measured(duration, event, survival, median):
    """survival (N, 100) at the times of the grid; of the median only the order matters."""
    y = Surv.from_arrays(event, duration)
    return {
        "concordance": concordance_index_censored(event, duration, -np.asarray(median, float))[0],
        "brier": integrated_brier_score(y, y, survival, grid(duration, event)),
    }


def coded(features):
    return pd.get_dummies(features, drop_first=True, dtype=float).astype(float)


def cox(train, test, duration, event, times):
    table = train.assign(time_=duration, event_=event.astype(int))
    fitted = CoxPHFitter(penalizer=0.01).fit(table, "time_", "event_")
    survival = fitted.predict_survival_function(test, times=times).to_numpy().T
    return survival, -fitted.predict_partial_hazard(test).to_numpy()


def forest(train, test, duration, event, times):
    fitted = RandomSurvivalForest(random_state=0).fit(train, Surv.from_arrays(event, duration))
    functions = fitted.predict_survival_function(test)
    survival = np.stack([f(np.clip(times, *f.domain)) for f in functions])
    return survival, -fitted.predict(test)


def constant(train, test, duration, event, times):
    """Kaplan and Meier's estimate, the same for all rows."""
    from lifelines import KaplanMeierFitter

    curve = KaplanMeierFitter().fit(duration, event).survival_function_at_times(times).to_numpy()
    return np.tile(curve, (len(test), 1)), np.zeros(len(test))


def diglm(command, options, train, test):
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: os.path.join(folder, f"{name}.csv") for name in ("train", "test")}
        train.to_csv(paths["train"], index=False)
        test.to_csv(paths["test"], index=False)
        model = os.path.join(folder, "model.diglm")
        fit = [command, "fit", paths["train"], "--target", "time_", "--event", "event_", "--test", "0"]
        subprocess.run([*fit, "--out", model, *options], check=True, capture_output=True)
        said = subprocess.run(
            [command, "evaluate", model, paths["test"], "--json"], check=True, capture_output=True, text=True
        )
        found = json.loads(said.stdout)
        assert found["rows"] == len(test), found
        return {"concordance": found["concordance"], "brier": found["brier"], "nll": found["nll"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--diglm", default="diglm")
    parser.add_argument("--out", required=True)
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--option", action="append", default=[], help="further options of fit, one method for each")
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    results = []

    def keep(name, split, method, figures, began):
        results.append({"set": name, "split": split, "method": method, **figures, "seconds": time.time() - began})
        with open(given.out, "w") as file:
            json.dump(results, file, indent=1)
        print(results[-1], flush=True)

    for split in range(given.splits):
        for name, features, duration, event in sets():
            duration, event = np.asarray(duration, float), np.asarray(event).astype(bool)
            order = np.random.default_rng(split).permutation(len(features))
            test, train = order[: len(order) // 5], order[len(order) // 5 :]
            times = grid(duration[test], event[test])
            numbers = coded(features)
            for method in (constant, cox, forest):
                began = time.time()
                survival, median = method(
                    numbers.iloc[train], numbers.iloc[test], duration[train], event[train], times
                )
                keep(name, split, method.__name__, measured(duration[test], event[test], survival, median), began)
            table = features.assign(time_=duration, event_=event.astype(int))
            for option in given.option or [""]:
                began = time.time()
                figures = diglm(given.diglm, option.split(), table.iloc[train], table.iloc[test])
                keep(name, split, f"diglm {option}".strip(), figures, began)


if __name__ == "__main__":
    main()
