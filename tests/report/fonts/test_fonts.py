"""The bundled fonts have what they promise, and what milieu itself writes."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

import milieu
from milieu.report.fonts.faces import FACES, FAMILIES, FOLDER, LICENCE, Face
from milieu.report.fonts.readable import UNKNOWN, family_of, readable, runs
from milieu.report.fonts.subset import FULL, make, ranges

MOST = 12_000_000  # bytes of all files: they come with every installation
OURS = (".py", ".j2", ".po", ".toml", ".typ", ".md")
SIGNS = "−×·–“”≥≤▲△●○◆◇▬┆→←↑↓…≈±€£¥°½"
WORDS = "Łódź Győr Timișoara Αθήνα Київ 新竹科学园 つくば 서울특별시"


def cmap_of(face: Face) -> dict[int, str]:
    with TTFont(FOLDER / face.file, lazy=True) as font:
        return dict(font.getBestCmap())


def signs_of(family: str, bold: bool) -> set[int]:
    faces = [f for f in FACES if f.family == family and ("Bold" in f.file) == bold]
    return {sign for face in faces for sign in cmap_of(face)}


@pytest.fixture(scope="module")
def regular() -> set[int]:
    return set().union(*(signs_of(family, bold=False) for family in FAMILIES))


def test_all_scripts_that_are_promised_are_there(regular: set[int]):
    promised = [
        range(0x20, 0x7F), range(0xA0, 0x180), range(0x1E00, 0x1F00), range(0x391, 0x3A2),
        range(0x3B1, 0x3CA), range(0x400, 0x460), range(0x3041, 0x3097), range(0x30A1, 0x30FB),
        range(0xAC00, 0xD7A4), range(0x4E00, 0x9FF0),
    ]  # fmt: skip
    missing = {s for part in promised for s in part if s not in regular}
    assert missing == set()
    assert {ord(s) for s in SIGNS + WORDS} <= regular


def test_bold_has_the_usual_signs_of_four_standards():
    bold = signs_of(FAMILIES[1], bold=True)
    for encoding, text in (("gb2312", "产业集群"), ("big5", "產業聚落"), ("euc_kr", "산업"),
                           ("shift_jis", "産業集積")):  # fmt: skip
        assert text.encode(encoding) and {ord(s) for s in text} <= bold
    assert bold <= signs_of(FAMILIES[1], bold=False)


def test_every_sign_that_milieu_writes_is_there(regular: set[int]):
    folder = Path(milieu.__file__).parent
    texts = [f.read_text("utf-8") for f in folder.rglob("*") if f.suffix in OURS]
    written = {s for text in texts for s in text if s.isprintable()}
    assert {s for s in written if ord(s) not in regular} == set()


def test_digits_are_of_one_width():
    for face in FACES[:2]:
        with TTFont(FOLDER / face.file, lazy=True) as font:
            cmap, widths = font.getBestCmap(), font["hmtx"]
            assert len({widths[cmap[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_the_table_of_signs_has_room_for_all():
    """The usual format counts in 16 bits and silently gives wrong signs beyond them."""
    for face in FACES:
        with TTFont(FOLDER / face.file, lazy=True) as font:
            assert [table.format for table in font["cmap"].tables] == [FULL]


def test_files_are_small_and_their_licence_lies_beside_them():
    assert sum((FOLDER / face.file).stat().st_size for face in FACES) < MOST
    licence = (FOLDER / LICENCE).read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence and "Adobe" in licence


def test_what_no_font_has_is_a_box_and_what_steers_is_a_space():
    assert readable("新竹 ▲ Łódź") == "新竹 ▲ Łódź"
    assert readable("a😀b\x00c\u202ed\ne") == f"a{UNKNOWN}b c d e"


@given(st.text())
def test_a_readable_text_has_only_signs_of_the_fonts(text: str):
    once = readable(text)
    assert readable(once) == once
    assert "".join(part for _, part in runs(once)) == once
    assert not re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", once)


def test_a_sign_is_taken_from_the_first_family_that_has_it():
    assert [family_of(sign) for sign in "ŁΩж"] == [FAMILIES[0]] * 3
    assert [family_of(sign) for sign in "新가あ−"] == [FAMILIES[1]] * 4
    assert family_of("▬") == FAMILIES[2]


def test_ranges_are_written_with_both_ends():
    assert ranges([0x41, 0x42, 0x43, 0x61]) == "41-43 61-61"


@pytest.mark.slow
def test_the_files_are_made_again_byte_for_byte(tmp_path: Path):
    if not Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists():
        pytest.skip("needs the packages fonts-noto-cjk and fonts-noto-core")
    for file in make(tmp_path):
        assert file.read_bytes() == (FOLDER / file.name).read_bytes(), file.name
