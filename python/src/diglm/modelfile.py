"""Reads a model file and believes nothing of it."""

from __future__ import annotations

import hashlib
import math
import os
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from diglm.errors import ModelError
from diglm.fields import FieldError, Fields, parse

FORMAT_VERSION = 5
"""The newest format version that this library reads."""

_MANIFEST = "manifest.json"
_WEIGHTS = "weights.safetensors"
_CHECKSUM = "manifest.sha256"
_MAX_MANIFEST = 64 << 20
_MAX_WEIGHTS = 1 << 30
_MAX_HEADER = 100_000_000
_MOST_ENTRIES = 1000
_AGAIN = " (copy it again, or fit again)"
_TYPES = {"I64": "<i8", "F64": "<f8", "F32": "<f4", "BF16": "<u2", "U8": "u1"}
_TARGET = "target."
_OF_TARGET = ("head", "thresholds", "marginal", "metrics", "warnings", "updates")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
)
_NAME = re.compile(r"[A-Za-z0-9_. -]+\Z")


@dataclass(frozen=True)
class ModelFile:
    """A model file in memory: what ``manifest.json`` says, and the tensors by name."""

    source: str
    manifest: dict[str, Any]
    tensors: dict[str, np.ndarray]


def read(path: str | os.PathLike[str], target: str | None = None) -> ModelFile:
    """Reads a model file: of several targets, the model of one of them.

    Raises ModelError if there is none, or it is damaged, incomplete, hostile or of a newer format, or if it has several
    targets and none is named.
    """
    source = str(path)
    try:
        return _of_target(_Reader(source).read(), target)
    except ModelError:
        raise
    except FieldError as e:
        raise ModelError(f"{source}: manifest.json: {e}") from None
    except MemoryError:
        raise ModelError(f"{source} cannot be used: it asks for more memory than there is") from None
    except OSError as e:
        raise ModelError(f"{source} cannot be read: {e.strerror or e}") from None
    except _DAMAGE as e:
        raise ModelError(f"{source} is truncated or damaged{_AGAIN}") from e


