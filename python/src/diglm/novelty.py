"""How novel a row is: scores that are the higher the less a row is like the training rows, and their p-values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional

import numpy as np

from diglm import normal
from diglm.distributions import ClassDistribution, Distribution
from diglm.fields import FieldError
from diglm.schema import NumberAxis, Scaling
from diglm.weights import Weights

Array = np.ndarray
SCORES = (
    "density",
    "typicality",
    "norm",
    "shape",
    "volumes",
    "classes",
    "entropy",
    "ignorance",
    "neighbours",
    "outlying",
    "combined",
    "cells",
)
_MOST = 2000
_TAIL_KEPT = _MOST // 2
_TAIL = 0.1
_ROUNDING = 1e-6
_TIED = 2e-6
_OWN = 5e-7
_SAME = 1e-5
_LARGEST = 1e300
_BY_CELLS = 0.25
_BY_MEAN = 0.5
_NEIGHBOUR = 2
_NEAREST = 5
_BEYOND = 4.0
_HEAVY = 10.0
_NEARLY = 1e-5
_LEAF = 16
_FARTHEST = 1e15
_STACKED = 1 << 22


def _tied(kept: Array) -> Array:
    """Returns those of sorted scores that several rows have: rows of whole numbers and levels tie."""
    return np.unique(kept[1:][np.diff(kept) == 0])


def _snapped(score: Array, steps: Array, room: float) -> Array:
    """Takes scores for those at which a rank steps, where they equal them but for rounding, relative to themselves.

    Java's sums and these differ in their last digits, and a row of those that are kept must not leave its own place.
    """
    if not len(steps):
        return score
    at = np.clip(np.searchsorted(steps, score), 1, max(1, len(steps) - 1))
    below, above = steps[at - 1], steps[np.minimum(at, len(steps) - 1)]
    nearest = np.where(np.abs(score - below) <= np.abs(above - score), below, above)
    return np.where(np.abs(score - nearest) <= room * np.maximum(1.0, np.abs(score)), nearest, score)


class Calibration:
    """The scores of n rows that did not train, or of many of them some."""

    def __init__(self, what: str, rows: int, kept: Array) -> None:
        if rows < 1 or len(kept) != min(rows, _MOST):
            raise FieldError(f"kept scores of {what} must be {min(rows, _MOST)} of {rows} rows, got {len(kept)}")
        if np.isnan(kept).any() or (np.diff(kept) < 0).any():
            raise FieldError(f"kept scores of {what} must increase, got others")
        self.rows, self.kept = rows, kept
        self._ranks = np.array([self._rank(i) for i in range(len(kept))])
        # As in Java: at a kept score the p-value would jump, and each language rounds scores in another way.
        self._unit = min(1.0, float(np.abs(kept[[0, -1]]).max()))

    def _rank(self, i: int) -> int:
        if self.rows <= _MOST:
            return i
        bulk = self.rows - _TAIL_KEPT
        return i * (bulk - 1) // (_TAIL_KEPT - 1) if i < _TAIL_KEPT else bulk + i - _TAIL_KEPT

    def p_value(self, score: Array) -> Array:
        """Returns (k + 1) / (n + 1), k the calibration rows at least as novel (Vovk et al. 2005)."""
        room = _SAME * np.clip(np.abs(score), self._unit, _LARGEST)
        low = np.searchsorted(self.kept, score - room, side="left")
        below = np.where(low == 0, 0, self._ranks[np.maximum(low - 1, 0)] + 1)
        return np.where(np.isnan(score), 1 / (self.rows + 1.0), (self.rows - below + 1) / (self.rows + 1.0))

    def quantile(self, coverage: float) -> float:
        """Returns the least kept score that a further row's exceeds with chance 1 - C at most."""
        rank = math.ceil((self.rows + 1.0) * coverage - 1e-9)
        if rank > self.rows:
            least = math.ceil(1 / (1 - coverage) - 1e-9) - 1
            raise ValueError(
                f"coverage of {coverage} must be calibrated by at least {least:,} rows, got {self.rows:,}"
            )
        return float(self.kept[int(np.searchsorted(self._ranks, rank - 1))])


