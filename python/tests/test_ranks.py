"""P-values of novelty do not depend on how a language rounds a score."""

from __future__ import annotations

import math

import numpy as np

from diglm.novelty import Calibration


def p(kept: list[float], *scores: float) -> list[float]:
    return list(Calibration("novelty", len(kept), np.array(kept)).p_value(np.array(scores)))


def test_scores_that_exceed_a_kept_one_by_rounding_have_its_p_value() -> None:
    kept = [1.0, 3.0, 500.0]
    assert p(kept, 3 + 2e-5, 3 + 4e-5) == [3 / 4, 2 / 4]
    assert p(kept, 500 * (1 + 9e-6), 500 * (1 + 2e-5)) == [2 / 4, 1 / 4]
    assert p(kept, math.inf, -math.inf, math.nan) == [1 / 4, 1, 1 / 4]


def test_scores_of_any_scale_are_told_apart() -> None:
    assert p([1e-12, 2e-12, 4e-12], 3e-12, 4e-12 + 1e-16, 4e-12 + 1e-17) == [2 / 4, 1 / 4, 2 / 4]
