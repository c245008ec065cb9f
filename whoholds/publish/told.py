"""What published pages and reports tell, ready to be laid out: words and numbers, no records.

Everything that comes from a report stands here as it came; who lays it out must escape it. Days are
civil dates; `key` is what `file_names.file_key` makes of an identifier.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something with a page of its own: a place or an actor. `key` is None where it has none."""

    name: str
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideTold:
    """A side as it is drawn: `key` for a style sheet, `colour` `#rrggbb`, `shape` of `side_signs`."""

    id: str
    key: str
    name: str
    colour: str
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One claim: its quote, who is said to have said it, and where it stands.

    `lead`, `trigger` and `tail` are the quote in three parts. `what` is event and status in words, `when`
    the days in words, empty where none are known; `guessed` tells that they go by the publication.
    `url` is None unless it begins with http:// or https://, `language` unless it is a tag (BCP 47).
    `why` says how it bears on what it stands under, `ratio` with what weight; None where it does not.
    """

    claim: str
    lead: str
    trigger: str
    tail: str
    what: str
    who: tuple[Named, ...]
    whom: tuple[Named, ...]
    where: tuple[Named, ...]
    said_by: tuple[Named, ...]
    day: date | None
    when: str
    guessed: bool
    publisher: str | None
    published: date | None
    title: str | None
    url: str | None
    language: str | None
    report: str
    page: str
    recorded: str
    confidence: float
    reviewed: str | None = None
    why: str = ""
    ratio: float | None = None

    @property
    def quote(self) -> str:
        """The quote as a whole."""
        return self.lead + self.trigger + self.tail


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderTold:
    """Who holds a place in some days: `words` in full, `side` for its colour.

    `probability` is None where nobody is named; `sure` says it in words.
    """

    state: str
    words: str
    side: SideTold | None
    actor: Named | None
    probability: float | None
    sure: str
    claims_for: int
    claims_against: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTold:
    """One change at a place. `kind` is one of `picture.changes.Kind`, `sentence` all of it in words.

    `confirmed` is None where there is no new holder to confirm. `supporting` and `opposing` are the
    weightiest claims, not all of them.
    """

    day: date
    place: Named
    country: str | None
    lat: float | None
    lon: float | None
    kind: str
    sentence: str
    before: HolderTold | None
    after: HolderTold
    confirmed: bool | None
    supporting: tuple[Told, ...]
    opposing: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyClaimed:
    """What a side claims and nobody else bears out: `since`, and until when (`None`: to this day)."""

    place: Named
    since: date
    until: date | None
    claimed: SideTold
    actor: Named
    instead: str
    claims: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideCount:
    """How many places a side holds on a day, and how many that are contested are likelier its."""

    side: SideTold
    held: int
    contested: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTold:
    """A stretch of days at a place: `days` in words, and who holds it in them."""

    days: str
    first: date | None
    holder: HolderTold
    confirmed: bool | None


def trusted_url(url: str | None) -> str | None:
    """Return an address that a link may lead to: http or https, of printable characters; else None."""
    if url is None or not url.startswith(("https://", "http://")):
        return None
    if any(character in '<>"\\ ' or not character.isprintable() for character in url):
        return None
    return url
