"""Headlines: what is confirmed is said, what is not is told as said."""

from datetime import date

from whoholds.picture.changes import Kind
from whoholds.publish.told import ChangeTold, HolderTold, Named
from whoholds.run.headlines import headline_of


def change(place: str, kind: Kind, holder: str, *, confirmed: bool | None) -> ChangeTold:
    return ChangeTold(
        day=date(2020, 1, 16),
        place=Named(name=place),
        country=None,
        lat=None,
        lon=None,
        kind=kind.value,
        sentence="",
        before=None,
        after=HolderTold(
            state="held",
            words=holder,
            side=None,
            actor=Named(name=holder),
            probability=0.9,
            sure="very likely",
            claims_for=1,
            claims_against=0,
        ),
        confirmed=confirmed,
        supporting=(),
        opposing=(),
    )


def test_changes_of_one_holder_are_one_clause() -> None:
    told = [change(name, Kind.HANDS, "The Army", confirmed=True) for name in "ABCDE"]
    assert headline_of(told, claims=9) == "The Army took A, B, C and 2 more places."


def test_what_is_not_confirmed_is_told_as_said() -> None:
    told = [
        change("A", Kind.HANDS, "The Army", confirmed=False),
        change("B", Kind.HANDS, "The Front", confirmed=True),
        change("C", Kind.CONTESTED, "The Front", confirmed=None),
    ]
    assert headline_of(told, claims=9) == (
        "The Front took B; A is said to be taken by The Army (not confirmed); C became contested."
    )


def test_a_quiet_day_says_so() -> None:
    assert headline_of([], claims=0) == "Nothing is told of this day."
    assert headline_of([], claims=1) == (
        "Nothing is known to have changed hands; 1 claim tells of this day."
    )


def test_names_cannot_turn_the_sentence_round_or_fill_it() -> None:
    hostile = "\u202e{holder}\n" + "x" * 500
    told = headline_of([change(hostile, Kind.HANDS, hostile, confirmed=True)], claims=1)
    assert "\u202e" not in told
    assert "\n" not in told
    assert len(told) < 200
