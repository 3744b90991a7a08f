"""Rows in whatever form give the same answers, and what a row must not hold is said as Java says it."""

from __future__ import annotations

import datetime as dt
import json
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import diglm
from diglm import cells

MODELS = Path(__file__).parent / "models"
NUMBER = MODELS / "gaussian-none-realnvp.diglm"
CLASSES = MODELS / "cells-levels.diglm"
ROWS = {"x": [0.5, -1.25, None], "level": ["a", "c", "b"], "gap": [None, 2.5, 4.0]}


@pytest.fixture(scope="module")
def model() -> diglm.Model:
    return diglm.load(NUMBER)


@pytest.fixture(scope="module")
def expected(model: diglm.Model) -> np.ndarray:
    return model.predict(ROWS)


def test_lists_of_dictionaries_are_rows(model: diglm.Model, expected: np.ndarray) -> None:
    rows = [dict(zip(ROWS, row)) for row in zip(*ROWS.values())]
    np.testing.assert_array_equal(model.predict(rows), expected)
    del rows[0]["gap"]
    np.testing.assert_array_equal(model.predict(rows), expected)
    assert model.reasons([{"x": 1.0}]) == ["column 'level' is missing; no training row lacked it"]
    with pytest.raises(ValueError, match="column 'level' must be in the rows, got columns x, levle, gap; did you mean"):
        model.predict([{"x": 1.0, "levle": "a"}])
    np.testing.assert_array_equal(model.predict([list(row) for row in zip(*ROWS.values())]), expected)


def test_rows_that_are_none_or_not_there_yet_are_refused_in_words(model: diglm.Model) -> None:
    with pytest.raises(ValueError, match="^column 'x' must be in the rows, got no columns$"):
        model.predict({})

    class LazyFrame:  # as that of polars
        columns = list(ROWS)

        def collect(self) -> None:
            raise AssertionError("a query is the caller's to run")

    with pytest.raises(ValueError, match=r" or an array, got LazyFrame \(collect\(\) it first\)$"):
        model.predict(LazyFrame())


def test_a_dictionary_of_values_is_one_row(model: diglm.Model, expected: np.ndarray) -> None:
    np.testing.assert_array_equal(model.predict({"x": 0.5, "level": "a"}), expected[:1])
    np.testing.assert_array_equal(model.predict({"x": Decimal("0.5"), "level": "a", "y": None}), expected[:1])
    with pytest.raises(ValueError) as caught:
        model.predict({"x": 0.5, "levle": "a"})
    assert str(caught.value) == "row must have the columns [x, level, gap], got levle; did you mean level?"


def test_pandas_frames_are_rows(model: diglm.Model, expected: np.ndarray) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(ROWS)
    np.testing.assert_array_equal(model.predict(frame), expected)
    np.testing.assert_array_equal(model.predict(frame.astype({"level": "category"})), expected)
    np.testing.assert_array_equal(model.predict(frame.convert_dtypes()), expected)
    np.testing.assert_array_equal(model.predict(frame.astype(object)), expected)
    np.testing.assert_array_equal(model.predict(frame[["gap", "level", "x"]].assign(more=1)), expected)
    np.testing.assert_array_equal(model.predict(frame.to_dict("list")), expected)
    np.testing.assert_array_equal(model.predict({name: frame[name] for name in frame}), expected)
    assert list(model.answers(frame).to_pandas().columns[:2]) == ["mean", "sd"]
    twice = pandas.concat([frame, frame[["x"]]], axis=1)
    with pytest.raises(ValueError, match="column 'x' must be in the rows once, got it 2 times"):
        model.predict(twice)


def test_polars_frames_are_rows(model: diglm.Model, expected: np.ndarray) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(ROWS)
    np.testing.assert_array_equal(model.predict(frame), expected)
    np.testing.assert_array_equal(model.predict(frame.with_columns(polars.col("level").cast(polars.Categorical))), expected)
    ints = polars.DataFrame({"x": [1, None], "level": ["a", "b"], "gap": [None, None]})
    np.testing.assert_array_equal(model.predict(ints), model.predict({"x": [1.0, None], "level": ["a", "b"], "gap": [None, None]}))


def test_arrow_tables_are_rows(model: diglm.Model, expected: np.ndarray) -> None:
    arrow = pytest.importorskip("pyarrow")
    np.testing.assert_array_equal(model.predict(arrow.table(ROWS)), expected)


def test_arrays_have_the_features_in_order() -> None:
    model = diglm.load(MODELS / "cells-one.diglm")
    x = np.array([[0.1], [2.0], [math.nan]])
    np.testing.assert_array_equal(model.predict(x), model.predict({"x": x[:, 0]}))
    structured = np.array([(0.1,), (2.0,)], dtype=[("x", "f4")])
    np.testing.assert_allclose(model.predict(structured), model.predict(x[:2]), rtol=1e-5)
    with pytest.raises(ValueError) as caught:
        model.predict(np.zeros((3, 2)))
    assert str(caught.value) == "an array must have the 1 columns x in this order, got 2 columns"
    with pytest.raises(ValueError, match="an array of rows must have 2 dimensions, got 1"):
        model.predict(np.zeros(3))


def test_no_rows_give_no_answers(model: diglm.Model) -> None:
    assert model.predict([]).shape == (0,)
    assert model.predict({"x": [], "level": [], "gap": []}).shape == (0,)
    assert len(model.answers([])["reason"]) == 0
    assert diglm.load(CLASSES).predict_proba([]).shape == (0, 2)


