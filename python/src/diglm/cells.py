"""Cells as text, and text as cells, as ``io.diglm.schema.CellText`` has them."""

from __future__ import annotations

import math
import re
from decimal import Decimal

DAY = 86_400.0
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\Z")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z", re.ASCII)
_OFFSET = re.compile(r"([-+])(\d\d)(?::?(\d\d))?\Z", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\Z", re.ASCII)
_SPACES = "".join(map(chr, range(33)))
_TRUTHS = {"true": 1.0, "t": 1.0, "yes": 1.0, "y": 1.0, "1": 1.0}
_TRUTHS.update({"false": 0.0, "f": 0.0, "no": 0.0, "n": 0.0, "0": 0.0})
_LARGEST_WHOLE = 1e15
_SHOWN = 100
_RULES = {
    "boolean": "true or false",
    "date": "a date like 2013-12-31",
    "time": "a time of day like 23:59:00",
    "timestamp": "a time like 2013-12-31 23:59:00",
}
_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def rule(kind: str) -> str:
    """Returns what a cell of this type must be, for messages."""
    return _RULES.get(kind, "a number")


def shown(text: str) -> str:
    """Returns a text as messages show it: in one line, and at most 100 characters."""
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    return "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in cut)


def parse(kind: str, text: str) -> float:
    """Returns the value of a text in a column of this type; NaN if it has none."""
    trimmed = text.strip(_SPACES)
    if kind == "boolean":
        return _TRUTHS.get(trimmed.lower(), math.nan)
    if kind == "date":
        return _date(trimmed)
    if kind == "time":
        return _time(trimmed)
    if kind == "timestamp":
        return _timestamp(trimmed)
    return _number(trimmed)


def number(text: str) -> float:
    """Returns the number that a level's text stands for, true being 1; NaN if it stands for none."""
    trimmed = text.strip(_SPACES)
    value = _number(trimmed)
    return _TRUTHS.get(trimmed.lower(), math.nan) if math.isnan(value) else value


def spells_truth(text: str) -> bool:
    """Returns whether a text says true or false in words, such as Yes."""
    trimmed = text.strip(_SPACES)
    return not _NUMBER.match(trimmed) and trimmed.lower() in _TRUTHS


def show(kind: str, value: float) -> str:
    """Returns the text of a value of this type: whole numbers without a point."""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if kind == "boolean":
        return "false" if value == 0 else "true"
    if kind == "date":
        return _show_date(math.floor(value))
    if kind == "time":
        return _show_time(round(value * 1e9))
    if kind == "timestamp":
        whole = math.floor(value)
        days, seconds = divmod(whole, 86_400)
        micros = round((value - whole) * 1e6)
        return f"{_show_date(days)}T{_show_time(seconds * 10**9 + micros * 1000)}"
    if value == round(value) and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    return show_double(value)


def show_double(value: float) -> str:
    """Returns a number as Java prints it: 1.0E10 rather than 1e+10."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0") or "0"
    power = len(digits) + int(exponent) - 1
    if value == 0 or -3 <= power < 7:
        return repr(value)
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{power}"


def _number(text: str) -> float:
    return float(text) if _NUMBER.match(text) else math.nan


def _date(text: str) -> float:
    match = _DATE.match(text)
    if not match:
        return math.nan
    year, month, day = (int(part) for part in match.groups())
    if not (1 <= month <= 12 and 1 <= day <= _MONTHS[month - 1]):
        return math.nan
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if month == 2 and day == 29 and not leap:
        return math.nan
    return float(days_of(year, month, day))


def days_of(year: int, month: int, day: int) -> int:
    """Returns the days since 1970-01-01 of a date of the Gregorian calendar."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def _show_date(days: int) -> str:
    days += 719_468
    era = days // 146_097
    of_era = days - era * 146_097
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + (3 if shifted < 10 else -9)
    full = year + era * 400 + (month <= 2)
    return f"{'+' if full > 9999 else ''}{full:04d}-{month:02d}-{day:02d}"


def _time(text: str) -> float:
    match = _TIME.match(text)
    if not match:
        return math.nan
    hour, minute, second, fraction = match.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return math.nan
    nanos = int((fraction or "0").ljust(9, "0"))
    whole = int(hour) * 3600 + int(minute) * 60 + int(second or 0)
    return (whole * 10**9 + nanos) / 1e9


def _show_time(nanos: int) -> str:
    seconds, nanos = divmod(nanos, 10**9)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    if seconds % 60 or nanos:
        text += f":{seconds % 60:02d}"
    if nanos:
        digits = 3 if nanos % 10**6 == 0 else 6 if nanos % 1000 == 0 else 9
        text += f".{nanos // 10 ** (9 - digits):0{digits}d}"
    return text


def _timestamp(text: str) -> float:
    """Returns the moment; one with an offset, such as +02:00, is the same in UTC."""
    if len(text) <= 10:
        return _date(text) * DAY
    offset = _OFFSET.search(text, 10)
    if offset:
        sign, hours, minutes = offset.group(1), int(offset.group(2)), int(offset.group(3) or 0)
        if minutes > 59 or hours * 60 + minutes > 18 * 60:
            return math.nan
        moved = (hours * 60 + minutes) * 60.0
        return _timestamp_of(text[: offset.start()]) - (moved if sign == "+" else -moved)
    return _timestamp_of(text[:-1] if text.endswith("Z") else text)


def _timestamp_of(plain: str) -> float:
    if plain[10:11] not in ("T", " "):
        return math.nan
    return _date(plain[:10]) * DAY + _time(plain[11:])
