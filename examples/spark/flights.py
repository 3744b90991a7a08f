"""Flights in Spark: fit on a sample, score all, look at what is refused.

pip install the wheel and PySpark, then: python examples/spark/flights.py [TABLE] [SHARE]
"""

import sys
from pathlib import Path

import diglm_spark
from diglm_spark import DiglmRegressor
from pyspark.sql import SparkSession, functions


def main(table: str, share: float) -> None:
    spark = diglm_spark.configure(SparkSession.builder.master("local[2]")).getOrCreate()
    flights = spark.read.parquet(table)
    regressor = DiglmRegressor(
        labelCol="arr_delay",
        featuresCols=["month", "dep_time", "distance", "carrier", "time_hour"],
        falseAlarms=0.01,
        epochs=2,
        seed=1,
    )
    # The driver fits, and holds the rows that it fits: a sample of a table that is larger than it.
    model = regressor.fit(flights.sample(share, seed=1))
    # Executors score, each row where it lies.
    answers = model.transform(flights.sample(share, seed=2))
    answers.agg(
        functions.count("*").alias("rows"),
        functions.avg(functions.col("detailedPrediction.rejected").cast("double")).alias("rejected"),
        functions.avg(functions.abs(functions.col("prediction") - functions.col("arr_delay"))).alias("mae"),
    ).show()
    answers.where("detailedPrediction.rejected").select("detailedPrediction.reason").show(3, truncate=False)


if __name__ == "__main__":
    beside = Path(__file__).parents[1] / "flights.parquet"
    main(sys.argv[1] if len(sys.argv) > 1 else str(beside), float(sys.argv[2]) if len(sys.argv) > 2 else 0.1)
