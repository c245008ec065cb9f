"""The reader against the labelled reports: floors a little under what was measured."""

import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from whoholds.base.records import Claim, Report
from whoholds.extract.plain import PlainReader

FOUND, USABLE = 0.73, 0.42


def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_score", shared / "gold" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predicted(key: str, claim: Claim) -> dict[str, Any]:
    mentions = {
        slot: [{"name": m.name, "mention": m.text} for m in getattr(claim, slot)]
        for slot in ("actors", "targets", "said_by", "places")
    }
    span = claim.trigger.span
    return {
        "doc": key,
        "in_title": claim.quote.in_title,
        "event": claim.event.value,
        "status": claim.status.value,
        "trigger": {"start": span.start, "end": span.end},
        **mentions,
    }


def score(shared: Path, only: str | None = None) -> dict[str, Any]:
    tool = scorer(shared)
    rows = [d for d in tool.read(shared / "gold" / "docs.jsonl") if only in (None, d["id"])]
    docs = {row["id"]: row for row in rows}
    gold = [c for c in tool.read(shared / "gold" / "claims.jsonl") if c["doc"] in docs]
    claims = []
    for key, row in docs.items():
        published = date.fromisoformat(row["published"]) if row["published"] else None
        report = Report(
            page="0" * 64,
            cleaner="gold@1",
            title=row["title"],
            text=row["text"],
            published=published,
        )
        claims += [predicted(key, claim) for claim in PlainReader().read(report)]
    table: dict[str, Any] = json.loads(json.dumps(tool.score(gold, claims, docs)))
    return table


@pytest.mark.shared
def test_the_sample_report_is_read_right(shared: Path) -> None:
    table = score(shared, only="seed-idlib")
    assert table["all:usable"]["gold"] == 17
    assert round(table["all:usable"]["r"] * 17) >= 14
    assert table["all:usable"]["p"] >= 0.8


@pytest.mark.shared
def test_the_floors_over_all_labelled_reports_hold(shared: Path) -> None:
    table = score(shared)
    assert table["found"]["f1"] >= FOUND
    assert table["control:usable"]["f1"] >= USABLE
