"""Absurd rows, and who notices them: nearest neighbours and diglm.

python benchmarks/peers/absurd.py DATA OUT.json [--tables NAME ...] [--methods knn diglm] [--rows 500] [--seed 0]
    [--diglm ./diglm] [--fit OPTION ...] [--keep FOLDER]

DATA is the folder of the tables of `diglm reproduce tables`, or one that holds it as tables/. Rows whose number (from 0) modulo
5 is 4 are ordinary rows for test; each absurd row is one of them with one thing wrong; all others train. The target is left out of
every absurd row, and of what kNN learns from. Kinds, at most --rows rows of each a table:

swapped      the values of two number columns, drawn at random, exchanged; they differ. Some such rows stay plausible: no
             method can reach 100 %.
times ten    one number that is not 0, of a column with more than two values, times ten.
unseen       the cell of a text column (dates aside) holds a text that no training row has.
outside      the cell of a column of whole numbers is -999 or, where training has values as low and for every other row, the
             training maximum plus the training range plus 1.
impossible   the cell of one of two strongly dependent columns comes from another row, such that no training row has that
             combination where at least 5 would if the two were independent. Numbers count by tenths of the training rows, levels
             as they are; dependent means Cramer's V, corrected for its bias, of .5 or more.

A kind for which a table has no columns, or no such row, is left out of its record.

kNN: one-hot columns (an unseen text has one of its own), standardised numbers, missing ones the median and marked; the score is the mean
distance to the 5 nearest training rows. A tenth of the training rows, but at least 200 or a quarter, is held out to calibrate: of n
scores the threshold is the ceil(.99 (n + 1))-th smallest, so at most 1 % of ordinary rows exceed it in the mean; with n < 99 the
largest. diglm: `fit TRAIN --target TARGET --false-alarms 0.01`, then `predict`; caught is what its column `rejected` says.
OUT.json gets one record a table and method, written as it comes; what it holds already is not run again. A table that diglm refuses
has no record of it; its message is printed, and the exit code is 1.
"""

import argparse
import itertools
import json
import math
import pathlib
import subprocess
import tempfile
import time
import warnings

import numpy as np
import pandas as pd
import records
import sets
from sklearn.neighbors import NearestNeighbors

SPLIT = 4
ALARMS = 0.01
NEIGHBOURS = 5
LEAST_HELD = 200
BINS = 10
DEPENDENT, EXPECTED = 0.5, 5
UNSEEN = "no such level"
LOWEST = -999
ABOUT = "share of absurd rows noticed at 1 % false alarms, by benchmarks/peers/absurd.py"


# ---- absurd rows: a kind makes (row, {column: cell}) from training rows and ordinary rows


def numbers(train):
    return [c for c in train if sets.is_number(train[c])]


def swapped(train, rows, random):
    pairs = list(itertools.combinations(numbers(train), 2))
    for row in random.permutation(len(rows)):
        for a, b in some(pairs, random):
            left, right = rows[a].iat[row], rows[b].iat[row]
            if pd.notna(left) and pd.notna(right) and left != right:
                yield row, {a: right, b: left}
                break


def times_ten(train, rows, random):
    columns = [c for c in numbers(train) if train[c].nunique() > 2]
    for row in random.permutation(len(rows)):
        for c in some(columns, random):
            value = rows[c].iat[row]
            if pd.notna(value) and value != 0:
                yield row, {c: 10 * value}
                break


def unseen(train, rows, random):
    columns = [c for c in train if not sets.is_number(train[c]) and not sets.is_date(train[c])]
    columns = [c for c in columns if not pd.api.types.is_bool_dtype(train[c])]
    for row in random.permutation(len(rows)) if columns else ():
        yield row, {columns[random.integers(len(columns))]: UNSEEN}


def outside(train, rows, random):
    columns = [c for c in numbers(train) if train[c].nunique() > 1 and (train[c].dropna() % 1 == 0).all()]
    for i, row in enumerate(random.permutation(len(rows)) if columns else ()):
        c = columns[random.integers(len(columns))]
        low, high = train[c].min(), train[c].max()
        yield row, {c: LOWEST if i % 2 == 0 and low > LOWEST else 2 * high - low + 1}


