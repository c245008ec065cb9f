"""Claims in the form of the labelled files, the scorer that comes with them, and a baseline.

`../shared/gold/GUIDE.md` describes the form. The scorer is a file given on the command line;
nothing of it is copied here.
"""

import importlib.util
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from whoholds.base.protocols import Reader
from whoholds.base.records import Claim, Count, Mention, Report
from whoholds.extract.lexicon import load_lexicon
from whoholds.extract.segment import tokenise
from whoholds.identify.dates import resolve_date

Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """Return the objects of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip() != ""]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write a JSON-lines file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def load_scorer(path: Path) -> ModuleType:
    """Return the scorer at `path` as a module."""
    spec = importlib.util.spec_from_file_location("gold_score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"loading the scorer {path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_report(row: Row) -> Report:
    """Return the report that one line of a file of documents holds; `id` may be absent."""
    published = date.fromisoformat(row["published"]) if row.get("published") else None
    return Report(
        page="0" * 64, cleaner="gold@1", title=row.get("title"), text=row["text"], published=published,
        publisher=row.get("publisher"), label=row.get("id"), context=tuple(row.get("context") or ()),
    )  # fmt: skip


def predict(reader: Reader, docs: Iterable[Row]) -> list[Row]:
    """Return the reader's claims of all documents, in order, in the form of the labelled files."""
    out: list[Row] = []
    for row in docs:
        report = as_report(row)
        out += [as_prediction(row["id"], claim, report) for claim in reader.read(report)]
    return out


def as_prediction(key: str, claim: Claim, report: Report) -> Row:
    """Return one claim of the document `key`."""
    link = resolve_date(claim, report)
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
        "actors": _who(claim.actors),
        "targets": _who(claim.targets),
        "said_by": _who(claim.said_by),
        "places": [
            {"name": p.name, "mention": p.text, "kind": p.kind.value, "within": list(p.within)}
            for p in claim.places
        ],
        "date": None if link is None else link.days.isoformat(),
        "means": None if claim.means is None else claim.means.value,
        "killed": _count(claim.killed),
        "wounded": _count(claim.wounded),
        "confidence": claim.confidence,
    }


def _who(mentions: Sequence[Mention]) -> list[Row]:
    return [{"name": m.name, "mention": m.text} for m in mentions]


def _count(people: Count | None) -> int | list[int] | None:
    if people is None:
        return None
    return people.low if people.low == people.high else [people.low, people.high]


def bare_verbs(row: Row) -> list[Row]:
    """Return a claim for every word that may name an event, with nothing filled."""
    lexicon = load_lexicon()
    out: list[Row] = []
    for in_title, text in ((True, row.get("title") or ""), (False, row["text"])):
        for token in tokenise(text):
            entries = lexicon.triggers.get(token.lower, ())
            single = next((e for e in entries if len(e.words) == 1), None)
            if single is not None:
                out.append(
                    {
                        "doc": row["id"],
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
