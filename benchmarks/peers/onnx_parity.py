"""Holds ONNX Runtime in Python to `diglm predict`.

    diglm export MODEL.diglm --onnx MODEL.onnx
    diglm predict MODEL.diglm rows.parquet --out expected.parquet
    python benchmarks/peers/onnx_parity.py MODEL.onnx rows.parquet expected.parquet

Where the model's novelty compares rows with those that trained, judge it as the graph does first:
`diglm threshold MODEL.diglm --score density --out SAME.diglm`, and predict with that.

Prints the largest difference of each output, relative to the larger of 1 and what is expected, and how many verdicts
differ. Needs numpy, pandas, pyarrow and onnxruntime.
"""

import json
import sys

import numpy as np
import onnxruntime
import pandas as pd


def since_1970(values, unit):
    times = pd.to_datetime(values)
    times = times.dt.tz_convert(None) if times.dt.tz is not None else times
    passed = (times - pd.Timestamp(0)) / pd.Timedelta(1, unit)
    return passed.to_numpy(np.float64, na_value=np.nan).reshape(-1, 1)


def column(values, kind):
    """A column of a table as the graph takes it."""
    if kind == "text":
        texts = values.astype(object).where(values.notna(), "")
        return np.array([str(text) for text in texts], dtype=object).reshape(-1, 1)
    if kind in ("date", "timestamp"):
        return since_1970(values, "D" if kind == "date" else "s")
    return pd.to_numeric(values).to_numpy(np.float64, na_value=np.nan).reshape(-1, 1)


def run(path, table, batch=1 << 14):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    columns = json.loads(session.get_modelmeta().custom_metadata_map["diglm.columns"])
    inputs = {c["name"]: column(table[c["name"]], c["type"]) for c in columns}
    names = [output.name for output in session.get_outputs()]
    parts = []
    for start in range(0, len(table), batch):
        part = {name: values[start : start + batch] for name, values in inputs.items()}
        parts.append(session.run(names, part))
    meta = session.get_modelmeta().custom_metadata_map
    return {name: np.concatenate([p[i] for p in parts]) for i, name in enumerate(names)}, meta


def main(graph, rows, expected):
    table = pd.read_parquet(rows)
    want = pd.read_parquet(expected)
    got, meta = run(graph, table)
    same = got["rejected"][:, 0] == want["rejected"].fillna(True).to_numpy(bool)
    report = {"rows": len(table), "verdicts_differ": int((~same).sum())}
    values = {name: got[name][:, 0] for name in got if got[name].dtype == np.float64 and got[name].shape[1] == 1}
    if "probabilities" in got:
        labels = [name for name in want if name.startswith("probability_")]
        values |= {label: got["probabilities"][:, k] for k, label in enumerate(labels)}
    for name, numbers in values.items():
        truth = want[name].to_numpy(np.float64)
        kept = same if name not in ("log_density", "novelty") else np.ones(len(table), bool)
        missing = np.isnan(truth) != np.isnan(numbers)
        difference = np.abs(numbers - truth) / np.maximum(1, np.abs(truth))
        difference = difference[kept & ~np.isnan(truth)]
        report[name] = {
            "largest": float(difference.max(initial=0)),
            "above_1e-5": int((difference > 1e-5).sum()),
            "missing_differ": int((missing & kept).sum()),
        }
    report["notes"] = json.loads(meta["diglm.notes"])
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
