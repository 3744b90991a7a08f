"""Scores and fits where executors have another jar first on their class path: the two errors.

python other_version.py OTHER.jar FLIGHTS.parquet FOLDER: in a process of its own, for a process has
one Spark.
"""

from __future__ import annotations

import sys
from pathlib import Path

import diglm_spark
from bad_input import Given, regressor, said
from pyspark.sql import SparkSession


def main(jar: str, flights: str, folder: str) -> None:
    builder = (
        SparkSession.builder.master("local-cluster[1,1,1024]")
        .config("spark.driver.memory", "1g")
        .config("spark.executor.memory", "1g")
        .config("spark.executor.extraClassPath", jar)
        .config("spark.ui.enabled", "false")
    )
    spark = diglm_spark.configure(builder).getOrCreate()
    frame = spark.read.parquet(flights).limit(400)
    # Trains on the driver, where no code of ours runs in a task.
    given = Given(spark, frame, regressor().fit(frame), Path(folder))
    print("score:", said(given, lambda given: given.model.transform(given.flights).collect()))
    print("fit:", said(given, lambda given: regressor(trainOn="cluster").fit(given.flights)))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
