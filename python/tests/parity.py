"""Holds answers of this package to those of `diglm predict`."""

from __future__ import annotations

import json
import math
import os
import re
from pathlib import Path
from typing import Any

import numpy as np

import diglm

TOLERANCE = 1e-5
"""Relative to the larger of 1 and the expected value."""

ABSURD = 1e6
"""Of so small a log-density rounding alone is more nats than most columns add, and words name other columns."""

NOVELTY = 5e-5
"""A rank among kept scores: between two that nearly tie it magnifies what rounding leaves of log p(x), in Java too."""

ASKS: dict[str, dict[str, Any]] = {
    "interval": {"interval": 0.8},
    "coverage": {"coverage": 0.7},
    "quantiles": {"quantiles": [0.01, 0.5, 0.95]},
    "purpose": {"above": [1, 2.5], "shortfall": [0.5, 0.9], "loss": "pinball:0.8"},
}


ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(__file__).resolve().parent / "models"
MADE_UP = ROOT / "scoring/src/test/resources/io/diglm/model/golden/format-1.diglm"
"""A file whose parts are no model together: it only shows that its form is read."""

_NO_SOURCES = ("target", "shared", "build", "dist", "node_modules")


def models() -> list[Path]:
    """Returns every model file of the resources of all modules; others are those that somebody fitted."""
    found = []
    for folder, inner, names in os.walk(ROOT):
        inner[:] = sorted(name for name in inner if not name.startswith(".") and name not in _NO_SOURCES)
        # A virtual environment beside the sources is none of them.
        inner[:] = [name for name in inner if not (Path(folder) / name / "pyvenv.cfg").exists()]
        if "src" in Path(folder).relative_to(ROOT).parts or Path(folder) == MODELS:
            found += [Path(folder) / name for name in sorted(names) if name.endswith(".diglm")]
    return [model for model in found if model != MADE_UP]


def answers_of(model: Path) -> Path:
    """Returns the file of Java's answers: beside the model, or of an old format with the others."""
    if model.parent == MODELS:
        return model.with_suffix(".json")
    name = model.stem if model.parent.name == "golden" else f"{model.parent.name}-{model.stem}"
    return MODELS / f"{name}.json"


def differences(model: Path) -> list[str]:
    """Returns a line for each answer that differs from the one that is kept of a model."""
    kept = json.loads(answers_of(model).read_text(encoding="utf-8"))
    loaded = diglm.load(model)
    lines = []
    for key, options in ASKS.items():
        if key in kept:
            # A model without a target was asked for nothing, and one of classes for no interval: see make-fixtures.
            usual = loaded.target is None or (key == "interval" and len(loaded.classes_))
            got = loaded.answers(kept["rows"], **({} if usual else options))
            for name, expected in kept[key].items():
                lines += compare(f"{model.stem} {key} {name}", expected, got[name].tolist())
    if "explain" in kept:
        lines += explained(model.stem, kept["explain"], loaded.explain(kept["rows"]))
    if "column_scores" in kept:
        got = loaded.column_scores(kept["rows"])
        for name, expected in kept["column_scores"].items():
            lines += compare(f"{model.stem} {name}", expected, got[name].tolist())
    return lines


def explained(what: str, expected: list[Any], got: list[Any]) -> list[str]:
    """Compares attributions, which are empty where a row has no density."""
    lines = []
    for row, (e, g) in enumerate(zip(expected, got)):
        if not e or g is None:
            lines += [] if not e and g is None else [f"{what}: row {row} must be explained as {e}, got {g}"]
            continue
        found = {part.column: part.nats for part in g.parts}
        pairs = [(e["log_density"], g.log_density), (e["typical"], g.typical)]
        pairs += [(nats, found[column]) for column, nats in e["parts"].items()]
        # A part is a difference of log-densities, and as exact as these.
        room = TOLERANCE * max(1.0, abs(e["log_density"]), abs(e["typical"]))
        worded = abs(e["log_density"]) > ABSURD or _rounded(e["words"]) == _rounded(g.words())
        if not all(abs(a - b) <= room for a, b in pairs) or not worded:
            lines.append(f"{what}: row {row} must be explained as {e}, got {g}")
    return lines


def _rounded(words: str) -> str:
    """One decimal may fall on either side of a half."""
    return re.sub(r"-?\d+\.\d nats", "nats", words)


def compare(what: str, expected: list[Any], got: list[Any]) -> list[str]:
    if len(expected) != len(got):
        return [f"{what}: {len(expected)} rows must be answered, got {len(got)}"]
    return [
        f"{what}: row {row} must be {e!r}, got {g!r}"
        for row, (e, g) in enumerate(zip(expected, got))
        if not same(e, g, NOVELTY if what.endswith(" novelty") else TOLERANCE)
    ]


def same(expected: Any, got: Any, tolerance: float) -> bool:
    """A text that is missing may be empty, and a number that is missing not a number."""
    if expected is None:
        return got in (None, "", True) or (isinstance(got, float) and math.isnan(got))
    if isinstance(expected, bool) or isinstance(expected, str):
        return _without_digits(expected) == _without_digits(got)
    return bool(np.isfinite(got)) and abs(got - expected) <= tolerance * max(1.0, abs(expected))


def _without_digits(value: Any) -> Any:
    """Two decimals of a density may fall on either side of a half."""
    if isinstance(value, str) and "is below the threshold" in value:
        return value[: value.index("log_density")]
    return value
