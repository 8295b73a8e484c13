"""What is said where a file has not the columns that it should have."""

from collections.abc import Sequence
from difflib import get_close_matches

from milieu.core.contracts import Contract
from milieu.core.errors import UserError
from milieu.sources.declare import Layout, Source
from milieu.sources.engine.reading import Part

MOST_SHOWN = 40  # columns that a message lists


def _shown(names: Sequence[str]) -> str:
    more = f", ... ({len(names)} in all)" if len(names) > MOST_SHOWN else ""
    return ", ".join(names[:MOST_SHOWN]) + more


def no_layout(source: Source, layouts: Sequence[Layout], part: Part) -> UserError:
    """Return the error for a file that has the columns of no layout."""
    lower = [name.lower() for name in part.names]
    nearest = max(layouts, key=lambda each: sum(n.lower() in lower for n in each.signature))
    missing = [name for name in nearest.signature if name.lower() not in lower]
    return UserError(
        f"this is not a file of {source.title}: column {', '.join(missing) or 'names'} missing"
        f"{_nearest(missing, part.names)}; found {_shown(part.names)};"
        f" expected {_shown(nearest.signature)}",
        where=part.name,
        next="Take another source (`milieu list sources`), or long_table with --map ours=theirs.",
    )


def missing(source: Source, part: Part, missing: Sequence[str]) -> UserError:
    """Return the error for columns that must be filled and that the file does not have."""
    first = missing[0]
    set_it = " or --set year=2016" if "year" in missing else ""
    return UserError(
        f"no column for {', '.join(missing)}{_nearest(missing, part.names)};"
        f" found {_shown(part.names)}",
        where=part.name,
        next=f"Say --map {first}=THEIRS, with the name of that column in the file{set_it}.",
    )


def _nearest(missing: Sequence[str], found: Sequence[str]) -> str:
    lower = {name.lower(): name for name in found}
    pairs = [(m, get_close_matches(m.lower(), lower, n=1, cutoff=0.6)) for m in missing]
    hints = [f"{lower[near[0]]} for {name}" for name, near in pairs if near]
    return f" (is it {', '.join(hints)}?)" if hints else ""


def nothing_but_keys(contract: Contract, part: Part) -> UserError:
    """Return the error for a file that would say nothing."""
    values = [field.name for field in contract.values]
    return UserError(
        f"no column for any of {', '.join(values)}; found {_shown(part.names)}",
        where=part.name,
        next=f"Say --map {values[-1] if contract.name == 'industries' else values[0]}=THEIRS.",
    )


def said_by_file(part: Part, name: str, theirs: str) -> UserError:
    """Return the error for a constant that would overrule the file."""
    return UserError(
        f"the file says {name} itself, in column {theirs}",
        where=f"--set {name}, {part.name}",
        next=f"Leave out --set {name}.",
    )
