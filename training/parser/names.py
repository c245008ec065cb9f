"""Made-up names of places, persons, lands and groups, after the patterns of several languages."""

import random
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("names.toml")


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


class Names:
    """Names drawn from `chance`; the same state of it, the same names. Each is a list of words."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._rules = _rules()

    def place(self) -> list[str]:
        """Return the name of a place: "Tal al-Humrah", "Sokivka"."""
        return self._name(self._pick(list(self._rules["places"].values())), 1, 2)

    def person(self) -> list[str]:
        """Return the name of a person, one word or more."""
        rule = self._pick(list(self._rules["people"].values()))
        return self._name(rule, 1, 1)[-1:] + self._name(rule, 1, 2)

    def land(self) -> str:
        """Return the name of a country: "Tarovia"."""
        return self._land()[0]

    def people(self) -> str:
        """Return the adjective of a country: "Tarovian"."""
        return self._land()[1]

    def letters(self) -> str:
        """Return an acronym of two to four letters."""
        return "".join(
            self._chance.choices("ABCDFGHIKLMNPRSTU", k=self._chance.choice((2, 3, 3, 4)))
        )

    def _land(self) -> tuple[str, str]:
        rule = self._rules["lands"]
        stem = self._stem(rule["syllables"], 1, 2)
        land, people = self._pick(rule["ends"])
        return (stem + land).capitalize(), (stem + people).capitalize()

    def _name(self, rule: dict[str, Any], fewest: int, most: int) -> list[str]:
        stem = self._stem(rule["syllables"], fewest, most) + self._pick(rule["ends"])
        words = [self._pick(rule["before"]), self._pick(rule["joined"]) + stem.capitalize()]
        after = self._pick(rule.get("after", [""]))
        if after.startswith("-"):
            words[-1] += after
        else:
            words.append(after)
        return [word for word in words if word]

    def _stem(self, syllables: Sequence[str], fewest: int, most: int) -> str:
        return "".join(self._chance.choices(syllables, k=self._chance.randint(fewest, most)))

    def _pick(self, rows: Sequence[Any]) -> Any:
        return self._chance.choice(rows)
