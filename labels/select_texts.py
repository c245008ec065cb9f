"""Choose texts of the unlabelled corpora to label next, in batches for people to read.

    python labels/select_texts.py CORPUS_DIR GOLD_DIR OUT_DIR [--first 0] [--seed 7] [--labelled DIR]
        [--kind FILE:BATCHES:SIZE …]

Chosen are texts of conflicts that the labelled sets hold little of, and texts that the reader is
unsure of: it proposes claims of control with a low confidence, or sees words of control and no claim.
Nothing is chosen that the labelled sets hold, or nearly hold (half of its runs of five words), nor what
batches in DIR hold already. The batches are written as `bNN.items.jsonl` with the text; only labels go
into this repository, never texts.
"""

import argparse
import collections
import json
import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from whoholds.base.records import Report
from whoholds.extract.readers import get_reader

CONTROL = re.compile(
    r"\b(captur|recaptur|seiz|retak|retook|took control|taken control|liberat|withdr|retreat|repel|"
    r"repuls|overr|fell to|fallen to|controls?\b|holds?\b|besieg|encircl|advanc|enter|surrender)",
    re.IGNORECASE,
)
LONGEST = 600


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("corpus", type=Path)
    ask.add_argument("gold", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--kind", action="append", default=[], help="current_events:4:120")
    ask.add_argument("--first", type=int, default=0, help="number of the first batch")
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--labelled", type=Path, help="batches whose texts are left out")
    args = ask.parse_args()
    labelled = [
        row
        for name in ("docs.jsonl", "train/docs.jsonl")
        for row in map(json.loads, (args.gold / name).open(encoding="utf-8"))
    ]
    known = {run for row in labelled for run in runs_of(row["text"])}
    covered = collections.Counter(topic for row in labelled for topic in row.get("context") or [])
    done = {
        json.loads(line)["item"]
        for path in (sorted(args.labelled.glob("b*.jsonl")) if args.labelled else ())
        for line in path.open(encoding="utf-8")
    }
    rows = [
        row
        for row in texts(args.corpus)
        if row["item"] not in done and not mostly(runs_of(row["text"]), known)
    ]
    for row in rows:
        row["weight"] = interest(row) / (
            1 + min(covered[topic] for topic in row["context"] or [""])
        )
    chance = random.Random(args.seed)
    # Weighted without replacement (Efraimidis and Spirakis): the largest of u to the power 1/weight.
    rows.sort(key=lambda row: -(chance.random() ** (1 / row["weight"])))
    args.out.mkdir(parents=True, exist_ok=True)
    number = args.first
    for kind in args.kind:
        name, batches, size = kind.split(":")
        left = [row for row in rows if row["item"].startswith(f"{name}.jsonl:")]
        for start in range(0, int(batches) * int(size), int(size)):
            write(left[start : start + int(size)], args.out / f"b{number:02}.items.jsonl")
            number += 1


def write(chosen: list[dict[str, Any]], path: Path) -> None:
    """Write a batch and say how large it is."""
    with path.open("w", encoding="utf-8") as file:
        for row in chosen:
            kept = {key: value for key, value in row.items() if key != "weight"}
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")
    sentences = sum(len(re.findall(r"[.!?](?:\s|$)", row["text"])) or 1 for row in chosen)
    print(f"{path.name}: {len(chosen)} texts, about {sentences} sentences")


def texts(corpus: Path) -> Iterator[dict[str, Any]]:
    """Yield the texts of the corpora; `item` is file, line (from 0) and paragraph."""
    with (corpus / "current_events.jsonl").open(encoding="utf-8") as lines:
        for line, row in enumerate(map(json.loads, lines)):
            if row["text"]:
                yield {
                    "item": f"current_events.jsonl:{line}",
                    "published": row["date"],
                    "context": row["topic"],
                    "text": row["text"],
                }
    with (corpus / "fa_kes.jsonl").open(encoding="utf-8") as lines:
        for line, row in enumerate(map(json.loads, lines)):
            yield {
                "item": f"fa_kes.jsonl:{line}",
                "published": day_of(row["event_date"]),
                "context": ["Syrian civil war"],
                "title": row["title"],
                "publisher": row["publisher"],
                "text": row["text"],
            }
    with (corpus / "battle_pages.jsonl").open(encoding="utf-8") as lines:
        for line, row in enumerate(map(json.loads, lines)):
            for number, paragraph in enumerate(row["paragraphs"]):
                if len(paragraph) <= LONGEST and CONTROL.search(paragraph):
                    yield {
                        "item": f"battle_pages.jsonl:{line}:{number}",
                        "published": None,
                        "context": [row["page"]],
                        "text": paragraph,
                    }


def day_of(written: str) -> str | None:
    """Return the ISO day of a date with slashes, month first; the corpus writes others both ways."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", written or "")
    if found is None:
        return None
    month, day, year = map(int, found.groups())
    return f"{year}-{month:02}-{day:02}" if month <= 12 else None


def interest(row: dict[str, Any]) -> float:
    """Return how much a label of this text would teach: more where the reader is unsure of control."""
    if CONTROL.search(row["text"]) is None:
        return 1.0
    published = date.fromisoformat(row["published"]) if row["published"] else None
    report = Report(
        page="",
        cleaner="",
        title=None,
        text=row["text"],
        published=published,
        context=tuple(row["context"]),
    )
    claims = get_reader("plain").read(report)
    held = [claim for claim in claims if claim.event in ("take", "leave", "hold", "repel")]
    if len(held) == 0:
        return 3.0
    return 4.0 if min(claim.confidence for claim in held) < 0.9 else 2.0


def runs_of(text: str) -> set[tuple[str, ...]]:
    """Return the runs of five words of a text."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 5]) for at in range(max(1, len(words) - 4))}


def mostly(runs: set[tuple[str, ...]], known: set[tuple[str, ...]]) -> bool:
    """Tell whether at least half of the runs are known."""
    return 2 * len(runs & known) >= len(runs)


if __name__ == "__main__":
    main()
