"""The plain reader on sentences of our own: one invented war, the clause patterns of real reports."""

from collections.abc import Callable
from datetime import date

import pytest

from whoholds.base.records import (
    Caption,
    Claim,
    Comment,
    Count,
    Event,
    Means,
    PlaceKind,
    Report,
    Status,
    TimeFrame,
)
from whoholds.extract.plain import PlainReader

ReadText = Callable[..., list[Claim]]


def told(claims: list[Claim]) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """The claims as (event, status, actors, places)."""
    return [
        (
            claim.event.value,
            claim.status.value,
            tuple(m.name for m in claim.actors),
            tuple(p.name for p in claim.places),
        )
        for claim in claims
    ]


ONE_CLAIM = [
    # take: active, passive, reduced, gerund, infinitive, noun, phrases with a gap
    ("Keshi forces captured Dorvel on Monday.", "take happened", ["Keshi forces"], ["Dorvel"]),
    (
        "Keshi forces captured the towns of Arvo, Besta and Calen.",
        "take happened",
        ["Keshi forces"],
        ["Arvo", "Besta", "Calen"],
    ),
    ("Dorvel was captured by the Azmari Army.", "take happened", ["Azmari Army"], ["Dorvel"]),
    (
        "The town of Dorvel has been recaptured by Keshi rebels.",
        "take happened",
        ["Keshi rebels"],
        ["Dorvel"],
    ),
    (
        "Keshi forces seized on Friday morning control of Dorvel.",
        "take happened",
        ["Keshi forces"],
        ["Dorvel"],
    ),
    (
        "The Azmari Army managed to establish full control over Dorvel.",
        "take happened",
        ["Azmari Army"],
        ["Dorvel"],
    ),
    (
        "The capture of Dorvel by Keshi rebels was confirmed.",
        "take happened",
        ["Keshi rebels"],
        ["Dorvel"],
    ),
    ("Dorvel fell to Keshi rebels last week.", "take happened", ["Keshi rebels"], ["Dorvel"]),
    (
        "Dorvel came under the control of Keshi rebels.",
        "take happened",
        ["Keshi rebels"],
        ["Dorvel"],
    ),
    (
        "Keshi rebels drove government troops out of Dorvel.",
        "take happened",
        ["Keshi rebels"],
        ["Dorvel"],
    ),
    ("The Azmari Army failed to capture Dorvel.", "take attempted", ["Azmari Army"], ["Dorvel"]),
    (
        "The Azmari Army tried to retake the village of Dorvel.",
        "take attempted",
        ["Azmari Army"],
        ["Dorvel"],
    ),
    ("The Azmari Army vowed to retake Dorvel.", "take expected", ["Azmari Army"], ["Dorvel"]),
    ("The Azmari Army will capture Dorvel.", "take expected", ["Azmari Army"], ["Dorvel"]),
    ("The Azmari Army did not capture Dorvel.", "take denied", ["Azmari Army"], ["Dorvel"]),
    # leave, hold, advance
    ("Azmari troops withdrew from Dorvel.", "leave happened", ["Azmari troops"], ["Dorvel"]),
    (
        "Azmari troops were forced to retreat from the town of Dorvel.",
        "leave happened",
        ["Azmari troops"],
        ["Dorvel"],
    ),
    ("Azmari troops abandoned Dorvel.", "leave happened", ["Azmari troops"], ["Dorvel"]),
    ("The Azmari Army maintained control of Dorvel.", "hold happened", ["Azmari Army"], ["Dorvel"]),
    (
        "The Azmari Army still controls the town of Dorvel.",
        "hold happened",
        ["Azmari Army"],
        ["Dorvel"],
    ),
    (
        "Dorvel remains under the control of Keshi rebels.",
        "hold happened",
        ["Keshi rebels"],
        ["Dorvel"],
    ),
    ("Azmari troops advanced towards Dorvel.", "advance happened", ["Azmari troops"], ["Dorvel"]),
    ("Azmari troops entered Dorvel.", "advance happened", ["Azmari troops"], ["Dorvel"]),
    # attack, repel, clash, strike, besiege, abuse, deploy
    ("Keshi rebels attacked the town of Dorvel.", "attack happened", ["Keshi rebels"], ["Dorvel"]),
    (
        "Keshi rebels launched an offensive in Dorvel.",
        "attack happened",
        ["Keshi rebels"],
        ["Dorvel"],
    ),
    (
        "Azmari troops repelled an attack by Keshi rebels on Dorvel.",
        "repel happened",
        ["Azmari troops"],
        ["Dorvel"],
    ),
    (
        "Heavy clashes between Azmari troops and Keshi rebels continued in Dorvel.",
        "clash happened",
        ["Azmari troops", "Keshi rebels"],
        ["Dorvel"],
    ),
    (
        "Azmari warplanes bombed the village of Dorvel.",
        "strike happened",
        ["Azmari warplanes"],
        ["Dorvel"],
    ),
    (
        "Keshi rebels encircled the city of Dorvel.",
        "besiege happened",
        ["Keshi rebels"],
        ["Dorvel"],
    ),
    (
        "Gunmen kidnapped forty students in the town of Dorvel.",
        "abuse happened",
        ["Gunmen"],
        ["Dorvel"],
    ),
    (
        "The Azmari Army deployed reinforcements to Dorvel.",
        "deploy happened",
        ["Azmari Army"],
        ["Dorvel"],
    ),
]


