"""A small scoring script for the tests of training: names are alike when they share a telling word."""

from collections.abc import Sequence
from typing import Any

_STOP = frozenset(("the", "a", "an", "of", "in", "and"))


def set_counts(gold: Sequence[Any], pred: Sequence[Any]) -> tuple[int, int, int]:
    left = [_words(name) for name in pred]
    hits = 0
    for name in gold:
        same = next((words for words in left if words & _words(name)), None)
        if same is not None:
            left.remove(same)
            hits += 1
    return hits, len(gold), len(pred)


def _words(name: Any) -> frozenset[str]:
    told = name if isinstance(name, str) else name["name"]
    return frozenset(told.lower().split()) - _STOP


def locate(gold: Sequence[dict[str, Any]], docs: dict[str, dict[str, Any]]) -> None:
    for claim in gold:
        text = docs[claim["doc"]]["title" if claim.get("in_title") else "text"]
        start = text.index(claim["quote"])
        trigger = start + claim["quote"].index(claim["trigger"])
        claim["q"] = (start, start + len(claim["quote"]))
        claim["t"] = (trigger, trigger + len(claim["trigger"]))


def match(gold: Sequence[dict[str, Any]], pred: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for i, told in enumerate(gold):
        for j, found in enumerate(pred):
            same = told["event"] == found["event"]
            same = same and bool(told.get("in_title")) == bool(found.get("in_title"))
            trigger = found["trigger"]
            over = min(trigger["end"], told["t"][1]) > max(trigger["start"], told["t"][0])
            if same and over and j not in {k for _, k in out}:
                out.append((i, j))
                break
    return out


def usable(gold: dict[str, Any], pred: dict[str, Any]) -> bool:
    hit, wanted, given = set_counts(gold["places"], pred["places"])
    actors, named, told = set_counts(gold["actors"], pred["actors"])
    return (
        bool(gold["status"] == pred["status"] and hit == wanted == given)
        and (actors > 0) is (named > 0)
        and (named > 0 or told == 0)
    )
