from collections.abc import Callable
from datetime import date

from whoholds.base.records import ControlState, Event, Period, SourcedClaim, Status
from whoholds.picture.evidence import weigh
from whoholds.picture.explain import Bearing, explain, summary_of
from whoholds.picture.periods import hold

Told = Callable[..., SourcedClaim]


def test_a_repelled_attack_keeps_the_holder(told: Told) -> None:
    attempt = told(
        Event.TAKE,
        "SAA",
        "HTS",
        status=Status.ATTEMPTED,
        trigger="hoping to recapture",
        quote="hoping to recapture Abu Jurayf, which HTS had won the day before",
        report="report:seed",
    )
    repelled = told(
        Event.REPEL, "HTS", "SAA", quote="its troops were beaten back", report="report:seed"
    )
    held = told(
        Event.HOLD, "HTS", quote="Abu Jurayf is still in the hands of HTS", report="report:seed"
    )
    attack = told(Event.ATTACK, "SAA", "HTS", quote="attacked anew at noon", report="report:seed")
    claims = [attempt, repelled, held, attack]
    evidence = weigh(claims)
    period = next(
        period for period in hold("geonames:1", evidence) if period.start == date(2020, 1, 17)
    )
    found = explain(period, evidence, claims)
    assert (period.state, period.actor) == (ControlState.HELD, "HTS")
    assert found.summary.startswith("Held by HTS since 2020-01-17 (probability 0.")
    quotes = {reason.quote for reason in found.supporting}
    assert quotes == {claim.claim.quote.text for claim in (attempt, repelled, held)}
    tried = next(reason for reason in found.supporting if reason.claim == attempt.id)
    assert "lost earlier" in tried.sentence
    assert tried.publisher == "Gazette"
    assert tried.days is not None
    assert [reason.claim for reason in found.silent] == [attack.id]
    assert found.opposing == found.other_times == ()


def test_reasons_are_in_the_order_of_their_weight(told: Told) -> None:
    boast = told(Event.TAKE, "SAA", "HTS", publisher="SAA")
    admitted = told(Event.TAKE, "SAA", "HTS", publisher="HTS")
    evidence = weigh([boast, admitted])
    periods = hold("geonames:1", evidence)
    found = explain(periods[1], evidence, [boast, admitted])
    assert [reason.claim for reason in found.supporting] == [admitted.id, boast.id]
    assert [reason.ratio for reason in found.supporting] == [600.0, 60.0]


def test_the_summary_names_the_last_day_that_was_told_of(told: Told) -> None:
    taken = told(Event.TAKE, "SAA", "HTS", on="2020-01-17")
    held = told(Event.HOLD, "SAA", on="2020-03-01", published="2020-03-02")
    claims = [taken, held]
    evidence = weigh(claims)
    periods = hold("geonames:1", evidence)
    assert "2 claims for, 0 against; last told of 2020-03-01" in (
        explain(periods[1], evidence, claims).summary
    )
    only = weigh([taken])
    assert "last told" not in explain(hold("geonames:1", only)[1], only, [taken]).summary


def test_claims_that_move_nothing_say_why(told: Told) -> None:
    expected = told(Event.TAKE, "SAA", status=Status.EXPECTED)
    undated = told(Event.TAKE, "SAA", on=None)
    future = told(Event.TAKE, "SAA", on="2021-01-18", published="2020-01-18")
    found = explain(None, [], [expected, undated, future])
    assert [reason.sentence for reason in found.silent] == [
        "Only expected, not said to have happened.",
        "Gives no day.",
        "Its day lies after the report was published, or recorded.",
    ]
    assert found.summary == "Nothing is known of this place on that day."


def test_claims_about_other_days_are_kept_apart(told: Told) -> None:
    early = told(Event.TAKE, "SAA", "HTS", on="2018-01-01")
    late = told(Event.TAKE, "HTS", "SAA", on="2020-01-01")
    evidence = weigh([early, late])
    periods = hold("geonames:1", evidence)
    found = explain(periods[0], evidence, [early, late])
    assert periods[0].start is None
    assert [reason.claim for reason in found.supporting] == [early.id]
    assert [(reason.claim, reason.bearing) for reason in found.other_times] == [
        (late.id, Bearing.OTHER_TIME)
    ]


def test_summaries_of_all_states() -> None:
    def period(state: ControlState, actor: str | None, start: date | None) -> Period:
        return Period(
            place="p",
            start=start,
            end=date(2020, 2, 1),
            state=state,
            side=actor,
            actor=actor,
            confidence=0.666,
            supporting=("a",),
            opposing=("b", "c"),
        )

    day = date(2020, 1, 1)
    assert [
        summary_of(period(ControlState.HELD, "A", None)),
        summary_of(period(ControlState.CONTESTED, "A", day)),
        summary_of(period(ControlState.CONTESTED, None, day)),
        summary_of(period(ControlState.UNKNOWN, None, day)),
    ] == [
        "Held by A before 2020-02-01 (probability 0.67; 1 claim for, 2 against).",
        "Contested since 2020-01-01, likelier A (probability 0.67; 1 claim for, 2 against).",
        "Contested since 2020-01-01, neither side likelier (1 claim for, 2 against).",
        "Unknown since 2020-01-01: no claim that still holds says who has it.",
    ]


def test_the_half_of_a_claim_that_speaks_for_the_period_comes_first(told: Told) -> None:
    """ "SAA took it from HTS" is a reason for HTS in the days before, and told so."""
    taken = told(Event.TAKE, "SAA", "HTS", on="2020-01-17")
    evidence = weigh([taken])
    before, after = hold("geonames:1", evidence)[:2]
    (reason,) = explain(before, evidence, [taken]).supporting
    assert (before.actor, reason.actor) == ("HTS", "HTS")
    assert reason.sentence.startswith("Taken from HTS")
    (reason,) = explain(after, evidence, [taken]).supporting
    assert (after.actor, reason.actor) == ("SAA", "SAA")
    assert reason.sentence.startswith("SAA took it")
