"""Slugs: short names in plain ASCII that are safe as file name and in an address."""

import re
import unicodedata
from collections.abc import Container
from zlib import crc32

LONGEST_CODE = 24  # characters of one code within a slug; two codes and a suffix stay well under 64


def slug(*codes: str) -> str:
    """Return codes as lower-case ASCII letters and digits, joined by hyphens.

    A code that loses letters on the way (another script, or too long) gets a checksum of the
    original, so that different codes hardly ever end up the same.
    """
    return "-".join(_plain(code) for code in codes)


def unused(wanted: str, taken: Container[str]) -> str:
    """Return the wanted slug, or with -2, -3, ... the first that is not taken."""
    number, candidate = 1, wanted
    while candidate in taken:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


def _plain(code: str) -> str:
    decomposed = unicodedata.normalize("NFKD", code)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    ascii_only = letters.encode("ascii", "ignore").decode()
    plain = re.sub("[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
    if len(ascii_only) == len(letters) and 0 < len(plain) <= LONGEST_CODE:
        return plain
    checksum = f"{crc32(code.encode()):08x}"
    return f"{plain[: LONGEST_CODE - 9].strip('-')}-{checksum}".lstrip("-")
