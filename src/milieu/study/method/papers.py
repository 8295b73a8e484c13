"""Papers: the assumptions and published numbers that stand in the documents beside the code."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import milieu

ITEM = re.compile(r"^- \*\*([A-Z]\d+)\*\* (.*?)(?=^- \*\*|^#|^\S|\Z)", re.DOTALL | re.MULTILINE)
NUMBER = re.compile(r"\b[A-Z]\d{1,3}\b")
SPOKEN = re.compile(r"\b[Aa]ssumptions? ((?:[A-Z]\d{1,3}(?:, | and )?)+)")
ORACLE_COLUMNS = ("what", "published", "ours", "difference", "within", "source", "note")


def document(name: str) -> str:
    """Return a document of the folder `docs`, as it was packed or as the checkout has it.

    return   empty where this is an installation without it
    """
    packed = files("milieu").joinpath("docs", name)
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    lying = Path(milieu.__file__).parents[2] / "docs" / name
    return lying.read_text(encoding="utf-8") if lying.is_file() else ""


@cache
def assumptions() -> dict[str, str]:
    """Return the text of each assumption by its number."""
    return {
        number: " ".join(text.split()) for number, text in ITEM.findall(document("assumptions.md"))
    }


@cache
def oracles() -> dict[str, list[dict[str, str]]]:
    """Return published numbers and what milieu computes for them, by the name of the formula."""
    found: dict[str, list[dict[str, str]]] = {}
    for line in document("oracles.md").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if not line.startswith("| ") or len(cells) < len(ORACLE_COLUMNS) or cells[0] == "---":
            continue
        if cells[0] != "indicator":
            row = dict(zip(ORACLE_COLUMNS, [*cells[1:], ""], strict=False))
            found.setdefault(cells[0], []).append(row)
    return found


def named_in(source: str, others: tuple[str, ...] = ()) -> list[str]:
    """Return the numbers of the assumptions that texts name, in their order.

    source   a text of citations, in which every number of an assumption is one
    others   texts in which one is announced by the word: "assumption M3"
    """
    numbers = NUMBER.findall(source)
    for text in others:
        numbers += [n for part in SPOKEN.findall(text) for n in NUMBER.findall(part)]
    return [n for n in dict.fromkeys(numbers) if n in assumptions()]
