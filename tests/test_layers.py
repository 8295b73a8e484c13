"""A folder imports only from folders above it in the list of the architecture."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "milieu"
LAYERS = (
    "core",
    "hidden",
    "sources",
    "store",
    "indicators",
    "clusters",
    "lifecycle",
    "outlook",
    "twin",
    "policy",
    "report",
    "study",
    "web",
    "languages",
    "cli",
)
FILES = sorted(SOURCE.rglob("*.py"))


def imported_folders(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{file.name} imports relatively"
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    parts = [name.split(".") for name in names if name.startswith("milieu.")]
    return {part[1] for part in parts}


def test_every_folder_is_in_the_list():
    folders = {p.name for p in SOURCE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders == set(LAYERS)


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(SOURCE)))
def test_a_file_imports_only_from_its_own_folder_and_those_above(file):
    own = file.relative_to(SOURCE).parts[0]
    if own not in LAYERS:  # the faces of the house: `import milieu` and `python -m milieu`
        assert imported_folders(file) <= {"__init__.py": {"study"}, "__main__.py": {"cli"}}[own]
        return
    allowed = set(LAYERS[: LAYERS.index(own) + 1])
    if own == "cli" and file.name != "serving.py":  # only the command that serves knows the pages
        allowed.discard("web")
    assert imported_folders(file) <= allowed
