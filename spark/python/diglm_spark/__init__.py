"""Hybrid models of tables in Apache Spark: p(y|x) and p(x) of every row.

>>> spark = diglm_spark.configure(SparkSession.builder).getOrCreate()
>>> DiglmModel.load("flights.diglm").transform(flights)
"""

from diglm_spark._jar import add_to, configure, jar
from diglm_spark._stages import (
    DiglmClassifier,
    DiglmDetector,
    DiglmDrift,
    DiglmModel,
    DiglmRegressor,
)

__all__ = [
    "DiglmClassifier",
    "DiglmDetector",
    "DiglmDrift",
    "DiglmModel",
    "DiglmRegressor",
    "add_to",
    "configure",
    "jar",
]
__version__ = "0.1.0"
