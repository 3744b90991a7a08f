"""log p(x) of rows of a table, cell by cell, as ``io.diglm.density`` has it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np

from diglm.distributions import softplus
from diglm.fields import FieldError, Fields
from diglm.schema import LevelAxis, MissingAxis, NumberAxis
from diglm.weights import Weights

Array = np.ndarray
_MOST_LEVELS = 48
_DEVIATION = math.pi / math.sqrt(3)
_MOST_V = 4.0
_DECAY = 4.0
_ROUNDING = 1e-6
_LEAST_LOG_SCALE, _MOST_LOG_SCALE = -6.0, 3.0
_MOST = 80.0
_ORDINARY = 300.0
_MARGINAL = 1e-3
_LEAST = 1e-25
_SMALLEST = 2.2250738585072014e-308
_ROWS_AT_ONCE = 1024


@dataclass(frozen=True)
class Place:
    """Intervals of the real line: their middles, widths (0 for a point), logs of these, and shares u at the middle."""

    middle: Array
    width: Array
    log_width: Array
    share: Array

    def log_mass(self) -> Array:
        """Returns log of the marginal probability of a cell, or of a point its density."""
        half = self.width / 2
        wide = np.maximum(self.width, 1e-4)
        shrunk = np.where(self.width < 1e-4, 1 - half, -np.expm1(-wide) / wide)
        return self.log_width + np.log(shrunk) - softplus(self.middle - half) - softplus(-self.middle - half)


class NumberMarginal:
    """The distribution of one number by itself: a histogram between tails."""

    def __init__(self, origin: float, quantum: float, weights: Weights, name: str) -> None:
        self.origin, self.quantum = origin, quantum
        tail = weights.vector(f"{name}.tail", 3)
        self.tail, self.lower, self.upper = (float(x) for x in tail)
        self.edges = weights.vector(f"{name}.edges")
        self.masses = weights.vector(f"{name}.masses", len(self.edges) - 1)
        if len(self.masses) < 1 or not (np.diff(self.edges) > 0).all() or not (self.masses > 0).all():
            raise FieldError(f"weights of {name} must be increasing bins of positive mass, got others")
        if not (np.isfinite(self.edges).all() and (tail > 0).all() and np.isfinite(tail).all() and self.tail < 1):
            raise FieldError(f"weights of {name} must have positive tails and finite edges, got others")
        self.below = self.tail + np.concatenate([[0.0], np.cumsum(self.masses)[:-1]])
        self.above = self.tail + np.concatenate([np.cumsum(self.masses[::-1])[:-1][::-1], [0.0]])
        self.slopes = self.masses / np.diff(self.edges)

    def ticks(self, number: Array) -> Array:
        """Returns where numbers lie, of a grid the ticks that their cells begin with."""
        if self.quantum == 0:
            return number
        exact = (number - self.origin) / self.quantum
        whole = np.rint(exact)
        return np.where(np.abs(exact - whole) <= _ROUNDING, whole, np.floor(exact))

    def place(self, number: Array) -> Place:
        """Places the cells of numbers, or the numbers where they are points."""
        ticks = self.ticks(number)
        middle, width, log_width, share = self._inside(ticks)
        outer = (ticks >= self.edges[-1]) | (ticks < self.edges[0])
        if outer.any():
            beyond = self._beyond(ticks[outer])
            for inner, far in zip((middle, width, log_width, share), beyond):
                inner[outer] = far
        return Place(middle, width, log_width, share)

    def _inside(self, ticks: Array) -> tuple[Array, Array, Array, Array]:
        b = np.clip(np.searchsorted(self.edges, ticks, side="right") - 1, 0, len(self.masses) - 1)
        slope, left, right = self.slopes[b], self.edges[b], self.edges[b + 1]
        inner = np.clip(ticks, left, right)
        under = self.below[b] + slope * (inner - left)
        if self.quantum == 0:
            over = self.above[b] + slope * (right - inner)
            log_slope = np.log(slope) - np.log(under) - np.log(over)
            return np.log(under) - np.log(over), np.zeros(len(ticks)), log_slope, under
        over = self.above[b] + slope * (right - inner - 1)
        width = np.log1p(slope / under) + np.log1p(slope / over)
        start = np.log(under) - np.log(over + slope)
        return start + width / 2, width, np.log(width), under + slope / 2

    def _beyond(self, ticks: Array) -> tuple[Array, Array, Array, Array]:
        """Points, or cells whose nearer ends lie beyond the last or the first edge."""
        above = ticks >= self.edges[-1]
        scale = np.where(above, self.upper, self.lower)
        cell = 1.0 if self.quantum > 0 else 0.0
        gap = np.where(above, ticks - self.edges[-1], self.edges[0] - ticks - cell)
        sign = np.where(above, 1.0, -1.0)
        far = np.minimum(np.finfo(float).max, gap / scale)
        log_rest = math.log(self.tail) - _DECAY * np.log1p(far)
        rest = np.exp(log_rest)
        near = np.log1p(-rest) - log_rest
        log_slope = np.log(_DECAY / scale) - np.log1p(far) - np.log1p(-rest)
        share = np.where(above, 1 - rest, rest)
        if self.quantum == 0:
            return sign * near, np.zeros(len(ticks)), log_slope, share
        further = _DECAY * np.log1p(1 / scale / (1 + far))
        left = rest * np.exp(-further)
        width = further + np.log1p((rest - left) / (1 - rest))
        log_width = np.where(width > _SMALLEST, np.log(np.maximum(width, _SMALLEST)), log_slope)
        return sign * (near + width / 2), width, log_width, share


class LevelCells:
    """Cells among a few levels; an unknown one has a share that no column changes."""

    def __init__(self, levels: int, unknown: int, share: float) -> None:
        if not 0 <= share < 1 or (unknown >= 0 and share == 0):
            raise FieldError(f"share of unknown levels must be in (0, 1), got {share}")
        self.levels = self.features = levels
        self.unknown, self.share, self.log_unit = unknown, share, 0.0

    def fill(self, cell: Array, features: Array) -> tuple[Array, Array, Optional[Place]]:
        """Writes what later axes are told; returns levels, -1 where none is asked for, and logs beside them."""
        missing = np.isnan(cell)
        whole = np.where(missing, -1, cell).astype(np.int64)
        known = ~missing & (whole != self.unknown)
        level = np.where(known, whole - ((self.unknown >= 0) & (whole > self.unknown)), -1)
        rows = np.flatnonzero(known)
        features[rows, level[rows]] = 1
        fixed = math.log(self.share) if self.share > 0 else 0.0
        log = np.where(known, math.log1p(-self.share), np.where(missing, 0.0, fixed))
        return level, log, None


class NumberCells:
    """Cells of a number, seen through its marginal distribution."""

    levels = 0

    def __init__(self, marginal: NumberMarginal, pieces: int) -> None:
        self.marginal, self.pieces, self.features = marginal, pieces, pieces + 1
        self.log_unit = math.log(marginal.quantum) if marginal.quantum > 0 else 0.0

    def fill(self, cell: Array, features: Array) -> tuple[Array, Array, Optional[Place]]:
        missing = np.isnan(cell)
        place = self.marginal.place(np.where(missing, self.marginal.edges[0], cell))
        present = (~missing).astype(np.float64)
        features[:, 0] = np.clip(place.middle / _DEVIATION, -_MOST_V, _MOST_V) * present
        at = place.share * self.pieces * present
        np.clip(at[:, None] - np.arange(self.pieces), 0, 1, out=features[:, 1:], casting="same_kind")
        return np.where(missing, -1, 0), np.where(missing, 0.0, place.log_width), place


class CodeCells:
    """Cells of a number of few values, each often: a code and a number at once."""

    def __init__(self, marginal: NumberMarginal, codes: Array) -> None:
        if not len(codes) or not (np.diff(codes) > 0).all() or marginal.quantum <= 0:
            raise FieldError("codes must be increasing numbers of a grid, got others")
        self.marginal, self.codes = marginal, codes
        self.levels, self.features = len(codes), len(codes) + 1
        self.log_unit = math.log(marginal.quantum)
        known = float(np.exp(marginal.place(codes).log_mass()).sum())
        self.log_known = math.log(min(1.0, known))
        self._ticks = marginal.ticks(codes)

    def fill(self, cell: Array, features: Array) -> tuple[Array, Array, Optional[Place]]:
        missing = np.isnan(cell)
        number = np.where(missing, self.codes[0], cell)
        place = self.marginal.place(number)
        v = np.clip(place.middle / _DEVIATION, -_MOST_V, _MOST_V)
        features[:, self.levels] = np.where(missing, 0.0, v)
        at = np.minimum(np.searchsorted(self.codes, number - self.marginal.quantum / 2), self.levels - 1)
        known = ~missing & (self._ticks[at] == self.marginal.ticks(number))
        rows = np.flatnonzero(known)
        features[rows, at[rows]] = 1
        log = np.where(known, self.log_known, np.where(missing, 0.0, place.log_mass()))
        return np.where(known, at, -1), log, None


class CellDensity:
    """The chain over the axes: the sum of log P(cell | cells before it)."""

    def __init__(self, given: Fields, axes: list[Any], weights: Weights) -> None:
        hidden, self.components, pieces = (given.whole(name, 1) for name in ("hidden", "components", "pieces"))
        order = given.array("order")
        if sorted(x for x in order if isinstance(x, int)) != list(range(len(axes))) or len(order) != len(axes):
            raise given.reject("order", f"name each of {len(axes)} axes once")
        self.axes = [_cells(axis, d, pieces, weights) for d, axis in enumerate(axes)]
        features = sum(axis.features for axis in self.axes)
        outputs = sum(self._outputs(axis) for axis in self.axes)
        sizes = (features, hidden, hidden, outputs)
        self.layers = [
            (
                np.ascontiguousarray(weights.floats(f"density.{i}.weight", sizes[i + 1], sizes[i]).T, dtype=np.float64),
                weights.floats(f"density.{i}.bias", sizes[i + 1]).astype(np.float64),
            )
            for i in range(3)
        ]
        self.width = features

    def _outputs(self, axis: Any) -> int:
        return axis.levels if axis.levels > 0 else 3 * self.components

    def log_density(self, cells: list[Array], by_axis: Optional[Array] = None) -> Array:
        """Returns log p(x) in nats (N), in the units of the user's columns; ``by_axis`` are its log_probabilities."""
        total = np.zeros(len(cells[0]) if cells else 0)
        logs = self.log_probabilities(cells) if by_axis is None else by_axis
        for axis, cell, log in zip(self.axes, cells, logs.T):
            total += log - np.where(np.isnan(cell), 0.0, axis.log_unit)
        return total

    def log_probabilities(self, cells: list[Array]) -> Array:
        """Returns log P of each cell given those before it, in nats (N, D); 0 where a value is missing."""
        n = len(cells[0]) if cells else 0
        parts = [
            self._part([cell[at : at + _ROWS_AT_ONCE] for cell in cells]) for at in range(0, n, _ROWS_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.empty((0, len(self.axes)))

    def _part(self, cells: list[Array]) -> Array:
        n = len(cells[0])
        features = np.zeros((n, self.width), dtype=np.float32)
        by_axis, at = np.empty((len(self.axes), n)), 0
        filled = []
        for d, (axis, cell) in enumerate(zip(self.axes, cells)):
            level, by_axis[d], place = axis.fill(cell, features[:, at : at + axis.features])
            at += axis.features
            filled.append((level, place))
        y = self._network(features)
        self._add_numbers(y, filled, by_axis)
        at = 0
        for d, (axis, (level, _)) in enumerate(zip(self.axes, filled)):
            if axis.levels > 0:
                by_axis[d] += _log_softmax_at(y[:, at : at + axis.levels], level)
            at += self._outputs(axis)
        return by_axis.T

    def _network(self, features: Array) -> Array:
        # In double precision, as in Java: where a scale is 1/400, the last digits of a mean in single precision would
        # move log P by more than 1e-5.
        h = features.astype(np.float64)
        for i, (turned, bias) in enumerate(self.layers):
            h = h @ turned
            h += bias
            if i < 2:
                np.maximum(h, 0, out=h)
        return h

    def _add_numbers(self, y: Array, filled: list[tuple[Array, Optional[Place]]], by_axis: Array) -> None:
        """Adds log of the mixtures' mean slopes over the cells of all number axes at once."""
        m, at, parts, places, masks, numbers = self.components, 0, [], [], [], []
        for d, (axis, (level, place)) in enumerate(zip(self.axes, filled)):
            if place is not None:
                numbers.append(d)
                parts.append(y[:, at : at + 3 * m])
                places.append(place)
                masks.append(level >= 0)
            at += self._outputs(axis)
        if parts:
            outputs = np.stack(parts, axis=1).reshape(len(y), len(parts), 3, m)
            middles = np.stack([p.middle for p in places], axis=1)
            widths = np.stack([p.width for p in places], axis=1)
            slopes = self._log_slopes(outputs, middles, widths)
            by_axis[numbers] += np.where(np.stack(masks, axis=1), slopes, 0.0).T

    @staticmethod
    def _log_slopes(outputs: Array, middles: Array, widths: Array) -> Array:
        middle, half = (x.astype(np.float32).astype(np.float64) for x in (middles, widths))
        half *= 0.5
        inverse = np.exp(-np.clip(outputs[:, :, 2], _LEAST_LOG_SCALE, _MOST_LOG_SCALE))
        logits = outputs[:, :, 0] - outputs[:, :, 0].max(axis=2, keepdims=True)
        weight = np.exp(np.maximum(logits, -_MOST))
        slopes = _slope((middle[..., None] - outputs[:, :, 1]) * inverse, half[..., None] * inverse) * inverse
        mixed = (weight * slopes).sum(axis=2) / weight.sum(axis=2)
        whole = (1 - _MARGINAL) * mixed + _MARGINAL * _slope(middle, half)
        far = whole <= _LEAST
        log = np.log(np.where(far, 1.0, whole))
        if far.any():
            log[far] = math.log(_MARGINAL) + _far(middle[far], 2 * half[far])
        return log


def _slope(t: Array, h: Array) -> Array:
    """Returns the mean slope over cells [t - h, t + h] of the logistic distribution function."""
    d = 2 * h
    low = np.exp(np.clip(t - h, -_ORDINARY, _ORDINARY))
    high = np.exp(np.clip(-t - h, -_ORDINARY, _ORDINARY))
    small = d < 1e-3
    series = 1 - d * (0.5 - d * (1 / 6 - d / 24))
    shrunk = np.where(small, series, (1 - np.exp(-d)) / np.where(small, 1.0, d))
    return shrunk / ((1 + low) * (1 + high))


def _far(middle: Array, width: Array) -> Array:
    """Returns log of the marginal's mean slope over cells too far out for a float."""
    h = 0.5 * width
    wide = np.maximum(h, 1e-5)
    shrunk = np.where(h < 1e-5, 1 - h, -np.expm1(-2 * wide) / (2 * wide))
    return np.log(shrunk) - softplus(middle - h) - softplus(-middle - h)


def _log_softmax_at(y: Array, level: Array) -> Array:
    """Returns the log-probabilities of levels; 0 where none is asked for."""
    top = y.max(axis=1)
    total = np.exp(np.maximum(y - top[:, None], -_MOST)).sum(axis=1)
    chosen = y[np.arange(len(y)), np.maximum(level, 0)].astype(np.float64) - top - np.log(total)
    return np.where(level >= 0, chosen, 0.0)


def _cells(axis: Any, d: int, pieces: int, weights: Weights) -> Any:
    name = f"density.marginal.{d}"
    if isinstance(axis, MissingAxis):
        return LevelCells(2, -1, 0.0)
    if isinstance(axis, LevelAxis) and len(axis.texts) <= _MOST_LEVELS:
        if not axis.texts:
            raise FieldError("a category must have a level, got none")
        return LevelCells(len(axis.texts), axis.unknown, float(weights.vector(f"{name}.unknown", 1)[0]))
    origin, quantum = (axis.origin, axis.quantum) if isinstance(axis, NumberAxis) else (0.0, 1.0)
    marginal = NumberMarginal(origin, quantum, weights, name)
    if weights.has(f"{name}.codes"):
        return CodeCells(marginal, weights.vector(f"{name}.codes"))
    return NumberCells(marginal, pieces)
