"""Turn a batch of labels with quoted words into labels with offsets, which hold no text, and check both.

    python labels/pack_labels.py ITEMS.jsonl WORK.jsonl OUT.jsonl --labeller NAME

`ITEMS.jsonl` is a batch of `select_texts.py`. `WORK.jsonl` has a line for every item, `{"item", "claims":
[…]}`, each claim with the fields of the labelling guide, `quote` and `trigger` as words of the text, and
`nth` (from 1) where the quote stands there more than once, `in_title` where it is the
title's. `OUT.jsonl` gets the labels of README.md.

Leaves with 1 and names every line that is wrong; nothing is written then.
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from whoholds.base.records import Event, Means, PlaceKind, Status

FIELDS = {
    "event", "status", "quote", "trigger", "actors", "targets", "places", "date", "said_by", "means",
    "killed", "wounded",
}  # fmt: skip
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}-\d\d-\d\d)?")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("items", type=Path)
    ask.add_argument("work", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--labeller", required=True)
    args = ask.parse_args()
    items = {row["item"]: row for row in read(args.items)}
    work = {row["item"]: row for row in read(args.work)}
    faults = [f"{item}: no line in {args.work}" for item in items if item not in work]
    faults += [f"{item}: not in {args.items}" for item in work if item not in items]
    packed = []
    for item, row in items.items():
        claims = []
        for number, claim in enumerate(work.get(item, {}).get("claims", []), start=1):
            text = row["title"] if claim.get("in_title") else row["text"]
            found = faults_of(claim, text)
            faults += [f"{item}, claim {number}: {fault}" for fault in found]
            if not found:
                claims.append(pack(claim, text))
        packed.append(
            {
                "item": item,
                "sha256": hashlib.sha256(row["text"].encode()).hexdigest(),
                "labeller": args.labeller,
                "claims": sorted(claims, key=lambda c: (not c.get("in_title"), c["trigger"])),
            }
        )
    if faults:
        sys.exit("\n".join(faults))
    with args.out.open("w", encoding="utf-8") as file:
        for line in packed:
            file.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
    print(f"{len(packed)} texts, {sum(len(line['claims']) for line in packed)} claims: {args.out}")


def read(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def faults_of(claim: dict[str, Any], text: str) -> list[str]:
    """Return what is wrong with a claim, in words."""
    if set(claim) - {"nth", "in_title"} != FIELDS:
        return [f"its fields are {sorted(claim)}"]
    faults = []
    if text.count(claim["quote"]) < claim.get("nth", 1):
        faults.append(f"the quote {claim['quote']!r} does not stand there")
    elif text.count(claim["quote"]) > 1 and "nth" not in claim:
        faults.append(f"the quote {claim['quote']!r} stands there more than once: say which (nth)")
    if claim["trigger"] not in claim["quote"]:
        faults.append(f"the trigger {claim['trigger']!r} is not in the quote")
    for field, known in (("event", Event), ("status", Status)):
        if claim[field] not in {member.value for member in known}:
            faults.append(f"{field} is {claim[field]!r}")
    if claim["means"] is not None and claim["means"] not in {means.value for means in Means}:
        faults.append(f"means is {claim['means']!r}")
    for field in ("actors", "targets", "said_by"):
        if not all(isinstance(name, str) and name for name in claim[field]):
            faults.append(f"{field} is no list of names")
    for place in claim["places"]:
        if set(place) != {"name", "kind", "within"} or place["kind"] not in {
            kind.value for kind in PlaceKind
        }:
            faults.append(f"place {place!r}")
    if claim["date"] is not None and DATE.fullmatch(claim["date"]) is None:
        faults.append(f"date is {claim['date']!r}")
    return faults


def pack(claim: dict[str, Any], text: str) -> dict[str, Any]:
    """Return a claim with offsets (code points, end excluded) instead of words."""
    start = -1
    for _ in range(claim.get("nth", 1)):
        start = text.index(claim["quote"], start + 1)
    # "war" is not the one in "warns"; where a text runs words together, the letters alone are sought.
    whole = re.search(rf"\b{re.escape(claim['trigger'])}\b", claim["quote"])
    found = whole.start() if whole is not None else claim["quote"].index(claim["trigger"])
    trigger = start + found
    rest = {field: claim[field] for field in FIELDS - {"quote", "trigger"}}
    if claim.get("in_title"):
        rest["in_title"] = True
    return {
        **rest,
        "quote": [start, start + len(claim["quote"])],
        "trigger": [trigger, trigger + len(claim["trigger"])],
    }


if __name__ == "__main__":
    main()
