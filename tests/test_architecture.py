"""The house rules that a reader cannot see in one file: who may import whom, and what nobody may do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "whoholds"

MAY_IMPORT = {
    "base": set(),
    "capture": {"base"},
    "extract": {"base"},
    "identify": {"base"},
    "ledger": {"base"},
    "picture": {"base"},
    "publish": {"base"},
    "run": {"base", "capture", "extract", "identify", "ledger", "picture", "publish"},
    "serve": {"base", "ledger", "picture", "publish", "run"},
}
LONGEST_MODULE = 600


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported_folders(source: str) -> Iterator[str]:
    """Yield the stage folders that a module imports, type-only and late imports included."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "whoholds" and len(parts) > 1 and parts[1] in MAY_IMPORT:
                yield parts[1]


def faults_of(folder: str, source: str) -> list[str]:
    return [
        name
        for name in imported_folders(source)
        if name != folder and name not in MAY_IMPORT[folder]
    ]


def test_every_folder_is_in_the_table() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == set(MAY_IMPORT)


def test_allowed_imports_sort_before_their_importer() -> None:
    for folder, allowed in MAY_IMPORT.items():
        assert all(name < folder for name in allowed), folder


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_keeps_to_its_room(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    parts = path.relative_to(PACKAGE).parts
    if len(parts) > 1:
        assert faults_of(parts[0], source) == []
    assert len(source.splitlines()) <= LONGEST_MODULE


def test_a_planted_backward_import_is_caught() -> None:
    assert faults_of("capture", "from whoholds.picture.periods import hold") == ["picture"]
    assert faults_of("capture", "def f():\n    from whoholds import picture") == ["picture"]
    assert faults_of("picture", "import whoholds.base.records") == []


def test_relative_imports_are_not_used() -> None:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level > 0), path


def test_only_the_command_line_prints() -> None:
    for path in modules():
        if path.relative_to(PACKAGE).parts[0] == "serve":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            assert not (isinstance(called, ast.Name) and called.id == "print"), path
