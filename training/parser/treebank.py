"""Trees of a treebank, cut anew into the tokens that the reader uses.

A treebank of Universal Dependencies cuts "rebel-held" in three words and "don't" in two; the reader
keeps each as one token and cuts an address of mail in several. The trees are converted once, here,
so that the parser is trained on what it will meet.
"""

import lzma
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whoholds.extract.segment import tokenise


@dataclass(frozen=True, slots=True)
class Gold:
    """A sentence with its tree, in the layout of `whoholds.extract.syntax.Tree` (a root heads itself)."""

    words: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]
    parts: tuple[str, ...]
    lemmas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    form: str
    lemma: str
    part: str
    head: int  # index, its own for the root
    relation: str
    start: int  # in the sentence's text
    end: int
    fused: bool  # written as one with its neighbour, as "do" and "n't" are


def read_treebank(path: Path, counts: Counter[str]) -> list[Gold]:
    """Return the trees of a CoNLL-U file (`.xz` or plain) over the reader's tokens.

    `counts` gets the number of trees read and dropped, of tokens, and of those merged and split.
    """
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    out = []
    for block in data.decode("utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if line[:1].isdigit()]
        if not rows:
            continue
        counts["trees"] += 1
        words, text = _words(rows)
        gold = _recut(words, text, counts)
        if gold is None:
            counts["dropped"] += 1
        else:
            counts["tokens"] += len(gold.words)
            out.append(gold)
    return out


def _words(rows: Sequence[Sequence[str]]) -> tuple[list[_Word], str]:
    """Return the words of a sentence with the offsets they have in its text, and the text."""
    text = ""
    words: list[_Word] = []
    fused: dict[int, tuple[int, int]] = {}  # offsets of the words that are written as one
    for row in rows:
        key, form, lemma, part, head, relation, misc = (row[k] for k in (0, 1, 2, 3, 6, 7, 9))
        if "." in key:
            continue  # an empty node of the enhanced graph
        at = len(text)
        if "-" in key:
            first, _, last = key.partition("-")
            numbers = range(int(first), int(last) + 1)
            forms = {int(r[0]): r[1] for r in rows if r[0].isdecimal() and int(r[0]) in numbers}
            fused |= _offsets(forms, form, at)
        number = int(key) if key.isdecimal() else 0
        if number not in fused:
            text += form + ("" if "SpaceAfter=No" in misc.split("|") else " ")
        if number > 0:
            own = number - 1 if head == "0" else int(head) - 1
            start, end = fused.get(number, (at, at + len(form)))
            words.append(_Word(form, lemma, part, own, relation, start, end, number in fused))
    return words, text


def _offsets(forms: dict[int, str], written: str, at: int) -> dict[int, tuple[int, int]]:
    """Return where each of `forms` stands in `written` at `at`; "gonna" and the like: all over it."""
    if "".join(forms.values()) != written:
        return dict.fromkeys(forms, (at, at + len(written)))
    out = {}
    for number, form in forms.items():
        out[number] = (at, at + len(form))
        at += len(form)
    return out


def _recut(words: Sequence[_Word], text: str, counts: Counter[str]) -> Gold | None:
    """Return the tree over the reader's tokens, or nothing where the two cuts cross."""
    tokens = tokenise(text)
    inside: list[list[int]] = [
        [w for w, word in enumerate(words) if word.start < t.end and t.start < word.end]
        for t in tokens
    ]
    pieces: list[list[int]] = [[] for _ in words]
    for t, members in enumerate(inside):
        for w in members:
            pieces[w].append(t)
    if not all(inside) or not all(pieces):
        return None  # a word without a token: white space in an odd place
    if any(len(m) > 1 and any(len(pieces[w]) > 1 for w in m) for m in inside):
        return None
    depth = _depths(words)
    lead = [min(members, key=lambda w: (depth[w], w)) for members in inside]
    main = [_main_piece(own, [tokens[t].text for t in own]) for own in pieces]
    heads, relations, parts, lemmas = [], [], [], []
    for t, token in enumerate(tokens):
        word = words[lead[t]]
        counts["merged"] += len(inside[t]) > 1
        counts["split"] += len(pieces[lead[t]]) > 1 and main[lead[t]] == t
        whole = len(pieces[lead[t]]) == 1
        mark = not any(c.isalnum() for c in token.text)
        if whole or main[lead[t]] == t or (mark and word.relation == "punct"):
            root = word.head == lead[t]
            heads.append(t if root else main[word.head])
            relations.append(word.relation)
            parts.append(word.part)
            lemmas.append(
                _lemma(token.text, [words[w] for w in inside[t]], word) if whole else token.text
            )
        else:
            heads.append(main[lead[t]])
            relations.append("punct" if mark else "flat")
            parts.append("PUNCT" if mark else word.part)
            lemmas.append(token.text)
    return Gold(
        tuple(token.text for token in tokens),
        tuple(heads),
        tuple(relations),
        tuple(parts),
        tuple(lemmas),
    )


def _depths(words: Sequence[_Word]) -> list[int]:
    """Return how far each word is from the root.

    The head of a merged token is that of the word nearest the root, so that merging makes no ring.
    """
    out = []
    for w in range(len(words)):
        steps, at = 0, w
        while words[at].head != at:
            steps, at = steps + 1, words[at].head
        out.append(steps)
    return out


def _main_piece(pieces: Sequence[int], texts: Sequence[str]) -> int:
    """Return the first piece that is more than a mark, or the first."""
    full = (t for t, text in zip(pieces, texts, strict=True) if any(c.isalnum() for c in text))
    return next(full, pieces[0])


def _lemma(text: str, members: Sequence[_Word], lead: _Word) -> str:
    if len(members) == 1 or all(word.fused for word in members):
        return lead.lemma if lead.lemma != "_" else text
    # "counter-attacks": what stands before the last word is kept as it is written.
    last = members[-1]
    before = text[: len(text) - len(last.form)]
    return (before if lead.part == "PROPN" else before.lower()) + last.lemma


def batches(golds: Sequence[Gold], most_words: int) -> Iterator[list[Gold]]:
    """Yield the trees in order, in batches of at most `most_words` words (one tree at least)."""
    batch: list[Gold] = []
    size = 0
    for gold in golds:
        if batch and size + len(gold.words) > most_words:
            yield batch
            batch, size = [], 0
        batch.append(gold)
        size += len(gold.words)
    if batch:
        yield batch