def _of_target(file: ModelFile, name: str | None) -> ModelFile:
    """Returns the model of one target, as a file of it alone would have it: the others share its flow."""
    others = file.manifest.get("targets") or []
    if not isinstance(others, list) or not all(isinstance(other, dict) for other in others):
        raise FieldError("targets must be a JSON array of objects")
    first = file.manifest.get("schema", {}).get("target")
    names = [first["name"] if first else None] + [other["target"]["name"] for other in others]
    if name is None and others:
        known = ", ".join(map(str, names))
        raise ModelError(f"{file.source} has the targets {known}: name one, such as diglm.load(path, target={names[0]!r})")
    if name is not None and name not in names:
        known = ", ".join(map(str, names)) if first else "none"
        raise ModelError(f"{file.source} has no target {name!r}: it has {known}")
    k = 0 if name is None else names.index(name)
    for tensor in file.tensors:
        if tensor.startswith(_TARGET) and not any(tensor.startswith(f"{_TARGET}{n + 2}.") for n in range(len(others))):
            raise ModelError(f"{file.source}: weights must belong to the model's parts, got {tensor}")
    own = f"{_TARGET}{k + 1}."
    tensors = {entry: tensor for entry, tensor in file.tensors.items() if not entry.startswith(_TARGET)}
    manifest = {field: value for field, value in file.manifest.items() if field != "targets"}
    if k > 0:
        other = others[k - 1]
        for field in (*_OF_TARGET, "target", "eta", "lacks"):
            if field not in other:
                raise FieldError(f"targets[{k - 1}].{field} must be given, got none")
        lacks = set(other["lacks"])
        tensors.update({entry[len(own) :]: tensor for entry, tensor in file.tensors.items() if entry.startswith(own)})
        tensors = {entry: tensor for entry, tensor in tensors.items() if entry not in lacks}
        manifest.update({field: other[field] for field in _OF_TARGET})
        manifest["answers"] = other.get("answers")
        manifest["schema"] = {**manifest["schema"], "target": other["target"]}
        eta = list(other["eta"])
        manifest["golden"] = {**manifest["golden"], "eta": eta[0]}
        if "members" in manifest:
            members = manifest["members"]
            if len(eta) != 1 + len(members):
                raise FieldError(f"eta of target {name!r} must be of {1 + len(members)} networks, got {len(eta)}")
            manifest["members"] = [
                {**member, "golden": {**member["golden"], "eta": own_eta}}
                for member, own_eta in zip(members, eta[1:])
            ]
    return ModelFile(file.source, manifest, tensors)


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source

    def read(self) -> ModelFile:
        self._require_zip()
        with open(self.source, "rb") as stream, zipfile.ZipFile(stream) as archive:
            entries = self._entries(archive)
            text = self._content(archive, entries, _MANIFEST, _MAX_MANIFEST)
            weight = min(entries[_MANIFEST].compress_size, len(text) // 16)
            manifest = parse(text, weight)
            expected = self._facts(manifest)
            self._require_same(archive, entries, text)
            return ModelFile(self.source, manifest, self._weights(archive, entries, expected))

    def _require_zip(self) -> None:
        path = Path(self.source)
        if path.is_dir():
            raise self._bad(" is a folder (name a model file inside it)")
        if not os.path.exists(self.source):
            raise self._bad(" does not exist")
        if not stat.S_ISREG(os.stat(self.source).st_mode):
            raise self._bad(" is no regular file (copy it into one)")
        with open(self.source, "rb") as stream:
            start = stream.read(4)
        if not start:
            raise self._bad(" is empty" + _AGAIN)
        if start != b"PK\x03\x04":
            raise self._bad(" is not a model file: it must be a zip (as diglm fit --out writes it)")

    def _entries(self, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
        """Readers differ in which of two entries of one name they take, and in what a path means."""
        infos = archive.infolist()
        if len(infos) > _MOST_ENTRIES:
            raise self._bad(f": it must have at most {_MOST_ENTRIES} entries, got {len(infos)}")
        entries: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.orig_filename
            if not _NAME.match(name) or name != info.filename or name.startswith("."):
                raise self._bad(f": every entry must have a plain name, got {ascii(name)[:60]}")
            if name in entries:
                raise self._bad(f": every entry must have its own name, got two of {name}")
            entries[name] = info
        return entries

    def _content(
        self, archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str, most: int
    ) -> bytes:
        """Returns the bytes of an entry, not more of them than ``most`` whatever the zip claims."""
        info = entries.get(name)
        if info is None:
            raise self._bad(f" is not a whole model file: it must hold {name}{_AGAIN}")
        if info.flag_bits & 1:
            raise self._bad(f": {name} must not be encrypted")
        try:
            with archive.open(info) as stream:
                content = stream.read(most + 1)
        except zipfile.BadZipFile as e:
            if "CRC" in str(e):
                raise self._bad(f": {name} is damaged: its checksum does not match{_AGAIN}") from None
            raise
        if len(content) > most:
            raise self._bad(f": {name} must have at most {most} bytes, got more")
        if zlib.crc32(content) != info.CRC or len(content) != info.file_size:
            raise self._bad(f": {name} is damaged: its checksum does not match{_AGAIN}")
        return content

    def _facts(self, manifest: Any) -> str:
        fields = Fields(manifest)
        version = fields.whole("format_version")
        library = fields.text("library_version")
        if version > FORMAT_VERSION:
            raise self._bad(
                f" has format version {version}, this library reads up to {FORMAT_VERSION}:"
                f" use diglm {library[:40]}, which wrote it, or newer"
            )
        if version < 1:
            raise self._bad(f": manifest.json: format_version must be at least 1, got {version}")
        return fields.text("weights_sha256")

    def _require_same(
        self, archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], manifest: bytes
    ) -> None:
        """Files written before there was a checksum of the manifest lack it."""
        if _CHECKSUM not in entries:
            return
        expected = self._content(archive, entries, _CHECKSUM, 64).decode("ascii", "replace")
        got = hashlib.sha256(manifest).hexdigest()
        if got != expected:
            raise self._bad(
                ": manifest.json was changed: its SHA-256 must be"
                f" {ascii(expected)[1:-1]} as {_CHECKSUM} says, got {got}"
            )

    def _weights(
        self, archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], expected: str
    ) -> dict[str, np.ndarray]:
        info = entries.get(_WEIGHTS)
        # Stored bytes cannot expand, and the file's own length bounds them: no zip bomb here.
        if info is not None and info.compress_type != zipfile.ZIP_STORED:
            raise self._bad(": weights.safetensors must be stored uncompressed (zip -0), got it compressed")
        content = self._content(archive, entries, _WEIGHTS, _MAX_WEIGHTS)
        got = hashlib.sha256(content).hexdigest()
        if got != expected:
            raise self._bad(
                ": weights.safetensors was changed: its SHA-256 must be"
                f" {expected[:80]} as manifest.json says, got {got}"
            )
        return self._tensors(content)

    def _tensors(self, content: bytes) -> dict[str, np.ndarray]:
        """Reads the safetensors layout: tensors lie end to end, without a gap or an overlap."""
        if len(content) < 8:
            raise self._damaged(f"length must be at least 8 bytes, got {len(content)}")
        length = int.from_bytes(content[:8], "little")
        most = min(_MAX_HEADER, len(content) - 8)
        if length > most:
            raise self._damaged(f"header length must be at most {most}, got {length}")
        try:
            header = parse(content[8 : 8 + length], length // 16)
        except FieldError as e:
            raise self._damaged(f"header must be JSON: {e}") from None
        if not isinstance(header, dict):
            raise self._damaged("header must be a JSON object, got another value")
        header.pop("__metadata__", None)
        entries = [self._entry(name, value) for name, value in header.items()]
        entries.sort(key=lambda entry: (entry[3], entry[4]))
        data = memoryview(content)[8 + length :]
        tensors, end = {}, 0
        for name, dtype, shape, begin, stop in entries:
            if begin != end:
                raise self._damaged(f"tensor {name}: data must begin at {end}, got {begin}")
            if stop > len(data):
                raise self._damaged(f"tensor {name}: data must end within {len(data)} bytes, got {stop}")
            tensors[name] = np.frombuffer(data[begin:stop], dtype=dtype).reshape(shape)
            end = stop
        if end != len(data):
            raise self._damaged(f"tensors must fill {len(data)} bytes, got {end}")
        return {name: _widened(tensor) for name, tensor in tensors.items()}

    def _entry(self, name: str, value: Any) -> tuple[str, str, tuple[int, ...], int, int]:
        fields = value if isinstance(value, dict) else {}
        dtype = fields.get("dtype")
        if not isinstance(dtype, str) or dtype not in _TYPES:
            raise self._damaged(f"tensor {name}: dtype must be one of {', '.join(_TYPES)}, got {ascii(dtype)[:40]}")
        shape = self._sizes(name, "shape", fields.get("shape"))
        offsets = self._sizes(name, "data_offsets", fields.get("data_offsets"))
        if len(offsets) != 2:
            raise self._damaged(f"tensor {name}: data_offsets must be two numbers, got {len(offsets)}")
        wanted = math.prod(shape) * np.dtype(_TYPES[dtype]).itemsize
        if offsets[1] - offsets[0] != wanted:
            raise self._damaged(
                f"tensor {name}: data_offsets must span the {wanted} bytes of shape {list(shape)}, got {list(offsets)}"
            )
        return name, _TYPES[dtype], shape, offsets[0], offsets[1]

    def _sizes(self, name: str, what: str, value: Any) -> tuple[int, ...]:
        whole = isinstance(value, list) and all(
            isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 2**63 for size in value
        )
        if not whole or len(value) > 32:
            raise self._damaged(f"tensor {name}: {what} must be a list of whole numbers, got {ascii(value)[:40]}")
        return tuple(value)

    def _damaged(self, problem: str) -> ModelError:
        return self._bad(f": weights.safetensors is damaged: {problem}")

    def _bad(self, problem: str) -> ModelError:
        return ModelError(self.source + problem)


def _widened(tensor: np.ndarray) -> np.ndarray:
    """Returns BF16 as single precision, and every other tensor as it is."""
    if tensor.dtype == np.dtype("<u2"):
        return (tensor.astype(np.uint32) << 16).view(np.float32)
    return tensor
