from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from whoholds.base.codec import from_json, to_json
from whoholds.base.records import (
    Claim,
    GeoPrecision,
    Mention,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Relation,
    Report,
    Resolution,
)
from whoholds.base.spans import Span
from whoholds.identify.gazetteer import Gazetteers, open_gazetteers
from whoholds.identify.gazetteer_file import CompiledGazetteer
from whoholds.identify.gazetteer_import import add_gazetteer
from whoholds.identify.registry import Registry, load_registry
from whoholds.identify.registry_file import RegistryFile
from whoholds.identify.resolver import Resolver, one_place_a_name

TEXT = (
    "Hay’at Tahrir al-Sham (HTS) and groups fighting beside it took back ground in southeast Idlib on "
    "January 17 that the Syrian Arab Army (SAA) had won. Tell Khatrah and Mustayf, a hilltop nearby, "
    "are militant-held again, says Iba'a, the news network of the group."
)
IDLIB = ("Idlib", "Syria")
NEAR = Relation(word="nearby", anchors=("Tell Khatrah",))


@pytest.fixture
def told(make_claim: Callable[..., Claim]) -> list[tuple[str, Claim]]:
    def mentions(*names: str) -> tuple[Mention, ...]:
        return tuple(Mention(name=name) for name in names)

    area = PlaceMention(name="southeast Idlib", kind=PlaceKind.AREA, within=IDLIB)
    town = PlaceMention(name="Tell Khatrah", kind=PlaceKind.SETTLEMENT, within=IDLIB)
    hill = PlaceMention(name="Mustayf", kind=PlaceKind.SITE, within=IDLIB, relation=NEAR)
    same_hill = PlaceMention(name="Mustayf", kind=PlaceKind.SITE)
    other = PlaceMention(name="Abu Jurayf", kind=PlaceKind.SETTLEMENT)
    return [
        (
            "claim:1",
            make_claim(
                "January 17", text=TEXT, actors=mentions("Hay’at Tahrir al-Sham", "its allies"),
                targets=mentions("Syrian Arab Army"), places=(area,),
            ),
        ),
        (
            "claim:2",
            make_claim(
                "January 17", text=TEXT, carried=True, actors=mentions("militants"),
                places=(town, hill), said_by=mentions("Iba'a"),
            ),
        ),
        (
            "claim:3",
            make_claim(actors=mentions("25th Special Forces Division", "NFL"), places=(same_hill, other)),
        ),
    ]  # fmt: skip


def check_sample(resolved: list[Resolution]) -> None:
    first, second, third = resolved
    assert [link.actor for link in first.actors] == ["syria:hts", None]
    assert [link.side for link in first.actors] == ["syria:opposition", "syria:opposition"]
    assert first.targets[0].actor == "syria:saa"
    assert first.places[0].precision is GeoPrecision.AREA
    assert first.date is not None
    assert first.date.days.isoformat() == "2020-01-17"
    assert second.actors[0].actor == "syria:hts"
    assert second.said_by[0].actor == "syria:ibaa"
    assert second.places[0].place == "geonames:163521"
    hill = second.places[1]
    assert (hill.precision, hill.anchor) == (GeoPrecision.ANCHORED, "geonames:163521")
    assert third.places[0].place == hill.place
    assert third.places[0].precision is GeoPrecision.ANCHORED
    assert third.places[1].place == "geonames:174458"
    assert [link.actor for link in third.actors] == ["syria:saa-25", "syria:nfl"]
    assert first.publisher is not None
    assert first.publisher.side == "syria:government"


def test_sample_with_the_default_alone(
    compiled_gazetteers: Path,
    make_report: Callable[..., Report],
    told: list[tuple[str, Claim]],
) -> None:
    resolver = Resolver(load_registry(), open_gazetteers(compiled_gazetteers))
    check_sample(resolver.resolve(make_report(TEXT, publisher="SouthFront"), told))


@pytest.mark.shared
def test_sample_with_the_country_added(
    shared: Path,
    tmp_path: Path,
    compiled_gazetteers: Path,
    make_report: Callable[..., Report],
    told: list[tuple[str, Claim]],
) -> None:
    add_gazetteer(shared / "gazetteers" / "SY.tsv.xz", tmp_path)
    parts = [CompiledGazetteer(path) for path in compiled_gazetteers.glob("default-*")]
    parts += [CompiledGazetteer(path) for path in tmp_path.glob("SY-*")]
    resolver = Resolver(load_registry(), Gazetteers(parts))
    check_sample(resolver.resolve(make_report(TEXT, publisher="SouthFront"), told))


