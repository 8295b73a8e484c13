"""Chunks of an ensemble on disk: each is there whole or not at all."""

import json
import os
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.errors import UserError

Values = dict[str, NDArray[Any]]
STALE = 24 * 3600  # seconds after which an unfinished file has surely been given up


class Keeping:
    """The finished chunks of one ensemble, in a folder named by the digest of its inputs.

    What other inputs have left in the same place is not touched and not read. Several processes
    may keep the same chunk at once: they write the same bytes, and the last one stays.
    """

    def __init__(self, place: Path, digest: str, about: Mapping[str, Any]) -> None:
        self.folder = place / digest[:32]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                f"the folder can not be made: {error.strerror}",
                where=str(self.folder),
                next="Choose a folder that can be written to.",
            ) from error
        self._sweep()
        self._write("about.json", json.dumps({**about, "digest": digest}, indent=2).encode())

    def load(self, chunk: range) -> Values | None:
        """Return a finished chunk; None if it is not there, or not what was written."""
        file = self.folder / name_of(chunk)
        try:
            with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
                return {name: stored[name] for name in stored.files}
        except (FileNotFoundError, zipfile.BadZipFile, EOFError, ValueError):
            return None

    def save(self, chunk: range, values: Values) -> None:
        """Keep a finished chunk; it appears under its name when all of it is on the disk."""
        name = name_of(chunk)
        part = self.folder / f"{name}.{os.getpid()}.part"
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, **values)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / name)

    def _write(self, name: str, text: bytes) -> None:
        part = self.folder / f"{name}.{os.getpid()}.part"
        part.write_bytes(text)
        part.replace(self.folder / name)

    def _sweep(self) -> None:
        """Remove what killed processes have left half-written."""
        for part in self.folder.glob("*.part"):
            if time.time() - part.stat().st_mtime > STALE:
                part.unlink(missing_ok=True)


def name_of(chunk: range) -> str:
    """Return the name of a chunk's file, by its first and last replicate."""
    return f"replicates-{chunk.start:07d}-{chunk.stop - 1:07d}.npz"
