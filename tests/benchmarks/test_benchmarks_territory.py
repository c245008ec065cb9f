"""Territory: which claim is which event, and what makes a whole event right."""

from collections import Counter
from types import ModuleType
from typing import Any

import pytest

from benchmarks.reader_territory import count_all, count_sentence, pair, places_by_guide
from benchmarks.territory_events import Told, labelled, told_by
from whoholds.extract.plain import PlainReader


@pytest.fixture
def scorer() -> ModuleType:
    """A scorer for which names are alike when they are equal."""
    module = ModuleType("scorer")

    def set_counts(gold: Any, found: Any) -> tuple[int, int, int]:
        one, other = Counter(g["name"] for g in gold), Counter(f["name"] for f in found)
        return (one & other).total(), one.total(), other.total()

    module.set_counts = set_counts  # type: ignore[attr-defined] # a module made here
    return module


def told(
    start: int,
    end: int,
    places: tuple[str, ...] = (),
    *,
    words: str = "",
    quote: tuple[int, int] = (0, 0),
    realised: bool | None = True,
    **names: str,
) -> Told:
    slots = {"actor": "actor", "loser": "from whom", "speaker": "said by"}
    return Told(
        start=start,
        end=end,
        quote=quote,
        words=words,
        names={slot: [{"name": names[k]}] if k in names else [] for k, slot in slots.items()},
        places=[{"name": place} for place in places],
        realised=realised,
    )


def test_overlap_wins_over_nearness_and_each_is_paired_once() -> None:
    gold = [told(10, 18), told(40, 48)]
    found = [told(20, 25, quote=(0, 60)), told(12, 16), told(44, 60)]
    assert sorted(pair(gold, found)) == [(0, 1), (1, 2)]


def test_a_quote_that_holds_the_trigger_pairs_within_forty_characters() -> None:
    assert pair([told(10, 18)], [told(57, 60, quote=(0, 70))]) == [(0, 0)]
    assert pair([told(10, 18)], [told(58, 60, quote=(0, 70))]) == []
    assert pair([told(10, 18)], [told(20, 25, quote=(19, 70))]) == []


def test_a_whole_event_needs_every_slot(scorer: ModuleType) -> None:
    gold = told(0, 5, ("Dorvel",), actor="Keshi", loser="Azmari", speaker="Radio")
    wrong = [
        told(0, 5, ("Dorvel",), actor="Azmari", loser="Azmari", speaker="Radio"),
        told(0, 5, ("Dorvel",), actor="Keshi", speaker="Radio"),
        told(0, 5, ("Dorvel",), actor="Keshi", loser="Azmari"),
        told(0, 5, ("Dorvel", "Arvo"), actor="Keshi", loser="Azmari", speaker="Radio"),
        told(0, 5, actor="Keshi", loser="Azmari", speaker="Radio"),
        told(0, 5, ("Dorvel",), actor="Keshi", loser="Azmari", speaker="Radio", realised=False),
    ]
    for found in (gold, *wrong):
        counts: Counter[tuple[str, str]] = Counter()
        count_sentence([gold], [found], scorer, counts)
        assert counts["event", "hit"] == 1
        assert counts["whole", "hit"] == counts["whole=", "hit"] == (found is gold)


def test_a_noun_is_right_if_the_claim_quotes_it(scorer: ModuleType) -> None:
    villages = told(0, 5, ("villages",))
    quoted = told(0, 5, words="Seized two Villages in Dorvel")
    nearest = told(0, 5, ("Dorvel",), words="seized two villages in Dorvel")
    invented = told(0, 5, ("Dorvel", "Arvo"), words="seized two villages in Dorvel")
    silent = told(0, 5, words="seized them")
    assert places_by_guide(villages, quoted, scorer) == (1, 1, 1)
    assert places_by_guide(villages, nearest, scorer) == (1, 1, 1)
    assert places_by_guide(villages, invented, scorer) == (1, 1, 2)
    assert places_by_guide(villages, silent, scorer) == (0, 1, 0)


def test_any_status_goes_with_every_status(scorer: ModuleType) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    count_sentence([told(0, 5, realised=None)], [told(0, 5, realised=False)], scorer, counts)
    assert counts["whole", "hit"] == 1
    assert counts["not realised", "found"] == 0


def test_claims_at_ignored_words_count_neither_way(scorer: ModuleType) -> None:
    row = {"text": "Keshi seized Dorvel and took Arvo", "events": [], "ignore": ["took"]}
    counts = count_all([row], lambda _: [told(24, 28), told(6, 12)], scorer)
    assert counts["event", "found"] == 1


def test_a_side_that_leaves_is_the_one_it_is_taken_from() -> None:
    text = "Keshi rebels withdrew from the town of Dorvel."
    (event,) = told_by(PlainReader(), {"text": text})
    assert event.names["actor"] == []
    assert [row["name"] for row in event.names["from whom"]] == ["Keshi rebels"]
    assert text[event.start : event.end].startswith("withdrew")


def test_labelled_events_are_read() -> None:
    event = {
        "trigger": "seized", "trigger_start": 6, "actor": "Keshi", "from_actor": None,
        "source": "Radio", "places": ["Dorvel"], "status": "negated",
    }  # fmt: skip
    one, other = labelled({"events": [event, event | {"status": "any"}]})
    assert (one.start, one.end, one.realised, other.realised) == (6, 12, False, None)
    assert one.names == {
        "actor": [{"name": "Keshi"}],
        "from whom": [],
        "said by": [{"name": "Radio"}],
    }
