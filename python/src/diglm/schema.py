"""What a row must look like, and how it becomes the numbers that the network sees."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Optional

import numpy as np

from diglm import cells, normal
from diglm.fields import FieldError, Fields
from diglm.tables import Column, Rows

Array = np.ndarray
KINDS = ("integer", "decimal", "boolean", "text", "date", "time", "timestamp")
PARTS = ("value", "week", "weekday", "time_of_day")
UNSEEN, REJECT, ERROR = 0, 1, 2
"""What follows for a row with a problem, the gravest last."""

_LARGEST = 1e6
_MOST = float(np.finfo(float).max)
_MOST_NEW = 0.005
_FAR = 0.5
_ROOM = 0.25
_LEAST_ROOM = 1e-3
_HUGE = 1e8


class Problems:
    """Problems of rows, one a row: a graver one hides the others."""

    def __init__(self) -> None:
        self.by_row: dict[int, tuple[int, str]] = {}

    def add(self, rows: Iterable[int], kind: int, text: Callable[[int], str]) -> None:
        for row in rows:
            before = self.by_row.get(row)
            if before is None or before[0] < kind:
                self.by_row[row] = (kind, text(row))
            elif before[0] == kind:
                self.by_row[row] = (kind, f"{before[1]}; {text(row)}")


@dataclass(frozen=True)
class Span:
    """From where to where the training rows' numbers lay."""

    low: float
    high: float
    stand_in: Optional[float]

    def is_far(self, numbers: Array) -> Array:
        far = _FAR * (self.high - self.low)
        return (numbers < self.low - far) | (numbers > self.high + far)


@dataclass(frozen=True)
class Scaling:
    """The map from a number r to v: t = (r - centre) / width, or (asinh(t) - shift) / scale."""

    centre: float
    width: float
    heavy: bool
    shift: float
    scale: float

    def ratio(self, r: Any, offset: float) -> Any:
        return (r - self.centre + offset) / self.width

    def value(self, t: Any) -> Any:
        return (_asinh(t) - self.shift) / self.scale if self.heavy else t

    def inverse(self, v: Array) -> Array:
        """Returns r of v."""
        with np.errstate(over="ignore"):
            return self.centre + self.width * (np.sinh(self.shift + self.scale * v) if self.heavy else v)

    def log_slope(self, t: Array) -> Array:
        """Returns log|dv/dr| in nats."""
        constant = -math.log(self.width) - math.log(self.scale)
        if not self.heavy:
            return np.full(len(t), constant)
        size = np.abs(t)
        inside = np.minimum(size, _HUGE)
        bent = np.where(size > _HUGE, np.log(np.maximum(size, 1.0)), 0.5 * np.log(1 + inside * inside))
        return constant - bent


def _asinh(t: Any) -> Any:
    size = np.abs(t)
    inside = np.minimum(size, _HUGE)
    value = np.where(
        size > _HUGE, math.log(2) + np.log(np.maximum(size, 1.0)), np.log(inside + np.sqrt(1 + inside * inside))
    )
    return np.copysign(value, t)


class Intervals:
    """Intervals that fill (0, 1), seen through the normal quantile at their midpoints."""

    def __init__(self, weights: Array) -> None:
        width = weights / weights.sum()
        below = np.concatenate([[0.0], np.cumsum(width)[:-1]])
        above = np.concatenate([np.cumsum(width[::-1])[:-1][::-1], [0.0]])
        # In the upper half the distance from 1 is what keeps its digits.
        self.values = np.where(
            below < above, normal.quantile(below + width * 0.5), -normal.quantile(above + width * 0.5)
        )
        self.log_dets = np.log(width) - normal.log_density(self.values)
        self._below = below

    def at(self, v: Array) -> Array:
        """Returns the interval that holds v."""
        return np.searchsorted(self._below, normal.cdf(v), side="right") - 1


