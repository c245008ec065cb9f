"""Which of the places that a sentence names the event of a word in it happened at.

For any verb or noun, not only those that the readers know. Learned from labelled claims and from verbs
drawn by chance (`training/toponyms/link.py`) over the dependency tree; a place that the sentence does
not name is not guessed.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from whoholds.base.spans import Span
from whoholds.extract.lexicon import load_lexicon
from whoholds.extract.segment import Sentence, sentences
from whoholds.extract.syntax import Parser, Tree
from whoholds.extract.toponyms import Toponym, likelihood

LEAST = 0.4
"""A place as likely as this is taken for the event's."""

_LONGEST_PATH = 5
_FAR = (2, 4, 7, 12, 20)
SAID = frozenset(("say", "tell", "report", "add", "announce", "claim", "accord", "state", "warn"))
"""Verbs of saying: what is told by them happened elsewhere."""

_BIG_COUNTRY = 7


@dataclass(slots=True)
class EventScene:
    """A sentence with its tree, the token of the event's word, and the places named, each by its head."""

    sentence: Sentence
    tree: Tree
    event: int
    places: list[Toponym]
    spans: list[tuple[int, int]]
    heads: list[int]


def link_places(
    text: str,
    events: Sequence[Span],
    toponyms: Sequence[Toponym],
    parser: Parser,
    *,
    least: float = LEAST,
) -> list[list[Toponym]]:
    """Return for each of `events`, a word or words of `text`, the places at which it happened.

    Only names in the same sentence are looked at. Those come back that are as likely as `least`, in
    order; none where none is.
    """
    weights = load_weights()
    found: list[list[Toponym]] = []
    for scene in event_scenes(text, events, toponyms, parser):
        chances = [] if scene is None else scores(scene, weights)
        found.append(
            []
            if scene is None
            else [
                place
                for place, chance in zip(scene.places, chances, strict=True)
                if chance >= least
            ]
        )
    return found


def scores(scene: EventScene, weights: Mapping[str, float]) -> list[float]:
    """Return for each place of a scene how likely the event happened there, in [0, 1]."""
    return [likelihood(features(scene, at), weights) for at in range(len(scene.places))]


@cache
def load_weights() -> Mapping[str, float]:
    """Return the weights that ship; the empty string is the constant."""
    source = files("whoholds.extract") / "data" / "toponym_link_weights.json"
    weights: dict[str, float] = json.loads(source.read_text(encoding="utf-8"))["weights"]
    return weights


def event_scenes(
    text: str, events: Sequence[Span], toponyms: Sequence[Toponym], parser: Parser
) -> list[EventScene | None]:
    """Return the scene of each event, None where it stands in no sentence."""
    cut = sentences(text)
    of_event = [_sentence_of(cut, event) for event in events]
    wanted = sorted({at for at in of_event if at is not None})
    trees = dict(
        zip(wanted, parser.parse([[t.text for t in cut[at].tokens] for at in wanted]), strict=True)
    )
    out: list[EventScene | None] = []
    for event, at in zip(events, of_event, strict=True):
        if at is None:
            out.append(None)
            continue
        sentence, tree = cut[at], trees[at]
        word = _head(tree, *_tokens(sentence, event))
        places, spans, heads = [], [], []
        for place in toponyms:
            if not sentence.start <= place.span.start < sentence.end:
                continue
            first, last = _tokens(sentence, place.span)
            if first <= word < last:
                continue
            places.append(place)
            spans.append((first, last))
            heads.append(_head(tree, first, last))
        out.append(EventScene(sentence, tree, word, places, spans, heads))
    return out


def _sentence_of(cut: Sequence[Sentence], event: Span) -> int | None:
    return next(
        (at for at, one in enumerate(cut) if one.start < event.end and event.start < one.end), None
    )


