"""What is told to the scorers of event and status about a unit: its words, those around it, its tree."""

from collections.abc import Sequence
from itertools import pairwise

from whoholds.base.records import Claim
from whoholds.extract.drafts import View
from whoholds.extract.known import NONE_KNOWN, Known
from whoholds.extract.object_kinds import object_features
from whoholds.extract.scorers import Feature, template
from whoholds.extract.units import Typed, Unit, form_of

_NEAR = 4
_AROUND = 9
_STEPS = 5


def event_features(
    view: View,
    typed: Typed,
    unit: Unit,
    drafted: Sequence[Claim],
    topic: str,
    known: Known = NONE_KNOWN,
) -> list[Feature]:
    """Return the features by which the event of a unit is chosen.

    `drafted` are the rules' claims, `topic` tells how much the report is about war (`topic_level`),
    `known` what is on record of names.
    """
    parsed, words = typed.parsed, typed.words
    form = form_of(unit, typed)
    lemma = unit.trigger.entry.lemma if unit.trigger else typed.lemma(unit.head)
    frame = unit.trigger.entry.frame if unit.trigger else "-"
    listed = unit.trigger.entry.event.value if unit.trigger else "-"
    ruled = drafted[0].event.value if drafted else "drop"
    out: list[Feature] = [
        "1",
        (_of_words, " ".join(words[unit.first : unit.last]), words[unit.head][-3:]),
        (_of_entry, lemma, form, frame, listed, ruled),
        (_of_report, topic, lemma, listed, ruled, parsed.in_title),
    ]
    if drafted:
        first = drafted[0]
        filled = f"{bool(first.actors)},{bool(first.places)},{bool(first.targets)}"
        out.append((_of_draft, ruled, filled, first.status.value))
    word = typed.word
    before, after = word(unit.first - 1), word(unit.last)
    second, behind = word(unit.first - 2), word(unit.last + 1)
    out += [
        (_of_neighbours, before, after, lemma, ruled),
        (_of_two_before, second, before),
        (_of_two_after, after, behind, lemma),
    ]
    for step in range(3, _NEAR + 1):
        out.append((_of_near, step, word(unit.first - step), word(unit.last - 1 + step)))
    out += [f"B={w}" for w in words[max(0, unit.first - _AROUND) : unit.first]]
    out += [f"A={w}" for w in words[unit.last : unit.last + _AROUND]]
    types = _next_typed(typed, unit.first - 1, -1), _next_typed(typed, unit.last, 1)
    out.append((_of_types, *types, lemma, frame, form))
    out += _before(view, unit, lemma, listed)
    if known.anything:
        out += _on_record(view, unit, lemma, frame, known)
    out += [f"S={kind}" for kind in typed.kinds]
    others = {t.entry.event.value for t in parsed.triggers if t.first != unit.first}
    out += [f"o={event}" for event in others]
    out.append(f"n={min(len(parsed.triggers), 6)}")
    out += object_features(typed, unit, lemma, frame, listed)
    out += _tree_features(typed, unit, lemma, "")
    return out


# What hangs on the same few values is told in one piece, see `scorers.Told`.


@template
def _of_words(phrase: str, ending: str) -> list[str]:
    return [f"w={phrase}", f"suf={ending}"]


@template
def _of_entry(lemma: str, form: str, frame: str, listed: str, ruled: str) -> list[str]:
    return [
        f"l={lemma}",
        f"l,f={lemma},{form}",
        f"fr={frame}",
        f"fr,f={frame},{form}",
        f"ev={listed}",
        f"r={ruled}",
        f"r,fr={ruled},{frame}",
        f"r,l={ruled},{lemma}",
    ]


@template
def _of_report(topic: str, lemma: str, listed: str, ruled: str, in_title: bool) -> list[str]:
    return [
        f"title={in_title}",
        f"T={topic}",
        f"T,l={topic},{lemma}",
        f"T,ev={topic},{listed}",
        f"T,r={topic},{ruled}",
    ]


@template
def _of_draft(ruled: str, filled: str, status: str) -> list[str]:
    return [f"rs={ruled},{filled}", f"rst={ruled},{status}"]


