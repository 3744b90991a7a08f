"""Rows as a caller has them: data frames, dictionaries, lists and arrays, taken by what they can do."""

from __future__ import annotations

import datetime as dt
import decimal
import math
import numbers
from dataclasses import dataclass, field
from typing import Any, Iterable, Mapping, Optional, Sequence

import numpy as np

from diglm import cells

_SOURCE = "the rows"
_NAMES_SHOWN = 12
_EPOCH_DAY = dt.date(1970, 1, 1).toordinal()
_EPOCH = dt.datetime(1970, 1, 1)


@dataclass(frozen=True)
class Column:
    """One column: numbers, NaN where missing, or codes into levels, -1 where missing."""

    kind: str
    numbers: np.ndarray
    levels: Optional[list[str]] = None

    def texts(self) -> tuple[np.ndarray, list[str]]:
        """Returns codes and texts, each number in the form of ``cells.show``."""
        if self.levels is not None:
            return self.numbers, self.levels
        values, codes = np.unique(self.numbers + 0.0, return_inverse=True)
        codes = codes.reshape(-1)
        missing = np.isnan(values)
        codes = np.where(missing[codes], -1, codes)
        return codes, ["" if math.isnan(v) else cells.show(self.kind, v) for v in values.tolist()]


@dataclass
class Rows:
    """Rows by column."""

    names: list[str]
    count: int
    given: Any = field(repr=False)

    def column(self, name: str) -> Column:
        """Returns the column of this name; ValueError suggests the nearest name."""
        if name not in self.names:
            raise ValueError(self._missing(name))
        given = self.given(name)
        column = given if isinstance(given, Column) else _column(name, given)
        if len(column.numbers) != self.count:
            raise ValueError(
                f"column '{name}' must have as many cells as the table has rows, {self.count}, got {len(column.numbers)}"
            )
        return column

    def _missing(self, name: str) -> str:
        if not self.names:
            return f"column '{name}' must be in {_SOURCE}, got no columns"
        shown = ", ".join(self.names[:_NAMES_SHOWN])
        more = f", ... ({len(self.names)} in all)" if len(self.names) > _NAMES_SHOWN else ""
        near = nearest_name(name, self.names)
        hint = f"; did you mean '{near}'?" if near else ""
        return f"column '{name}' must be in {_SOURCE}, got columns {shown}{more}{hint}"


def rows_of(given: Any, features: Sequence[str], target: Optional[str] = None) -> Rows:
    """Takes rows in any form.

    A pandas or polars frame or an Arrow table, a dictionary of columns or of one row's values, a list of dictionaries,
    a structured array, or an array of numbers whose columns are the features in order.
    """
    if isinstance(given, Rows):
        return given
    if isinstance(given, Mapping):
        return _of_mapping(given, features, target)
    if isinstance(given, np.ndarray):
        return _of_array(given, features)
    if hasattr(given, "column_names") and hasattr(given, "num_rows"):
        return Rows([str(n) for n in given.column_names], given.num_rows, lambda name: given.column(name).to_pylist())
    if hasattr(given, "get_column") and hasattr(given, "columns"):
        return Rows([str(n) for n in given.columns], len(given), given.get_column)
    if hasattr(given, "iloc") and hasattr(given, "columns"):
        return _of_frame(given)
    if isinstance(given, (list, tuple)):
        return _of_list(given, features, target)
    lazy = " (collect() it first)" if hasattr(given, "collect") else ""
    raise ValueError(
        "rows must be a data frame, a dictionary of columns, a list of dictionaries or an array,"
        f" got {type(given).__name__}{lazy}"
    )


def _of_frame(frame: Any) -> Rows:
    names = [str(name) for name in frame.columns]

    def column(name: str) -> Any:
        found = [i for i, other in enumerate(names) if other == name]
        if len(found) > 1:
            raise ValueError(f"column '{name}' must be in {_SOURCE} once, got it {len(found)} times")
        return frame.iloc[:, found[0]]

    return Rows(names, len(frame), column)


def _of_mapping(given: Mapping[Any, Any], features: Sequence[str], target: Optional[str]) -> Rows:
    names = [str(name) for name in given]
    values = list(given.values())
    if values and all(_is_cell(value) for value in values):
        return _of_row(dict(zip(names, values)), features, target)
    columns = {name: _as_sequence(name, value) for name, value in zip(names, values)}
    counts = [len(value) for value in columns.values()]
    return Rows(names, counts[0] if counts else 0, columns.__getitem__)


def _of_row(row: dict[str, Any], features: Sequence[str], target: Optional[str]) -> Rows:
    """One row's values by column; a column that is not named is missing."""
    for name in row:
        if name not in features and name != target:
            near = nearest_name(name, features)
            hint = f"; did you mean {near}?" if near else ""
            raise ValueError(f"row must have the columns [{', '.join(features)}], got {name}{hint}")
    return Rows(list(features), 1, lambda name: [row.get(name)])


