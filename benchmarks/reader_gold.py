"""Score a reader on labelled reports, beside a bare list of verbs.

    .venv/bin/python benchmarks/reader_gold.py DOCS.jsonl CLAIMS.jsonl SCORE.py [--reader NAME]

Prints the table of SCORE.py (the scorer that comes with the gold files) for the reader, one line for
the bare verb list, and documents per second of one process.
"""

import argparse
import importlib
import importlib.util
import json
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from whoholds.base.records import Claim, Count, Mention, Report
from whoholds.extract.lexicon import load_lexicon
from whoholds.extract.readers import get_reader
from whoholds.extract.segment import tokenise


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("docs", type=Path)
    ask.add_argument("claims", type=Path)
    ask.add_argument("score", type=Path)
    ask.add_argument("--reader", default="plain")
    ask.add_argument("--pred", type=Path, help="also write the predicted claims here")
    args = ask.parse_args()
    scorer = load_module(args.score)
    docs = {row["id"]: row for row in scorer.read(args.docs)}
    reports = {key: as_report(row) for key, row in docs.items()}
    reader = get_reader(args.reader)
    begun = time.perf_counter()
    read = {key: reader.read(report) for key, report in reports.items()}
    spent = time.perf_counter() - begun
    predicted = [as_prediction(key, claim, reports[key]) for key in docs for claim in read[key]]
    if args.pred is not None:
        args.pred.write_text(
            "".join(json.dumps(p, ensure_ascii=False) + "\n" for p in predicted), encoding="utf-8"
        )
    for key, value in scorer.score(scorer.read(args.claims), predicted, docs).items():
        print(f"{key:32}{value}")
    bare = [row for key in docs for row in bare_verbs(key, docs[key])]
    table = scorer.score(scorer.read(args.claims), bare, docs)
    print(f"{'bare verb list: found':32}{table['found']}")
    print(f"{'bare verb list: control:usable':32}{table['control:usable']}")
    print(f"{'documents per second':32}{len(docs) / spent:.0f}")
    dated = "identify.dates" if resolver() else "NOT RESOLVED: whoholds.identify.dates is not there"
    print(f"{'dates':32}{dated}")


def load_module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"loading the scorer {path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_report(row: dict[str, Any]) -> Report:
    published = date.fromisoformat(row["published"]) if row.get("published") else None
    return Report(
        page="0" * 64, cleaner="gold@1", title=row.get("title"), text=row["text"], published=published,
        publisher=row.get("publisher"), label=row["id"], context=tuple(row.get("context") or ()),
    )  # fmt: skip


def resolver() -> Any:
    if importlib.util.find_spec("whoholds.identify.dates") is None:
        return None
    return getattr(importlib.import_module("whoholds.identify.dates"), "resolve_date", None)


def as_prediction(key: str, claim: Claim, report: Report) -> dict[str, Any]:
    resolve = resolver()
    link = resolve(claim, report) if resolve is not None else None
    return {
        "doc": key,
        "in_title": claim.quote.in_title,
        "event": claim.event.value,
        "status": claim.status.value,
        "trigger": {
            "start": claim.trigger.span.start,
            "end": claim.trigger.span.end,
            "text": claim.trigger.text,
        },
        "quote": claim.quote.text,
        "actors": who(claim.actors),
        "targets": who(claim.targets),
        "said_by": who(claim.said_by),
        "places": [
            {"name": p.name, "mention": p.text, "kind": p.kind.value, "within": list(p.within)}
            for p in claim.places
        ],
        "date": None if link is None else link.days.isoformat(),
        "means": None if claim.means is None else claim.means.value,
        "killed": count(claim.killed),
        "wounded": count(claim.wounded),
    }


def who(mentions: Sequence[Mention]) -> list[dict[str, Any]]:
    return [{"name": m.name, "mention": m.text} for m in mentions]


def count(people: Count | None) -> int | list[int] | None:
    if people is None:
        return None
    return people.low if people.low == people.high else [people.low, people.high]


def bare_verbs(key: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a claim for every word that may name an event, with nothing filled."""
    lexicon = load_lexicon()
    out: list[dict[str, Any]] = []
    for in_title, text in ((True, row.get("title") or ""), (False, row["text"])):
        for token in tokenise(text):
            entries = lexicon.triggers.get(token.lower, ())
            single = next((e for e in entries if len(e.words) == 1), None)
            if single is not None:
                out.append(
                    {
                        "doc": key,
                        "in_title": in_title,
                        "event": single.event.value,
                        "status": "happened",
                        "trigger": {"start": token.start, "end": token.end},
                        "actors": [],
                        "targets": [],
                        "places": [],
                        "said_by": [],
                    }
                )
    return out


if __name__ == "__main__":
    main()