@template
def _of_neighbours(before: str, after: str, lemma: str, ruled: str) -> list[str]:
    return [
        f"b1={before}", f"a1={after}", f"b1,l={before},{lemma}", f"a1,l={after},{lemma}",
        f"b1,r={before},{ruled}", f"a1,r={after},{ruled}", f"b1,a1={before},{after}",
    ]  # fmt: skip


@template
def _of_two_before(second: str, first: str) -> list[str]:
    return [f"b2={second}", f"b21={second},{first}"]


@template
def _of_two_after(first: str, second: str, lemma: str) -> list[str]:
    return [f"a2={second}", f"a12={first},{second}", f"a12,l={first},{second},{lemma}"]


@template
def _of_near(step: int, before: str, after: str) -> list[str]:
    return [f"b{step}={before}", f"a{step}={after}"]


@template
def _of_types(before: str, after: str, lemma: str, frame: str, form: str) -> list[str]:
    return [
        f"nt={after}",
        f"pt={before}",
        f"nt,l={after},{lemma}",
        f"nt,fr={after},{frame},{form}",
        f"pt,nt={before},{after},{frame}",
    ]


def _before(view: View, unit: Unit, lemma: str, listed: str) -> list[Feature]:
    """Return what the report told before: "the attack" after a strike was told is that strike."""
    last = view.told[-1].event.value if view.told else "-"
    same = any(told.event.value == listed for told in view.told)
    opens = view.parsed.sentence.start == 0
    article = view.parsed.lower(unit.first - 1)
    return [(_of_told, last, lemma, article, listed, same, opens)]


@template
def _of_told(
    last: str, lemma: str, article: str, listed: str, same: bool, opens: bool
) -> list[str]:
    return [
        f"pe={last}",
        f"pe,l={last},{lemma}",
        f"pe,b1={last},{article},{listed}",
        f"same={same},{listed}",
        f"same,b1={same},{article},{listed}",
        f"start={opens}",
    ]


def _on_record(view: View, unit: Unit, lemma: str, frame: str, known: Known) -> list[Feature]:
    """Return what the names next to the unit are on record as."""
    names = view.parsed.names
    out: list[Feature] = []
    for side, near in (
        ("R", next((n for n in names if n.first >= unit.last), None)),
        ("L", next((n for n in reversed(names) if n.last <= unit.first), None)),
    ):
        if near is not None and not near.anaphor:
            gap = near.first - unit.last if side == "R" else unit.first - near.last
            out.append((_of_record, side, known.of(near.name), frame, lemma, min(gap, 4)))
    return out


@template
def _of_record(side: str, record: str, frame: str, lemma: str, gap: int) -> list[str]:
    return [
        f"kn={side},{record}",
        f"kn,fr={side},{record},{frame}",
        f"kn,l={side},{record},{lemma}",
        f"kn,d={side},{record},{gap}",
    ]


def status_features(
    typed: Typed, unit: Unit, drafted: Sequence[Claim], event: str
) -> list[Feature]:
    """Return the features by which the status of a unit of `event` is chosen."""
    form = form_of(unit, typed)
    lemma = unit.trigger.entry.lemma if unit.trigger else typed.lemma(unit.head)
    group = unit.trigger.group if unit.trigger else unit.first
    ruled = drafted[0].status.value if drafted else "none"
    words, word = typed.words, typed.word
    out: list[Feature] = [
        "1",
        (_of_status, ruled, event, lemma, form, typed.parsed.in_title),
        "g=" + " ".join(words[group : unit.first]),
    ]
    for step in range(1, _NEAR + 1):
        out.append((_of_near, step, word(unit.first - step), word(unit.last - 1 + step)))
        out.append(f"g{step}={word(group - step)}")
    first, second, third = (word(unit.first - step) for step in (1, 2, 3))
    out += [
        (_of_three_before, third, second, first, form),
        f"a12={word(unit.last)},{word(unit.last + 1)}",
    ]
    out += [f"B={w}" for w in words[max(0, unit.first - _AROUND) : unit.first]]
    out += [f"A={w}" for w in words[unit.last : unit.last + _AROUND]]
    out += [f"all={w}" for w in typed.distinct]
    out += _tree_features(typed, unit, lemma, form)
    return out


