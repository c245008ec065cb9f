"""What is told to the scorers of event and status about a unit: its words, those around it, its tree."""

from collections.abc import Sequence

from whoholds.base.records import Claim
from whoholds.extract.drafts import View
from whoholds.extract.known import NONE_KNOWN, Known
from whoholds.extract.object_kinds import object_features
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
) -> list[str]:
    """Return the features by which the event of a unit is chosen.

    `drafted` are the rules' claims, `topic` tells how much the report is about war (`topic_level`),
    `known` what is on record of names.
    """
    parsed = typed.parsed
    form = form_of(unit, typed)
    phrase = " ".join(typed.words[unit.first : unit.last])
    head = typed.words[unit.head]
    lemma = unit.trigger.entry.lemma if unit.trigger else typed.lemma(unit.head)
    frame = unit.trigger.entry.frame if unit.trigger else "-"
    listed = unit.trigger.entry.event.value if unit.trigger else "-"
    ruled = drafted[0].event.value if drafted else "drop"
    out = [
        "1",
        f"w={phrase}",
        f"l={lemma}",
        f"l,f={lemma},{form}",
        f"fr={frame}",
        f"fr,f={frame},{form}",
        f"ev={listed}",
        f"r={ruled}",
        f"r,fr={ruled},{frame}",
        f"r,l={ruled},{lemma}",
        f"suf={head[-3:]}",
        f"title={parsed.in_title}",
        f"T={topic}",
        f"T,l={topic},{lemma}",
        f"T,ev={topic},{listed}",
        f"T,r={topic},{ruled}",
    ]
    if len(drafted) > 0:
        first = drafted[0]
        out.append(f"rs={ruled},{bool(first.actors)},{bool(first.places)},{bool(first.targets)}")
        out.append(f"rst={ruled},{first.status.value}")
    for step in range(1, _NEAR + 1):
        before, after = typed.word(unit.first - step), typed.word(unit.last - 1 + step)
        out += [f"b{step}={before}", f"a{step}={after}"]
        if step == 1:
            out += [f"b1,l={before},{lemma}", f"a1,l={after},{lemma}", f"b1,r={before},{ruled}",
                    f"a1,r={after},{ruled}", f"b1,a1={before},{after}"]  # fmt: skip
        if step == 2:
            out += [
                f"b21={before},{typed.word(unit.first - 1)}",
                f"a12={typed.word(unit.last)},{after}",
                f"a12,l={typed.word(unit.last)},{after},{lemma}",
            ]
    for k in range(max(0, unit.first - _AROUND), min(len(typed.words), unit.last + _AROUND)):
        if not unit.first <= k < unit.last:
            out.append(f"{'B' if k < unit.first else 'A'}={typed.words[k]}")
    after_type = _next_typed(typed, unit.last, 1)
    before_type = _next_typed(typed, unit.first - 1, -1)
    out += [
        f"nt={after_type}",
        f"pt={before_type}",
        f"nt,l={after_type},{lemma}",
        f"nt,fr={after_type},{frame},{form}",
        f"pt,nt={before_type},{after_type},{frame}",
    ]
    out += _before(view, unit, lemma, listed)
    if known.anything:
        out += _on_record(view, unit, lemma, frame, known)
    out += [f"S={kind}" for kind in sorted({w for w in typed.words if w[0] == "<"})]
    others = {t.entry.event.value for t in parsed.triggers if t.first != unit.first}
    out += [f"o={event}" for event in sorted(others)] + [f"n={min(len(parsed.triggers), 6)}"]
    out += object_features(typed, unit, lemma, frame, listed)
    out += _tree_features(typed, unit, lemma, "")
    return out


def _before(view: View, unit: Unit, lemma: str, listed: str) -> list[str]:
    """Return what the report told before: "the attack" after a strike was told is that strike."""
    last = view.told[-1].event.value if view.told else "-"
    article = view.parsed.lower(unit.first - 1)
    same = any(told.event.value == listed for told in view.told)
    return [
        f"pe={last}",
        f"pe,l={last},{lemma}",
        f"pe,b1={last},{article},{listed}",
        f"same={same},{listed}",
        f"same,b1={same},{article},{listed}",
        f"start={view.parsed.sentence.start == 0}",
    ]


def _on_record(view: View, unit: Unit, lemma: str, frame: str, known: Known) -> list[str]:
    """Return what the names next to the unit are on record as."""
    names = view.parsed.names
    out = []
    for side, near in (
        ("R", next((n for n in names if n.first >= unit.last), None)),
        ("L", next((n for n in reversed(names) if n.last <= unit.first), None)),
    ):
        if near is not None and not near.anaphor:
            kind = known.of(near.name)
            gap = near.first - unit.last if side == "R" else unit.first - near.last
            out += [
                f"kn={side},{kind}",
                f"kn,fr={side},{kind},{frame}",
                f"kn,l={side},{kind},{lemma}",
            ]
            out.append(f"kn,d={side},{kind},{min(gap, 4)}")
    return out


