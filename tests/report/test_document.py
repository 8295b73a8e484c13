"""The report as a reader meets it: whole, true to its tables, closed to the outside."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from milieu.core.errors import UserError
from milieu.lifecycle.stage import STAGES
from milieu.report.document import write_index, write_report
from milieu.study.settings import Settings
from tests.report.page import Page
from tests.report.small_study import SmallStudy, made

EVIL = "<script>alert('x')</script> \"quoted\" & =cmd|' /C calc'!A0 in {}"


def written(study: SmallStudy, folder: Path, **options: Any) -> tuple[str, Page]:
    text = write_report(study, folder / "report.html", **options).read_text("utf-8")
    return text, Page(text)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Page]]:
    folder = tmp_path_factory.mktemp("report")
    yield written(made(folder / "small", made_up=True), folder)


def test_every_figure_has_a_title_words_a_table_and_a_source(report: tuple[str, Page]):
    page = report[1]
    figures = page.all("figure")
    assert len(figures) > 30
    for figure in figures:
        (title,) = page.all("h4", within=figure)
        assert re.search(r"\b20\d\d\b", title.text), title.text
        (drawings,) = page.all("div", within=figure, role="img")
        assert drawings.attrs["aria-label"].endswith("Table follows.")
        assert page.all("svg", within=drawings)
        assert page.all("td", within=figure)
        (source,) = page.all("p", within=figure, class_="source")
        assert (
            "New York Labor Office, ny.csv, added 2025-11-24, licence: public domain" in source.text
        )


def test_a_drawing_takes_little_room(report: tuple[str, Page]):
    """Sixty pages of clusters are to be read on a phone's network: about 2 kB a drawing."""
    drawings = re.findall(r"<svg fill.*?</svg>", report[0], re.DOTALL)
    assert len(drawings) > 30
    assert sum(map(len, drawings)) / len(drawings) < 1500


def test_every_cluster_is_in_the_table_and_has_its_page(report: tuple[str, Page]):
    page = report[1]
    (table,) = page.all("table", id="cluster-table")
    for number in range(1, 7):
        assert page.all("a", within=table, href=f"#c-apparel-{number}")
        assert page.all("article", id=f"c-apparel-{number}")


def test_links_within_the_page_lead_somewhere(report: tuple[str, Page]):
    page = report[1]
    ids = [e.attrs["id"] for e in page.elements if "id" in e.attrs]
    assert len(ids) == len(set(ids))
    inner = [e.attrs["href"][1:] for e in page.all("a") if e.attrs["href"].startswith("#")]
    assert set(inner) <= set(ids)


def test_words_numbers_and_tables_say_the_same(report: tuple[str, Page]):
    page = report[1]
    for number in (1, 2, 4, 5):
        (article,) = page.all("article", id=f"c-apparel-{number}")
        jobs = page.all("strong", within=article)
        shown = next(e.text for e in jobs if e.inside[-1].tag == "li")
        verdict = next(e.text for e in jobs if e.text.startswith("Jobs: "))
        history = page.all("figure", within=article, **{"data-figure": "history"})[0]
        last_row = page.all("tr", within=history)[-1]
        cells = [e.text for e in page.all("td", within=last_row)]
        assert verdict.startswith(f"Jobs: {shown}")
        assert cells[:2] == ["2014", shown]
        texts = [e.text for e in page.all("text", within=history)]
        assert shown in texts
        if number in (2, 5):
            assert cells[3] == "estimated"
            assert f"({cells[2]})" in verdict


def test_estimated_and_hidden_figures_are_marked_wherever_they_stand(report: tuple[str, Page]):
    page = report[1]
    (estimated,) = page.all("article", id="c-apparel-2")
    (hidden,) = page.all("article", id="c-apparel-3")
    (published,) = page.all("article", id="c-apparel-1")
    assert page.all("li", within=estimated, class_="open")
    assert page.all("li", within=hidden, class_="dashed")
    assert not page.all("li", within=published, class_="open")
    number = page.all("strong", within=page.all("ul", within=hidden, class_="numbers")[0])[0]
    assert " to " in number.text, "a cell that may only be a range is shown as one"
    history = page.all("figure", within=hidden, **{"data-figure": "history"})[0]
    cells = [e.text for e in page.all("td", within=page.all("tr", within=history)[-1])]
    assert cells[1] == "–" and " to " in cells[2] and cells[3] == "range only"


