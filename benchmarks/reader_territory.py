"""Score a reader on sentences with changes of territory: every slot, and the whole event.

    python -m benchmarks.reader_territory TERRITORY.jsonl SCORE.py [--reader NAME] [--figures FILE]

Each sentence is read alone, as a report without title, publisher or day. Claims of type `take` and
`leave` count as events: of a `take`, actor and from-whom are the claim's actors and targets; of a
`leave`, the actor is who received the place (the targets) and from-whom is who left (the actors).
A claim is an event of the file if their triggers overlap, or if the claim's quote holds the event's
trigger and fewer than 40 characters lie between the two; overlap first, then the nearer.

| column | hit | of (gold / found) |
| --- | --- | --- |
| event | a pair | events / claims |
| actor, from whom, said by | a pair with a name alike | events / claims with such a slot |
| place | a pair of names alike | names |
| not realised | a pair, neither side realised | such events / such claims |
| whole | a pair with all slots right | events / claims |

A slot of a whole event is right if it is empty on both sides, or one name is alike; of the places,
all must be alike and none too many. An event whose status is `any` goes with every status. A claim
whose trigger overlaps the words that a sentence lists under `ignore` counts neither way. Every
figure is an F1.

About half of the file's places are nouns ("several villages"), where the labelling guide wants the
nearest named place, or none. A place without a capital letter is therefore a hit if the claim's
quote holds the noun, and one more place of the claim is neither right nor wrong. `place=`, `whole=`
are the same figures to the letter: such a place is a hit only if the claim has the noun for a name.

Two names are alike as SCORE.py's `alike` says. Nothing of the reader is trained or tuned on this
file, so there is nothing to cross-validate: the score is a straight one. `who, where` is the whole
event without from-whom, said-by and status.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.figures import Cell, add_figures_option, f1, keep_figures, print_table
from benchmarks.predictions import Row, load_scorer, read_rows
from benchmarks.readers import BASELINE, add_reader_options, open_reader
from benchmarks.territory_events import SLOTS, Told, labelled, told_by, told_by_verbs

COLUMNS: tuple[str, ...] = ("event", "actor", "place", "from whom", "said by", "not realised")
COLUMNS += ("who, where", "whole", "place=", "whole=")
FAR = 40


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("sentences", type=Path)
    ask.add_argument("score", type=Path)
    add_reader_options(ask)
    add_figures_option(ask)
    args = ask.parse_args()
    scorer = load_scorer(args.score)
    rows = read_rows(args.sentences)
    reader = open_reader(args.reader, args.home)
    rules = open_reader(BASELINE, args.home)
    told: dict[str, Callable[[Row], list[Told]]] = {
        args.reader: lambda row: told_by(reader, row),
        "rules": lambda row: told_by(rules, row),
        "verbs": told_by_verbs,
    }
    table: list[list[Cell]] = []
    for name, tell in told.items():
        counts = count_all(rows, tell, scorer)
        table.append([name, *(_f1(counts, column) for column in COLUMNS)])
        if len(table) == 1:
            keep_figures(args.figures, name, _figures(counts, len(rows)))
    for part in sorted({row["set"] for row in rows}):
        chosen = [row for row in rows if row["set"] == part]
        counts = count_all(chosen, told[args.reader], scorer)
        table.append([f"{args.reader}, set {part}", *(_f1(counts, column) for column in COLUMNS)])
    events = sum(len(row["events"]) for row in rows)
    print_table((f"{len(rows)} sentences, {events} events", *COLUMNS), table)


def pair(gold: Sequence[Told], found: Sequence[Told]) -> list[tuple[int, int]]:
    """Return which of `gold` is which of `found`, each at most once."""
    near: list[tuple[int, int, int]] = []
    for i, one in enumerate(gold):
        for j, other in enumerate(found):
            gap = max(one.start, other.start) - min(one.end, other.end)
            held = other.quote[0] <= one.start and one.end <= other.quote[1]
            if gap < 0 or (held and gap < FAR):
                near.append((gap, i, j))
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(near):
        if all(i != k and j != m for k, m in pairs):
            pairs.append((i, j))
    return pairs


def count_all(
    rows: Sequence[Row], tell: Callable[[Row], list[Told]], scorer: ModuleType
) -> Counter[tuple[str, str]]:
    """Count hits, labelled and found of every column over all sentences."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found = [one for one in tell(row) if not _ignored(one, row)]
        count_sentence(labelled(row), found, scorer, counts)
    return counts


def _ignored(one: Told, row: Row) -> bool:
    return any(
        start < one.end and one.start < start + len(words)
        for words in row["ignore"]
        for start in _every(row["text"], words)
    )


def _every(text: str, words: str) -> list[int]:
    return [at for at in range(len(text)) if words != "" and text.startswith(words, at)]


def count_sentence(
    gold: Sequence[Told],
    found: Sequence[Told],
    scorer: ModuleType,
    counts: Counter[tuple[str, str]],
) -> None:
    """Add the hits, labelled and found of one sentence to `counts`."""
    for side, told in (("gold", gold), ("found", found)):
        for one in told:
            for column in ("event", "who, where", "whole", "whole="):
                counts[column, side] += 1
            for slot in SLOTS:
                counts[slot, side] += len(one.names[slot]) > 0
            for column in ("place", "place="):
                counts[column, side] += len(one.places)
            counts["not realised", side] += one.realised is False
    for i, j in pair(gold, found):
        one, other = gold[i], found[j]
        right: dict[str, bool] = {}
        counts["event", "hit"] += 1
        for slot in SLOTS:
            hit, wanted, given = scorer.set_counts(one.names[slot], other.names[slot])
            counts[slot, "hit"] += hit > 0
            right[slot] = hit > 0 or wanted == given == 0
        letter: tuple[int, int, int] = scorer.set_counts(one.places, other.places)
        guide = places_by_guide(one, other, scorer)
        # A place that is neither right nor wrong was counted as found above.
        counts["place", "found"] -= len(other.places) - guide[2]
        counts["place", "hit"] += guide[0]
        counts["place=", "hit"] += letter[0]
        if one.realised is None:
            counts["not realised", "found"] -= other.realised is False
        counts["not realised", "hit"] += one.realised is False and other.realised is False
        same = one.realised is None or one.realised == other.realised
        counts["who, where", "hit"] += _all_equal(guide) and right["actor"]
        slots = same and all(right.values())
        counts["whole", "hit"] += slots and _all_equal(guide)
        counts["whole=", "hit"] += slots and _all_equal(letter)


def places_by_guide(one: Told, other: Told, scorer: ModuleType) -> tuple[int, int, int]:
    """Return hits, labelled and found places, where a noun is no name: see the module."""
    nouns = [place["name"] for place in one.places if place["name"] == place["name"].lower()]
    names = [place for place in one.places if place["name"] not in nouns]
    hit, wanted, given = scorer.set_counts(names, other.places)
    quoted = sum(noun in other.words.lower() for noun in nouns)
    extra = max(0, given - hit - len(nouns))
    return hit + quoted, wanted + len(nouns), hit + quoted + extra


def _all_equal(counts: tuple[int, int, int]) -> bool:
    return counts[0] == counts[1] == counts[2]


def _f1(counts: Counter[tuple[str, str]], column: str) -> float:
    return f1(counts[column, "hit"], counts[column, "gold"], counts[column, "found"])


def _figures(counts: Counter[tuple[str, str]], sentences: int) -> dict[str, Any]:
    return {
        "sentences": sentences,
        "events": counts["event", "gold"],
        **{column: round(_f1(counts, column), 4) for column in COLUMNS},
    }


if __name__ == "__main__":
    main()
