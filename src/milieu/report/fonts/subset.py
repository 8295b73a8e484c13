"""Subset: make the font files of this folder from those of Debian's packages.

    apt-get install fonts-noto-cjk fonts-noto-core
    python -m milieu.report.fonts.subset FOLDER

FOLDER gets the files; without it they are written where they lie now. Tried with the packages
fonts-noto-cjk 1:20220127+repack1-1 and fonts-noto-core 20201225-1, of which the same files come
byte for byte. It needs fontTools, which only who develops milieu has.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from milieu.core.errors import UserError
from milieu.report.fonts.faces import COVERED, FACES, FOLDER, Face

INSTALLED = Path("/usr/share/fonts")  # where Debian's packages put fonts
FULL = 12  # format of the table of signs; the usual one, 4, breaks silently beyond 64 kB
UNICODE = (3, 10, 0)  # platform, encoding and language of a table of all of Unicode
UPRIGHT = ("vhea", "vmtx", "VORG")  # tables for lines that run downwards


def make(folder: Path, installed: Path = INSTALLED) -> list[Path]:
    """Write every face and the list of the signs that each family has; return the files.

    raises   UserError if a package's file is not there
    """
    made = []
    covered: dict[str, set[int]] = {}
    for face in FACES:
        font = cut(face, installed)
        covered.setdefault(face.family, set()).update(font.getBestCmap())
        font.save(folder / face.file)
        made.append(folder / face.file)
    lines = [f"{family}: {ranges(signs)}\n" for family, signs in covered.items()]
    (folder / COVERED).write_text("".join(lines), encoding="ascii")
    return [*made, folder / COVERED]


def cut(face: Face, installed: Path) -> Any:
    """Return a font with the face's signs only."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    origin = installed / face.origin
    if not origin.exists():
        raise UserError(
            "the font is not installed",
            where=str(origin),
            next=f"Run `apt-get install {face.package}` first.",
        )
    font = TTFont(origin, fontNumber=face.number, lazy=True, recalcTimestamp=False)
    chosen = subset.Options()
    chosen.layout_features, chosen.hinting = list(face.features), False
    chosen.name_IDs, chosen.notdef_outline = ["*"], True
    chosen.drop_tables += list(UPRIGHT)
    cutter = subset.Subsetter(chosen)
    cutter.populate(unicodes=face.characters())
    cutter.subset(font)
    font["cmap"].tables = [_roomy(font.getBestCmap())]
    return font


def _roomy(glyphs: Mapping[int, str]) -> Any:
    """Return the table of signs in the format that has room for so many."""
    from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

    table = CmapSubtable.newSubtable(FULL)
    table.platformID, table.platEncID, table.language = UNICODE
    table.cmap = dict(glyphs)
    return table


def ranges(numbers: Iterable[int]) -> str:
    """Return numbers as ranges, "20-7E A0-FF", in hexadecimal digits, both ends included."""
    lines: list[list[int]] = []
    for number in sorted(numbers):
        if lines and number == lines[-1][1] + 1:
            lines[-1][1] = number
        else:
            lines.append([number, number])
    return " ".join(f"{first:X}-{last:X}" for first, last in lines)


if __name__ == "__main__":
    for file in make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(f"{file}: {file.stat().st_size:,} bytes")
