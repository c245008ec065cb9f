"""The example reports: what comes out of the whole way, and that nothing leaks from where it must not."""

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from whoholds.base.records import ControlState, Event, Report, SourcedClaim, Status
from whoholds.base.settings import Settings
from whoholds.run.answers import Answers, Picture
from whoholds.run.batch import Outcome
from whoholds.run.examples import read_examples
from whoholds.run.home import Home

FOLDER = Path(str(files("whoholds.run"))) / "example_reports"
MANIFEST = tomllib.loads((FOLDER / "manifest.toml").read_text(encoding="utf-8"))["report"]

# Named in comments, captions, related headlines, scripts and footers, and nowhere in a report's body.
LEAKS = (
    "Taftanaz", "Salqin", "Damascus and Hama", "Harim", "Kafr Nabl", "Binnish", "Khan Sheikhoun",
    "Sarmin", "Ariha", "Khan Tuman", "Jisr al-Shughur", "Sarmada", "Maar Tahroma", "Tal Touqan",
    "Atarib", "invented for the examples", "alert(", "Consider helping us",
)  # fmt: skip
GOVERNMENT = "syria:government"
COMMENTERS = (
    "Quartermaster Bob", "Lemon Tree", "gnihton", "Anton V.", "red_kite_55", "Grandfather Paul",
    "Halyna", "tariq_from_malmo", "Nora",
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, compiled_gazetteers: Path) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("examples")
    settings = Settings(home=folder, who="tester", workers=1, gazetteers=str(compiled_gazetteers))
    with Home.open(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def outcomes(home: Home) -> list[Outcome]:
    return list(read_examples(home))


@pytest.fixture(scope="module")
def reports(outcomes: list[Outcome]) -> list[Report]:
    return [outcome.read.report for outcome in outcomes if outcome.read is not None]


@pytest.fixture(scope="module")
def picture(home: Home, outcomes: list[Outcome]) -> Picture:
    return Answers(home).picture()


def place_of(picture: Picture, name: str) -> str:
    return picture.find_place(name).id


def side_on(picture: Picture, name: str, day: date) -> str | None:
    period = picture.period_on(place_of(picture, name), day)
    return None if period is None else period.side


def test_all_files_are_in_the_manifest_and_documented() -> None:
    listed = {row["file"] for row in MANIFEST}
    assert listed == {path.name for path in FOLDER.iterdir()} - {
        "README.md",
        "manifest.toml",
        "actors",
    }
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in readme for name in listed)


def test_there_are_enough_reports_of_both_camps_in_all_forms() -> None:
    assert len(MANIFEST) >= 5
    assert {row["camp"] for row in MANIFEST} == {"government", "opposition", "neutral"}
    assert {Path(row["file"]).suffix for row in MANIFEST} == {".html", ".txt", ".md", ".jsonl"}


def test_every_report_is_read_dated_and_gives_claims(
    outcomes: list[Outcome], reports: list[Report]
) -> None:
    assert [str(outcome.error) for outcome in outcomes if outcome.error is not None] == []
    assert len(reports) == 8
    for outcome in outcomes:
        assert outcome.read is not None
        report = outcome.read.report
        assert report.published is not None, outcome.location
        assert date(2020, 1, 16) <= report.published <= date(2020, 1, 31)
        assert report.publisher in ("Orontes Loyalist", "Free Idlib Bulletin", "Meridian Wire")
        assert report.title, outcome.location
        assert len(outcome.read.claims) > 0, outcome.location


def test_captions_and_comments_come_out_apart(reports: list[Report]) -> None:
    depths = [[comment.depth for comment in report.comments] for report in reports]
    assert [0, 1, 2, 0] in depths  # WordPress
    assert [0, 0, 1, 2, 0] in depths  # the plain-text copy
    assert [0, 1] in depths  # the older WordPress markup
    captions = [caption for report in reports for caption in report.captions]
    assert len(captions) >= 4
    assert sum(caption.credit is not None for caption in captions) >= 3


def test_nothing_leaks_into_bodies_claims_or_places(
    reports: list[Report], picture: Picture
) -> None:
    for report in reports:
        for leak in LEAKS:
            assert leak not in report.text
    said = [row.claim.quote.text for row in picture.claims.values()]
    named = [name for place in picture.places.values() for name in (place.name, *place.spellings)]
    for leak in LEAKS:
        assert not any(leak in text for text in (*said, *named))


def test_the_leaks_stand_in_the_files_so_that_the_test_can_fail() -> None:
    text = "".join((FOLDER / row["file"]).read_text(encoding="utf-8") for row in MANIFEST)
    for word in (*LEAKS, *COMMENTERS):
        assert word in text


def test_no_commenter_is_named_on_record(home: Home, outcomes: list[Outcome]) -> None:
    recorded = "".join(str(entry.payload) for entry in home.ledger.entries())
    for name in COMMENTERS:
        assert name not in recorded


