"""Calibration: errors over bins, and the level from which up 95 of 100 claims are right."""

import pytest

from benchmarks.reader_calibration import (
    Judged,
    brier,
    by_count,
    by_width,
    ece,
    held_out,
    reliability,
    sure,
)


def claims(confidence: float, right: int, wrong: int, half: int = 0) -> list[Judged]:
    return [Judged(confidence, float(i < right), half) for i in range(right + wrong)]


def test_perfect_and_worst_confidence() -> None:
    assert ece(claims(0.75, 3, 1), by_width) == pytest.approx(0.0)
    assert ece(claims(1.0, 0, 4), by_width) == ece(claims(1.0, 0, 4), by_count) == 1.0
    assert brier(claims(1.0, 1, 1)) == 0.5
    assert ece([], by_width) is None
    assert brier([]) is None


def test_errors_in_different_bins_do_not_cancel() -> None:
    some = claims(0.9, 5, 5) + claims(0.1, 5, 5)
    assert ece(some, by_width) == pytest.approx(0.4)
    assert ece(some, by_count) == pytest.approx(0.4)
    assert ece(some, by_count) == pytest.approx(ece(some[::-1], by_count))


def test_bins_hold_every_claim_once() -> None:
    some = [Judged(i / 96, float(i % 3 == 0)) for i in range(97)]
    for cut in (by_width, by_count):
        assert sorted(claim for part in cut(some) for claim in part) == sorted(some)
    assert max(map(len, by_count(some))) - min(map(len, by_count(some))) <= 1
    assert by_width([Judged(1.0, 1.0)])[9] == [Judged(1.0, 1.0)]
    assert [row[1] for row in reliability(claims(0.3, 2, 2))] == [0, 0, 0, 4, 0, 0, 0, 0, 0, 0]


def test_the_level_is_the_lowest_that_holds_and_ties_stay_together() -> None:
    assert sure(claims(0.9, 20, 0) + claims(0.8, 18, 2) + claims(0.7, 0, 10)) == (0.8, 0.8)
    assert sure(claims(0.9, 20, 0) + claims(0.8, 17, 3)) == (0.9, 0.5)
    assert sure(claims(0.9, 19, 2)) == (None, 0.0)
    assert sure([]) == (None, 0.0)


def test_a_level_is_tried_on_the_other_half() -> None:
    some = claims(0.9, 20, 0) + claims(0.5, 0, 20) + claims(0.9, 10, 10, half=1)
    above, right = held_out(some)
    # Half 0 gives the level 0.9, tried on half 1; half 1 gives none.
    assert above == pytest.approx(20 / 60)
    assert right == pytest.approx(0.5)