def impossible(train, rows, random):
    binned = {c: Binned(train[c]) for c in train if train[c].nunique() > 1}
    codes = {c: binned[c].codes(train[c]) for c in binned}
    never = {}
    for a, b in itertools.combinations(binned, 2):
        counts = np.zeros((binned[a].size, binned[b].size))
        np.add.at(counts, (codes[a], codes[b]), 1)
        if dependence(counts) >= DEPENDENT:
            expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
            never[a, b] = (counts == 0) & (expected >= EXPECTED)
    pairs = [pair for pair, cells in never.items() if cells.any()]
    test = {c: binned[c].codes(rows[c]) for c in binned}
    for row in random.permutation(len(rows)):
        for a, b in some(pairs, random):
            donors = np.flatnonzero(never[a, b][test[a][row], test[b]])
            if len(donors):
                yield row, {b: rows[b].iat[random.choice(donors)]}
                break


class Binned:
    """A column as codes: levels, or tenths of numbers; the last code is a missing cell."""

    def __init__(self, column):
        self.number = sets.is_number(column) and column.nunique() > BINS
        if self.number:
            self.cuts = np.unique(np.nanquantile(column.astype(float), np.arange(1, BINS) / BINS))
            self.size = len(self.cuts) + 2
        else:
            self.levels = pd.Index(column.dropna().unique())
            self.size = len(self.levels) + 1

    def codes(self, column):
        if self.number:
            values = column.astype(float).to_numpy()
            return np.where(np.isnan(values), self.size - 1, np.searchsorted(self.cuts, values, side="right"))
        return self.levels.get_indexer(column) % self.size  # -1, which is no level, becomes the last code


def dependence(counts):
    """Cramer's V, corrected for its bias (Bergsma 2013)."""
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    n, (r, k) = counts.sum(), counts.shape
    if min(r, k) < 2:
        return 0.0
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / n
    phi = ((counts - expected) ** 2 / expected).sum() / n
    corrected = max(0.0, phi - (k - 1) * (r - 1) / (n - 1))
    least = min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
    return math.sqrt(corrected / least) if least > 0 else 0.0


def some(choices, random, most=20):
    """A few of the choices in random order."""
    for i in random.permutation(len(choices))[:most]:
        yield choices[i]


KINDS = {"swapped": swapped, "times ten": times_ten, "unseen": unseen, "outside": outside, "impossible": impossible}


def absurd(train, rows, most, seed):
    """Absurd rows of all kinds, and the kind of each."""
    tables, kinds = [], []
    for number, (kind, make) in enumerate(KINDS.items()):
        changes = list(itertools.islice(make(train, rows, np.random.default_rng([seed, number])), most))
        table = rows.iloc[[row for row, _ in changes]].reset_index(drop=True)
        table = table.astype({c: object for _, cells in changes for c in cells})
        for i, (_, cells) in enumerate(changes):
            for c, value in cells.items():
                table.at[i, c] = value
        tables.append(table)
        kinds += [kind] * len(changes)
    whole = pd.concat([table.astype(object) for table in tables], ignore_index=True)
    for c in rows:
        if sets.is_number(rows[c]):
            values = whole[c].astype(float)
            integers = pd.api.types.is_integer_dtype(rows[c]) and (values.dropna() % 1 == 0).all() and values.notna().all()
            whole[c] = values.astype("int64") if integers else values
    return whole, np.array(kinds)


# ---- who notices: of ordinary rows and of absurd ones