def test_a_made_up_study_says_so_on_every_screen(report: tuple[str, Page]):
    page = report[1]
    (header,) = page.all("header")
    assert "Made up" in header.text
    for heading in page.all("h3"):
        assert "made up" in heading.text


def test_a_real_study_is_not_called_made_up(tmp_path: Path):
    text, _ = written(made(tmp_path / "small", clusters=1), tmp_path)
    assert "made up" not in text.lower()


def test_nothing_is_fetched_from_outside(report: tuple[str, Page]):
    text, page = report
    for element in page.elements:
        for name in ("src", "srcset", "action", "xlink:href", "poster", "data"):
            assert name not in element.attrs
        if "href" in element.attrs:
            assert re.match(r"#|data:,", element.attrs["href"])
    assert "url(" not in text and "@import" not in text
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0].attrs["content"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy and "script-src 'sha256-" in policy


def test_it_can_be_read_by_keyboard_and_aloud(report: tuple[str, Page]):
    page = report[1]
    assert page.all("html", lang="en")
    assert page.all("a", class_="skip", href="#content") and page.all("main", id="content")
    assert len(page.all("h1")) == 1
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch(r"h[1-6]", e.tag)]
    assert all(b <= a + 2 for a, b in pairwise(levels))
    for field in (*page.all("input"), *page.all("select")):
        assert any(e.tag == "label" for e in field.inside)


def test_names_are_never_run(tmp_path: Path):
    study = made(tmp_path / "small", clusters=3, name=EVIL)
    study.names = type(study.names)(
        {f"36{n:03}": EVIL.format(n) for n in range(1, 4)}, {"315": EVIL, "334": EVIL}
    )
    study.settings = Settings(name=EVIL, about=EVIL)
    text, page = written(study, tmp_path)
    assert len(page.all("script")) == 1
    assert "<script>alert" not in text
    assert page.all("article")[0].text.count("<script>alert('x')</script>") > 3
    for svg in page.all("svg"):
        assert not page.all("script", within=svg)


@pytest.mark.parametrize(
    "change",
    [
        "no clusters",
        "one year",
        "no coordinates",
        "nothing built",
        "empty",
        "no files",
        "bad shapes",
    ],
)
def test_it_is_written_whatever_a_study_lacks(change: str, tmp_path: Path):
    years = (2014,) if change == "one year" else (2012, 2013, 2014)
    study = made(
        tmp_path / "small", clusters=3, years=years, coordinates=change != "no coordinates"
    )
    if change == "no clusters":
        for name in ("clusters", "cluster_years", "cluster_members"):
            study.tables[name] = []
    if change == "nothing built":
        study.missing = ("cells", "clusters", "cluster_years", "cluster_members", "indicators")
    if change == "empty":
        study.tables = {}
    if change == "no files":
        study.tables["files"] = []
    if change == "bad shapes":
        for region in study.tables["regions"]:
            region["geometry"] = "{not a geometry"
    text, page = written(study, tmp_path)
    assert page.all("h1")[0].text == "A small study"
    assert "nan" not in re.sub(r"<[^>]*>", " ", text).lower().split()
    assert "None" not in page.all("main")[0].text
    if change in ("nothing built", "empty", "no clusters"):
        assert "No clusters are known" in page.all("main")[0].text
        assert not page.all("article")


