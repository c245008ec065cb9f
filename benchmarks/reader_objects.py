"""How often a reader tells persons, weapons, medals or pictures that were taken as a place that was.

    python -m benchmarks.reader_objects EVENT_LOCATION.jsonl [--reader NAME] [--figures FILE]

Each line of the file is a sentence with one VERB and the LOCATIONs where its event happened, none
where it has none. Only verbs count that can take a place (`take_verbs` of `objects.toml`). Groups,
each by the file's own spans or by the words of `objects.toml`:

- *no place*: the sentence has no LOCATION.
- *other object, a place elsewhere*: it has one, and none lies in the verb's object: the event
  happened there, and what was taken is something else. The object are the words between the verb
  and the first of `ends_object`, before the auxiliary of a passive the last three, before a
  participle with "by" too; it must hold a noun of persons, arms, prizes or pictures, or a name with
  a capital letter.
- *asked*: both together; the figure to reach is about these.
- *of these, with such a noun*: the strictest reading: the object is a noun of `objects.toml`, so
  that nothing hangs on what the file's labellers left unmarked.
- *a place is the object* (control): a LOCATION lies in the object. A reader that says nothing is
  good at the others only.
- *unclear*: all else ("which was captured"); not scored.

Told as a place taken: a claim of type `take`, of any status, with a place, whose trigger shares a
character with the verb; in the control group one of the claim's places must also share a character
with the LOCATION. Beside: the rules alone, and a bare verb that takes the next name with a capital
letter.
"""

import argparse
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table, share
from benchmarks.predictions import Row, as_report, read_rows
from benchmarks.readers import BASELINE, add_reader_options, open_reader
from whoholds.base.protocols import Reader
from whoholds.base.records import Event

TOKEN = re.compile(r"\w+|[^\w\s]")
NOUNS = ("persons", "arms", "prizes", "pictures")
LONGEST_OBJECT = 10
PASSIVE_WORDS = 3
STOPS = frozenset('.;:,"“”()')

Area = tuple[int, int]
Tell = Callable[["Sentence"], list[Area] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with its verb and locations (runs of characters), and what its object holds."""

    text: str
    verb: Area
    locations: tuple[Area, ...]
    noun: bool
    name: bool
    place: Area | None


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("sentences", type=Path)
    add_reader_options(ask)
    add_figures_option(ask)
    args = ask.parse_args()
    words = load_words()
    chosen = [
        sentence
        for row in read_rows(args.sentences)
        if (sentence := as_sentence(row, words)) is not None
    ]
    nowhere = [one for one in chosen if len(one.locations) == 0]
    elsewhere = [
        one for one in chosen if one.locations and one.place is None and (one.noun or one.name)
    ]
    groups = {
        "no place": nowhere,
        "other object, a place elsewhere": elsewhere,
        "asked": nowhere + elsewhere,
        "of these, with such a noun": [one for one in nowhere + elsewhere if one.noun],
    }
    control = [one for one in chosen if one.place is not None]
    reader, rules = open_reader(args.reader, args.home), open_reader(BASELINE, args.home)
    tells: list[Tell] = [
        lambda one: taken_by(reader, one),
        lambda one: taken_by(rules, one),
        taken_by_verb,
    ]
    table: list[list[Cell]] = []
    figures: dict[str, float | int | None] = {}
    for name, group in groups.items():
        told = [sum(bool(tell(one)) for one in group) for tell in tells]
        table.append([name, len(group), *(f"{n} ({_percent(n, len(group))})" for n in told)])
        figures |= {f"{name}: sentences": len(group), f"{name}: share": share(told[0], len(group))}
    found = [sum(_there(tell(one), one) for one in control) for tell in tells]
    unclear = len(chosen) - len(groups["asked"]) - len(control)
    shown = [f"{n} ({_percent(n, len(control))})" for n in found]
    table.append(["a place is the object (control)", len(control), *shown])
    table.append(["unclear", unclear, None, None, None])
    head = ("told as a place taken", "sentences", args.reader, "rules", "verb and next name")
    print_table(head, table)
    keep_figures(
        args.figures,
        args.reader,
        figures | {"control": len(control), "control share": share(found[0], len(control))},
    )


def _percent(part: int, whole: int) -> str:
    return "–" if whole == 0 else f"{100 * part / whole:.1f} %"


def _there(places: list[Area] | None, one: Sentence) -> bool:
    return any(_meet(place, one.place) for place in places or [] if one.place is not None)


def _meet(one: Area, other: Area) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def load_words() -> dict[str, frozenset[str]]:
    """Return the word lists of `objects.toml`."""
    given = tomllib.loads(Path(__file__).with_name("objects.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in given.items()}


def as_sentence(row: Row, words: dict[str, frozenset[str]]) -> Sentence | None:
    """Return the sentence of a row, None where its verb cannot take a place."""
    spans = {
        label: [(s["start"], s["end"]) for s in row["spans"] if s["label"] == label]
        for label in ("VERB", "LOCATION")
    }
    text = row["text"]
    verb = next(
        (area for area in spans["VERB"] if text[slice(*area)].lower() in words["take_verbs"]), None
    )
    if verb is None:
        return None
    tokens = [(m.start(), m.end()) for m in TOKEN.finditer(text)]
    lower = [text[start:end].lower() for start, end in tokens]
    first = next(i for i, (_, end) in enumerate(tokens) if end > verb[0])
    after = next((i for i, (start, _) in enumerate(tokens) if start >= verb[1]), len(tokens))
    stretch = _object(lower, first, after, words)
    area = (tokens[stretch[0]][0], tokens[stretch[-1]][1]) if len(stretch) > 0 else None
    place = None
    if area is not None:
        place = next((found for found in spans["LOCATION"] if _meet(found, area)), None)
    nouns = frozenset().union(*(words[kind] for kind in NOUNS))
    return Sentence(
        text=text,
        verb=verb,
        locations=tuple(spans["LOCATION"]),
        noun=any(lower[i] in nouns for i in stretch),
        name=any(text[tokens[i][0]].isupper() for i in stretch),
        place=place,
    )


def _object(
    lower: Sequence[str], first: int, after: int, words: dict[str, frozenset[str]]
) -> Sequence[int]:
    """Return the tokens of the object: before the auxiliary of a passive, else after the verb."""
    before = range(first - 1, max(-1, first - 4), -1)
    being = next((i for i in before if lower[i] in words["being"]), -1)
    if being < 0 and after < len(lower) and lower[after] == "by":
        being = first
    if being > 0:
        return range(max(0, being - PASSIVE_WORDS), being)
    end = after
    limit = min(len(lower), after + LONGEST_OBJECT)
    while end < limit and lower[end] not in words["ends_object"] and lower[end] not in STOPS:
        end += 1
    return range(after, end)


def taken_by(reader: Reader, one: Sentence) -> list[Area] | None:
    """Return the places that a reader says the verb took, None where it says of none."""
    places: list[Area] = []
    told = False
    for claim in reader.read(as_report({"text": one.text})):
        trigger = claim.trigger.span
        if claim.event is Event.TAKE and _meet((trigger.start, trigger.end), one.verb):
            told = told or len(claim.places) > 0
            places += [(p.span.start, p.span.end) for p in claim.places if p.span is not None]
    # A place without words of its own was told too.
    return [*places, (0, 0)] if told else None


def taken_by_verb(one: Sentence) -> list[Area] | None:
    """Return the first name with a capital letter after the verb, as a bare list of verbs would."""
    found = re.compile(r"\b[A-Z]\w*").search(one.text, one.verb[1])
    return None if found is None else [(found.start(), found.end())]


if __name__ == "__main__":
    main()
