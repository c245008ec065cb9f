"""The shapes of the review desk: the queue, a claim to decide on, decisions, discussions, histories.

What comes in is bounded; what goes out holds words of reports as they stand there, to be shown as text.
"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from whoholds.base.protocols import EntryKind
from whoholds.base.records import (
    ControlState,
    Event,
    GeoPrecision,
    Means,
    PlaceKind,
    ReviewMark,
    Status,
    Verdict,
)
from whoholds.base.talk_records import LONGEST_TEXT, LONGEST_WHY, TalkAct
from whoholds.run.reviewing_claims import LONGEST_NAME, MOST_NAMES
from whoholds.run.reviewing_queue import Reason
from whoholds.serve.api_shapes import CaptionShape, ClaimShape, CountShape, QuoteShape, Shape

Identifier = Annotated[str, Field(min_length=1, max_length=500)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Names = Annotated[list[Name], Field(max_length=MOST_NAMES)]
Why = Annotated[str, Field(max_length=LONGEST_WHY)]
Position = Annotated[int, Field(ge=0, le=2**53)]
Offset = Annotated[int, Field(ge=0, le=2**31)]


class Asked(BaseModel):
    """The root of what comes in: nothing unknown, nothing bent to another type."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ReasonShape(Shape):
    """Why a claim should be looked at, in words, with its points."""

    reason: Reason
    words: str
    points: float


class QueuedShape(Shape):
    """A claim to review, in short."""

    claim: str
    score: float
    reasons: list[ReasonShape]
    event: Event
    status: Status
    quote: str
    places: list[str]
    publisher: str | None
    published: date | None
    mark: ReviewMark | None
    posts: int


class QueueShape(Shape):
    """What to review, most useful first; `total` counts all that wait, `decided` those reviewed."""

    position: int
    total: int
    decided: int
    claims: list[QueuedShape]


class DecisionShape(Shape):
    """The review that made a claim stand as it does; `claim` is the one that was decided on."""

    entry: int
    recorded: str
    by: str
    claim: str
    verdict: Verdict
    why: str


class HeldShape(Shape):
    """Who holds a place."""

    state: ControlState
    side: str | None
    side_name: str | None
    actor: str | None
    confidence: float


class EffectChangeShape(Shape):
    """What changes at a place; `last_day` is included, null is open. `holder`: another state or side."""

    place: str
    name: str
    first_day: date | None
    last_day: date | None
    before: HeldShape
    after: HeldShape
    holder: bool


class OptionShape(Shape):
    """A gazetteer's place that a name may mean."""

    place: str
    name: str
    lat: float
    lon: float
    country: str
    feature_code: str
    population: int | None
    score: float


class PlaceFieldShape(Shape):
    """A place of a claim, as it may be corrected: the name, and where it stands now."""

    name: str
    kind: PlaceKind
    within: list[str]
    place: str | None
    found: str
    precision: GeoPrecision
    lat: float | None
    lon: float | None
    radius_m: float | None
    why: str
    options: list[OptionShape]


class FieldsShape(Shape):
    """The fields of a claim that may be corrected."""

    event: Event
    status: Status
    means: Means | None
    killed: CountShape | None
    wounded: CountShape | None
    actors: list[str]
    targets: list[str]
    said_by: list[str]
    places: list[PlaceFieldShape]
    first_day: date | None
    last_day: date | None


class SpanShape(Shape):
    """Where another claim of the report stands."""

    claim: str
    quote: QuoteShape
    verdict: Verdict | None


class ContextShape(Shape):
    """The report around a claim: `text` begins at the code point `start` of the report's text."""

    id: str
    title: str | None
    text: str
    start: int
    length: int
    publisher: str | None
    published: date | None
    url: str | None
    language: str | None
    page: str
    captions: list[CaptionShape]
    others: list[SpanShape]


class SimilarShape(Shape):
    """A claim that may tell of the same event."""

    claim: str
    event: Event
    status: Status
    quote: str
    first_day: date | None
    last_day: date | None
    publisher: str | None
    same_report: bool


class ReviewClaimShape(Shape):
    """A claim with all that is needed to decide on it; `at` is what a decision names."""

    at: int
    claim: ClaimShape
    fields: FieldsShape
    context: ContextShape
    decided: DecisionShape | None
    same_as: str | None
    mark: ReviewMark | None
    reasons: list[ReasonShape]
    if_accepted: list[EffectChangeShape]
    if_rejected: list[EffectChangeShape]
    similar: list[SimilarShape]
    posts: int


class CountAsked(Asked):
    """A number of people, both ends included."""

    low: Annotated[int, Field(ge=0, le=10**9)]
    high: Annotated[int, Field(ge=0, le=10**9)]


class SpanAsked(Asked):
    """Code points of the report's text, end excluded."""

    start: Offset
    end: Offset


