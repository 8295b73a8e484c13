"""study.toml says what is studied; a slip is one clear error."""

import pytest

from milieu.core.errors import UserError
from milieu.study.settings import FILE, read_settings
from milieu.study.study import TEMPLATES, Study


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_is_read_and_names_the_study(tmp_path, template):
    study = Study.create(tmp_path / "a", template=template, name='The "Leather" \\ town')
    assert study.settings.name == 'The "Leather" \\ town'
    assert study.settings.hidden.draws == 60


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nme = 'x'", "no setting 'nme'. Did you mean 'name'?"),
        ("[hidden]\ndraws = 'many'", "found 'many', expected int"),
        ("[clusters.thresholds]\nleast_jobs = 'x'", "found 'x', expected float"),
        ("regions = 3", "must be a section"),
        ("name = ", "Mend this line"),
    ],
)
def test_a_slip_in_the_file_is_one_clear_error(tmp_path, text, message):
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=message.replace("?", r"\?").replace("(", r"\(")):
        read_settings(tmp_path)


def test_a_folder_without_a_study_says_how_to_make_one(tmp_path):
    with pytest.raises(UserError, match="milieu init"):
        Study.open(tmp_path)


def test_a_new_study_never_overwrites_anything(tmp_path):
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UserError, match="something here already"):
        Study.create(tmp_path)
