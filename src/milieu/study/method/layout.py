"""Layout: the description of a formula taken apart, so that a page can set it properly."""

import re
from dataclasses import dataclass

TERM = re.compile(r"^(\S.*?) {2,}(\S.*)$")
SIGNS = re.compile(r"[=≥≤^]|<-|->")


@dataclass(frozen=True)
class Part:
    """One part of a description: a text, a formula kept as it is, or terms with their meaning."""

    text: str = ""
    formula: str = ""
    terms: tuple[tuple[str, str], ...] = ()


def laid_out(description: str) -> list[Part]:
    """Return the parts of a description, one for each block between empty lines."""
    blocks = re.split(r"\n\s*\n", description.strip("\n"))
    return [part for block in blocks if block.strip() for part in _parts(block)]


def _parts(block: str) -> list[Part]:
    """Return a block's part; two where a line of text leads up to terms."""
    first, _end, rest = block.partition("\n")
    led = _terms(rest.split("\n")) if not TERM.match(first) else ()
    return [Part(text=first.strip()), Part(terms=led)] if led else [_part(block)]


def _part(block: str) -> Part:
    lines = block.split("\n")
    if terms := _terms(lines):
        return Part(terms=terms)
    if any(line.startswith(" ") for line in lines) or _is_formula(lines):
        return Part(formula=block)
    return Part(text=" ".join(line.strip() for line in lines))


def _terms(lines: list[str]) -> tuple[tuple[str, str], ...]:
    """Return names and meanings where every line gives one, or goes on with the one before."""
    found: list[tuple[str, str]] = []
    for line in lines:
        if (term := TERM.match(line)) and not SIGNS.search(term[1]):
            found.append((term[1], term[2]))
        elif found and line.startswith("  "):
            name, meaning = found[-1]
            found[-1] = (name, f"{meaning} {line.strip()}")
        else:
            return ()
    return tuple(found)


def _is_formula(lines: list[str]) -> bool:
    """Return whether most lines are equations and none reads as a sentence."""
    signs = sum(bool(SIGNS.search(line)) for line in lines)
    sentences = sum(line.rstrip().endswith((".", ";")) and len(line.split()) > 9 for line in lines)
    return signs * 2 > len(lines) and not sentences
