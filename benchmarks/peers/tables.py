"""Peers on the tables of `diglm reproduce tables`, the same rows.

python benchmarks/peers/tables.py DATA OUT.json [--splits 0 1 2 3 4] [--tables NAME ...] [--peers NAME ...] [--threads 2]

DATA is a folder with tables.json and the .parquet files, or one that holds it as tables/. Split k of 5: the rows whose number
(from 0) modulo 5 is k are for test, all others train. OUT.json gets one record a table, split and peer, written as it comes;
what it holds already is not run again, and several runs may share it.

NLL is the mean of -log p(y|x) over the test rows in nats, in the target's own units; a class of probability 0 counts as 1e-15.
A peer that gives only a mean gets a normal distribution whose variance is that of residuals of rows held out of the training
rows (`held_out` in the record says how); its mean is then fitted to all training rows. Seconds are of the wall, CPU seconds of
all threads; both contain what the held-out residuals and the choice of parameters cost.

Columns: a text column in which every cell is a date (yyyy-mm-dd) counts as a number, days since 1970. Texts and booleans are
categories. LightGBM, CatBoost and HGB get categories and missing cells as such; linear models and kNN one-hot columns and
standardised numbers, a missing number filled with the median and marked by a column of its own.
"""

import argparse
import functools
import os
import pathlib
import time
import warnings

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads that spin while they wait cost tenfold on a busy machine

import catboost
import lightgbm
import numpy as np
import pandas as pd
import records
import sets
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegressionCV, RidgeCV
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import KFold
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

SEED = 0
FOLDS = 5
COMPONENTS = 3
LEAST = 1e-15
HGB_LEVELS = 254
NEIGHBOURS = (5, 10, 20, 50)
ROUNDS, PATIENCE = 2000, 50
ABOUT = "peers on the tables of diglm reproduce tables, by benchmarks/peers/tables.py"
PACKAGES = ("lightgbm", "catboost", "scikit-learn", "numpy")


# ---- tables


class Rows:
    """Features of training and test rows as each kind of peer wants them, and the target."""

    def __init__(self, train, test, target, task):
        self.task = task
        self.y_train, self.y_test = (self.target(rows[target]) for rows in (train, test))
        self.names = [c for c in train.columns if c != target]
        self.texts = [c for c in self.names if not sets.is_number(train[c])]
        self.train, self.test = train[self.names], test[self.names]

    def target(self, column):
        return column.astype(str).to_numpy() if self.task == "classes" else column.to_numpy(float)

    @functools.cached_property
    def levels(self):
        """The levels of the training rows, the most frequent first."""
        return {c: list(self.train[c].dropna().value_counts().index) for c in self.texts}

    def categories(self, most=None):
        """Frames with pandas categories; what training lacks, or what is beyond `most` levels, is missing."""
        frames = []
        for rows in (self.train, self.test):
            rows = rows.copy()
            for c in self.texts:
                rows[c] = pd.Categorical(rows[c], categories=sorted(self.levels[c][:most]))
            rows.columns = [f"c{i}" for i in range(len(self.names))]
            frames.append(rows)
        return frames

    def strings(self):
        """Frames whose texts have no missing cells."""
        return [sets.filled(rows, self.texts) for rows in (self.train, self.test)]

    @functools.cached_property
    def dense(self):
        """One-hot columns and standardised numbers."""
        numbers = [c for c in self.names if c not in self.texts]
        encode = sets.one_hot(numbers, self.texts)
        train, test = self.strings()
        return encode.fit_transform(train), encode.transform(test)


def split(folder, entry, k):
    table = sets.plain(pd.read_parquet(folder / f"{entry['name']}.parquet"), entry["target"])
    test = sets.is_test(len(table), k)
    return Rows(
        table[~test].reset_index(drop=True), table[test].reset_index(drop=True), entry["target"], entry["task"]
    )


# ---- densities


def normal(residuals, variance):
    return 0.5 * np.log(2 * np.pi * variance) + residuals**2 / (2 * variance)


