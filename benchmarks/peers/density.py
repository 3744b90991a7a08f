"""zuko's flows, and diglm, as densities of the same rows.

python benchmarks/peers/density.py DATA OUT.json ROWS [--sets NAME ...] [--models nsf maf diglm] [--seconds 60]
    [--threads 2] [--clock wall|cpu] [--diglm ./diglm]

DATA is the folder with tables/ and uci/. OUT.json gets one record a set and model, written as it comes; what it holds already is
not run again, and several runs may share it. ROWS/SET/ gets train.csv, valid.csv and test.csv: the very rows. diglm is run where
--models names it: fitted by `fit train.csv valid.csv --no-target --time-limit`, and it chooses its own validation rows among both.

Rows: of a table those whose number (from 0) modulo 5 is 4 are for test; of a UCI set those of line 5 of test_splits.txt.gz.
Of the others every tenth, after a shuffle, validates. Columns of a table (the target is one like others): numbers with more than
40 distinct values and at most 5 % missing cells; rows that then lack a cell are left out. Columns of a UCI set: all with more
than two distinct values. A column that equals an earlier one is left out.

log p(x) is in nats, per unit of the columns. A column whose values lie on a grid (whole numbers; decimals of few digits; where one
value takes over 1 % of the rows, its smallest gap) of step q is dequantised, for else a density has no bound: training adds q u, u
uniform in (0, 1), anew for each batch. Of a test row `log_density` is the log of the mean density over 64 draws of u, that is
log P(cell) - log q; `bound` is the mean of log p over the same draws, which is less. Grids are found as diglm finds them.

Before the flow a column is standardised by training mean and deviation; one whose farthest value lies over 30 deviations (by its
quartiles) from its median goes through asinh first. Both log-dets are part of log p(x). Flows: zuko's NSF and MAF, 5 transforms,
networks of two layers 128 wide, Adam with a peak rate of .001 and batches of 256. The rate halves after 5 epochs without a better
validation loss; training stops after 25 of them or when the time is up, and the best weights are kept. On a busy machine --clock cpu
counts the CPU seconds of all threads: 120 with one thread are as much as two cores do in 60 s.
"""

import argparse
import copy
import gzip
import json
import math
import pathlib
import subprocess
import tempfile
import time

import numpy as np
import pandas as pd
import records
import sets
import torch
import zuko

TABLES = ("diamonds", "ames", "cells", "hotel", "storms", "loans", "chicago", "credit", "spam", "sacramento")
UCI = ("concrete", "energy", "power", "wine", "yacht")
DISTINCT, LACKING = 40, 0.05
SPLIT, SEED = 4, 0
TRANSFORMS, HIDDEN, RATE, BATCH = 5, (128, 128), 1e-3, 256
SLOWER, PATIENCE = 5, 25
DRAWS = 64
HEAVY = 30
ABOUT = "mean log p(x) of test rows by zuko's flows and diglm, by benchmarks/peers/density.py"


# ---- rows


def read(data, name):
    """Numbers by column, and which rows are for test."""
    if name in UCI:
        folder = pathlib.Path(data) / "uci" / name
        with gzip.open(folder / "data.txt.gz", "rt") as file:
            values = np.loadtxt(file)
        with gzip.open(folder / "test_splits.txt.gz", "rt") as file:
            held = [int(float(row)) for row in file.readlines()[SPLIT].split()]
        test = np.isin(np.arange(len(values)), held)
        table = pd.DataFrame(values, columns=[f"x{j + 1}" for j in range(values.shape[1])])
        columns = [c for c in table if table[c].nunique() > 2]
    else:
        table = pd.read_parquet(sets.find(data) / f"{name}.parquet")
        test = sets.is_test(len(table), SPLIT)
        columns = [
            c
            for c in table
            if sets.is_number(table[c]) and table[c].nunique() > DISTINCT and table[c].isna().mean() <= LACKING
        ]
    table = table[columns].astype(float)
    table = table.loc[:, ~table.T.duplicated().to_numpy()]
    complete = table.notna().all(axis=1).to_numpy()
    return table[complete], test[complete]