def _tokens(sentence: Sentence, span: Span) -> tuple[int, int]:
    inside = [
        at
        for at, token in enumerate(sentence.tokens)
        if token.start < span.end and span.start < token.end
    ]
    return (inside[0], inside[-1] + 1) if len(inside) > 0 else (0, 1)


def _head(tree: Tree, first: int, last: int) -> int:
    for at in range(first, last):
        if not first <= tree.heads[at] < last or tree.heads[at] == at:
            return at
    return first


def features(scene: EventScene, at: int) -> list[str]:
    """Return the features of one place of a scene."""
    return list(_features(scene, at))


def _features(scene: EventScene, at: int) -> Iterator[str]:
    tree, event = scene.tree, scene.event
    head = scene.heads[at]
    first, last = scene.spans[at]
    lemma, part = tree.lemmas[event].lower(), tree.parts[event]
    prep = preposition(tree, head, scene.sentence)
    path = _path(tree, head, event)
    yield f"path={path}"
    yield f"path={path} prep={prep}"
    steps = path.count("<") + path.count(">")
    yield f"steps={min(6, steps)}"
    yield f"relation={tree.relations[head]} prep={prep}"
    yield f"prep={prep}"
    yield f"event={lemma} prep={prep}"
    yield f"event={lemma}"
    yield f"event part={part}"
    yield f"event relation={tree.relations[event]}"
    above = tree.heads[head]
    yield f"above={tree.parts[above]} {tree.relations[above]}"
    yield f"above={tree.lemmas[above].lower()}"
    stands = standing(scene, at)
    yield f"standing={stands}"
    yield f"standing={stands} {part}"
    yield f"standing={stands} prep={prep}"
    yield f"standing={stands} event={lemma}"
    country = _is_country(scene.places[at])
    yield f"standing={stands} country={country}"
    kind = stands.partition(":")[0]
    yield f"standing kind={kind} prep={prep} country={country}"
    best = min(
        _RANKS.get(standing(scene, k).partition(":")[0], 9) for k in range(len(scene.places))
    )
    yield f"stands as well as any={_RANKS.get(kind, 9) <= best}"
    yield f"standing kind={kind} as well={_RANKS.get(kind, 9) <= best}"
    outer = tree.heads[_effective(tree, head)]
    if kind in ("noun", "deep"):
        # A parser hangs "met Lavrov in Geneva" on Lavrov.
        yield f"standing kind={kind} on {tree.parts[outer]} prep={prep}"
        yield f"standing kind={kind} on {tree.lemmas[outer].lower()}"
    way = between(tree, head, event)
    passed = [node for node in way if tree.parts[node] == "VERB"]
    nouns = [node for node in way if tree.parts[node] == "NOUN"]
    yield f"verbs passed={min(2, len(passed))} {part} prep={prep}"
    yield f"nouns passed={min(2, len(nouns))} {part} prep={prep}"
    yield from (f"passes {tree.parts[node]} {tree.relations[node]}" for node in way)
    if len(nouns) > 0:
        yield f"passes noun {tree.lemmas[nouns[0]].lower()}"
    yield f"path={path} {part}"
    climbs = head != event and event in _ups(tree, head)
    yield f"below event={climbs} {part}"
    yield f"below event={climbs} prep={prep} verbs={min(2, len(passed))}"
    if above == event:
        yield f"under event {prep} {part}"
    if lemma in SAID:
        yield f"said, {path}"
    before = last <= event
    gap = event - last if before else first - event
    yield f"{'before' if before else 'after'}={sum(gap > far for far in _FAR)}"
    gap_tokens = range(last, event) if before else range(event + 1, first)
    verbs = sum(tree.parts[k] == "VERB" for k in gap_tokens)
    commas = sum(scene.sentence.tokens[k].text == "," for k in gap_tokens)
    yield f"verbs between={min(3, verbs)} {before}"
    yield f"commas between={min(3, commas)} {before}"
    if any(scene.sentence.tokens[k].lower in ("said", "says", "told", "that") for k in gap_tokens):
        yield "said between"
    if any(scene.sentence.tokens[k].text in '"“”' for k in gap_tokens):
        yield "quotation between"
    yield from _own(scene, at, first, last)
    yield from _beside(scene, at, steps)
    after = scene.sentence.tokens[last].lower if last < len(tree) else ""
    yield f"followed={after if not after.isalpha() or after in ('and', 'to', 'where') else 'word'}"
    if last < len(tree):
        yield f"followed by {tree.parts[last]} {tree.relations[head]}"
    ahead = scene.sentence.tokens[first - 1].lower if first > 0 else ""
    yield f"ahead={ahead}"
    if first == 0 and after in ("(", "-", "–", "—", ","):
        yield "dateline"