class Mixture:
    """Of numbers, three normal distributions."""

    def __init__(self, numbers):
        self.scale = np.std(numbers)
        self.model = GaussianMixture(COMPONENTS, random_state=SEED, n_init=3).fit((numbers / self.scale)[:, None])

    def nll(self, numbers):
        return np.log(self.scale) - self.model.score_samples((numbers / self.scale)[:, None])


def out_of_fold(fit, x, y):
    """Predictions of each row by a model of the other folds."""
    found = np.empty(len(y))
    for learn, hold in KFold(FOLDS, shuffle=True, random_state=SEED).split(y):
        found[hold] = fit(take(x, learn), y[learn]).predict(take(x, hold))
    return found


def take(x, rows):
    return x.iloc[rows] if isinstance(x, pd.DataFrame) else x[rows]


def a_tenth(rows):
    """Which training rows learn and which are held out."""
    order = np.random.default_rng(SEED).permutation(len(rows.y_train))
    held = len(order) // 10
    return np.sort(order[held:]), np.sort(order[:held])


# ---- what a peer answers: fit(rows, threads) gives a function of no argument that predicts


class Answer:
    """Predictions of the test rows."""

    def __init__(self, nll, mean=None, classes=None, probabilities=None):
        self.nll, self.mean, self.classes, self.probabilities = nll, mean, classes, probabilities


def of_classes(rows, classes, probabilities):
    classes = np.asarray(classes).astype(str)
    column = {c: j for j, c in enumerate(classes)}
    given = np.array([p[column[y]] if y in column else 0 for y, p in zip(rows.y_test, probabilities)])
    return Answer(-np.log(np.maximum(given, LEAST)), classes=classes, probabilities=probabilities)


def of_mean(rows, mean, variance):
    return Answer(normal(rows.y_test - mean, variance), mean=mean)


FIVE_FOLDS = "residuals of five folds"
A_TENTH = "residuals of a tenth"


def lightgbm_default(rows, threads):
    x, x_test = rows.categories()
    settings = {"n_jobs": threads, "random_state": SEED, "verbose": -1}
    if rows.task == "classes":
        model = lightgbm.LGBMClassifier(**settings).fit(x, rows.y_train)
        return lambda: of_classes(rows, model.classes_, model.predict_proba(x_test)), None

    def fit(x, y):
        return lightgbm.LGBMRegressor(**settings).fit(x, y)

    variance = np.mean((rows.y_train - out_of_fold(fit, x, rows.y_train)) ** 2)
    model = fit(x, rows.y_train)
    return lambda: of_mean(rows, model.predict(x_test), variance), FIVE_FOLDS


def lightgbm_stopped(rows, threads):
    x, x_test = rows.categories()
    learn, hold = a_tenth(rows)
    classes, codes = np.unique(rows.y_train, return_inverse=True)
    y = codes if rows.task == "classes" else rows.y_train
    settings = {"n_jobs": threads, "random_state": SEED, "verbose": -1, "n_estimators": ROUNDS, "learning_rate": 0.05}
    kind = lightgbm.LGBMClassifier if rows.task == "classes" else lightgbm.LGBMRegressor
    model = kind(**settings).fit(
        take(x, learn),
        y[learn],
        eval_X=take(x, hold),
        eval_y=y[hold],
        callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
    )
    if rows.task == "classes":
        return lambda: of_classes(rows, classes[model.classes_], model.predict_proba(x_test)), "a tenth stops"
    variance = np.mean((y[hold] - model.predict(take(x, hold))) ** 2)
    return lambda: of_mean(rows, model.predict(x_test), variance), "a tenth stops; its residuals"


def cat(kind, threads, **more):
    return kind(thread_count=threads, random_seed=SEED, verbose=False, allow_writing_files=False, **more)


