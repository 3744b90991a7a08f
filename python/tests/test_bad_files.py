"""A file that is damaged, foreign, newer or hostile is refused in one line, by one exception."""

from __future__ import annotations

import io
import json
import os
import pickle
import random
import struct
import zipfile
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest

import diglm
import files


def refused(path: Path) -> str:
    with pytest.raises(diglm.ModelError) as caught:
        diglm.load(path)
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith(str(path))
    return text[len(str(path)) :]


def test_what_is_no_model_file_is_said(tmp_path: Path) -> None:
    assert refused(tmp_path) == " is a folder (name a model file inside it)"
    assert refused(tmp_path / "none.diglm") == " does not exist"
    (tmp_path / "empty").write_bytes(b"")
    assert refused(tmp_path / "empty") == " is empty (copy it again, or fit again)"
    (tmp_path / "text").write_text("hello")
    assert refused(tmp_path / "text") == " is not a model file: it must be a zip (as diglm fit --out writes it)"


def test_a_pickle_is_not_opened(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "sprung"),)

    (tmp_path / "model.diglm").write_bytes(pickle.dumps(Trap()))
    assert "must be a zip" in refused(tmp_path / "model.diglm")
    inside = files.write(tmp_path / "inside.diglm", [("manifest.json", pickle.dumps(Trap())), ("weights.safetensors", b"")])
    assert "manifest.json: must be" in refused(inside)
    assert not (tmp_path / "sprung").exists()


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == " is no regular file (copy it into one)"