def _of_list(given: Sequence[Any], features: Sequence[str], target: Optional[str]) -> Rows:
    if not given:
        return Rows(list(features), 0, lambda name: [])
    if not all(isinstance(row, Mapping) for row in given):
        if all(isinstance(row, (list, tuple, np.ndarray)) for row in given):
            widths = {len(row) for row in given}
            if len(widths) > 1:
                raise ValueError(f"rows must be equally wide, got {min(widths)} and {max(widths)} cells")
            return _of_positions(list(zip(*given)), len(given), features)
        raise ValueError("rows must be dictionaries or lists of cells, got others")
    names = list(dict.fromkeys(str(name) for row in given for name in row))
    # A column that no row names is missing, unless one that nobody asked for has nearly its name.
    others = [name for name in names if name not in features and name != target]
    names += [name for name in features if name not in names and nearest_name(name, others) is None]
    return Rows(names, len(given), lambda name: [row.get(name) for row in given])


def _of_array(array: np.ndarray, features: Sequence[str]) -> Rows:
    if array.dtype.names:
        if array.ndim != 1:
            raise ValueError(f"a structured array must have 1 dimension, got {array.ndim}")
        return Rows(list(array.dtype.names), len(array), array.__getitem__)
    if array.ndim != 2:
        raise ValueError(f"an array of rows must have 2 dimensions, got {array.ndim}")
    return _of_positions(list(array.T), len(array), features)


def _of_positions(columns: Sequence[Any], count: int, features: Sequence[str]) -> Rows:
    if len(columns) != len(features):
        raise ValueError(
            f"an array must have the {len(features)} columns {', '.join(features[:_NAMES_SHOWN])}"
            f"{', ...' if len(features) > _NAMES_SHOWN else ''} in this order, got {len(columns)} columns"
        )
    by_name = dict(zip(features, columns))
    return Rows(list(features), count, by_name.__getitem__)


def _is_cell(value: Any) -> bool:
    cell = (str, bytes, numbers.Number, np.generic, dt.date, dt.time, decimal.Decimal)
    return value is None or isinstance(value, cell) or _is_absent(value)


def _as_sequence(name: str, value: Any) -> Any:
    if _is_cell(value) or not hasattr(value, "__len__"):
        raise ValueError(f"column '{name}' must hold a cell for each row, got one {type(value).__name__}")
    return value


def _column(name: str, values: Any) -> Column:
    """Reads a column of whatever library."""
    dtype = getattr(values, "dtype", None)
    if dtype is None:
        return _of_objects(name, list(values))
    if hasattr(values, "iloc"):
        return _of_series(name, values, dtype)
    if isinstance(values, np.ndarray):
        return _of_numpy(name, values)
    return _of_polars(name, values, str(dtype))


def _of_numpy(name: str, values: np.ndarray) -> Column:
    if values.ndim != 1:
        raise ValueError(f"column '{name}' must have 1 dimension, got {values.ndim}")
    kind = values.dtype.kind
    if kind in _KINDS:
        return Column(_KINDS[kind], values.astype(np.float64))
    if kind == "M":
        return Column("timestamp", _seconds(values))
    return _of_objects(name, values.tolist())


_KINDS = {"b": "boolean", "i": "integer", "u": "integer", "f": "decimal"}


def _seconds(values: np.ndarray) -> np.ndarray:
    unit = np.datetime_data(values.dtype)[0]
    fine, per_second = ("ns", 1e9) if unit in ("ns", "ps", "fs", "as") else ("us", 1e6)
    whole = values.astype(f"datetime64[{fine}]")
    return np.where(np.isnat(whole), math.nan, whole.astype(np.int64) / per_second)


def _of_series(name: str, series: Any, dtype: Any) -> Column:
    if hasattr(series, "cat"):
        codes = np.asarray(series.cat.codes, dtype=np.int64)
        return _of_categories(_of_objects(name, list(series.cat.categories)), codes)
    kind = getattr(dtype, "kind", "O")
    if isinstance(dtype, np.dtype) and kind in _KINDS:
        return Column(_KINDS[kind], series.to_numpy().astype(np.float64))
    if kind in _KINDS:
        return Column(_KINDS[kind], series.to_numpy(dtype=np.float64, na_value=math.nan))
    if kind == "M":
        if getattr(dtype, "tz", None) is not None:
            series = series.dt.tz_convert("UTC").dt.tz_localize(None)
        return Column("timestamp", _seconds(series.to_numpy(dtype="datetime64[ns]", na_value=np.datetime64("NaT", "ns"))))
    return _of_objects(name, series.tolist())


def _of_categories(levels: Column, codes: np.ndarray) -> Column:
    """A column of codes into distinct values."""
    missing = codes < 0
    values = np.append(levels.numbers, -1 if levels.levels is not None else math.nan)
    return Column(levels.kind, values[np.where(missing, len(values) - 1, codes)], levels.levels)


