"""Records to JSON and back, without loss; identifiers of reports and claims."""

import inspect
import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whoholds.base import records
from whoholds.base.codec import claim_id, from_json, report_id, to_json
from whoholds.base.errors import InputError
from whoholds.base.ids import canonical_bytes
from whoholds.base.records import Claim, Count, Event, Page, PlaceMention, Report, Status
from whoholds.base.spans import Quote, Span
from whoholds.base.times import Days

# Page holds bytes and lives in the folder of pages, not in JSON.
RECORDS = [
    kind
    for kind in vars(records).values()
    if inspect.isclass(kind) and is_dataclass(kind) and kind is not Page
]
PROPERTY = settings(
    derandomize=True,
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

spans = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 99), st.integers(1, 9)
)
intervals = st.builds(
    lambda day, length: Days(day, date.fromordinal(day.toordinal() + length)),
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    st.integers(1, 400),
)
st.register_type_strategy(Span, spans)
st.register_type_strategy(Days, intervals)
# Numbers and texts that canonical JSON can hold: exact integers, finite floats, no lone surrogates.
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(int, st.integers(-(2**53) + 1, 2**53 - 1))


_ID_BEFORE = "claim:899c6ded504dff6586f50204c8e1f7d8918ff4e30f05f905429525c8de8c069f"


def a_report(**changes: Any) -> Report:
    given: dict[str, Any] = {
        "page": "0" * 64,
        "cleaner": "plain@1",
        "title": "Army takes hilltop",
        "text": "The army took Mustayf on Friday.",
        "published": date(2020, 1, 18),
    }
    return Report(**(given | changes))


def a_claim(**changes: Any) -> Claim:
    text = a_report().text
    given: dict[str, Any] = {
        "report": report_id(a_report()),
        "event": Event.TAKE,
        "status": Status.HAPPENED,
        "quote": Quote(Span(0, 21), text[0:21]),
        "trigger": Quote(Span(9, 13), text[9:13]),
        "reader": "plain@1",
        "confidence": 0.5,
    }
    return Claim(**(given | changes))


def test_all_records_are_tried() -> None:
    assert len(RECORDS) >= 18
    assert {"Claim", "Report", "Resolution", "Reading", "Review", "Evidence", "Period"} <= {
        kind.__name__ for kind in RECORDS
    }


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_comes_back_through_json_text(kind: type[Any]) -> None:
    @PROPERTY
    @given(st.from_type(kind))
    def check(record: Any) -> None:
        value = to_json(record)
        assert from_json(kind, value) == record
        # What the ledger stores is the canonical text, in which 1.0 reads 1.
        assert from_json(kind, json.loads(canonical_bytes(value))) == record
        assert set(value) == {field.name for field in fields(kind)}

    check()


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_an_unknown_field_is_refused_and_named(kind: type[Any]) -> None:
    @PROPERTY
    @given(st.from_type(kind))
    def check(record: Any) -> None:
        with pytest.raises(InputError, match="another version") as caught:
            from_json(kind, {**to_json(record), "surprise": 1})
        assert "surprise" in str(caught.value)

    check()


@settings(derandomize=True, max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["report", "event", "quote", "span", "text", "places", "x"]),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_any_other_json_is_refused_in_words(value: Any) -> None:
    with pytest.raises(InputError, match="reading a Claim"):
        from_json(Claim, value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event", "conquer"),
        ("event", 3),
        ("status", None),
        ("report", 7),
        ("report", None),
        ("carried", "false"),
        ("carried", 0),
        ("confidence", "0.5"),
        ("confidence", True),
        ("tone", "terrorists"),
        ("places", {}),
        ("killed", {"low": "3", "high": 4}),
        ("killed", {"low": 3.5, "high": 4}),
        ("killed", {"low": True, "high": 4}),
        ("killed", {"low": 3}),
        ("quote", {"span": {"start": 5, "end": 5}, "text": "", "in_title": False}),
        ("quote", None),
    ],
)
def test_a_field_of_another_type_is_refused_and_never_bent(field: str, value: Any) -> None:
    given = to_json(a_claim()) | {field: value}
    with pytest.raises(InputError, match="reading a Claim"):
        from_json(Claim, given)


