"""The printed report says what the page says, and nothing in it is ever run."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst

from milieu.core.errors import UserError
from milieu.core.language import speaking
from milieu.report.brief.blocks import Alerts, Figures, Sheet
from milieu.report.brief.booklet import Booklet
from milieu.report.document import write_report
from milieu.report.drawing import Drawings
from milieu.report.figure import Figure
from milieu.report.page import render
from milieu.report.typesetting import pdf
from milieu.report.typesetting.pdf import pdf_of
from tests.report.brief.briefed import diagnosed, of_cluster, of_study, small
from tests.report.page import Page
from tests.report.small_study import made

EVIL = '#read("/etc/passwd") *_$ <b> `raw` [x] @ref \\ // -- {}'
STRANGE = "Łódź 新竹 서울 つくば Αθήνα Київ 😀 {}"
A4 = (595, 842)  # points
TEMPLATES = list((Path(pdf.__file__).parent).glob("*.typ"))


class Printed:
    """A PDF as tests read it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.reader = pypdf.PdfReader(io.BytesIO(data))

    @cached_property
    def pages(self) -> list[str]:
        return [page.extract_text() for page in self.reader.pages]

    @cached_property
    def text(self) -> str:
        return "\n".join(self.pages)


@cache
def reported(folder: Path, kind: str) -> Booklet:
    study = small(folder / kind)
    return of_study(study, 2) if kind == "study" else of_cluster(study)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("printed")


@pytest.fixture(scope="module", params=["study", "cluster"])
def both(request: pytest.FixtureRequest, place: Path) -> tuple[Booklet, Page, Printed]:
    """A booklet, as a page and on paper."""
    booklet = reported(place, request.param)
    with Drawings() as drawings:
        for figure in booklet.figures:
            figure.begin(drawings)
        page = Page(render("booklet.html.j2", drawings, booklet=booklet))
    return booklet, page, Printed(pdf_of(booklet))


def bare(text: str) -> str:
    """Return a text without spaces: lines break elsewhere on paper."""
    return re.sub(r"\s+", "", text)


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text of a block or figure that a reader sees."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Figure):
        yield from (value.title, value.how, value.source, value.command)
        yield from texts_of([said for _mark, said in value.legend])
    elif isinstance(value, Sheet):
        yield from (value.caption, value.command)
        yield from texts_of([column.name for column in value.columns if not column.hidden])
        yield from texts_of(
            [[c.text, c.small, [m[1] for m in c.marks]] for r in value.rows for c in r]
        )
    elif isinstance(value, Alerts):
        yield from (value.title, value.command)
        yield from texts_of([[one.label, one.said, one.figure] for one in value.alerts])
    elif isinstance(value, Figures):
        yield from texts_of(value.figures)
    elif is_dataclass(value) and not isinstance(value, type):
        named = {k: v for k, v in vars(value).items() if k not in ("tone", "anchor", "open")}
        yield from texts_of(named)
    elif isinstance(value, Mapping):
        yield from texts_of(list(value.values()))
    elif isinstance(value, Sequence):
        for one in value:
            yield from texts_of(one)


def all_texts(booklet: Booklet) -> set[str]:
    blocks = [block for one in booklet.brief for block in one.blocks]
    heads = [one.heading for one in booklet.brief]
    chapters = list(booklet.annex)
    while chapters:
        one = chapters.pop()
        heads += [one.title, one.tag]
        blocks += one.blocks
        chapters += one.parts
    drawn = [b for b in blocks if type(b).__name__ not in ("Filters", "Claims")]
    return {text for text in texts_of([heads, drawn, booklet.title, booklet.subtitle]) if text}


def test_page_and_paper_hold_every_text(both: tuple[Booklet, Page, Printed]):
    booklet, page, printed = both
    on_page, on_paper = bare(page.all("body")[0].text), bare(printed.text)
    wanted = all_texts(booklet)
    assert len(wanted) > 150
    assert {text for text in wanted if bare(text) not in on_page} == set()
    lost = {text for text in wanted if bare(text) not in on_paper}
    assert {text for text in lost if not goes_on(text, printed)} == set()
    assert len(lost) < 0.02 * len(wanted)


