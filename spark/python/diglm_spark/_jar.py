"""Where the jar is, and how a session gets it."""

from __future__ import annotations

from pathlib import Path

from pyspark.sql import SparkSession


def jar() -> str:
    """Return the path of the jar in this package: what ``spark-submit --jars`` takes."""
    found = sorted((Path(__file__).parent / "jars").glob("diglm-spark_2.13-*.jar"))
    if len(found) != 1:
        raise FileNotFoundError(
            f"package must hold one jar diglm-spark_2.13-*.jar, got {len(found)} (install the wheel)"
        )
    return str(found[0])


def configure(builder: SparkSession.Builder) -> SparkSession.Builder:
    """Let a session that is built here have the jar, beside jars that it has already."""
    jars = [j for j in str(builder._options.get("spark.jars", "")).split(",") if j]
    return builder.config("spark.jars", ",".join([*jars, jar()]))


def add_to(spark: SparkSession) -> None:
    """Send the jar to a server of Spark Connect, for this session."""
    spark.addArtifacts(jar())
