"""The things whoholds talks about: frozen records, without behaviour beyond their own checks.

One word per thing: a *page* is frozen bytes, a *report* is what was read out of a page, a
*claim* is one thing that a report says, a *resolution* ties the names of a claim to known
actors, places and dates, a *review* is a person's decision on a claim, *evidence* is what a
claim says about one place, a *period* is a stretch of days at a place with one state.

A claim's identity does not depend on its resolution: to tie its names to other places or
actors later never changes what was claimed.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from whoholds.base.spans import Quote, Span
from whoholds.base.times import DateBasis, DatePrecision, Days


class Event(StrEnum):
    """The twelve types of things that a claim says happened."""

    TAKE = "take"
    LEAVE = "leave"
    HOLD = "hold"
    ADVANCE = "advance"
    ATTACK = "attack"
    REPEL = "repel"
    CLASH = "clash"
    STRIKE = "strike"
    BESIEGE = "besiege"
    ABUSE = "abuse"
    DEPLOY = "deploy"
    AGREE = "agree"


class Status(StrEnum):
    """Whether the thing is said to have happened."""

    HAPPENED = "happened"
    ATTEMPTED = "attempted"
    DENIED = "denied"
    EXPECTED = "expected"


class PlaceKind(StrEnum):
    """What sort of place a name is used for."""

    SITE = "site"
    SETTLEMENT = "settlement"
    AREA = "area"
    PROVINCE = "province"
    COUNTRY = "country"


class Means(StrEnum):
    """What a strike was done with."""

    AIRSTRIKE = "airstrike"
    SHELLING = "shelling"
    MISSILE = "missile"
    ROCKET = "rocket"
    DRONE = "drone"
    GUIDED_MISSILE = "guided missile"
    MINE = "mine"
    IED = "ied"
    CAR_BOMB = "car bomb"
    SUICIDE_BOMB = "suicide bomb"
    SNIPER = "sniper"
    GUNFIRE = "gunfire"
    CHEMICAL = "chemical"
    NAVAL = "naval"


class TimeFrame(StrEnum):
    """How the clause itself looks at its event, where it names no date.

    `recent`: reported as news. `background`: told as an older event ("which had fallen").
    `future`: not yet.
    """

    RECENT = "recent"
    BACKGROUND = "background"
    FUTURE = "future"


class Certainty(IntEnum):
    """How much the report itself stands behind a claim, by its words; not how likely the claim is true.

    The level is of the claim with its status: a plain "the army tried to take P" is `PLAIN`. `AGREED`:
    both sides say so, the side that loses by it admits it, or the report calls evidence located.
    `PLAIN`: the report says it in its own voice, or several neutral sources do. `GRANTED`: one that
    does not gain by it says so, a neutral source or one side against its interest. `SAID`: one side
    in its own favour, or one whose side the words do not tell. `ALLEGED`: "claimed", "reportedly".
    `UNCONFIRMED`: the report says that it could not be verified, or tells of a denial as well.
    `GAINSAID`: the one to whom the report attributes the claim denies the event.
    """

    GAINSAID = -1
    UNCONFIRMED = 0
    ALLEGED = 1
    SAID = 2
    GRANTED = 3
    PLAIN = 4
    AGREED = 5


class SourceSide(StrEnum):
    """Where the source of a claim stands to it, as far as the report's words alone tell.

    `actors`, `targets`: it is one of them or speaks for them. `both`: both sides say so. `neither`: it
    is of neither side (an observer, a witness, a third country).
    """

    ACTORS = "actors"
    TARGETS = "targets"
    BOTH = "both"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Frozen bytes, as they were found. `sha256` is over `data`; `location` is a path or address."""

    sha256: str
    data: bytes
    media_type: str
    location: str
    name_hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """The words under a figure, and the credit that they give; never read for claims."""

    text: str
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One reader comment. Never read for claims; the author is a private person.

    `author` is a salted pseudonym (`reader-` and 12 hexadecimal digits) unless the settings keep
    names, None where the page shows none. `depth` is 0 for a comment on the report itself.
    `posted` is the time as the page shows it, not parsed.
    """

    author: str | None
    depth: int
    posted: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was read out of a page. Spans of claims are over `text`, or over `title`.

    `page` is the page's SHA-256, `cleaner` the `name@version` that read it. `published` is a civil
    date, None where neither the page nor the user gave one. `label` is the name that the source
    itself gives the report (the `id` of a JSON line), None where it gives none. `context` names the
    conflicts that the source files it under.
    """

    page: str
    cleaner: str
    title: str | None
    text: str
    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    label: str | None = None
    context: tuple[str, ...] = ()
    captions: tuple[Caption, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name as a report uses it.

    `name` is the full form that the report gives anywhere ("Hay'at Tahrir al-Sham"), `text` the
    words at `span` ("HTS"). Both `text` and `span` are None where the name was taken from
    elsewhere in the discourse and no words of it stand in or near the clause.
    """

    name: str
    text: str | None = None
    span: Span | None = None
    in_title: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How a place lies to other places: "3 km north of Y", "the hilltop near X", "between A and B".

    `word` is the relation in the report's words ("near", "north of", "outskirts of", "between").
    `direction` is one of the sixteen compass points in upper case (`N`, `NNE`, …), or None;
    `distance_m` is in metres, or None.
    """

    word: str
    anchors: tuple[str, ...]
    direction: str | None = None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """A place as a report names it. `within` are the places that contain it, nearest first.

    `relation` is set where the text says how it lies to other places; a place with a relation is
    never the anchor itself.
    """

    name: str
    kind: PlaceKind
    within: tuple[str, ...] = ()
    text: str | None = None
    span: Span | None = None
    in_title: bool = False
    relation: Relation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of people, `low` to `high`, both included; "at least 20" is 20 to 20."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing that a report says happened, was tried, is denied, or is expected.

    `report` is the report's identifier. `quote` is the whole clause, `trigger` the words inside it
    that name the event; `actors`, `targets`, `places` and `said_by` follow the labelling guide.
    `when` are the date words that the claim goes by, wherever they stand in the report, None
    where there are none; they are resolved later, in `identify`. `carried` tells that `when` stands
    outside the sentence. `summary` tells that the claim names no single place that it moves ("most of
    the positions", "eleven villages"). `tone` holds the publisher's loaded words. `certainty` is how
    much the report stands behind the claim, `source_side` where `said_by` stands to it; both are None
    where nobody judged them, the latter also where the words do not tell. `retells` is the trigger of
    the first telling, in reading order, of the same event in the same report; None for that first one.
    `reader` is the `name@version` that proposed the claim; `confidence` is in [0, 1].
    """

    report: str
    event: Event
    status: Status
    quote: Quote
    trigger: Quote
    actors: tuple[Mention, ...] = ()
    targets: tuple[Mention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    said_by: tuple[Mention, ...] = ()
    when: Quote | None = None
    carried: bool = False
    time_frame: TimeFrame = TimeFrame.RECENT
    means: Means | None = None
    killed: Count | None = None
    wounded: Count | None = None
    summary: bool = False
    tone: tuple[str, ...] = ()
    certainty: Certainty | None = None
    source_side: SourceSide | None = None
    retells: Quote | None = None
    reader: str = ""
    confidence: float = 1.0


class GeoPrecision(StrEnum):
    """How a place was located.

    `exact`: a gazetteer place. `anchored`: near a located place, with a radius. `area`: an
    administrative unit or a named area, the point is its middle. `none`: not located.
    """

    EXACT = "exact"
    ANCHORED = "anchored"
    AREA = "area"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerPlace:
    """One row of a gazetteer. `id` is `geonames:163521`, `wof:…` or `<gazetteer>:…`.

    `lat`, `lon` in degrees (WGS 84); `radius_m` is the uncertainty of the point; `population` None
    where unknown; `feature_code` after GeoNames; `country` is ISO 3166 alpha-2.
    """

    id: str
    name: str
    lat: float
    lon: float
    feature_code: str
    country: str
    gazetteer: str
    admin1: str | None = None
    admin2: str | None = None
    population: int | None = None
    radius_m: float = 1000.0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCandidate:
    """A gazetteer place that a name may mean, with a score in [0, 100] and the reason in words."""

    place: GazetteerPlace
    score: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorLink:
    """A name of a claim tied to an actor. `actor` is None where the registry does not know it.

    `name` is the neutral name of the actor, or the name as written; `side` is the side that the
    actor was on, on the day of the claim. `named` is False for words that name nobody in particular
    ("gunmen", "the terrorists"): they are no group of their own.
    """

    mention: str
    name: str
    actor: str | None
    side: str | None
    score: float
    why: str
    named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLink:
    """A place of a claim tied to a point. `place` is always set, also for a place in no gazetteer.

    A place in no gazetteer has an identifier made of its name and its anchor; `anchor` is then the
    gazetteer place that it was placed by. `lat`, `lon` and `radius_m` are None where nothing located
    it. `score` is in [0, 100]. `shape` is the outline of a place told by others ("3 km north of Y") or
    of a part of a unit, a GeoJSON geometry as text; None where there is but a point.
    """

    mention: str
    place: str
    name: str
    kind: PlaceKind
    precision: GeoPrecision
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    feature_code: str | None = None
    country: str | None = None
    anchor: str | None = None
    gazetteer: str | None = None
    score: float = 0.0
    why: str = ""
    alternatives: tuple[PlaceCandidate, ...] = ()
    shape: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLink:
    """The civil days in which the claim's event is said to lie (end excluded), and why."""

    days: Days
    precision: DatePrecision
    basis: DateBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The names of one claim tied to known things. `resolver` is `name@version+data digest`."""

    claim: str
    resolver: str
    actors: tuple[ActorLink, ...] = ()
    targets: tuple[ActorLink, ...] = ()
    said_by: tuple[ActorLink, ...] = ()
    publisher: ActorLink | None = None
    places: tuple[PlaceLink, ...] = ()
    date: DateLink | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswer:
    """What a language model answered to one request, as it came.

    `request` is the SHA-256 of what was asked: messages, schema and parameters, never an address or a
    key. `parameters` is canonical JSON: what the request was made with, and the form in which it was
    sent. `body` is the server's answer, whole. The tokens are those that the server counted, None
    where it told none that can be.
    """

    request: str
    model: str
    parameters: str
    body: str
    tokens_in: int | None = None
    tokens_out: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The fact that `reader` read `report` and found `claims` (identifiers, in text order).

    `answers` are those of the language model, in the order in which they were asked for, where the
    reader uses one: from them the claims can be made again without it.
    """

    report: str
    page: str
    reader: str
    claims: tuple[str, ...]
    answers: tuple[RawAnswer, ...] = ()


class Verdict(StrEnum):
    """What a reviewer decided on a claim.

    `merge`: it tells of the same event as another claim. `split`: it is several claims in one.
    """

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person's decision on a claim.

    `replacement` is the claim that stands in its place (a correction), or that tells of the same event
    (a merge); `replacements` are those that a split makes of it. A correction that changes nothing of
    what is claimed, but what its names or days mean, has the `resolution` that counts from now on.
    """

    claim: str
    verdict: Verdict
    why: str
    replacement: str | None = None
    replacements: tuple[str, ...] = ()
    resolution: Resolution | None = None


class ReviewMark(StrEnum):
    """Why a claim that was reviewed should be looked at again.

    `text_changed`: the newest text of its source no longer has its words. `read_otherwise`: they are
    read as another claim now than the one that was rejected.
    """

    TEXT_CHANGED = "text_changed"
    READ_OTHERWISE = "read_otherwise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The review that made a claim stand as it does.

    `seq` is its ledger position, `recorded` its UTC instant, `by` who decided. `claim` is the claim
    decided on: another one for what a correction put in place, or where an earlier reading found it.
    """

    seq: int
    recorded: str
    by: str
    claim: str
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedClaim:
    """A claim with all that the record says of it, as known at some position.

    `seq` is the ledger position at which the claim was recorded; `recorded` its UTC instant in the
    form of `times.format_instant`. `verdict` is `accept`, `correct` (also for what a split made) or
    `reject`, None where nobody reviewed it; `decided` is the review behind it. `same_as` is the claim
    of another report that leads those that tell of the same event, None where there is none, or this is
    it. `mark` says why to look again.
    """

    id: str
    seq: int
    recorded: str
    claim: Claim
    resolution: Resolution
    report: Report
    verdict: Verdict | None = None
    decided: Decision | None = None
    same_as: str | None = None
    mark: ReviewMark | None = None


class Interest(StrEnum):
    """How a claim sits with the interest of the one who speaks; `unknown`: their side is not known."""

    OWN = "own"
    UNKNOWN = "unknown"
    NEUTRAL = "neutral"
    AGAINST = "against"


class Effect(StrEnum):
    """What a claim says about the control of a place by `side`, on its days.

    `gains`: it came under the side's control. `loses`: it was given up or lost by the side, the new
    holder not said. `holds`: the side has it. `held_before`: the side had it until then.
    `not_gained`: a gain by the side is denied, failed or was beaten back. `pressure`: fire, siege or
    fighting: bears on nobody's control.
    """

    GAINS = "gains"
    LOSES = "loses"
    HOLDS = "holds"
    HELD_BEFORE = "held_before"
    NOT_GAINED = "not_gained"
    PRESSURE = "pressure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one claim says about one place.

    `ratio` is a likelihood ratio (> 1 speaks for the effect, 1 says nothing). `side` is the side's
    identifier, `actor` the neutral name of the group. `days` is when, end excluded. `origin` is shared
    by claims that are copies of one text. `why` says in words how the ratio came about. `step` orders the
    evidence at one place within a day, earlier first; equal steps are of unknown order.
    """

    claim: str
    place: str
    effect: Effect
    side: str
    actor: str
    days: Days
    ratio: float
    interest: Interest
    origin: str
    why: str
    step: int = 0


class ControlState(StrEnum):
    """The state of a place on a day."""

    HELD = "held"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of days `[start, end)` at a place with one state.

    `end` is None for the last period: nothing later is known. `start` is None for a first period that
    says who held the place before the first dated event. `side` and `actor` are None unless held, or
    contested with a likelier side. `confidence` is the posterior of the state's side in [0, 1].
    `supporting`, `opposing` and `silent` are claim identifiers, in the order in which they weigh.
    """

    place: str
    start: date | None
    end: date | None
    state: ControlState
    side: str | None
    actor: str | None
    confidence: float
    supporting: tuple[str, ...] = ()
    opposing: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
