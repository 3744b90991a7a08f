"""The same over Spark Connect: python connect_check.py sc://localhost FLIGHTS.parquet FOLDER

In a process of its own, for a process has one kind of Spark. The server must have the jar
(spark-submit --jars, or diglm_spark.add_to).
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import bad_input
from diglm_spark import DiglmDrift, DiglmModel, DiglmRegressor
from pyspark.sql import SparkSession


def main(server: str, flights: str, folder: str) -> None:
    spark = SparkSession.builder.remote(server).getOrCreate()
    wrong = check(spark, flights, folder)
    # What is left of models tells the server so, for which it waits: before the session ends.
    gc.collect()
    spark.stop()
    assert not wrong, "\n".join(wrong)
    print("Spark Connect: passed")


def check(spark: SparkSession, flights: str, folder: str) -> list[str]:
    frame = spark.read.parquet(flights).limit(400)
    model = DiglmRegressor(
        labelCol="arr_delay",
        featuresCols=["distance", "carrier", "time_hour"],
        family="gaussian",
        epochs=1,
        threads=1,
    ).fit(frame)
    answered = model.transform(frame).select("prediction", "detailedPrediction.mean").collect()
    assert len(answered) == 400, len(answered)
    assert all(row["prediction"] == row["mean"] for row in answered)
    path = str(Path(folder) / "model")
    model.write().overwrite().save(path)
    loaded = DiglmModel.load(path).transform(frame).select("prediction").collect()
    assert [row["prediction"] for row in loaded] == [row["prediction"] for row in answered]
    drift = DiglmDrift(model=str(Path(path) / "model.diglm")).transform(frame)
    assert drift.where("kind = 'frame'").first()["rows"] == 400
    together = DiglmRegressor(
        labelCol="arr_delay",
        featuresCols=["distance", "carrier", "time_hour"],
        family="gaussian",
        epochs=1,
        threads=1,
        trainOn="cluster",
    ).fit(frame)
    assert together.transform(frame).count() == 400
    # Without it, the trace of the server follows the line.
    spark.conf.set("spark.sql.connect.serverStacktrace.enabled", "false")
    empty = Path(folder) / "empty"
    empty.mkdir()
    return bad_input.wrong(bad_input.Given(spark, frame, model, empty))


if __name__ == "__main__":
    main(*sys.argv[1:])