class PlaceAsked(Asked):
    """A place as a reviewer names it; `place` is a gazetteer's identifier, where one is chosen."""

    name: Name
    kind: PlaceKind = PlaceKind.SETTLEMENT
    within: Annotated[list[Name], Field(max_length=10)] = []
    place: Identifier | None = None


class CorrectionsAsked(Asked):
    """What is corrected; what is absent stays. `cleared` names what is taken away."""

    event: Event | None = None
    status: Status | None = None
    means: Means | None = None
    killed: CountAsked | None = None
    wounded: CountAsked | None = None
    actors: Names | None = None
    targets: Names | None = None
    said_by: Names | None = None
    places: Annotated[list[PlaceAsked], Field(max_length=MOST_NAMES)] | None = None
    first_day: date | None = None
    last_day: date | None = None
    quote: SpanAsked | None = None
    trigger: SpanAsked | None = None
    in_title: bool | None = None
    cleared: Annotated[list[str], Field(max_length=4)] = []


class ReviewAsked(Asked):
    """A decision. `at` is the position that was looked at: what was decided since is not overridden."""

    claim: Identifier
    verdict: Verdict
    why: Why = ""
    at: Position | None = None
    corrections: CorrectionsAsked | None = None
    into: Identifier | None = None
    parts: Annotated[list[CorrectionsAsked], Field(max_length=20)] = []


class ReviewedShape(Shape):
    """What came of a decision: its entry, and the claims that stand for the claim now."""

    position: int
    decided: DecisionShape
    stands: list[str]


class UndoAsked(Asked):
    """Which entry to take back, and why."""

    entry: Annotated[int, Field(ge=1, le=2**53)]
    why: Why
    at: Position | None = None


class UndoneShape(Shape):
    """The entry that took another back, and what that was about."""

    position: int
    entry: int
    undone: int
    subject: str


class EffectShape(Shape):
    """What an entry changed in the picture."""

    entry: int
    position: int
    changes: list[EffectChangeShape]


class OptionsShape(Shape):
    """Gazetteer places that a name may mean, best first."""

    options: list[OptionShape]


class PlaceDecisionAsked(Asked):
    """Where claims that name a place are to be put: a point in degrees, or a gazetteer's place."""

    name: Name
    why: Annotated[str, Field(min_length=1, max_length=LONGEST_WHY)]
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    place: Identifier | None = None
    radius_m: Annotated[float, Field(ge=1, le=500_000)] | None = None
    near: Annotated[list[Name], Field(max_length=10)] = []
    also: Annotated[list[Name], Field(max_length=20)] = []
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    kind: PlaceKind | None = None


class PlaceDecidedShape(Shape):
    """What came of a decision on a place: how many claims and reports it puts anew."""

    position: int
    entry: int
    place: str
    name: str
    lat: float
    lon: float
    claims: int
    reports: int


class VersionShape(Shape):
    """A text that a post had."""

    entry: int
    recorded: str
    by: str
    text: str


class PostShape(Shape):
    """A post; `text` is null where it was deleted (by whom, when). `versions` are earlier texts."""

    post: int
    answers: int | None
    by: str
    recorded: str
    text: str | None
    mentions: list[str]
    versions: list[VersionShape]
    resolved_by: str | None
    resolved: str | None
    deleted_by: str | None
    deleted: str | None
    mine: bool


class TalkShape(Shape):
    """The discussion of a claim, a place or a report, oldest first, tombstones among it."""

    position: int
    about: str
    posts: list[PostShape]


class TalkAsked(Asked):
    """A step of a discussion: a post (answering `post`, if any), or what is done to `post`."""

    act: TalkAct = TalkAct.POST
    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    post: Annotated[int, Field(ge=1, le=2**53)] | None = None


class MentionShape(Shape):
    """A post that calls who asks, and whether its discussion is open."""

    about: str
    open: bool
    post: PostShape


class MentionsShape(Shape):
    """The posts that call who asks, newest first, and the names that may be called."""

    position: int
    who: str
    people: list[str]
    mentions: list[MentionShape]


class HistoryRowShape(Shape):
    """One entry about something."""

    entry: int
    recorded: str
    by: str
    kind: EntryKind
    subject: str
    what: str
    why: str
    undone: bool
    redacted: bool


class HistoryShape(Shape):
    """Every entry about something, oldest first."""

    position: int
    subject: str
    entries: list[HistoryRowShape]


class RedactAsked(Asked):
    """What to take away for good: a report, a claim, or an entry (`entry:17`)."""

    subject: Identifier
    why: Annotated[str, Field(min_length=1, max_length=LONGEST_WHY)]
    talk: bool = True


class RedactedShape(Shape):
    """What was taken away. Where not `purged`, the files hold some of it until readers are gone."""

    position: int
    entries: list[int]
    pages: list[str]
    purged: bool


class OvertakenShape(Shape):
    """Why nothing was written: somebody else decided first; `newer` is what they decided."""

    error: str
    newer: HistoryRowShape | None
