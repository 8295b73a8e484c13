"""Faces: the font files that come with milieu, what each is made of and which signs it has."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from milieu.report.fonts.characters import Characters, common, everything, latin, shapes

LATIN, CHINESE, SHAPES = "Noto Sans", "Noto Sans CJK SC", "Noto Sans Symbols2"
FAMILIES = (LATIN, CHINESE, SHAPES)  # a sign is taken from the first that has it
LICENCE = "OFL.txt"
COVERED = "covered.txt"  # signs that each family has, as ranges of hexadecimal numbers
FOLDER = Path(str(files("milieu.report.fonts")))


@dataclass(frozen=True)
class Face:
    """A font file of this folder.

    file         its name here;  family: the name by which it is asked for
    origin       the file of Debian's package that it is cut from
    number       its place in that file, if it is a collection of several
    characters   which signs are kept, by their numbers
    features     of layout that are kept; regional forms of ideographs would double the room
    """

    file: str
    family: str
    package: str
    origin: str
    characters: Callable[[], Characters]
    number: int = -1
    features: tuple[str, ...] = ("ccmp", "kern", "liga", "mark", "mkmk")


CJK, CORE = "fonts-noto-cjk", "fonts-noto-core"
OPENTYPE, TRUETYPE = "opentype/noto/NotoSans", "truetype/noto/NotoSans"
SIMPLIFIED = 2  # the forms of mainland China, in the collections of five regions
FACES = (
    Face("NotoSans-Regular.ttf", LATIN, CORE, f"{TRUETYPE}-Regular.ttf", latin),
    Face("NotoSans-Bold.ttf", LATIN, CORE, f"{TRUETYPE}-Bold.ttf", latin),
    Face("NotoSansCJKsc-Regular.otf", CHINESE, CJK, f"{OPENTYPE}CJK-Regular.ttc", everything,
         SIMPLIFIED),
    Face("NotoSansCJKsc-Bold.otf", CHINESE, CJK, f"{OPENTYPE}CJK-Bold.ttc", common, SIMPLIFIED),
    Face("NotoSansSymbols2-Regular.ttf", SHAPES, CORE, f"{TRUETYPE}Symbols2-Regular.ttf", shapes),
)  # fmt: skip