def test_a_truncated_file_is_damaged(tmp_path: Path) -> None:
    whole = files.MODEL.read_bytes()
    for length in (5, 100, len(whole) // 2, len(whole) - 10):
        part = tmp_path / f"part-{length}"
        part.write_bytes(whole[:length])
        assert refused(part) == " is truncated or damaged (copy it again, or fit again)"


def test_no_flipped_byte_goes_unseen(tmp_path: Path) -> None:
    whole = files.MODEL.read_bytes()
    expected = diglm.load(files.MODEL).predict({"x": 1.0, "level": "a", "gap": 3.0})
    draw = random.Random(5)
    for at in draw.sample(range(len(whole)), 300):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << draw.randrange(8)
        path = tmp_path / "flipped.diglm"
        path.write_bytes(bytes(damaged))
        try:
            got = diglm.load(path).predict({"x": 1.0, "level": "a", "gap": 3.0})
        except diglm.ModelError as e:
            assert "\n" not in str(e)
        else:  # a byte that says nothing, such as a date
            assert np.array_equal(got, expected)


def test_a_newer_format_is_named(tmp_path: Path) -> None:
    path = files.changed(tmp_path / "m.diglm", lambda m: m.update(format_version=6, library_version="9.1"))
    assert refused(path) == (
        " has format version 6, this library reads up to 5: use diglm 9.1, which wrote it, or newer"
    )
    path = files.changed(tmp_path / "m.diglm", lambda m: m.update(format_version=0))
    assert refused(path) == ": manifest.json: format_version must be at least 1, got 0"


def test_a_changed_part_is_told_by_its_checksum(tmp_path: Path) -> None:
    parts = files.entries()
    weights = bytearray(parts["weights.safetensors"])
    weights[-1] ^= 1
    path = files.write(tmp_path / "w.diglm", [("manifest.json", parts["manifest.json"]), ("weights.safetensors", bytes(weights))])
    assert ": weights.safetensors was changed: its SHA-256 must be " in refused(path)
    manifest = parts["manifest.json"].replace(b'"seed": 3', b'"seed": 4')
    assert manifest != parts["manifest.json"]
    path = files.write(tmp_path / "m.diglm", [*{**parts, "manifest.json": manifest}.items()])
    assert ": manifest.json was changed: its SHA-256 must be " in refused(path)


def test_a_part_that_is_not_there_is_named(tmp_path: Path) -> None:
    parts = files.entries()
    for name in ("manifest.json", "weights.safetensors"):
        rest = [(other, content) for other, content in parts.items() if other != name]
        path = files.write(tmp_path / "m.diglm", rest)
        assert refused(path) == f" is not a whole model file: it must hold {name} (copy it again, or fit again)"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    parts = list(files.entries().items())
    path = files.write(tmp_path / "m.diglm", [*parts, ("manifest.json", b"{}")])
    assert refused(path) == ": every entry must have its own name, got two of manifest.json"


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a/b", "..\\evil", ".hidden", "C:evil"])
def test_names_that_are_paths_are_refused(tmp_path: Path, name: str) -> None:
    path = files.write(tmp_path / "m.diglm", [*files.entries().items(), (name, b"x")])
    assert ": every entry must have a plain name, got " in refused(path)


def test_a_name_that_ends_early_is_refused(tmp_path: Path) -> None:
    path = files.write(tmp_path / "m.diglm", [*files.entries().items(), ("manifest.jsonXevil", b"x")])
    path.write_bytes(path.read_bytes().replace(b"manifest.jsonXevil", b"manifest.json\0evil"))
    assert "every entry must have" in refused(path)


def test_a_zip_bomb_is_not_blown_up(tmp_path: Path) -> None:
    bomb = b'{"format_version": 2, "x": "' + b" " * (70 << 20) + b'"}'
    path = files.of_text(tmp_path / "bomb.diglm", bomb)
    assert path.stat().st_size < 1 << 20
    assert refused(path) == ": manifest.json must have at most 67108864 bytes, got more"


def test_a_bomb_of_small_values_is_counted_before_it_is_read(tmp_path: Path) -> None:
    lists = b"[" + b"[]," * 5_000_000 + b"[]]"
    assert "must have at most" in refused(files.of_text(tmp_path / "lists.diglm", lists))
    numbers = b'{"format_version": [' + b"1," * 8_000_000 + b"1]}"
    assert "must have at most" in refused(files.of_text(tmp_path / "numbers.diglm", numbers))
    deep = b"[" * 50_000 + b"]" * 50_000
    problem = refused(files.of_text(tmp_path / "deep.diglm", deep))
    # From 3.14 on Python reads as deep as its stack is, and then this is no object.
    assert problem in (
        ": manifest.json: must not nest so deep",
        ": manifest.json: it must be a JSON object, got a list",
    )


def test_weights_must_not_be_compressed(tmp_path: Path) -> None:
    parts = list(files.entries().items())
    path = files.write(tmp_path / "m.diglm", parts, ("manifest.json", "weights.safetensors"))
    assert refused(path) == ": weights.safetensors must be stored uncompressed (zip -0), got it compressed"


def test_sizes_that_lie_are_told(tmp_path: Path) -> None:
    """The central directory says that the manifest is shorter, or longer, than it is."""
    whole = bytearray(files.MODEL.read_bytes())
    at = whole.index(b"PK\x01\x02")
    for size in (10, 1 << 31):
        lie = bytearray(whole)
        struct.pack_into("<I", lie, at + 24, size)
        path = tmp_path / f"lie-{size}"
        path.write_bytes(bytes(lie))
        assert "damaged" in refused(path)


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    whole = bytearray(files.MODEL.read_bytes())
    at = whole.index(b"PK\x01\x02")
    whole[at + 8] |= 1
    (tmp_path / "m.diglm").write_bytes(bytes(whole))
    assert refused(tmp_path / "m.diglm") == ": manifest.json must not be encrypted"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda w: w[:4], "length must be at least 8 bytes, got 4"),
        (lambda w: b"\xff" * 8 + w[8:], "header length must be at most "),
        (lambda w: (2).to_bytes(8, "little") + b"[]", "header must be a JSON object, got another value"),
        (lambda w: (5).to_bytes(8, "little") + b"oops!", "header must be JSON: "),
    ],
)
def test_a_bad_header_is_named(tmp_path: Path, change: Callable[[bytes], bytes], text: str) -> None:
    path = files.changed(tmp_path / "m.diglm", weights=change)
    assert refused(path).startswith(": weights.safetensors is damaged: " + text)


