"""The plain reader: words that name events, clause patterns around them, and a memory of the report.

It reads the title and the text, never captions or comments, and is a pure function of both.
"""

from dataclasses import replace

from whoholds.base.codec import report_id
from whoholds.base.records import Claim, Report
from whoholds.extract.acronyms import learn_acronyms
from whoholds.extract.clauses import Parsed
from whoholds.extract.datewords import find_dates
from whoholds.extract.discourse import Thread
from whoholds.extract.drafts import draft_claims
from whoholds.extract.headline import fill_headline
from whoholds.extract.joining import settle
from whoholds.extract.lexicon import Lexicon, load_lexicon
from whoholds.extract.memory import Memory
from whoholds.extract.names import find_names
from whoholds.extract.placenames import find_places
from whoholds.extract.segment import Sentence, recase, sentences, without_site_name
from whoholds.extract.sides import count_sides
from whoholds.extract.triggers import find_triggers


class PlainReader:
    """Reads claims by lexicon and clause patterns; needs no model and no network."""

    name = "plain"
    version = "1"

    def read(self, report: Report) -> list[Claim]:
        """Return the claims of `report` in the order of their triggers, title first."""
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
        identity = report_id(report)
        told = draft_claims(parsed_body, report.text, memory, Thread())
        claims: list[Claim] = []
        if report.title:
            claims += fill_headline(
                draft_claims(parsed_title, report.title, memory, Thread()), told
            )
        claims += told
        stamp = f"{self.name}@{self.version}"
        return [replace(claim, report=identity, reader=stamp) for claim in claims]


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
