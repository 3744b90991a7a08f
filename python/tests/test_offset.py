"""Offsets and exposures: the column, and what is wrong with it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import diglm

MODELS = Path(__file__).parent / "models"
EXPOSED = diglm.load(MODELS / "exposure-poisson.diglm")
ROW = {"x": 0.3, "level": "a", "gap": 5.0}


def test_the_mean_is_in_proportion_to_the_exposure() -> None:
    one, four = EXPOSED.predict([{**ROW, "hours": 1}, {**ROW, "hours": 4}])
    assert four == pytest.approx(4 * one, rel=1e-12)


def test_an_offset_moves_a_mean_by_itself() -> None:
    model = diglm.load(MODELS / "offset-gaussian.diglm")
    none, more = model.predict([{**ROW, "hours": 0}, {**ROW, "hours": 2.5}])
    assert more == pytest.approx(none + 2.5, rel=1e-9)


@pytest.mark.parametrize(
    "hours, problem",
    [
        (None, "column 'hours' must hold the exposure, got a missing cell"),
        (math.nan, "column 'hours' must hold the exposure, got a missing cell"),
        (0, "exposure 'hours' must be positive, got 0"),
        (-1.5, "exposure 'hours' must be positive, got -1.5"),
        (math.inf, "column 'hours' must be finite, got Infinity"),
        ("a while", "column 'hours' must be a number, got 'a while'"),
    ],
)
def test_a_row_without_an_exposure_has_an_error(hours: object, problem: str) -> None:
    answers = EXPOSED.answers([{**ROW, "hours": hours}])
    assert answers["error"][0] == problem
    assert math.isnan(answers["mean"][0]) and answers["rejected"][0]


def test_the_column_must_be_there() -> None:
    with pytest.raises(ValueError, match="column 'hours' must be in the rows, got columns x, level, gap"):
        EXPOSED.predict({"x": [0.3], "level": ["a"], "gap": [5.0]})


def test_the_column_is_the_last_of_an_array() -> None:
    assert EXPOSED.feature_names_in_.tolist() == ["x", "level", "gap", "hours"]
    assert (EXPOSED.n_features_in_, EXPOSED.offset_) == (4, "hours")
    array = np.array([[0.3, "a", 5.0, 2.0]], dtype=object)
    assert EXPOSED.predict(array) == EXPOSED.predict([{**ROW, "hours": 2.0}])


def test_a_row_is_as_dense_whatever_its_exposure() -> None:
    one, four = EXPOSED.score_samples([{**ROW, "hours": 1}, {**ROW, "hours": 4}])
    assert one == four
    kept = json.loads((MODELS / "exposure-poisson.json").read_text(encoding="utf-8"))
    assert "hours" in kept["rows"]
