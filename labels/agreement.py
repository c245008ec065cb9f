"""Measure how far two readings of the same texts agree, with the scorer of the gold files.

    python labels/agreement.py FIRST SECOND.jsonl CORPUS_DIR SCORE.py [--resamples 1000] [--differences]

`FIRST` is a file of labels, or a folder of them (`SECOND.jsonl` itself is left out); only texts that
both hold are counted, each as the first file has it. The first reading is taken as gold. Printed are,
for every kind of text: how many texts, claims and claims of control the readings have, F1 of the claims
found and of those usable (control alone, control with the voice, all), and the share of right statuses.
Below "all" stand the middle 95 % of the figures when texts are drawn anew. Then the other fields, and
F1 found of every event. With `--differences` the claims that one reading has alone are listed, and the
fields that differ.
"""

import argparse
import hashlib
import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

TOTALS = ("found", "control:usable", "control:voiced", "all:usable")
FIELDS = ("actors", "targets", "places", "said_by")
SHARES = ("status", "date", "means", "killed")
Row = dict[str, Any]


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("first", type=Path)
    ask.add_argument("second", type=Path)
    ask.add_argument("corpus", type=Path)
    ask.add_argument("scorer", type=Path)
    ask.add_argument("--resamples", type=int, default=1000)
    ask.add_argument("--differences", action="store_true")
    args = ask.parse_args()
    scorer = load_scorer(args.scorer)
    files = [args.first]
    if args.first.is_dir():
        files = [p for p in sorted(args.first.glob("*.jsonl")) if not p.samefile(args.second)]
    second = {row["item"]: row for row in read(args.second)}
    first: dict[str, Row] = {}
    for row in (row for path in files for row in read(path) if row["item"] in second):
        first.setdefault(row["item"], row)
    if not first:
        raise SystemExit(f"{args.first} and {args.second} hold no text in common")
    docs = texts_of(first, args.corpus)
    for row in [*first.values(), *(second[item] for item in first)]:
        if hashlib.sha256(docs[row["item"]]["text"].encode()).hexdigest() != row["sha256"]:
            raise SystemExit(f"{row['item']}: the text is another than was labelled")
    gold = {item: [as_gold(claim, docs[item]) for claim in first[item]["claims"]] for item in docs}
    pred = {
        item: [as_predicted(claim, docs[item]) for claim in second[item]["claims"]] for item in docs
    }

    kinds: dict[str, list[str]] = {"all": list(docs)}
    for item in docs:
        kinds.setdefault(item.partition(".")[0], []).append(item)
    print(
        f"{'':16}{'texts':>6}{'claims':>10}{'control':>9}  "
        + "".join(f"{name:>16}" for name in (*TOTALS, "status"))
    )
    whole: Row = {}
    for kind, items in kinds.items():
        table = compare(scorer, gold, pred, items)
        claims, control = table["found"], table["control:found"]
        both = f"{claims['gold']}/{claims['pred']}"
        held = f"{control['gold']}/{control['pred']}"
        figures = "".join(f"{figure(table, name):>16.3f}" for name in (*TOTALS, "status"))
        print(f"{kind:16}{len(items):>6}{both:>10}{held:>9}  {figures}")
        if kind == "all":
            whole = table
            bounds = spread_of(scorer, gold, pred, items, args.resamples)
            print(f"{'':43}" + "".join(f"{f'{low:.3f}–{high:.3f}':>16}" for low, high in bounds))
    print("\nfields: " + "  ".join(f"{name} {figure(whole, name):.3f}" for name in FIELDS + SHARES))
    print("not-happened told as happened:", whole["not-happened told as happened"])
    print("\nevent      F1 found   first  second")
    for key, value in whole.items():
        if key.startswith("found:"):
            print(f"{key[6:]:10}{value['f1']:>9.3f}{value['gold']:>8}{value['pred']:>8}")
    if args.differences:
        print_differences(scorer, gold, pred)


