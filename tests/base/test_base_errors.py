"""The error tree: drawn in the docstring as it is, and each branch with its exit code."""

import inspect
import re

import pytest

from whoholds.base import errors
from whoholds.base.errors import UnknownName, WhoholdsError

CLASSES = {
    name: kind
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, WhoholdsError)
}


def drawn_tree() -> dict[str, tuple[str | None, int]]:
    """Read the docstring's drawing: class → (parent, exit code)."""
    tree: dict[str, tuple[str | None, int]] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^ {4}((?:[│ ]   |[├└]── )*)(\w+) *(\d)? {2,}\S", line)
        if found is None:
            continue
        depth = len(found[1]) // 4
        del path[depth:]
        parent = path[-1] if len(path) > 0 else None
        code = int(found[3]) if found[3] is not None else tree[parent or ""][1]
        tree[found[2]] = (parent, code)
        path.append(found[2])
    return tree


def test_the_drawing_shows_every_class_under_its_parent_with_its_code() -> None:
    actual = {
        name: (None if kind is WhoholdsError else kind.__mro__[1].__name__, kind.exit_code)
        for name, kind in CLASSES.items()
    }
    assert drawn_tree() == actual


def test_no_exit_code_says_success_and_branches_differ_from_a_crash() -> None:
    assert all(kind.exit_code > 0 for kind in CLASSES.values())
    assert {kind.exit_code for kind in CLASSES.values() if kind is not WhoholdsError} == {
        2, 3, 4, 5, 6, 7, 8,
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_error_keeps_its_message(name: str) -> None:
    message = "reading x: the file is empty; hand over another"
    more = {"wait_s": 5} if name == "TooManyTries" else {}
    assert str(CLASSES[name](message, **more)) == message


def test_an_unknown_name_offers_the_nearest() -> None:
    error = UnknownName("finding a place: 'Abu Jurajf'", nearest=["Abu Jurayf", "Abu Dafn"])
    assert error.nearest == ("Abu Jurayf", "Abu Dafn")
    assert UnknownName("finding a place: 'x'").nearest == ()
