"""What goes wrong with a model file."""

from __future__ import annotations


class ModelError(Exception):
    """A model file that cannot be read or believed; the message is one line."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))
