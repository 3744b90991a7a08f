"""What a model says of itself, and its methods beside one another."""

from __future__ import annotations

import json
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import diglm
from diglm.networks import require_close

MODELS = Path(__file__).parent / "models"


def rows(name: str) -> Any:
    return json.loads((MODELS / f"{name}.json").read_text(encoding="utf-8"))["rows"]


def test_a_model_of_format_1_answers_as_it_did() -> None:
    root = Path(__file__).resolve().parents[2]
    golden = root / "scoring/src/test/resources/io/diglm/predict/golden/format-1.diglm"
    if not golden.is_file():
        pytest.skip("no checkout of the whole repository")
    answer = diglm.load(golden).answers({"a": 0.5, "b": 2.0, "level": "two"})
    assert answer["mean"][0] == pytest.approx(0.8461367106000719, rel=1e-5)
    assert answer["log_density"][0] == pytest.approx(-3.806646838375195, rel=1e-5)
    assert answer["novelty"][0] == pytest.approx(0.7314788637368761, rel=1e-5)
    assert answer["novelty_p_value"][0] == pytest.approx(0.7352941176470589, rel=1e-12)


def test_the_methods_say_what_the_columns_do() -> None:
    model, given = diglm.load(MODELS / "gaussian-none-realnvp.diglm"), rows("gaussian-none-realnvp")
    answers = model.answers(given, interval=0.5)
    np.testing.assert_array_equal(model.predict(given), answers["mean"])
    np.testing.assert_array_equal(model.predict_std(given), answers["sd"])
    np.testing.assert_array_equal(model.predict_interval(given, 0.5)[:, 1], answers["upper"])
    np.testing.assert_array_equal(model.score_samples(given), answers["log_density"])
    np.testing.assert_array_equal(model.novelty(given), answers["novelty"])
    np.testing.assert_array_equal(model.p_values(given), answers["novelty_p_value"])
    np.testing.assert_array_equal(model.is_outlier(given), answers["rejected"])
    assert model.rejected(given).any() and not model.rejected(given).all()
    calibrated = model.answers(given, coverage=0.7)
    np.testing.assert_array_equal(model.predict_interval(given, coverage=0.7)[:, 0], calibrated["lower"])
    quantiles = model.predict_quantiles(given, [0.1, 0.9])
    assert (quantiles[:, 0] < quantiles[:, 1])[~np.isnan(quantiles[:, 0])].all()


def test_classes_have_the_targets_own_type() -> None:
    model, given = diglm.load(MODELS / "classes-of-numbers.diglm"), rows("classes-of-numbers")
    assert model.classes_.tolist() == [1, 2, 3] and model.classes_.dtype == np.int64
    assert model.predict(given).dtype == np.int64
    probabilities = model.predict_proba(given)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    np.testing.assert_array_equal(model.predict(given), model.classes_[probabilities.argmax(axis=1)])
    held = model.predict_set(given, 0.7)
    assert [("|".join(map(str, classes))) for classes in held] == model.answers(given, coverage=0.7)["labels"].tolist()


def test_a_posterior_tells_noise_from_ignorance() -> None:
    name = "gaussian-conjugate-glow"
    model, given = diglm.load(MODELS / f"{name}.diglm"), rows(name)
    noise, own = model.uncertainty(given)
    answers = model.answers(given)
    accepted = ~answers["rejected"]
    np.testing.assert_allclose(np.hypot(noise, own)[accepted], answers["sd"][accepted])
    with pytest.raises(ValueError, match="model must have a posterior of its coefficients or several members, got neither"):
        diglm.load(MODELS / "gaussian-none-realnvp.diglm").uncertainty(given)


def test_what_a_model_has_no_answer_to_is_said() -> None:
    number, classes = diglm.load(MODELS / "gaussian-none-realnvp.diglm"), diglm.load(MODELS / "cells-levels.diglm")
    alone = diglm.load(MODELS / "none-planar.diglm")
    with pytest.raises(ValueError, match=r"target 'y' must be a class, got a number"):
        number.predict_proba([])
    with pytest.raises(ValueError, match=r"target 'sign' must be a number, got a class"):
        classes.predict_interval([])
    with pytest.raises(ValueError, match=r"model must have a target, got one of p\(x\) alone"):
        alone.predict([])
    with pytest.raises(ValueError, match=r"interval must be between 0 and 1, got 90 \(90 % is 0.9\)"):
        number.predict_interval([], 90)
    with pytest.raises(ValueError, match=r"coverage of 0.999 must be calibrated by at least 999 rows, got 18"):
        number.answers([], coverage=0.999)
    assert list(alone.answers(rows("none-planar")))[0] == "log_density"


def test_another_rule_rejects_other_rows() -> None:
    model, given = diglm.load(MODELS / "gaussian-none-realnvp.diglm"), rows("gaussian-none-realnvp")
    strict = model.with_rejection(false_alarms=0.5)
    assert strict.rejected(given).sum() > model.rejected(given).sum()
    assert "is at most 0.5: less usual than all but that share of known rows" in " ".join(strict.reasons(given))
    np.testing.assert_array_equal(
        model.with_rejection(slack=0.0).rejected(given), model.rejected(given)
    )
    with pytest.raises(ValueError, match=r"false_alarms of 0.001 must be calibrated by at least 999 rows, got 18"):
        model.with_rejection(false_alarms=0.001)
    with pytest.raises(ValueError, match="rejection must be by slack or by false_alarms, got both or none"):
        model.with_rejection()


def test_rows_have_the_same_answers_in_any_company() -> None:
    model, given = diglm.load(MODELS / "cells-numbers.diglm"), rows("cells-numbers")
    many = {name: values * 200 for name, values in given.items()}
    alone, together = model.answers(given), model.answers(many)
    for name in ("mean", "log_density", "novelty"):
        expected = np.tile(alone[name], 200)
        np.testing.assert_allclose(together[name], expected, rtol=1e-5, atol=1e-5)


def test_threads_may_share_a_model() -> None:
    model, given = diglm.load(MODELS / "cells-numbers.diglm"), rows("cells-numbers")
    expected = model.score_samples(given)
    with ThreadPoolExecutor(4) as pool:
        for got in pool.map(lambda _: model.score_samples(given), range(20)):
            np.testing.assert_array_equal(got, expected)


def test_a_model_says_what_it_is() -> None:
    model = diglm.load(MODELS / "gaussian-none-realnvp.diglm")
    assert model.feature_names_in_.tolist() == ["x", "level", "gap"]
    assert model.n_features_in_ == 3 and model.target == "y"
    assert "gaussian of y, 3 features" in repr(model)
    assert math.isfinite(model.metrics["validation"]["nll"])
    assert repr(model.answers({"x": 1.0, "level": "a"})).startswith("Predictions(1 rows of mean, sd, lower")


def test_a_density_may_be_as_inexact_as_its_parts() -> None:
    expected, got = np.array([-2.0]), np.array([-2.001])
    require_close("m.diglm", "log_density", expected, got, np.array([20.0]))
    with pytest.raises(diglm.ModelError, match="log_density must be -2.0 within"):
        require_close("m.diglm", "log_density", expected, got, np.array([4.0]))
    with pytest.raises(diglm.ModelError):
        require_close("m.diglm", "log_density", expected, np.array([-np.inf]), np.array([np.inf]))
