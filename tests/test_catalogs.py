"""Catalogs: every text that readers see is in them, translated, with the same values."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from milieu.clusters.declare import METHODS
from milieu.core.language import CATALOGS, speaking
from milieu.indicators.declare import INDICATORS
from milieu.languages.__main__ import main
from milieu.languages.catalogs import all_texts, file_of, fresh, keys, read, state, write
from milieu.languages.names import names
from milieu.languages.texts import Text, faults, fields, texts
from milieu.report.document import write_report
from tests.english import left
from tests.report.made_up_foresight import with_foresight
from tests.report.small_study import made

DATA = (  # names and notes that stand in the study, not in the program
    "A small study",
    "Made by hand.",
    "Apparel manufacturing",
    "New York",
    "County ",
    "5 years are known, 8 are needed: 3 more would do",
    "8 years are needed",
    "The last year is a range only; a figure of 2014 would do",
    "There are 4 years of figures, a trend needs 8",
)
CHINESE = re.compile("[\u3400-\u9fff]")
HALF_WIDTH = re.compile("[\u3400-\u9fff][,;:?!](?!\\w)|[\u3400-\u9fff]\\(|\\)[\u3400-\u9fff]")


@pytest.fixture(scope="module", params=sorted(CATALOGS))
def catalog(request: pytest.FixtureRequest) -> Catalog:
    return read(request.param)


def test_the_file_holds_exactly_the_texts_of_the_code(catalog: Catalog):
    found, known = keys(all_texts()), keys(catalog)
    assert not found - known, "run `make catalogs` and translate them"
    assert not known - found, "run `make catalogs`: these are gone"


def test_every_text_is_translated_and_none_is_fuzzy(catalog: Catalog):
    now = state(str(catalog.locale), catalog)
    assert now.complete, now
    assert not catalog.obsolete


def test_a_translation_has_as_many_forms_as_its_language(catalog: Catalog):
    counted = [m for m in catalog if m.id and not isinstance(m.id, str)]
    assert len(counted) > 50
    assert all(len(m.string) == catalog.num_plurals for m in counted)


def test_chinese_is_written_with_its_own_marks(catalog: Catalog):
    for message in catalog:
        said = message.string if isinstance(message.string, str) else message.string[0]
        if message.id and CHINESE.search(said):
            assert not HALF_WIDTH.search(said), said
            assert "八成" not in said and "  " not in said, said


def test_no_call_gives_other_values_than_its_text_names():
    assert faults() == []


def test_texts_are_found_in_code_and_templates(tmp_path: Path):
    (tmp_path / "a.py").write_text(
        "_('{n} of {m}', n=1, m=2)\nseveral('one', '{n}', 3, n=3)\nin_sense('s', 'x')\n"
        "LABEL = N_('label')\nwords.count(2, 'entry', 'entries')\n_('a' if x else 'b')\n_(LABEL)\n"
        "'text'.count('t')\n",
        encoding="utf-8",
    )
    (tmp_path / "b.html.j2").write_text(
        "{{ _('Hello {who}', who=name) }} {{ words.count(rows, 'row') }}", encoding="utf-8"
    )
    found = {(text.id, text.sense) for text in texts(tmp_path)}
    assert found == {
        ("{n} of {m}", ""), (("one", "{n}"), ""), ("x", "s"), ("label", ""),
        (("{n} entry", "{n} entries"), ""), ("a", ""), ("b", ""),
        ("Hello {who}", ""), (("{n} row", "{n} rows"), ""),
    }  # fmt: skip
    assert faults(tmp_path) == []


@pytest.mark.parametrize("call", ["_('{a}')", "_('{a}', b=1)", "several('{n}', '{n}s', 2, m=2)"])
def test_a_call_whose_values_do_not_fit_is_found(tmp_path: Path, call: str):
    (tmp_path / "a.py").write_text(call, encoding="utf-8")
    (found,) = faults(tmp_path)
    assert found.where == "a.py" and found.line == 1


def test_names_of_all_that_is_declared_are_texts():
    known = {text.id for text in names()}
    assert {"location quotient", "Loan guarantee", "lock in", "budding", "related variety"} <= known


def test_a_new_text_is_added_empty_and_a_known_one_keeps_its_translation(tmp_path: Path):
    (tmp_path / "languages" / CATALOGS["zh"]).mkdir(parents=True)
    first = fresh("zh", [Text("Jobs", "a.py"), Text("old", "a.py")], Catalog(locale="zh_CN"))
    first.get("Jobs").string = "就业"
    first.header_comment = "# milieu"
    write("zh", first, tmp_path)
    second = fresh("zh", [Text("Jobs", "b.py"), Text("{n} new", "b.py")], read("zh", tmp_path))
    write("zh", second, tmp_path)
    text = file_of("zh", tmp_path).read_text("utf-8")
    assert "就业" in text and "old" not in text and text.startswith("# milieu")
    now = state("zh", read("zh", tmp_path))
    assert now.messages == 2 and now.untranslated == ["{n} new"] and not now.complete


def test_a_translation_with_other_values_is_found():
    made_up = Catalog(locale="zh_CN")
    made_up.add("{n} of {m}", "{n}")
    assert state("zh", made_up).wrong == ["{n} of {m}"]
    assert fields("{n} of {m}") == ["n", "m"]


def test_the_check_says_that_all_is_well(capsys: pytest.CaptureFixture[str]):
    assert main(["--check"]) == 0
    assert "texts translated" in capsys.readouterr().out


def test_a_chinese_report_has_no_english_sentence(tmp_path: Path):
    study = with_foresight(made(tmp_path / "small", clusters=3))
    page = write_report(study, tmp_path / "zh.html", language="zh").read_text("utf-8")
    assert '<html lang="zh-Hans">' in page
    assert left(page, [*DATA, *sources()]) == []


def sources() -> list[str]:
    """Return where formulas and rules come from, as they declare it."""
    declared = [INDICATORS.get(name) for name in INDICATORS]
    rules = [METHODS.get(name) for name in METHODS]
    return [one.source for one in (*declared, *rules) if one]


def test_the_scanner_finds_english_and_lets_names_commands_and_citations_be():
    page = (
        "<p>集群</p><p>It rests on it.</p><code>milieu show x y z</code><p>Apparel in New York</p>"
    )
    assert left(page, ["Apparel in New York"]) == ["It rests on it."]
    assert left("<p>来源：Hoover (1936), Review of Economic Statistics 18(4)。</p>") == []
    with speaking("zh"):
        assert left("<p>公式：Isard (1960), Methods of Regional Analysis。</p>") == []