def standing(scene: EventScene, at: int) -> str:
    """Return how a place stands to the event in the tree, lists and "the town of" looked through.

    `direct:R` hangs on the event as R; `noun:R:S` on a noun (as S) that hangs on it as R; `deep:R` on
    nouns below such a noun; `shared:R:…` on a verb that is tied to the event as R, above or below it;
    `far` is all else.
    """
    tree, event = scene.tree, scene.event
    node = _effective(tree, scene.heads[at])
    if tree.heads[node] == node:
        return "far:root"
    above, relation = tree.heads[node], tree.relations[node]
    if above == event:
        return f"direct:{relation}"
    nouns = 0
    while tree.parts[above] not in _VERBAL and nouns < _LONGEST_PATH:
        if tree.heads[above] == above:
            break
        outer = tree.relations[above]
        nouns += 1
        if tree.heads[above] == event:
            return f"noun:{outer}:{relation}" if nouns == 1 else f"deep:{outer}"
        above = tree.heads[above]
    how = f"direct:{relation}" if nouns == 0 else f"noun:{min(2, nouns)}"
    if tree.heads[event] == above and above != event:
        return f"shared:{tree.relations[event]}<:{how}"
    if tree.heads[above] == event and above != event:
        return f"shared:{tree.relations[above]}>:{how}"
    grand = tree.heads[event]
    if tree.heads[grand] == above and grand != above:
        return f"shared:{tree.relations[event]}<{tree.relations[grand]}<:{how}"
    return "far"


_RANKS = {"direct": 0, "noun": 1, "deep": 2, "shared": 3, "far": 4}
_VERBAL = ("VERB", "AUX")
_LOOKED_THROUGH = ("conj", "appos", "flat", "compound", "list")


def _effective(tree: Tree, node: int) -> int:
    kinds = load_lexicon().place_kinds
    for _ in range(2 * _LONGEST_PATH):
        above, relation = tree.heads[node], tree.relations[node]
        through = relation in _LOOKED_THROUGH and tree.parts[above] in ("PROPN", "NOUN")
        town = relation in ("nmod", "compound") and tree.lemmas[above].lower() in kinds
        if above == node or not (through or (town and tree.parts[above] in ("NOUN", "PROPN"))):
            return node
        node = above
    return node


def _is_country(place: Toponym) -> bool:
    known = place.known
    return known is not None and "A" in known.classes and known.people >= _BIG_COUNTRY


def _own(scene: EventScene, at: int, first: int, last: int) -> Iterator[str]:
    place = scene.places[at]
    yield f"likely={int(place.likely * 5)}"
    if place.known is None:
        yield "unknown"
    else:
        yield f"classes={place.known.classes}"
        country = _is_country(place)
        yield f"country={country}"
        yield f"country={country} {preposition(scene.tree, scene.heads[at], scene.sentence)}"
        yield f"country={country} {scene.tree.relations[scene.heads[at]]}"
    if place.demonym:
        yield "demonym"
        yield f"demonym {scene.tree.relations[scene.heads[at]]}"
    if place.span.end < scene.sentence.tokens[last - 1].end:
        yield "joined"
    if len(place.within) > 0:
        yield "has container"
    yield f"words={min(3, last - first)}"


