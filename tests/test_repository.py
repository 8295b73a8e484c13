"""What the repository as a whole promises."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    ).stdout
    if not names:
        pytest.skip("this is not a git checkout")
    return [
        REPOSITORY / name for name in names.split("\0") if name and (REPOSITORY / name).exists()
    ]


def texts(*suffixes: str) -> list[tuple[Path, str]]:
    return [
        (file, file.read_text(encoding="utf-8"))
        for file in tracked()
        if not suffixes or file.suffix in suffixes or file.name in suffixes
    ]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_an_exact_version_and_hashes(name):
    lines = (REPOSITORY / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert len(packages) > 20
    for line in packages:
        assert re.match(r"[\w.\[\]-]+==[\w.+!]+", line), line
        assert "--hash=sha256:" in line, line


def test_no_file_names_a_package_index_or_a_download_address_of_packages():
    names = [file.name for file in tracked()]
    assert "uv.lock" not in names
    forbidden = re.compile(
        r"--(extra-)?index-url\s|--find-links\s|pypi\.org|pythonhosted|files/packages/",
        re.IGNORECASE,
    )
    for file, text in texts(".txt", ".toml", ".cfg", ".md", "Makefile", "run"):
        assert not forbidden.search(text), file


def test_no_file_holds_a_path_of_somebodys_machine():
    forbidden = re.compile(r"(?<![\w.])/(work|root|home|Users|opt/[a-z]+)/[\w.-]+")
    for file, text in texts(".py", ".md", ".toml", ".csv", "Makefile", "run", ".txt"):
        if file != Path(__file__):
            assert not forbidden.search(text), f"{file}: {forbidden.search(text)}"


def test_direct_dependencies_are_those_that_the_code_imports():
    wanted = {
        re.split(r"[>=<\[]", name)[0].lower()
        for name in tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"][
            "dependencies"
        ]
    }
    code = "\n".join(text for file, text in texts(".py") if "src" in file.parts)
    modules = {
        "argon2-cffi": "argon2",
        "python-multipart": "python_multipart",
        "graspologic-native": "graspologic_native",
        "vl-convert-python": "vl_convert",
    }
    for name in wanted:
        module = modules.get(name, name)
        assert re.search(rf"^\s*(import|from) {module}\b", code, re.MULTILINE), name


def test_ci_calls_exactly_the_test_command_of_the_readme_and_then_the_checks():
    commands = [
        line
        for line in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8").splitlines()
        if line.startswith("make ")
    ]
    assert commands == ["make test", "make check"]
    assert "make test" in (REPOSITORY / "README.md").read_text(encoding="utf-8")