def knn(train, rows, wrong, chosen):
    texts = [c for c in train if not sets.is_number(train[c]) and not sets.is_date(train[c])]
    train, rows, wrong = (numeric_dates(sets.plain(part), train) for part in (train, rows, wrong))
    train, rows, wrong = (sets.filled(part, texts) for part in (train, rows, wrong))
    order = np.random.default_rng(chosen.seed).permutation(len(train))
    held = max(len(train) // 10, min(LEAST_HELD, len(train) // 4))
    learn, hold = train.iloc[order[held:]], train.iloc[order[:held]]
    encode = sets.one_hot([c for c in train if c not in texts], texts).fit(learn)
    levels = {c: set(learn[c]) for c in texts}

    def encoded(part):
        unknown = [~part[c].isin(levels[c]).to_numpy()[:, None] for c in texts]
        return np.hstack([encode.transform(part), *unknown])

    index = NearestNeighbors(n_neighbors=NEIGHBOURS).fit(encoded(learn))

    def score(part):
        return index.kneighbors(encoded(part))[0].mean(axis=1)

    calibration = np.sort(score(hold))
    rank = math.ceil((1 - ALARMS) * (held + 1))
    threshold = calibration[min(rank, held) - 1]
    return score(rows) > threshold, score(wrong) > threshold


def numeric_dates(part, train):
    """Dates of few rows may not look like dates: what training took for one is."""
    for c in part:
        if sets.is_date(train[c]) and not sets.is_number(part[c]):
            part[c] = (sets.dates(part[c]) - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return part


def diglm(train, rows, wrong, chosen):
    with tempfile.TemporaryDirectory() as folder:
        keep = chosen.folder or pathlib.Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        files = {name: keep / f"{name}.parquet" for name in ("train", "ordinary", "absurd")}
        for file, part in zip(files.values(), (train, rows, wrong)):
            part.to_parquet(file, index=False)
        model = keep / "model.diglm"
        run(chosen.diglm, "fit", files["train"], "--target", chosen.target, "--false-alarms", ALARMS, "--test", 1,
            *chosen.fit, "--out", model, "--quiet")  # fmt: skip
        found = []
        for name in ("ordinary", "absurd"):
            answers = keep / f"{name}.csv"
            run(chosen.diglm, "predict", model, files[name], "--out", answers)
            found.append(pd.read_csv(answers)["rejected"].astype(str).str.lower().eq("true").to_numpy())
        return found


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise Refused(done.stderr.strip())


class Refused(Exception):
    """What diglm said instead of fitting or predicting."""


METHODS = {"knn": knn, "diglm": diglm}


# ---- running


def main():
    parser = argparse.ArgumentParser(description="Absurd rows, and who notices them.")
    parser.add_argument("data")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--tables", nargs="+")
    parser.add_argument("--methods", nargs="+", default=["knn"], choices=list(METHODS))
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--diglm", type=pathlib.Path, default=pathlib.Path("diglm"), help="the launcher")
    parser.add_argument("--fit", nargs="+", default=[], metavar="OPTION", help="further options of fit, without dashes")
    parser.add_argument("--keep", dest="kept", type=pathlib.Path, help="where diglm's files are kept")
    chosen = parser.parse_args()
    chosen.diglm = chosen.diglm.absolute()
    chosen.fit = [part for option in chosen.fit for part in ("--" + option).split("=", 1)]
    warnings.filterwarnings("ignore")
    folder = sets.find(chosen.data)
    refused = 0
    for entry in sets.entries(folder, chosen.tables):
        try:
            compare(folder, entry, chosen)
        except Refused as e:
            refused += 1
            print(f"{entry['name']:10} diglm  refused: {e}", flush=True)
    summary(chosen)
    raise SystemExit(1 if refused else 0)


def compare(folder, entry, chosen):
    table = pd.read_parquet(folder / f"{entry['name']}.parquet")
    test = sets.is_test(len(table), SPLIT)
    train, ordinary = table[~test].reset_index(drop=True), table[test].reset_index(drop=True)
    features = [c for c in table if c != entry["target"]]
    wrong, kinds = absurd(train[features], ordinary[features], chosen.rows, chosen.seed)
    chosen.target = entry["target"]
    chosen.folder = chosen.kept / entry["name"] if chosen.kept else None
    for method in chosen.methods:
        what = {"table": entry["name"], "method": method}
        if not records.missing(chosen.out, what):
            continue
        start = time.perf_counter()
        learned = train[features] if method == "knn" else train
        alarms, caught = METHODS[method](learned, ordinary[features], wrong, chosen)
        found = {
            kind: {"rows": int(np.sum(kinds == kind)), "caught": float(np.mean(caught[kinds == kind]))}
            for kind in KINDS
            if np.any(kinds == kind)
        }
        found = {"kinds": found, "ordinary": len(ordinary), "false_alarms": float(np.mean(alarms))}
        found |= {"seed": chosen.seed, "seconds": round(time.perf_counter() - start, 1)}
        records.keep(chosen.out, ABOUT, ("scikit-learn", "pandas", "numpy"), what, found)
        shares = "  ".join(f"{kind} {share['caught']:.3f}" for kind, share in found["kinds"].items())
        print(f"{entry['name']:10} {method:6} {shares}  false alarms {found['false_alarms']:.4f}", flush=True)


def summary(chosen):
    """The mean over the tables that a method and kind has."""
    every = records.kept(chosen.out)
    methods = sorted({record["method"] for record in every})
    for method in methods:
        mine = [r for r in every if r["method"] == method]
        for kind in KINDS:
            shares = [r["kinds"][kind]["caught"] for r in mine if kind in r["kinds"]]
            if shares:
                print(f"{method:6} {kind:10} {np.mean(shares):.3f} of the rows in the mean of {len(shares)} tables")


if __name__ == "__main__":
    main()