class Surprise:
    """-log of the share of rows at least as novel, in nats, with an exponential tail from the most novel tenth on."""

    def __init__(self, kept: Array, exact: bool) -> None:
        if not len(kept):
            raise FieldError("kept scores must be at least 1, got 0")
        self.kept, self._exact = kept, exact
        tail = int((1 - _TAIL) * (len(kept) - 1))
        self.start = float(kept[tail])
        spread = float(kept[-1] - kept[0])
        mean = float((kept[tail:] - kept[tail]).sum()) / (len(kept) - tail)
        self.excess = max(mean, _ROUNDING * spread if spread > 0 else 1.0)
        self._tied = _tied(kept)
        # Below the least score nothing is counted, and where the tail starts its first value is taken: both are steps.
        self._ends = np.array([self.kept[0], self.start])

    def nats(self, score: Array) -> Array:
        if not self._exact:
            score = _snapped(_snapped(score, self._tied, _TIED), self._ends, _OWN)
        low = np.searchsorted(self.kept, score, side="left")
        high = np.searchsorted(self.kept, score, side="right")
        inside = (low == high) & (low > 0) & (low < len(self.kept))
        under = self.kept[np.maximum(low - 1, 0)]
        over = self.kept[np.minimum(low, len(self.kept) - 1)]
        with np.errstate(all="ignore"):
            part = np.where(inside, (score - under) / (over - under) - 0.5, 0.0)
        share = np.maximum(0.0, (0.5 * (low + high) + part) / (len(self.kept) + 1.0))
        within = np.minimum(-math.log(_TAIL), -np.log1p(-np.minimum(share, 1 - 1e-16)))
        beyond = -math.log(_TAIL) + (score - self.start) / self.excess
        nats = np.where(score > self.start, beyond, within)
        return np.where(np.isnan(score), math.inf, nats)


