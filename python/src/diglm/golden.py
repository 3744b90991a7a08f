"""The rows of a user that a model file holds, with all that the model said of them when it was saved."""

from __future__ import annotations

from typing import Optional

import numpy as np

from diglm.distributions import ClassDistribution, Distribution
from diglm.errors import ModelError
from diglm.fields import Fields
from diglm.tables import Column, Rows

Array = np.ndarray
_TOLERANCE = 1e-3
"""Of the larger of a unit and the expected value, as ``io.diglm.predict.AnswerCheck`` has it."""

_COUNTED = 0.5
"""Surprises count rows, so where many are alike rounding moves them by all of them at once."""

_STEP = 0.6180339887498949
_SAME = 1e-9
_COUNTING = ("combined", "outlying", "cells")


class GoldenAnswers:
    """Golden rows and answers (N)."""

    def __init__(self, given: Fields) -> None:
        self.log_density: Array = np.array(given.numbers("log_density"))
        count = len(self.log_density)
        columns = {column.text("name"): _column(column, count) for column in given.objects("columns")}
        self.rows = Rows(list(columns), count, columns.__getitem__)
        width = len(given.array("answers")[0]) if count and isinstance(given.array("answers")[0], list) else 0
        answers = given.matrix("answers", width)
        self.answers: Array = np.array(answers, dtype=np.float64).reshape(len(answers), width)
        if len(answers) != count:
            raise given.reject("answers", f"have {count} rows")
        self.marginal: Array = np.array(given.numbers("marginal"))
        self._novelty = {score.text("score"): np.array(score.numbers("values")) for score in given.objects("novelty")}
        if any(len(values) != count for values in self._novelty.values()):
            raise given.reject("novelty", f"have {count} rows")

        self._spans: Optional[Array] = None
        if given.has("spans"):
            self._spans = np.array(given.object("spans").numbers("sums"))

    def require_spans(self, source: str, numbers: Array) -> None:
        """Requires the spans of the numbers that the training rows had, of which golden rows say nothing."""
        if self._spans is None:
            return
        logs = np.sign(numbers) * np.log1p(np.abs(numbers))
        turns = np.arange(len(logs)) * _STEP
        sums = np.array([logs.sum(), (logs * (1 + turns - np.floor(turns))).sum()])
        if len(sums) != len(self._spans) or not np.allclose(sums, self._spans, rtol=_SAME, atol=_SAME):
            raise ModelError(
                f"{source} does not answer as when it was saved: the sum of schema.spans must be"
                f" {self._spans.tolist()}, got {sums.tolist()} (fit again)"
            )

    def require_novelty(self, source: str, score: str, got: Array) -> None:
        """Requires the novelty by a score, if it was saved."""
        if score in self._novelty:
            room = _COUNTED / _TOLERANCE if score in _COUNTING else 1.0
            _require(source, f"novelty by {score}", self._novelty[score], got, room)

    def require_density(self, source: str, got: Array) -> None:
        """Requires log p(x)."""
        _require(source, "log p(x)", self.log_density, got, 1.0)

    def require_answers(self, source: str, got: Array, scale: float) -> None:
        """Requires p(y|x) and its uncertainty (N, F), in units of the target."""
        _require_figures(source, "answer", self.answers, got, scale)

    def require_marginal(self, source: str, got: Array, scale: float) -> None:
        """Requires p(y)."""
        _require_figures(source, "p(y)", self.marginal[None, :], got, scale)


def summary(answers: Distribution) -> Array:
    """Returns figures that identify distributions (N, F): probabilities, or mean, deviation and F(mean)."""
    if isinstance(answers, ClassDistribution):
        return np.exp(answers.log_probabilities())
    mean = answers.mean()
    return np.column_stack([mean, answers.sd(), answers.cdf(mean)])


def _column(given: Fields, count: int) -> Column:
    kind = given.text("type")
    if given.array("texts"):
        texts = given.texts("texts")
        levels = list(dict.fromkeys(text for text in texts if text))
        codes = np.array([levels.index(text) if text else -1 for text in texts])
        column = Column(kind, codes, levels)
    else:
        column = Column(kind, np.array(given.numbers("numbers")))
    if len(column.numbers) != count:
        raise given.reject("numbers", f"have {count} rows")
    return column


def _require_figures(source: str, what: str, expected: Array, got: Array, scale: float) -> None:
    if expected.shape != got.shape:
        raise ModelError(
            f"{source} does not answer as when it was saved: {what} must have {expected.shape[1]} figures,"
            f" got {got.shape[1]} (fit again)"
        )
    for figure in range(expected.shape[1]):
        unit = 1.0 if figure == 2 else scale  # F(mean) alone has none
        _require(source, what, expected[:, figure], got[:, figure], unit)


def _require(source: str, what: str, expected: Array, got: Array, unit: float) -> None:
    near = np.abs(got - expected) <= _TOLERANCE * np.maximum(unit, np.abs(expected))
    same = (got == expected) | (np.isnan(got) & np.isnan(expected))
    close = np.where(np.isfinite(expected), near, same)
    if not close.all():
        row = int(np.argmin(close))
        raise ModelError(
            f"{source} does not answer as when it was saved: golden row {row}: {what} must be {expected[row]},"
            f" got {got[row]} (fit again)"
        )
