from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Event, Report, SourcedClaim
from whoholds.picture.copies import alike, copied_pairs, origins_of
from whoholds.picture.weights import default_weights

Told = Callable[..., SourcedClaim]
BOUNDS = default_weights().copies
WORDS = [f"word{at}" for at in range(200)]


def report(text: str) -> Report:
    return Report(page="0" * 64, cleaner="test@1", title=None, text=text)


def pairs(**texts: str) -> set[tuple[str, str]]:
    return set(copied_pairs({name: report(text) for name, text in texts.items()}, BOUNDS))


def test_a_cut_copy_in_boilerplate_is_found() -> None:
    whole = " ".join(WORDS)
    cut = "Support us! " + " ".join(WORDS[:120]).upper() + " More on this topic: other news"
    assert pairs(a=whole, b=cut) == {("a", "b")}


def test_two_reports_of_one_fight_in_own_words_are_two() -> None:
    one = "the army took the town of Hish on Friday " + " ".join(WORDS[:60])
    other = "the army took the town of Hish on Friday " + " ".join(WORDS[100:160])
    assert pairs(a=one, b=other) == set()


def test_texts_too_short_to_tell_are_copies_only_when_equal() -> None:
    assert pairs(a="The army took Hish.", b="the army took hish") == {("a", "b")}
    assert pairs(a="The army took Hish.", b="The army took Kafr Nabl today.") == set()
    assert pairs(a="", b="") == set()


@given(texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), max_size=6))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_the_sketch_misses_no_pair_among_small_reports(texts: list[str]) -> None:
    named = {f"r{at}": text for at, text in enumerate(texts)}
    found = pairs(**named)
    for one, first in named.items():
        for other, second in named.items():
            same = first.split() == second.split() and first != ""
            if one < other and same:
                assert (one, other) in found


def test_alike_is_the_part_of_the_smaller_set() -> None:
    assert alike(frozenset(range(10)), frozenset(range(5, 100))) == 0.5


def test_origins_are_the_earliest_report_whatever_the_order(told: Told) -> None:
    text = " ".join(WORDS)
    later = told(Event.TAKE, "SAA", text=text, published="2020-01-19")
    earlier = told(Event.TAKE, "SAA", text=text, published="2020-01-18")
    undated = told(Event.TAKE, "SAA", text=text, published=None)
    claims = [later, earlier, undated]
    expected = {claim.id: earlier.claim.report for claim in claims}
    assert origins_of(claims, BOUNDS) == origins_of(claims[::-1], BOUNDS) == expected


def test_a_long_quote_that_is_the_same_word_for_word_is_one_origin(told: Told) -> None:
    quote = "the army took the town of Hish from the factions on Friday morning"
    one = told(Event.TAKE, "SAA", quote=quote, text=quote + " " + " ".join(WORDS[:50]))
    other = told(Event.TAKE, "SAA", quote=quote, text=quote + " " + " ".join(WORDS[100:150]))
    assert len(set(origins_of([one, other], BOUNDS).values())) == 1


def test_a_short_quote_that_is_the_same_is_two_origins(told: Told) -> None:
    one = told(Event.TAKE, "SAA", quote="the army took Hish")
    other = told(Event.TAKE, "SAA", quote="the army took Hish")
    other = replace(other, report=replace(other.report, text="something else"))
    assert len(set(origins_of([one, other], BOUNDS).values())) == 2


def test_a_text_that_a_crowd_of_outlets_carries_has_one_origin(told: Told) -> None:
    words = " ".join(f"word{at}" for at in range(80))
    claims = [
        told(Event.TAKE, "SAA", text=f"{words} ends with {number}", quote=f"short {number}")
        for number in range(60)
    ]
    assert len(set(origins_of(claims, BOUNDS).values())) == 1
