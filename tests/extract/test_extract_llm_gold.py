"""What careful readers found passes the checks that a model's answers pass: nothing true is lost."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from whoholds.base.codec import report_id
from whoholds.base.records import Report
from whoholds.extract.llm_answers import Checker
from whoholds.extract.llm_source import Source
from whoholds.extract.llm_windows import cut_windows
from whoholds.ledger.quotes import check_quotes


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def as_answered(claim: dict[str, Any]) -> dict[str, Any]:
    """The labelled claim as a perfect model would give it."""

    def count(value: Any) -> Any:
        return {"low": value[0], "high": value[1]} if isinstance(value, list) else value

    def names(slot: str) -> list[dict[str, Any]]:
        return [{"name": name, "text": None} for name in claim[slot]]

    return {
        "sentence": 0 if claim.get("in_title") else None,
        **{name: claim[name] for name in ("quote", "trigger", "event", "status", "means")},
        **{slot: names(slot) for slot in ("actors", "targets", "said_by")},
        "places": [
            {**place, "within": [], "text": None, "relation": None} for place in claim["places"]
        ],
        **{slot: count(claim[slot]) for slot in ("killed", "wounded")},
        "when": None,
        "time_frame": "recent",
        "summary": False,
        "tone": [],
    }


@pytest.mark.shared
def test_labelled_claims_pass_the_checks(shared: Path) -> None:
    labelled = defaultdict(list)
    for claim in lines(shared / "gold" / "train" / "claims.jsonl"):
        labelled[claim["doc"]].append(as_answered(claim))
    asked = kept = names = dropped = 0
    for doc in lines(shared / "gold" / "train" / "docs.jsonl"):
        report = Report(
            page="0" * 64, cleaner="x@1", title=doc.get("title"), text=doc["text"],
            publisher=doc.get("publisher"),
        )  # fmt: skip
        checker = Checker(Source(report), report=report_id(report), reader="llm@1+gold")
        (window,) = cut_windows(report, 10**6)
        claims = checker.claims(labelled[doc["id"]], window)
        for found in claims:
            check_quotes(found, report)
            names += sum(
                len(slot) for slot in (found.actors, found.targets, found.places, found.said_by)
            )
        asked += len(labelled[doc["id"]])
        kept += len(claims)
        dropped += sum("does not stand in the report" in signal for signal in checker.signals)
    assert asked > 300
    assert kept == asked
    assert names > 1000
    assert dropped / names < 0.015
