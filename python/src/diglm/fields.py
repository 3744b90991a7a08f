"""JSON of a file that nobody vouches for, read field by field."""

from __future__ import annotations

import json
import math
from typing import Any, Iterator

_PARTS = 100_000
_VALUES = 1_000_000
_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class FieldError(Exception):
    """A field that lacks or does not fit."""


def parse(content: bytes, weight: int) -> Any:
    """Reads JSON that has no more values than a file of ``weight`` bytes may ask for.

    A value of two bytes takes a hundred in memory, and a compressed file can hold a thousand times its size of them.
    """
    parts, values = _count(content)
    _bound("lists and objects", _PARTS + weight, parts)
    _bound("values", _VALUES + 4 * weight, values)
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise FieldError("must not nest so deep") from None
    except UnicodeDecodeError as e:
        raise FieldError(f"must be UTF-8, got byte 0x{content[e.start]:02x} at {e.start}") from None
    except ValueError as e:
        raise FieldError(f"must be JSON: {e}") from None


def _count(content: bytes) -> tuple[int, int]:
    """Returns how many lists and objects, and how many values, stand outside texts."""
    parts, values, text = 0, 1, False
    for piece in content.split(b'"'):
        if text:
            # A quote after an odd number of backslashes belongs to the text.
            tail = len(piece) - len(piece.rstrip(b"\\"))
            text = tail % 2 == 1
        else:
            parts += piece.count(b"[") + piece.count(b"{")
            values += piece.count(b",")
            text = True
    return parts, values


def _bound(what: str, most: int, got: int) -> None:
    if got > most:
        raise FieldError(f"must have at most {most:,} {what} in a file of its size, got {got:,}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise FieldError(f"every field must have its own name, got two of {name[:40]}")
        fields[name] = value
    return fields


def _no_constant(text: str) -> Any:
    raise FieldError(f"must be JSON, got {text}")


class Fields:
    """An object of the JSON, and where it stands."""

    def __init__(self, value: Any, path: str = "") -> None:
        self.path = path
        if not isinstance(value, dict):
            raise self._bad("be a JSON object", value)
        self._values = value

    def has(self, name: str) -> bool:
        """Returns whether there is such a field, other than null."""
        return self._values.get(name) is not None

    def object(self, name: str) -> Fields:
        return Fields(self._required(name), self._at(name))

    def objects(self, name: str) -> Iterator[Fields]:
        for i, value in enumerate(self.array(name)):
            yield Fields(value, f"{self._at(name)}[{i}]")

    def array(self, name: str) -> list[Any]:
        value = self._required(name)
        if not isinstance(value, list):
            raise self._bad("be a list", value, name)
        return value

    def text(self, name: str) -> str:
        value = self._required(name)
        if not isinstance(value, str):
            raise self._bad("be a text", value, name)
        return value

    def texts(self, name: str) -> list[str]:
        values = self.array(name)
        for value in values:
            if not isinstance(value, str):
                raise self._bad("hold texts", value, name)
        return values

    def truth(self, name: str) -> bool:
        value = self._required(name)
        if not isinstance(value, bool):
            raise self._bad("be true or false", value, name)
        return value

    def choice(self, name: str, *choices: str) -> str:
        value = self.text(name)
        if value not in choices:
            raise self._bad(f"be one of {', '.join(choices)}", value, name)
        return value

    def whole(self, name: str, least: int = -(2**63)) -> int:
        value = self._required(name)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
            raise self._bad("be a whole number", value, name)
        if value < least:
            raise self._bad(f"be at least {least}", value, name)
        return value

    def number(self, name: str) -> float:
        """Returns a number, which may be not-a-number or infinite."""
        return self._number(self._required(name), name)

    def finite(self, name: str) -> float:
        value = self.number(name)
        if not math.isfinite(value):
            raise self._bad("be finite", value, name)
        return value

    def positive(self, name: str) -> float:
        value = self.finite(name)
        if not value > 0:
            raise self._bad("be positive and finite", value, name)
        return value

    def numbers(self, name: str) -> list[float]:
        return [self._number(value, name) for value in self.array(name)]

    def matrix(self, name: str, width: int) -> list[list[float]]:
        """Returns rows of numbers, each of this width."""
        rows = []
        for row in self.array(name):
            if not isinstance(row, list) or len(row) != width:
                got = len(row) if isinstance(row, list) else "no list"
                raise FieldError(f"{self._at(name)} must have width {width}, got {got}")
            rows.append([self._number(value, name) for value in row])
        return rows

    def reject(self, name: str, rule: str) -> FieldError:
        """Returns the error of a field that breaks a rule."""
        return self._bad(rule, self._values.get(name), name)

    def _number(self, value: Any, name: str) -> float:
        if isinstance(value, str) and value in _NUMBERS:
            return _NUMBERS[value]
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._bad("be a number", value, name)
        try:
            return float(value)
        except OverflowError:
            raise self._bad("be a number of double precision", "more", name) from None

    def _required(self, name: str) -> Any:
        if self._values.get(name) is None:
            raise FieldError(f"{self._at(name)} must be there, got none")
        return self._values[name]

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _bad(self, rule: str, got: Any, name: str = "") -> FieldError:
        where = self._at(name) if name else self.path or "it"
        text = got if isinstance(got, str) else _shown(got)
        return FieldError(f"{where} must {rule}, got {text[:60]}")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else repr(value)
