"""The tensors of a model file, each of which some part of the model must take."""

from __future__ import annotations

from typing import Optional

import numpy as np

from diglm.fields import FieldError


class Weights:
    """Tensors by name."""

    def __init__(self, tensors: dict[str, np.ndarray]) -> None:
        self._tensors = tensors
        self._taken: set[str] = set()
        for name, tensor in tensors.items():
            if tensor.dtype.kind == "f" and np.isnan(tensor).any():
                raise FieldError(f"weights of {name} must be numbers, got NaN")

    def has(self, name: str) -> bool:
        return name in self._tensors

    def floats(self, name: str, *shape: int) -> np.ndarray:
        """Returns a tensor of this shape in single precision."""
        tensor = self._take(name, shape)
        if tensor.dtype != np.float32:
            raise FieldError(f"weights of {name} must be F32 or BF16, got {tensor.dtype}")
        return tensor

    def doubles(self, name: str, *shape: int) -> np.ndarray:
        """Returns a tensor of this shape in double precision."""
        return self._real(name, self._take(name, shape))

    def vector(self, name: str, length: Optional[int] = None) -> np.ndarray:
        """Returns the numbers of a tensor of any shape, so many of them if that is said."""
        tensor = self._real(name, self._take(name, None)).ravel()
        if length is not None and len(tensor) != length:
            raise FieldError(f"weights of {name} must be {length} numbers, got {len(tensor)}")
        return tensor

    def require_all_taken(self, *beside: str) -> None:
        """Requires that no tensor is left, but those whose names begin so."""
        for name in sorted(self._tensors):
            if name not in self._taken and not name.startswith(beside):
                raise FieldError(f"weights must belong to the model's parts, got {name[:60]}")

    def _take(self, name: str, shape: Optional[tuple[int, ...]]) -> np.ndarray:
        tensor = self._tensors.get(name)
        if tensor is None:
            raise FieldError(f"weights must hold {name}, got none")
        if shape is not None and tensor.shape != shape:
            raise FieldError(f"weights of {name} must have shape {list(shape)}, got {list(tensor.shape)}")
        self._taken.add(name)
        return tensor

    @staticmethod
    def _real(name: str, tensor: np.ndarray) -> np.ndarray:
        if tensor.dtype.kind != "f":
            raise FieldError(f"weights of {name} must be F64, F32 or BF16, got {tensor.dtype}")
        return tensor.astype(np.float64)
