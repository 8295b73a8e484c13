"""The two pages on a study: where its clusters stand, what threatens, what comes, how surely."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from milieu.report.brief.blocks import Beside, Claims, Figures, Sheet
from milieu.report.brief.outlooks import outlooks
from milieu.report.brief.standing import alarmed
from milieu.report.content import Content
from milieu.report.drawing import Drawings
from milieu.report.foresight_reading import JOBS
from tests.report.brief.briefed import answer, of_study, said, small
from tests.report.small_study import SmallStudy, made

QUESTIONS = ["asked", "known", "shown", "threats", "nothing", "options", "record", "unknown"]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> SmallStudy:
    return small(tmp_path_factory.mktemp("study"))


def test_every_question_is_answered(study: SmallStudy):
    booklet = of_study(study)
    assert [one.name for one in booklet.brief] == QUESTIONS
    assert "6 clusters in 2014." in said(answer(booklet, "known"))


def test_the_map_stands_beside_the_table_of_stages(study: SmallStudy):
    (beside,) = answer(of_study(study), "shown").blocks
    assert isinstance(beside, Beside)
    (figures,), (sheet,) = beside.left, beside.right
    assert isinstance(figures, Figures) and isinstance(sheet, Sheet)
    assert sum(int(row[1].text) for row in sheet.rows) == 6
    assert sheet.command.startswith("milieu show small stages")


def test_clusters_with_alarms_are_named_the_raised_first_and_have_a_chapter(study: SmallStudy):
    booklet = of_study(study, most=2)
    (sheet,) = [b for b in answer(booklet, "threats").blocks if isinstance(b, Sheet)]
    with study.session() as session, Drawings() as drawings:
        content = Content(study, session, drawings, "")
        worst = alarmed(content.overview, content.clusters)
    assert [row[0].text for row in sheet.rows] == [one.name for one in worst]
    (pages,) = [one for one in booklet.annex if one.anchor == "pages"]
    assert {part.anchor for part in pages.parts} == {one.anchor for one in worst[:2]}
    assert all(row[0].link for row in sheet.rows[:2])


def test_as_many_clusters_grow_and_shrink_as_their_forecasts_say(study: SmallStudy):
    with study.session() as session, Drawings() as drawings:
        content = Content(study, session, drawings, "")
        (points,) = outlooks(content)
        rows = session.execute(
            "SELECT o.value, c.jobs FROM outlook o JOIN clusters c ON c.cluster = o.code "
            "WHERE o.of = 'cluster' AND o.measure = ? AND o.value IS NOT NULL AND c.jobs IS NOT "
            "NULL AND o.year = (SELECT max(year) FROM outlook)",
            [JOBS],
        ).fetchall()
    fewer, more = (sum(value < jobs for value, jobs in rows), sum(v > j for v, j in rows))
    assert f"below today's jobs in {fewer} and above them in {more}." in points.sentences[-1][1]
    assert f"Of {len(rows)} clusters with a forecast" in points.sentences[-1][0]


def test_the_record_of_forecasts_and_alarms_is_told(study: SmallStudy):
    words = said(answer(of_study(study), "record"))
    assert "Forecasts of jobs 5 years ahead: " in words and "such forecasts ended in range" in words
    assert "Lock-in: Replayed, " in words and "of such alarms were false" in words


def test_what_is_not_known_is_counted_and_what_would_do_is_said(study: SmallStudy):
    words = said(answer(of_study(study), "unknown"))
    assert "Efficiency trap: cannot be told in " in words
    assert "clusters have not enough evidence for a stage." in words


def test_without_forecasts_nothing_is_said_of_them(tmp_path: Path):
    booklet = of_study(made(tmp_path / "small", clusters=3))
    assert [one.name for one in booklet.brief] == ["asked", "known", "shown", "unknown"]
    assert "milieu build small" in said(answer(booklet, "unknown"))


def test_a_study_of_facts_shows_a_claim_that_is_wrong(tmp_path: Path):
    study = SmallStudy(tmp_path / "facts", {})
    study.tables = {"observations": [
        {"cluster": "A park", "period": "2001", "indicator": "sales", "value": 663.0, "unit": "bn",
         "quality": "reported", "citation": "Bulletin", "note": ""}]}  # fmt: skip
    claims = [SimpleNamespace(paper="P", claim="Half.", verdict="disagrees", evidence="36 %.")]
    booklet = of_study(study, claims=claims)
    (box,) = [b for b in answer(booklet, "known").blocks if isinstance(b, Claims)]
    assert box.boxes[0][1] == "Disagrees with the statistics"


def test_an_empty_study_says_what_belongs_into_it(tmp_path: Path):
    booklet = of_study(SmallStudy(tmp_path / "empty", {}))
    assert "No clusters are known in this study." in said(answer(booklet, "known"))
    assert "A table of jobs by region, industry and year" in said(answer(booklet, "unknown"))
    assert booklet.as_of == "no files yet" and booklet.annex[0].anchor == "data"