class NumberAxis:
    """A numeric dimension: v = scaling(r + quantum / 2)."""

    def __init__(self, given: Fields, kind: str) -> None:
        self.kind = kind
        self.part = given.choice("part", *PARTS)
        self.cut = given.finite("cut")
        if self.cut != 0 and not (self.part == "time_of_day" and 0 <= self.cut < cells.DAY):
            raise given.reject("cut", f"be 0, or below {cells.DAY} of a time of day")
        grid, scaling = given.object("grid"), given.object("scaling")
        self.origin, self.quantum = grid.finite("origin"), grid.finite("quantum")
        if self.quantum < 0:
            raise grid.reject("quantum", "not be negative")
        self.scaling = Scaling(
            scaling.finite("centre"),
            scaling.positive("width"),
            scaling.truth("heavy"),
            scaling.finite("shift"),
            scaling.positive("scale"),
        )
        self.span = self._span(given.object("span")) if given.has("span") else None

    @staticmethod
    def _span(given: Fields) -> Span:
        low, high = given.finite("low"), given.finite("high")
        if not low <= high or math.isinf(high - low):
            raise given.reject("high", "be finite and not below low")
        return Span(low, high, given.finite("stand_in") if given.has("stand_in") else None)

    def read(self, raw: Array) -> Array:
        """Returns the part of raw numbers that this axis reads."""
        value = _part(self.part, self.kind, raw)
        return value if self.cut == 0 else _remainder(value - self.cut, cells.DAY)

    def encode(self, raw: Array) -> tuple[Array, Array]:
        missing = np.isnan(raw)
        t = self.scaling.ratio(self.read(raw), self.quantum * 0.5)
        v = np.clip(self.scaling.value(t), -_LARGEST, _LARGEST)
        log_det = self.scaling.log_slope(t)
        return np.where(missing, 0.0, v), np.where(missing, normal.LOG_ROOT_TWO_PI, log_det)

    def cells(self, raw: Array) -> Array:
        return self.read(raw)

    def decode(self, v: Array) -> Array:
        """Returns what v adds to the raw number: of a grid the point at or below it."""
        value = np.clip(self.scaling.inverse(v), -_MOST, _MOST)
        return _contribution(self.part, self.kind, self._floor(value) + self.cut)

    def _floor(self, value: Array) -> Array:
        if self.quantum == 0:
            return value
        point = self.origin + self.quantum * np.floor((value - self.origin) / self.quantum)
        # 0.1 * 3 is not 0.3, but 3 / 10 is: of 1 / n it divides.
        per_unit = float(np.rint(1 / self.quantum))
        if per_unit < 2 or abs(self.quantum * per_unit - 1) >= 1e-12:
            return point
        ticks = point * per_unit
        near = np.abs(ticks - np.rint(ticks)) < 1e-3
        return np.where(near, np.rint(ticks) / per_unit, point)

    def encoded_span(self) -> tuple[float, float, float]:
        """Returns the span in v and what stands for others, NaN where those lead on."""
        if self.span is None:
            return -math.inf, math.inf, math.nan
        half = self.quantum / 2
        stand_in = self.span.stand_in
        return (
            self._at(self.span.low, 0),
            self._at(self.span.high, 2 * half),
            math.nan if stand_in is None else self._at(stand_in, half),
        )

    def _at(self, value: float, offset: float) -> float:
        return float(self.scaling.value(self.scaling.ratio(value, offset)))


class LevelAxis:
    """A category on one dimension: each level owns an interval as wide as its smoothed frequency."""

    def __init__(self, given: Fields, kind: str) -> None:
        self.kind = kind
        self.part = given.choice("part", *PARTS)
        levels = list(given.objects("levels"))
        self.texts = [level.text("text") for level in levels]
        self.counts = np.array([level.whole("count", 0) for level in levels], dtype=float)
        self.unknown = given.whole("unknown", 0)
        self.unknown_count = given.whole("unknown_count", 0)
        if self.unknown > len(levels):
            raise given.reject("unknown", f"lie among {len(levels)} levels")
        weights = np.insert(self.counts, self.unknown, float(self.unknown_count)) + 1.0
        self.intervals = Intervals(weights)
        self.keys, self.key_intervals = np.empty(0), np.empty(0)
        if kind != "text":
            numbers = np.array([cells.number(text) for text in self.texts], dtype=float)
            order = np.argsort(numbers, kind="stable")
            self.keys, self.key_intervals = numbers[order], self.interval(order).astype(float)

    def interval(self, level: Array) -> Array:
        """Returns the interval of levels, or of unknown levels for -1."""
        level = np.asarray(level)
        return np.where(level < 0, self.unknown, np.where(level < self.unknown, level, level + 1))

    def is_closed(self) -> bool:
        """Returns whether training showed all levels, or nearly so (Good and Turing)."""
        once = self.unknown_count + int((self.counts == 1).sum())
        return once <= _MOST_NEW * (self.unknown_count + self.counts.sum())

    def cells(self, raw: Array) -> Array:
        if self.kind == "text":
            return raw
        if not len(self.keys):
            return np.where(np.isnan(raw), math.nan, float(self.unknown))
        value = _part(self.part, self.kind, raw) + 0.0
        at = np.minimum(np.searchsorted(self.keys, value), len(self.keys) - 1)
        found = np.where(self.keys[at] == value, self.key_intervals[at], float(self.unknown))
        return np.where(np.isnan(raw), math.nan, found)

    def encode(self, raw: Array) -> tuple[Array, Array]:
        interval = self.cells(raw)
        missing = np.isnan(interval)
        at = np.where(missing, 0, interval).astype(np.int64)
        v, log_det = self.intervals.values[at], self.intervals.log_dets[at]
        return np.where(missing, 0.0, v), np.where(missing, normal.LOG_ROOT_TWO_PI, log_det)


    def decode(self, v: Array) -> Array:
        """Returns what v adds to the raw number, of a text its level; of unknown levels that of a neighbour."""
        interval = self.intervals.at(v)
        level = np.maximum(0, np.where(interval < self.unknown, interval, interval - 1))
        if self.kind == "text":
            return level.astype(float)
        numbers = np.array([cells.number(text) for text in self.texts], dtype=float)
        return _contribution(self.part, self.kind, numbers[level])


