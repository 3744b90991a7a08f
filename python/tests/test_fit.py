"""A fit hands rows to the command; what is missing is said."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import shutil
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import diglm
from diglm import mlflow

MODEL = Path(__file__).parent / "models" / "gaussian-none-realnvp.diglm"
ROWS = {
    "x": [0.5, math.nan],
    "n": [1, 2],
    "yes": [True, False],
    "text": ["01", None],
    "day": [dt.date(2021, 3, 5), None],
    "at": [dt.datetime(2021, 3, 5, 7, 30), dt.datetime(2021, 3, 5, 7, 30, 1, 500000)],
}


@pytest.fixture
def launcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A launcher that keeps what it is given and hands out a model."""
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\n")
    java.chmod(java.stat().st_mode | stat.S_IXUSR)
    file = tmp_path / "bin" / "diglm"
    file.write_text(
        f"""#!/bin/sh
cp "$2" "{tmp_path}/rows.jsonl"
printf '%s\\n' "$@" > "{tmp_path}/arguments"
echo "epoch 1" >&2
while [ "$1" != --out ]; do shift; done
cp "{MODEL}" "$2"
"""
    )
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{java.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.delenv("DIGLM_HOME", raising=False)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return file


def test_rows_are_written_in_their_types(launcher: Path, tmp_path: Path, capfd: Any) -> None:
    model = diglm.fit(ROWS, target="n", features=["x", "text"], classes=True, codes=True, seed=7, quiet=None)
    assert model.target == "y"
    arguments = (tmp_path / "arguments").read_text().splitlines()
    assert arguments[0] == "fit" and arguments[2:4] == ["--target", "n"] and arguments[4] == "--out"
    assert arguments[6:] == ["--features=x,text", "--classes", "--codes=true", "--seed=7"]
    lines = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert lines == [
        {"x": 0.5, "n": 1, "yes": True, "text": "01", "day": "2021-03-05", "at": "2021-03-05 07:30:00"},
        {"x": None, "n": 2, "yes": False, "text": None, "day": None, "at": "2021-03-05 07:30:01.500"},
    ]
    assert capfd.readouterr().err == "epoch 1\n"


def test_progress_may_be_silent_and_a_model_kept(launcher: Path, tmp_path: Path, capfd: Any) -> None:
    diglm.fit(ROWS, out=tmp_path / "kept.diglm", progress=False, command=launcher)
    assert diglm.load(tmp_path / "kept.diglm").target == "y"
    arguments = (tmp_path / "arguments").read_text().splitlines()
    assert arguments[2] == "--no-target" and "--quiet" in arguments
    assert capfd.readouterr().err == ""


def test_what_the_command_refuses_is_said(launcher: Path) -> None:
    launcher.write_text("#!/bin/sh\necho 'diglm: target must be there' >&2\nexit 2\n")
    with pytest.raises(diglm.TrainingError) as caught:
        diglm.fit(ROWS, target="n")
    assert str(caught.value) == "target must be there"
    launcher.write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(diglm.TrainingError, match="diglm fit must succeed, got exit code 3"):
        diglm.fit(ROWS, target="n")


def test_a_command_or_java_that_is_missing_is_named(launcher: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (launcher.parent / "java").unlink()
    monkeypatch.setenv("PATH", str(launcher.parent))
    with pytest.raises(diglm.TrainingError) as caught:
        diglm.fit(ROWS)
    assert str(caught.value) == "java must be on the PATH, got none (install a JDK, 17 or newer)"
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(diglm.TrainingError) as caught:
        diglm.fit(ROWS)
    assert str(caught.value).startswith("diglm must be on the PATH or in the folder DIGLM_HOME, got neither")
    monkeypatch.setenv("DIGLM_HOME", str(tmp_path / "nowhere"))
    with pytest.raises(diglm.TrainingError, match="DIGLM_HOME must be a launcher, a jar or a folder of jars, got "):
        diglm.fit(ROWS)
    with pytest.raises(diglm.TrainingError, match="command must hold diglm or its jars, got "):
        diglm.fit(ROWS, command=tmp_path)


def test_rows_without_names_cannot_be_fitted() -> None:
    with pytest.raises(ValueError, match="rows must have named columns|an array must have"):
        diglm.fit(np.zeros((3, 2)))
    with pytest.raises(ValueError, match="column 'z' must be in the rows, got columns x, n"):
        diglm.fit(ROWS, target="z")


@pytest.mark.skipif(
    "DIGLM" not in os.environ or shutil.which("java") is None, reason="DIGLM must name the command, and Java be there"
)
def test_a_real_fit_gives_a_model(tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    x = draw.normal(size=300)
    rows = {
        "x": x,
        "zip": draw.choice(["01", "02", "10"], 300),
        "day": [dt.date(2021, 1, 1) + dt.timedelta(days=int(d)) for d in draw.integers(0, 365, 300)],
        "at": np.datetime64("2021-01-01") + draw.integers(0, 10**7, 300).astype("timedelta64[s]"),
        "y": 2 * x + draw.normal(size=300),
    }
    model = diglm.fit(
        rows, target="y", command=os.environ["DIGLM"], progress=False, epochs=2, layers=2, hidden=8, frequencies=0
    )
    kinds = {feature["name"]: feature["type"] for feature in model.manifest["schema"]["features"]}
    assert kinds == {"x": "decimal", "zip": "text", "day": "date", "at": "timestamp"}
    assert np.isfinite(model.predict(rows)).all()
    with pytest.raises(diglm.TrainingError, match="epochs must be"):
        diglm.fit(rows, target="y", command=os.environ["DIGLM"], progress=False, epochs=-1)


def test_mlflow_loads_a_model_whose_predictions_are_a_frame() -> None:
    pytest.importorskip("pandas")
    loaded = mlflow._load_pyfunc(str(MODEL))
    rows = [{"x": 1.0, "level": "a"}]
    assert loaded.predict(rows)["mean"][0] == diglm.load(MODEL).predict(rows)[0]
    assert loaded.predict(rows, {"interval": 0.5})["upper"][0] < loaded.predict(rows)["upper"][0]
