"""Looking back on pictures; and nothing that comes later changes what was known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.codec import claim_id, report_id, to_json
from whoholds.base.ids import canonical_bytes
from whoholds.base.protocols import Draft
from whoholds.base.records import (
    ActorLink,
    Claim,
    DateLink,
    Event,
    GeoPrecision,
    Mention,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Reading,
    Report,
    Resolution,
    Review,
    Status,
    Verdict,
)
from whoholds.base.settings import Settings
from whoholds.base.spans import Quote, Span
from whoholds.base.times import DateBasis, DatePrecision, Days
from whoholds.ledger.drafts import (
    claim_draft,
    reading_draft,
    report_draft,
    resolution_draft,
    review_draft,
)
from whoholds.run.answers import Answers, Picture
from whoholds.run.history import changes_in, layers_of, only_claimed, records_of_sources, why
from whoholds.run.home import Home

ReadTexts = Callable[..., list[Any]]
HELD = ("2020-01-10", "The opposition fighters of HTS control the town of Abu Jurayf.")
LOST = (
    "2020-01-16",
    "The Syrian Arab Army captured the town of Abu Jurayf from HTS on January 16.",
)


def everything(picture: Picture) -> bytes:
    """All that a picture answers, as bytes."""
    day = date(2020, 1, 20)
    return canonical_bytes(
        to_json(
            [
                picture.claims,
                picture.evidence,
                picture.periods,
                layers_of(picture),
                changes_in(picture, date(2019, 1, 1), date(2021, 1, 1)),
                only_claimed(picture, day),
                records_of_sources(picture),
                [why(picture, place, day) for place in sorted(picture.evidence)],
            ]
        )
    )


def test_what_changed_is_what_the_periods_say(home: Home, read_texts: ReadTexts) -> None:
    read_texts(LOST, publisher="SANA")
    picture = Answers(home).picture()
    (change,) = changes_in(picture, date(2020, 1, 16), date(2020, 1, 16))
    assert change.before is not None
    assert change.before.side != change.after.side
    assert change.confirmed is False
    (open_claim,) = only_claimed(picture, date(2020, 1, 20))
    assert open_claim.claimed == change.after.side
    assert only_claimed(picture, date(2020, 1, 15)) == []


def test_copies_are_folded_into_the_one_that_counts(home: Home, read_texts: ReadTexts) -> None:
    text = LOST[1] + " " + "Many words stand beside it, and all outlets print them alike. " * 6
    read_texts((LOST[0], text), publisher="Gazette")
    read_texts((LOST[0], text + " More to follow."), publisher="Courier")
    read_texts((LOST[0], "Today: " + text), publisher="Mirror")
    picture = Answers(home).picture()
    place = picture.find_place("Abu Jurayf").id
    found = why(picture, place, date(2020, 1, 20))
    (weight,) = [each for each in found.weights if len(each.copies) > 0]
    assert sorted(weight.copies) == ["Courier", "Mirror"]
    assert all(each.reason.publisher == "Gazette" for each in found.weights)
    assert max(weight.ratios.values()) > 1


def test_every_publisher_is_told(home: Home, read_texts: ReadTexts) -> None:
    read_texts(LOST, publisher="Gazette")
    read_texts(HELD, publisher="Courier")
    found = records_of_sources(Answers(home).picture())
    assert {row.name for row in found} == {"Gazette", "Courier"}


def _link(name: str, side: str | None) -> ActorLink:
    return ActorLink(
        mention=name, name=name, actor=f"made:{name}", side=side, score=100.0, why="made up"
    )


class Writer:
    """Appends made-up reports, reviews and corrections to a ledger, drawn from a seed."""

    def __init__(self, home: Home, seed: int) -> None:
        self._home = home
        self._draw = Random(seed)
        self._claims: list[tuple[str, Claim, Report]] = []

    def step(self) -> None:
        """Append one thing more."""
        done = self._draw.random()
        if done < 0.6 or len(self._claims) == 0:
            self._append(self._report())
            return
        identifier, claim, report = self._draw.choice(self._claims)
        verdict = self._draw.choice(list(Verdict))
        if verdict is not Verdict.CORRECT:
            review = Review(claim=identifier, verdict=verdict, why="seen")
            others = sorted({known for known, _, _ in self._claims} - {identifier})
            if verdict in (Verdict.MERGE, Verdict.SPLIT):
                if len(others) < 2:
                    return
                named = self._draw.sample(others, 2)
                review = (
                    replace(review, replacement=named[0])
                    if verdict is Verdict.MERGE
                    else replace(review, replacements=tuple(named))
                )
            self._append([review_draft(review)])
            return
        event = Event.HOLD if claim.event is Event.TAKE else Event.TAKE
        right = replace(claim, event=event, reader="person@1")
        if claim_id(right) in {known for known, _, _ in self._claims}:
            return
        review = Review(
            claim=identifier, verdict=verdict, why="misread", replacement=claim_id(right)
        )
        self._append([*self._claim(right, report), review_draft(review)])

    def _report(self) -> list[Draft]:
        number = len(self._claims)
        day = date(2020, 1, 1 + self._draw.randrange(28))
        outlet, _ = self._outlet()
        words = f"Report {number} of {outlet}: took the village."
        report = Report(
            page=f"{number:064x}",
            cleaner="made@1",
            title=None,
            text=words,
            published=day,
            publisher=outlet,
        )
        actor = self._draw.choice(("Army", "Rebels"))
        claim = Claim(
            report=report_id(report),
            event=self._draw.choice((Event.TAKE, Event.HOLD, Event.LEAVE, Event.STRIKE)),
            status=self._draw.choice(_STATUSES),
            quote=Quote(Span(0, len(words)), words),
            trigger=Quote(Span(words.index("took"), words.index("took") + 4), "took"),
            actors=(Mention(name=actor),),
            places=(PlaceMention(name="Village", kind=PlaceKind.SETTLEMENT),),
            reader="made@1",
            confidence=self._draw.choice((0.2, 0.6, 1.0)),
        )
        drafts = [report_draft(report), *self._claim(claim, report)]
        reading = Reading(
            report=report_id(report),
            page=report.page,
            reader="made@1",
            claims=(claim_id(claim),),
        )
        return [*drafts, reading_draft(reading)]

    def _claim(self, claim: Claim, report: Report) -> list[Draft]:
        identifier = claim_id(claim)
        self._claims.append((identifier, claim, report))
        place = f"geonames:{self._draw.randrange(3)}"
        assert report.published is not None
        first = report.published
        side = "syria:government" if claim.actors[0].name == "Army" else "syria:opposition"
        resolution = Resolution(
            claim=identifier,
            resolver="made@1",
            actors=(_link(claim.actors[0].name, side),),
            publisher=_link(report.publisher or "", dict(_OUTLETS)[report.publisher or ""]),
            places=(
                PlaceLink(
                    mention="Village",
                    place=place,
                    name="Village",
                    kind=PlaceKind.SETTLEMENT,
                    precision=GeoPrecision.EXACT,
                ),
            ),
            date=DateLink(
                days=Days.one(first), precision=DatePrecision.DAY, basis=DateBasis.STATED
            ),
        )
        return [claim_draft(claim), resolution_draft(resolution)]

    def _outlet(self) -> tuple[str, str | None]:
        return self._draw.choice(_OUTLETS)

    def _append(self, drafts: list[Draft]) -> None:
        self._home.ledger.append(drafts, by="tester")


_OUTLETS: tuple[tuple[str, str | None], ...] = (
    ("Army daily", "syria:government"),
    ("Rebel daily", "syria:opposition"),
    ("Observer", None),
)
_STATUSES = (Status.HAPPENED,) * 4 + (Status.DENIED, Status.ATTEMPTED, Status.EXPECTED)


@given(seed=st.integers(0, 10_000), steps=st.integers(2, 14))
@settings(max_examples=12, deadline=None, derandomize=True)
def test_no_later_entry_changes_what_was_known(
    seed: int, steps: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("bitemporal")
    with Home.open(Settings(home=folder, who="tester", workers=1)) as home:
        writer, kept = Writer(home, seed), Answers(home)
        known: dict[int, bytes] = {}
        for _ in range(steps):
            writer.step()
            position = home.ledger.position()
            known.setdefault(position, everything(kept.picture(position)))
        # Asked again, in another order, of answers that go on and of answers made anew.
        order = sorted(known)
        Random(seed).shuffle(order)
        fresh = Answers(home)
        for position in order:
            assert everything(kept.picture(position)) == known[position]
            assert everything(fresh.picture(position)) == known[position]
        assert home.ledger.verify() == home.ledger.position()