@pytest.mark.parametrize("day", ["18.01.2020", "2020-01-32", 20200118, "", ["2020-01-18"]])
def test_a_day_of_another_form_is_refused(day: Any) -> None:
    given = to_json(a_report()) | {"published": day}
    with pytest.raises(InputError, match="reading a Report"):
        from_json(Report, given)


def test_enumerations_dates_and_tuples_are_plain_json() -> None:
    claim = a_claim(
        places=(PlaceMention(name="Mustayf", kind=records.PlaceKind.SITE, within=("Idlib",)),),
        killed=Count(low=2, high=4),
    )
    value = to_json(claim)
    assert type(value["event"]) is str
    assert value["event"] == "take"
    assert value["places"][0]["kind"] == "site"
    assert list(value["places"][0]["within"]) == ["Idlib"]
    assert value["killed"] == {"low": 2, "high": 4}
    assert to_json(a_report())["published"] == "2020-01-18"
    assert to_json(a_report(published=None))["published"] is None


def test_a_claim_is_the_same_whoever_read_it_and_however_sure() -> None:
    claim = a_claim()
    assert claim_id(replace(claim, reader="model@9", confidence=0.99)) == claim_id(claim)
    assert claim_id(claim).startswith("claim:")


@pytest.mark.parametrize(
    "change",
    [
        {"event": Event.HOLD},
        {"status": Status.DENIED},
        {"report": "report:" + "1" * 64},
        {"quote": Quote(Span(0, 20), "The army took Mustay")},
        {"trigger": Quote(Span(9, 13), "took", in_title=True)},
        {"carried": True},
        {"summary": True},
        {"killed": Count(low=1, high=1)},
        {"means": records.Means.SHELLING},
        {"tone": ("terrorists",)},
        {"actors": (records.Mention(name="army"),)},
        {"targets": (records.Mention(name="army"),)},
        {"said_by": (records.Mention(name="army"),)},
        {"time_frame": records.TimeFrame.BACKGROUND},
        {"when": Quote(Span(22, 31), "on Friday")},
        {"places": (PlaceMention(name="Mustayf", kind=records.PlaceKind.SITE),)},
        {"wounded": Count(low=1, high=1)},
        {"certainty": records.Certainty.SAID},
        {"source_side": records.SourceSide.ACTORS},
    ],
)
def test_whatever_a_claim_says_is_part_of_its_identity(change: dict[str, Any]) -> None:
    assert claim_id(a_claim(**change)) != claim_id(a_claim())


def test_the_cases_above_change_every_field_that_counts() -> None:
    mark = next(
        mark
        for mark in test_whatever_a_claim_says_is_part_of_its_identity.pytestmark
        if mark.name == "parametrize"
    )
    changed = {name for change in mark.args[1] for name in change}
    assert changed == {field.name for field in fields(Claim)} - {"reader", "confidence", "retells"}


def test_a_claim_recorded_before_certainty_was_keeps_its_identity_and_still_reads() -> None:
    value = to_json(a_claim())
    for later in ("certainty", "source_side", "retells"):
        assert value.pop(later) is None
    assert from_json(Claim, value) == a_claim()
    # Computed by the release before the fields were added, over the same claim.
    assert claim_id(a_claim()) == _ID_BEFORE


def test_what_else_the_reader_found_is_no_part_of_a_claim_s_identity() -> None:
    first = Quote(Span(9, 13), "took", in_title=True)
    assert claim_id(a_claim(retells=first)) == claim_id(a_claim())


def test_a_reports_identity_covers_page_and_cleaner_and_text() -> None:
    base = report_id(a_report())
    assert report_id(a_report()) == base
    assert report_id(a_report(page="1" * 64)) != base
    assert report_id(a_report(cleaner="plain@2")) != base
    assert report_id(a_report(text="The army took Mustayf on Thursday.")) != base
    assert report_id(a_report(published=date(2020, 1, 19))) != base