def test_a_column_that_is_not_there_is_named(model: diglm.Model) -> None:
    with pytest.raises(ValueError) as caught:
        model.predict({"x": [1.0], "levels": ["a"], "gap": [None]})
    assert str(caught.value) == (
        "column 'level' must be in the rows, got columns x, levels, gap; did you mean 'levels'?"
    )
    with pytest.raises(ValueError) as caught:
        model.predict({"x": [1.0], "level": ["a", "b"], "gap": [None]})
    assert str(caught.value) == "column 'level' must have as many cells as the table has rows, 1, got 2"


def test_other_types_than_in_training_are_named(model: diglm.Model) -> None:
    with pytest.raises(ValueError) as caught:
        model.predict({"x": [dt.date(2020, 1, 1)], "level": ["a"], "gap": [None]})
    assert str(caught.value) == "column 'x' must hold DECIMAL as in training, got DATE in the rows"
    with pytest.raises(ValueError, match="column 'x' must hold numbers, texts, truths, dates or times, got list"):
        model.predict({"x": [[1]], "level": ["a"], "gap": [None]})
    with pytest.raises(ValueError, match="rows must be a data frame, a dictionary of columns, .* got int"):
        model.predict(3)


def test_rows_that_cannot_be_read_fail_alone(model: diglm.Model, expected: np.ndarray) -> None:
    rows = {"x": ["0.5", "many", " "], "level": ["a", "a", "b"], "gap": [None, math.inf, 4.0]}
    got = model.answers(rows)
    assert got["mean"][0] == expected[0]
    assert math.isnan(got["mean"][1])
    assert got["error"].tolist() == ["", "column 'x' must be a number, got 'many'; column 'gap' must be finite, got Infinity", ""]
    assert got["rejected"].tolist() == [False, True, True]
    assert model.reasons(rows)[2] == "column 'x' is missing; no training row lacked it"


def test_what_training_never_held_is_rejected(model: diglm.Model) -> None:
    reasons = model.reasons([{"x": 40.0, "level": "zz"}, {"x": 1e10, "level": "a"}])
    assert reasons[0].startswith(
        "column 'x' holds 40; no training row held anything like it; column 'level' holds 'zz';"
        " no training row held anything like it"
    )
    assert reasons[1].startswith("column 'x' holds 10000000000; no training row")


def test_dates_and_times_are_read_in_every_form() -> None:
    pandas = pytest.importorskip("pandas")
    model = diglm.load(MODELS / "cells-time.diglm")
    texts = ["2021-03-05 10:20:00", "2021-11-30T23:59:00"]
    times = [dt.datetime.fromisoformat(text) for text in texts]
    expected = model.score_samples({"time": texts})
    assert np.isfinite(expected).all()
    utc = dt.timezone.utc
    for rows in (
        times,
        pandas.Series(times),
        np.array(times, dtype="datetime64[s]"),
        pandas.Series(times).dt.tz_localize("UTC"),
        [time.replace(tzinfo=utc).astimezone(dt.timezone(dt.timedelta(hours=5))) for time in times],
    ):
        np.testing.assert_array_equal(model.score_samples({"time": rows}), expected)
    days = diglm.load(MODELS / "cells-date.diglm")
    for rows in ([dt.date(2021, 3, 5)], ["2021-03-05"], [dt.datetime(2021, 3, 5, 7)]):
        np.testing.assert_array_equal(days.predict({"day": rows}), days.predict({"day": ["2021-03-05"]}))
    assert days.reasons({"day": ["2021-02-30"]}) == ["column 'day' must be a date like 2013-12-31, got '2021-02-30'"]
    long = "a\n\tb" + 100 * "x"
    assert days.reasons({"day": [long]}) == [
        "column 'day' must be a date like 2013-12-31, got 'a\\u000a\\u0009b" + 96 * "x" + "...'"
    ]


@pytest.mark.parametrize(
    "text",
    ["2011-02-10T00:30:00+02:00", "2011-02-10 00:30:00+02", "2011-02-09T17:00:00.000-0530", "2011-02-09T22:30:00Z"],
)
def test_a_time_with_an_offset_is_the_same_moment_in_utc(text: str) -> None:
    assert cells.parse("timestamp", text) == cells.parse("timestamp", "2011-02-09 22:30:00")
    for wrong in ("2011-02-10T00:30:00+19:00", "2011-02-10T00:30:00+02:75"):
        assert math.isnan(cells.parse("timestamp", wrong))


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e7, "1.0E7"), (1.25e-10, "1.25E-10"), (0.001, "0.001"), (123.456, "123.456"), (-3.5e9, "-3.5E9"), (1e22, "1.0E22")],
)
def test_numbers_are_shown_as_java_does(value: float, text: str) -> None:
    assert cells.show_double(value) == text


def test_truths_are_levels_however_they_are_spelt() -> None:
    kept = json.loads((MODELS / "cells-codes.json").read_text())
    model = diglm.load(MODELS / "cells-codes.diglm")
    rows: dict[str, Any] = {name: values[:12] for name, values in kept["rows"].items()}
    expected = model.predict(rows)
    for yes, no in (("true", "false"), ("Y", "N"), (1, 0), ("1", "0")):
        spelt = {**rows, "yes": [yes if value else no for value in rows["yes"]]}
        np.testing.assert_array_equal(model.predict(spelt), expected)