def split(table, test):
    """Training, validation and test rows."""
    others = np.random.default_rng(SEED).permutation(np.flatnonzero(~test))
    valid = len(others) // 10
    return table.iloc[others[valid:]], table.iloc[others[:valid]], table[test]


def write(parts, folder):
    folder.mkdir(parents=True, exist_ok=True)
    whole = [c for c in parts[0] if all((part[c] == part[c].round()).all() for part in parts)]
    files = [folder / f"{part}.csv" for part in ("train", "valid", "test")]
    for part, file in zip(parts, files):
        part.astype({c: "int64" for c in whole}).to_csv(file, index=False)
    return files


# ---- columns


def step(values):
    """The step of the grid that the values lie on; 0 on none."""
    distinct, counts = np.unique(values, return_counts=True)
    extent = distinct[-1] - distinct[0]
    first = max(0, math.ceil(-math.log10(extent)))
    for digits in range(first, first + 7):
        ticks = (distinct - distinct[0]) * 10.0**digits
        whole = np.round(ticks)
        if np.all(np.abs(ticks - whole) <= 0.01) and np.all(np.diff(whole) > 0) and whole[-1] < 2**53:
            return float(np.gcd.reduce(whole.astype(np.int64)) / 10.0**digits)
    if counts.max() >= 3 and counts.max() > 0.01 * len(values):
        return float(max(np.diff(distinct).min(), 1e-3 * spread(values)))
    return 0.0


def spread(values):
    low, high = np.quantile(values, [0.25, 0.75])
    return (high - low) / 1.349 or np.std(values)


class Columns:
    """The map from a column to a number of mean 0 and deviation 1, and its log-det."""

    def __init__(self, train):
        x = train.to_numpy()
        self.step = torch.tensor([step(x[:, j]) for j in range(x.shape[1])])
        self.median = torch.tensor(np.median(x, axis=0))
        self.spread = torch.tensor([spread(x[:, j]) for j in range(x.shape[1])])
        far = np.abs(x - self.median.numpy()).max(axis=0)
        self.heavy = torch.tensor(far > HEAVY * self.spread.numpy())
        r = self.bent(torch.tensor(x) + self.step / 2)
        self.mean, self.deviation = r.mean(dim=0), r.std(dim=0)

    def bent(self, x):
        t = (x - self.median) / self.spread
        return torch.where(self.heavy, torch.asinh(t), t)

    def map(self, x):
        t = (x - self.median) / self.spread
        slope = torch.where(self.heavy, -0.5 * torch.log1p(t**2), 0.0) - torch.log(self.spread) - torch.log(self.deviation)
        return ((self.bent(x) - self.mean) / self.deviation).float(), slope.sum(dim=1)

    def noisy(self, x, random):
        return x + self.step * torch.rand(x.shape, generator=random, dtype=x.dtype)


# ---- flows


def flow(model, features):
    kind = {"nsf": zuko.flows.NSF, "maf": zuko.flows.MAF}[model]
    return kind(features, transforms=TRANSFORMS, hidden_features=HIDDEN)


def log_densities(model, columns, x, draws):
    """log p of every row under each draw of noise (draws, rows)."""
    random = torch.Generator().manual_seed(SEED)
    found = []
    with torch.no_grad():
        for _ in range(draws):
            v, log_det = columns.map(columns.noisy(x, random))
            parts = [model().log_prob(part).double() for part in v.split(4096)]
            found.append(torch.cat(parts) + log_det)
    return torch.stack(found)


