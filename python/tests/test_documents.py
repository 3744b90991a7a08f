"""The programs of README and the guide run."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(__file__).parent / "models"
NUMBERS, CLASSES = "gaussian-none-realnvp", "categorical-none-spline"
PAGES = [ROOT / "python" / "README.md", ROOT / "docs" / "guide" / "python.md"]
NOT_RUN = {
    "diglm.fit(": "test_fit.py hands rows to a command",
    "mlflow.pyfunc.": "mlflow-check runs it with MLflow",
}


def blocks() -> list[str]:
    return [block for page in PAGES for block in re.findall(r"^```python\n(.*?)^```", page.read_text(), re.M | re.S)]


def runs(block: str) -> bool:
    return not any(part in block for part in NOT_RUN)


@pytest.mark.parametrize("model, others", [(NUMBERS, "# of classes"), (CLASSES, "# of numbers")])
@pytest.mark.parametrize("block", list(filter(runs, blocks())))
def test_a_program_runs(block: str, model: str, others: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that are marked as of the other kind of target are left out."""
    pandas = pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    shutil.copy(MODELS / f"{model}.diglm", "flights.diglm")
    frame = pandas.DataFrame(json.loads((MODELS / f"{model}.json").read_text(encoding="utf-8"))["rows"])
    lines = [line for line in block.splitlines() if others not in line]
    if model == CLASSES:
        lines = [line.replace('answers["mean"]', 'answers["class"]') for line in lines]
    names = {"frame": frame}
    exec("\n".join(lines), names)
    assert names["model"].manifest["created"]


def test_what_is_not_run_is_still_there() -> None:
    text = "".join(blocks())
    assert all(part in text for part in NOT_RUN)
    assert len(blocks()) == 4 and sum(map(runs, blocks())) == 2
