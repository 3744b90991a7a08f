"""Why rows are improbable, by column, as ``io.diglm.explain.Explainer`` and ``ColumnSurprise`` have it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable, Iterator, Optional

import numpy as np

from diglm import cells
from diglm.schema import UNSEEN, Encoder, Feature, Problems
from diglm.tables import Column, Rows

Array = np.ndarray
_PAIRS = 24
_SEED = 7
_MIXED_AT_ONCE = 8192
_NAMED = 3
_LEAST = 0.05
_MASK = 2**64 - 1

OfCells = Callable[[list[Array]], Array]
"""What is found of rows whose cells are given column by column."""


@dataclass(frozen=True)
class Part:
    """What one column adds to log p(x): its Shapley value in nats, negative if it makes the row improbable."""

    column: str
    value: str
    usual: str
    nats: float


@dataclass(frozen=True)
class Attribution:
    """Why a row is improbable, relative to a similar, typical row; the parts add up to log_density - typical."""

    log_density: float
    typical: float
    parts: list[Part]

    def words(self) -> str:
        """Returns in words the columns that lower log p(x) most."""
        low = sorted((part for part in self.parts if part.nats < -_LEAST), key=lambda part: part.nats)[:_NAMED]
        words = [f"{p.column} {p.value}: {p.nats:.1f} nats (a similar, typical row: {p.usual})" for p in low]
        return "; ".join(words) or "no column makes it less probable than a typical row"


class Explainer:
    """Explains log p(x) of rows by mixtures of each with the typical row that is most like it.

    The Shapley value of a column is the mean, over orders of the columns, of the change of log p(x) when its cell
    changes from the typical row's to the row's own.
    """

    def __init__(self, encoder: Encoder, log_density: OfCells, kept: Array) -> None:
        self._encoder, self._log_density, self._features = encoder, log_density, encoder.features
        columns = encoder.decode(kept)
        problems = Problems()
        raw = [feature.read(column, problems) for feature, column in zip(self._features, columns)]
        density = log_density(raw)
        dense = np.flatnonzero(density >= np.sort(density)[len(density) // 2])
        self._columns = [_taken(column, dense) for column in columns]
        self._raw = [column[dense] for column in raw]
        self._encoded = encoder.encode(self._raw)[0]
        self._sets, self._orders = _sets(len(self._features))

    def explain(self, rows: Rows) -> Iterator[Optional[Attribution]]:
        """Explains each row; None where it cannot be read or has no density."""
        columns = [rows.column(feature.name) for feature in self._features]
        problems = Problems()
        raw = [feature.read(column, problems) for feature, column in zip(self._features, columns)]
        encoded = self._encoder.encode(raw)[0]
        for row in range(rows.count):
            kind = problems.by_row.get(row, (UNSEEN, ""))[0]
            yield self._one(columns, raw, encoded[row], row) if kind == UNSEEN else None

    def _one(self, columns: list[Column], raw: list[Array], v: Array, row: int) -> Optional[Attribution]:
        like = self._nearest(v)
        own = np.array([column[row] for column in raw])
        usual = np.array([column[like] for column in self._raw])
        density = self._densities(own, usual)
        if not math.isfinite(density[-1]):
            return None
        parts = np.zeros(len(self._features))
        for order, path in self._orders:
            parts[order] += np.diff(density[path]) / len(self._orders)
        return Attribution(
            float(density[-1]),
            float(density[0]),
            [
                Part(
                    feature.name,
                    _text(feature, mine, own[j], row),
                    _text(feature, others, usual[j], like),
                    float(parts[j]),
                )
                for j, (feature, mine, others) in enumerate(zip(self._features, columns, self._columns))
            ],
        )

    def _nearest(self, v: Array) -> int:
        squares = np.zeros(len(self._encoded))
        for d in range(len(v)):
            gaps = float(v[d]) - self._encoded[:, d].astype(np.float64)
            squares += gaps * gaps
        return int(np.argmin(squares))

    def _densities(self, own: Array, usual: Array) -> Array:
        """Returns log p(x) of every mixture: of none of the row's cells first, of all of them last."""
        parts = []
        for at in range(0, len(self._sets), _MIXED_AT_ONCE):
            mixed = np.where(self._sets[at : at + _MIXED_AT_ONCE], own, usual)
            parts.append(self._log_density(list(mixed.T)))
        return np.concatenate(parts)


