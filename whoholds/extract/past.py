"""The claims decided so far in a report: what those after them are weighed against.

The text is decided before its title, which often leaves out what the text's first claims tell.
"""

from dataclasses import dataclass, field, replace

from whoholds.base.records import Event, Mention, PlaceMention
from whoholds.extract.discourse import Told
from whoholds.extract.drafts import View

_LEAD = 2
_SEEN = 3
_ELSEWHERE = -1


@dataclass(slots=True)
class Past:
    """What was decided in the text and in the title, in order."""

    text: list[Told] = field(default_factory=list)
    title: list[Told] = field(default_factory=list)

    def before(self, view: View) -> tuple[Told, ...]:
        """Return the claims decided last before the next of `view`, the newest last.

        For a title these are its own, and the first ones of the text.
        """
        if not view.parsed.in_title:
            return tuple(self.text[-_SEEN:])
        lead = [replace(told, sentence=_ELSEWHERE) for told in reversed(self.text[:_LEAD])]
        return tuple([*lead, *self.title][-_SEEN:])

    def add(
        self,
        view: View,
        event: Event,
        actors: tuple[Mention, ...],
        targets: tuple[Mention, ...],
        places: tuple[PlaceMention, ...],
        *,
        happened: bool,
    ) -> None:
        """Add what was decided about a unit of `view`."""
        told = Told(event, actors, targets, places, happened, sentence=view.parsed.sentence.start)
        (self.title if view.parsed.in_title else self.text).append(told)
