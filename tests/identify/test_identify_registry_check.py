"""What is wrong with a registry is told: what keeps it from loading, and what is hardly meant."""

from datetime import date
from pathlib import Path

import pytest

from whoholds.identify.registry import known_states, shipped_parts
from whoholds.identify.registry_check import Part, doubtful, grave_faults
from whoholds.identify.registry_file import (
    ActorRow,
    ClientRow,
    MembershipRow,
    NameRow,
    RegistryFile,
    RoleRow,
    SideRow,
    SpellRow,
    UnitRow,
    read_registry_file,
)

RED = SideRow(id="x:red", name="Red", colour="#AA0000")
BLUE = SideRow(id="x:blue", name="Blue", colour="#0000AA")


def actor(name: str, **fields: object) -> ActorRow:
    return ActorRow(id=f"x:{name}", name=name.title(), kind="civil", **fields)  # type: ignore[arg-type] # fields of the row


def test_what_is_shipped_has_no_fault() -> None:
    parts = shipped_parts()
    states = {state.country for state in known_states()}
    assert grave_faults(parts, states) == []
    assert doubtful(parts) == []
    assert len(parts) >= 14
    for part in parts:
        assert len(part.file.sources) > 0, part.name


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (RegistryFile(actor=[actor("a", side="x:no")]), "side = 'x:no'"),
        (RegistryFile(actor=[actor("a", sides=[SpellRow(side="x:no")])]), "side = 'x:no'"),
        (RegistryFile(actor=[actor("a", parent="x:no")]), "parent = 'x:no'"),
        (RegistryFile(actor=[actor("a", speaks_for="state:zz")]), "speaks_for = 'state:zz'"),
        (RegistryFile(actor=[actor("a", member_of=[MembershipRow(actor="x:no")])]), "member_of"),
        (
            RegistryFile(
                side=[RED], actor=[actor("a", sides=[SpellRow(side="x:red", conflict="w")])]
            ),
            "conflict = 'w'",
        ),
        (RegistryFile(side=[SideRow(id="x:r", name="R", colour="#AA0000", main="x:no")]), "main"),
        (RegistryFile(role=[RoleRow(conflict="x", words=["w"], actors=["x:no"])]), "role 'w' of x"),
        (
            RegistryFile(
                actor=[actor("a")],
                role=[RoleRow(conflict="x", words=["w"], actors=["x:a"], speakers=["x:no"])],
            ),
            "speakers: 'x:no'",
        ),
        (RegistryFile(unit=[UnitRow(conflict="x", actor="x:no", kinds=["corps"])]), "unit"),
        (RegistryFile(client=[ClientRow(conflict="x", patron="RU", actor="x:no")]), "client"),
    ],
)
def test_names_of_nobody_are_grave(file: RegistryFile, said: str) -> None:
    (fault,) = grave_faults([Part("mine.toml", file)], {"RU"})
    assert fault.grave
    assert fault.where == "mine.toml"
    assert said in fault.text


@pytest.mark.parametrize("length", [1, 2, 5])
@pytest.mark.parametrize("field", ["parent", "speaks_for", "member_of"])
def test_circles_of_any_length_are_grave(length: int, field: str) -> None:
    def row(at: int) -> ActorRow:
        ahead = f"x:n{(at + 1) % length}"
        value = [MembershipRow(actor=ahead)] if field == "member_of" else ahead
        return actor(f"n{at}", **{field: value})

    below = actor("below", **{field: row(0).__getattribute__(field)})
    file = RegistryFile(actor=[*map(row, range(length)), below])
    faults = grave_faults([Part("mine.toml", file)], {})
    # Who only leads into the circle is not a part of it.
    assert {fault.about for fault in faults} == {f"x:n{at}" for at in range(length)}
    assert all("circle" in fault.text for fault in faults)


def test_two_sides_on_one_day_and_none_where_one_follows_the_other() -> None:
    day, later = date(2020, 1, 1), date(2021, 1, 1)
    over = [SpellRow(side="x:red", until=later), SpellRow(side="x:blue", since=day)]
    after = [SpellRow(side="x:red", until=day), SpellRow(side="x:blue", since=day)]
    told = doubtful(
        [Part("m", RegistryFile(actor=[actor("a", sides=over), actor("b", sides=after)]))]
    )
    assert [fault.about for fault in told] == ["x:a"]
    assert "on one day" in told[0].text


def test_one_name_for_two_on_one_day() -> None:
    day = date(2020, 1, 1)
    rows = [
        actor("a", aliases=["The Guard"]),
        actor("b", aliases=["guard"]),
        actor("c", names=[NameRow(name="Old Guard", until=day)]),
        actor("d", names=[NameRow(name="Old Guard", since=day)]),
        ActorRow(id="y:e", name="Guard", kind="civil"),
    ]
    told = doubtful([Part("m", RegistryFile(actor=rows))])
    assert [fault.text for fault in told] == ["x:a and x:b: both are called 'guard' on one day"]


def test_other_doubts_are_told() -> None:
    rows = [
        actor("a", wikidata="Q1", aliases=["terrorists", "…"]),
        actor("b", wikidata="Q1"),
        actor("b"),
    ]
    same = SideRow(id="x:pink", name="Pink", colour="#aa0000")
    told = doubtful([Part("m", RegistryFile(actor=rows[:2], side=[RED, BLUE, same]))])
    said = " ".join(fault.text for fault in told)
    assert "judges and names nobody" in said
    assert "no letter" in said
    assert "Wikidata item of x:a" in said
    assert "colour of x:red" in said
    (twice,) = doubtful([Part("m", RegistryFile(actor=rows[1:]))])
    assert "two [[actor]]" in twice.text


def test_a_users_row_replaces_the_shipped_one_and_does_not_clash_with_it() -> None:
    text = (
        '[[actor]]\nid = "syria:hts"\nname = "HTS"\nkind = "armed group"\nside = "syria:opposition"'
    )
    mine = Part("mine.toml", read_registry_file(Path("mine.toml"), text))
    assert doubtful([*shipped_parts(), mine]) == []
