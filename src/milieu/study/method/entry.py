"""Entry: what is told of one declared thing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Address = tuple[str, str]  # kind and name, as in /method/KIND/NAME


@dataclass(frozen=True)
class Link:
    """Another entry that belongs to this one, and what it says beside its name."""

    kind: str
    name: str
    said: str = ""


@dataclass(frozen=True)
class Table:
    """Rows that belong to an entry."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Entry:
    """One declared thing: an indicator, a mechanism, a source, a table, ...

    line      what it is, in one line, as lists have it
    about     its own description: formula, inputs, what happens where it does not exist
    facts     unit, range, publisher, cost and so on, by name
    source    where it is taken from: citations, or numbers of assumptions
    resting   further texts that may name assumptions
    links     other entries by what they are to this one
    shown     pages on which a reader meets it, by their key in `SHOWN`
    """

    kind: str
    name: str
    title: str
    line: str
    about: str = ""
    facts: Sequence[tuple[str, str]] = ()
    source: str = ""
    resting: Sequence[str] = ()
    tables: Sequence[Table] = ()
    links: Sequence[tuple[str, Sequence[Link]]] = ()
    shown: Sequence[str] = ()

    @property
    def address(self) -> Address:
        """Return kind and name."""
        return self.kind, self.name


@dataclass(frozen=True)
class Kind:
    """All declared things of one kind.

    title   of its list;  about: what they are, in a sentence
    """

    name: str
    title: str
    about: str
    entries: Callable[[], list[Entry]]