class MissingAxis:
    """Whether the cell is missing, as a category of two levels."""

    def __init__(self, given: Fields) -> None:
        share = given.number("share")
        if not 0 < share < 1:
            raise given.reject("share", "be in (0, 1)")
        self.intervals = Intervals(np.array([1 - share, share]))

    def cells(self, raw: Array) -> Array:
        return np.isnan(raw).astype(float)

    def encode(self, raw: Array) -> tuple[Array, Array]:
        at = np.isnan(raw).astype(np.int64)
        return self.intervals.values[at], self.intervals.log_dets[at]


    def decode(self, v: Array) -> Array:
        return np.where(self.intervals.at(v) == 1, math.nan, 0.0)


Axis = Any


class LevelIndex:
    """Finds levels by their text, or by the number or the truth value that their text stands for."""

    def __init__(self, levels: list[str]) -> None:
        self.by_text = {text: level for level, text in enumerate(levels)}
        self.by_number: dict[float, int] = {}
        for level, text in enumerate(levels):
            number = cells.number(text)
            if not math.isnan(number):
                self.by_number.setdefault(number + 0.0, level)
        self.truths = all(map(cells.spells_truth, levels)) and len(self.by_number) == len(levels)

    def find(self, text: str, kind: str) -> int:
        """A column of texts matches by text; one of numbers also by value: 1 is level "01" or "1.0"."""
        level = self.by_text.get(text, -1)
        by_value = kind != "text" or (self.truths and cells.spells_truth(text))
        return self.by_number.get(cells.number(text) + 0.0, -1) if level < 0 and by_value else level


