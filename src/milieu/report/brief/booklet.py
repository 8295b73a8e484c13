"""A booklet: what a report for those who decide consists of, before it is a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from milieu import __version__
from milieu.core.language import _
from milieu.report.brief.blocks import Alerts, Beside, Block, Chapter, Figures
from milieu.report.figure import Figure


@dataclass(frozen=True)
class Answer:
    """One of the questions of the first two pages, and its answer.

    wide   whether its blocks take the whole width of the paper
    """

    name: str
    heading: str
    blocks: Sequence[Block]
    wide: bool = False


@dataclass(frozen=True)
class Booklet:
    """A report.

    title      of what it is;  name: of the study, which stands above every page
    subtitle   place, years, sources;  as_of: as known on which day, in words
    day        the same as YYYY-MM-DD; empty where no file was added yet
    about      what the study is, in its own words
    brief      the answers for those who decide;  annex: chapters for those who check
    """

    title: str
    name: str
    subtitle: str
    as_of: str
    day: str
    brief: Sequence[Answer]
    annex: Sequence[Chapter]
    about: str = ""
    made_up: bool = False

    @property
    def invented(self) -> str:
        """Return what must stand on every page of a study that is made up; else nothing."""
        return _("Made up: all numbers are invented") if self.made_up else ""

    @property
    def closing(self) -> str:
        """Return the last line."""
        return _("Made with milieu {version}.", version=__version__)

    @property
    def figures(self) -> list[Figure]:
        """Return all figures."""
        parts = [answer.blocks for answer in self.brief]
        parts += [chapter.blocks for one in self.annex for chapter in _chapters(one)]
        return [figure for blocks in parts for figure in figures_of(blocks)]


def unrepeated(brief: Sequence[Answer], annex: Sequence[Chapter]) -> list[Chapter]:
    """Return the chapters without the figures that the first pages show, and none that is empty."""
    shown = [one for answer in brief for one in figures_of(answer.blocks)]
    left = [_without(chapter, shown) for chapter in annex]
    return [one for one in left if one.blocks or one.parts]


def figures_of(blocks: Sequence[Block]) -> list[Figure]:
    """Return the figures of blocks, those of warnings too."""
    found: list[Figure] = []
    for block in _within(blocks):
        if isinstance(block, Figures):
            found += block.figures
        elif isinstance(block, Alerts):
            found += [one.figure for one in block.alerts if one.figure]
    return found


def _without(chapter: Chapter, shown: Sequence[Figure]) -> Chapter:
    parts = [_without(part, shown) for part in chapter.parts]
    return replace(chapter, blocks=_left(chapter.blocks, shown), parts=parts)


def _left(blocks: Sequence[Block], shown: Sequence[Figure]) -> list[Block]:
    """Return what is left of blocks without some figures; nothing stands beside an empty side."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Figures):
            figures = [one for one in block.figures if not any(one is other for other in shown)]
            kept += [replace(block, figures=figures)] if figures else []
        elif isinstance(block, Beside):
            left, right = _left(block.left, shown), _left(block.right, shown)
            kept += [Beside(left, right)] if left and right else [*left, *right]
        else:
            kept.append(block)
    return kept


def _chapters(one: Chapter) -> Iterator[Chapter]:
    """Yield a chapter and all within it."""
    yield one
    for part in one.parts:
        yield from _chapters(part)


def _within(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Beside):
            yield from _within((*block.left, *block.right))