@pytest.mark.parametrize(
    ("lie", "text"),
    [
        ({"dtype": "F16"}, "dtype must be one of I64, F64, F32, BF16, U8, got 'F16'"),
        ({"dtype": None}, "dtype must be one of I64, F64, F32, BF16, U8, got None"),
        ({"shape": [-1]}, "shape must be a list of whole numbers, got [-1]"),
        ({"shape": [1.5]}, "shape must be a list of whole numbers, got [1.5]"),
        ({"shape": [2**62, 2**62]}, "data_offsets must span "),
        ({"shape": [3]}, "data_offsets must span the 12 bytes of shape [3], got "),
        ({"data_offsets": [0]}, "data_offsets must be two numbers, got 1"),
        ({"data_offsets": "no"}, "data_offsets must be a list of whole numbers, got 'no'"),
    ],
)
def test_a_tensor_that_lies_is_named(tmp_path: Path, lie: dict[str, Any], text: str) -> None:
    def change(weights: bytes) -> bytes:
        fields, data = files.header(weights)
        fields["head.bias"].update(lie)
        return files.with_header(fields, data)

    path = files.changed(tmp_path / "m.diglm", weights=change)
    assert refused(path).startswith(": weights.safetensors is damaged: tensor head.bias: " + text)


def test_gaps_and_overlaps_are_refused(tmp_path: Path) -> None:
    def gap(weights: bytes) -> bytes:
        fields, data = files.header(weights)
        return files.with_header(fields, data + b"\0" * 8)

    def overlap(weights: bytes) -> bytes:
        fields, data = files.header(weights)
        fields["again"] = dict(fields["head.bias"])
        return files.with_header(fields, data)

    assert "tensors must fill " in refused(files.changed(tmp_path / "gap.diglm", weights=gap))
    assert "data must begin at " in refused(files.changed(tmp_path / "overlap.diglm", weights=overlap))


def put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(manifest: dict[str, Any]) -> None:
        at: Any = manifest
        *steps, last = path.split(".")
        for step in steps:
            at = at[int(step)] if isinstance(at, list) else at[step]
        at[int(last) if isinstance(at, list) else last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("head.family", "gompertz", "head.family must be one of "),
        ("head.scale", "x", "head.scale must be a number, got x"),
        ("head.scale", 0, "head.scale must be positive and finite, got 0"),
        ("head.count", 2, "head.count must be 1 of gaussian, got 2"),
        ("head.bayes", "bound", "head.bayes must suit gaussian with link identity, got bound"),
        ("flow.hidden", 10**9, "weights of flow.0.coupling.0.weight must have shape [1000000000, "),
        ("flow.layers", 10**12, "weights must hold flow.4.coupling.0.weight, got none"),
        ("flow.layers", True, "flow.layers must be a whole number, got true"),
        ("flow.levels", 1, "flow.levels must be 0 for rows that are not images, got 1"),
        ("flow.frequencies", 10**15, "weights must hold flow.0.coupling.frequencies, got none"),
        ("schema.features", {}, "schema.features must be a list, got an object"),
        ("schema.features.0.type", "vector", "schema.features[0].type must be one of "),
        ("schema.features.0.axes.0.scaling.width", -1.0, "schema.features[0].axes[0].scaling.width must be positive"),
        ("thresholds.calibrated", 10**9, "kept scores of combined must be 2000 of 1000000000 rows, got "),
        ("thresholds.novelty", "texture", "thresholds.novelty must be a score of rows, got texture"),
        ("thresholds.rejection.slack", -1, "slack must be at least 0 and finite, got -1"),
        ("marginal.family", "cauchy", "marginal.family must be one that this library knows, got cauchy"),
        ("golden.eta", [], "golden.encoded must be as many rows as eta and log_density, at least 1, got a list"),
        ("golden.encoded.0", [1.0], "golden.encoded must have width "),
        ("schema.target", None, "head.family must be none where there is no target, and only there, got gaussian"),
    ],
)
def test_a_field_that_does_not_fit_is_named(tmp_path: Path, path: str, value: Any, text: str) -> None:
    got = refused(files.changed(tmp_path / "m.diglm", put(path, value)))
    assert got.startswith(f" cannot be used: {text}"), got


