"""The build hook with an npm of our own, and what it must have brought into this tree."""

import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar

import pytest

ROOT = Path(__file__).parents[3]
Config = TypeVar("Config")

FAKE_NPM = """#!{python}
import pathlib, sys
with open({calls!r}, "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
if {fails}:
    sys.exit("npm error code E404 no such package")
modules = pathlib.Path("node_modules")
for name in {names!r}:
    path = modules / name
    if path.suffix or path.name == "LICENSE":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    else:
        path.mkdir(parents=True, exist_ok=True)
        (path / "index.js").write_text(name)
for package in ("maplibre-gl", "world-atlas"):
    (modules / package / "package.json").write_text('{{"license": "BSD"}}')
"""


class Interface(Generic[Config]):
    """Stands in for hatchling's class: a fresh test environment has no hatchling."""


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Any:
    stand_in = ModuleType("hatchling.builders.hooks.plugin.interface")
    stand_in.BuildHookInterface = Interface  # type: ignore[attr-defined]  # a stand-in module
    monkeypatch.setitem(sys.modules, stand_in.__name__, stand_in)
    spec = importlib.util.spec_from_file_location("build_hook_under_test", ROOT / "build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


def put_npm(
    hook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, fails: bool = False
) -> Path:
    """Put an npm first on the path that writes the files asked for, and notes its calls."""
    calls = tmp_path / "calls"
    names = [source for source, _ in hook.COPIES]
    script = tmp_path / "bin" / "npm"
    script.parent.mkdir()
    script.write_text(
        FAKE_NPM.format(python=sys.executable, calls=str(calls), names=names, fails=fails)
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    return calls


def test_files_are_brought_once_a_lock(
    hook: Any, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = put_npm(hook, tmp_path, monkeypatch)
    assert hook.bring(tree) is True
    assert hook.bring(tree) is False
    assert calls.read_text().splitlines() == [
        "ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error"
    ]
    for _, target in hook.COPIES:
        assert (tree / target).exists(), target
        if target.suffix == ".mjs":
            assert (tree / target).with_name(f"{target.name}.br").stat().st_size > 0
    licences = (tree / hook.VENDOR / "LICENSES.txt").read_text()
    assert "maplibre-gl" in licences
    assert "its package.json names: BSD" in licences
    left_over = tree / hook.VENDOR / "of-an-older-lock.js"
    left_over.write_text("old")
    with (tree / "package-lock.json").open("a") as lock:
        lock.write("\n")
    assert hook.bring(tree) is True
    assert not left_over.exists()
    assert len(calls.read_text().splitlines()) == 2
    assert not (tree / "node_modules").exists()
    (tree / hook.BASEMAP / "countries-50m.json").unlink()
    assert hook.bring(tree) is True
    assert (tree / hook.BASEMAP / "countries-50m.json").exists()


def test_a_missing_npm_gives_one_line_that_says_what_to_install(
    hook: Any, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tree))
    with pytest.raises(SystemExit) as caught:
        hook.bring(tree)
    message = str(caught.value)
    assert "apt-get install nodejs npm" in message
    assert "\n" not in message
    assert not (tree / "whoholds").exists()


def test_a_failing_npm_leaves_nothing_half_made(
    hook: Any,
    tree: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put_npm(hook, tmp_path, monkeypatch, fails=True)
    with pytest.raises(SystemExit) as caught:
        hook.bring(tree)
    assert "E404" in str(caught.value)
    assert "E404" in capsys.readouterr().err
    assert not (tree / "whoholds").exists()


def test_the_lock_names_no_registry_and_pins_every_package() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_bytes())["packages"]
    del packages[""]
    assert len(packages) > 3
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name
    for version in json.loads((ROOT / "package.json").read_bytes())["dependencies"].values():
        assert version[0].isdigit()


def test_this_tree_has_what_the_hook_brings(hook: Any) -> None:
    for _, target in hook.COPIES:
        assert (ROOT / target).exists(), f"{target} is missing; install the package again"
