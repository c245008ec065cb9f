"""The actors of a home: what is added is checked before, and a decision says who took it and why."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whoholds.base.errors import GazetteerError, InputError, UnknownName, WhoholdsError
from whoholds.base.settings import Settings
from whoholds.identify.registry_file import read_registry_file
from whoholds.run.actors import (
    DECISIONS,
    add_actors,
    add_alias,
    check_actors,
    list_actors,
    registry_of,
    search_actors,
    show_actor,
)

MINE = """
[[conflict]]
id = "borduria"
name = "War in Borduria"
countries = ["XB"]
[[actor]]
id = "borduria:army"
name = "Bordurian Army"
kind = "army"
aliases = ["Bordurian troops"]
"""
DAY = date(2024, 1, 2)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", who="An Editor")


def test_a_file_is_added_and_used(home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "borduria.toml"
    file.write_text(MINE, encoding="utf-8")
    assert check_actors(home, [file]) == []
    path, doubts = add_actors(file, home)
    assert path == home.registry_path / "borduria.toml"
    assert doubts == []
    (shown,) = show_actor("bordurian troops", registry_of(home), on=None)
    assert (shown.row.id, shown.side) == ("borduria:army", "borduria:army")
    assert add_actors(file, home)[0] == path
    file.write_text(MINE.replace("troops", "soldiers"), encoding="utf-8")
    with pytest.raises(InputError, match="--replace"):
        add_actors(file, home)
    add_actors(file, home, replace=True)
    assert show_actor("Bordurian soldiers", registry_of(home), on=None)[0].row == (
        registry_of(home).actor("borduria:army")
    )


def test_what_cannot_be_used_is_not_added(home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(MINE + 'parent = "borduria:nobody"\n', encoding="utf-8")
    with pytest.raises(GazetteerError, match="borduria:nobody"):
        add_actors(file, home)
    assert not home.registry_path.exists()
    (fault,) = check_actors(home, [file])
    assert fault.grave
    file.write_text("[[actor]", encoding="utf-8")
    assert "bad.toml" in check_actors(home, [file])[0].text
    with pytest.raises(GazetteerError):
        add_actors(tmp_path / "absent.toml", home)


def test_a_doubtful_file_is_added_and_told(home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        '[[actor]]\nid = "syria:new"\nname = "New"\nkind = "civil"\naliases = ["HTS"]\n', "utf-8"
    )
    _, doubts = add_actors(file, home)
    assert ["both are called 'hts'" in fault.text for fault in doubts] == [True]
    assert check_actors(home) == doubts


def test_a_decision_is_recorded_and_counts(home: Settings) -> None:
    path = add_alias(['The "Lions"', "Löwen"], "syria:hts", why="seen\nso", settings=home, on=DAY)
    assert path == home.registry_path / DECISIONS
    (alias,) = read_registry_file(path, path.read_text("utf-8")).alias
    assert (alias.who, alias.day, alias.why) == ("An Editor", DAY, "seen so")
    assert alias.names == ['The "Lions"', "Löwen"]
    before = path.read_text("utf-8")
    add_alias(["lions", "Rouse"], "syria:hts", why="more", settings=home, on=DAY)
    after = path.read_text("utf-8")
    assert after.startswith(before)
    assert '["Rouse"]' in after
    add_alias(["HTS"], "syria:hts", why="known", settings=home, on=DAY)
    assert path.read_text("utf-8") == after
    for name in ("the lions", "Lowen", "rouse"):
        assert show_actor(name, registry_of(home), on=None)[0].row.id == "syria:hts"
    assert check_actors(home) == []


@pytest.mark.parametrize(
    ("names", "actor", "why", "said"),
    [
        (["Free Syrian Army"], "syria:hts", "x", "syria:fsa"),
        (["…"], "syria:hts", "x", "one line of letters"),
        (["a\u202eb"], "syria:hts", "x", "one line of letters"),
        (["a" * 201], "syria:hts", "x", "at most"),
        (["Lions"], "syria:hts", " ", "say why"),
    ],
)
def test_decisions_that_cannot_be(
    home: Settings, names: list[str], actor: str, why: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        add_alias(names, actor, why=why, settings=home, on=DAY)
    assert not home.registry_path.exists()


def test_unknown_actors_and_conflicts_name_the_nearest(home: Settings) -> None:
    registry = registry_of(home)
    with pytest.raises(UnknownName) as caught:
        add_alias(["x"], "syria:htss", why="x", settings=home)
    assert caught.value.nearest[0] == "syria:hts"
    with pytest.raises(UnknownName, match="syria"):
        list_actors(registry, conflict="syrai", on=None)
    with pytest.raises(UnknownName, match="Ahrar al-Sham"):
        show_actor("Ahrar of the Sham", registry, on=None)


def test_listed_searched_and_on_a_day(home: Settings) -> None:
    registry = registry_of(home)
    sides = {
        day: {each.row.id: each.side for each in list_actors(registry, conflict="syria", on=day)}
        for day in (date(2024, 12, 7), date(2024, 12, 8))
    }
    assert sides[date(2024, 12, 7)]["syria:hts"] == "syria:opposition"
    assert sides[date(2024, 12, 8)]["syria:hts"] == "syria:transition"
    assert all(each.startswith("syria:") for each in sides[date(2024, 12, 7)])
    assert search_actors("hayat tahrir", registry)[0].row.id == "syria:hts"
    assert search_actors("SNA", registry, conflict="somalia")[0].row.id == "somalia:government"
    assert search_actors("qxzv", registry) == []
    (coalition,) = show_actor("sudan:joint-force", registry, on=date(2024, 1, 1))
    assert {"sudan:jem", "sudan:slm-mm"} <= set(coalition.members)
    (earlier,) = show_actor("sudan:joint-force", registry, on=date(2020, 1, 1))
    assert "sudan:jem" not in earlier.members


@settings(
    derandomize=True,
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_decision_is_read_as_it_was_written_or_refused(
    tmp_path: Path, name: str, why: str
) -> None:
    home = Settings(home=tmp_path / "h", who="W")
    try:
        path = add_alias([name], "syria:hts", why=why, settings=home, on=DAY)
    except WhoholdsError:
        return
    if path.exists():
        (alias,) = read_registry_file(path, path.read_text("utf-8")).alias
        assert [" ".join(each.split()) for each in (name, why)] == [*alias.names, alias.why]
        path.unlink()
