"""Blocks: what a report is made of, the same for a page of HTML and for a printed one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from milieu.core.language import _
from milieu.report.figure import Figure
from milieu.report.sentences import Sentence
from milieu.report.words import MISSING, Amount

Marks = Sequence[tuple[str, str]]  # classes of a sign, and the text in it


@dataclass(frozen=True)
class Says:
    """Sentences, a paragraph each.

    tone   "lead" and "verdict": large, the second only in its first sentence; "muted": of less
           weight; "empty": why there is nothing, in a dashed box; else as usual
    """

    kind: ClassVar[str] = "says"
    sentences: Sequence[Sentence]
    tone: str = ""


@dataclass(frozen=True)
class Points:
    """Sentences that stand side by side, each with a dot before it."""

    kind: ClassVar[str] = "points"
    sentences: Sequence[Sentence]


@dataclass(frozen=True)
class Number:
    """One large number: what it is, the number, its range; `open`: it is estimated."""

    what: str
    value: str
    range: str
    open: bool = False


@dataclass(frozen=True)
class Numbers:
    """Large numbers side by side."""

    kind: ClassVar[str] = "numbers"
    numbers: Sequence[Number]


@dataclass(frozen=True)
class Figures:
    """Figures.

    layout   "column": one below the other; "two": the first wide, the second beside; "pair": two
             abreast; "grid": as many abreast as there is room
    """

    kind: ClassVar[str] = "figures"
    figures: Sequence[Figure]
    layout: str = "column"


@dataclass(frozen=True)
class Heading:
    """A small heading within a chapter."""

    kind: ClassVar[str] = "heading"
    title: str


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers stand to the right.

    name     its heading;  share: of the table's width on paper, next to those of the others
    hidden   whether the heading is read aloud only
    """

    name: str
    number: bool = False
    share: float = 1.0
    hidden: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    small   a second line of less weight;  marks: signs with their texts
    link    address of a chapter;  bar: color and length (0 to 1) of a bar
    value   what the table is ordered by, where not by the text
    """

    text: str = ""
    small: str = ""
    marks: Marks = ()
    link: str = ""
    bar: tuple[str, float] | None = None
    value: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table.

    name        one word for style and scripts
    command     that shows the same rows;  folded: whether a screen shows it only when asked
    attributes  of each row, by which a script finds it
    """

    kind: ClassVar[str] = "sheet"
    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    command: str = ""
    folded: bool = False
    attributes: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class Choice:
    """One field of what may be asked of a table: its name and the texts to choose from."""

    name: str
    label: str
    texts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Filters:
    """Fields by which a screen shows fewer rows of the table that follows; not on paper."""

    kind: ClassVar[str] = "filters"
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Alert:
    """A warning with the figure of its signs.

    state    alarm, watch, none or cannot tell;  label: the state in words
    folded   whether a screen shows the figure only when asked;  more: the words that ask
    """

    state: str
    label: str
    said: Sentence
    figure: Figure | None = None
    folded: bool = False
    more: str = ""


@dataclass(frozen=True)
class Alerts:
    """Warnings, those that are raised first."""

    kind: ClassVar[str] = "alerts"
    alerts: Sequence[Alert]
    title: str = ""
    command: str = ""


@dataclass(frozen=True)
class Claims:
    """Boxes: a verdict, then sentences.

    boxes   tone (agrees, disagrees or another), verdict, sentences
    """

    kind: ClassVar[str] = "claims"
    boxes: Sequence[tuple[str, str, Sequence[Sentence]]]


@dataclass(frozen=True)
class Pairs:
    """What is called how: terms with their texts; `code`: texts that are commands."""

    kind: ClassVar[str] = "pairs"
    pairs: Sequence[tuple[str, str]]
    code: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Beside:
    """Blocks beside others where a screen is wide; on paper one after the other."""

    kind: ClassVar[str] = "beside"
    left: "Sequence[Block]"
    right: "Sequence[Block]"


Block = (
    Says | Points | Numbers | Figures | Heading | Sheet | Filters | Alerts | Claims | Pairs | Beside
)


@dataclass(frozen=True)
class Chapter:
    """A chapter of the annex.

    anchor   its address;  short: its name in the list of chapters, empty for none
    tag      what stands behind the title, such as "made up"
    parts    chapters within it;  article: whether it is of one cluster
    """

    anchor: str
    title: str
    blocks: Sequence[Block] = ()
    short: str = ""
    tag: str = ""
    parts: "Sequence[Chapter]" = ()
    article: bool = False
    back: Sequence[tuple[str, str]] = field(default=())


def measured(what: str, amount: Amount, unit: str = "", note: str = "") -> Number:
    """Return a figure with its range as a large number.

    unit   behind the number;  note: behind the range
    """
    if amount.value is None:
        known = _("range only") if amount.range else _("not known")
        return Number(what, amount.range or MISSING, known + note)
    said = amount.range or _("exact")
    return Number(what, amount.text + unit, said + note, not amount.exact)
