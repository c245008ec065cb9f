"""The closed word lists of the grammar, from `data/grammar.toml`."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    source = files("whoholds.extract") / "data" / "grammar.toml"
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(source.read_text(encoding="utf-8"))
    return tables


def words(module: str, name: str) -> frozenset[str]:
    """Return the list `name` of the table of `module`; a KeyError tells of a list that is not there."""
    return frozenset(_tables()[module][name])