def test_a_model_that_answers_otherwise_is_refused(tmp_path: Path) -> None:
    path = files.changed(tmp_path / "m.diglm", put("golden.log_density.1", 12.0))
    assert " does not answer as when it was saved: golden row 1: log_density must be 12.0 within 0.0001" in refused(path)


def test_weights_must_be_numbers_and_all_be_used(tmp_path: Path) -> None:
    def spoilt(weights: bytes) -> bytes:
        fields, data = files.header(weights)
        begin, end = fields["head.bias"]["data_offsets"]
        return files.with_header(fields, data[:begin] + b"\xff" * (end - begin) + data[end:])

    def renamed(weights: bytes) -> bytes:
        fields, data = files.header(weights)
        fields["flow.99.bias"] = {"dtype": "F32", "shape": [0], "data_offsets": [len(data), len(data)]}
        return files.with_header(fields, data)

    assert refused(files.changed(tmp_path / "a.diglm", weights=spoilt)) == (
        " cannot be used: weights of head.bias must be numbers, got NaN"
    )
    assert refused(files.changed(tmp_path / "b.diglm", weights=renamed)) == (
        " cannot be used: weights must belong to the model's parts, got flow.99.bias"
    )


def test_a_model_of_images_is_refused_by_name(tmp_path: Path) -> None:
    path = files.changed(tmp_path / "m.diglm", put("schema.pixels", {"shape": {}, "margin": 0}))
    assert refused(path) == " is a model of images: this library reads models of tables (use the diglm command)"


@pytest.mark.parametrize(
    "offset, problem",
    [
        ([], "schema.offset must be a JSON object, got a list"),
        ({"column": 3, "exposure": True}, "schema.offset.column must be a text, got 3"),
        ({"column": "hours"}, "schema.offset.exposure must be there, got none"),
    ],
)
def test_an_offset_must_be_a_column(tmp_path: Path, offset: Any, problem: str) -> None:
    path = files.changed(tmp_path / "m.diglm", put("schema.offset", offset))
    assert refused(path) == f" cannot be used: {problem}"


def test_an_offset_needs_a_location(tmp_path: Path) -> None:
    offset = {"column": "hours", "exposure": False}
    path = files.changed(tmp_path / "m.diglm", put("schema.offset", offset), model=files.MODEL.with_name("categorical-none-spline.diglm"))
    assert refused(path) == (
        " cannot be used: head.family must have a location, as the model has an offset, got categorical"
    )


@pytest.mark.parametrize(
    "censoring, problem",
    [
        ([], "schema.censoring must be a JSON object, got a list"),
        ({"column": 3, "coding": "event"}, "schema.censoring.column must be a text, got 3"),
        ({"column": "e", "coding": "odd"}, "schema.censoring.coding must be one of event, status, got odd"),
        ({"column": "e", "coding": "status", "upper": 1}, "schema.censoring.upper must be a text, got 1"),
    ],
)
def test_censoring_must_be_columns(tmp_path: Path, censoring: Any, problem: str) -> None:
    times = files.MODEL.with_name("censored-weibull.diglm")
    path = files.changed(tmp_path / "m.diglm", put("schema.censoring", censoring), model=times)
    assert refused(path) == f" cannot be used: {problem}"


def test_censored_targets_need_a_family_that_takes_them(tmp_path: Path) -> None:
    censoring = {"column": "e", "coding": "event", "upper": None}
    path = files.changed(tmp_path / "m.diglm", put("schema.censoring", censoring))
    assert refused(path) == (
        " cannot be used: head.family must take censored targets, as the model has them, got gaussian"
    )


