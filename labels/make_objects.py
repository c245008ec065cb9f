"""Make sentences in which people, goods, prizes or places are taken, with their labels.

    python labels/make_objects.py ITEMS.jsonl WORK.jsonl [--count 360]

What the sentences are made of stands in `objects.toml`. `pack_labels.py` turns both files into
labels. The same seed gives the same bytes. They are to learn from: nothing is ever scored on them.
"""

import argparse
import json
import random
import tomllib
from pathlib import Path
from typing import Any

SEED = 20261122
PARTS = tomllib.loads(Path(__file__).with_name("objects.toml").read_text(encoding="utf-8"))
OF_PLACES = ("captured", "seized", "took", "secured", "recaptured")
OF_PEOPLE = ("captured", "seized", "recaptured", "grabbed")
OF_GOODS = ("captured", "seized", "took", "recovered", "secured", "confiscated", "grabbed")
OF_PRIZES = ("captured", "took", "secured", "won", "gained", "seized")


def main() -> None:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("items", type=Path)
    ask.add_argument("work", type=Path)
    ask.add_argument("--count", type=int, default=360)
    args = ask.parse_args()
    chance = random.Random(SEED)
    made = [sentence(chance, number) for number in range(args.count)]
    for path, rows in zip((args.items, args.work), zip(*made, strict=True), strict=True):
        path.write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8"
        )


def sentence(chance: random.Random, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an item and its labels; kinds of objects take turns, places twice as often."""
    kind = ("goods", "places", "persons", "prizes", "places")[number % 5]
    verbs = {"goods": OF_GOODS, "places": OF_PLACES, "persons": OF_PEOPLE, "prizes": OF_PRIZES}[
        kind
    ]
    who, verb = chance.choice(PARTS["who"]), chance.choice(verbs)
    place, day = chance.choice(PARTS["places"]), chance.choice(PARTS["days"])
    if kind == "places":
        text = f"{who} {verb} {chance.choice(PARTS['grounds']).format(p=place)} {day}".strip() + "."
    else:
        pattern = chance.choice([*PARTS["active"] * 2, *PARTS["passive"]])
        thing = chance.choice(PARTS[kind])
        text = pattern.format(a=who, v=verb, o=thing, p=place, d=day).replace(" .", ".")
        text = text.replace(" ,", ",").replace("  ", " ")
        if text.startswith(thing):
            text = text[0].upper() + text[1:]
        if text.startswith("In ") and who.startswith("The "):
            text = text.replace(who, who[0].lower() + who[1:])
    item: dict[str, Any] = {
        "item": f"t01:{number}",
        "published": None,
        "context": [],
        "title": None,
        "publisher": None,
    }
    return {**item, "text": text}, {
        "item": item["item"],
        "claims": claims(kind, text, who, verb, place),
    }


def claims(kind: str, text: str, who: str, verb: str, place: str) -> list[dict[str, Any]]:
    """Return the claim that a sentence holds: none where goods or prizes were taken."""
    if kind in ("goods", "prizes"):
        return []
    end = text.find(" have been shown") if " have been shown" in text else len(text) - 1
    cut = text.find(", officials said")
    quote = text[: end if cut < 0 else cut]
    named = who.removeprefix("The ") if who.lower() in quote.lower() else ""
    return [
        {
            "event": "take" if kind == "places" else "abuse",
            "status": "happened",
            "quote": quote,
            "trigger": verb,
            "actors": [named] if named else [],
            "targets": [],
            "places": [{"name": place, "kind": "settlement", "within": []}],
            "date": None,
            "said_by": ["officials"] if cut >= 0 else [],
            "means": None,
            "killed": None,
            "wounded": None,
        }
    ]


if __name__ == "__main__":
    main()
