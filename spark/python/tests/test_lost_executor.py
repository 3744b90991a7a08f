"""A killed executor changes no answer: what it had is done again by another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FLIGHTS = Path(__file__).parents[3] / "examples" / "flights.parquet"
SCRIPT = Path(__file__).with_name("lost_executor.py")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lost")


def assert_same_after_a_kill(what: str, folder: Path, rows: int) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), what, str(FLIGHTS), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = done.stdout.splitlines()
    whole, killed = [line for line in lines if line.startswith("answers")]
    assert whole.startswith(f"answers [{rows}, "), whole
    assert killed == whole
    assert "killed" in lines, done.stdout
    # The kill came while tasks ran.
    assert int(next(line for line in lines if line.startswith("failed tasks")).split()[-1]) > 0


def test_a_round_is_the_same_after_an_executor_is_lost(folder: Path) -> None:
    assert_same_after_a_kill("fit", folder, 2000)


def test_scoring_is_the_same_after_an_executor_is_lost(folder: Path) -> None:
    assert_same_after_a_kill("score", folder, 120_000)
