"""What the lexical automaton makes of a report: parsed sentences, and the claims that its rules draft."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from whoholds.base.records import Claim, PlaceKind, PlaceMention, Report
from whoholds.extract.acronyms import learn_acronyms
from whoholds.extract.clauses import Parsed
from whoholds.extract.datewords import find_dates
from whoholds.extract.discourse import Thread
from whoholds.extract.drafts import View, draft_claims
from whoholds.extract.headline import fill_headline
from whoholds.extract.joining import settle
from whoholds.extract.lexicon import Lexicon, fold, load_lexicon
from whoholds.extract.memory import Memory
from whoholds.extract.names import find_names
from whoholds.extract.placenames import find_places
from whoholds.extract.segment import Sentence, recase, sentences, without_site_name
from whoholds.extract.sides import count_sides
from whoholds.extract.triggers import find_triggers


@dataclass(slots=True)
class Analysis:
    """A report as the rules see it: the views of its sentences, title first, and the drafted claims.

    The claims lack `report` and `reader`. `memory` is what the report shows about its names.
    """

    title: list[View]
    body: list[View]
    claims: list[Claim]
    memory: Memory


def analyse(report: Report, *, views: bool = True) -> Analysis:
    """Return what the rules see in title and text; without `views` the claims alone."""
    lexicon = load_lexicon()
    body = sentences(report.text)
    title = sentences(report.title) if report.title else []
    lower_words = lexicon.common | frozenset(
        t.lower for s in body for t in s.tokens if not t.cap and t.text[0].isalpha()
    )
    title = [recase(without_site_name(sentence), lower_words) for sentence in title]
    memory = Memory()
    learn_acronyms(body, memory)
    parsed_body = _parse(body, lexicon, memory, in_title=False)
    parsed_title = _parse(title, lexicon, memory, in_title=True)
    for parsed in (*parsed_body, *parsed_title):
        settle(parsed.names, memory)
        _locate(parsed, memory)
    count_sides(parsed_body, memory)
    memory.context_places = _places_of(report.context, lexicon)
    found = Analysis([], [], [], memory)
    thread = Thread()
    told = draft_claims(parsed_body, report.text, memory, thread, found.body if views else None)
    if report.title:
        headline = draft_claims(
            parsed_title,
            report.title,
            memory,
            Thread(days=thread.days[:_OF_LEAD]),
            found.title if views else None,
        )
        found.claims += fill_headline(headline, told)
    found.claims += told
    return found


def _places_of(context: Sequence[str], lexicon: Lexicon) -> tuple[PlaceMention, ...]:
    """Return the places that topics name: "Battle of Bakhmut", "Syrian civil war"."""
    out: dict[str, PlaceMention] = {}
    for topic in context:
        for sentence in sentences(topic if topic != topic.lower() else topic.title()):
            names = find_names(sentence, lexicon, Memory(), frozenset())
            for name in names:
                nation = lexicon.adjectives.get(fold(name.name))
                if nation is not None and nation.name:
                    out.setdefault(
                        nation.name, PlaceMention(name=nation.name, kind=PlaceKind.COUNTRY)
                    )
            for place in find_places(sentence, names, lexicon, Memory()):
                if not place.anaphor:
                    out.setdefault(place.name, PlaceMention(name=place.name, kind=place.kind))
    return tuple(out.values())[:_MOST_TOPICAL]


_MOST_TOPICAL = 3
_OF_LEAD = 3
"""How many date words of the text a headline may go by."""


def stamped(claims: list[Claim], report: str, reader: str) -> list[Claim]:
    """Return claims with the report they are of and the `name@version` that read them."""
    return [replace(claim, report=report, reader=reader) for claim in claims]


def _parse(
    found: list[Sentence], lexicon: Lexicon, memory: Memory, *, in_title: bool
) -> list[Parsed]:
    out = []
    for sentence in found:
        dates = find_dates(sentence.tokens)
        masked = frozenset(k for d in dates for k in range(d.first, d.last))
        names = find_names(sentence, lexicon, memory, masked)
        triggers = find_triggers(sentence.tokens, names, lexicon, masked)
        out.append(Parsed(sentence, names, [], dates, triggers, lexicon, in_title))
    return out


def _locate(parsed: Parsed, memory: Memory) -> None:
    """Find the places once the kinds of all names are known."""
    parsed.places = find_places(parsed.sentence, parsed.names, parsed.lexicon, memory)
    parsed.place_at = {i: p for p in parsed.places for i in range(p.at, p.last)}
