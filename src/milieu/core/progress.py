"""How long work tells how far it is, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Called with what is being done and the share that is done, 0 to 1."""

    def __call__(self, what: str, share: float) -> None:
        """Take note of it."""


def silent(what: str, share: float) -> None:
    """Tell nobody."""
    del what, share
