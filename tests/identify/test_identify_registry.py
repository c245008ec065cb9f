import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import GazetteerError
from whoholds.identify.registry import Registry, load_registry
from whoholds.identify.registry_file import ActorRow, RegistryFile, RoleRow
from whoholds.identify.registry_names import fold_actor, name_keys, scope_of

REGISTRY = load_registry()
DAY = date(2020, 1, 17)


@pytest.mark.parametrize(
    ("name", "conflict", "actor"),
    [
        ("HTS", "syria", "syria:hts"),
        ("Hay’at Tahrir al-Sham", "syria", "syria:hts"),
        ("the SAA", "syria", "syria:saa"),
        ("NFL", "syria", "syria:nfl"),
        ("National Liberation Front", "syria", "syria:nfl"),
        ("25th Special Forces Division", "syria", "syria:saa-25"),
        ("Iba'a", "syria", "syria:ibaa"),
        ("SOHR", "syria", "syria:sohr"),
        ("SANA", "syria", "syria:sana"),
        ("Ukrainian General Staff", "ukraine", "ukraine:general-staff"),
        ("Russian MoD", "ukraine", "ukraine:russian-mod"),
        ("ISW", "ukraine", "world:isw"),
        ("M23", "drc", "drc:m23"),
        ("RSF", "sudan", "sudan:rsf"),
        ("AA", "myanmar", "myanmar:arakan-army"),
    ],
)
def test_names_in_their_conflict(name: str, conflict: str, actor: str) -> None:
    assert REGISTRY.find(name, conflicts=[conflict], day=DAY)[0][0].id == actor


def test_same_name_means_others_elsewhere_and_later() -> None:
    def first(name: str, conflict: str, day: date) -> str:
        return REGISTRY.find(name, conflicts=[conflict], day=day)[0][0].id

    assert first("SNA", "syria", DAY) == "syria:sna"
    assert first("SNA", "somalia", DAY) == "somalia:government"
    assert first("Syrian army", "syria", DAY) == "syria:saa"
    assert first("Syrian army", "syria", date(2025, 3, 1)) == "syria:new-army"


@pytest.mark.parametrize(
    ("actor", "day", "side"),
    [
        ("syria:hts", DAY, "syria:opposition"),
        ("syria:hts", date(2024, 12, 7), "syria:opposition"),
        ("syria:hts", date(2024, 12, 8), "syria:transition"),
        ("syria:hts", None, "syria:opposition"),
        ("syria:saa-25", DAY, "syria:government"),
        ("syria:ibaa", DAY, "syria:opposition"),
        ("syria:almasdar", DAY, "syria:government"),
        ("syria:sohr", DAY, None),
        ("ukraine:general-staff", DAY, "ukraine:ukraine"),
        ("world:isw", DAY, None),
        ("state:fr", DAY, "state:fr"),
        ("philippines:abu-sayyaf", DAY, "philippines:abu-sayyaf"),
        ("nobody:known", DAY, None),
    ],
)
def test_sides_by_day(actor: str, day: date | None, side: str | None) -> None:
    assert REGISTRY.side_of(actor, day) == side


def test_every_side_is_described_and_told_apart_within_its_conflict() -> None:
    sides = REGISTRY.sides()
    for actor in REGISTRY.actors():
        side = REGISTRY.side_of(actor, DAY)
        assert side is None or side in sides
    assert all(re.fullmatch("#[0-9A-F]{6}", side.colour) for side in sides.values())
    for conflict in ("syria", "ukraine", "libya", "yemen", "sudan"):
        colours = [side.colour for side in sides.values() if scope_of(side.id) == conflict]
        assert len(colours) == len(set(colours)) >= 2, conflict


def test_shipped_registries_are_generous() -> None:
    count = dict.fromkeys(("syria", "ukraine"), 0)
    others = 0
    for actor in REGISTRY.actors():
        scope = scope_of(actor)
        if scope in count:
            count[scope] += 1
        elif scope != "state":
            others += 1
    assert count["syria"] >= 50
    assert count["ukraine"] >= 33
    assert others >= 80
    assert len(REGISTRY.states) >= 110


def test_states_and_their_forces() -> None:
    assert REGISTRY.state_words["russian"] == "RU"
    assert REGISTRY.of_state("RU", conflicts=["syria"], day=DAY).id == "syria:russia"
    assert REGISTRY.of_state("RU", conflicts=["ukraine"], day=DAY).id == "ukraine:russia"
    assert REGISTRY.of_state("RU", conflicts=[], day=DAY).id == "state:ru"


def test_users_file_overrides_by_identifier(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[[actor]]\nid = "syria:hts"\nname = "Tahrir"\nkind = "armed group"\n'
        'aliases = ["Tahrir"]\nside = "syria:opposition"\n',
        encoding="utf-8",
    )
    mine = load_registry(tmp_path)
    actor = mine.actor("syria:hts")
    assert actor is not None
    assert actor.name == "Tahrir"
    assert mine.find("HTS", conflicts=["syria"]) == []
    assert mine.digest != REGISTRY.digest
    assert load_registry(tmp_path / "absent").digest == REGISTRY.digest


def test_users_bad_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(GazetteerError, match=r"bad\.toml"):
        load_registry(tmp_path)


def test_references_must_exist() -> None:
    lone = ActorRow(id="x:a", name="A", kind="civil")
    cases = [
        RegistryFile(actor=[ActorRow(id="x:a", name="A", kind="civil", side="x:no")]),
        RegistryFile(actor=[ActorRow(id="x:a", name="A", kind="civil", parent="x:no")]),
        RegistryFile(actor=[ActorRow(id="x:a", name="A", kind="civil", parent="x:a")]),
        RegistryFile(actor=[lone], role=[RoleRow(conflict="x", words=["w"], actors=["x:no"])]),
    ]
    for case in cases:
        with pytest.raises(GazetteerError, match="x:"):
            Registry([case])


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("U.S. forces", "us forces"),
        ("Ukraine's army", "ukraine army"),
        ("Hay’at Tahrir al-Sham", "hayat tahrir al sham"),
    ],
)
def test_fold_actor(name: str, folded: str) -> None:
    assert fold_actor(name) == folded


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=50))
def test_find_answers_any_text(name: str) -> None:
    assert all(key in ("", fold_actor(name)) or key for key in name_keys(name))
    for row, loaded, _, _ in REGISTRY.find(name):
        assert row.id in REGISTRY.actors()
        assert isinstance(loaded, bool)