def load_scorer(path: Path) -> ModuleType:
    """Return the scoring script as a module; it takes the offsets of the labels as they are."""
    spec = importlib.util.spec_from_file_location("gold_score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # It finds the offsets of gold claims by their words; ours have them, and by words alone the second
    # of two equal quotes is not found when only that one is labelled.
    module.locate = lambda *_: None  # type: ignore[attr-defined]
    return module


def read(path: Path) -> list[Row]:
    """Return the rows of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def texts_of(items: dict[str, Row], corpus: Path) -> dict[str, Row]:
    """Return the documents that the items name, as the scorer wants them."""
    files = {item.partition(":")[0] for item in items}
    corpora = {file: read(corpus / file) for file in sorted(files)}
    docs = {}
    for item in items:
        file, line, *paragraph = item.split(":")
        row = corpora[file][int(line)]
        text = row["paragraphs"][int(paragraph[0])] if paragraph else row["text"]
        docs[item] = {"id": item, "text": text, "title": row.get("title")}
    return docs


def as_gold(claim: Row, doc: Row) -> Row:
    """Return a label as the scorer's gold claim."""
    text = doc["title"] if claim.get("in_title") else doc["text"]
    (start, end), (first, last) = claim["quote"], claim["trigger"]
    words = {"quote": text[start:end], "trigger": text[first:last]}
    return {**claim, **words, "doc": doc["id"], "q": (start, end), "t": (first, last)}


def as_predicted(claim: Row, doc: Row) -> Row:
    """Return a label as the scorer's predicted claim."""
    words = as_gold(claim, doc)
    start, end = claim["trigger"]
    return {**words, "trigger": {"start": start, "end": end, "text": words["trigger"]}}


def compare(
    scorer: ModuleType, gold: dict[str, list[Row]], pred: dict[str, list[Row]], items: list[str]
) -> Row:
    """Return the scorer's table over some items; one that stands there twice counts twice."""
    drawn = {f"{number}:{item}": item for number, item in enumerate(items)}
    both = [
        [{**claim, "doc": name} for name, item in drawn.items() for claim in reading[item]]
        for reading in (gold, pred)
    ]
    table: Row = scorer.score(*both, drawn)
    return table


def figure(table: Row, name: str) -> float:
    """Return a figure of the scorer's table: F1, or a share."""
    value = table[name]
    return float(value["f1"] if isinstance(value, dict) else value)


def spread_of(
    scorer: ModuleType,
    gold: dict[str, list[Row]],
    pred: dict[str, list[Row]],
    items: list[str],
    times: int,
) -> list[tuple[float, float]]:
    """Return the middle 95 % of the figures over texts drawn with replacement."""
    chance = random.Random(5)
    tables = [
        compare(scorer, gold, pred, chance.choices(items, k=len(items))) for _ in range(times)
    ]
    spread = []
    for name in (*TOTALS, "status"):
        values = sorted(figure(table, name) for table in tables)
        spread.append((values[int(0.025 * times)], values[int(0.975 * times)]))
    return spread


def print_differences(
    scorer: ModuleType, gold: dict[str, list[Row]], pred: dict[str, list[Row]]
) -> None:
    """Print the claims that one reading has alone, and the fields in which claims of both differ."""
    for item, own in gold.items():
        others = pred[item]
        pairs = scorer.match(own, others)
        for number, claim in enumerate(own):
            if number not in {i for i, _ in pairs}:
                print(f"{item} first only: {claim['event']} {claim['status']} | {claim['quote']}")
        for number, claim in enumerate(others):
            if number not in {j for _, j in pairs}:
                print(f"{item} second only: {claim['event']} {claim['status']} | {claim['quote']}")
        for i, j in pairs:
            one, two = own[i], others[j]
            for field in ("status", *FIELDS, "date", "means", "killed"):
                if field in FIELDS:
                    hit, *sizes = scorer.set_counts(one[field], two[field])
                    same = sizes == [hit, hit]
                else:
                    same = one[field] == two[field]
                if not same:
                    told = [
                        [value["name"] for value in claim[field]]
                        if field == "places"
                        else claim[field]
                        for claim in (one, two)
                    ]
                    print(
                        f"{item} {one['event']} {one['trigger']!r} {field}: {told[0]} / {told[1]}"
                    )


if __name__ == "__main__":
    main()
