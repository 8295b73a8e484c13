"""Characters: which signs the fonts of printed reports promise to have."""

from collections.abc import Iterable
from itertools import chain

Characters = frozenset[int]

LATIN = (
    range(0x0020, 0x007F),  # Basic Latin
    range(0x00A0, 0x0250),  # Latin-1, Latin Extended A and B
    range(0x0250, 0x0370),  # phonetic signs, accents that are put on letters
    range(0x0370, 0x0530),  # Greek and Cyrillic
    range(0x1C80, 0x1C90),  # Cyrillic Extended C
    range(0x1E00, 0x2000),  # Latin Extended Additional, Greek Extended
    range(0x2C60, 0x2C80),  # Latin Extended C
)
SIGNS = (
    range(0x2000, 0x2070),  # punctuation
    range(0x2070, 0x2100),  # raised and lowered digits, currencies
    range(0x2100, 0x2190),  # signs like letters, fractions
    range(0x2190, 0x2200),  # arrows
    range(0x2200, 0x2300),  # mathematics
    range(0x2460, 0x2500),  # digits in circles
    range(0x2500, 0x2600),  # lines, blocks and shapes
    range(0x2600, 0x2700),  # stars and the like
    range(0xFFFD, 0xFFFE),  # what stands for a sign that is not known
)
KANA = (range(0x3040, 0x3100), range(0x31F0, 0x3200))
WIDE_SIGNS = (
    range(0x3000, 0x3040),  # punctuation of Chinese, Japanese and Korean
    range(0x3100, 0x3130),  # Bopomofo
    range(0x3200, 0x3400),  # letters in circles, units in squares
    range(0xFE30, 0xFE50),  # forms for upright lines
    range(0xFF00, 0xFFF0),  # wide and narrow forms
)
LETTERS_OF_HANGUL = (range(0x1100, 0x1200), range(0x3130, 0x3190))
HANGUL = (range(0xAC00, 0xD7A4),)
IDEOGRAPHS = (range(0x4E00, 0xA000), range(0xF900, 0xFB00))
COMMON = ("gb2312", "big5", "shift_jis", "euc_kr")  # standards that list the usual signs
LEADS, TRAILS = range(0x81, 0xFF), range(0x40, 0xFF)  # bytes of a sign in these


def latin() -> Characters:
    """Return Latin, Greek and Cyrillic with all accents, and punctuation."""
    return _all(*LATIN, *SIGNS)


def everything() -> Characters:
    """Return what every East Asian text can be written with, and its Latin letters."""
    return common() | _all(*HANGUL, *IDEOGRAPHS)


def common() -> Characters:
    """Return the same without ideographs and syllables that none of the four standards lists."""
    usual = chain.from_iterable(listed(encoding) for encoding in COMMON)
    return _all(*LATIN, *SIGNS, *KANA, *WIDE_SIGNS, *LETTERS_OF_HANGUL, usual)


def shapes() -> Characters:
    """Return the shapes and blocks that drawings use."""
    return _all(range(0x2500, 0x2600))


def listed(encoding: str) -> set[int]:
    """Return the signs of two bytes of a standard: GB 2312, Big5, JIS X 0208, KS X 1001."""
    found = set()
    for lead in LEADS:
        for trail in TRAILS:
            try:
                said = bytes((lead, trail)).decode(encoding)
            except UnicodeDecodeError:
                continue
            found |= {ord(said)} if len(said) == 1 else set()
    return found


def _all(*parts: Iterable[int]) -> Characters:
    return frozenset(chain.from_iterable(parts))
