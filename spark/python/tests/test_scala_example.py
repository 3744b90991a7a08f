"""The example in Scala runs to its end in spark-shell."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import diglm_spark
import pyspark

ROOT = Path(__file__).parents[3]


def test_the_scala_example_runs_to_its_end(tmp_path: Path) -> None:
    shell = Path(pyspark.__path__[0]) / "bin" / "spark-shell"
    example = ROOT / "examples" / "spark" / "flights.scala"
    done = subprocess.run(
        [
            str(shell),
            *("--master", "local[2]", "--jars", diglm_spark.jar(), "-I", str(example)),
            *("--driver-memory", "1g", "--conf", "spark.ui.enabled=false"),
        ],
        input=":quit\n",
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={
            **os.environ,
            "FLIGHTS": str(ROOT / "examples" / "flights.parquet"),
            "SHARE": "0.002",
            "TERM": "dumb",
        },
    )
    told = done.stdout + done.stderr[-3000:]
    assert done.returncode == 0, told
    assert re.search(r"^RMSE \d+\.\d\d minutes$", done.stdout, re.MULTILINE), told
    assert re.search(r"\| *rejected\| *sd\|", done.stdout), told
    # Its last line.
    assert "month, dep_time, distance, carrier, time_hour" in done.stdout, told