def test_same_input_gives_the_same_and_survives_json(
    small: Gazetteers, make_report: Callable[..., Report], told: list[tuple[str, Claim]]
) -> None:
    report = make_report(TEXT)
    once = Resolver(load_registry(), small).resolve(report, told)
    again = Resolver(load_registry(), small).resolve(report, told)
    assert once == again
    assert [from_json(Resolution, to_json(each)) for each in once] == once
    assert [each.claim for each in once] == ["claim:1", "claim:2", "claim:3"]


def test_resolver_is_named_after_its_data(small: Gazetteers) -> None:
    one = Resolver(load_registry(), small).resolver
    other = Resolver(Registry([RegistryFile()]), small).resolver
    assert one.startswith("identify@")
    assert one != other


def test_publisher_via_another_is_the_one_that_wrote(
    small: Gazetteers, make_report: Callable[..., Report], make_claim: Callable[..., Claim]
) -> None:
    report = make_report(publisher="TASS via Example Post", context=("Russo-Ukrainian War",),
                         published=date(2022, 5, 1))  # fmt: skip
    (resolved,) = Resolver(load_registry(), small).resolve(report, [("c", make_claim())])
    assert resolved.publisher is not None
    assert resolved.publisher.side == "ukraine:russia"


@pytest.mark.parametrize(
    ("url", "actor"),
    [
        ("https://www.southfront.org/some-story/", "world:southfront"),
        ("https://example.org/story", None),
    ],
)
def test_publisher_of_an_address_is_its_host(
    small: Gazetteers,
    make_report: Callable[..., Report],
    make_claim: Callable[..., Claim],
    url: str,
    actor: str | None,
) -> None:
    report = make_report(url=url, context=("Syrian civil war",))
    (resolved,) = Resolver(load_registry(), small).resolve(report, [("c", make_claim())])
    assert resolved.publisher is not None
    assert resolved.publisher.actor == actor
    broken = make_report(url="http://[")
    (none,) = Resolver(load_registry(), small).resolve(broken, [("c", make_claim())])
    assert none.publisher is None


def test_report_without_claims_or_names(
    small: Gazetteers, make_report: Callable[..., Report], make_claim: Callable[..., Claim]
) -> None:
    resolver = Resolver(load_registry(), small)
    assert resolver.resolve(make_report(""), []) == []
    (bare,) = resolver.resolve(make_report("", published=None), [("c", make_claim())])
    assert (bare.actors, bare.places, bare.publisher, bare.date) == ((), (), None, None)


@pytest.fixture(scope="module")
def two_wars(small: Gazetteers) -> Resolver:
    return Resolver(load_registry(), small)


def test_rebels_with_a_short_form_before_them_are_that_group(
    make_report: Callable[..., Report], make_claim: Callable[..., Claim], two_wars: Resolver
) -> None:
    text = (
        "The Tigray People's Liberation Front advanced in Ethiopia. "
        "Oromo Liberation Army (OLA) rebels seized a town, and rebels held on."
    )
    first, second = (text.index("rebels"), text.rindex("rebels"))
    claims = [
        make_claim(actors=(Mention(name="TPLF"),)),
        make_claim(actors=(Mention(name="rebels", text="rebels", span=Span(first, first + 6)),)),
        make_claim(actors=(Mention(name="rebels", text="rebels", span=Span(second, second + 6)),)),
    ]
    told = [(f"claim:{at}", claim) for at, claim in enumerate(claims)]
    links = [each.actors[0] for each in two_wars.resolve(make_report(text), told)]
    assert [link.actor for link in links] == ["ethiopia:tplf", "ethiopia:ola", "ethiopia:tplf"]
    assert links[1].mention == "rebels"


