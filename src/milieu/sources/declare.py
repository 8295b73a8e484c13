"""What a file in `sources` declares: a publisher's layout and how it maps to our tables."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from milieu.core.catalogue import Catalogue

Reader = Callable[[Path], Iterable[Mapping[str, str]]]
Converter = Callable[[Path, Path], Path]


def no_constants(name: str) -> Mapping[str, str]:
    """Return what a file's name says where it says nothing."""
    del name
    return {}


@dataclass(frozen=True)
class Column:
    """One column: its name here and where it comes from in the publisher's file.

    name       the column of the contract
    publisher  the publisher's names for it (upper or lower case), the first that the file has is
               taken; a name in braces such as "{year}" is a constant of the file's name or the user
    sql        expression over the publisher's columns (all text) where a name is not enough;
               it is evaluated before the value is checked and may use constants such as {year}
    required   whether the file must have it and every row must fill it; keys always must
    """

    name: str
    publisher: tuple[str, ...] = ()
    sql: str = ""
    required: bool = False


@dataclass(frozen=True)
class Demand:
    """What all rows of a file together must fulfil, else the file is refused.

    sql    aggregate condition over the publisher's columns of the rows that `where` keeps; it may
           use constants such as {quarter}
    what   what is wrong where it does not hold
    next   what to do then
    """

    sql: str
    what: str
    next: str


@dataclass(frozen=True)
class Layout:
    """One shape in which the publisher ships the table.

    table       the contract that its rows fulfil
    columns     the columns taken; all others are ignored and counted as such
    signature   publisher's columns by which the layout is recognised; all must be there
    without     publisher's columns that another layout has; none may be there
    optional    publisher's columns used in SQL that some files lack; they are empty there
    where       SQL condition over the publisher's columns for the rows that belong to the table
                (rows for other purposes, such as other ownerships, are counted, not quarantined);
                it may use constants such as {ownership}
    demands     what all rows together must fulfil
    reshape     SQL template over `{raw}` that gives the tidy text rows where the file is wide;
                `{raw}` has the publisher's columns as text, already filtered by `where`, and the
                line in the file as "#line" (the reshaped rows must have it too)
    repeated    rows are said again and again (names beside codes): equal ones are one row
    reader      reads the rows of a file that is neither text, Excel nor Parquet; the line of a row
                is its number unless the row says it itself as "#line"
    suffixes    endings of the file's name that `reader` reads, such as ".geojson"
    whole       names of files by which a folder or zip is known whose files only make sense
                together; their folder is read at once by `convert`
    convert     writes the rows that such a folder holds as a Parquet file at the given place
    """

    table: str
    columns: tuple[Column, ...]
    signature: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    where: str = ""
    demands: tuple[Demand, ...] = ()
    reshape: str = ""
    repeated: bool = False
    reader: Reader | None = None
    suffixes: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    convert: Converter | None = None

    @property
    def plain(self) -> bool:
        """Return whether columns are simply taken over, so that typed files stay typed."""
        return not (self.where or self.reshape or any(column.sql for column in self.columns))


@dataclass(frozen=True)
class Source:
    """A publisher's files that milieu can read.

    address        download address with {placeholders}; empty where the office has no open one
    addresses      addresses of parts of it, by the name of what they are cut by
    options        what the user may or must set, by name, with a sentence each
    defaults       options that are set unless the user says otherwise
    from_name      constants that the name of a file gives, such as its year
    default_table  the table taken where the user names none; empty: all that the file gives
    """

    name: str
    title: str
    publisher: str
    licence: str
    layouts: tuple[Layout, ...]
    address: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    example: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    from_name: Callable[[str], Mapping[str, str]] = no_constants
    default_table: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)


SOURCES: Catalogue[Source] = Catalogue("source", "milieu.sources")


def source(declared: Source) -> Source:
    """Declare a source; the file's name must be the source's name."""
    SOURCES.add(declared.name, declared)
    return declared
