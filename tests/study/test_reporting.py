"""Diagnoses of several clusters at once are those of each alone."""

from pathlib import Path

import pytest

from milieu.core.errors import UserError
from milieu.study.reporting import diagnoses
from milieu.study.study import Study
from tests.study.small import make_study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    made = make_study(tmp_path_factory.mktemp("reporting"), years=range(2000, 2010))
    for _ in made.build():
        pass
    return made


def ids(study: Study) -> list[str]:
    with study.session() as session:
        rows = session.execute("SELECT cluster FROM clusters ORDER BY rank").fetchall()
    return [row[0] for row in rows]


def test_each_is_what_diagnose_says_of_it_alone(study: Study):
    wanted = ids(study)[:3]
    found = diagnoses(study)(wanted)
    assert list(found) == wanted
    for one in wanted:
        assert found[one] == study.diagnose(one).diagnosis


def test_clusters_that_are_not_there_are_left_out(study: Study):
    assert diagnoses(study)([]) == {} and diagnoses(study)(["nowhere"]) == {}


def test_a_study_that_is_not_built_has_none(tmp_path: Path):
    assert diagnoses(make_study(tmp_path, years=(2000,)))(["x"]) == {}


@pytest.mark.parametrize("format", ["html", "pdf"])
def test_a_report_on_a_cluster_names_what_could_be_tried(study: Study, format: str, tmp_path: Path):
    file = study.report(tmp_path / f"r.{format}", cluster=ids(study)[0], format=format)
    assert file.stat().st_size > 20_000


def test_an_unknown_language_is_answered_with_those_there_are(study: Study):
    with pytest.raises(UserError, match="fr"):
        study.report(language="fr")
