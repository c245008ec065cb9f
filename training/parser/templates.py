"""Trees of conflict clauses made from the patterns of `clauses.toml`, which says how they are written."""

import hashlib
import random
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from training.parser.names import Names
from training.parser.treebank import Gold

FILE = Path(__file__).with_name("clauses.toml")

KINDS = ("clause", "sentence", "frame", "headline")

_ITEM = re.compile(r"\??\[|\]|[^\s\[\]]+")
_MARKS = frozenset(',.:;()"“”-–—…?!’‘')
_PARTS = {
    "det": "DET", "det:predet": "DET", "case": "ADP", "mark": "SCONJ", "aux": "AUX", "cop": "AUX",
    "aux:pass": "AUX", "cc": "CCONJ", "cc:preconj": "CCONJ", "punct": "PUNCT", "nummod": "NUM",
    "advmod": "ADV", "amod": "ADJ", "compound:prt": "ADP", "expl": "PRON", "flat": "PROPN",
    "fixed": "ADP", "root": "VERB", "ccomp": "VERB", "xcomp": "VERB", "advcl": "VERB", "acl": "VERB",
    "acl:relcl": "VERB", "csubj": "VERB", "parataxis": "VERB",
}  # fmt: skip
_MOST_LISTED = 12
_TOO_DEEP = 40
_BACK = {"backed": "back", "led": "lead", "allied": "ally"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of `clauses.toml`: `kind` is clause, sentence, frame or headline."""

    id: str
    kind: str
    tree: str


@dataclass(frozen=True, slots=True)
class _Node:
    word: str
    part: str
    lemma: str
    head: int  # index into the nodes of the phrase; -1 for the phrase's head
    relation: str = ""


class TemplateError(ValueError):
    """A pattern cannot be read; the message names it."""


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def load_patterns() -> list[Pattern]:
    """Return every pattern in the order of the file."""
    rules = _rules()
    return [Pattern(key, kind, tree) for kind in KINDS for key, tree in rules[kind].items()]


def split(patterns: Sequence[Pattern]) -> tuple[list[Pattern], list[Pattern]]:
    """Return the patterns to train on and those held out, about a fifth.

    A pattern's name decides, so that patterns added later leave the others where they are.
    """
    held = [p for p in patterns if hashlib.sha256(p.id.encode()).digest()[0] % 5 == 0]
    return [p for p in patterns if p not in held], held


def make_trees(patterns: Sequence[Pattern], each: int, seed: int) -> list[Gold]:
    """Return `each` sentences of every pattern, in the order of the patterns.

    Clauses that a frame takes in come from `patterns` too, so that what is held out stays out.
    """
    maker = _Maker(patterns, random.Random(seed))
    return [maker.sentence(pattern) for pattern in patterns for _ in range(each)]


class _Maker:
    def __init__(self, patterns: Sequence[Pattern], chance: random.Random) -> None:
        rules = _rules()
        self._chance = chance
        self._names = Names(chance)
        self._phrases: dict[str, list[str]] = rules["phrases"]
        self._verbs: dict[str, list[str]] = rules["verbs"]
        self._words: dict[str, str] = rules["words"]
        self._irregular: dict[str, list[str]] = rules["irregular"]
        self._clauses = [pattern.tree for pattern in patterns if pattern.kind == "clause"]
        self._forms = self._all_forms([*self._irregular, *chain(*self._verbs.values())])
        self._where = ""
        self._made: dict[str, Callable[[], list[_Node]]] = {
            "TOWN": lambda: self._flat(self._names.place()),
            "PERSON": lambda: self._flat(self._names.person()),
            "LAND": lambda: self._flat([self._names.land()]),
            "PEOPLE": lambda: [_Node(name := self._names.people(), "ADJ", name, -1)],
            "BACKED": lambda: [
                _backed(self._names.people(), chance.choice(("backed", "led", "allied")))
            ],
            "ABC": lambda: self._flat([self._names.letters()]),
            "NUM": lambda: [_Node(word := str(chance.randint(2, 400)), "NUM", word, -1)],
            "DD": lambda: [_Node(word := str(chance.randint(1, 31)), "NUM", word, -1)],
            "YEAR": lambda: [_Node(word := str(chance.randint(1995, 2026)), "NUM", word, -1)],
        }

    def sentence(self, pattern: Pattern) -> Gold:
        """Return a sentence of the pattern, with a capital first and, if it is a clause, a full stop."""
        self._where = pattern.id
        tree = f"{pattern.tree} ." if pattern.kind == "clause" else pattern.tree
        nodes = self._phrase(tree, "root", 0)
        if pattern.kind == "headline":
            nodes = self._headline(nodes)
        first = next(i for i, node in enumerate(nodes) if node.part != "PUNCT")
        word = nodes[first].word
        nodes[first] = replace(nodes[first], word=word[:1].upper() + word[1:])
        return Gold(
            tuple(node.word for node in nodes),
            tuple(i if node.head < 0 else node.head for i, node in enumerate(nodes)),
            tuple("root" if node.head < 0 else node.relation for node in nodes),
            tuple(node.part for node in nodes),
            tuple(node.lemma for node in nodes),
        )

    def _headline(self, nodes: list[_Node]) -> list[_Node]:
        if self._chance.random() < 0.4:
            return nodes
        return [
            replace(n, word=n.word[:1].upper() + n.word[1:])
            if len(n.word) > 3 or n.part in ("VERB", "NOUN", "PRON", "AUX")
            else n
            for n in nodes
        ]

    def _phrase(self, content: str, relation: str, depth: int) -> list[_Node]:
        """Return the nodes of the content of a bracket; the one with head -1 is its head."""
        if depth > _TOO_DEEP:
            self._fail(f"phrases within phrases without end in {content!r}")
        parts: list[tuple[str, list[_Node]]] = []  # relation ("" for the head) and nodes
        items = self._items(content)
        starred = [item for item in items if item.startswith("*")]
        bare = [i for i in items if not i.startswith(("[", "?[")) and not set(i) <= _MARKS]
        heads = starred or bare
        if len(heads) != 1:
            self._fail(f"{len(heads)} heads in {content!r}")
        for item in items:
            if item == heads[0]:
                parts.append(("", self._head(item.removeprefix("*"), relation, depth)))
            elif item.startswith(("[", "?[")):
                if item.startswith("?") and self._chance.random() < 0.5:
                    continue
                inner = item[item.index("[") + 1 : -1].strip()
                name, _, rest = inner.partition(" ")
                parts.append((name, self._phrase(rest, name, depth + 1)))
            elif set(item) <= _MARKS:
                parts.append(("punct", [_Node(item, "PUNCT", item, -1)]))
            else:
                self._fail(f"{item!r} has no relation in {content!r}")
        return self._joined(parts)

    def _joined(self, parts: Sequence[tuple[str, list[_Node]]]) -> list[_Node]:
        starts, at = [], 0
        for _, nodes in parts:
            starts.append(at)
            at += len(nodes)
        k = next(k for k, (relation, _) in enumerate(parts) if relation == "")
        head = starts[k] + next(i for i, node in enumerate(parts[k][1]) if node.head < 0)
        out = []
        for start, (relation, nodes) in zip(starts, parts, strict=True):
            for node in nodes:
                if node.head >= 0:
                    out.append(replace(node, head=node.head + start))
                elif relation == "":
                    out.append(node)
                else:
                    out.append(replace(node, head=head, relation=relation))
        return out

    def _head(self, item: str, relation: str, depth: int) -> list[_Node]:
        item = self._chance.choice(item.split("|"))
        if item.startswith("$LIST."):
            return self._list(item.removeprefix("$LIST."), relation, depth)
        if item == "$CLAUSE":
            return self._phrase(self._chance.choice(self._clauses), "ccomp", depth + 1)
        if item.startswith("$"):
            name = item[1:]
            if name in self._made:
                return self._made[name]()
            if name not in self._phrases:
                self._fail(f"no phrase {name!r}")
            inner = "nsubj" if _PARTS.get(relation) == "VERB" else relation  # a phrase is no clause
            return self._phrase(self._chance.choice(self._phrases[name]), inner, depth + 1)
        if item.startswith("@"):
            group, _, form = item[1:].partition(".")
            if group not in self._verbs:
                self._fail(f"no verbs {group!r}")
            base = self._chance.choice(self._verbs[group])
            return [_Node(self._form(base, form), "VERB", base, -1)]
        return [self._leaf(item, relation)]

    def _leaf(self, item: str, relation: str) -> _Node:
        word, *said = item.split("/")
        if not said and word.lower() in self._words:
            said = self._words[word.lower()].split("/")
        part = said[0] if said else self._part(word, relation)
        if len(said) > 1:
            return _Node(word, part, said[1], -1)
        return _Node(word, part, self._lemma(word, part), -1)

    def _part(self, word: str, relation: str) -> str:
        if word.isdecimal():
            return "NUM"
        if relation == "mark" and word.lower() == "to":
            return "PART"
        if relation in _PARTS:
            return _PARTS[relation]
        return "PROPN" if word[:1].isupper() else "NOUN"

    def _lemma(self, word: str, part: str) -> str:
        if part == "VERB":
            if word.lower() not in self._forms:
                self._fail(f"{word!r} is no form of a verb of the file")
            return self._forms[word.lower()]
        if part in ("PROPN", "ADJ"):
            return word  # "National" within a name keeps its capital
        lower = word.lower()
        if part == "NOUN" and lower.endswith("ies"):
            return lower[:-3] + "y"
        if part == "NOUN" and lower.endswith(("shes", "ches", "sses", "xes")):
            return lower[:-2]
        if part == "NOUN" and lower.endswith("s") and not lower.endswith("ss"):
            return lower[:-1]
        return lower

    def _list(self, symbol: str, relation: str, depth: int) -> list[_Node]:
        """Return two to twelve names: "A, B and C", each after the first a `conj` of the first."""
        most = _MOST_LISTED if symbol == "TOWN" else 4
        count = 2 + int((most - 1) * self._chance.random() ** 2)
        oxford = count > 2 and self._chance.random() < 0.3
        out = self._phrase(f"*${symbol}", relation, depth + 1)
        head = next(i for i, node in enumerate(out) if node.head < 0)
        for k in range(1, count):
            last = k == count - 1
            parts: list[tuple[str, list[_Node]]] = []
            if not last or oxford:
                parts.append(("punct", [_Node(",", "PUNCT", ",", -1)]))
            if last:
                parts.append(("cc", [_Node("and", "CCONJ", "and", -1)]))
            parts.append(("", self._phrase(f"*${symbol}", relation, depth + 1)))
            for node in self._joined_at(parts, len(out)):
                out.append(replace(node, head=head, relation="conj") if node.head < 0 else node)
        return out

    def _joined_at(self, parts: Sequence[tuple[str, list[_Node]]], at: int) -> list[_Node]:
        return [
            node if node.head < 0 else replace(node, head=node.head + at)
            for node in self._joined(parts)
        ]

    def _flat(self, words: Sequence[str]) -> list[_Node]:
        first, *rest = (_Node(word, "PROPN", word, 0, "flat") for word in words)
        return [replace(first, head=-1, relation=""), *rest]

    def _items(self, content: str) -> list[str]:
        """Return the items of a bracket's content, brackets within it whole."""
        out: list[str] = []
        open_at, level = 0, 0
        for found in _ITEM.finditer(content):
            mark = found.group()
            if mark in ("[", "?["):
                open_at = found.start() if level == 0 else open_at
                level += 1
            elif mark == "]":
                level -= 1
                if level == 0:
                    out.append(content[open_at : found.end()])
            elif level == 0:
                out.append(mark)
        if level != 0:
            self._fail(f"brackets do not close in {content!r}")
        return out

    def _form(self, base: str, form: str) -> str:
        forms = self._inflected(base)
        if form not in forms:
            self._fail(f"no form {form!r} of a verb")
        return forms[form]

    def _inflected(self, base: str) -> dict[str, str]:
        soft = base.endswith("e")
        y = base.endswith("y") and base[-2] not in "aeou"
        past = base + "d" if soft else base[:-1] + "ied" if y else base + "ed"
        third = (
            base[:-1] + "ies"
            if y
            else base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")
        )
        ing = (base[:-1] if soft and not base.endswith("ee") else base) + "ing"
        forms = dict(
            zip(("base", "s", "past", "part", "ing"), (base, third, past, past, ing), strict=True)
        )
        own = self._irregular.get(base)
        return (
            forms if own is None else forms | dict(zip(("past", "part", "ing"), own, strict=True))
        )

    def _all_forms(self, verbs: Sequence[str]) -> dict[str, str]:
        return {word: base for base in verbs for word in self._inflected(base).values()}

    def _fail(self, what: str) -> NoReturn:
        raise TemplateError(f"{FILE.name}, pattern {self._where!r}: {what}")


def _backed(people: str, word: str) -> _Node:
    return _Node(f"{people}-{word}", "VERB", f"{people.lower()}-{_BACK[word]}", -1)
