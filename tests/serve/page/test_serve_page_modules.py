"""House rules of the page's own files: no HTML out of data, nothing inline, every import there."""

import re
from pathlib import Path

import pytest

from whoholds.publish.side_signs import SHAPES

PAGE = Path(__file__).parents[3] / "whoholds" / "serve" / "page"
MODULES = sorted([*PAGE.glob("*.js"), *PAGE.glob("map/*.js")])
LONGEST = 520

FORBIDDEN = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|DOMParser|"
    r"srcdoc|eval|document\.write|new Function)\b"
)
IMPORT = re.compile(
    r"""(?:from|import\(|= new URL\()\s*["'](\.[^"']+)["']|= ["'](\./vendor/[^"']+)["']"""
)
TYPES = re.compile(r"/\*\*.*?\*/", re.DOTALL)


def imports_of(module: Path) -> list[str]:
    """Return what a module imports when it runs: an import in a comment is one of types."""
    code = TYPES.sub("", module.read_text(encoding="utf-8"))
    return [one or other for one, other in IMPORT.findall(code)]


def test_there_are_modules() -> None:
    assert len(MODULES) > 10


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_no_module_makes_html_or_code_out_of_text(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    assert FORBIDDEN.findall(source) == []
    assert source.startswith("// "), "a module begins by saying what it is for"
    assert len(source.splitlines()) <= LONGEST


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_import_is_a_file_of_the_page(module: Path) -> None:
    for name in imports_of(module):
        assert name.startswith("."), f"{module.name} imports {name}"
        assert (module.parent / name).is_file(), f"{module.name} imports {name}, which is missing"


def test_every_module_is_used() -> None:
    scripts = re.compile(r"""<script[^>]*src=["']([^"']+)["']""")
    used = {
        name for html in PAGE.glob("*.html") for name in scripts.findall(html.read_text("utf-8"))
    }
    for module in MODULES:
        used |= {Path(name).name for name in imports_of(module)}
    assert {module.name for module in MODULES} <= used


def test_every_shape_that_the_server_names_is_drawn() -> None:
    source = (PAGE / "symbols.js").read_text(encoding="utf-8")
    drawn = re.findall(r"^  ([a-z]+): ", source.split("const SHAPES = {")[1].split("};")[0], re.M)
    assert drawn != []
    assert set(drawn) == set(SHAPES)


def test_the_rule_catches_what_it_forbids() -> None:
    assert FORBIDDEN.search("node.innerHTML = text") is not None
    assert FORBIDDEN.search("eval(text)") is not None
    assert FORBIDDEN.search("node.textContent = evaluated") is None


def test_the_page_has_nothing_inline_and_loads_nothing_from_elsewhere() -> None:
    html = (PAGE / "index.html").read_text(encoding="utf-8")
    assert re.search(r"\sstyle=|<style|\son[a-z]+=", html) is None
    assert re.search(r"<script(?![^>]*\bsrc=)", html) is None
    loaded = re.findall(r"""(?:src|href)=["']([^"']+)["']""", html)
    assert len(loaded) >= 4
    for name in set(loaded) - {"./"}:  # the page itself
        assert (PAGE / name).is_file(), name
    for sheet in PAGE.glob("*.css"):
        css = sheet.read_text(encoding="utf-8")
        assert "@import" not in css
        assert "http" not in css