def test_the_camps_contradict_each_other_about_abu_jurayf(picture: Picture) -> None:
    place = place_of(picture, "Abu Jurayf")
    told = {
        (row.report.publisher, link.side, row.claim.event)
        for row in picture.claims_at(place)
        for link in row.resolution.actors
        if row.claim.status is Status.HAPPENED and row.claim.event in (Event.TAKE, Event.HOLD)
    }
    publishers = {(publisher, side) for publisher, side, _ in told}
    assert ("Orontes Loyalist", GOVERNMENT) in publishers
    assert any(
        publisher == "Free Idlib Bulletin" and side not in (None, GOVERNMENT)
        for publisher, side in publishers
    )
    period = picture.period_on(place, date(2020, 1, 17))
    assert period is not None
    assert len(period.supporting) > 0
    assert len(period.opposing) > 0


def test_outlets_spell_one_village_in_three_ways(picture: Picture) -> None:
    place = picture.find_place("Abu Jurayf")
    assert {"Abu Jarif", "Abu Jreif"} <= set(place.spellings)
    village = picture.find_place("Tell Khatrah")
    assert {"Tal Khatrah", "Tal Khatra", "Tell Khatrah"} <= set(village.spellings)


@pytest.mark.parametrize(
    ("name", "day", "government"),
    [
        ("Abu Jurayf", date(2020, 1, 15), False),
        ("Abu Jurayf", date(2020, 1, 17), False),
        ("Abu Jurayf", date(2020, 1, 20), False),
        ("Abu Jurayf", date(2020, 1, 31), True),
        ("Tell Khatrah", date(2020, 1, 16), True),
        ("Tell Khatrah", date(2020, 1, 17), False),
        ("Tell Khatrah", date(2020, 1, 18), False),
        ("Mustayf", date(2020, 1, 16), True),
        ("Mustayf", date(2020, 1, 18), False),
    ],
)
def test_holders_by_day(picture: Picture, name: str, day: date, government: bool) -> None:
    side = side_on(picture, name, day)
    assert side is not None
    assert (side == GOVERNMENT) == government


def test_the_sixteenth_at_abu_jurayf_goes_to_the_later_word(picture: Picture) -> None:
    period = picture.period_on(place_of(picture, "Abu Jurayf"), date(2020, 1, 16))
    assert period is not None
    assert period.state is ControlState.CONTESTED or period.side != GOVERNMENT


def test_the_hilltop_is_kept_near_the_village_with_a_radius(picture: Picture) -> None:
    hill, village = picture.find_place("Mustayf"), picture.find_place("Tell Khatrah")
    assert hill.id != village.id
    assert hill.anchor == village.id
    assert hill.radius_m is not None
    assert hill.radius_m > 0


def test_the_repelled_attack_speaks_for_the_defender(picture: Picture) -> None:
    period = picture.period_on(place_of(picture, "Abu Jurayf"), date(2020, 1, 17))
    assert period is not None
    supporting = [picture.claims[identifier].claim for identifier in period.supporting]
    assert Event.REPEL in {claim.event for claim in supporting}


def test_a_forecast_changes_nothing(picture: Picture) -> None:
    claims = picture.claims.values()
    expected = [row for row in claims if row.claim.status is Status.EXPECTED]
    assert len(expected) > 0
    weighed = {row.claim for rows in picture.evidence.values() for row in rows}
    assert weighed.isdisjoint({row.id for row in expected})


def test_an_attack_beaten_back_in_a_province_holds_no_city(picture: Picture) -> None:
    # "Syria says army beat back attack in Idlib": the province, whose capital was the opposition's.
    claims = [
        row
        for row in picture.claims.values()
        if row.claim.event is Event.REPEL and "attack in Idlib" in row.claim.quote.text
    ]
    assert len(claims) > 0
    periods = [
        period
        for place in picture.places.values()
        if place.name == "Idlib"
        for period in picture.periods.get(place.id, ())
    ]
    assert all(period.state is not ControlState.HELD for period in periods)
    weighed = {row.claim for rows in picture.evidence.values() for row in rows}
    assert weighed.isdisjoint({row.id for row in claims})


def test_an_admission_is_seen_for_one(picture: Picture) -> None:
    rows = picture.evidence[place_of(picture, "Tell Khatrah")]
    assert {"own", "against"} <= {row.interest.value for row in rows}


def test_reading_them_again_adds_nothing(home: Home, outcomes: list[Outcome]) -> None:
    before = home.ledger.position()
    assert sum(outcome.added for outcome in read_examples(home)) == 0
    assert home.ledger.position() == before


def test_every_claim_quotes_its_report(picture: Picture) -> None:
    def holds(row: SourcedClaim) -> bool:
        text = (row.report.title or "") if row.claim.quote.in_title else row.report.text
        row.claim.quote.check(text)
        return row.claim.trigger.text in row.claim.quote.text

    assert len(picture.claims) >= 20
    assert all(holds(row) for row in picture.claims.values())