def goes_on(text: str, printed: Printed) -> bool:
    """Return whether a text begins on one page and ends on the next, or a line stands between."""
    on_paper, words = bare(printed.text), text.split()
    halves = bare(" ".join(words[: len(words) // 3])), bare(" ".join(words[-(len(words) // 3) :]))
    return len(words) > 5 and all(half in on_paper for half in halves)


def test_tables_behind_figures_hold_the_same_values(both: tuple[Booklet, Page, Printed]):
    booklet, page, printed = both
    on_paper = bare(printed.text)
    for figure in booklet.figures:
        (shown,) = page.all("figure", **{"data-figure": figure.name}) if sum(
            one.name == figure.name for one in booklet.figures) == 1 else (None,)  # fmt: skip
        for row in figure.rows:
            assert bare("".join(row)) in on_paper, (figure.name, row)
            assert shown is None or all(bare(cell) in bare(shown.text) for cell in row)


def test_the_first_two_pages_are_for_who_decides(both: tuple[Booklet, Page, Printed]):
    booklet, _page, printed = both
    pages = [bare(text) for text in printed.pages]
    assert [n for n, text in enumerate(pages) if "Annexforanalysts" in text] == [2]
    for one in booklet.brief:
        assert any(bare(one.heading) in text for text in pages[:2]), one.heading


def test_it_is_a_tagged_archivable_document_with_title_language_and_outline(
    both: tuple[Booklet, Page, Printed],
):
    booklet, _page, printed = both
    reader = printed.reader
    root, xmp = reader.trailer["/Root"], reader.xmp_metadata.stream.get_data().decode()
    assert root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == booklet.title
    assert "<pdfuaid:part>1<" in xmp and "<pdfaid:part>2<" in xmp
    assert "<pdfaid:conformance>A<" in xmp
    names = [one.title for one in reader.outline if not isinstance(one, list)]
    assert booklet.brief[0].heading in names and booklet.annex[-1].title in names


def test_every_page_is_a4_with_its_number_and_what_is_made_up(
    both: tuple[Booklet, Page, Printed],
):
    _booklet, _page, printed = both
    pages = printed.reader.pages
    for number, page in enumerate(pages, 1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
        text = printed.pages[number - 1]
        assert f"{number} of {len(pages)}" in text
        assert "Made up: all numbers are invented" in text


def test_every_drawing_is_a_vector_graphic_with_words_for_it(
    both: tuple[Booklet, Page, Printed],
):
    booklet, _page, printed = both
    words = {bare(str(one["/Alt"])) for one in _structure(printed.reader) if "/Alt" in one}
    assert {bare(figure.alt) for figure in booklet.figures if figure.charts} <= words
    for page in printed.reader.pages:
        assert not list(page.images)


def _structure(reader: pypdf.PdfReader) -> Iterator[Mapping[str, Any]]:
    """Yield all elements of a document's structure."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, pypdf.generic.DictionaryObject):
            yield one
            kids = one.get("/K", [])
            kids = kids if isinstance(kids, list) else [kids]
            waiting += [kid for kid in kids if not isinstance(kid, int)]


def test_the_same_study_gives_the_same_bytes(place: Path):
    booklet = reported(place, "cluster")
    assert pdf_of(booklet) == pdf_of(booklet)


def test_names_are_set_as_they_are_and_never_run(tmp_path: Path):
    study = small(tmp_path, clusters=2, name=EVIL)
    study.names = type(study.names)(
        {f"36{n:03}": EVIL.format(n) for n in (1, 2)}, {"315": EVIL, "334": EVIL}
    )
    study.settings = type(study.settings)(name=EVIL, about=EVIL)
    printed = Printed(pdf_of(of_cluster(study)))
    assert bare(EVIL.format("County 1")) in bare(printed.text)
    assert "root:x:" not in printed.text
    reader = printed.reader
    assert "/OpenAction" not in reader.trailer["/Root"] and not reader.attachments
    assert b"/JavaScript" not in printed.data and b"/Launch" not in printed.data


def test_signs_of_all_scripts_are_set_and_what_no_font_has_is_a_box(tmp_path: Path):
    study = small(tmp_path, clusters=2, name=STRANGE)
    text = Printed(pdf_of(of_cluster(study))).text
    for word in ("Łódź", "新竹", "서울", "つくば", "Αθήνα", "Київ", "□"):
        assert word in text, word


def test_in_chinese_it_is_chinese(tmp_path: Path):
    study = small(tmp_path, clusters=2)
    with speaking("zh"):
        printed = Printed(pdf_of(of_cluster(study)))
    assert printed.reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert re.search("[\u4e00-\u9fff]", printed.text)


def test_templates_read_nothing_but_each_other():
    assert {file.name for file in TEMPLATES} >= {"report.typ", "blocks.typ", "look.typ"}
    for file in TEMPLATES:
        text = re.sub(r"//.*", "", file.read_text("utf-8"))
        assert not re.search(r"\bread\(|\bplugin\(|\beval\(|#include|@preview|@local", text)
        for name in re.findall(r'import "([^"]*)"', text):
            assert (file.parent / name).exists()


@pytest.mark.parametrize(
    "asked", ['#read("/etc/passwd")', '#read("../../etc/passwd")', '#import "@local/x:1.0.0": y']
)
def test_not_even_a_template_reads_what_lies_outside(
    asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Path
):
    file = tmp_path / "report.typ"
    file.write_text(asked, encoding="utf-8")
    monkeypatch.setattr(pdf, "files", lambda package: tmp_path)
    with pytest.raises(typst.TypstError):
        pdf_of(reported(place, "cluster"))


@pytest.mark.parametrize("change", ["no clusters", "one year", "no coordinates", "empty"])
def test_it_is_set_whatever_a_study_lacks(change: str, tmp_path: Path):
    years = (2014,) if change == "one year" else (2012, 2013, 2014)
    study = made(
        tmp_path / "small", clusters=3, years=years, coordinates=change != "no coordinates"
    )
    if change == "no clusters":
        for name in ("clusters", "cluster_years", "cluster_members"):
            study.tables[name] = []
    if change == "empty":
        study.tables = {}
    text = Printed(pdf_of(of_study(study))).text
    assert "A small study" in text and "None" not in text
    assert "nan" not in text.lower().split()


def test_it_is_written_where_it_is_asked_for(tmp_path: Path):
    study = small(tmp_path, clusters=2)
    study.folder.mkdir()
    file = write_report(study, None, format="pdf", cluster="apparel-1", diagnoses=diagnosed)
    assert file == study.folder / "report.pdf" and file.read_bytes().startswith(b"%PDF-1.7")
    with pytest.raises(UserError, match="--output"):
        write_report(study, tmp_path / "no" / "x.pdf", format="pdf", cluster="apparel-1")
