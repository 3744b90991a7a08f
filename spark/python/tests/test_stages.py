"""The wrappers do what the Java stages do."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from diglm_spark import DiglmClassifier, DiglmDetector, DiglmDrift, DiglmModel, DiglmRegressor
from pyspark.ml import Pipeline, PipelineModel
from pyspark.sql import DataFrame, SparkSession

FEATURES = ["distance", "carrier", "time_hour"]


def regressor() -> DiglmRegressor:
    return DiglmRegressor(
        labelCol="arr_delay", featuresCols=FEATURES, family="gaussian", epochs=1, threads=1
    )


@pytest.fixture(scope="session")
def model(flights: DataFrame) -> DiglmModel:
    return regressor().fit(flights)


@pytest.mark.parametrize("estimator", [DiglmRegressor, DiglmClassifier, DiglmDetector])
def test_parameters_and_defaults_are_those_of_java(spark: SparkSession, estimator: Any) -> None:
    stage = estimator()
    java = stage._java_obj
    names = {param.name for param in stage.params}
    assert names == {param.name() for param in java.params()}
    for param in stage.params:
        given = java.getParam(param.name)
        assert stage.hasDefault(param) == java.hasDefault(given), param.name
        if stage.hasDefault(param):
            assert stage.getOrDefault(param) == java.getOrDefault(given), param.name


def test_the_model_has_the_parameters_of_java(model: DiglmModel) -> None:
    assert {p.name for p in model.params} == {p.name() for p in model._java_obj.params()}


def test_a_fit_answers_every_row(model: DiglmModel, flights: DataFrame) -> None:
    rows = model.transform(flights).select("prediction", "detailedPrediction").collect()
    assert len(rows) == 400
    assert all(row.prediction == row.detailedPrediction.mean for row in rows)
    assert model.featureNames() == FEATURES


def test_a_model_file_loads(model: DiglmModel, flights: DataFrame, tmp_path: Path) -> None:
    file = tmp_path / "flights.diglm"
    file.write_bytes(model.modelFile())
    loaded = DiglmModel.load(str(file)).setPredictionCol("delay")
    assert [r.delay for r in loaded.transform(flights).select("delay").collect()] == [
        r.prediction for r in model.transform(flights).select("prediction").collect()
    ]


def test_pipelines_save_and_load(flights: DataFrame, tmp_path: Path) -> None:
    fitted = Pipeline(stages=[regressor()]).fit(flights)
    fitted.save(str(tmp_path / "pipeline"))
    loaded = PipelineModel.load(str(tmp_path / "pipeline"))
    assert isinstance(loaded.stages[0], DiglmModel)
    assert loaded.transform(flights).collect() == fitted.transform(flights).collect()


def test_an_estimator_saves_and_loads(spark: SparkSession, tmp_path: Path) -> None:
    regressor().save(str(tmp_path / "estimator"))
    loaded = DiglmRegressor.load(str(tmp_path / "estimator"))
    assert loaded.getFeaturesCols() == FEATURES
    assert loaded.getEpochs() == 1


def test_classes_have_probabilities(flights: DataFrame) -> None:
    classifier = DiglmClassifier(labelCol="origin", featuresCols=FEATURES, epochs=1, threads=1)
    row = classifier.fit(flights).transform(flights).first()
    assert row is not None
    assert abs(sum(row.probability) - 1) < 1e-9


def test_a_fit_on_the_cluster_answers_every_row(flights: DataFrame) -> None:
    estimator = regressor().setTrainOn("cluster").setLocalSteps(5).setBatchSize(64)
    first = estimator.fit(flights.coalesce(1)).transform(flights).collect()
    assert len(first) == 400
    assert first == estimator.fit(flights.coalesce(1)).transform(flights).collect()


def test_drift_is_a_frame(model: DiglmModel, flights: DataFrame, tmp_path: Path) -> None:
    rows = model.drift(flights, timeCol="month").collect()
    assert [row.rows for row in rows if row.kind == "frame"] == [400]
    assert {row.name for row in rows if row.kind == "column"} == set(FEATURES)
    file = tmp_path / "flights.diglm"
    file.write_bytes(model.modelFile())
    stage = DiglmDrift(model=str(file), timeCol="month")
    effects = {(r.kind, r.name): r.effect for r in stage.transform(flights).collect()}
    assert effects == {(r.kind, r.name): r.effect for r in rows}


def test_the_example_runs(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    root = Path(__file__).parents[3]
    example = runpy.run_path(str(root / "examples" / "spark" / "flights.py"))
    example["main"](str(root / "examples" / "flights.parquet"), 0.002)
    assert "rejected" in capsys.readouterr().out
