"""Scenario packs that come with milieu: one TOML file for each case; the folder is the list."""

from pathlib import Path

from milieu.core.errors import unknown_name

FOLDER = Path(__file__).parent


def packs() -> tuple[str, ...]:
    """Return the names of all packs."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def pack_file(name: str) -> Path:
    """Return the file of a pack; UserError with the nearest name if there is none."""
    if name not in packs():
        raise unknown_name("scenario pack", name, packs())
    return FOLDER / f"{name}.toml"