class Feature:
    """One feature column and the dimensions of v that it fills."""

    def __init__(self, given: Fields) -> None:
        self.name = given.text("name")
        self.kind = given.choice("type", *KINDS)
        self.axes = [self._axis(axis) for axis in given.objects("axes")]
        self.may_be_missing = any(isinstance(axis, MissingAxis) for axis in self.axes)
        self.levels = next((axis for axis in self.axes if isinstance(axis, LevelAxis)), None)
        if self.kind == "text":
            if self.levels is None or any(isinstance(axis, NumberAxis) for axis in self.axes):
                raise FieldError(f"text feature '{self.name}' must have a level axis, got others")
            self.index = LevelIndex(self.levels.texts)

    def _axis(self, given: Fields) -> Axis:
        kind = given.choice("axis", "number", "level", "missing")
        if kind == "missing":
            return MissingAxis(given)
        return NumberAxis(given, self.kind) if kind == "number" else LevelAxis(given, self.kind)

    def read(self, column: Column, problems: Problems) -> Array:
        """Returns a column as raw numbers, of texts the intervals of their levels; NaN where missing."""
        raw = self._levels(column, problems) if self.kind == "text" else self._numbers(column, problems)
        return raw

    def decode(self, v: Array) -> Column:
        """Returns the column that these dimensions of v encode."""
        values = np.zeros(len(v))
        for axis, part in zip(self.axes, v.T):
            values = values + axis.decode(part.astype(np.float64))
        if self.kind != "text":
            return Column(self.kind, values)
        assert self.levels is not None
        codes = np.where(np.isnan(values), -1, values).astype(np.int64)
        return Column("text", codes, self.levels.texts)

    def _levels(self, column: Column, problems: Problems) -> Array:
        assert self.levels is not None
        codes, texts = column.texts()
        codes = codes.astype(np.int64)
        self._reject_missing(codes < 0, problems)
        found = np.array([self.index.find(text, column.kind) for text in texts] + [-1], dtype=np.int64)
        if self.levels.is_closed():
            unseen = (codes >= 0) & (found[codes] < 0)
            self._reject_unseen(unseen, lambda row: f"'{cells.shown(texts[codes[row]])}'", problems)
        return np.where(codes < 0, math.nan, self.levels.interval(found)[codes])

    def _numbers(self, column: Column, problems: Problems) -> Array:
        raw = self.parse(column, problems)
        self._reject_missing(np.isnan(raw), problems)
        for axis in self.axes:
            if isinstance(axis, LevelAxis) and axis.is_closed():
                self._reject_unseen(axis.cells(raw) == axis.unknown, self._shown(raw), problems)
            elif isinstance(axis, NumberAxis) and axis.span is not None:
                self._reject_unseen(axis.span.is_far(axis.read(raw)), self._shown(raw), problems)
        return raw

    def _shown(self, raw: Array) -> Callable[[int], str]:
        return lambda row: cells.show(self.kind, float(raw[row]))

    def parse(self, column: Column, problems: Problems) -> Array:
        """Returns the cells as finite numbers; NaN where they are missing or have a problem."""
        return self._finite(self._parse(column, problems), problems)

    def _parse(self, column: Column, problems: Problems) -> Array:
        if column.levels is None:
            return self._convert(column)
        codes, texts = column.numbers.astype(np.int64), column.levels
        values = np.array([cells.parse(self.kind, text) for text in texts] + [math.nan])
        bad = np.array([not text.isspace() for text in texts] + [False]) & np.isnan(values)
        problems.add(
            np.flatnonzero(bad[codes]).tolist(),
            ERROR,
            lambda row: f"column '{self.name}' must be {cells.rule(self.kind)}, got '{cells.shown(texts[codes[row]])}'",
        )
        return values[codes]

    def _convert(self, column: Column) -> Array:
        """Days and seconds convert into each other; other types only among themselves."""
        plain = ("integer", "decimal", "boolean")
        both_plain = column.kind in plain and self.kind in plain
        if column.kind == self.kind or both_plain or np.isnan(column.numbers).all():
            return column.numbers
        if (column.kind, self.kind) == ("date", "timestamp"):
            return column.numbers * cells.DAY
        if (column.kind, self.kind) == ("timestamp", "date"):
            return np.floor(column.numbers / cells.DAY)
        raise ValueError(
            f"column '{self.name}' must hold {self.kind.upper()} as in training,"
            f" got {column.kind.upper()} in the rows"
        )

    def _finite(self, values: Array, problems: Problems) -> Array:
        infinite = np.isinf(values)
        if not infinite.any():
            return values
        problems.add(
            np.flatnonzero(infinite).tolist(),
            ERROR,
            lambda row: f"column '{self.name}' must be finite, got {cells.show_double(float(values[row]))}",
        )
        return np.where(infinite, math.nan, values)

    def _reject_unseen(self, unseen: Array, shown: Callable[[int], str], problems: Problems) -> None:
        problems.add(
            np.flatnonzero(unseen).tolist(),
            UNSEEN,
            lambda row: f"column '{self.name}' holds {shown(row)}; no training row held anything like it",
        )

    def _reject_missing(self, missing: Array, problems: Problems) -> None:
        if not self.may_be_missing:
            text = f"column '{self.name}' is missing; no training row lacked it"
            problems.add(np.flatnonzero(missing).tolist(), REJECT, lambda row: text)


class Offset:
    """The column of a known part of each row, which is added to the linear predictor of the location; no feature."""

    def __init__(self, given: Fields) -> None:
        self.column, self.exposure = given.text("column"), given.truth("exposure")
        self._cells = Feature(Fields({"name": self.column, "type": "decimal", "axes": []}))

    def read(self, rows: Rows, problems: Problems) -> Array:
        """Returns the offsets of rows (N), of exposures their logarithms; 0 where a cell cannot be one."""
        column = rows.column(self.column)
        values = self._cells.parse(column, problems)
        missing = np.isnan(column.numbers)
        if column.levels is not None:
            blank = np.array([not text or text.isspace() for text in column.levels] + [True])
            missing = blank[column.numbers.astype(np.int64)]
        what = "exposure" if self.exposure else "offset"
        text = f"column '{self.column}' must hold the {what}, got a missing cell"
        problems.add(np.flatnonzero(missing).tolist(), ERROR, lambda row: text)
        if self.exposure:
            problems.add(
                np.flatnonzero(values <= 0).tolist(),
                ERROR,
                lambda row: f"exposure '{self.column}' must be positive, got {cells.show('decimal', float(values[row]))}",
            )
            values = np.where(values > 0, np.log(values), math.nan)
        return np.where(np.isnan(values), 0.0, values)