@pytest.mark.parametrize(
    "path, value, problem",
    [
        ("marginal.residual", "cauchy", "marginal.residual must be one of gumbel, normal, logistic, got cauchy"),
        ("marginal.scale", 0, "marginal.scale must be positive and finite, got 0.0"),
        ("head.link", "log", "head.link must be one of identity, got log"),
        ("head.bayes", "laplace", "head.bayes must suit weibull with link identity, got laplace"),
    ],
)
def test_a_model_of_times_must_fit_together(tmp_path: Path, path: str, value: Any, problem: str) -> None:
    times = files.MODEL.with_name("censored-weibull.diglm")
    changed = files.changed(tmp_path / "m.diglm", put(path, value), model=times)
    assert refused(changed) == f" cannot be used: {problem}"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (b"\xff\xfe", "must be UTF-8, got byte 0xff at 0"),
        (b"{", "must be JSON: "),
        (b'{"a": NaN}', "must be JSON, got NaN"),
        (b'{"a": 1, "a": 2}', "every field must have its own name, got two of a"),
        (b"[]", "it must be a JSON object, got a list"),
        (b'{"format_version": "2"}', "format_version must be a whole number, got 2"),
    ],
)
def test_a_manifest_that_is_none_is_named(tmp_path: Path, text: bytes, rule: str) -> None:
    assert refused(files.of_text(tmp_path / "m.diglm", text)).startswith(f": manifest.json: {rule}")


def test_random_manifests_end_in_one_line(tmp_path: Path) -> None:
    """Whatever a field is changed to, the file loads or is refused; nothing else happens."""
    draw = random.Random(11)
    values: list[Any] = [None, -1, 0, 1e308, "NaN", "", [], {}, True, 10**18, [[]], "x", float("1e-320")]

    def paths(value: Any, prefix: str = "") -> list[str]:
        found = []
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, inner in items:
            path = f"{prefix}.{name}" if prefix else str(name)
            found += [path, *paths(inner, path)]
        return found

    fields = json.loads(files.entries()["manifest.json"])
    unread = ("training", "metrics", "history", "data", "updates")
    known = [path for path in paths(fields) if not path.startswith(unread)]
    for path in draw.sample(known, 150):
        model = files.changed(tmp_path / "m.diglm", put(path, draw.choice(values)))
        try:
            diglm.load(model).answers({"x": 1.0, "level": "a", "gap": 3.0})
        except diglm.ModelError as e:
            assert "\n" not in str(e)


def test_a_file_like_object_is_not_taken() -> None:
    with pytest.raises(diglm.ModelError):
        diglm.load(io.BytesIO(b"PK\x03\x04"))  # type: ignore[arg-type]


