"""Holds the Python package and ONNX Runtime to `diglm predict` on rows drawn from a table.

    python benchmarks/peers/anywhere.py MODEL.diglm TABLE.parquet [ROWS]

Draws rows of the table (100,000 by default, seed 1), in each of which each cell is another row's with probability .05, and
prints as JSON, for each column of answers, in how many rows it differs from Java's by more than 1e-5 and the largest
difference: relative to the larger of 1 and the number, and, of answers in the unit of the target, also relative to the
larger of its scale and the number. Needs numpy, pandas, pyarrow, onnxruntime, Java and ./diglm (or DIGLM, the command).
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "python/src"), str(Path(__file__).resolve().parent)]

import diglm  # noqa: E402
import onnx_parity  # noqa: E402

DIGLM = os.environ.get("DIGLM", str(ROOT / "diglm"))
TOLERANCE = 1e-5
ANSWERS = ("mean", "sd", "lower", "upper", "sd_noise", "sd_model")


def drawn(table, count):
    random = np.random.default_rng(1)
    rows = table.iloc[random.integers(0, len(table), count)].reset_index(drop=True)
    for name in rows:
        other = table[name].iloc[random.integers(0, len(table), count)].reset_index(drop=True)
        rows[name] = rows[name].where(random.random(count) >= 0.05, other)
    return rows


def compared(java, name, got, scale):
    want = java[name].to_numpy(np.float64, na_value=np.nan)
    both = ~np.isnan(want) & ~np.isnan(got)
    gaps = np.abs(got - want)[both]
    units = {"": 1.0} | ({" of the scale": scale} if name in ANSWERS and scale > 1 else {})
    found = {}
    for unit, size in units.items():
        relative = gaps / np.maximum(size, np.abs(want[both]))
        found[name + unit] = [int((relative > TOLERANCE).sum()), float("%.2g" % relative.max(initial=0))]
    missing = int((np.isnan(want) != np.isnan(got)).sum())
    return found | ({name + " missing": missing} if missing else {})


def ours(model, rows):
    frame = model.answers(rows).to_pandas()
    values = {n: frame[n].to_numpy(np.float64, na_value=np.nan) for n in frame if pd.api.types.is_float_dtype(frame[n])}
    return values, frame["rejected"].fillna(True).to_numpy(bool)


def graph(path, rows):
    got, _ = onnx_parity.run(str(path), rows)
    values = {n: got[n][:, 0] for n in got if got[n].dtype == np.float64 and got[n].shape[1] == 1}
    return values | {"probabilities": got.get("probabilities")}, got["rejected"][:, 0]


def main(path, table, count=100_000):
    table = pd.read_parquet(table)
    rows = drawn(table, int(count))
    with tempfile.TemporaryDirectory() as folder:
        kept, answers, exported = (Path(folder) / n for n in ("rows.parquet", "answers.parquet", "model.onnx"))
        rows.to_parquet(kept)
        subprocess.run([DIGLM, "predict", path, str(kept), "--out", str(answers)], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([DIGLM, "export", path, "--onnx", str(exported)], check=True, stdout=subprocess.DEVNULL)
        java = pd.read_parquet(answers)
        rows = pd.read_parquet(kept)
        model = diglm.load(path)
        scale = float(model.manifest["head"]["scale"])
        report = {"rows": len(rows), "scale": scale, "versions": {"onnxruntime": onnxruntime.__version__, "numpy": np.__version__}}
        classes = [name for name in java if name.startswith("probability_")]
        for reader, (values, rejected) in {"onnxruntime": graph(exported, rows), "python": ours(model, rows)}.items():
            probabilities = values.pop("probabilities", None)
            if probabilities is not None:
                values |= {name: probabilities[:, k] for k, name in enumerate(classes)}
            found = {}
            for name in sorted(values):
                if name in java:
                    found |= compared(java, name, values[name], scale)
            found["verdicts"] = int((rejected != java["rejected"].fillna(True).to_numpy(bool)).sum())
            report[reader] = found
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