_NO_STAND_IN = 1e308


class Encoder:
    """The outermost part of the flow, between a user's columns and the dimensions v (N, D)."""

    def __init__(self, features: list[Feature]) -> None:
        self.features = features
        self.axes = [axis for feature in features for axis in feature.axes]
        spans = [
            axis.encoded_span() if isinstance(axis, NumberAxis) else (-math.inf, math.inf, math.nan)
            for axis in self.axes
        ]
        limits = np.array(spans, dtype=np.float32).reshape(-1, 3)
        self._least, self._greatest, self._stand_in = limits[:, 0], limits[:, 1], limits[:, 2]

    def spans(self) -> Array:
        """Returns of each number with a span its cut, low, high and stand-in, as ``AnswerCheck`` has them."""
        spans = [(axis.cut, axis.span) for axis in self.axes if isinstance(axis, NumberAxis) and axis.span is not None]
        numbers = [
            (cut, span.low, span.high, _NO_STAND_IN if span.stand_in is None else span.stand_in) for cut, span in spans
        ]
        return np.array(numbers, dtype=np.float64).reshape(-1)

    def read(self, rows: Rows) -> tuple[list[Array], Problems]:
        """Finds the features by name; cells that training could not have held become problems of their row."""
        problems = Problems()
        return [f.read(rows.column(f.name), problems) for f in self.features], problems

    def encode(self, raw: list[Array]) -> tuple[Array, Array]:
        """Returns v (N, D) in single precision and log|dv/drow| in nats (N)."""
        v = np.empty((len(raw[0]) if raw else 0, len(self.axes)), dtype=np.float32)
        log_det = np.zeros(len(v))
        d = 0
        for feature, column in zip(self.features, raw):
            for axis in feature.axes:
                v[:, d], added = axis.encode(column)
                log_det += added
                d += 1
        return v, log_det

    def decode(self, v: Array) -> list[Column]:
        """Returns the columns that v (N, D) encodes."""
        ends = np.cumsum([len(feature.axes) for feature in self.features])
        return [feature.decode(part) for feature, part in zip(self.features, np.split(v, ends[:-1], axis=1))]

    def cells(self, raw: list[Array]) -> list[Array]:
        """Returns the cells of each dimension; NaN where there is nothing to read."""
        return [axis.cells(column) for feature, column in zip(self.features, raw) for axis in feature.axes]

    def bounded(self, v: Array) -> Array:
        """Returns v as a network may see it: near what training rows held."""
        beyond = (v < self._least) | (v > self._greatest)
        if not beyond.any():
            return v
        bounded = v.copy()
        for d in np.flatnonzero(beyond.any(axis=0)):
            rows = np.flatnonzero(beyond[:, d])
            low, high = float(self._least[d]), float(self._greatest[d])
            far = v[rows, d].astype(float)
            edge = np.where(far < low, low, high)
            room = max(_LEAST_ROOM, _ROOM * (high - low))
            led = edge + room * np.tanh((far - edge) / room)
            bounded[rows, d] = led if math.isnan(self._stand_in[d]) else self._stand_in[d]
        return bounded


def _part(part: str, kind: str, raw: Array) -> Array:
    if part == "value":
        return raw
    if part == "time_of_day":
        return _remainder(raw, cells.DAY)
    days = (np.floor(raw / cells.DAY) if kind == "timestamp" else raw) + 3
    return np.floor(days / 7) if part == "week" else _remainder(days, 7.0)


def _contribution(part: str, kind: str, value: Array) -> Array:
    """Returns what a part adds to its raw value: the sum over the parts of a value is the value."""
    if part == "value":
        return value
    if part == "time_of_day":
        return _remainder(value, cells.DAY)
    day = cells.DAY if kind == "timestamp" else 1.0
    return ((7 * value - 3) if part == "week" else np.clip(value, 0, 6)) * day


def _remainder(value: Array, period: float) -> Array:
    return value - period * np.floor(value / period)
