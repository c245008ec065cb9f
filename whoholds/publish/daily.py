"""A daily report before it is laid out: what changed on a day, what is unsure, what was corrected."""

from dataclasses import dataclass
from datetime import date

from whoholds.publish.told import ChangeTold, HolderTold, Named, OnlyClaimed, SideTold, Told

SECTIONS = {
    "changes": "What changed",
    "contested": "Contested",
    "claimed": "Claimed, not confirmed",
    "corrected": "Corrected since",
    "told": "Also told of this day",
    "sources": "Sources",
    "method": "How this is made, and what it cannot tell",
}
"""The headings of a report, by section."""

_HOW = (
    "Every line rests on sentences of published reports. A program reads the reports, takes out each "
    "claim with its quote, ties its names to known actors and places, weighs it by who says it and "
    "how they fared before, and works out from the claims who most likely held each place."
)
_LIMITS = (
    "“Confirmed” means that somebody says so who does not gain by it. A probability is one by these "
    "claims and weights; it is no measurement on the ground. A place that nobody wrote about is "
    "missing. The reading makes mistakes: judge by the quote."
)
METHOD = (_HOW, _LIMITS, "Do not use this report to decide on anybody’s safety.")
"""What every report says of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRow:
    """A side's places on the day, and on the day before."""

    side: SideTold
    held: int
    contested: int
    held_before: int

    @property
    def gained(self) -> int:
        """How many more it holds than the day before; negative for fewer."""
        return self.held - self.held_before


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedTold:
    """A contested place: since when, likelier whose, the weightiest claims on both sides."""

    place: Named
    since: date | None
    holder: HolderTold
    supporting: tuple[Told, ...]
    opposing: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedTold:
    """A place of which another thing is known of the day before than was known then.

    `was` is what was known at the earlier position, `is_now` what is known now, `because` the
    weightiest claims recorded in between.
    """

    place: Named
    was: str
    is_now: str
    because: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTold:
    """A publisher whose reports tell of the day; `reliability` in [0, 1], None where none is known."""

    name: str
    claims: int
    side: str | None
    reliability: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyReport:
    """One day's report. `earlier` is the position it is compared with, `earlier_words` that in words.

    `more_…` count what was left out of a list for its length. `withdrawn` counts the claims that a
    reviewer rejected, or that were redacted, since. `site` is the address of a published site to link
    to, with a slash at the end, None for none.
    """

    title: str
    day: date
    position: int
    recorded: str
    earlier: int
    earlier_words: str
    version: str
    headline: str
    sides: tuple[SideRow, ...]
    contested_places: int
    unknown_places: int
    changes: tuple[ChangeTold, ...]
    contested: tuple[ContestedTold, ...]
    more_contested: int
    claimed: tuple[OnlyClaimed, ...]
    more_claimed: int
    corrected: tuple[CorrectedTold, ...]
    more_corrected: int
    withdrawn: int
    told: tuple[Told, ...]
    more_told: int
    sources: tuple[SourceTold, ...]
    credits: tuple[str, ...]
    site: str | None = None
