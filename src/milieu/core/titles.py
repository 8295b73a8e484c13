"""Titles of industry classes, so that a code can be read aloud."""

import csv
from functools import lru_cache
from pathlib import Path


@lru_cache
def titles(scheme: str) -> dict[str, str]:
    """Return the titles of a classification by code; empty for one that is not known here.

    The tables lie beside this file; each names its source in its first line.
    """
    file = Path(__file__).with_name(f"titles_{scheme}.csv")
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        next(lines)  # the source
        return {row["code"]: row["title"] for row in csv.DictReader(lines)}
