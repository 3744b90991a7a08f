"""Intervals and label sets that hold the target with a stated probability, as ``io.diglm.selective.Conformity`` has them."""

from __future__ import annotations

import math
from typing import Optional

import numpy as np

from diglm.fields import FieldError, Fields
from diglm.novelty import Calibration
from diglm.weights import Weights

Array = np.ndarray
_SCORES = "novelty.conformity"


class WeightedScores:
    """Scores of calibration rows, weighted by how much more probable each is among the rows to come."""

    def __init__(self, scores: Array, weights: Array) -> None:
        if len(scores) != len(weights) or not len(scores) or not (np.isfinite(weights) & (weights >= 0)).all():
            raise FieldError(f"weights must be of {len(scores)} scores, finite and at least 0, got {len(weights)}")
        order = np.argsort(scores, kind="stable")
        self.scores, self.weights = scores[order], weights[order]
        total = math.fsum(weights)
        if not total > 0:
            raise FieldError("weights of scores must have a positive sum, got 0")
        # The weight of a row to come is the mean of the ratio over such rows.
        self._whole = total + math.fsum(weights * weights) / total

    def quantile(self, coverage: float) -> float:
        """Returns the least score that holds y with chance C; 1 where all of them together do not."""
        at = int(np.searchsorted(np.cumsum(self.weights), coverage * self._whole, side="left"))
        return float(self.scores[at]) if at < len(self.scores) else 1.0


class Conformity:
    """What calibrates intervals and label sets: all rows alike, weighted rows, adapted levels, or groups of rows."""

    def __init__(self, rows: int, given: Optional[Fields], weights: Weights) -> None:
        self.scores = Calibration("conformity", rows, weights.vector(_SCORES))
        self.levels: dict[float, float] = {}
        self.groups: dict[str, Calibration] = {}
        self.column = ""
        self._weighted: Optional[WeightedScores] = None
        if given is not None:
            self._recalibrated(given, weights)

    def _recalibrated(self, given: Fields, weights: Weights) -> None:
        for level in given.objects("levels"):
            self.levels[level.finite("coverage")] = level.finite("level")
        self.column = given.text("column")
        names, rows = given.texts("groups"), given.array("group_rows")
        if len(names) != len(rows) or (names and not self.column):
            raise given.reject("group_rows", f"be of {len(names)} groups of a column")
        for k, (name, count) in enumerate(zip(names, rows)):
            if isinstance(count, bool) or not isinstance(count, int):
                raise given.reject("group_rows", "hold whole numbers")
            self.groups[name] = Calibration("a group's conformity", count, weights.vector(f"{_SCORES}.group.{k}"))
        if given.whole("shifted", 0) > 0:
            scores, by = weights.vector(f"{_SCORES}.weighted"), weights.vector(f"{_SCORES}.weights")
            self._weighted = WeightedScores(scores, by)

    def threshold(self, coverage: float, group: str = "") -> float:
        """Returns the greatest score in the interval or set that holds y with probability C."""
        own = self.groups.get(group, self.scores)
        level = self.levels.get(coverage)
        if level is None:
            if self._weighted is not None:
                return self._weighted.quantile(coverage)
            # A group too small for this coverage is calibrated as all rows are.
            return (self.scores if coverage * (own.rows + 1) > own.rows else own).quantile(coverage)
        if level <= 0:
            return 0.0
        # Adaptation may ask for more than the rows can give: then for everything.
        return 1.0 if level * (own.rows + 1) > own.rows else own.quantile(level)

    def central(self, coverage: float, group: str = "") -> float:
        """Returns the central probability whose interval holds y with probability C, below 1."""
        return min(self.threshold(coverage, group), 1 - 1e-12)
