"""The pace and the budget, with a clock that the test drives."""

import pytest

from whoholds.base.errors import ModelUnavailable, SettingsError
from whoholds.base.settings import LlmSettings
from whoholds.extract.llm_limits import Budget, Pace


class Clock:
    """A clock that only sleeping moves, and whoever sets `now`."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_without_a_pace_nothing_waits(clock: Clock) -> None:
    pace = Pace(0, clock=clock, sleep=clock.sleep)
    for _ in range(10):
        pace.wait()
    assert clock.slept == []


def test_the_first_goes_at_once_and_the_others_evenly(clock: Clock) -> None:
    pace = Pace(30, clock=clock, sleep=clock.sleep)
    for _ in range(4):
        pace.wait()
    assert clock.slept == [2.0, 2.0, 2.0]


def test_time_that_passed_anyhow_counts_and_is_not_saved_up(clock: Clock) -> None:
    pace = Pace(30, clock=clock, sleep=clock.sleep)
    pace.wait()
    clock.now += 0.5
    pace.wait()
    assert clock.slept == [1.5]
    clock.now += 3600
    pace.wait()
    pace.wait()
    assert clock.slept == [1.5, 2.0]


def test_a_sleep_that_ends_early_makes_no_debt(clock: Clock) -> None:
    slept: list[float] = []
    pace = Pace(60, clock=clock, sleep=slept.append)
    for _ in range(5):
        pace.wait()
    assert slept == [1.0, 1.0, 1.0, 1.0]


def test_without_a_budget_nothing_ends() -> None:
    budget = Budget(LlmSettings(budget_tokens=0))
    budget.spend(10**9, 10**9)
    budget.check()
    assert budget.tokens == 2 * 10**9
    assert budget.money == 0


def test_the_tokens_end_the_run_and_the_line_says_how_to_go_on() -> None:
    budget = Budget(LlmSettings(budget_tokens=1000))
    budget.spend(600, 399)
    budget.check()
    budget.spend(1, 0)
    with pytest.raises(
        ModelUnavailable, match=r"1,000 tokens of llm\.budget_tokens = 1,000.*again"
    ):
        budget.check()


def test_the_money_ends_the_run() -> None:
    budget = Budget(LlmSettings(budget_money=0.05, price_in=2.0, price_out=10.0))
    budget.spend(10_000, 2_000)
    assert budget.money == pytest.approx(0.04)
    budget.check()
    budget.spend(0, 1_000)
    with pytest.raises(ModelUnavailable, match=r"has cost 0\.05 of llm\.budget_money = 0\.05"):
        budget.check()


def test_money_without_prices_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"llm\.price_in and llm\.price_out"):
        Budget(LlmSettings(budget_money=1.0))
