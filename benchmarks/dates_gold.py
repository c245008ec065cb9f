"""How many labelled claims get the labelled days, by what their date rests on.

    python benchmarks/dates_gold.py TRAIN_FOLDER [--list N]

The folder holds docs.jsonl and claims.jsonl. The date words are the first found in a claim's quote, else
in its sentence: this measures the grammar and the rules, not how a reader finds the words.
"""

import argparse
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from whoholds.base.records import Claim, Event, Report, Status, TimeFrame
from whoholds.base.spans import Quote, Span
from whoholds.base.times import Days
from whoholds.identify.date_patterns import vocabulary
from whoholds.identify.dates import resolve_date


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("folder", type=Path)
    ask.add_argument("--list", type=int, default=0, help="show so many differences")
    args = ask.parse_args()
    docs = {row["id"]: row for row in read(args.folder / "docs.jsonl")}
    counts: Counter[tuple[str, str]] = Counter()
    shown = 0
    for row in read(args.folder / "claims.jsonl"):
        if row.get("none"):
            continue
        found = resolved(row, docs[row["doc"]])
        gold = interval(row.get("date"))
        days = None if found is None else found.days
        result = verdict(gold, days)
        basis = "none" if found is None else found.basis.value
        counts[basis, result] += 1
        if result != "right" and shown < args.list:
            shown += 1
            given = None if days is None else days.isoformat()
            print(result, basis, row.get("date"), given, "|", row["quote"][:110])
    for basis in sorted({basis for basis, _ in counts}):
        line = {result: counts[basis, result] for result in ("right", "wrong", "missing", "extra")}
        print(f"{basis:10}", *(f"{name} {count:5}" for name, count in line.items()))
    total = sum(counts.values())
    right = sum(count for (_, result), count in counts.items() if result == "right")
    print(f"right in all {right} of {total} ({right / total:.3f})")


def resolved(row: dict[str, Any], doc: dict[str, Any]) -> Any:
    title = bool(row.get("in_title"))
    text = doc["title"] if title else doc["text"]
    start = text.find(row["quote"])
    quote = Quote(Span(start, start + len(row["quote"])), row["quote"], title)
    first = max(text.rfind(mark, 0, start) for mark in (". ", "\n", "! ", "? ")) + 1
    ends = [at for mark in (". ", "\n") if (at := text.find(mark, quote.span.end)) >= 0]
    words = find_words(text, quote.span.start, quote.span.end) or find_words(
        text, first, min([*ends, len(text)])
    )
    carried = words is None and not doc.get("published")
    if carried:
        words = last_words(text, first)
    when = None if words is None else Quote(words, words.cut(text), title)
    claim = Claim(
        report="",
        event=Event(row["event"]),
        status=Status(row["status"]),
        quote=quote,
        trigger=quote,
        when=when,
        carried=carried,
        time_frame=TimeFrame.FUTURE if row["status"] == "expected" else TimeFrame.RECENT,
    )
    published = date.fromisoformat(doc["published"]) if doc.get("published") else None
    report = Report(
        page="",
        cleaner="",
        title=doc["title"],
        text=doc["text"],
        published=published,
        context=tuple(doc.get("context") or ()),
    )
    return resolve_date(claim, report)


def find_words(text: str, start: int, end: int) -> Span | None:
    words = vocabulary()
    names = "|".join([*words["months"], *words["weekdays"]])
    pattern = (
        r"(?:(?:since|between|from|early|late|mid)[ -])?"
        r"(?:\d{1,2}(?:st|nd|rd|th)?(?: and | to | ?[-–] ?)?)*"
        rf"\s?\b(?!may [a-z])(?:{names})\b(?! 23 movement)(?: \d{{1,2}}(?!\d))?(?:,? \d{{4}})?|"
        r"\b(?:yesterday|today|overnight|(?:this|last) (?:week|month|year|night)|"
        r"(?:the )?(?:next|same|following|previous) day|"
        r"\w+ (?:days?|weeks?|months?|years?) (?:ago|earlier|later))\b|\bin (?:19|20)\d\d\b"
    )
    found = re.compile(pattern, re.IGNORECASE).search(text, start, end)
    return None if found is None else Span(found.start(), found.end())


def last_words(text: str, end: int) -> Span | None:
    found = None
    at = 0
    while (words := find_words(text, at, end)) is not None:
        found, at = words, words.end
    return found


def interval(text: str | None) -> Days | None:
    if text is None:
        return None
    first, _, last = text.partition("/")
    return Days.through(bound(first, "01-01"), bound(last or first, "12-31"))


def bound(text: str, rest: str) -> date:
    if len(text) == 4:
        return date.fromisoformat(f"{text}-{rest}")
    if len(text) == 7:
        year, month = map(int, text.split("-"))
        days = Days.month(year, month)
        return days.start if rest == "01-01" else days.last
    return date.fromisoformat(text)


def verdict(gold: Days | None, found: Days | None) -> str:
    if gold is None and found is None:
        return "right"
    if gold is None or found is None:
        return "missing" if found is None else "extra"
    return "right" if gold.start <= found.last and found.start <= gold.last else "wrong"


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main()
