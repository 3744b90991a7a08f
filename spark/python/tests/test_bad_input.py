"""What cannot be done is told in one line, and what is only unusual works."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import bad_input
import diglm_spark
import pytest
from bad_input import Given
from diglm_spark import DiglmModel
from pyspark.sql import DataFrame, SparkSession, functions


@pytest.fixture(scope="module")
def model(flights: DataFrame) -> DiglmModel:
    return bad_input.regressor().fit(flights)


@pytest.mark.parametrize(("name", "line", "act"), bad_input.CASES)
def test_it_is_refused_in_one_line(
    spark: SparkSession,
    flights: DataFrame,
    model: DiglmModel,
    tmp_path: Path,
    name: str,
    line: str,
    act: bad_input.Act,
) -> None:
    told = bad_input.said(Given(spark, flights, model, tmp_path), act)
    assert re.fullmatch(line, told), f"{name}: {told}"


@pytest.mark.parametrize("place", ["driver", "cluster"])
def test_names_with_dots_and_backquotes_are_names(flights: DataFrame, place: str) -> None:
    names = {"distance": "a.b", "carrier": "c`d", "arr_delay": "`y.z`"}
    frame = flights.select(*(functions.col(old).alias(new) for old, new in names.items()))
    fitted = bad_input.regressor(
        labelCol="`y.z`", featuresCols=["a.b", "c`d"], trainOn=place
    ).fit(frame)
    assert fitted.transform(frame).where("prediction is not null").count() == 400


def test_an_executor_of_another_version_is_told(tmp_path: Path) -> None:
    other = tmp_path / "other.jar"
    with zipfile.ZipFile(diglm_spark.jar()) as ours, zipfile.ZipFile(other, "w") as out:
        for name in ours.namelist():
            text = b"version=9.9.9\n" if name.endswith("version.properties") else ours.read(name)
            out.writestr(name, text)
    script = Path(__file__).with_name("other_version.py")
    done = subprocess.run(
        [sys.executable, str(script), str(other), str(bad_input.FLIGHTS), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    line = "executor must have diglm 0.1.0 as the driver has, got 9.9.9 (give both the same jar)"
    told = done.stdout.splitlines()
    assert told == [f"score: {line}", f"fit: {line}"], done.stdout + done.stderr[-3000:]
