"""What could not be placed, and where a person puts it: for all claims, as known since then."""

from collections.abc import Callable

import pytest

from whoholds.base.errors import InputError, UnknownName
from whoholds.base.records import PlaceKind
from whoholds.run.answers import Answers
from whoholds.run.batch import Outcome
from whoholds.run.home import Home
from whoholds.run.places import decide, decisions, take_back, unresolved

ReadTexts = Callable[..., list[Outcome]]

NEAR = "HTS recaptured the town of Abu Jurayf and the nearby hilltop of Mustayf in Syria on January 17."
AGAIN = "The Syrian Arab Army captured Mustayf in Idlib province, Syria, on January 19."
VERDUNIA = "The army captured the village of Qzzyxtan in Idlib province, Syria, on January 20."


def spots(home: Home, name: str, upto: int | None = None) -> set[tuple[float | None, float | None]]:
    picture = Answers(home).picture(upto)
    return {
        (link.lat, link.lon)
        for claim in picture.claims.values()
        for link in claim.resolution.places
        if link.mention == name
    }


def test_what_is_in_no_gazetteer_is_listed_by_its_claims(home: Home, read_texts: ReadTexts) -> None:
    read_texts(("2020-01-18", NEAR), ("2020-01-20", AGAIN), ("2020-01-21", VERDUNIA))
    found = unresolved(home)
    assert {each.name for each in found} == {"Mustayf", "Qzzyxtan"}
    assert [len(each.claims) for each in found] == sorted(
        (len(each.claims) for each in found), reverse=True
    )
    hill = next(each for each in found if each.name == "Mustayf" and "Abu" in each.where)
    assert hill.guesses != ()
    assert "Mustayf" in hill.quote
    assert len(unresolved(home, limit=1)) == 1
    assert unresolved(home, upto=0) == []


def test_a_decision_puts_earlier_and_later_claims_and_only_since_then(
    home: Home, read_texts: ReadTexts
) -> None:
    read_texts(("2020-01-18", NEAR))
    before = home.ledger.position()
    was = spots(home, "Mustayf")
    assert (35.72, 36.95) not in was
    done = decide(home, "Mustayf", point=(35.72, 36.95), why="a film", near=("Abu Jurayf",))
    assert done.claims >= 1
    assert done.reports == 1
    assert done.decided.by == "tester"
    assert spots(home, "Mustayf") == {(35.72, 36.95)}
    assert spots(home, "Mustayf", before) == was
    (later,) = read_texts(("2020-01-21", NEAR.replace("17", "20")))
    assert later.read is not None
    links = [link for each in later.read.resolutions for link in each.places]
    assert {link.lat for link in links if link.mention == "Mustayf"} == {35.72}
    assert spots(home, "Mustayf") == {(35.72, 36.95)}
    assert unresolved(home) == []
    found = Answers(home).picture().find_place("Mustayf")
    assert found.id.startswith("placed:")
    ((each,), position) = decisions(home), home.ledger.position()
    assert (each.reports, each.decided.decision.why) == (2, "a film")
    take_back(home, "mustayf", why="the film was of another hill")
    assert spots(home, "Mustayf") == was
    assert decisions(home) == []
    assert spots(home, "Mustayf", position) == {(35.72, 36.95)}
    assert home.ledger.verify() == position + 1


def test_a_gazetteers_place_brings_what_is_known_of_it(home: Home, read_texts: ReadTexts) -> None:
    read_texts(("2020-01-21", VERDUNIA))
    saraqib = home.gazetteer.search("Saraqib", countries=("SY",))[0].place
    done = decide(home, "Qzzyxtan", place=saraqib.id, why="its name until 1960")
    decision = done.decided.decision
    assert (decision.place, decision.name) == (saraqib.id, saraqib.name)
    assert (decision.lat, decision.lon, decision.country) == (saraqib.lat, saraqib.lon, "SY")
    assert decision.feature_code == saraqib.feature_code
    assert Answers(home).picture().find_place("Qzzyxtan").id == saraqib.id


def test_deciding_anew_replaces_what_was_decided(home: Home, read_texts: ReadTexts) -> None:
    read_texts(("2020-01-21", VERDUNIA))
    decide(home, "Qzzyxtan", point=(35.0, 36.0), why="first")
    done = decide(home, "QZZYXTAN", point=(35.5, 36.5), why="second", radius_m=50.0)
    assert done.claims == 1
    (each,) = decisions(home)
    assert (each.decided.decision.why, each.decided.decision.radius_m) == ("second", 50.0)
    assert spots(home, "Qzzyxtan") == {(35.5, 36.5)}


def test_what_cannot_be_decided_is_told(home: Home, read_texts: ReadTexts) -> None:
    read_texts(("2020-01-21", VERDUNIA))
    position = home.ledger.position()
    with pytest.raises(InputError, match="say where it lies"):
        decide(home, "Qzzyxtan", why="x")
    with pytest.raises(InputError, match="say where it lies"):
        decide(home, "Qzzyxtan", why="x", point=(1.0, 2.0), place="geonames:1")
    with pytest.raises(InputError, match="is no point"):
        decide(home, "Qzzyxtan", why="x", point=(100.0, 2.0))
    with pytest.raises(UnknownName, match="no gazetteer holds 'geonames:0'"):
        decide(home, "Qzzyxtan", why="x", place="geonames:0")
    with pytest.raises(UnknownName, match="there is none"):
        take_back(home, "Qzzyxtan", why="x")
    assert home.ledger.position() == position
    decide(home, "Qzzyxtan", why="x", point=(1.0, 2.0), near=("Aleppo",))
    decide(home, "Qzzyxtan", why="x", point=(1.0, 3.0), kind=PlaceKind.SITE)
    with pytest.raises(InputError, match=r"there are 2 \(Qzzyxtan near Aleppo, by tester; Qzz"):
        take_back(home, "Qzzyxtan", why="x")
    assert take_back(home, "Qzzyxtan", why="x", near=("aleppo",)).decision.near == ("Aleppo",)