def test_an_archive_of_another_kind_is_foreign(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("hello.txt", "hi")
    assert refused(tmp_path / "other.zip").startswith(" is not a whole model file: it must hold manifest.json")


HINGES = files.MODEL.with_name("hinges-mixture.diglm")


@pytest.mark.parametrize(
    ("hinges", "problem"),
    [
        (0, "flow.hinges must be at least 1, got 0"),
        (-1, "flow.hinges must be at least 1, got -1"),
        (1.5, "flow.hinges must be a whole number, got 1.5"),
        ("many", "flow.hinges must be a whole number, got many"),
        (13, "weights of hinges must have shape [13, 5], got [14, 5]"),
        (15, "weights of hinges must have shape [15, 5], got [14, 5]"),
        (2 * 10**9, "weights of hinges must have shape [2000000000, 5], got [14, 5]"),
        (None, "weights of flow.0.coupling.0.weight must have shape [8, 2], got [8, 9]"),
    ],
)
def test_the_number_of_hinges_is_that_of_the_tensor(tmp_path: Path, hinges: Any, problem: str) -> None:
    path = files.changed(tmp_path / "m.diglm", put("flow.hinges", hinges), model=HINGES)
    assert refused(path) == f" cannot be used: {problem}"


@pytest.mark.parametrize(
    ("place", "number", "problem"),
    [
        (0, -1.0, "hinges must be of dimensions 0 to 4, got others"),
        (0, 5.0, "hinges must be of dimensions 0 to 4, got others"),
        (0, 0.5, "hinges must be of dimensions 0 to 4, got others"),
        (0, float("inf"), "hinges must be of dimensions 0 to 4, got others"),
        (1, float("inf"), "hinges must be finite, got others"),
        (2, float("-inf"), "hinges must be finite, got others"),
        (3, float("-inf"), "hinges must be finite, got others"),
        (4, float("nan"), "weights of hinges must be numbers, got NaN"),
        (3, 3e38, "hinges must rise from low to high, got others"),
        (4, -3e38, "hinges must rise from low to high, got others"),
    ],
)
def test_a_hinge_is_of_numbers(tmp_path: Path, place: int, number: float, problem: str) -> None:
    def change(weights: bytes) -> bytes:
        fields, data = files.header(weights)
        changed = bytearray(data)
        struct.pack_into("<f", changed, fields["hinges"]["data_offsets"][0] + 4 * place, number)
        return files.with_header(fields, bytes(changed))

    path = files.changed(tmp_path / "m.diglm", weights=change, model=HINGES)
    assert refused(path) == f" cannot be used: {problem}"


def test_hinges_of_a_later_format_are_refused(tmp_path: Path) -> None:
    path = files.changed(tmp_path / "m.diglm", put("format_version", 6), model=HINGES)
    assert refused(path).startswith(" has format version 6, this library reads up to 5: ")


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("density", None, "golden row 0: log p(x) must be -7.452830177711973, got -27.3"),
        ("schema.features.0.axes.0.scaling.centre", 0.7, "golden row 0: answer must be 1.59"),
        ("head.shift", 3.0, "golden row 0: answer must be 1.59"),
        ("marginal.means.0", 9.0, "golden row 0: p(y) must be "),
        ("answers.log_density.3", 1.0, "golden row 3: log p(x) must be 1.0, got -5.01"),
        ("answers.novelty.7.values.1", 9.0, "golden row 1: novelty by combined must be 9.0, got 1.1"),
    ],
)
def test_a_model_is_held_to_what_it_said_of_rows(tmp_path: Path, path: str, value: Any, problem: str) -> None:
    got = refused(files.changed(tmp_path / "m.diglm", put(path, value), model=HINGES))
    assert got.startswith(f" does not answer as when it was saved: {problem}"), got


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("answers.columns", [], "column 'x' must be in the rows, got no columns"),
        ("answers.columns.0.numbers", [1.0], "answers.columns[0].numbers must have 5 rows, got a list"),
        ("answers.answers", [[1.0]], "answers.answers must have 5 rows, got a list"),
        ("answers.novelty.0.values", [], "answers.novelty must have 5 rows, got a list"),
        ("answers.log_density", "no", "answers.log_density must be a list, got no"),
    ],
)
def test_golden_answers_must_be_whole(tmp_path: Path, path: str, value: Any, problem: str) -> None:
    got = refused(files.changed(tmp_path / "m.diglm", put(path, value), model=HINGES))
    assert got.startswith(f" cannot be used: {problem}"), got


def test_golden_answers_may_be_of_no_row(tmp_path: Path) -> None:
    def change(manifest: dict[str, Any]) -> None:
        answers = manifest["answers"]
        answers["log_density"], answers["answers"] = [], []
        for column in answers["columns"]:
            column["numbers"], column["texts"] = [], []
        for score in answers["novelty"]:
            score["values"] = []

    path = files.changed(tmp_path / "m.diglm", change, model=HINGES)
    assert diglm.load(path).n_features_in_ > 0
    moved = files.changed(tmp_path / "moved.diglm", lambda m: (change(m), put("golden.log_density.1", 12.0)(m))[1], model=HINGES)
    assert " does not answer as when it was saved: golden row 1: log_density must be 12.0 " in refused(moved)
