"""The command line: data on standard output, talk on standard error, mistakes in one line."""

import csv
import io
import subprocess
import sys

import pytest

from milieu.cli.main import main
from milieu.cli.manual import KINDS, manual
from tests.study.small import MAP, make_study, write_panel


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_the_whole_way_from_a_file_to_clusters(tmp_path, capsys):
    study, panel = tmp_path / "ny", write_panel(tmp_path / "panel.csv")
    maps = [word for ours, theirs in MAP.items() for word in ("--map", f"{ours}={theirs}")]
    assert run(capsys, "init", study, "--template", "us")[0] == 0
    code, out, err = run(capsys, "add", study, "long_table", panel, *maps)
    assert (code, out) == (0, "")
    assert "took 240 rows into employment" in err
    assert run(capsys, "build", study)[0] == 0
    code, out, err = run(capsys, "show", study, "clusters", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert "311-north" in {row["cluster"] for row in rows}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("shwo", "x"), "No such command 'shwo'"),
        (("show", "nowhere", "clusters"), "there is no study here"),
        (("list", "indicator"), "Did you mean 'indicators'?"),
        (("init", ".", "--template", "usa"), "no template 'usa'. Did you mean 'us'?"),
        (("show",), "Missing argument"),
        (("get", "bsl"), "no source 'bsl'"),
    ],
)
def test_a_mistake_is_one_error_line_and_exit_code_2(capsys, arguments, message):
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("error: ")
    assert message in err


def test_pairs_without_an_equals_sign_are_explained(tmp_path, capsys):
    study = make_study(tmp_path).folder
    code, _, err = run(capsys, "show", study, "employment", "--only", "year")
    assert code == 2
    assert "'year' is not NAME=VALUE" in err


def test_help_of_every_command_has_an_example(capsys):
    for name, about in KINDS["commands"]():
        code, out, _ = run(capsys, name, "--help")
        assert code == 0
        assert f"Example: milieu {name}" in " ".join(out.split())
        assert about


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_listed(capsys, kind):
    code, out, _ = run(capsys, "list", kind)
    assert code == 0
    assert len(out.splitlines()) >= 3


def test_the_manual_names_every_declared_thing():
    text = manual()
    for kind, things in KINDS.items():
        for name, _ in things():
            assert f"milieu {name}`" in text or f"### {name}\n" in text or kind == "steps", name


def test_the_manual_in_docs_is_the_one_the_code_gives():
    from tests.conftest import REPOSITORY

    written = (REPOSITORY / "docs" / "manual.md").read_text(encoding="utf-8")
    assert written == manual(), "run `make docs`"


def test_help_imports_nothing_heavy():
    code = (
        "import sys\n"
        "from milieu.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'numba', 'duckdb', 'pyarrow', 'altair'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
