"""Bring the catalogs up to date and say what they lack.

python -m milieu.languages           writes the files
python -m milieu.languages --check   writes nothing; fails where a file is stale or incomplete
"""

import sys

from milieu.core.language import CATALOGS
from milieu.languages.catalogs import State, all_texts, fresh, keys, read, state, write
from milieu.languages.texts import faults


def main(arguments: list[str]) -> int:
    """Return 0 where every text is translated, or was written for a translator to see."""
    checking = "--check" in arguments
    found = all_texts()
    wrong = [f"{one.where}, line {one.line}: {one.why}" for one in faults()]
    for line in wrong:
        print(line)
    good = not wrong
    for code in CATALOGS:
        known = read(code)
        stale = keys(known) != keys(found)
        made = fresh(code, found, known)
        if not checking:
            write(code, made)
        now = state(code, made)
        print(told(now, stale and checking))
        good = good and now.complete and not stale
    return 0 if good or not checking else 1


def told(now: State, stale: bool) -> str:
    """Return the state of a catalog for a screen."""
    done = now.messages - len(now.untranslated)
    lines = [f"{now.language}: {done:,} of {now.messages:,} texts translated"]
    if stale:
        lines.append("  the file is stale: run `make catalogs`")
    for what in ("untranslated", "fuzzy", "wrong"):
        lines += [f"  {what}: {one!r}" for one in getattr(now, what)]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