def usual_surprise(encoder: Encoder, surprise: OfCells, kept: Array) -> Array:
    """Returns the median over kept rows of what ``surprise`` finds of each column (J)."""
    problems = Problems()
    columns = zip(encoder.features, encoder.decode(kept))
    known = surprise([feature.read(column, problems) for feature, column in columns])
    sorted_ = np.sort(np.where(np.isnan(known), math.inf, known), axis=0)
    counts = (~np.isnan(known)).sum(axis=0)
    return np.array([column[n // 2] if n else 0.0 for column, n in zip(sorted_.T, counts)])


def by_column(features: list[Feature], by_axis: Array) -> Array:
    """Adds up the axes of each column (N, D) -> (N, J)."""
    ends = np.cumsum([len(feature.axes) for feature in features])
    return np.stack([part.sum(axis=1) for part in np.split(by_axis, ends[:-1], axis=1)], axis=1)


def _taken(column: Column, rows: Array) -> Column:
    return Column(column.kind, column.numbers[rows], column.levels)


def _text(feature: Feature, column: Column, raw: float, row: int) -> str:
    """Returns a cell as text, a number in the form of the feature's type however it was given."""
    if math.isnan(raw):
        return "missing"
    if feature.kind != "text":
        return cells.show(feature.kind, float(raw))
    codes, texts = column.texts()
    return texts[int(codes[row])]


def _sets(count: int) -> tuple[Array, list[tuple[Array, Array]]]:
    """Returns which cells are the row's own in each mixture, and of each order the mixtures that it passes."""
    index: dict[bytes, int] = {}
    sets: list[Array] = []

    def at(own: Array) -> int:
        key = own.tobytes()
        if key not in index:
            index[key] = len(sets)
            sets.append(own.copy())
        return index[key]

    orders = []
    for order in _orders(count):
        own = np.zeros(count, dtype=bool)
        path = [at(own)]
        for column in order:
            own[column] = True
            path.append(at(own))
        orders.append((np.array(order), np.array(path)))
    # The row itself goes last.
    whole = index[np.ones(count, dtype=bool).tobytes()]
    last = len(sets) - 1
    sets[whole], sets[last] = sets[last], sets[whole]
    moved = np.arange(len(sets))
    moved[whole], moved[last] = last, whole
    return np.array(sets), [(order, moved[path]) for order, path in orders]


def _orders(count: int) -> list[list[int]]:
    """Draws orders of columns, each followed by its reverse: those that Java's SplittableRandom draws."""
    random = _SplittableRandom(_SEED)
    orders = []
    for _ in range(_PAIRS):
        order = list(range(count))
        for i in range(count - 1, 0, -1):
            j = random.below(i + 1)
            order[i], order[j] = order[j], order[i]
        orders += [order, order[::-1]]
    return orders


class _SplittableRandom:
    """The generator of ``java.util.SplittableRandom`` (Steele et al. 2014)."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def _bits(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = ((self._state ^ (self._state >> 33)) * 0x62A9D9ED799705F5) & _MASK
        return (((z ^ (z >> 28)) * 0xCB24D0A5C88C35B3) & _MASK) >> 32

    def below(self, bound: int) -> int:
        """Returns a whole number from 0 to bound - 1, each as likely."""
        bits = self._bits()
        if bound & (bound - 1) == 0:
            return bits & (bound - 1)
        while True:
            half = bits >> 1
            if half + bound - 1 - half % bound < 2**31:
                return half % bound
            bits = self._bits()
