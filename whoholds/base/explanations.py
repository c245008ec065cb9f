"""Why a reader found the claims that it found: what it weighed about each place that may name an event.

Nothing of this goes on record. Words stand where they do in a report's text or title, as in claims.
"""

from dataclasses import dataclass
from enum import StrEnum

from whoholds.base.records import Claim, Event
from whoholds.base.spans import Quote

MOST_OPTIONS = 5
"""So many answers of a choice are told, at most."""


class Proposer(StrEnum):
    """Which part of a reader first took words for the name of an event.

    `rules`: its rules drafted a claim. `lexicon`: its word lists hold the words, and the rules drafted
    nothing. `learned`: no list holds them, but words like these named events where it was trained.
    """

    RULES = "rules"
    LEXICON = "lexicon"
    LEARNED = "learned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A feature with the weight that it has for an answer; a negative one speaks against it.

    The names of features are the reader's own.
    """

    feature: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An answer that was weighed. `names` is empty for "none" and for "nobody".

    `probability` is in [0, 1], None where the reader does not weigh. `ways` tell how the answer was
    come by, `telling` what weighed most for or against it, the heaviest first.
    """

    names: tuple[str, ...]
    probability: float | None
    chosen: bool
    ways: tuple[str, ...] = ()
    telling: tuple[Telling, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was weighed for one part of a claim: `event`, `status`, `means`, or the name of a slot.

    `options` are the likeliest first, at most `MOST_OPTIONS`, the chosen one always among them;
    `left_out` counts the others. None is chosen where the words give no claim for another reason.
    """

    part: str
    options: tuple[Option, ...]
    left_out: int = 0

    @property
    def chosen(self) -> Option | None:
        """The option that was chosen."""
        return next((option for option in self.options if option.chosen), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a reader made of words that may name an event.

    `listed` is the event that its word lists give them, `drafted` the events of the claims that its
    rules drafted. `claims` are those that came of the words, as `read` returns them: their `confidence`
    is how likely each is right as a whole. Where there is none, `why` says in words why not.
    """

    sentence: Quote
    words: Quote
    proposed_by: Proposer
    listed: Event | None
    drafted: tuple[Event, ...] = ()
    choices: tuple[Choice, ...] = ()
    claims: tuple[Claim, ...] = ()
    why: str = ""