def test_the_army_is_that_of_the_country_of_the_place(
    make_report: Callable[..., Report], make_claim: Callable[..., Claim], two_wars: Resolver
) -> None:
    def at(place: str) -> Claim:
        within = ("United Kingdom",) if place == "London" else ()
        mention = PlaceMention(name=place, kind=PlaceKind.SETTLEMENT, within=within)
        return make_claim(actors=(Mention(name="the army"),), places=(mention,))

    report = make_report("Fighting in Syria, in Ukraine and in London, the United Kingdom.")
    told = [(place, at(place)) for place in ("Saraqib", "Nikopol", "London")]
    links = [each.actors[0].actor for each in two_wars.resolve(report, told)]
    assert links == ["syria:saa", "ukraine:ukraine", "state:gb"]


def at_places(
    make_claim: Callable[..., Claim], text: str, *told: tuple[str, tuple[str, ...]]
) -> list[tuple[str, Claim]]:
    claims = []
    at = 0
    for number, (name, within) in enumerate(told):
        at = text.index(name, at)
        mention = PlaceMention(
            name=name, kind=PlaceKind.SETTLEMENT, within=within, span=Span(at, at + len(name))
        )
        at += 1
        claims.append((f"claim:{number}", make_claim(places=(mention,))))
    return claims


def test_one_name_is_one_place_in_a_report(
    make_report: Callable[..., Report], make_claim: Callable[..., Claim], two_wars: Resolver
) -> None:
    text = "Syria: Sinjar fell, Sinjar in Hama. The army denied that Sinjar fell."
    told = at_places(make_claim, text, ("Sinjar", ()), ("Sinjar", ("Hama",)), ("Sinjar", ()))
    links = [each.places[0] for each in two_wars.resolve(make_report(text), told)]
    assert [link.place for link in links] == ["geonames:164095"] * 3


def test_a_bare_name_takes_the_place_that_the_report_tells_apart() -> None:
    def mention(*within: str) -> PlaceMention:
        return PlaceMention(name="al-Hazm", kind=PlaceKind.SETTLEMENT, within=within)

    known = PlaceLink(
        mention="al-Hazm", place="geonames:79455", name="Al Hazm", kind=PlaceKind.SETTLEMENT,
        precision=GeoPrecision.EXACT, gazetteer="YE", country="YE", why="in al-Jawf",
    )  # fmt: skip
    nowhere = PlaceLink(
        mention="al-Hazm", place="named:1", name="al-Hazm", kind=PlaceKind.SETTLEMENT,
        precision=GeoPrecision.NONE,
    )  # fmt: skip
    mentions = [
        (mention("al-Jawf"),),
        (mention(),),
        (mention("Lahij"),),
        (mention("al-Jawf", "Yemen"),),
    ]
    links = one_place_a_name(mentions, [(known,), (nowhere,), (nowhere,), (nowhere,)])
    assert [link.place for (link,) in links] == [
        "geonames:79455", "geonames:79455", "named:1", "geonames:79455",
    ]  # fmt: skip
    assert links[1][0].why == "as elsewhere in the report: in al-Jawf"
    assert one_place_a_name([], []) == []


def test_namesakes_that_a_report_tells_apart_stay_two(
    make_report: Callable[..., Report], make_claim: Callable[..., Claim], two_wars: Resolver
) -> None:
    text = "Syria: Sinjar in Idlib and Sinjar in Hama fell."
    told = at_places(make_claim, text, ("Sinjar", ("Idlib",)), ("Sinjar", ("Hama",)))
    places = [each.places[0].place for each in two_wars.resolve(make_report(text), told)]
    assert places == ["geonames:164094", "geonames:164095"]


def test_the_region_at_the_head_of_a_sentence_counts(
    make_report: Callable[..., Report], make_claim: Callable[..., Claim], two_wars: Resolver
) -> None:
    text = (
        "War in Ukraine. In the Kursk region, Russian forces took Borki. They shelled Borki again."
    )
    told = at_places(make_claim, text, ("Borki", ()), ("Borki", ()))
    links = [each.places[0] for each in two_wars.resolve(make_report(text), told)]
    assert [link.anchor for link in links] == ["geonames:538560"] * 2
    assert {link.country for link in links} == {"RU"}
    plain = make_report(text.replace("In the Kursk region, ", "On a Sunday in June, "))
    told = at_places(make_claim, plain.text, ("Borki", ()))
    assert two_wars.resolve(plain, told)[0].places[0].place == "geonames:711656"
