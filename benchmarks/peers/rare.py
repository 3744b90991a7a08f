"""Anomaly sets made of real tables: the rows of a rare class, or of rare targets, are the anomalies.

python benchmarks/peers/rare.py DATA OUT [--seed 0]

DATA is the folder of the tables of `diglm reproduce tables`, or one that holds it as tables/. OUT gets one .npz a set, in the layout of
OddBench (train, train_labels, test, test_labels), which `diglm reproduce anomalies --data OUT` and anomalies.py read. By them the default
novelty score was chosen, beside the eight sets of ADBench (docs/guide/density.md).

A set is a table without one column, which says what is an anomaly. That is, of each table,

- the target: of classes the rarest with at least 30 rows, of numbers the 5 % highest;
- the first two text columns with 3 to 20 levels, missing ones aside: the rarest level with at least 30 rows.

Left out are sets of which over a quarter of the rows would be anomalies. Half of the other rows train, at most 2,000; of the others at most 2,000 are
for test, and at most 300 anomalies. Texts are numbered in alphabetical order, missing cells are the median or a level of their own, and dates are days.
"""

import argparse
import pathlib

import numpy as np
import pandas as pd
import sets

LEAST, MOST_SHARE, HIGHEST = 30, 0.25, 0.05
LEVELS = range(3, 21)
TRAIN, TEST, ANOMALIES = 2000, 2000, 300
TEXTS = 2


def numeric(table):
    """The table as numbers."""
    table = sets.plain(table)
    for c in table:
        if sets.is_number(table[c]):
            table[c] = table[c].astype(float).fillna(table[c].median())
        else:
            table[c] = table[c].astype(object).where(table[c].notna(), "(missing)").astype(str)
            table[c] = table[c].map({text: i for i, text in enumerate(sorted(set(table[c])))}).astype(float)
    return table.loc[:, table.nunique() > 1]


def rarest(column):
    """The rows of the rarest level that has rows enough."""
    counts = column.value_counts()
    counts = counts[counts >= LEAST]
    return (column == counts.index[-1]).to_numpy() if len(counts) > 1 else np.zeros(len(column), bool)


def marks(table, entry):
    """What may mark anomalies: a column's name, and which rows are."""
    target = table[entry["target"]]
    if entry["task"] == "classes":
        yield entry["target"], rarest(target)
    else:
        yield entry["target"], (target > target.quantile(1 - HIGHEST)).to_numpy()
    texts = [c for c in table if c != entry["target"] and not sets.is_number(table[c]) and not sets.is_date(table[c])]
    for c in [c for c in texts if table[c].nunique() in LEVELS][:TEXTS]:
        yield c, rarest(table[c])


def split(rows, anomalous, random):
    normal = random.permutation(np.flatnonzero(~anomalous))
    half = len(normal) // 2
    odd = random.permutation(np.flatnonzero(anomalous))[:ANOMALIES]
    test = np.concatenate([normal[half : half + TEST], odd])
    train = normal[: min(half, TRAIN)]
    return {
        "train": rows[train],
        "train_labels": np.zeros(len(train), int),
        "test": rows[test],
        "test_labels": anomalous[test].astype(int),
    }


def main():
    parser = argparse.ArgumentParser(description="Anomaly sets made of real tables.")
    parser.add_argument("data")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    folder = sets.find(chosen.data)
    for entry in sets.entries(folder):
        table = pd.read_parquet(folder / f"{entry['name']}.parquet")
        for column, anomalous in marks(table, entry):
            if not LEAST <= anomalous.sum() <= MOST_SHARE * len(table):
                continue
            rows = numeric(table.drop(columns=[column])).to_numpy()
            parts = split(rows, anomalous, np.random.default_rng(chosen.seed))
            np.savez_compressed(chosen.out / f"{entry['name']}-{column}.npz", **parts)
            print(f"{entry['name']}-{column}: {len(parts['train'])} rows of {rows.shape[1]} columns, {parts['test_labels'].mean():.3f} of "
                  f"{len(parts['test'])} are anomalies", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
