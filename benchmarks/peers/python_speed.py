"""Times the Python package beside ONNX Runtime on the graph of the same model, by turns, on one thread.

    python benchmarks/peers/python_speed.py MODEL.diglm TABLE.parquet [ROWS] [TURNS]

From columns to all answers, of the first 8,192 rows of the table by default. Prints as JSON the processor seconds and the
seconds of the clock of each, medians of the turns (3 by default, after one that is not counted), and ONNX Runtime's by
the package's. Needs numpy, pandas, pyarrow, onnxruntime, Java and ./diglm (or DIGLM, the command).
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402
import pandas as pd  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "python/src"), str(Path(__file__).resolve().parent)]

import diglm  # noqa: E402
import onnx_parity  # noqa: E402

DIGLM = os.environ.get("DIGLM", str(ROOT / "diglm"))


def taken(work):
    used, began = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - used, time.perf_counter() - began


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def main(path, table, count=8192, turns=3):
    rows = pd.read_parquet(table).iloc[: int(count)].reset_index(drop=True)
    with tempfile.TemporaryDirectory() as folder:
        exported = Path(folder) / "model.onnx"
        subprocess.run([DIGLM, "export", path, "--onnx", str(exported)], check=True, stdout=subprocess.DEVNULL)
        graph = session(exported)
    columns = json.loads(graph.get_modelmeta().custom_metadata_map["diglm.columns"])
    names = [output.name for output in graph.get_outputs()]
    model = diglm.load(path)

    def by_graph():
        graph.run(names, {c["name"]: onnx_parity.column(rows[c["name"]], c["type"]) for c in columns})

    own, peer = [], []
    for _ in range(int(turns) + 1):
        own.append(taken(lambda: model.answers(rows)))
        peer.append(taken(by_graph))
    medians = [[statistics.median(t[i] for t in side[1:]) for side in (own, peer)] for i in (0, 1)]
    report = {"rows": len(rows), "versions": {"onnxruntime": onnxruntime.__version__, "numpy": np.__version__}}
    for what, (ours, other) in zip(("cpu_s", "clock_s"), medians):
        report[what] = {"python": round(ours, 3), "onnxruntime": round(other, 3), "ratio": round(other / ours, 2)}
    report["load_average"] = round(os.getloadavg()[0], 1)
    print(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
