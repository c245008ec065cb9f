"""What a report does not say of the ground: destinations, missiles, denials, memories, figures of speech.

One invented war, in which the sentences are shaped like those that other readers got wrong.
"""

from collections.abc import Callable

import pytest

from whoholds.base.records import Claim, Event, Status, TimeFrame

ReadText = Callable[..., list[Claim]]

Row = tuple[str, list[str], list[str], list[str]]


def rows(claims: list[Claim]) -> list[Row]:
    """The claims as (event status, actors, targets, places)."""
    return [
        (
            f"{c.event.value} {c.status.value}",
            [m.name for m in c.actors],
            [m.name for m in c.targets],
            [p.name for p in c.places],
        )
        for c in claims
    ]


TOLD: list[tuple[str, list[Row]]] = [
    # a target is a place, never somebody who defends it
    (
        "The rebels' attempt to storm Orba and al-Kelm was thwarted; dozens were killed.",
        [
            ("attack attempted", ["rebels"], [], ["Orba", "al-Kelm"]),
            ("repel happened", [], ["rebels"], ["Orba", "al-Kelm"]),
        ],
    ),
    (
        (
            "Keshi gunmen besieged Orba. Keshi gunmen raided a post at Kelm on Sunday; the army said "
            "the assault was foiled."
        ),
        [
            ("besiege happened", ["Keshi gunmen"], [], ["Orba"]),
            ("attack happened", ["Keshi gunmen"], [], ["Kelm"]),
            ("repel happened", ["army"], ["Keshi gunmen"], ["Kelm"]),
        ],
    ),
    (
        (
            "The rebels captured Orba, Kelm and Taverne, their biggest gains since launching an "
            "offensive in May."
        ),
        [
            ("take happened", ["rebels"], [], ["Orba", "Kelm", "Taverne"]),
            ("advance happened", ["rebels"], [], ["Orba", "Kelm", "Taverne"]),
            ("attack happened", ["rebels"], [], ["Orba", "Kelm", "Taverne"]),
        ],
    ),
    # who says that an attack was beaten back tells of its own defence
    (
        "Taliban gunmen raided Kelm on Sunday; the Turkish army said the assault was repelled.",
        [
            ("attack happened", ["Taliban gunmen"], [], ["Kelm"]),
            ("repel happened", ["Turkish army"], ["Taliban gunmen"], ["Kelm"]),
        ],
    ),
    # fire warded off from the air says nothing of the ground
    (
        "The coalition intercepted a ballistic missile over Kelm on Monday.",
        [("repel happened", ["coalition"], [], [])],
    ),
    ("Police thwarted an attack in Kelm, officials said.", []),
    # where those who leave go is not what they give up
    (
        "Government troops retreated to Kelm.",
        [("leave happened", ["Government troops"], [], [])],
    ),
    (
        "Government troops retreated from Orba to Kelm.",
        [("leave happened", ["Government troops"], [], ["Orba"])],
    ),
    (
        "Rebels captured Orba. All security forces fled to the airport.",
        [
            ("take happened", ["Rebels"], [], ["Orba"]),
            ("leave happened", ["security forces"], [], []),
        ],
    ),
    (
        "Government troops left the town and withdrew to Kelm.",
        [
            ("leave happened", ["Government troops"], [], ["the town"]),
            ("leave happened", ["Government troops"], [], ["the town"]),
        ],
    ),
    (
        "Hundreds of soldiers surrendered or crossed into Orba.",
        [
            ("leave happened", ["soldiers"], [], []),
            ("advance happened", ["soldiers"], [], ["Orba"]),
        ],
    ),
    # who is expelled did not take the place
    (
        "The town of Orba fell to the Taliban, who were expelled from Kelm.",
        [
            ("take happened", ["Taliban"], [], ["Orba"]),
            ("take happened", [], ["Taliban"], ["Kelm"]),
        ],
    ),
    (
        "The militia regained Orba airport, only to lose it again the same evening.",
        [
            ("take happened", ["militia"], [], ["Orba airport"]),
            ("take happened", [], ["militia"], ["Orba airport"]),
        ],
    ),
    # what is not so, or not known to be so
    ("The rebels ruled out withdrawing from Orba.", [("leave denied", ["rebels"], [], ["Orba"])]),
    (
        "Reports that the rebels captured Orba are false, the army said.",
        [("take denied", ["rebels"], [], ["Orba"])],
    ),
    (
        "The general could not confirm that the rebels had captured Orba.",
        [("take expected", ["rebels"], [], ["Orba"])],
    ),
    (
        "The Turkish army is not in control of Orba, an opposition spokesman said.",
        [("hold denied", ["Turkish army"], [], ["Orba"])],
    ),
    (
        (
            "The ministry denied that Orba had fallen and said its forces were regrouping to retake "
            "the town."
        ),
        [
            ("take denied", [], [], ["Orba"]),
            ("take expected", ["forces"], [], ["the town"]),
        ],
    ),
    (
        "No one was hurt, officials confirmed, after rebels took the town of Orba.",
        [("take happened", ["rebels"], [], ["Orba"])],
    ),
    (
        "The army reports that troops captured Orba and that claims of losses were false.",
        [("take happened", ["troops"], [], ["Orba"])],
    ),
    ("There was no fighting in Orba on Monday.", []),
    (
        "All the cities in the Orba district, except for Kelm, were under control of the army.",
        [("hold happened", ["army"], [], ["Orba district"])],
    ),
    (
        "Several outlets falsely claimed that Orba had been captured by the army.",
        [("take denied", ["army"], [], ["Orba"])],
    ),
    (
        "Troops withdrew from parts of the Orba district, including the towns of Kelm and Besta.",
        [("leave happened", ["Troops"], [], ["parts of Orba district", "Kelm", "Besta"])],
    ),
    # no war at all
    ("Actor Tom Vale stormed out of the Orba ceremony.", []),
    ("Orba United attacked Kelm's record.", []),
    ("The film about the battle of Orba won an award.", []),
    ("A suspect surrenders Malunda to the police in Kelm.", []),
    (
        "Militants attack a prison near Orba, freeing inmates.",
        [("attack happened", ["Militants"], [], ["Orba"])],
    ),
    # said in ways that were missed
    (
        "Orba, the biggest city under rebel control, fell in June 2014 along with Kelm.",
        [
            ("hold happened", ["rebels"], [], ["Orba"]),
            ("take happened", [], [], ["Orba", "Kelm"]),
        ],
    ),
    (
        "Orba, which the army had held since 2015, fell on Monday.",
        [("take happened", [], [], ["Orba"])],
    ),
    (
        "The army took back Besta in the Afar region and Kelm, home to old churches.",
        [("take happened", ["army"], [], ["Besta", "Kelm"])],
    ),
    (
        "The president listed the villages of Orba, Besta and Calen as liberated from occupation.",
        [("take happened", [], [], ["Orba", "Besta", "Calen"])],
    ),
    (
        "Control of Orba passed to the Turkish army.",
        [("take happened", ["Turkish army"], [], ["Orba"])],
    ),
    (
        "Troops withdrew from Orba, 70% of which is controlled by Russia.",
        [
            ("leave happened", ["Troops"], [], ["Orba"]),
            ("hold happened", ["Russia"], [], ["Orba"]),
        ],
    ),
    (
        "The Taliban seized power in Orba in 2007.",
        [("take happened", ["Taliban"], [], ["Orba"])],
    ),
    (
        "The mission handed over its camp in Orba. Rebels took it hours later.",
        [
            ("leave happened", [], [], ["Orba"]),
            ("take happened", ["Rebels"], [], ["Orba"]),
        ],
    ),
    (
        '"We have pushed back the enemy and Orba remains under our control," the army said.',
        [
            ("repel happened", ["army"], ["enemy"], []),
            ("hold happened", ["army"], [], ["Orba"]),
        ],
    ),
    (
        "The rebels have threatened to march on Orba.",
        [("advance expected", ["rebels"], [], ["Orba"])],
    ),
    # standing control
    (
        "Garran's men have controlled Derva since June 2018.",
        [("hold happened", ["Garran's men"], [], ["Derva"])],
    ),
    (
        "The rebels, whom Russia supports, have held Bunara, on the Turkish border, since June.",
        [("hold happened", ["rebels"], [], ["Bunara"])],
    ),
    (
        (
            "The army shelled Kelm on Monday. The Taliban, who have controlled the capital Wadra since "
            "2014, denied it."
        ),
        [
            ("strike happened", ["army"], [], ["Kelm"]),
            ("hold happened", ["Taliban"], [], ["Wadra"]),
        ],
    ),
    (
        "Rebels took Kelm. The ministry insisted that commandos had retaken Orba's main square.",
        [
            ("take happened", ["Rebels"], [], ["Kelm"]),
            ("take happened", ["commandos"], [], ["Orba"]),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TOLD, ids=[text[:60] for text, _ in TOLD])
def test_the_ground_is_told_as_the_sentence_tells_it(
    read_text: ReadText, text: str, expected: list[Row]
) -> None:
    assert rows(read_text(text)) == expected


def days(claims: list[Claim]) -> list[tuple[list[str], str | None]]:
    return [([p.name for p in c.places], c.when.text if c.when else None) for c in claims]


def test_each_place_of_a_series_has_its_own_day(read_text: ReadText) -> None:
    claims = read_text("Russia captured Orba in mid-October and Kelm on October 17.")
    assert days(claims) == [(["Orba"], "mid-October"), (["Kelm"], "October 17")]
    assert [c.actors[0].name for c in claims] == ["Russia", "Russia"]


def test_a_place_after_the_verb_of_another_has_its_day(read_text: ReadText) -> None:
    claims = read_text(
        "Besta, in Wollen, had fallen to the rebels a day earlier, and Kelm on Friday."
    )
    assert days(claims) == [(["Besta"], "a day earlier"), (["Kelm"], "Friday")]
    assert [[m.name for m in c.actors] for c in claims] == [["rebels"], ["rebels"]]


def test_a_list_with_one_day_stays_one_claim(read_text: ReadText) -> None:
    claims = read_text("The rebels captured Orba, Besta and Kelm in October and November.")
    assert days(claims) == [(["Orba", "Besta", "Kelm"], "October and November")]


def test_the_day_since_when_a_place_is_held_is_not_carried_on(read_text: ReadText) -> None:
    claims = read_text(
        "The rebels have held Kelm and Orba since June 2022. Army troops retreated from Calen."
    )
    assert [c.event for c in claims] == [Event.HOLD, Event.LEAVE]
    assert claims[1].when is None


def test_a_day_of_the_report_is_still_carried_on(read_text: ReadText) -> None:
    claims = read_text("The army entered Orba on 4 March. The army then took Kelm.")
    assert claims[1].when is not None
    assert (claims[1].when.text, claims[1].carried) == ("4 March", True)


def test_a_group_named_after_a_day_is_no_date(read_text: ReadText) -> None:
    (claim,) = read_text("Fighters of the June 12 Movement captured Orba.")
    assert [m.name for m in claim.actors] == ["June 12 Movement"]
    assert claim.when is None


GROUPS_AND_DAYS = [
    ("The 17 November group captured Orba.", "17 November", None),
    ("The 14 February Coalition captured Orba.", "14 February Coalition", None),
    ("On 17 November army units captured Orba.", "army units", "17 November"),
    ("On Monday forces captured Orba.", "forces", "Monday"),
]


@pytest.mark.parametrize(("text", "actor", "when"), GROUPS_AND_DAYS)
def test_a_day_before_a_common_noun_stays_a_day(
    read_text: ReadText, text: str, actor: str, when: str | None
) -> None:
    (claim,) = read_text(text)
    assert [m.name for m in claim.actors] == [actor]
    assert (claim.when.text if claim.when else None) == when


def test_a_remembered_event_has_no_day_of_the_report(read_text: ReadText) -> None:
    claims = read_text(
        "On Monday troops marched. A parade marked the anniversary of the capture of Orba."
    )
    taken = [c for c in claims if c.event is Event.TAKE]
    assert [(c.time_frame, c.when) for c in taken] == [(TimeFrame.BACKGROUND, None)]


SPEAKERS = [
    (
        "The army retook Orba on Monday, the prime minister's office said.",
        ["prime minister's office"],
    ),
    ("The rebels took Orba on Monday, the militia said in a statement on Friday.", ["militia"]),
    (
        "Rebels captured Orba on Wednesday, civil society sources told our reporter.",
        ["civil society sources"],
    ),
    (
        "Rebels took control of Wadra, the capital of Orba state, on Monday, residents said.",
        ["residents"],
    ),
]


@pytest.mark.parametrize(("text", "speakers"), SPEAKERS, ids=[text[:50] for text, _ in SPEAKERS])
def test_a_speaker_after_the_claim_is_found(
    read_text: ReadText, text: str, speakers: list[str]
) -> None:
    (claim,) = read_text(text)
    assert [m.name for m in claim.said_by] == speakers


def test_a_denial_does_not_reach_into_a_side_clause(read_text: ReadText) -> None:
    claims = read_text(
        "Rebels denied that they had shelled Kelm, where a bomb wounded eight people on Tuesday."
    )
    assert [c.status for c in claims] == [Status.DENIED, Status.HAPPENED]


def test_an_acronym_of_another_language_is_learnt(read_text: ReadText) -> None:
    claims = read_text(
        "The Armed Forces of the Democratic Republic of Vardia (FARDV) recaptured the village of "
        "Orba. FARDV soldiers took Kelm."
    )
    full = "Armed Forces of the Democratic Republic of Vardia"
    assert [[m.name for m in c.actors] for c in claims] == [[full], [full]]