def catboost_default(rows, threads):
    x, x_test = rows.strings()
    if rows.task == "classes":
        model = cat(catboost.CatBoostClassifier, threads, cat_features=rows.texts).fit(x, rows.y_train)
        return lambda: of_classes(rows, model.classes_, model.predict_proba(x_test)), None
    learn, hold = a_tenth(rows)

    def fit(x, y):
        return cat(catboost.CatBoostRegressor, threads, cat_features=rows.texts).fit(x, y)

    variance = np.mean((rows.y_train[hold] - fit(take(x, learn), rows.y_train[learn]).predict(take(x, hold))) ** 2)
    model = fit(x, rows.y_train)
    return lambda: of_mean(rows, model.predict(x_test), variance), A_TENTH


def catboost_uncertain(rows, threads):
    x, x_test = rows.strings()
    model = cat(
        catboost.CatBoostRegressor, threads, cat_features=rows.texts, loss_function="RMSEWithUncertainty"
    ).fit(x, rows.y_train)

    def answer():
        mean, variance = model.predict(x_test, prediction_type="RMSEWithUncertainty").T
        return Answer(normal(rows.y_test - mean, variance), mean=mean)

    return answer, None


def hgb(kind, **more):
    return kind(categorical_features="from_dtype", random_state=SEED, **more)


def hgb_classes(rows, threads):
    x, x_test = rows.categories(HGB_LEVELS)
    model = hgb(HistGradientBoostingClassifier).fit(x, rows.y_train)
    return lambda: of_classes(rows, model.classes_, model.predict_proba(x_test)), None


def hgb_mean(x, y):
    return hgb(HistGradientBoostingRegressor).fit(x, y)


def hgb_mixture(rows, threads):
    """The mean by HGB, its residuals one mixture wherever x is."""
    x, x_test = rows.categories(HGB_LEVELS)
    mixture = Mixture(rows.y_train - out_of_fold(hgb_mean, x, rows.y_train))
    model = hgb_mean(x, rows.y_train)

    def answer():
        mean = model.predict(x_test)
        return Answer(mixture.nll(rows.y_test - mean), mean=mean)

    return answer, FIVE_FOLDS


def hgb_scale(rows, threads):
    """The mean by HGB, the residuals' variance by HGB with gamma deviance, a mixture of residual / scale."""
    x, x_test = rows.categories(HGB_LEVELS)
    residuals = rows.y_train - out_of_fold(hgb_mean, x, rows.y_train)
    squares = np.maximum(residuals**2, 1e-6 * np.mean(residuals**2))

    def fit(x, y):
        return hgb(HistGradientBoostingRegressor, loss="gamma").fit(x, y)

    floor = 1e-4 * np.mean(squares)
    mixture = Mixture(residuals / np.sqrt(np.maximum(out_of_fold(fit, x, squares), floor)))
    model, variance = hgb_mean(x, rows.y_train), fit(x, squares)

    def answer():
        mean, scale = model.predict(x_test), np.sqrt(np.maximum(variance.predict(x_test), floor))
        return Answer(np.log(scale) + mixture.nll((rows.y_test - mean) / scale), mean=mean)

    return answer, FIVE_FOLDS


def linear(rows, threads):
    x, x_test = rows.dense
    if rows.task == "classes":
        model = LogisticRegressionCV(
            Cs=np.logspace(-4, 3, 8),
            l1_ratios=(0,),
            cv=FOLDS,
            scoring="neg_log_loss",
            max_iter=1000,
            use_legacy_attributes=False,
        ).fit(x, rows.y_train)
        return lambda: of_classes(rows, model.classes_, model.predict_proba(x_test)), "strength by five folds"
    strengths = np.logspace(-2, 4, 13)
    model = RidgeCV(alphas=strengths, store_cv_results=True).fit(x, rows.y_train)
    variance = np.min(np.mean(model.cv_results_, axis=0))
    return lambda: of_mean(rows, model.predict(x_test), variance), "leave-one-out, strength too"


