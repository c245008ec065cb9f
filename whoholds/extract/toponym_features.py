"""What speaks for and against a candidate's being a place here: its words, its neighbours, its document.

Features are strings; the weights of `data/toponym_weights.json` are theirs. A feature that training
met seldom has none.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from whoholds.extract.toponym_spans import Candidate, Text
from whoholds.extract.toponym_words import toponym_words

_MOST_PLACES = 10
_RUN = 6


class Document:
    """What the whole text tells of the words of its candidates."""

    def __init__(self, text: Text, candidates: Sequence[Candidate]) -> None:
        self.text = text
        self._lists = toponym_words().lists
        self.by_start = {one.first: one for one in candidates}
        self.by_end = {one.last: one for one in candidates}
        self.placed: Counter[str] = Counter()
        self.person: Counter[str] = Counter()
        self.ahead: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        lists = self._lists
        for one in candidates:
            word = text.text[one.start : one.end].lower()
            self.seen[word] += 1
            before = text.lower(one.first - 1)
            alone = not (text.cap(one.last) and text.adjoins(one.last))
            if before in lists["before"] and not text.cap(one.first - 1) and alone:
                self.placed[word] += 1
            if text.lower(one.last) == "," and _known_unit(self.by_start.get(one.last + 1)):
                self.placed[word] += 1
            if not text.adjoins(one.first) or not text.cap(one.first - 1):
                continue
            if before.rstrip(".") in lists["titles"] or before in lists["given"]:
                self.person[word] += 1
            elif before not in lists["before"]:
                self.ahead[word] += 1


def _known_unit(candidate: Candidate | None) -> bool:
    if candidate is None:
        return False
    if candidate.source == "short":
        return True
    return candidate.known is not None and "A" in candidate.known.classes


def features(one: Candidate, document: Document) -> list[str]:
    """Return the features of a candidate."""
    return list(_features(one, document))


def _features(one: Candidate, document: Document) -> Iterator[str]:
    text = document.text
    lists = toponym_words().lists
    written = text.text[one.start : one.end]
    word = written.lower()
    before, after = text.lower(one.first - 1), text.lower(one.last)
    yield f"source={one.source}"
    yield f"name={word}"
    known = one.known
    if known is not None:
        yield from (f"class={letter}" for letter in known.classes)
        yield f"classes={known.classes}"
        yield f"people={known.people}"
        yield f"places={min(_MOST_PLACES, known.places)}"
        yield f"main={known.main}"
        yield f"common={known.common}"
        yield f"people={known.people} common={known.common}"
        if "A" in known.classes and known.people >= 7:
            yield "well known unit"
    words = one.last - one.first
    yield f"words={min(3, words)}"
    yield f"capitals={written.isupper() and len(written) > 4}"
    yield f"short capitals={written.isupper() and len(written) <= 4}"
    yield f"given={word in lists['given']}"
    yield f"calendar={word in lists['calendar']}"
    inside = one.end < text.tokens[one.last - 1].end  # "Houston-area"
    if inside:
        rest = text.text[one.end : text.tokens[one.last - 1].end].lower()
        yield f"joined={rest}"
        yield "joined"
    if one.start > text.tokens[one.first].start:
        yield "joined before"
    yield from _left(one, text, before)
    if not inside:
        yield from _right(one, text, after)
    yield f"before={before} after={after}"
    yield from _run(one, text)
    yield from _around(one, document)
    placed, person = document.placed[word] > 0, document.person[word] > 0
    yield f"placed={placed}"
    yield f"person={person}"
    yield f"placed={placed} person={person}"
    yield f"ahead={document.ahead[word] > 0}"
    yield f"ahead={document.ahead[word] > 0} placed={placed}"
    yield f"seen={min(3, document.seen[word])}"
    if known is not None:
        yield f"placed={placed} people={known.people >= 5}"
        yield f"person={person} people={known.people >= 6}"


def _left(one: Candidate, text: Text, before: str) -> Iterator[str]:
    lists = toponym_words().lists
    near = text.adjoins(one.first)
    if before == "" or not near:
        yield f"opens={text.text[max(0, one.start - 2) : one.start].strip()[-1:]}"
    capital = text.cap(one.first - 1) and near
    first = text.lower(one.first - 2)
    yield f"before={before} {'capital' if capital else ''}"
    yield f"before={first} {before}"
    if capital:
        yield "run before"
        for name in ("given", "titles", "organisations", "sites", "before", "heads", "calendar"):
            if before.rstrip(".") in lists[name]:
                yield f"run before in {name}"
        if len(before) <= 2:
            yield "initial before"
        if one.first < 2 or text.text[text.tokens[one.first - 1].start - 2] in '.?!"“\n':
            yield "run before opens sentence"
    else:
        for name in ("titles", "before", "heads"):
            if before.rstrip(".") in lists[name]:
                yield f"before in {name}"
    if before in ("of", "for", "at", "in") and text.cap(one.first - 2):
        yield f"{before} after capital"
        for name in ("organisations", "sites", "units", "titles"):
            if first in lists[name]:
                yield f"{before} after {name}"
    if before == "the" and text.lower(one.first - 2) == "of":
        yield f"before=the of {text.lower(one.first - 3)}"


def _right(one: Candidate, text: Text, after: str) -> Iterator[str]:
    lists = toponym_words().lists
    near = text.adjoins(one.last)
    capital = text.cap(one.last) and near
    yield f"after={after} {'capital' if capital else ''}"
    yield f"after={after} {text.lower(one.last + 1)}"
    if capital:
        yield "run after"
    for name in ("organisations", "sites", "units", "titles", "said"):
        if after in lists[name] and near:
            yield f"{'run ' if capital else ''}after in {name}"
    if after == "," and text.lower(one.last + 1).isdecimal():
        yield "after=, number"  # "Jordan, 19, of"
    if after in ("and", "&") and text.cap(one.last + 1):
        yield "and capital"


def _run(one: Candidate, text: Text) -> Iterator[str]:
    """Tell of the whole run of capitalised words that the candidate stands in."""
    lists = toponym_words().lists
    first, last = one.first, one.last
    while one.first - first < _RUN and text.cap(first - 1) and text.adjoins(first):
        first -= 1
    while last - one.last < _RUN and text.cap(last) and text.adjoins(last):
        last += 1
    yield f"run={min(2, one.first - first)}-{min(3, last - one.last)}"
    head = text.lower(last - 1)
    if last > one.last:
        yield f"run head={head}"
        for name in ("organisations", "sites", "units"):
            if head in lists[name]:
                yield f"run head in {name}"
            if any(text.lower(at) in lists[name] for at in range(one.last, last)):
                yield f"run holds {name}"
    if text.lower(last) in ("of", "for") and text.cap(last + 1) and last > one.last:
        yield "run goes on"
    around = [
        text.tokens[at].cap
        for at in range(max(0, one.first - 6), min(len(text.tokens), one.last + 6))
    ]
    yield f"capitals around={sum(around) * 3 // max(1, len(around))}"


def _around(one: Candidate, document: Document) -> Iterator[str]:
    """Tell of other candidates beside: "Springfield, Ill.", "Homs, Hama and Idlib"."""
    text = document.text
    if text.lower(one.last) == ",":
        follower = document.by_start.get(one.last + 1)
        if follower is not None:
            yield f"followed by {'unit' if _known_unit(follower) else 'name'}"
            yield f"followed by {follower.source}"
            if text.lower(follower.last) == ",":
                yield "followed, comma"
    if text.lower(one.first - 1) == ",":
        leader = document.by_end.get(one.first - 1)
        if leader is not None:
            yield "follows name"
            if _known_unit(one):
                yield "unit follows name"
        elif text.cap(one.first - 2):
            yield "follows capital"
            if _known_unit(one):
                yield "unit follows capital"
    if text.lower(one.first - 1) == "and" and one.first - 1 in document.by_end:
        yield "and name before"
    if text.lower(one.last) == "and" and one.last + 1 in document.by_start:
        yield "and name after"