def _beside(scene: EventScene, at: int, steps: int) -> Iterator[str]:
    """Tell of the other places of the sentence: containers, lists, nearer ones."""
    count = len(scene.places)
    yield f"places={min(4, count)}"
    lengths = [_steps(scene.tree, head, scene.event) for head in scene.heads]
    yield f"nearer={min(3, sum(other < steps for other in lengths))}"
    tokens = scene.sentence.tokens
    first, last = scene.spans[at]
    for k, (start, end) in enumerate(scene.spans):
        if k == at:
            continue
        if (
            end + 1 == first
            and tokens[end].text == ","
            and scene.tree.relations[scene.heads[at]] != "conj"
        ):
            yield f"after a comma and a place, list={_in_list(scene, at)}"
        if last + 1 == start and tokens[last].text == ",":
            yield f"before a comma and a place, list={_in_list(scene, k)}"
        if end < first and scene.tree.heads[scene.heads[at]] == scene.heads[k]:
            yield f"under a place as {scene.tree.relations[scene.heads[at]]}"
        if start >= last and scene.tree.heads[scene.heads[k]] == scene.heads[at]:
            yield f"over a place as {scene.tree.relations[scene.heads[k]]}"


def _in_list(scene: EventScene, at: int) -> bool:
    """Tell whether "and" comes after the place, perhaps with other places before it."""
    tokens, (_, last) = scene.sentence.tokens, scene.spans[at]
    starts = dict(scene.spans)
    for _ in range(len(scene.spans)):
        if last < len(tokens) and tokens[last].text == "," and last + 1 in starts:
            last = starts[last + 1]
            continue
        break
    if last < len(tokens) and tokens[last].text == ",":
        last += 1
    return last + 1 < len(tokens) and tokens[last].lower == "and" and last + 1 in starts


def preposition(tree: Tree, head: int, sentence: Sentence) -> str:
    """Return the preposition of a name; a name in a list has that of the list's first."""
    for _ in range(_LONGEST_PATH):
        for at in range(head - 1, max(-1, head - 6), -1):
            if tree.heads[at] == head and tree.relations[at] == "case":
                return sentence.tokens[at].lower
        if tree.relations[head] not in ("conj", "appos", "compound", "flat", "nmod:poss"):
            break
        if tree.heads[head] == head:
            break
        head = tree.heads[head]
    return ""


def _ups(tree: Tree, at: int) -> list[int]:
    chain = [at]
    while tree.heads[chain[-1]] != chain[-1] and len(chain) <= len(tree):
        chain.append(tree.heads[chain[-1]])
    return chain


def _meeting(tree: Tree, one: int, other: int) -> tuple[list[int], list[int]]:
    ups, downs = _ups(tree, one), _ups(tree, other)
    shared = next((node for node in ups if node in downs), ups[-1])
    return ups[: ups.index(shared)], downs[: downs.index(shared)] if shared in downs else downs


def between(tree: Tree, place: int, event: int) -> list[int]:
    """Return the tokens on the way from a place to an event through the tree, both left out."""
    up, down = _meeting(tree, place, event)
    top = tree.heads[up[-1]] if len(up) > 0 else place
    return [node for node in (*up, top, *down) if node not in (place, event)]


def _steps(tree: Tree, one: int, other: int) -> int:
    up, down = _meeting(tree, one, other)
    return len(up) + len(down)


def _path(tree: Tree, place: int, event: int) -> str:
    up, down = _meeting(tree, place, event)
    if len(up) + len(down) > _LONGEST_PATH:
        return "far" + ">" * min(6, len(up) + len(down))
    climbing = "".join(f"{tree.relations[node]}<" for node in up)
    falling = "".join(f">{tree.relations[node]}" for node in reversed(down))
    return climbing + falling