def test_cited_facts_stand_with_their_citations_and_parts_of_years_are_not_drawn(tmp_path: Path):
    study = made(tmp_path / "small", clusters=1)
    study.tables = {
        "observations": [
            {
                "cluster": "A park",
                "period": period,
                "indicator": "sales",
                "value": value,
                "unit": "NT$ bn",
                "quality": quality,
                "citation": f"Bulletin <{period}>",
                "note": "",
            }
            for period, value, quality in (
                ("2000", 929.3, "reported"),
                ("2001", 663.0, "derived"),
                ("FY2002-03", 700.5, "rounded"),
                ("2003-H1", 400.25, "reported"),
            )
        ]
    }
    claim = SimpleNamespace(
        paper="A paper", claim="Half of it.", verdict="disagrees", evidence="It is 36 %."
    )
    _, page = written(study, tmp_path, claims=[claim])
    words = page.all("main")[0].text
    assert "Disagrees with the statistics" in words and "It is 36 %." in words
    assert "1 of 1 claim disagrees with the statistics." in words
    (figure,) = page.all("figure")
    drawn = page.all("table", within=figure)[0].text
    assert "929.3" in drawn and "700.5" in drawn and "400.25" not in drawn
    assert "400.25" in words and "Bulletin <2003-H1>" in words


def test_a_cluster_of_cited_facts_says_its_stage_and_on_what_that_rests(tmp_path: Path):
    study = SmallStudy(tmp_path / "cited", {})
    (tmp_path / "cited").mkdir()
    even, grown = (0.3, 0.3, 0.2, 0.2), (0.05, 0.85, 0.05, 0.05)
    study.tables = {
        "observations": [
            {"cluster": "The <Park>", "period": "2001", "indicator": "sales", "value": 663.0,
             "unit": "NT$ bn", "quality": "reported", "citation": "Bulletin", "note": ""}
        ],
        "cited_stages": [
            {"cluster": "The <Park>", "year": 2000 + n, "stage": stage, "facts": facts,
             "note": note, **dict(zip(STAGES, shares, strict=True)),
             **{f"{k}_today": v for k, v in zip(STAGES, shares, strict=True)}}
            for n, (stage, shares, facts, note) in enumerate((
                ("not enough evidence", even, 1, "one year is known"),
                ("growth", grown, 0, ""),
                ("growth", grown, 3, ""),
            ))
        ],
    }  # fmt: skip
    _, page = written(study, tmp_path)
    words = page.all("section", id="facts")[0].text
    assert "Most probably in growth since 2001: 85\u00a0% (17 in 20)." in words
    assert "It rests on 4 cited facts of 2 years; the last is of 2002." in words
    (figure,) = page.all("figure", **{"data-figure": "cited-stages"})
    rows = page.all("tr", within=page.all("tbody", within=figure)[0])
    assert [page.all("td", within=row)[6].text for row in rows] == ["1", "0", "3"]
    assert "cited_stages --only 'cluster=The <Park>'" in page.all("code", within=figure)[0].text
    marks = page.marks(page.all("div", within=figure, class_="drawing ")[0])
    dots = [one for one in marks if one["tag"] == "circle"]
    assert len(dots) == 2 and {one["fill"] for one in dots} == {"var(--middle)"}


def test_it_shows_only_so_many_pages_but_lists_all_clusters(tmp_path: Path):
    _, page = written(
        made(tmp_path / "small", clusters=5, years=(2013, 2014)), tmp_path, clusters=2
    )
    assert len(page.all("article")) == 2
    (body,) = page.all("tbody", within=page.all("table", id="cluster-table")[0])
    assert len(page.all("tr", within=body)) == 5


def test_a_folder_that_is_not_there_is_answered_with_what_to_do(tmp_path: Path):
    with pytest.raises(UserError, match="--output"):
        write_report(made(tmp_path / "small", clusters=1), tmp_path / "no" / "report.html")


def test_the_index_leads_to_the_reports(tmp_path: Path):
    file = write_index(
        [("A <b>study</b>", "what it shows", "a.html"), ("B", "more", "b.html")],
        tmp_path / "index.html",
    )
    page = Page(file.read_text("utf-8"))
    assert [e.attrs["href"] for e in page.all("a", within=page.all("ul")[0])] == [
        "a.html",
        "b.html",
    ]
    assert "A <b>study</b>" in page.all("main")[0].text