class Neighbours:
    """About how far a row is from the nearest of kept rows: a k-d tree that passes over what could be nearer by half.

    The search takes the same turns as Java's, so that it errs alike; it walks the tree with all rows at once.
    """

    def __init__(self, rows: Array, axes: list[object]) -> None:
        self._scalings = [
            axis.scaling if isinstance(axis, NumberAxis) and axis.scaling.heavy else None for axis in axes
        ]
        self._deviations = [self._deviation(s, rows[:, d]) for d, s in enumerate(self._scalings)]
        given = self._drawn_out(rows)
        self._rows = len(rows)
        self._axes: dict[int, tuple[int, np.float32]] = {}
        self._leaves: dict[int, tuple[int, int]] = {}
        order = np.arange(len(rows))
        self._depth = 1
        self._divide(given, order, 0, 0, len(rows), 1)
        self._tabulate(given[order])

    def _deviation(self, scaling: Optional[Scaling], column: Array) -> float:
        if scaling is None:
            return 1.0
        drawn = _sinh(scaling, column)
        mean = float(drawn.mean())
        variance = float((drawn * drawn).mean()) - mean * mean
        return math.sqrt(variance) if variance > 0 else 1.0

    def _drawn_out(self, v: Array) -> Array:
        """Undoes the taming of heavy tails: what lies far out is to be far."""
        drawn = v
        for d, scaling in enumerate(self._scalings):
            if scaling is not None:
                drawn = v.copy() if drawn is v else drawn
                drawn[:, d] = (_sinh(scaling, v[:, d]) / self._deviations[d]).astype(np.float32)
        return drawn

    def _divide(self, given: Array, order: Array, node: int, start: int, end: int, depth: int) -> None:
        self._depth = max(self._depth, depth)
        if end - start <= _LEAF:
            self._leaves[node] = (start, end)
            return
        part = given[order[start:end]]
        axis = int(np.argmax(part.max(axis=0) - part.min(axis=0)))
        # By value, then by row, as a stable order of increasing rows would have it.
        order[start:end] = order[start:end][np.lexsort((order[start:end], part[:, axis]))]
        middle = start + (end - start) // 2
        self._axes[node] = axis, given[order[middle], axis]
        self._divide(given, order, 2 * node + 1, start, middle, depth + 1)
        self._divide(given, order, 2 * node + 2, middle, end, depth + 1)

    def _tabulate(self, ordered: Array) -> None:
        """Lays nodes out so that many rows can be led through them at once."""
        count = max([*self._axes, *self._leaves]) + 1
        self._axis = np.full(count, -1, dtype=np.int64)
        self._cut = np.zeros(count, dtype=np.float32)
        self._leaf = np.full(count, -1, dtype=np.int64)
        for node, (axis, cut) in self._axes.items():
            self._axis[node], self._cut[node] = axis, cut
        self._blocks = np.full((ordered.shape[1], len(self._leaves), _LEAF), np.inf, dtype=np.float32)
        for i, (node, (start, end)) in enumerate(self._leaves.items()):
            self._leaf[node] = i
            self._blocks[:, i, : end - start] = ordered[start:end].T

    def distance(self, v: Array) -> Array:
        """Returns the distances of rows v (N, D) from about the second nearest row kept."""
        v = self._drawn_out(v)
        share = max(64, _STACKED // (v.shape[1] * self._depth))
        parts = [self._search(v[at : at + share]) for at in range(0, len(v), share)]
        return np.sqrt(np.concatenate(parts).astype(np.float64)) if parts else np.empty(0)

    def _search(self, v: Array) -> Array:
        """Every row has a stack of parts of space to visit, the next on top."""
        n, dimension = v.shape
        k = min(_NEIGHBOUR, self._rows)
        least = np.full((n, k), np.inf, dtype=np.float32)
        node = np.zeros((n, self._depth + 1), dtype=np.int64)
        square = np.zeros((n, self._depth + 1), dtype=np.float32)
        gaps = np.zeros((n, self._depth + 1, dimension), dtype=np.float32)
        top = np.ones(n, dtype=np.int64)
        rows = np.arange(n)
        while len(rows):
            top[rows] -= 1
            at = top[rows]
            # What is nearer by less than half of what is found is passed over.
            wanted = np.float32(4) * square[rows, at] < least[rows, k - 1]
            visited, at = rows[wanted], at[wanted]
            here = node[visited, at]
            leaf = self._leaf[here]
            found = leaf >= 0
            self._compare(v, visited[found], leaf[found], least)
            self._descend(v, visited[~found], at[~found], here[~found], (node, square, gaps, top))
            rows = rows[top[rows] > 0]
        return least[:, k - 1]

    def _descend(
        self, v: Array, rows: Array, at: Array, here: Array, stacks: tuple[Array, Array, Array, Array]
    ) -> None:
        node, square, gaps, top = stacks
        axis = self._axis[here]
        gap = v[rows, axis] - self._cut[here]
        before = gaps[rows, at, axis]
        own = square[rows, at]
        lower = gap < 0
        near = np.where(lower, 2 * here + 1, 2 * here + 2)
        node[rows, at] = np.where(lower, 2 * here + 2, 2 * here + 1)
        square[rows, at] = own - before * before + gap * gap
        gaps[rows, at + 1] = gaps[rows, at]
        gaps[rows, at, axis] = gap
        node[rows, at + 1], square[rows, at + 1] = near, own
        top[rows] = at + 2

    def _compare(self, v: Array, rows: Array, leaf: Array, least: Array) -> None:
        if not len(rows):
            return
        squares = np.zeros((len(rows), _LEAF), dtype=np.float32)
        # Dimension by dimension, as Java adds them up: the same bits.
        for d in range(v.shape[1]):
            gaps = np.take(self._blocks[d], leaf, axis=0)
            gaps -= v[rows, d, None]
            gaps *= gaps
            squares += gaps
        k = least.shape[1]
        least[rows] = np.partition(np.concatenate([least[rows], squares], axis=1), k - 1, axis=1)[:, :k]


def _sinh(scaling: Scaling, v: Array) -> Array:
    with np.errstate(over="ignore"):
        t = np.sinh(scaling.shift + scaling.scale * v.astype(np.float64))
    return np.clip(t, -_FARTHEST, _FARTHEST)


class Outlying:
    """How far rows lie from kept rows, by three measures: the sum of log(1 + s) over their surprises s.

    The measures are the mean distance to the five nearest rows in standard deviations, the same in normal scores of
    ranks, and the mean square of z.
    """

    def __init__(self, kept: Array, learned: Array) -> None:
        if len(learned) != 3 * len(kept):
            raise FieldError(f"measures of kept rows must be {3 * len(kept)}, got {len(learned)}")
        self._surprises = [Surprise(part, exact=False) for part in learned.reshape(3, -1)]
        columns = kept.astype(np.float64)
        self._sorted = np.sort(columns, axis=0)
        low, self._median, high = np.quantile(columns, (0.25, 0.5, 0.75), axis=0)
        self._robust = (high - low) / 1.349
        farthest = np.abs(columns - self._median).max(axis=0)
        self._heavy = (self._robust > 0) & (farthest > _HEAVY * self._robust)
        calm = self._calm(kept).astype(np.float64)
        variance = (calm * calm).mean(axis=0) - calm.mean(axis=0) ** 2
        self._deviations = np.sqrt(np.where(variance > 0, variance, 1.0))
        self._near = self._standard(kept)
        self._ranked = self._normal_scores(kept)

    def score(self, v: Array, z: Array) -> Array:
        squares = (z.astype(np.float64) ** 2).sum(axis=1) / v.shape[1]
        measures = (
            self._mean_distance(self._near, self._standard(v)),
            self._mean_distance(self._ranked, self._normal_scores(v)),
            squares,
        )
        parts = [np.log1p(surprise.nats(found)) for surprise, found in zip(self._surprises, measures)]
        return np.asarray(sum(parts))

    def _standard(self, v: Array) -> Array:
        return np.asarray((self._calm(v).astype(np.float64) / self._deviations).astype(np.float32))

    def _calm(self, v: Array) -> Array:
        x = v.astype(np.float64)
        with np.errstate(all="ignore"):
            tamed = np.arcsinh((x - self._median) / self._robust)
        return np.clip(np.where(self._heavy, tamed, x), -_FARTHEST, _FARTHEST).astype(np.float32)

    def _normal_scores(self, v: Array) -> Array:
        scores = np.empty(v.shape, dtype=np.float32)
        count = len(self._sorted)
        for d in range(v.shape[1]):
            x, column = v[:, d].astype(np.float64), self._sorted[:, d]
            room = _NEARLY * (1 + np.abs(x))
            below = np.searchsorted(column, x - room, side="left")
            up_to = np.searchsorted(column, x + room, side="left")
            inside = np.clip(0.5 * (below + up_to) / count, 0.5 / count, 1 - 0.5 / count)
            extent = column[-1] - column[0] if column[-1] > column[0] else 1.0
            beyond = np.maximum(0.0, x - column[-1]) - np.maximum(0.0, column[0] - x)
            scores[:, d] = np.clip(normal.quantile(inside) + _BEYOND * beyond / extent, -_FARTHEST, _FARTHEST)
        return scores

    @staticmethod
    def _mean_distance(kept: Array, rows: Array) -> Array:
        share = max(1, _STACKED // len(kept))
        k = min(_NEAREST, len(kept))
        means = [np.empty(0)]
        for at in range(0, len(rows), share):
            part = rows[at : at + share]
            squares = np.zeros((len(part), len(kept)), dtype=np.float32)
            # Dimension by dimension, as Java adds them up: the same bits.
            for d in range(rows.shape[1]):
                gaps = part[:, d, None] - kept[None, :, d]
                squares += gaps * gaps
            nearest = np.partition(squares, k - 1, axis=1)[:, :k]
            means.append(np.sqrt(nearest.astype(np.float64)).mean(axis=1))
        return np.concatenate(means)


@dataclass(frozen=True)
class Evidence:
    """What a model found of N rows."""

    log_density: Array
    encoded: Array
    latent: Array
    volumes: Array
    surprises: Optional[Array]
    own: Distribution
    model_uncertainty: Optional[Array]


class Reference:
    """What a model keeps of its training and validation rows."""

    def __init__(
        self, score: str, rows: int, axes: list[object], width: int, variance: float, cells: bool, weights: Weights
    ) -> None:
        self.score, self.variance = score, variance
        dimension, self._width = len(axes), width
        self._density_share = _BY_CELLS if cells else 1.0
        self._densities = Surprise(weights.vector("novelty.train.density"), exact=False)
        self._classes = weights.vector("novelty.classes").reshape(-1, width)
        if len(self._classes) < 2:
            raise FieldError(f"weights of novelty.classes must be rows of {width} numbers, got fewer")
        self._volumes = weights.vector("novelty.volumes") if weights.has("novelty.volumes") else np.empty(0)
        self._distances = self._surprise(weights, "novelty.train.neighbours")
        means = "novelty.train.classes"
        self._class_distances = Surprise(weights.vector(means), exact=False) if weights.has(means) else None
        self._neighbours: Optional[Neighbours] = None
        self._outlying: Optional[Outlying] = None
        self._cells = np.empty((0, 2))
        if score == "cells":
            self._cells = weights.vector("novelty.train.cells").reshape(-1, 2)
            if not len(self._cells):
                raise FieldError("weights of novelty.train.cells must hold a column, got none")
            if not (self._cells[:, 1] > 0).all():
                raise FieldError(f"mean excess of cells must be positive, got {self._cells[:, 1].min()}")
        if score in ("neighbours", "outlying", "combined", "cells"):
            kept = weights.vector("novelty.train.encoded").astype(np.float32).reshape(-1, dimension)
            if not len(kept):
                raise FieldError("weights of novelty.train.encoded must hold a row, got none")
            if score == "outlying":
                self._outlying = Outlying(kept, weights.vector("novelty.train.outlying"))
            else:
                self._neighbours = Neighbours(kept, axes)
        self._scores = {
            "density": self._density,
            "typicality": self._typicality,
            "norm": self._norm,
            "shape": self._shape,
            "volumes": self._by_volumes,
            "classes": self._by_classes,
            "entropy": self._entropy,
            "ignorance": self._ignorance,
            "neighbours": self._by_neighbours,
            "outlying": self._by_outlying,
            "combined": self._combined,
            "cells": self._by_cells,
        }
        self.calibration = Calibration(score, rows, weights.vector(f"novelty.calibration.{score}"))

    @staticmethod
    def _surprise(weights: Weights, name: str) -> Optional[Surprise]:
        # Distances have the same bits as Java's, and near ties among them are told apart.
        return Surprise(weights.vector(name), exact=True) if weights.has(name) else None

    def novelty(self, found: Evidence) -> Array:
        """Returns how novel rows are (N); NaN without a density."""
        novelty = self._scores[self.score](found)
        return np.where(np.isnan(found.log_density), math.nan, novelty)

    def _density(self, found: Evidence) -> Array:
        return -found.log_density

    def _typicality(self, found: Evidence) -> Array:
        kept = self._densities.kept
        return np.abs(found.log_density + kept[len(kept) // 2])

    def _norm(self, found: Evidence) -> Array:
        z = found.latent.astype(np.float64)
        return (z * z).sum(axis=1) / self._width / self.variance

    def _shape(self, found: Evidence) -> Array:
        deviation = math.sqrt(self.variance)
        expected = normal.cdf(np.sort(found.latent, axis=1).astype(np.float64) / deviation)
        d = np.arange(self._width)
        n = self._width
        return np.maximum((d + 1.0) / n - expected, expected - d / n).max(axis=1)

    def _by_volumes(self, found: Evidence) -> Array:
        blocks = found.volumes.shape[1]
        if len(self._volumes) != 2 * blocks:
            raise ValueError(f"weights of novelty.volumes must be {2 * blocks} numbers, got {len(self._volumes)}")
        means, deviations = self._volumes[:blocks], self._volumes[blocks:]
        counted = deviations > _ROUNDING * (1 + np.abs(means))
        if not counted.any():
            return np.zeros(len(found.log_density))
        gaps = (found.volumes[:, counted] - means[counted]) / deviations[counted]
        return (gaps * gaps).sum(axis=1) / int(counted.sum())

    def _by_classes(self, found: Evidence) -> Array:
        means, deviations = self._classes[:-1], self._classes[-1]
        gaps = (found.latent[:, None, :].astype(np.float64) - means) / deviations
        return (gaps * gaps).sum(axis=2).min(axis=1) / self._width

    def _entropy(self, found: Evidence) -> Array:
        own = found.own
        return own.entropy() if isinstance(own, ClassDistribution) else np.log(own.sd())

    def _ignorance(self, found: Evidence) -> Array:
        return np.zeros(len(found.log_density)) if found.model_uncertainty is None else found.model_uncertainty

    def _by_neighbours(self, found: Evidence) -> Array:
        assert self._neighbours is not None
        return self._neighbours.distance(found.encoded)

    def _by_outlying(self, found: Evidence) -> Array:
        assert self._outlying is not None
        return self._outlying.score(found.encoded, found.latent)

    def _surprise_of_distance(self, found: Evidence) -> Array:
        if self._distances is None:
            raise ValueError("weights must hold novelty.train.neighbours, got none")
        return self._distances.nats(self._by_neighbours(found))

    def _by_cells(self, found: Evidence) -> Array:
        if found.surprises is None or found.surprises.shape[1] != len(self._cells):
            raise ValueError(f"weights of novelty.train.cells must be of the model's columns, got {len(self._cells)}")
        beyond = ((found.surprises - self._cells[:, 0]) / self._cells[:, 1]).max(axis=1)
        slack = math.log(max(1.0, _TAIL * len(self._cells)))
        return np.maximum(self._surprise_of_distance(found), np.maximum(0.0, beyond) - slack)

    def _combined(self, found: Evidence) -> Array:
        distance = self._surprise_of_distance(found)
        combined = self._density_share * np.log1p(self._densities.nats(-found.log_density)) + np.log1p(distance)
        if self._class_distances is None:
            return combined
        return combined + _BY_MEAN * np.log1p(self._class_distances.nats(self._by_classes(found)))