@pytest.mark.parametrize(("text", "what", "actors", "places"), ONE_CLAIM, ids=lambda v: str(v)[:40])
def test_one_claim(
    read_text: ReadText, text: str, what: str, actors: list[str], places: list[str]
) -> None:
    event, status = what.split()
    assert (event, status, tuple(actors), tuple(places)) in told(read_text(text))


def only(claims: list[Claim], event: Event) -> Claim:
    found = [claim for claim in claims if claim.event is event]
    assert len(found) == 1, told(claims)
    return found[0]


NOTHING = [
    "The army seized two tonnes of weapons and several trucks.",
    "The opposition seized on the concerns of voters.",
    "The talks will take place in the capital.",
    "Dorvel-held bonds fell by two percent.",
    "Investors withdrew money from the funds.",
    "The government withdrew from the trade agreement.",
    "Barrel bombs fell close to the market.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_no_change_of_control_is_read_into(read_text: ReadText, text: str) -> None:
    moved = (Event.TAKE, Event.LEAVE, Event.HOLD, Event.REPEL)
    assert [c for c in read_text(text) if c.event in moved] == []


def test_an_empty_report_has_no_claims(read_text: ReadText) -> None:
    assert read_text("") == []
    assert read_text(" \n\n\t ", title="") == []


def test_captions_and_comments_are_never_read() -> None:
    report = Report(
        page="0" * 64,
        cleaner="test@1",
        title=None,
        text="Nothing new.",
        captions=(Caption(text="Keshi forces captured Dorvel."),),
        comments=(Comment(author=None, depth=0, posted=None, text="Rebels captured Arvo."),),
    )
    assert PlainReader().read(report) == []


def test_claims_come_in_the_order_of_their_triggers_title_first(read_text: ReadText) -> None:
    claims = read_text(
        "Keshi forces attacked Arvo and captured Besta. Azmari troops withdrew from Besta.",
        title="Keshi Forces Capture Besta",
    )
    assert [c.quote.in_title for c in claims] == [True, False, False, False]
    body = [c.trigger.span.start for c in claims if not c.quote.in_title]
    assert body == sorted(body)
    assert claims[0].reader == "plain@" + PlainReader.version


def test_acronyms_learned_in_the_text_give_full_names(read_text: ReadText) -> None:
    claims = read_text(
        "The Keshi Liberation Front (KLF) captured Arvo. On Monday the KLF attacked Besta."
    )
    attack = only(claims, Event.ATTACK)
    assert attack.actors[0].name == "Keshi Liberation Front"
    assert attack.actors[0].text == "KLF"


def test_allies_are_an_actor_of_their_own(read_text: ReadText) -> None:
    claim = only(read_text("The Azmari Army and its allies captured Dorvel."), Event.TAKE)
    assert [m.name for m in claim.actors] == ["Azmari Army", "allies"]


def test_an_ally_by_name_is_an_actor_beside_the_first(read_text: ReadText) -> None:
    claim = only(
        read_text(
            "The Keshi Liberation Front (KLF) and its ally Ansar al-Dorv captured the town of Arvo."
        ),
        Event.TAKE,
    )
    assert [m.name for m in claim.actors] == ["Keshi Liberation Front", "Ansar al-Dorv"]


def test_a_new_subject_after_and_is_not_listed_with_the_town(read_text: ReadText) -> None:
    claims = read_text("Keshi rebels captured the town of Arvo and the army withdrew from Besta.")
    leave = only(claims, Event.LEAVE)
    assert [m.name for m in leave.actors] == ["army"]
    assert [p.name for p in leave.places] == ["Besta"]


def test_a_group_keeps_its_first_word_at_the_start_of_a_sentence(read_text: ReadText) -> None:
    claim = only(read_text("Hay’at Tahrir al-Sham captured the town of Arvo."), Event.TAKE)
    assert [m.name for m in claim.actors] == ["Hay’at Tahrir al-Sham"]


def test_the_loser_is_the_target_of_a_take(read_text: ReadText) -> None:
    claim = only(read_text("Keshi rebels captured Dorvel from the Azmari Army."), Event.TAKE)
    assert [m.name for m in claim.targets] == ["Azmari Army"]
    lost = only(read_text("The Azmari Army lost Dorvel to Keshi rebels."), Event.TAKE)
    assert [m.name for m in lost.targets] == ["Azmari Army"]
    assert [m.name for m in lost.actors] == ["Keshi rebels"]


def test_a_pronoun_takes_the_speaker(read_text: ReadText) -> None:
    claim = only(read_text("Keshi rebels said they had captured the town of Dorvel."), Event.TAKE)
    assert [m.name for m in claim.actors] == ["Keshi rebels"]
    assert [m.name for m in claim.said_by] == ["Keshi rebels"]


def test_a_government_is_the_one_who_they_are(read_text: ReadText) -> None:
    claim = only(
        read_text("The Kenyan government said that they had repelled an attack in Dorvel."),
        Event.REPEL,
    )
    assert [m.name for m in claim.actors] == ["Kenyan government"]


def test_captives_of_the_next_clause_have_the_same_captor(read_text: ReadText) -> None:
    claims = read_text("Gunmen stormed the town of Dorvel. A priest was kidnapped.")
    assert [m.name for m in only(claims, Event.ABUSE).actors] == ["Gunmen"]


def test_a_short_name_is_a_name_in_capitals_only(read_text: ReadText) -> None:
    claim = only(read_text("Car bomb kills nine in the town of Dorvel."), Event.STRIKE)
    assert claim.actors == ()
    assert claim.means is Means.CAR_BOMB


def test_bombs_that_fall_take_no_town(read_text: ReadText) -> None:
    claims = read_text("Two shells fired from positions in Dorvel fell near a school.")
    assert [c for c in claims if c.event is Event.TAKE] == []


def test_a_denial_carries_the_one_who_denies(read_text: ReadText) -> None:
    claim = only(
        read_text("The Azmari Army denied that Keshi rebels had captured Dorvel."), Event.TAKE
    )
    assert claim.status is Status.DENIED
    assert [m.name for m in claim.said_by] == ["Azmari Army"]
    assert [m.name for m in claim.actors] == ["Keshi rebels"]


def test_a_country_and_a_province_hold_the_town(read_text: ReadText) -> None:
    claim = only(
        read_text("Gunmen attacked the town of Dorvel in Arvo Province, Kenya."), Event.ATTACK
    )
    assert [p.name for p in claim.places] == ["Dorvel"]
    assert claim.places[0].kind is PlaceKind.SETTLEMENT
    assert claim.places[0].within == ("Arvo Province", "Kenya")


def test_a_part_of_a_province_is_an_area_within_it(read_text: ReadText) -> None:
    claim = only(read_text("Keshi rebels captured more areas in southeast Dorvel."), Event.TAKE)
    assert claim.places[0].name == "southeast Dorvel"
    assert claim.places[0].kind is PlaceKind.AREA
    assert claim.places[0].within == ("Dorvel",)
    assert claim.summary


def test_distance_and_direction_make_a_place_beside_the_anchor(read_text: ReadText) -> None:
    claim = only(read_text("Azmari troops attacked rebels 3 km north of Dorvel."), Event.ATTACK)
    relation = claim.places[0].relation
    assert relation is not None
    assert (relation.direction, relation.distance_m, relation.anchors) == ("N", 3000.0, ("Dorvel",))
    assert claim.places[0].name != "Dorvel"


def test_the_city_is_the_city_named_before(read_text: ReadText) -> None:
    claims = read_text(
        "Keshi rebels attacked the city of Dorvel. Azmari troops withdrew from the city on Tuesday."
    )
    assert [p.name for p in only(claims, Event.LEAVE).places] == ["Dorvel"]


def test_when_is_the_nearest_date_and_is_carried_in_its_paragraph(read_text: ReadText) -> None:
    claims = read_text(
        "On 3 May, Keshi rebels captured Arvo. Azmari troops withdrew from Besta.\n\n"
        "Keshi rebels attacked Calen."
    )
    take, leave, attack = claims
    assert take.when is not None
    assert take.when.text == "3 May"
    assert not take.carried
    assert leave.when == take.when
    assert leave.carried
    assert attack.when is None


def test_older_events_are_background(read_text: ReadText) -> None:
    claim = only(read_text("The town had been captured by Keshi rebels."), Event.TAKE)
    assert claim.time_frame is TimeFrame.BACKGROUND
    planned = only(read_text("Keshi rebels plan to capture Dorvel."), Event.TAKE)
    assert planned.time_frame is TimeFrame.FUTURE


def test_means_and_casualties_of_a_strike(read_text: ReadText) -> None:
    claim = only(
        read_text("At least 14 people were killed and 30 wounded in a drone strike on Dorvel."),
        Event.STRIKE,
    )
    assert claim.means is Means.DRONE
    assert claim.killed == Count(low=14, high=14)
    assert claim.wounded == Count(low=30, high=30)


def test_loaded_words_are_kept_as_tone(read_text: ReadText) -> None:
    claim = only(read_text("Heroic troops liberated Dorvel from terrorists."), Event.TAKE)
    assert "liberated" in claim.tone
    assert "terrorists" in claim.tone


def test_a_headline_takes_the_groups_name_from_the_text(read_text: ReadText) -> None:
    claims = read_text(
        "The Keshi Liberation Front (KLF) recaptured Dorvel from the Azmari Army on Monday.",
        title="Militants Recapture Dorvel From Azmari Army",
    )
    assert [m.name for m in claims[0].actors] == ["Keshi Liberation Front"]
    assert claims[0].actors[0].in_title


def test_the_published_date_does_not_change_what_is_read() -> None:
    text = "Keshi forces captured Dorvel yesterday."
    base = Report(page="0" * 64, cleaner="t@1", title=None, text=text)
    dated = Report(page="0" * 64, cleaner="t@1", title=None, text=text, published=date(2031, 1, 2))
    without, with_date = PlainReader().read(base), PlainReader().read(dated)
    assert [c.when for c in without] == [c.when for c in with_date]
    assert [c.report for c in without] != [c.report for c in with_date]
