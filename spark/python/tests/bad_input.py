"""What is refused, and the one line that says so: the same in Spark itself and over Spark Connect.

A case is a name, the line, and what to do with a session, the flights, a model of ``distance``,
``carrier`` and ``time_hour``, and an empty folder.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diglm_spark import DiglmClassifier, DiglmDrift, DiglmModel, DiglmRegressor
from pyspark.ml.feature import VectorSizeHint
from pyspark.ml.functions import array_to_vector
from pyspark.sql import DataFrame, SparkSession, functions

FEATURES = ["distance", "carrier", "time_hour"]
ROOT = Path(__file__).parents[3]
FLIGHTS = ROOT / "examples" / "flights.parquet"


@dataclass(frozen=True)
class Given:
    """What a case works with."""

    spark: SparkSession
    flights: DataFrame
    model: DiglmModel
    folder: Path


Act = Callable[[Given], Any]


def regressor(**settings: Any) -> DiglmRegressor:
    given: dict[str, Any] = {
        "labelCol": "arr_delay",
        "featuresCols": FEATURES,
        "family": "gaussian",
        "epochs": 1,
        "threads": 1,
    }
    return DiglmRegressor(**(given | settings))


def nothing(type: str) -> Any:
    return functions.lit(None).cast(type)


def text(folder: Path) -> str:
    """Write a file that is no model."""
    file = folder / "text.diglm"
    file.write_text("no model")
    return str(file)


def images(folder: Path) -> str:
    """Write a model file that says it is of images: no more is read of it before it is refused."""
    file = folder / "images.diglm"
    with zipfile.ZipFile(ROOT / "python" / "tests" / "models" / "identity.diglm") as rows:
        parts = {name: rows.read(name) for name in rows.namelist()}
    manifest = json.loads(parts["manifest.json"])
    shape = {"channels": 1, "height": 2, "width": 2}
    manifest["schema"].update(features=[], pixels={"shape": shape, "margin": 0})
    parts["manifest.json"] = json.dumps(manifest).encode()
    parts["manifest.sha256"] = hashlib.sha256(parts["manifest.json"]).hexdigest().encode()
    with zipfile.ZipFile(file, "w") as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return str(file)


def saved(given: Given) -> str:
    given.model.write().overwrite().save(str(given.folder / "saved"))
    return str(given.folder / "saved")


def vectors(spark: SparkSession, *lengths: int) -> DataFrame:
    """Return vectors of these lengths, of which the metadata says the first, and labels."""
    sizes = functions.array(*map(functions.lit, lengths))
    ones = functions.array_repeat(functions.lit(1.0), sizes[functions.col("id") % len(lengths)])
    frame = spark.range(40).select(
        functions.col("id").cast("double").alias("y"), array_to_vector(ones).alias("v")
    )
    hint = VectorSizeHint(inputCol="v", size=lengths[0], handleInvalid="optimistic")
    return hint.transform(frame)


def refit(given: Given, frame: DataFrame, **settings: Any) -> DiglmModel:
    return regressor(**settings).fit(frame)


def both(name: str, line: str, act: Callable[..., Any]) -> list[tuple[str, str, Act]]:
    """A case of a fit, on the driver and on the cluster."""
    return [
        (f"{name}, {place}", line, lambda given, place=place: act(given, trainOn=place))
        for place in ("driver", "cluster")
    ]


CASES: list[tuple[str, str, Act]] = [
    (
        "a column is missing",
        "column 'distance' must be in the frame, got columns .*",
        lambda given: given.model.transform(given.flights.drop("distance")).collect(),
    ),
    *both(
        "a column to fit is missing",
        "column 'distance' must be in the frame, got columns .*",
        lambda given, **s: refit(given, given.flights.drop("distance"), **s),
    ),
    *both(
        "the label is missing",
        "column 'arr_delay' must be in the frame, got columns .*",
        lambda given, **s: refit(given, given.flights.drop("arr_delay"), **s),
    ),
    (
        "a column holds lists",
        r"column 'distance' must hold numbers, texts, booleans, dates or times, got array<\w+>",
        lambda given: given.model.transform(
            given.flights.withColumn("distance", functions.array("distance"))
        ).collect(),
    ),
    (
        "a column has another type",
        "column 'distance' must hold INTEGER as in training, got TIMESTAMP in the frame",
        lambda given: given.model.transform(
            given.flights.withColumn("distance", functions.col("time_hour"))
        ).collect(),
    ),
    *both(
        "the label is text",
        r"labelCol 'origin' must hold numbers for DiglmRegressor, got TEXT \(use DiglmClassifier\)",
        lambda given, **s: refit(given, given.flights, labelCol="origin", **s),
    ),
    (
        "the label of a classifier is a time",
        "labelCol 'time_hour' must hold texts, booleans or numbers for DiglmClassifier, got TIMESTAMP",
        lambda given: DiglmClassifier(labelCol="time_hour").fit(given.flights),
    ),
    *both(
        "all labels are null",
        r"labelCol 'arr_delay' must have a value in some row, got none in 400 rows \(DiglmDetector learns p\(x\) alone\)",
        lambda given, **s: refit(given, given.flights.withColumn("arr_delay", nothing("double")), **s),
    ),
    *both(
        "the frame is empty",
        "frame must have rows to learn from, got none",
        lambda given, **s: refit(given, given.flights.limit(0), **s),
    ),
    *both(
        "the frame has a label alone",
        "column 'distance' must be in the frame, got columns arr_delay",
        lambda given, **s: refit(given, given.flights.select("arr_delay"), **s),
    ),
    (
        "two columns have one name",
        r"column 'distance' must be in the frame once, got 2 of that name \(rename or drop the others\)",
        lambda given: given.model.transform(
            given.flights.select("*", functions.lit(1).alias("distance"))
        ).collect(),
    ),
    *both(
        "two columns to fit have one name",
        r"column 'distance' must be in the frame once, got 2 of that name \(rename or drop the others\)",
        lambda given, **s: refit(
            given, given.flights.select("*", functions.lit(1).alias("distance")), **s
        ),
    ),
    (
        "a column has the name of an output",
        r"frame must not have a column 'prediction' yet, got one \(set predictionCol, or drop it\)",
        lambda given: given.model.transform(
            given.flights.withColumn("Prediction", functions.lit(1))
        ).collect(),
    ),
    *both(
        "a feature is named twice",
        "features must be named once, got 'carrier' twice",
        lambda given, **s: refit(given, given.flights, featuresCols=["carrier", "carrier"], **s),
    ),
    *both(
        "the label is a feature",
        "features must not hold the label, got 'arr_delay'",
        lambda given, **s: refit(given, given.flights, featuresCols=["carrier", "arr_delay"], **s),
    ),
    (
        "featuresCol holds no vectors",
        r"featuresCol 'distance' must hold vectors, got \w+ \(name plain columns in featuresCols\)",
        lambda given: regressor(featuresCol="distance").fit(given.flights),
    ),
    (
        "a parameter is no choice",
        r"\w+ parameter bayes given invalid value yes\.",
        lambda given: regressor(bayes="yes").fit(given.flights),
    ),
    (
        "a posterior that is not for the family, on the cluster",
        r"family with bayes laplace must be bernoulli, categorical or ordinal with link logit,"
        r" got gaussian with link identity \(elbo fits every family\)",
        lambda given: regressor(bayes="laplace", trainOn="cluster").fit(given.flights),
    ),
    (
        "the file of a model does not exist",
        ".*/none.diglm does not exist",
        lambda given: DiglmModel.load(str(given.folder / "none.diglm")),
    ),
    (
        "the file of a model is another file",
        r".*/text.diglm is not a model file: it must be a zip \(as diglm fit --out writes it\)",
        lambda given: DiglmModel.load(text(given.folder)),
    ),
    (
        "the model is of images",
        r"model must be of rows of a table, got one of images in .*/images.diglm"
        r" \(score images with diglm predict\)",
        lambda given: DiglmModel.load(images(given.folder)),
    ),
    (
        "the model has several targets",
        r".*/joint.diglm has the targets y, kind, count: name one .*\(diglm export --of TARGET --out\)",
        lambda given: DiglmModel.load(str(ROOT / "python" / "tests" / "several" / "joint.diglm")),
    ),
    (
        "a folder holds no saved model",
        ".* must be a model file or a folder with a saved model, got a folder without one",
        lambda given: DiglmModel.load(str(given.folder)),
    ),
    (
        "a row cannot be read",
        r"column 'distance' must be a number, got 'far'"
        r" \(handleInvalid keep gives such rows their error, skip leaves them out\)",
        lambda given: given.model.copy({given.model.handleInvalid: "error"})
        .transform(given.flights.withColumn("distance", functions.lit("far")))
        .collect(),
    ),
    *both(
        "a vector is short",
        "vector must have at least 2 elements, of which the last is 'v_1', got 1",
        lambda given, **s: DiglmRegressor(labelCol="y", featuresCol="v", **s).fit(
            vectors(given.spark, 2, 1)
        ),
    ),
    (
        "there are too many periods of drift",
        r"time must have at most 40 values in parts of a table, got more \(such as months\)",
        lambda given: DiglmDrift(model=saved(given), timeCol="arr_time")
        .transform(given.flights)
        .collect(),
    ),
    (
        "the model of drift does not exist",
        ".*/none.diglm does not exist",
        lambda given: DiglmDrift(model=str(given.folder / "none.diglm"))
        .transform(given.flights)
        .collect(),
    ),
]


def said(given: Given, act: Act) -> str:
    """Return what the error of a case says."""
    try:
        act(given)
    except Exception as error:
        return str(error)
    return "no error"


def wrong(given: Given) -> list[str]:
    """Return the cases that say something else."""
    found = [(name, line, said(given, act)) for name, line, act in CASES]
    return [f"{name}: {told}" for name, line, told in found if not re.fullmatch(line, told)]