def train(model, columns, rows, valid, now, seconds):
    """Fits in place; says how many epochs, and what ended it."""
    random = torch.Generator().manual_seed(SEED)
    optimiser = torch.optim.Adam(model.parameters(), lr=RATE)
    best, kept, waited, epoch = -math.inf, copy.deepcopy(model.state_dict()), 0, 0
    start, ended = now(), ""
    while not ended:
        for part in torch.randperm(len(rows), generator=random).split(BATCH):
            v, _ = columns.map(columns.noisy(rows[part], random))
            loss = -model().log_prob(v).mean()
            if torch.isfinite(loss):
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 5)
                optimiser.step()
            if now() - start >= seconds:
                ended = "time"
                break
        epoch += 1
        reached = log_densities(model, columns, valid, 1).mean().item()
        if reached > best:
            best, kept, waited = reached, copy.deepcopy(model.state_dict()), 0
            continue
        waited += 1
        if waited % SLOWER == 0:
            for group in optimiser.param_groups:
                group["lr"] /= 2
        if waited >= PATIENCE:
            ended = "no better validation loss"
    model.load_state_dict(kept)
    return epoch, ended


def zuko_flow(name, parts, chosen):
    torch.manual_seed(SEED)
    torch.set_num_threads(chosen.threads)
    now = time.process_time if chosen.clock == "cpu" else time.perf_counter
    columns = Columns(parts[0])
    rows, valid, test = (torch.tensor(part.to_numpy()) for part in parts)
    model = flow(name, rows.shape[1])
    start, cpu = time.perf_counter(), time.process_time()
    epochs, ended = train(model, columns, rows, valid, now, chosen.seconds)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    found = log_densities(model, columns, test, DRAWS)
    return {
        "log_density": float((torch.logsumexp(found, dim=0) - math.log(DRAWS)).mean()),
        "bound": float(found.mean()),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "epochs": epochs,
        "ended": ended,
    }


def diglm(files, chosen):
    train, valid, test = map(str, files)
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/model.diglm"
        run(chosen.diglm, "--version")  # builds what is missing
        start = time.perf_counter()
        run(chosen.diglm, "fit", train, valid, "--no-target", "--test", "1", "--time-limit", f"{chosen.seconds}s",
            "--threads", str(chosen.threads), "--out", out, "--json")  # fmt: skip
        seconds = time.perf_counter() - start
        measured = json.loads(run(chosen.diglm, "evaluate", out, test, "--json"))
    return {"log_density": measured["log_density"]["mean"], "seconds": round(seconds, 1)}


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} must succeed, got {done.stderr.strip()}")
    return done.stdout


# ---- running


def main():
    parser = argparse.ArgumentParser(description="zuko's flows, and diglm, as densities of the same rows.")
    parser.add_argument("data")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("rows", type=pathlib.Path)
    parser.add_argument("--sets", nargs="+", default=[*TABLES, *UCI])
    parser.add_argument("--models", nargs="+", default=["nsf", "maf"], choices=["nsf", "maf", "diglm"])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--clock", default="wall", choices=["wall", "cpu"], help="cpu: for a busy machine")
    parser.add_argument("--diglm", type=pathlib.Path, default=pathlib.Path("diglm"), help="the launcher")
    chosen = parser.parse_args()
    chosen.diglm = chosen.diglm.absolute()
    for name in chosen.sets:
        parts = split(*read(chosen.data, name))
        files = write(parts, chosen.rows / name)
        for model in chosen.models:
            what = {"set": name, "model": model}
            if not records.missing(chosen.out, what):
                continue
            found = diglm(files, chosen) if model == "diglm" else zuko_flow(model, parts, chosen)
            found |= {
                "limit_seconds": chosen.seconds,
                "clock": "wall" if model == "diglm" else chosen.clock,
                "threads": chosen.threads,
                "columns": parts[0].shape[1],
                "train": len(parts[0]),
                "valid": len(parts[1]),
                "test": len(parts[2]),
            }
            records.keep(chosen.out, ABOUT, ("torch", "zuko", "numpy"), what, found)
            print(f"{name:10} {model:5} log p(x) {found['log_density']:10.4f}  {found['seconds']:6.1f} s", flush=True)


if __name__ == "__main__":
    main()
