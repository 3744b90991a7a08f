"""A killed executor changes no answer: what it had is done again by another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FLIGHTS = Path(__file__).parents[3] / "examples" / "flights.parquet"

# In a process of its own: a process has one Spark.
SCRIPT = """
import sys
import threading
import time
from pathlib import Path
import diglm_spark
from diglm_spark import DiglmModel, DiglmRegressor
from pyspark.sql import SparkSession, functions

what, flights, folder, kill = sys.argv[1:]
spark = diglm_spark.configure(
    SparkSession.builder.master("local-cluster[2,1,1024]")
    .config("spark.driver.memory", "1g")
    .config("spark.executor.memory", "1g")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.task.maxFailures", "8")
).getOrCreate()

def pids():
    found = []
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = status.read_bytes()
        except OSError:
            continue
        app = spark.sparkContext.applicationId.encode()
        if b"CoarseGrainedExecutorBackend" in line and app in line:
            found.append(int(status.parent.name))
    return found

def kill_when(started):
    import os, signal
    while not started():
        time.sleep(0.01)
    for pid in pids()[:1]:
        os.kill(pid, signal.SIGKILL)
        print("killed", flush=True)

# Rows of a shuffle come in any order: sorted, they are in the same one again.
rows = spark.read.parquet(flights).limit(2000).repartition(2, "day")
rows = rows.sortWithinPartitions(*rows.columns)
checkpoint = Path(folder) / ("rounds-" + kill)
if what == "fit":
    estimator = DiglmRegressor(
        labelCol="arr_delay", featuresCols=["distance", "carrier", "month"], family="gaussian",
        trainOn="cluster", localSteps=5, epochs=4, batchSize=64, threads=1, seed=2,
        checkpoint=str(checkpoint),
    )
    if kill == "yes":  # the checkpoint of a round is there: the next one runs
        threading.Thread(target=kill_when, args=(checkpoint.exists,), daemon=True).start()
    model = estimator.fit(rows)
    answers = model.transform(rows).agg(functions.sum("prediction"), functions.min("detailedPrediction.logDensity"))
    print("answers", list(answers.first()))
    model.write().overwrite().save(str(Path(folder) / "model"))
else:
    model = DiglmModel.load(str(Path(folder) / "model"))
    many = rows.crossJoin(spark.range(60)).drop("id")
    out = Path(folder) / ("scored-" + kill)
    if kill == "yes":  # the first file is being written: rows are scored
        started = lambda: any(out.rglob("*.parquet"))
        threading.Thread(target=kill_when, args=(started,), daemon=True).start()
    model.transform(many).write.parquet(str(out))
    scored = spark.read.parquet(str(out))
    mean = functions.sum(functions.hash("prediction", "detailedPrediction").cast("long"))
    print("answers", list(scored.agg(functions.count("*"), mean).first()))
spark.stop()
"""


def run(what: str, folder: Path, kill: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, what, str(FLIGHTS), str(folder), kill],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert ("killed" in done.stdout) == (kill == "yes"), done.stdout
    return next(line for line in done.stdout.splitlines() if line.startswith("answers"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lost")


def test_a_round_is_the_same_after_an_executor_is_lost(folder: Path) -> None:
    assert run("fit", folder, "no") == run("fit", folder, "yes")


def test_scoring_is_the_same_after_an_executor_is_lost(folder: Path) -> None:
    assert run("score", folder, "no") == run("score", folder, "yes")
