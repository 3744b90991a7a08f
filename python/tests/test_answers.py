"""Answers for a purpose, rules of risk, recalibrated intervals, and why a row is improbable."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import diglm
import files
from diglm import modelfile
from diglm.conformity import Conformity, WeightedScores
from diglm.explain import _orders
from diglm.fields import FieldError, Fields
from diglm.novelty import Surprise
from diglm.weights import Weights

MODELS = Path(__file__).parent / "models"


def kept(name: str) -> Any:
    return json.loads((MODELS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["risk-number", "risk-count", "risk-classes"])
def test_a_rule_of_risk_answers_some_rows_and_refuses_others(name: str) -> None:
    """The models that parity is shown by must use the rule."""
    reasons = kept(name)["interval"]["reason"]
    assert sum("the answer is right with probability" in (reason or "") for reason in reasons) >= 3
    assert not all(kept(name)["interval"]["rejected"])


def test_a_rule_of_risk_stays_with_another_rule_of_novelty() -> None:
    model, rows = diglm.load(MODELS / "risk-number.diglm"), kept("risk-number")["rows"]
    lenient = model.with_rejection(slack=1e6)
    assert any("is right with probability" in reason for reason in lenient.reasons(rows))


def test_groups_of_rows_have_intervals_of_their_own() -> None:
    model, rows = diglm.load(MODELS / "recalibrated-grouped.diglm"), kept("recalibrated-grouped")["rows"]
    calibrated = model.answers(rows, coverage=0.7)
    conformity = Conformity(1200, Fields(model.manifest["thresholds"]["intervals"]), weights_of("recalibrated-grouped"))
    shares = {level: conformity.central(0.7, level) for level in ("a", "b", "c", "zz")}
    assert len(set(shares.values())) >= 3
    for row, level in enumerate(rows["level"]):
        if not calibrated["rejected"][row]:
            expected = model.predict_interval(rows, shares.get(level, shares["zz"]))[row]
            np.testing.assert_allclose([calibrated["lower"][row], calibrated["upper"][row]], expected, rtol=1e-12)
    np.testing.assert_array_equal(model.predict_interval(rows, coverage=0.7)[:, 0], calibrated["lower"])


def weights_of(name: str) -> Weights:
    return Weights(modelfile.read(MODELS / f"{name}.diglm").tensors)


def test_weights_move_a_quantile() -> None:
    scores: Any = np.array([0.4, 0.1, 0.3, 0.2])
    even = WeightedScores(scores, np.ones(4))
    assert even.quantile(0.5) == 0.3 and even.quantile(0.9) == 1.0
    assert WeightedScores(scores, np.array([0.0, 3.0, 0.0, 1.0])).quantile(0.4) == 0.1
    with pytest.raises(FieldError, match="weights must be of 4 scores, finite and at least 0, got 3"):
        WeightedScores(scores, np.ones(3))


def test_an_adapted_level_may_ask_for_nothing_or_for_everything() -> None:
    weights = Weights({"novelty.conformity": np.linspace(0.0, 0.9, 10)})
    given = {"levels": [{"coverage": c, "level": level} for c, level in ((0.5, 0.0), (0.6, 0.95), (0.7, 0.5))]}
    given = {**given, "column": "", "groups": [], "group_rows": [], "shifted": 0}
    conformity = Conformity(10, Fields(given), weights)
    assert [conformity.threshold(c) for c in (0.5, 0.6)] == [0.0, 1.0]
    assert conformity.threshold(0.7) == conformity.threshold(0.5000001)
    assert conformity.central(0.6) == 1 - 1e-12


@pytest.mark.parametrize(
    "change, message",
    [
        ({"column": "nothing"}, "thresholds.intervals.column must be one of the features, got nothing"),
        ({"groups": ["a"]}, "thresholds.intervals.group_rows must be of 1 groups of a column, got a list"),
        ({"shifted": 3}, "weights must hold novelty.conformity.weighted, got none"),
    ],
)
def test_a_recalibration_that_does_not_fit_is_refused(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    def changed(manifest: dict[str, Any]) -> None:
        manifest["thresholds"]["intervals"].update(change)

    model = files.changed(tmp_path / "m.diglm", changed, model=MODELS / "recalibrated-grouped.diglm")
    with pytest.raises(diglm.ModelError, match=message):
        diglm.load(model)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"risk": 2.0}, "thresholds.risk.least must be a share, as risk and confidence"),
        ({"tolerance": "NaN"}, "thresholds.risk.tolerance must be above 0, and only for a target that is a number"),
    ],
)
def test_a_rule_of_risk_that_does_not_fit_is_refused(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    def changed(manifest: dict[str, Any]) -> None:
        manifest["thresholds"]["risk"].update(change)

    model = files.changed(tmp_path / "m.diglm", changed, model=MODELS / "risk-number.diglm")
    with pytest.raises(diglm.ModelError, match=message):
        diglm.load(model)


def test_costs_choose_the_answer_of_the_least_expected_cost() -> None:
    model, rows = diglm.load(MODELS / "classes-of-numbers.diglm"), kept("classes-of-numbers")["rows"]
    costs = {1: {"act": 4.0, "wait": 0.0}, "2": {"act": 1.0, "wait": 1.0}, 3: {"wait": 5.0, "act": 0.0}}
    answers = model.answers(rows, loss=costs)
    p: Any = np.stack([answers[f"probability_{k}"] for k in (1, 2, 3)], axis=1)
    wanted = np.where(p @ [4, 1, 0] <= p @ [0, 1, 5], "act", "wait")
    read = ~np.isnan(p).any(axis=1)
    assert answers["answer"][read].tolist() == wanted[read].tolist()
    assert set(answers["answer"][read]) <= {"act", "wait"} and all(a is None for a in answers["answer"][~read])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        # Its letters would be taken for the numbers 1 and 5.
        ({"above": "15"}, "above must be a number or several, got '15'"),
        ({"above": [1.0, None]}, "above must be a number or several, got None"),
        ({"shortfall": "0.9"}, "shortfall must be a number or several, got '0.9'"),
        ({"quantiles": "0.5"}, "quantiles must be a number or several, got '0.5'"),
        ({"quantiles": [[0.5]]}, "quantiles must be a number or several, got [0.5]"),
        ({"interval": "0.9"}, "interval must be a number between 0 and 1, got '0.9'"),
        ({"coverage": [0.9]}, "coverage must be a number between 0 and 1, got [0.9]"),
        (
            {"interval": 0.5, "coverage": 0.9},
            "interval, coverage and quantiles must not come together, got interval and coverage",
        ),
        (
            {"coverage": 0.9, "quantiles": [0.5]},
            "interval, coverage and quantiles must not come together, got coverage and quantiles",
        ),
    ],
)
def test_what_is_asked_of_answers_must_be_numbers_and_one_of_three(options: Any, message: str) -> None:
    model = diglm.load(MODELS / "gaussian-none-realnvp.diglm")
    with pytest.raises(ValueError) as refused:
        model.answers([], **options)
    assert str(refused.value) == message


@pytest.mark.parametrize("options", [{"interval": 0.5}, {"quantiles": [0.5]}, {"coverage": 0.5}])
def test_a_model_without_a_target_has_no_interval(options: Any) -> None:
    with pytest.raises(ValueError, match=r"model must have a target, got one of p\(x\) alone"):
        diglm.load(MODELS / "none-planar.diglm").answers([], **options)


def test_one_quantile_may_be_asked_for_as_a_number() -> None:
    model, rows = diglm.load(MODELS / "gaussian-none-realnvp.diglm"), kept("gaussian-none-realnvp")["rows"]
    both = model.predict_quantiles(rows, [0.25, np.float32(0.5)])
    np.testing.assert_array_equal(model.predict_quantiles(rows, 0.5), both[:, 1:])
    np.testing.assert_array_equal(model.answers(rows, quantiles=0.25)["q0.25"], both[:, 0])


def test_a_rule_of_rejection_must_be_a_number() -> None:
    model = diglm.load(MODELS / "gaussian-none-realnvp.diglm")
    with pytest.raises(ValueError, match="^slack must be a number, got '2'$"):
        model.with_rejection(slack="2")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="^false_alarms must be a number, got '1%'$"):
        model.with_rejection(false_alarms="1%")  # type: ignore[arg-type]


def test_a_purpose_must_fit_the_target() -> None:
    number, classes = (diglm.load(MODELS / f"{name}.diglm") for name in ("gaussian-none-realnvp", "cells-levels"))
    alone = diglm.load(MODELS / "none-planar.diglm")
    with pytest.raises(ValueError, match=r"p_above_15.0 must be of a number, got target 'sign' of 2 classes"):
        classes.answers([], above=15)
    with pytest.raises(ValueError, match=r"loss must be of a number, got target 'sign' of 2 classes"):
        classes.answers([], loss="squared")
    with pytest.raises(ValueError, match=r"interval must be of a number, got target 'sign' of 2 classes"):
        classes.answers([], interval=0.9)
    with pytest.raises(ValueError, match=r"quantiles must be of a number, got .* \(it is answered by a class and prob"):
        classes.answers([], quantiles=[0.5])
    with pytest.raises(ValueError, match=r"above must be a finite number, got Infinity"):
        number.answers([], above=[1, math.inf])
    with pytest.raises(ValueError, match=r"shortfall must be between 0 and 1, got 95.0 \(90 % is 0.9\)"):
        number.answers([], shortfall=95)
    with pytest.raises(ValueError, match="loss must be squared, absolute, pinball:P or costs by true class, got cubed"):
        number.answers([], loss="cubed")
    with pytest.raises(ValueError, match="pinball loss must name a probability, such as pinball:0.9, got pinball:x"):
        number.answers([], loss="pinball:x")
    with pytest.raises(ValueError, match="costs must be of classes, got target 'y', a number"):
        number.answers([], loss={"a": {"b": 1.0}})
    with pytest.raises(ValueError, match="costs must have one row for each class, minus, plus, got rows of plus"):
        classes.answers([], loss={"plus": {"b": 1.0}})
    with pytest.raises(ValueError, match=r"model must have a target, got one of p\(x\) alone"):
        alone.answers([], shortfall=0.9)


def test_purposes_stand_after_the_answers_and_hold_for_no_rows() -> None:
    model = diglm.load(MODELS / "gaussian-none-realnvp.diglm")
    answers = model.answers([], above=1, shortfall=[0.5, 0.95], loss="squared")
    wanted = ["mean", "sd", "lower", "upper", "p_above_1.0", "shortfall_0.5", "shortfall_0.95", "answer", "log_density"]
    assert list(answers)[:9] == wanted and all(len(answers[name]) == 0 for name in answers)


def test_parts_of_an_explanation_add_up() -> None:
    model, rows = diglm.load(MODELS / "cells-numbers.diglm"), kept("cells-numbers")["rows"]
    found = model.explain(rows)
    density = model.score_samples(rows)
    assert sum(why is not None for why in found) >= 20
    for why, log_density in zip(found, density):
        if why is not None:
            assert why.log_density == pytest.approx(log_density, rel=1e-9)
            assert sum(part.nats for part in why.parts) == pytest.approx(why.log_density - why.typical, abs=1e-6)
    assert any("nats (a similar, typical row:" in why.words() for why in found if why is not None)


def test_column_scores_need_the_density_of_cells() -> None:
    with pytest.raises(ValueError, match="column scores must be of a model with the density of cells, got a flow's"):
        diglm.load(MODELS / "gaussian-none-realnvp.diglm").column_scores([])
    assert list(diglm.load(MODELS / "cells-numbers.diglm").column_scores([])) == ["surprise_x", "surprise_heavy"]


def test_orders_are_those_that_java_draws() -> None:
    """What `new SplittableRandom(7)` gives a Fisher-Yates shuffle of five columns."""
    assert _orders(5)[0] == [0, 3, 4, 2, 1] and _orders(5)[1] == [1, 2, 4, 3, 0]
    assert all(sorted(order) == list(range(5)) for order in _orders(5))


def test_a_kept_row_keeps_its_place_but_for_rounding() -> None:
    """The count steps at the least score, where rows tie, and where the tail starts."""
    kept: Any = np.array([1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 12.0])
    surprise = Surprise(kept, exact=False)
    assert surprise.start == 9.0
    bare = Surprise(kept, exact=True)
    for step in (1.0, 2.0, 9.0):
        near: Any = np.array([step * (1 - 1e-7), step, step * (1 + 1e-7)])
        assert np.ptp(bare.nats(near)) > 1e-3
        np.testing.assert_array_equal(surprise.nats(near), np.full(3, bare.nats(near)[1]))
