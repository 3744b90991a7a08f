"""Does a piece of work twice, the second time with an executor's process killed in the middle.

python lost_executor.py fit|score FLIGHTS.parquet FOLDER: in a process of its own, for a process has
one Spark. Prints a line of answers for each time.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import diglm_spark
from diglm_spark import DiglmModel, DiglmRegressor
from pyspark.sql import DataFrame, SparkSession, functions


def session() -> SparkSession:
    builder = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.driver.memory", "1g")
        .config("spark.executor.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
    )
    return diglm_spark.configure(builder).getOrCreate()


def executors(spark: SparkSession) -> list[int]:
    """Return the ids of the processes of this application's executors."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = process.read_bytes()
        except OSError:  # it has ended
            continue
        app = spark.sparkContext.applicationId.encode()
        if b"CoarseGrainedExecutorBackend" in line and app in line:
            found.append(int(process.parent.name))
    return sorted(found)


def busy(spark: SparkSession) -> bool:
    """Return whether both executors run a task at this moment."""
    tracker = spark.sparkContext.statusTracker()
    infos = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
    return any(info is not None and info.numActiveTasks >= 2 for info in infos)


def kill_one(spark: SparkSession, begun: Callable[[], bool]) -> None:
    while not (begun() and busy(spark)):
        time.sleep(0.005)
    os.kill(executors(spark)[0], signal.SIGKILL)
    print("killed", flush=True)


def killing(spark: SparkSession, begun: Callable[[], bool]) -> None:
    threading.Thread(target=kill_one, args=(spark, begun), daemon=True).start()


def failed(spark: SparkSession) -> int:
    """Return how many tasks Spark had to run again."""
    store = spark.sparkContext._jsc.sc().statusStore()
    gateway = spark.sparkContext._gateway
    quantiles = gateway.new_array(gateway.jvm.double, 0)
    stages = store.stageList(None, False, False, quantiles, None)
    return sum(stages.apply(i).numFailedTasks() for i in range(stages.length()))


def told(frame: DataFrame) -> str:
    """Return the number of rows and a hash of all answers, whatever the order of the rows."""
    sums = functions.sum(functions.hash("prediction", "detailedPrediction").cast("long"))
    return f"answers {list(frame.agg(functions.count('*'), sums).first())}"


def fit(spark: SparkSession, rows: DataFrame, folder: Path) -> None:
    for kill in (False, True):
        checkpoint = folder / f"rounds-{kill}"
        if kill:  # the state of a round is there: the next one runs
            killing(spark, checkpoint.exists)
        model = DiglmRegressor(
            labelCol="arr_delay",
            featuresCols=["distance", "carrier", "month"],
            family="gaussian",
            trainOn="cluster",
            localSteps=5,
            epochs=4,
            batchSize=64,
            seed=2,
            checkpoint=str(checkpoint),
        ).fit(rows)
        print(told(model.transform(rows)), flush=True)
        model.write().overwrite().save(str(folder / "model"))


def score(spark: SparkSession, rows: DataFrame, folder: Path) -> None:
    model = DiglmModel.load(str(folder / "model"))
    many = rows.crossJoin(spark.range(60)).drop("id")
    for kill in (False, True):
        out = folder / f"scored-{kill}"
        if kill:  # a file is being written: rows are scored
            killing(spark, lambda: any(out.rglob("*.parquet")))
        model.transform(many).write.parquet(str(out))
        print(told(spark.read.parquet(str(out))), flush=True)


def main(what: str, flights: str, folder: str) -> None:
    spark = session()
    # Rows of a shuffle come in any order: sorted, they are in the same one again.
    rows = spark.read.parquet(flights).limit(2000).repartition(2, "day")
    rows = rows.sortWithinPartitions(*rows.columns)
    {"fit": fit, "score": score}[what](spark, rows, Path(folder))
    print("failed tasks", failed(spark))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
