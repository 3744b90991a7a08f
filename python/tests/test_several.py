"""Of a model of several targets one is read at a time, and answers as the command does."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import diglm
import files

FOLDER = Path(__file__).parent / "several"
MODEL = FOLDER / "joint.diglm"
EXPECTED = json.loads((FOLDER / "joint.json").read_text(encoding="utf-8"))
TARGETS = list(EXPECTED["targets"])


def refused(path: Path, target: Any = None) -> str:
    with pytest.raises(diglm.ModelError) as told:
        diglm.load(path, target)
    message = str(told.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message[len(str(path)) :]


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_is_answered_as_by_the_command(target: str) -> None:
    model = diglm.load(MODEL, target=target)
    answers = model.answers(EXPECTED["rows"], interval=None if len(model.classes_) else 0.8)
    compared = 0
    for name, column in EXPECTED["targets"][target].items():
        for got, expected in zip(answers[name], column):
            if isinstance(expected, float) and math.isfinite(expected):
                assert got == pytest.approx(expected, rel=2e-5, abs=2e-5), name
                compared += 1
            elif name in ("class", "rejected") and expected is not None:
                assert got == expected, name
    assert compared > 20


def test_a_target_must_be_named_and_known() -> None:
    assert refused(MODEL) == (
        " has the targets y, kind, count: name one, such as diglm.load(path, target='y')"
    )
    assert refused(MODEL, "z") == " has no target 'z': it has y, kind, count"


def test_a_model_of_one_target_may_be_asked_for_it() -> None:
    one = next((Path(__file__).parent / "models").glob("gaussian-none-*.diglm"))
    assert diglm.load(one, target="y") is not None
    assert refused(one, "z") == " has no target 'z': it has y"


@pytest.mark.parametrize("field", ["head", "target", "lacks", "eta"])
def test_a_target_that_lacks_a_part_is_refused(tmp_path: Path, field: str) -> None:
    def change(manifest: dict[str, Any]) -> None:
        del manifest["targets"][0][field]

    refused(files.changed(tmp_path / "m.diglm", change, model=MODEL), "kind")
