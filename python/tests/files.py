"""Model files with something wrong."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any, Callable, Optional

MODEL = Path(__file__).parent / "models" / "gaussian-none-realnvp.diglm"


def entries(model: Path = MODEL) -> dict[str, bytes]:
    with zipfile.ZipFile(model) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def write(path: Path, parts: list[tuple[str, bytes]], compressed: tuple[str, ...] = ("manifest.json",)) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts:
            method = zipfile.ZIP_DEFLATED if name in compressed else zipfile.ZIP_STORED
            archive.writestr(name, content, compress_type=method)
    return path


def changed(
    path: Path,
    manifest: Optional[Callable[[dict[str, Any]], Any]] = None,
    weights: Optional[Callable[[bytes], bytes]] = None,
    model: Path = MODEL,
) -> Path:
    """Writes a model whose parts are changed and whose checksums say that they were not."""
    parts = entries(model)
    if weights is not None:
        parts["weights.safetensors"] = weights(parts["weights.safetensors"])
    fields = json.loads(parts["manifest.json"])
    fields["weights_sha256"] = hashlib.sha256(parts["weights.safetensors"]).hexdigest()
    if manifest is not None:
        fields = manifest(fields) or fields
    return of_text(path, json.dumps(fields).encode(), parts["weights.safetensors"])


def of_text(path: Path, manifest: bytes, weights: Optional[bytes] = None) -> Path:
    checksum = hashlib.sha256(manifest).hexdigest().encode()
    tensors = entries()["weights.safetensors"] if weights is None else weights
    return write(
        path, [("manifest.json", manifest), ("weights.safetensors", tensors), ("manifest.sha256", checksum)]
    )


def header(weights: bytes) -> tuple[dict[str, Any], bytes]:
    length = int.from_bytes(weights[:8], "little")
    return json.loads(weights[8 : 8 + length]), weights[8 + length :]


def with_header(fields: Any, data: bytes) -> bytes:
    text = json.dumps(fields).encode()
    return len(text).to_bytes(8, "little") + text + data