def knn(rows, threads):
    """k by leave-one-out; of classes (n_c + their share) / (k + 1)."""
    x, x_test = rows.dense
    most = min(max(NEIGHBOURS), len(x) - 1)
    index = NearestNeighbors(n_neighbors=most, n_jobs=threads).fit(x)
    near = index.kneighbors(return_distance=False)
    ks = [k for k in NEIGHBOURS if k <= most]
    if rows.task == "classes":
        classes, codes = np.unique(rows.y_train, return_inverse=True)
        ones = np.eye(len(classes))[codes]
        share = ones.mean(axis=0)

        def probabilities(near, k):
            return (ones[near[:, :k]].sum(axis=1) + share) / (k + 1)

        def loss(k):
            return -np.mean(np.log(probabilities(near, k)[np.arange(len(codes)), codes]))

        k = min(ks, key=loss)
        return lambda: of_classes(
            rows, classes, probabilities(index.kneighbors(x_test, return_distance=False), k)
        ), f"leave-one-out, k = {k}"

    def errors(k):
        return np.mean((rows.y_train - rows.y_train[near[:, :k]].mean(axis=1)) ** 2)

    k = min(ks, key=errors)
    variance = errors(k)
    return lambda: of_mean(
        rows, rows.y_train[index.kneighbors(x_test, return_distance=False)[:, :k]].mean(axis=1), variance
    ), f"leave-one-out, k = {k}"


BOTH = ("regression", "classes")
DENSE = ("linear", "knn")
PEERS = {
    "linear": (linear, BOTH),
    "knn": (knn, BOTH),
    "lightgbm": (lightgbm_default, BOTH),
    "lightgbm-stopped": (lightgbm_stopped, BOTH),
    "hgb": (hgb_classes, ("classes",)),
    "hgb-mixture": (hgb_mixture, ("regression",)),
    "hgb-scale": (hgb_scale, ("regression",)),
    "catboost": (catboost_default, BOTH),
    "catboost-uncertainty": (catboost_uncertain, ("regression",)),
}


# ---- running


def measure(rows, peer, threads):
    if peer in DENSE:
        rows.dense  # shared between them, and not timed
    start, cpu = time.perf_counter(), time.process_time()
    predict, held_out = PEERS[peer][0](rows, threads)
    fitted, fitted_cpu = time.perf_counter(), time.process_time()
    answer = predict()
    end = time.perf_counter()
    record = {"nll": float(np.mean(answer.nll))}
    if rows.task == "classes":
        said = answer.classes[np.argmax(answer.probabilities, axis=1)]
        record["error"] = float(np.mean(said != rows.y_test))
    else:
        record["rmse"] = float(np.sqrt(np.mean((rows.y_test - answer.mean) ** 2)))
    record |= {
        "fit_seconds": round(fitted - start, 3),
        "fit_cpu_seconds": round(fitted_cpu - cpu, 3),
        "predict_seconds": round(end - fitted, 4),
        "threads": threads,
        "train": len(rows.y_train),
        "test": len(rows.y_test),
    }
    return record | ({"held_out": held_out} if held_out else {})


def main():
    parser = argparse.ArgumentParser(description="Peers on the tables of diglm reproduce tables.")
    parser.add_argument("data")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--splits", type=int, nargs="+", default=range(sets.SPLITS), choices=range(sets.SPLITS))
    parser.add_argument("--tables", nargs="+")
    parser.add_argument("--peers", nargs="+", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    warnings.filterwarnings("ignore")
    folder = sets.find(chosen.data)
    with threadpool_limits(chosen.threads):
        for k in chosen.splits:
            for entry in sets.entries(folder, chosen.tables):
                compare(folder, entry, k, chosen)


def compare(folder, entry, k, chosen):
    """Runs the peers that the file lacks."""
    rows = None
    for peer in chosen.peers:
        what = {"table": entry["name"], "split": k, "peer": peer}
        if entry["task"] not in PEERS[peer][1] or not records.missing(chosen.out, what):
            continue
        rows = rows or split(folder, entry, k)
        found = measure(rows, peer, chosen.threads)
        records.keep(chosen.out, ABOUT, PACKAGES, what, {"task": entry["task"]} | found)
        figure = "error" if "error" in found else "rmse"
        print(
            f"{entry['name']:10} split {k} {peer:21} NLL {found['nll']:9.4f}  {figure} {found[figure]:10.4f}"
            f"  fit {found['fit_seconds']:7.1f} s  predict {found['predict_seconds']:6.2f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
