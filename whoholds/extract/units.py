"""Words of a sentence that may name an event, and how the tokens around them are typed."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from whoholds.extract.clauses import Parsed
from whoholds.extract.memory import Kind
from whoholds.extract.syntax import Tree
from whoholds.extract.triggers import Form, Trigger

LONGEST_PATH = 6
"""So many steps a phrase is followed up its tree."""

_KINDS = {
    Kind.ACTOR: "<actor>",
    Kind.PLACE: "<place>",
    Kind.COUNTRY: "<country>",
    Kind.ADJECTIVE: "<nation>",
    Kind.PERSON: "<person>",
    Kind.SPEAKER: "<speaker>",
    Kind.UNKNOWN: "<name>",
    Kind.OTHER: "<other>",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """Tokens `[first, last)` that may name an event; `trigger` where the lexicon lists them.

    `head` is the token that the rest of the unit hangs on.
    """

    first: int
    last: int
    head: int
    trigger: Trigger | None


class Climb(NamedTuple):
    """How a phrase hangs in a tree: on what word, in which relation, with what preposition.

    `chain` are the tokens from its head upwards, at most a few, `relations` how each hangs on the next.
    """

    governor: str
    relation: str
    case: str
    chain: list[int]
    relations: list[str]


@dataclass(slots=True)
class Typed:
    """A sentence with its tokens typed: names, places and dates by their kind, other words in lower case.

    `tree` is None where the sentence was not parsed; `children` are the tokens that hang on each.
    """

    parsed: Parsed
    words: list[str]
    tree: Tree | None
    children: list[list[int]]
    distinct: list[str] = field(default_factory=list)
    """The words, each once; `kinds` are those of them that are types."""
    kinds: list[str] = field(default_factory=list)
    _climbed: dict[tuple[int, int], Climb] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.distinct = sorted(set(self.words))
        self.kinds = [word for word in self.distinct if word[0] == "<"]

    def hung_on(self, tree: Tree | None) -> "Typed":
        """Return the same words with a tree, or with none."""
        children: list[list[int]] = [[] for _ in self.words]
        if tree is not None:
            for k, head in enumerate(tree.heads):
                if head != k:
                    children[head].append(k)
        return Typed(self.parsed, self.words, tree, children)

    def word(self, k: int) -> str:
        """Return the typed word at token `k`, a mark for before and after the sentence."""
        if k < 0:
            return "<s>"
        return self.words[k] if k < len(self.words) else "</s>"

    def lemma(self, k: int) -> str:
        """Return the lemma at token `k`, or its type where it is part of a name."""
        word = self.words[k]
        return word if word[0] == "<" or self.tree is None else self.tree.lemmas[k].lower()

    def climb(self, first: int, last: int) -> Climb:
        """Return how the tokens `[first, last)` hang in the tree, which must be there."""
        climbed = self._climbed.get((first, last))
        if climbed is None:
            climbed = self._climbed[(first, last)] = self._climb(first, last)
        return climbed

    def _climb(self, first: int, last: int) -> Climb:
        assert self.tree is not None
        heads, relations = self.tree.heads, self.tree.relations
        head = next(
            (k for k in range(first, last) if not first <= heads[k] < last or heads[k] == k), first
        )
        chain = [head]
        while heads[chain[-1]] != chain[-1] and len(chain) <= LONGEST_PATH:
            chain.append(heads[chain[-1]])
        governor = self.lemma(heads[head]) if heads[head] != head else "<root>"
        case = next((self.words[c] for c in self.children[head] if relations[c] == "case"), "")
        return Climb(governor, relations[head], case, chain, [relations[k] for k in chain])

    def part(self, k: int) -> str:
        """Return the part of speech at token `k`, empty where the sentence was not parsed."""
        return "" if self.tree is None else self.tree.parts[k]


def type_tokens(parsed: Parsed, tree: Tree | None) -> Typed:
    """Return a sentence with its tokens typed."""
    words = [token.lower for token in parsed.tokens]
    for name in parsed.names:
        mark = "<group>" if name.role and name.kind is Kind.ACTOR else _KINDS[name.kind]
        for k in range(name.first, name.last):
            words[k] = mark
    for place in parsed.places:
        for k in range(place.first, place.last):
            if words[k] not in ("<country>", "<actor>", "<group>"):
                words[k] = f"<{place.kind}>"
    for date in parsed.dates:
        for k in range(date.first, date.last):
            words[k] = "<date>"
    words = ["<number>" if word[0].isdecimal() else word for word in words]
    return Typed(parsed, words, None, []).hung_on(tree)


def find_units(typed: Typed, vocabulary: Collection[str]) -> list[Unit]:
    """Return the triggers of the lexicon and the further words of `vocabulary`, in order."""
    parsed = typed.parsed
    found = [Unit(t.first, t.last, _head(typed, t.first, t.last), t) for t in parsed.triggers]
    for k, word in enumerate(typed.words):
        if word in vocabulary and k not in parsed.trigger_at:
            found.append(Unit(k, k + 1, k, None))
    return sorted(found, key=lambda unit: (unit.first, unit.last))


def form_of(unit: Unit, typed: Typed) -> str:
    """Return the grammatical form of a unit, guessed from its ending where no rule told it."""
    if unit.trigger is not None:
        return unit.trigger.form.value
    word, before = typed.words[unit.first], typed.word(unit.first - 1)
    if word.endswith("ing"):
        return Form.GERUND.value
    if before == "to":
        return Form.INFINITIVE.value
    if word.endswith("ed"):
        be = before in ("is", "are", "was", "were", "been", "be", "being")
        return Form.PASSIVE.value if be else Form.ACTIVE.value
    return Form.NOUN.value if typed.part(unit.first) == "NOUN" else "other"


def _head(typed: Typed, first: int, last: int) -> int:
    tree = typed.tree
    if tree is None:
        return first
    for k in range(first, last):
        if not first <= tree.heads[k] < last or tree.heads[k] == k:
            return k
    return first
