"""Changes of territory, as `territory_sentences.jsonl` gives them and as a reader tells them."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.predictions import Row, as_report, bare_verbs
from whoholds.base.protocols import Reader
from whoholds.base.records import Event, Mention, Status

SLOTS = ("actor", "from whom", "said by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event as a reader tells it, or as the file gives it; `start`, `end`: its trigger.

    `quote` is where its clause stands, `words` what it says; `realised` is None where any status will do.
    """

    start: int
    end: int
    quote: tuple[int, int] = (0, 0)
    words: str = ""
    names: dict[str, list[Row]]
    places: list[Row]
    realised: bool | None


def told_by(reader: Reader, row: Row) -> list[Told]:
    """Return the changes of territory that `reader` finds in a sentence."""
    out = []
    for claim in reader.read(as_report({"text": row["text"]})):
        if claim.event not in (Event.TAKE, Event.LEAVE):
            continue
        sides = (claim.actors, claim.targets)
        gains, loses = sides if claim.event is Event.TAKE else sides[::-1]
        out.append(
            Told(
                start=claim.trigger.span.start,
                end=claim.trigger.span.end,
                quote=(claim.quote.span.start, claim.quote.span.end),
                words=claim.quote.text,
                names={
                    "actor": _who(gains),
                    "from whom": _who(loses),
                    "said by": _who(claim.said_by),
                },
                places=[{"name": p.name, "mention": p.text} for p in claim.places],
                realised=claim.status is Status.HAPPENED,
            )
        )
    return out


def told_by_verbs(row: Row) -> list[Told]:
    """Return an event for every word that may tell of a change of territory."""
    found = bare_verbs({"id": "", "text": row["text"]})
    return [
        Told(
            start=claim["trigger"]["start"],
            end=claim["trigger"]["end"],
            names={slot: [] for slot in SLOTS},
            places=[],
            realised=True,
        )
        for claim in found
        if claim["event"] in ("take", "leave")
    ]


def _who(mentions: Sequence[Mention]) -> list[Row]:
    return [{"name": m.name, "mention": m.text} for m in mentions]


def labelled(row: Row) -> list[Told]:
    """Return the events that the file gives for a sentence."""
    return [
        Told(
            start=event["trigger_start"],
            end=event["trigger_start"] + len(event["trigger"]),
            names={
                "actor": _one(event["actor"]),
                "from whom": _one(event["from_actor"]),
                "said by": _one(event["source"]),
            },
            places=[{"name": name} for name in event["places"]],
            realised=None if event["status"] == "any" else event["status"] == "realised",
        )
        for event in row["events"]
    ]


def _one(name: str | None) -> list[Row]:
    return [] if name is None else [{"name": name}]
