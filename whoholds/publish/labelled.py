"""Claims in the form of labelled gold claims, so that a reader can be scored against people.

One JSON object a line: `doc` is the label that the source gives the report, offsets are code points
with the end excluded, `date` is a day or `first/last` with the last day included.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoholds.base.records import Claim, Count, Mention, PlaceMention, Report, Resolution
from whoholds.publish.atomic import written_whole


def labelled_row(report: Report, claim: Claim, resolution: Resolution) -> dict[str, Any]:
    """Return one claim as a labelled row; `doc` is the report's label, else its page's hash."""
    places = [
        {**_named(mention), "kind": mention.kind.value, "within": list(mention.within)}
        for mention in claim.places
    ]
    for row, link in zip(places, resolution.places, strict=True):
        row.update(lat=link.lat, lon=link.lon)
    date = resolution.date
    return {
        "doc": report.label or report.page,
        "in_title": claim.quote.in_title,
        "event": claim.event.value,
        "status": claim.status.value,
        "quote": claim.quote.text,
        "trigger": {
            "start": claim.trigger.span.start,
            "end": claim.trigger.span.end,
            "text": claim.trigger.text,
        },
        "actors": [_named(mention) for mention in claim.actors],
        "targets": [_named(mention) for mention in claim.targets],
        "places": places,
        "said_by": [_named(mention) for mention in claim.said_by],
        "date": date.days.isoformat() if date is not None else None,
        "means": claim.means.value if claim.means is not None else None,
        "killed": _number(claim.killed),
        "wounded": _number(claim.wounded),
        "confidence": claim.confidence,
    }


def write_labelled(rows: Iterable[dict[str, Any]], path: Path) -> int:
    """Write labelled rows as JSON lines, whole or not at all, and return how many.

    Raises:
        StorageError: if the file cannot be written.
    """
    count = 0
    with written_whole(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n")
            count += 1
    return count


def _named(mention: Mention | PlaceMention) -> dict[str, Any]:
    return {"name": mention.name, "mention": mention.text}


def _number(count: Count | None) -> int | list[int] | None:
    if count is None:
        return None
    return count.low if count.low == count.high else [count.low, count.high]