@template
def _of_status(ruled: str, event: str, lemma: str, form: str, in_title: bool) -> list[str]:
    return [
        f"r={ruled}",
        f"e={event}",
        f"r,e={ruled},{event}",
        f"l={lemma}",
        f"f={form}",
        f"f,e={form},{event}",
        f"f,r={form},{ruled}",
        f"title={in_title}",
    ]


@template
def _of_three_before(third: str, second: str, first: str, form: str) -> list[str]:
    return [f"b21={second},{first}", f"b321={third},{second},{first}", f"b1,f={first},{form}"]


def means_features(typed: Typed, unit: Unit, ruled: str) -> list[Feature]:
    """Return the features by which the means of a strike are chosen; `ruled` is what the rules say."""
    words = typed.words
    phrase = " ".join(words[unit.first : unit.last])
    lemma = unit.trigger.entry.lemma if unit.trigger else typed.lemma(unit.head)
    out: list[Feature] = [f"r={ruled}", f"w={phrase}", f"l={lemma}", f"r,l={ruled},{lemma}"]
    for k, word in enumerate(words):
        side = "B" if k < unit.first else "A" if k >= unit.last else "I"
        near = "n" if unit.first - _AROUND <= k < unit.last + _AROUND else "f"
        out.append((_of_any_word, f"{side}{near}", word))
    out += [(_of_pair, *pair) for pair in pairwise(words)]
    return out


@template
def _of_any_word(where: str, word: str) -> list[str]:
    return [f"{where}={word}", f"all={word}"]


@template
def _of_pair(first: str, second: str) -> list[str]:
    return [f"two={first},{second}"]


def _tree_features(typed: Typed, unit: Unit, lemma: str, form: str) -> list[Feature]:
    tree = typed.tree
    if tree is None:
        return ["t=-"]
    heads, relations, parts, words = tree.heads, tree.relations, tree.parts, typed.words
    at = unit.head
    governor = typed.lemma(heads[at]) if heads[at] != at else "<root>"
    out: list[Feature] = [(_of_head, parts[at], lemma, relations[at], form, governor)]
    for k in range(unit.first, unit.last):
        for child in typed.children[k]:
            if unit.first <= child < unit.last:
                continue
            word = typed.lemma(child)
            kind = word if word[0] == "<" else parts[child]
            out.append((_of_child, relations[child], word, lemma, kind))
            for marker in typed.children[child]:
                if relations[marker] == "case":
                    out.append((_of_marker, words[marker], kind, lemma))
    above = at
    for step in range(_STEPS):
        if heads[above] == above:
            break
        relation = relations[above]
        above = heads[above]
        out.append((_of_above, step, relation, typed.lemma(above)))
        out += [f"upc{step}={words[c]}" for c in typed.children[above] if relations[c] in _MARKING]
    return out


_MARKING = frozenset(("aux", "aux:pass", "mark", "advmod", "cop"))


@template
def _of_head(part: str, lemma: str, relation: str, form: str, governor: str) -> list[str]:
    return [
        f"p={part}",
        f"p,l={part},{lemma}",
        f"rel={relation}",
        f"rel,p={relation},{part},{form}",
        f"gov={governor}",
        f"gov,rel={governor},{relation}",
    ]


@template
def _of_child(role: str, word: str, lemma: str, kind: str) -> list[str]:
    return [
        f"c={role}",
        f"c,w={role},{word}",
        f"c,l={role},{lemma}",
        f"c,k,l={role},{kind},{lemma}",
    ]


@template
def _of_marker(word: str, kind: str, lemma: str) -> list[str]:
    return [f"cc={word},{kind},{lemma}"]


@template
def _of_above(step: int, relation: str, lemma: str) -> list[str]:
    return [f"up={lemma}", f"up{step}={relation},{lemma}"]


def _next_typed(typed: Typed, k: int, step: int) -> str:
    for _ in range(8):
        if not 0 <= k < len(typed.words):
            return "-"
        if typed.words[k][0] == "<" and typed.words[k] != "<number>":
            return typed.words[k]
        k += step
    return "-"
