"""Says how far the single precision of the networks moves a model's means, and how much of it double precision would mend.

    python benchmarks/peers/double_network.py MODEL.diglm TABLE.parquet [ROWS]

Draws rows of the table as anywhere.py does (100,000 by default) and computes the means in the Python package with all
numbers of the networks in double precision. Against these it holds the package as it is, `diglm predict`, the package with
the numbers between couplings in double precision, and with these and each coupling's last layer: in how many rows the
mean differs by more than 1e-5, relative to the larger of 1 and the number, and the largest difference. The head is in
double precision in all of them. Needs numpy, pandas, pyarrow, Java and ./diglm (or DIGLM, the command).
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from anywhere import DIGLM, TOLERANCE, diglm, drawn
from diglm.flow import Hinges

LIFTED = Hinges.lifted


def doubled(thing):
    """Turns the single-precision arrays of an object into double precision."""
    for name, value in list(vars(thing).items()):
        if isinstance(value, (np.ndarray, np.float32)) and value.dtype == np.float32:
            setattr(thing, name, value.astype(np.float64))


def means(path, rows, between, last, whole):
    """The means with, in double precision, what is between couplings, their last layers, or whole networks."""
    model = diglm.load(path)
    for member in model._networks.members:
        for step in member.scorer.steps:
            if between:
                doubled(step)
            if hasattr(step, "network"):
                layers = [layer for pair in step.network.layers for layer in pair if layer is not None]
                for layer in layers if whole else layers[-1:] if last else []:
                    doubled(layer)
                if between and not whole:
                    step.network = lambda x, network=step.network: network(x.astype(np.float32))
    Hinges.lifted = (lambda self, v: LIFTED(self, v.astype(np.float64))) if between else LIFTED
    try:
        return np.asarray(model.answers(rows)["mean"], np.float64)
    finally:
        Hinges.lifted = LIFTED


def main(path, table, count=100_000):
    rows = drawn(pd.read_parquet(table), int(count))
    with tempfile.TemporaryDirectory() as folder:
        kept, answers = Path(folder) / "rows.parquet", Path(folder) / "answers.parquet"
        rows.to_parquet(kept)
        subprocess.run([DIGLM, "predict", path, str(kept), "--out", str(answers)], check=True, stdout=subprocess.DEVNULL)
        java = pd.read_parquet(answers)["mean"].to_numpy(np.float64)
        rows = pd.read_parquet(kept)
    exact = means(path, rows, True, True, True)
    found = {
        "java": java,
        "python": means(path, rows, False, False, False),
        "python, double between couplings": means(path, rows, True, False, False),
        "python, double between couplings and in last layers": means(path, rows, True, True, False),
    }
    report = {"rows": len(rows)}
    for name, mean in found.items():
        relative = np.abs(mean - exact) / np.maximum(1, np.abs(exact))
        report[name] = [int((relative > TOLERANCE).sum()), float("%.2g" % np.nanmax(relative))]
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