def status_features(typed: Typed, unit: Unit, drafted: Sequence[Claim], event: str) -> list[str]:
    """Return the features by which the status of a unit of `event` is chosen."""
    form = form_of(unit, typed)
    lemma = unit.trigger.entry.lemma if unit.trigger else typed.lemma(unit.head)
    group = unit.trigger.group if unit.trigger else unit.first
    ruled = drafted[0].status.value if drafted else "none"
    out = [
        "1",
        f"r={ruled}",
        f"e={event}",
        f"r,e={ruled},{event}",
        f"l={lemma}",
        f"f={form}",
        f"f,e={form},{event}",
        f"f,r={form},{ruled}",
        f"title={typed.parsed.in_title}",
        "g=" + " ".join(typed.words[group : unit.first]),
    ]
    for step in range(1, _NEAR + 1):
        out += [
            f"b{step}={typed.word(unit.first - step)}",
            f"g{step}={typed.word(group - step)}",
            f"a{step}={typed.word(unit.last - 1 + step)}",
        ]
    out += [
        f"b21={typed.word(unit.first - 2)},{typed.word(unit.first - 1)}",
        f"b321={typed.word(unit.first - 3)},{typed.word(unit.first - 2)},{typed.word(unit.first - 1)}",
        f"b1,f={typed.word(unit.first - 1)},{form}",
        f"a12={typed.word(unit.last)},{typed.word(unit.last + 1)}",
    ]
    for k in range(max(0, unit.first - _AROUND), min(len(typed.words), unit.last + _AROUND)):
        if not unit.first <= k < unit.last:
            out.append(f"{'B' if k < unit.first else 'A'}={typed.words[k]}")
    out += [f"all={w}" for w in sorted(set(typed.words))]
    out += _tree_features(typed, unit, lemma, form)
    return out


def means_features(typed: Typed, unit: Unit, ruled: str) -> list[str]:
    """Return the features by which the means of a strike are chosen; `ruled` is what the rules say."""
    phrase = " ".join(typed.words[unit.first : unit.last])
    lemma = unit.trigger.entry.lemma if unit.trigger else typed.lemma(unit.head)
    out = [f"r={ruled}", f"w={phrase}", f"l={lemma}", f"r,l={ruled},{lemma}"]
    for k, word in enumerate(typed.words):
        side = "B" if k < unit.first else "A" if k >= unit.last else "I"
        near = "n" if unit.first - _AROUND <= k < unit.last + _AROUND else "f"
        out += [f"{side}{near}={word}", f"all={word}"]
        if k > 0:
            out.append(f"two={typed.words[k - 1]},{word}")
    return out


def _tree_features(typed: Typed, unit: Unit, lemma: str, form: str) -> list[str]:
    tree = typed.tree
    if tree is None:
        return ["t=-"]
    at = unit.head
    relation = tree.relations[at]
    governor = typed.lemma(tree.heads[at]) if tree.heads[at] != at else "<root>"
    out = [
        f"p={tree.parts[at]}",
        f"p,l={tree.parts[at]},{lemma}",
        f"rel={relation}",
        f"rel,p={relation},{tree.parts[at]},{form}",
        f"gov={governor}",
        f"gov,rel={governor},{relation}",
    ]
    for k in range(unit.first, unit.last):
        for child in typed.children[k]:
            if unit.first <= child < unit.last:
                continue
            role, word = tree.relations[child], typed.lemma(child)
            out += [f"c={role}", f"c,w={role},{word}", f"c,l={role},{lemma}"]
            kind = word if word[0] == "<" else tree.parts[child]
            out.append(f"c,k,l={role},{kind},{lemma}")
            for marker in typed.children[child]:
                if tree.relations[marker] == "case":
                    out.append(f"cc={typed.words[marker]},{kind},{lemma}")
    above = at
    for step in range(_STEPS):
        if tree.heads[above] == above:
            break
        relation = tree.relations[above]
        above = tree.heads[above]
        out += [f"up={typed.lemma(above)}", f"up{step}={relation},{typed.lemma(above)}"]
        for child in typed.children[above]:
            if tree.relations[child] in ("aux", "aux:pass", "mark", "advmod", "cop"):
                out.append(f"upc{step}={typed.words[child]}")
    return out


def _next_typed(typed: Typed, k: int, step: int) -> str:
    for _ in range(8):
        if not 0 <= k < len(typed.words):
            return "-"
        if typed.words[k][0] == "<" and typed.words[k] != "<number>":
            return typed.words[k]
        k += step
    return "-"
