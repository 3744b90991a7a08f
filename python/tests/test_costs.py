"""The distribution of costs, 0 or positive, against 50 digits of mpmath and the densities of statsmodels."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from diglm.distributions import Averaged, Tweedie
from diglm.purpose import shortfall_of

GOLDEN = Path(__file__).resolve().parents[2] / "scoring/src/test/resources/io/diglm/distribution/golden.csv"


def rows(what: str) -> list[tuple[Tweedie, float, float]]:
    with GOLDEN.open(encoding="utf-8") as lines:
        found = [row for row in csv.reader(lines) if row[0] == "tweedie" and row[4] == what]
    return [(one(*map(float, row[1:4])), float(row[5]), float(row[6])) for row in found]


def one(mean: float, dispersion: float, power: float) -> Tweedie:
    return Tweedie(np.array([mean]), np.array([dispersion]), np.array([power]))


def test_the_golden_numbers_are_those_of_scipy_and_mpmath() -> None:
    assert len(rows("cdf")) == 16
    for costs, y, expected in rows("cdf"):
        assert costs.cdf(np.array([y]))[0] == pytest.approx(expected, abs=1e-14)
    for costs, p, expected in rows("quantile"):
        assert costs.quantile(p)[0] == pytest.approx(expected, rel=1e-11)
    for costs, y, expected in rows("logDensity"):
        if y > 0 and expected > -60:
            assert np.log(costs.density(np.array([y]))[0]) == pytest.approx(expected, abs=1e-10)


def test_numbers_below_zero_and_above_all_are_no_problem() -> None:
    costs = Tweedie(np.full(4, 1.3), np.full(4, 2.0), np.full(4, 1.5))
    zero = costs.zero()[0]
    assert costs.cdf(np.array([-1.0, 0.0, np.inf, 1e300])) == pytest.approx([0, zero, 1, 1])
    assert costs.cdf_below(np.array([-1.0, 0.0, np.inf, 1e300])) == pytest.approx([0, 0, 1, 1])
    assert costs.quantile(0.1).tolist() == [0, 0, 0, 0]
    assert costs.quantile(1).tolist() == [np.inf] * 4


def test_an_average_has_its_quantile_and_its_shortfall() -> None:
    parts = Tweedie(np.array([1.3, 40.0, 2.0, 5.0]), np.array([2.0, 0.7, 3.0, 2.0]), np.array([1.5, 1.2, 1.4, 1.4]))
    both = Averaged(parts, 2)
    for p in (0.5, 0.9, 0.999):
        assert both.cdf(both.quantile(p)) == pytest.approx([p, p], abs=1e-12)
    # q + E[(Y - q)+] / (1 - p), by the trapezoid rule over 1 - P(Y <= y).
    q = both.quantile(0.9)
    for row in (0, 1):
        y = np.linspace(q[row], q[row] + 60, 2001)
        alike = Averaged(parts.take(np.tile([2 * row, 2 * row + 1], len(y))), 2)
        above = 1 - alike.cdf(y)
        excess = (above.sum() - above[[0, -1]].mean()) * (y[1] - y[0])
        assert shortfall_of(both, 0.9)[row] == pytest.approx(q[row] + excess / 0.1, rel=1e-4)
    assert shortfall_of(one(2, 3, 1.4), 0.1)[0] == pytest.approx(2 / 0.9, rel=1e-12)
