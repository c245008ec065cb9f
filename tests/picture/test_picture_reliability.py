"""What is learned of speakers from what others say of the same changes."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from whoholds.base.records import Effect, Event, Interest, SourcedClaim, Status
from whoholds.picture.evidence import in_order, said, weigh, weigh_learned
from whoholds.picture.reliability import learn_trust, mixed, prior_reliability
from whoholds.picture.weights import default_weights

Told = Callable[..., SourcedClaim]
OWN = ("side:government", Interest.OWN)
WEIGHTS = default_weights()


def many(told: Told, number: int, *, denied: bool) -> list[SourcedClaim]:
    """Return captures by the army, told by itself; of each an observer says so, or denies it."""
    claims = []
    for at in range(number):
        day = (date(2020, 1, 1) + timedelta(days=3 * at)).isoformat()
        options = {"place": f"p{at}", "published": day}
        claims.append(told(Event.TAKE, "SAA", "HTS", day, publisher="SAA", **options))
        if denied:
            claims.append(told(Event.HOLD, "HTS", "", day, publisher="SOHR", **options))
            claims.append(
                told(
                    Event.TAKE,
                    "SAA",
                    "HTS",
                    day,
                    publisher="SOHR",
                    status=Status.DENIED,
                    **options,
                )
            )
        else:
            claims.append(told(Event.TAKE, "SAA", "HTS", day, publisher="SOHR", **options))
    return claims


def test_one_whom_others_bear_out_keeps_the_weight_of_its_interest(told: Told) -> None:
    rows, trust = weigh_learned(many(told, 12, denied=False))
    assert trust.speakers[OWN] > prior_reliability(Interest.OWN, WEIGHTS)
    assert trust.exponents[OWN] == 1.0
    assert {row.ratio for row in rows if row.interest is Interest.OWN} == {60.0, 15.0}


def test_one_whom_others_contradict_weighs_less_and_the_reason_says_so(told: Told) -> None:
    claims = many(told, 12, denied=True)
    _, trust = weigh_learned(claims)
    assert trust.speakers[OWN] < 0.5
    assert trust.exponents[OWN] < 0.8
    lone = told(
        Event.TAKE, "SAA", "HTS", "2020-06-01", place="q", publisher="SAA", published="2020-06-02"
    )
    rows, _ = weigh_learned([*claims, lone])
    found = [row for row in rows if row.place == "q"]
    assert {row.effect for row in found} == {Effect.GAINS, Effect.HELD_BEFORE}
    plain = {row.effect: row.ratio for row in weigh([*claims, lone]) if row.place == "q"}
    assert all(1 < row.ratio < plain[row.effect] for row in found)
    assert all("of such claims of it are taken to be so" in row.why for row in found)


def test_the_ratio_of_what_it_holds_is_left_alone(told: Told) -> None:
    claims = many(told, 12, denied=True)
    held = told(
        Event.HOLD, "SAA", "", "2020-06-01", place="q", publisher="SAA", published="2020-06-02"
    )
    rows, _ = weigh_learned([*claims, held])
    assert [row.ratio for row in rows if row.place == "q"] == [3.0]


def test_own_words_prove_nothing(told: Told) -> None:
    claims = [
        told(Event.TAKE, "SAA", "HTS", day, place=place, publisher="SAA", published=day)
        for place in ("p", "q")
        for day in ("2020-01-01", "2020-01-09", "2020-01-15")
    ]
    _, trust = weigh_learned(claims)
    assert all(each.bearing == 0 for each in trust.checked)
    assert not any(each.borne_out or each.contradicted for each in trust.checked)


@pytest.mark.parametrize(
    ("event", "actor", "target", "later", "sign"),
    [
        (Event.TAKE, "SAA", "HTS", 1, 1),
        (Event.HOLD, "SAA", "", 20, 1),
        (Event.HOLD, "HTS", "", 20, -1),
        (Event.HOLD, "HTS", "", 60, 0),
        (Event.HOLD, "HTS", "", -2, 0),
        (Event.LEAVE, "HTS", "", 1, 1),
        (Event.REPEL, "SAA", "HTS", 10, 1),
        # Taken back later: so it had been taken.
        (Event.TAKE, "HTS", "SAA", 20, 1),
        # Taken later, as if for the first time.
        (Event.TAKE, "SAA", "HTS", 20, -1),
    ],
)
def test_what_bears_on_a_told_change(
    event: Event, actor: str, target: str, later: int, sign: int, told: Told
) -> None:
    day = (date(2020, 3, 1) + timedelta(days=later)).isoformat()
    claims = [
        told(Event.TAKE, "SAA", "HTS", "2020-03-01", publisher="SAA", published="2020-03-01"),
        told(event, actor, target, day, publisher="SOHR", published=day),
    ]
    trust = learn_trust(said(in_order(claims), WEIGHTS), WEIGHTS)
    (checked,) = [each for each in trust.checked if each.by == OWN]
    assert (checked.bearing > 0) - (checked.bearing < 0) == sign


def test_what_comes_after_the_next_change_no_longer_bears(told: Told) -> None:
    def bearing(*claims: SourcedClaim) -> float:
        trust = learn_trust(said(in_order(claims), WEIGHTS), WEIGHTS)
        return next(each.bearing for each in trust.checked if each.by == OWN)

    first = told(Event.TAKE, "SAA", "HTS", "2020-03-01", publisher="SAA", published="2020-03-01")
    lost = told(Event.TAKE, "HTS", "", "2020-03-10", publisher="SOHR", published="2020-03-10")
    after = told(Event.HOLD, "HTS", "", "2020-03-20", publisher="SOHR", published="2020-03-20")
    assert bearing(first, lost, after) == 0
    assert bearing(first, after) < 0


def test_the_order_of_the_claims_does_not_matter(told: Told) -> None:
    claims = [*many(told, 5, denied=True), *many(told, 4, denied=False)]
    assert weigh_learned(claims) == weigh_learned(claims[::-1])


def test_nothing_is_learned_of_nothing() -> None:
    rows, trust = weigh_learned([])
    assert (rows, trust.speakers, trust.checked) == ([], {}, ())


@pytest.mark.parametrize(
    ("ratio", "sure", "weight"), [(200.0, 1.0, 200.0), (200.0, 0.0, 1.0), (61.0, 0.5, 31.0)]
)
def test_the_mixture_lies_between_nothing_and_the_ratio(
    ratio: float, sure: float, weight: float
) -> None:
    assert mixed(ratio, sure) == weight
