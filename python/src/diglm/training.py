"""Fits models: finds Java and the diglm command, hands it the rows and reads the model that it writes."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Iterator, Optional, Union

from diglm import cells
from diglm.model import Model, load
from diglm.tables import Column, Rows, rows_of

_MAIN = "io.diglm.cli.Diglm"
_WITH_VALUE = ("codes",)
"""Options that take true or false, where others are given or not."""


class TrainingError(Exception):
    """A fit that could not be done; the message is one line."""


def fit(
    rows: Any,
    target: Optional[str] = None,
    *,
    out: Optional[Union[str, "os.PathLike[str]"]] = None,
    command: Optional[Union[str, "os.PathLike[str]"]] = None,
    progress: bool = True,
    **options: Any,
) -> Model:
    """Fits a model by the ``diglm`` command, which needs Java 17 or newer, and returns it.

    ``rows`` is a data frame, a dictionary of columns or a list of dictionaries. Without a target the model is of p(x)
    alone. ``options`` are those of ``diglm fit`` with underscores, such as ``time_limit="2m"``, ``seed=7``,
    ``features=["a", "b"]`` or ``false_alarms=0.01``. ``out`` keeps the model file. ``command`` is the launcher, a jar or
    a folder of jars; else it is looked for in the folder DIGLM_HOME and on the PATH. Progress goes to standard error.

    Raises TrainingError where Java or the command is missing, or the command refuses.
    """
    table = rows_of(rows, [])
    if not table.names:
        raise ValueError("rows must have named columns, got none (use a data frame or a dictionary of columns)")
    if target is not None:
        table.column(target)
    start = _command(command)
    with tempfile.TemporaryDirectory(prefix="diglm-") as folder:
        file, model = Path(folder) / "rows.jsonl", Path(out) if out is not None else Path(folder) / "model.diglm"
        _write(table, file)
        goal = ["--no-target"] if target is None else ["--target", target]
        quiet = [] if progress else ["--quiet"]
        _run([*start, "fit", str(file), *goal, "--out", str(model), *quiet, *_arguments(options)], progress)
        return load(model)


def _arguments(options: dict[str, Any]) -> Iterator[str]:
    """Returns options as the command takes them."""
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        if isinstance(value, bool) and name not in _WITH_VALUE:
            if value:
                yield option
        elif value is not None:
            yield f"{option}={_argument(value)}"


def _argument(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return ",".join(map(str, value))
    return str(value)


def _command(given: Optional[Union[str, "os.PathLike[str]"]]) -> list[str]:
    """Returns how the command starts."""
    if given is not None:
        return _start(Path(given), "command")
    home = os.environ.get("DIGLM_HOME")
    if home:
        return _start(Path(home), "DIGLM_HOME")
    found = shutil.which("diglm")
    if found is None:
        raise TrainingError(
            "diglm must be on the PATH or in the folder DIGLM_HOME, got neither (scoring needs no command, a fit does)"
        )
    # A launcher that is found may be a program of pip's own, which is none of ours.
    return _start(Path(found), "diglm")


def _start(path: Path, what: str) -> list[str]:
    if path.is_dir():
        launcher = path / "diglm"
        if launcher.is_file():
            return _start(launcher, what)
        if any(path.glob("*.jar")):
            return [_java(), "-cp", str(path / "*"), _MAIN]
        raise TrainingError(f"{what} must hold diglm or its jars, got {path}")
    if not path.is_file():
        raise TrainingError(f"{what} must be a launcher, a jar or a folder of jars, got {path}, which does not exist")
    if path.suffix == ".jar":
        return [_java(), "-cp", os.pathsep.join([str(path), str(path.parent / "*")]), _MAIN]
    _java()
    return [str(path)]


def _java() -> str:
    """Finds Java as the launcher does."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=os.path.join(home, "bin")) if home else None
    java = java or shutil.which("java")
    if java is None:
        raise TrainingError("java must be on the PATH, got none (install a JDK, 17 or newer)")
    return java


def _run(arguments: list[str], progress: bool) -> None:
    with subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stderr is not None
        problem = ""
        try:
            for line in process.stderr:
                if line.startswith("diglm: "):
                    problem = line[len("diglm: ") :].strip()
                elif progress:
                    print(line, end="", file=sys.stderr, flush=True)
        except BaseException:
            process.terminate()
            raise
    if process.returncode != 0:
        raise TrainingError(problem or f"diglm fit must succeed, got exit code {process.returncode}")


def _write(table: Rows, file: Path) -> None:
    """Writes JSON lines, in which texts stay texts and whole numbers whole."""
    columns = [list(_cells(table.column(name))) for name in table.names]
    names = [json.dumps(name) for name in table.names]
    with file.open("w", encoding="utf-8") as out:
        for row in zip(*columns):
            out.write("{" + ",".join(f"{name}:{cell}" for name, cell in zip(names, row)) + "}\n")


def _cells(column: Column) -> Iterator[str]:
    if column.levels is not None:
        texts = [json.dumps(level) for level in column.levels]
        return (texts[code] if code >= 0 else "null" for code in column.numbers.tolist())
    return (_cell(column.kind, value) for value in column.numbers.tolist())


def _cell(kind: str, value: float) -> str:
    if math.isnan(value):
        return "null"
    if math.isinf(value):
        raise ValueError(f"cells must be finite, got {cells.show_double(value)}")
    if kind in ("date", "time"):
        return f'"{_with_seconds(cells.show(kind, value), kind)}"'
    if kind == "timestamp":
        day, _, time = cells.show(kind, value).partition("T")
        return f'"{day} {_with_seconds(time, "time")}"'
    if kind == "decimal":
        return repr(value)
    return cells.show(kind, value)


def _with_seconds(text: str, kind: str) -> str:
    return text + ":00" if kind == "time" and len(text) == 5 else text
