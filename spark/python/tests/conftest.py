"""A real Spark of two threads, with the jar of the package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import diglm_spark
import pytest
from pyspark.sql import DataFrame, SparkSession

FLIGHTS = Path(__file__).parents[3] / "examples" / "flights.parquet"


@pytest.fixture(scope="session")
def spark(request: pytest.FixtureRequest) -> Iterator[SparkSession]:
    builder = (
        SparkSession.builder.master(request.config.getoption("--master"))
        .config("spark.driver.memory", "1g")
        .config("spark.executor.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
    )
    extra = request.config.getoption("--extra-jars")
    if extra:
        builder = builder.config("spark.jars", extra)
    for line in request.config.getoption("--spark-conf"):
        builder = builder.config(*line.split("=", 1))
    session = diglm_spark.configure(builder).getOrCreate()
    yield session
    session.stop()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--master", default="local[2]")
    parser.addoption("--extra-jars", default="", help="jars beside the package's, by commas")
    parser.addoption("--spark-conf", action="append", default=[], help="KEY=VALUE, repeatedly")


@pytest.fixture(scope="session")
def flights(spark: SparkSession) -> DataFrame:
    return spark.read.parquet(str(FLIGHTS)).limit(400).cache()
