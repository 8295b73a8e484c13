"""The two pages on a cluster: every question answered, from the rows that its page shows."""

from pathlib import Path

import pytest

from milieu.core.errors import UserError
from milieu.policy.evidence_summary import summary_for
from milieu.report.brief.blocks import Alerts, Figures, Numbers, Sheet
from tests.report.brief.briefed import answer, diagnosed, of_cluster, said, small
from tests.report.small_study import SmallStudy

QUESTIONS = ["asked", "known", "shown", "threats", "nothing", "options", "record", "unknown"]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> SmallStudy:
    return small(tmp_path_factory.mktemp("cluster"))


@pytest.mark.parametrize("n", range(1, 7))
def test_every_question_is_answered_whatever_is_known(study: SmallStudy, n: int):
    booklet = of_cluster(study, f"apparel-{n}")
    assert [one.name for one in booklet.brief] == QUESTIONS
    for one in booklet.brief:
        assert one.blocks, one.name
        assert said(one).strip() or any(isinstance(b, Figures) for b in one.blocks), one.name


def test_it_says_what_the_page_of_the_cluster_says(study: SmallStudy):
    booklet = of_cluster(study)
    (chapter,) = [one for one in booklet.annex if one.article]
    numbers = next(b for b in answer(booklet, "known").blocks if isinstance(b, Numbers)).numbers
    others = next(b for b in chapter.blocks if isinstance(b, Numbers)).numbers
    assert numbers[0].value == others[0].value
    assert "Most probably in decline" in said(answer(booklet, "known"))
    outlook = said(answer(booklet, "nothing"))
    assert "Jobs in 2020: " in outlook
    (jobs_to_come,) = [n for n in numbers if "outlook" in n.what]
    assert f"{jobs_to_come.range} (80\u00a0% range), middle {jobs_to_come.value}." in outlook


def test_every_raised_alarm_is_a_threat_and_the_untold_is_no_all_clear(study: SmallStudy):
    with study.session() as session:
        raised = session.execute(
            "SELECT count(*) FROM alarms WHERE cluster = 'apparel-1' "
            "AND state IN ('alarm', 'watch') AND year = 2014"
        ).fetchone()
    one = answer(of_cluster(study), "threats")
    (alerts,) = [b for b in one.blocks if isinstance(b, Alerts)]
    assert len(alerts.alerts) == raised[0] > 0
    assert "Of efficiency trap it cannot be told; that is no all-clear." in said(one)


def test_instruments_stand_with_their_evidence_and_what_speaks_against(study: SmallStudy):
    one = answer(of_cluster(study), "options")
    (sheet,) = [b for b in one.blocks if isinstance(b, Sheet)]
    found = diagnosed(["x"])["x"].candidates
    assert [row[0].text for row in sheet.rows] == [c.instrument.label for c in found[:4]]
    for row, candidate in zip(sheet.rows, found, strict=False):
        evidence = summary_for(candidate.instrument.name)
        assert f"{evidence.better}\u00a0better" in row[2].text or not evidence.better
        if evidence.worse:
            assert f"{evidence.worse}\u00a0worse" in row[2].text
        if candidate.cautions:
            assert candidate.cautions[0].removeprefix("Caution: ")[1:] in row[3].text


def test_the_first_pages_show_one_figure_which_the_annex_does_not_repeat(study: SmallStudy):
    booklet = of_cluster(study)
    (figures,) = [b for b in answer(booklet, "shown").blocks if isinstance(b, Figures)]
    assert [figure.name for figure in figures.figures] == ["course"]
    assert sum(figure.name == "course" for figure in booklet.figures) == 1


def test_gaps_say_what_would_suffice(study: SmallStudy):
    words = said(answer(of_cluster(study), "unknown"))
    assert "It would take more of" in words or "Without knowing" in words or "Needed" in words


def test_an_unknown_cluster_is_answered_with_the_nearest(study: SmallStudy):
    with pytest.raises(UserError, match="apparel-1"):
        of_cluster(study, "aparel-1")


def test_the_name_of_the_study_and_what_is_made_up_stand_above(tmp_path: Path):
    booklet = of_cluster(small(tmp_path, clusters=2))
    assert (booklet.title, booklet.name) == ("Apparel in County 1", "A small study")
    assert booklet.invented == "Made up: all numbers are invented"
    assert booklet.day == "2025-11-24" and booklet.as_of == "as known on 2025-11-24"