def _of_polars(name: str, series: Any, dtype: str) -> Column:
    if dtype.startswith(("Int", "UInt")):
        return Column("integer", _floats(series))
    if dtype.startswith(("Float", "Decimal")):
        return Column("decimal", _floats(series))
    if dtype == "Boolean":
        return Column("boolean", _floats(series))
    return _of_objects(name, series.to_list())


def _floats(series: Any) -> np.ndarray:
    return np.asarray(series.cast(float).to_numpy(), dtype=np.float64)


def _is_absent(value: Any) -> bool:
    return type(value).__name__ in ("NAType", "NaTType")


def _of_objects(name: str, values: list[Any]) -> Column:
    """Takes a column's type from its cells: a text among them makes all of them texts."""
    kinds = {type(value): _kind(name, value) for value in _one_of_each(values)}
    present = set(kinds.values()) - {""}
    if "text" in present:
        return _of_texts(values, kinds)
    kind = _common(name, present)
    if kind in ("integer", "decimal", "boolean") and "" not in kinds.values():
        return Column(kind, np.array(values, dtype=np.float64))
    return Column(kind, np.array([_number(value, kinds[type(value)]) for value in values], dtype=np.float64))


def _one_of_each(values: Iterable[Any]) -> Iterable[Any]:
    return {type(value): value for value in values}.values()


def _kind(name: str, value: Any) -> str:
    if value is None or _is_absent(value):
        return ""
    if isinstance(value, str):
        return "text"
    if isinstance(value, (bool, np.bool_)):
        return "boolean"
    if isinstance(value, numbers.Integral):
        return "integer"
    if isinstance(value, (numbers.Real, decimal.Decimal)):
        return "decimal"
    if isinstance(value, (dt.datetime, np.datetime64)):
        return "timestamp"
    if isinstance(value, dt.date):
        return "date"
    if isinstance(value, dt.time):
        return "time"
    raise ValueError(
        f"column '{name}' must hold numbers, texts, truths, dates or times, got {type(value).__name__}"
    )


def _common(name: str, kinds: set[str]) -> str:
    if len(kinds) <= 1:
        return next(iter(kinds), "decimal")
    if kinds <= {"integer", "decimal", "boolean"}:
        return "decimal" if "decimal" in kinds else "integer"
    # A missing number, NaN, may stand between dates.
    rest = kinds - {"decimal"}
    if rest <= {"date", "timestamp"}:
        return "timestamp" if "timestamp" in rest else "date"
    if len(rest) == 1:
        return next(iter(rest))
    raise ValueError(f"column '{name}' must hold cells of one type, got {' and '.join(sorted(kinds))}")


def _number(value: Any, kind: str) -> float:
    if kind == "":
        return math.nan
    if kind == "date":
        return float(value.toordinal() - _EPOCH_DAY)
    if kind == "time":
        whole = (value.hour * 60 + value.minute) * 60 + value.second
        return (whole * 10**9 + value.microsecond * 1000) / 1e9
    if kind == "timestamp":
        return _timestamp(value)
    return float(value)


def _timestamp(value: Any) -> float:
    if isinstance(value, np.datetime64):
        return float(_seconds(np.array([value]))[0])
    if value.tzinfo is not None:
        value = value.astimezone(dt.timezone.utc).replace(tzinfo=None)
    gap = value - _EPOCH
    return gap.days * cells.DAY + (gap.seconds * 10**9 + gap.microseconds * 1000) / 1e9


def _of_texts(values: list[Any], kinds: dict[type, str]) -> Column:
    code_of: dict[str, int] = {}
    codes = np.empty(len(values), dtype=np.int64)
    for i, value in enumerate(values):
        if type(value) is not str:
            value = _as_text(value, kinds[type(value)])
        codes[i] = code_of.setdefault(value, len(code_of)) if value else -1
    return Column("text", codes, list(code_of))


def _as_text(value: Any, kind: str) -> str:
    if kind == "text":
        return str(value)
    number = _number(value, kind)
    return "" if math.isnan(number) else cells.show(kind, number)


def nearest_name(name: str, candidates: Iterable[str]) -> Optional[str]:
    """Returns the candidate that somebody probably meant, if there is one (Damerau 1964)."""
    nearest, best = None, max(2, len(name) // 3) + 1
    for candidate in candidates:
        distance = _distance(name.lower(), candidate.lower())
        if distance < best and distance < max(len(name), len(candidate)):
            nearest, best = candidate, distance
    return nearest


def _distance(a: str, b: str) -> int:
    before: list[int] = []
    above = list(range(len(b) + 1))
    for i in range(1, len(a) + 1):
        row = [i] + [0] * len(b)
        for j in range(1, len(b) + 1):
            best = min(row[j - 1], above[j]) + 1
            best = min(best, above[j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                best = min(best, before[j - 2] + 1)
            row[j] = best
        before, above = above, row
    return above[len(b)]
