"""Positive times, observed or censored."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import diglm
from diglm.distributions import Averaged, Lifetime, LogLogistic, LogNormal, Weibull

MODELS = Path(__file__).parent / "models"
KINDS = (Weibull, LogNormal, LogLogistic)


def kept(name: str) -> Any:
    return json.loads((MODELS / f"{name}.json").read_text(encoding="utf-8"))


def of(kind: type[Lifetime], *pairs: tuple[float, float]) -> Lifetime:
    location, scale = np.array(pairs).T
    return kind(location, scale)


@pytest.mark.parametrize("kind", KINDS)
def test_quantiles_undo_the_distribution_function(kind: type[Lifetime]) -> None:
    times = of(kind, (0.5, 0.3), (-3.0, 1.7), (40.0, 0.01), (0.0, 6.0))
    for p in (1e-6, 0.01, 0.5, 0.9, 1 - 1e-6):
        np.testing.assert_allclose(times.cdf(times.quantile(p)), p, rtol=1e-9)
    assert (times.cdf(np.zeros(4)) == 0).all() and (times.cdf(np.full(4, -1.0)) == 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_density_is_the_slope_of_the_distribution_function(kind: type[Lifetime]) -> None:
    times, step = of(kind, (0.5, 0.3), (0.2, 1.7)), 1e-5
    for y in (0.3, 1.2, 4.0):
        slope = (times.cdf(np.full(2, y + step)) - times.cdf(np.full(2, y - step))) / (2 * step)
        np.testing.assert_allclose(times.density(np.full(2, y)), slope, rtol=1e-6, atol=1e-10)


def test_moments_are_those_of_the_books() -> None:
    weibull = of(Weibull, (0.7, 0.4), (0.0, 3.0))
    means = [math.exp(0.7) * math.gamma(1.4), math.gamma(4.0)]
    squares = [math.exp(1.4) * math.gamma(1.8), math.gamma(7.0)]
    np.testing.assert_allclose(weibull.mean(), means, rtol=1e-12)
    np.testing.assert_allclose(weibull.sd(), [math.sqrt(s - m * m) for s, m in zip(squares, means)], rtol=1e-10)
    normal = of(LogNormal, (0.7, 0.4))
    np.testing.assert_allclose(normal.mean(), math.exp(0.7 + 0.08), rtol=1e-12)
    np.testing.assert_allclose(normal.sd(), math.exp(0.78) * math.sqrt(math.expm1(0.16)), rtol=1e-12)
    logistic = of(LogLogistic, (0.7, 0.25))
    np.testing.assert_allclose(logistic.mean(), math.exp(0.7) * (math.pi / 4) / math.sin(math.pi / 4), rtol=1e-12)
    square = math.exp(1.4) * math.pi / 2
    np.testing.assert_allclose(logistic.sd(), math.sqrt(square - logistic.mean()[0] ** 2), rtol=1e-10)


def test_a_log_logistic_may_have_no_moments() -> None:
    times = of(LogLogistic, (0.0, 0.49), (0.0, 0.5), (0.0, 0.99), (0.0, 1.0))
    assert times.moments().tolist() == [2, 1, 1, 0]
    assert (times.sd()[1:] == math.exp(100)).all() and times.mean()[3] == math.exp(100)
    assert Averaged(times, 2).moments().tolist() == [1, 0]
    assert of(Weibull, (0.0, 40.0)).moments().tolist() == [2]


def test_moments_that_do_not_exist_are_not_told() -> None:
    model, rows = diglm.load(MODELS / "no-mean.diglm"), kept("no-mean")["rows"]
    model = model.with_rejection(slack=1e9)
    answers = model.answers(rows)
    own = ~answers["rejected"]
    assert own.sum() > 10 and np.isnan(answers["sd"][own]).all() and np.isfinite(answers["upper"][own]).all()
    np.testing.assert_array_equal(model.predict(rows), answers["mean"])
    np.testing.assert_array_equal(model.predict_std(rows), answers["sd"])
    several = diglm.load(MODELS / "no-mean-members.diglm")
    noise, ignorance = several.uncertainty(rows)
    np.testing.assert_array_equal(np.isnan(noise), np.isnan(ignorance))
    assert np.isnan(noise).sum() > 10


def test_survival_is_the_probability_above() -> None:
    model, rows = diglm.load(MODELS / "censored-weibull.diglm"), kept("censored-weibull")["rows"]
    answers = model.answers(rows, above=[1.0, 4.0], quantiles=[0.5])
    told = ~np.isnan(answers["q0.5"])
    assert (answers["p_above_1.0"][told] > answers["p_above_4.0"][told]).all()
    np.testing.assert_array_equal(answers["p_above_1.0"][told] > 0.5, answers["q0.5"][told] > 1)


def test_predictions_need_no_column_of_censoring() -> None:
    model = diglm.load(MODELS / "censored-log_mixture.diglm")
    assert model.feature_names_in_.tolist() == ["x", "level", "gap"] and model.target == "seen"
    bare = {"x": [0.3], "level": ["a"], "gap": [5.0]}
    asked = model.predict({**bare, "kept": ["right"], "until": [3.0], "seen": [1.0]})
    np.testing.assert_array_equal(model.predict(bare), asked)


def test_intervals_of_censored_times_have_no_calibration() -> None:
    model = diglm.load(MODELS / "censored-weibull.diglm")
    with pytest.raises(ValueError) as e:
        model.answers({"x": 0.3, "level": "a"}, coverage=0.5)
    assert str(e.value) == (
        "model must be of observed targets to calibrate intervals, got one of censored times"
        " (interval and quantiles need no calibration)"
    )
