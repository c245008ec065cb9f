"""Who held a place when: small cases with the answer worked out beforehand."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

from whoholds.base.errors import InputError
from whoholds.base.records import ControlState, Effect, Evidence, Interest, Period
from whoholds.picture.periods import hold, speaks_of

Say = Callable[..., Evidence]
HELD, CONTESTED, UNKNOWN = ControlState.HELD, ControlState.CONTESTED, ControlState.UNKNOWN
OWN, AGAINST = Interest.OWN, Interest.AGAINST


def on(periods: Sequence[Period], day: str) -> tuple[ControlState, str | None]:
    when = date.fromisoformat(day)
    for period in periods:
        if (period.start is None or period.start <= when) and (
            period.end is None or when < period.end
        ):
            return period.state, period.side
    return UNKNOWN, None


def take(
    says: Say, side: str, loser: str, day: str, ratio: float, claim: str, *, step: int = 0
) -> list[Evidence]:
    who = {60.0: OWN, 200.0: Interest.NEUTRAL, 600.0: AGAINST}[ratio]
    before = 15.0 if who is OWN else 30.0
    return [
        says(Effect.GAINS, side, day, ratio, claim=claim, interest=who, step=step),
        says(Effect.HELD_BEFORE, loser, day, before, claim=claim, interest=who, step=step),
    ]


def test_no_evidence_gives_no_periods() -> None:
    assert hold("p", []) == []


def test_evidence_about_another_place_is_refused(says: Say) -> None:
    with pytest.raises(InputError, match="evidence about q"):
        hold("p", [says(Effect.HOLDS, "a", "2020-01-01", place="q")])


def test_a_take_ends_the_period_of_the_loser_and_begins_the_takers_on_its_day(says: Say) -> None:
    before, held, _ = hold("p", take(says, "a", "b", "2020-01-17", 200.0, "c1"))
    assert (before.start, before.end, before.state, before.side) == (
        None,
        date(2020, 1, 17),
        HELD,
        "b",
    )
    assert (held.start, held.state, held.side, held.actor) == (date(2020, 1, 17), HELD, "a", "A")
    assert before.supporting == held.supporting == ("c1",)
    assert 0.9 < before.confidence < 1
    assert 0.9 < held.confidence < 1


def test_an_admission_convinces_more_than_a_neutral_word_and_that_more_than_a_boast(
    says: Say,
) -> None:
    sure = [
        hold("p", take(says, "a", "b", "2020-01-17", ratio, "c"))[1].confidence
        for ratio in (60.0, 200.0, 600.0)
    ]
    assert sure == sorted(sure)
    assert sure[0] < sure[1] < sure[2]


def test_the_last_holder_is_carried_for_two_years(says: Say) -> None:
    periods = hold("p", take(says, "a", "b", "2020-01-17", 600.0, "c"))
    assert on(periods, "2022-01-15") == (HELD, "a")
    assert on(periods, "2022-01-16") == (UNKNOWN, None)
    assert periods[-1].end is None
    assert periods[-1].confidence == 0.0


def test_a_hold_without_a_word_on_the_past_says_nothing_of_the_past(says: Say) -> None:
    periods = hold("p", [says(Effect.HOLDS, "a", "2020-01-17", 7.0)])
    assert periods[0].start == date(2020, 1, 17)
    assert on(periods, "2020-01-16") == (UNKNOWN, None)
    assert on(periods, "2020-01-17") == (HELD, "a")


def test_a_denied_boast_is_contested_and_the_denial_stands_against_it(says: Say) -> None:
    rows = take(says, "t", "s", "2019-10-12", 60.0, "boast")
    rows.append(
        says(Effect.NOT_GAINED, "t", "2019-10-12", 1.6, claim="denial", interest=OWN, step=1)
    )
    periods = hold("p", rows)
    contested = periods[1]
    assert (contested.start, contested.state) == (date(2019, 10, 12), CONTESTED)
    assert contested.supporting == ("boast",)
    assert contested.opposing == ("denial",)


def test_a_denied_boast_stays_contested_until_the_place_is_retaken(says: Say) -> None:
    rows = take(says, "t", "s", "2019-10-12", 60.0, "boast")
    rows.append(
        says(Effect.NOT_GAINED, "t", "2019-10-12", 1.6, claim="denial", interest=OWN, step=1)
    )
    rows += take(says, "s", "t", "2019-10-15", 200.0, "retaken", step=2)
    periods = hold("p", rows)
    assert [on(periods, f"2019-10-{day}")[0] for day in (11, 12, 13, 14, 15)] == [
        HELD,
        CONTESTED,
        CONTESTED,
        CONTESTED,
        HELD,
    ]
    assert on(periods, "2019-10-15") == (HELD, "s")


def test_a_denial_does_not_contest_what_the_loser_admits(says: Say) -> None:
    rows = take(says, "a", "b", "2020-01-17", 600.0, "admitted")
    rows += [says(Effect.GAINS, "a", "2020-01-17", 60.0, claim="boast", interest=OWN)]
    rows += [says(Effect.NOT_GAINED, "a", "2020-01-17", 1.6, claim="denial", interest=OWN, step=1)]
    assert on(hold("p", rows), "2020-01-17") == (HELD, "a")


def test_two_takes_on_one_day_end_with_the_later_one(says: Say) -> None:
    rows = take(says, "gov", "hts", "2020-01-16", 200.0, "morning", step=0)
    rows += take(says, "hts", "gov", "2020-01-16", 60.0, "evening", step=1)
    periods = hold("p", rows)
    assert on(periods, "2020-01-15") == (HELD, "hts")
    assert on(periods, "2020-01-16") == (HELD, "hts")
    changed = next(period for period in periods if period.start == date(2020, 1, 16))
    assert changed.supporting == ("evening",)
    assert changed.opposing == ("morning",)
    assert 0.8 < changed.confidence < 1


def test_two_takes_on_one_day_the_other_way_round(says: Say) -> None:
    rows = take(says, "gov", "hts", "2020-01-16", 200.0, "evening", step=1)
    rows += take(says, "hts", "gov", "2020-01-16", 60.0, "morning", step=0)
    assert on(hold("p", rows), "2020-01-16") == (HELD, "gov")


def test_a_counter_claim_of_before_the_recapture_does_not_contest_it(says: Say) -> None:
    rows = take(says, "gov", "hts", "2020-01-16", 60.0, "morning", step=0)
    rows += [
        says(Effect.GAINS, "gov", "2020-01-16/2020-01-17", 4.0, claim="late news", interest=OWN)
    ]
    rows += take(says, "hts", "gov", "2020-01-16", 60.0, "evening", step=2)
    rows += [says(Effect.HOLDS, "hts", "2020-01-17", 3.0, claim="holds", interest=OWN, step=3)]
    periods = hold("p", rows)
    assert on(periods, "2020-01-16") == on(periods, "2020-01-17") == (HELD, "hts")


def test_a_side_s_own_word_that_nobody_gainsays_is_held_but_not_sure(says: Say) -> None:
    periods = hold("p", [says(Effect.HOLDS, "a", "2020-01-17", 3.0, interest=OWN)])
    assert on(periods, "2020-01-17") == (HELD, "a")
    assert periods[0].confidence < 0.8


def test_two_sides_that_both_say_they_hold_it_contest_it(says: Say) -> None:
    rows = [says(Effect.HOLDS, side, "2020-01-17", 3.0, claim=side, interest=OWN) for side in "ab"]
    contested = hold("p", rows)[0]
    assert (contested.state, contested.side) == (CONTESTED, None)


def test_a_withdrawal_alone_leaves_the_place_unknown_and_says_nothing_of_the_time_before(
    says: Say,
) -> None:
    (period,) = hold("p", [says(Effect.LOSES, "a", "2020-01-16", 600.0, claim="left")])
    assert (period.start, period.state, period.supporting) == (
        date(2020, 1, 16),
        UNKNOWN,
        ("left",),
    )


def test_a_withdrawal_of_a_side_that_another_claim_saw_there_ends_its_hold(says: Say) -> None:
    rows = [
        says(Effect.HOLDS, "a", "2019-12-16", 7.0, claim="held"),
        says(Effect.LOSES, "a", "2020-01-16", 600.0, claim="left"),
    ]
    periods = hold("p", rows)
    assert on(periods, "2020-01-15") == (HELD, "a")
    assert on(periods, "2020-01-16") == (UNKNOWN, None)


def test_a_place_that_a_side_lost_was_that_side_s_before(says: Say) -> None:
    rows = [
        says(Effect.LOSES, "a", "2020-01-16", 200.0, claim="lost"),
        says(Effect.HELD_BEFORE, "a", "2020-01-16", 30.0, claim="lost"),
    ]
    periods = hold("p", rows)
    assert on(periods, "2020-01-15") == (HELD, "a")
    assert on(periods, "2020-01-16") == (UNKNOWN, None)


def test_a_weak_word_of_one_side_alone_is_unknown_not_contested(says: Say) -> None:
    rows = [
        says(Effect.HOLDS, "a", "2020-01-16", 1.2, claim="tried", interest=OWN),
        says(Effect.NOT_GAINED, "b", "2020-01-16", 1.2, claim="tried", interest=OWN),
    ]
    assert [period.state for period in hold("p", rows)] == [UNKNOWN]


def test_a_hedged_gain_from_a_known_holder_is_contested(says: Say) -> None:
    rows = [
        says(Effect.GAINS, "a", "2020-01-16", 11.0, claim="rumour", interest=OWN),
        says(Effect.HELD_BEFORE, "b", "2020-01-16", 30.0, claim="rumour"),
    ]
    assert on(hold("p", rows), "2020-01-16")[0] is CONTESTED


def test_captured_and_left_on_one_day_is_not_held(says: Say) -> None:
    rows = take(says, "gov", "hts", "2019-10-25", 200.0, "in", step=0)
    rows += [says(Effect.LOSES, "gov", "2019-10-25", 600.0, claim="out", step=1)]
    assert on(hold("p", rows), "2019-10-25") != (HELD, "gov")


def test_only_denied_or_tried_gains_leave_the_place_unknown(says: Say) -> None:
    periods = hold("p", [says(Effect.NOT_GAINED, "a", "2020-01-16", 4.0)])
    assert [period.state for period in periods] == [UNKNOWN]


def test_pressure_alone_makes_one_unknown_period_with_the_claim_silent(says: Say) -> None:
    (period,) = hold("p", [says(Effect.PRESSURE, "a", "2020-01-16", 1.0, claim="shells")])
    assert (period.start, period.end, period.state) == (date(2020, 1, 16), None, UNKNOWN)
    assert period.silent == ("shells",)


def test_a_month_moves_its_holder_in_the_middle_not_at_its_edges(says: Say) -> None:
    rows = [
        says(Effect.GAINS, "a", "2020-01-01/2020-01-31", 200.0, claim="c"),
        says(Effect.HELD_BEFORE, "b", "2020-01-01/2020-01-31", 30.0, claim="c"),
    ]
    periods = hold("p", rows)
    assert on(periods, "2019-12-31") == (HELD, "b")
    assert on(periods, "2020-01-02") == (HELD, "b")
    assert on(periods, "2020-01-30") == (HELD, "a")
    assert on(periods, "2020-02-10") == (HELD, "a")
    # That it changed hands is known, and only the day is not: no day of the month is unknown.
    decided = [period for period in periods if period.state is not UNKNOWN]
    assert [period.side for period in decided] == ["b", "a"]
    changed = decided[1].start
    assert changed is not None
    assert date(2020, 1, 8) < changed < date(2020, 1, 24)


def test_a_sharp_date_inside_a_vague_one_decides_the_day(says: Say) -> None:
    rows = [
        says(Effect.GAINS, "a", "2020-01-01/2020-01-31", 200.0, claim="vague"),
        *take(says, "a", "b", "2020-01-20", 200.0, "sharp"),
    ]
    periods = hold("p", rows)
    assert on(periods, "2020-01-19") == (HELD, "b")
    assert on(periods, "2020-01-20") == (HELD, "a")


def test_a_year_between_two_takes_is_held_while_the_second_says_from_whom(says: Say) -> None:
    rows = take(says, "rsf", "saf", "2023-12-18", 600.0, "taken")
    rows += take(says, "saf", "rsf", "2025-01-11", 600.0, "retaken", step=1)
    periods = hold("p", rows)
    assert on(periods, "2024-06-30") == (HELD, "rsf")
    assert on(periods, "2025-01-11") == (HELD, "saf")


def test_years_of_silence_between_two_sides_are_unknown(says: Say) -> None:
    rows = [says(Effect.GAINS, "a", "2014-01-01"), says(Effect.GAINS, "b", "2020-01-01")]
    periods = hold("p", rows)
    assert on(periods, "2014-03-01") == (HELD, "a")
    assert on(periods, "2019-06-01") == (UNKNOWN, None)
    assert on(periods, "2020-01-01") == (HELD, "b")


def test_evidence_at_the_end_of_the_calendar_is_no_error(says: Say) -> None:
    periods = hold("p", [says(Effect.HOLDS, "a", "9999-12-30", 7.0)])
    assert periods[0].state is HELD


def test_evidence_on_the_first_day_of_the_calendar_is_no_error(says: Say) -> None:
    rows = take(says, "a", "b", "0001-01-01", 200.0, "c")
    assert on(hold("p", rows), "0001-01-02") == (HELD, "a")


def test_who_had_a_place_before_is_said_of_one_year_not_of_all_time(says: Say) -> None:
    before, held, unknown = hold("p", take(says, "ua", "ru", "2022-09-10", 200.0, "retaken"))
    assert before.start is None
    said = {
        day: [period for period in (before, held, unknown) if speaks_of(period, day)]
        for day in (
            date(2012, 1, 1),
            date(2021, 9, 9),
            date(2021, 9, 10),
            date(2022, 9, 9),
            date(2022, 9, 10),
            date(2030, 1, 1),
        )
    }
    assert list(said.values()) == [[], [], [before], [before], [held], [unknown]]


def test_a_place_of_many_claims_is_held_by_whoever_took_it_last(says: Say) -> None:
    first = date(2015, 1, 1)
    rows = [
        says(
            Effect.GAINS if at % 40 == 0 else Effect.HOLDS,
            "ab"[at // 40 % 2],
            (first + timedelta(days=at // 4)).isoformat(),
            60.0 if at % 40 == 0 else 3.0,
            claim=f"{at:05}",
        )
        for at in range(10_000)
    ]
    periods = hold("p", rows)
    assert len(periods) == 10_000 // 40 + 1
    for period in periods[:-1]:
        assert period.state is ControlState.HELD
        assert period.start is not None
        turn = (period.start - first).days * 4 // 40
        assert period.side == "ab"[turn % 2]
