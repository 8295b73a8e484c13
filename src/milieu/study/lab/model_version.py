"""The version of the model: what a stored run depends on, without pages and commands."""

import hashlib
from functools import cache
from pathlib import Path

import milieu
from milieu.twin.digest import PACKAGE

FOLDERS = ("lifecycle", "twin", "policy")  # with all below them
BEGINNING = "study"  # its own files tell how runs begin from a study


@cache
def model_version() -> str:
    """Return milieu's version with a digest of the source on which the numbers of runs depend."""
    sha = hashlib.sha256()
    for file in sorted(_files()):
        text = file.read_bytes()
        sha.update(f"{file.relative_to(PACKAGE).as_posix()} {len(text)} ".encode() + text)
    return f"{milieu.__version__} {sha.hexdigest()[:16]}"


def _files() -> list[Path]:
    below = [file for folder in FOLDERS for file in (PACKAGE / folder).rglob("*.py")]
    return [*below, *(PACKAGE / BEGINNING).glob("*.py")]
