"""Who says so: "X reported that", "according to X", ", X said", "X: …"; and who denies it."""

from dataclasses import dataclass

from whoholds.extract.clauses import Parsed
from whoholds.extract.memory import Kind, Name
from whoholds.extract.words import words

_AUX = words("attribution", "aux")
_BORDER = words("attribution", "border")
_SPEAKING = words("attribution", "speaking")


LONGEST_SOURCE = 9
"""A speaker's phrase of more tokens than this is cut down to its last name."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Tokens `[first, last)` are said by the `sources`; `denies` tells that the speaker denies them.

    A source is a range of tokens; `pronoun` is set where the speaker is "he", "they" or "it"; `lemma`
    is the verb of speech, empty for "according to".
    """

    first: int
    last: int
    sources: tuple[tuple[int, int], ...]
    denies: bool
    pronoun: bool
    verb: int
    lemma: str = ""


def find_attributions(parsed: Parsed) -> list[Attribution]:
    """Return who says what in a sentence, in the order of the words that tell it."""
    out: list[Attribution] = []
    tokens = parsed.tokens
    for k, token in enumerate(tokens):
        lower = token.lower
        if (lower == "according" and parsed.lower(k + 1) == "to") or (
            lower == "per" and parsed.lower(k - 1) == "as"
        ):
            start = k + (2 if lower == "according" else 1)
            out += _according(parsed, k, start)
        elif lower in parsed.lexicon.speech_verbs and k not in parsed.owner:
            found = _speech(parsed, k) or _goes_on(parsed, k, out)
            if found is not None:
                out.append(found)
        elif lower == ":" and 0 < k <= 8 and parsed.in_title:
            name = parsed.owner.get(k - 1)
            topic = name is not None and name.kind in (Kind.COUNTRY, Kind.PLACE)
            if name is not None and name.first <= 3 and not topic:
                out.append(
                    Attribution(k + 1, len(tokens), ((name.first, name.last),), False, False, k)
                )
    return out


def speaker_of(attributions: list[Attribution], first: int) -> Attribution | None:
    """Return the attribution that covers token `first`, the innermost where several do."""
    best: Attribution | None = None
    for attribution in attributions:
        if attribution.first <= first < attribution.last and (
            best is None or attribution.last - attribution.first <= best.last - best.first
        ):
            best = attribution
    return best


def _according(parsed: Parsed, k: int, start: int) -> list[Attribution]:
    end = start
    while end < len(parsed.tokens) and end - start < 14:
        lower = parsed.lower(end)
        if lower in (",", ";", ".", ":", "who", "which", "while", "but", "after", "as", "("):
            break
        if end in parsed.trigger_at and end not in parsed.owner:
            break
        named = end - 1 in parsed.owner or parsed.lower(end - 1) in _SPEAKING
        if lower == "the" and end > start and named:
            break  # "according to sources the army captured": the comma is lost
        if (
            lower in parsed.lexicon.speech_verbs
            and end not in parsed.owner
            and parsed.lower(end + 1) == "that"
        ):
            break
        end += 1
    sources = _ranges(parsed, start, end)
    if not sources:
        return []
    first, last = 0, len(parsed.tokens)
    if k > 2:
        last = k
        for j in range(k - 1, -1, -1):
            if parsed.lower(j) in (";",) or (
                parsed.lower(j) in ("while", "but", "although") and j > 0
            ):
                first = j + 1
                break
        if (
            end + 2 < len(parsed.tokens)
            and parsed.lower(k - 1) in (",", "and", "but", "that", "where")
            and k < len(parsed.tokens) // 2
        ):
            first, last = k, len(parsed.tokens)
    return [Attribution(first, last, sources, False, False, k)]


def _speech(parsed: Parsed, k: int) -> Attribution | None:
    lexicon = parsed.lexicon
    lemma = lexicon.speech_verbs[parsed.lower(k)]
    denies = lemma in lexicon.speech["deny"]
    j = k - 1
    passive = False
    while j >= 0 and (
        parsed.lower(j) in _AUX or (parsed.lower(j).endswith("ly") and j not in parsed.owner)
    ):
        passive = passive or parsed.lower(j) in ("is", "are", "was", "were", "been", "be")
        j -= 1
    if passive and not parsed.lower(k).endswith("ing"):
        return None
    if parsed.lower(k) in ("state", "states") and parsed.lower(k + 1) != "that":
        return None  # "Gezira state"
    before = parsed.lower(j)
    if before in (
        "the",
        "a",
        "an",
        "to",
        "its",
        "their",
        "of",
        "in",
        "his",
        "these",
        "those",
        "such",
        "any",
        "by",
        "no",
    ) and not parsed.lower(k).endswith("ing"):
        return None
    after = parsed.lower(k + 1)
    if before in ("he", "she", "they", "it", "we"):
        if after in ("of", "by"):
            return None
        return Attribution(k + 1, _reach(parsed, k, denies), (), denies, True, k, lemma)
    trailing = k + 3 >= len(parsed.tokens) or (
        after in (".", ",", '"', "”") and k + 6 > len(parsed.tokens)
    )
    if (
        before in (",", '"', "”", "'", "’")
        and (k + 1 in parsed.owner or after == "the")
        and lemma in ("say", "report", "tell", "add", "announce", "write", "claim", "state")
    ):
        # inverted: "…", said X
        end = k + 1
        while end < len(parsed.tokens) and parsed.lower(end) not in (",", ".", ";"):
            end += 1
        sources = _ranges(parsed, k + 1, end)
        return Attribution(0, k, sources, denies, False, k) if sources else None
    found = _source_before(parsed, j)
    if found is None:
        return None
    start, sources = found
    if lemma in (
        "release",
        "show",
        "post",
        "publish",
        "document",
        "suspect",
        "believe",
        "suggest",
    ) and not any(_speaks(parsed, s) for s in sources):
        return None
    if parsed.lower(start) == "according":
        return None
    if trailing or (lemma in _TELLING and _tail_only(parsed, k, start)):
        return Attribution(_left_reach(parsed, start), start, sources, denies, False, k)
    return Attribution(k + 1, _reach(parsed, k, denies), sources, denies, False, k, lemma)


def _goes_on(parsed: Parsed, k: int, out: list[Attribution]) -> Attribution | None:
    """Read "X denied that … and said …": the second verb has the speaker of the first."""
    lemma = parsed.lexicon.speech_verbs[parsed.lower(k)]
    before = k - 1
    while parsed.lower(before).endswith("ly") or parsed.lower(before) in ("also", "instead"):
        before -= 1
    joins = ("and", "but", ",") if parsed.lower(k).endswith("ing") else ("and", "but")
    if not out or parsed.lower(before) not in joins or out[-1].verb > before:
        return None
    denies = lemma in parsed.lexicon.speech["deny"]
    if not denies and lemma not in ("say", "add", "insist", "claim", "state", "stress", "report"):
        return None
    if not out[-1].sources or parsed.lower(k).endswith("s"):
        return None
    sources = out[-1].sources
    return Attribution(k + 1, _reach(parsed, k, denies), sources, denies, False, k, lemma)


def _tail_only(parsed: Parsed, k: int, start: int) -> bool:
    """Tell whether nothing is said after the verb at `k`: ", X said in a statement on Friday."."""
    if (
        parsed.lower(start - 1) not in (",", '"', "”", "the", "a", "an")
        or parsed.lower(k + 1) == "that"
    ):
        return False
    lead = start - 1 if parsed.lower(start - 1) not in ("the", "a", "an") else start - 2
    if parsed.lower(lead) not in (",", '"', "”"):
        return False
    if not any(t.first < lead for t in parsed.triggers):
        return False
    end = k + 1
    while end < len(parsed.tokens) and parsed.lower(end) not in (".", ";", ",", '"', "”"):
        end += 1
    after = range(k + 1, end)
    if end - k > 9 or any(j in parsed.trigger_at for j in after):
        return False
    return all(
        j not in parsed.owner or parsed.lower(j - 1) in _TOLD_TO or _dated(parsed, j) for j in after
    ) and (
        end - k == 1
        or parsed.lower(k + 1) in _TOLD_TO
        or _dated(parsed, k + 1)
        or parsed.owner.get(k + 1) is None
    )


_TELLING = frozenset(("say", "report", "tell", "add", "announce", "claim", "confirm", "write"))
_TOLD_TO = frozenset(("on", "in", "to", "told", "at", "the", "our", "via"))


def _speaks(parsed: Parsed, source: tuple[int, int]) -> bool:
    name = parsed.owner.get(source[1] - 1)
    return name is not None or parsed.lower(source[1] - 1) in _SPEAKING


def _reach(parsed: Parsed, k: int, denies: bool = False) -> int:
    """Return where what is said after token `k` ends; a denial does not reach into side clauses."""
    aside = any(parsed.lower(j) in ("whom", "which") for j in range(max(0, k - 4), k))
    for j in range(k + 1, len(parsed.tokens)):
        lower = parsed.lower(j)
        if aside and lower == ",":
            return j  # "the rebels, whom X says are backed by Y, hold P"
        if denies and lower in ("and", "but", ",") and _leaves_denial(parsed, j + 1):
            return j
        if lower == ";":
            return j
        if lower == "but":
            return j
        if lower == "," and parsed.lower(j + 1) in (
            "while",
            "but",
            "although",
            "though",
            "whereas",
            "as",
        ):
            return j
    return len(parsed.tokens)


def _leaves_denial(parsed: Parsed, j: int) -> bool:
    word = parsed.lower(j)
    if parsed.lower(j - 1) == "," and word in ("where", "which", "who", "when", "whose", "after"):
        return True
    return word in parsed.lexicon.speech_verbs and j not in parsed.owner


def _left_reach(parsed: Parsed, start: int) -> int:
    for j in range(start - 1, -1, -1):
        if parsed.lower(j) == ";":
            return j + 1
    return 0


def _source_before(parsed: Parsed, j: int) -> tuple[int, tuple[tuple[int, int], ...]] | None:
    """Return the speaker's phrase that ends at token `j`, and its ranges of tokens."""
    if j < 0:
        return None
    if parsed.lower(j) in (",", ")"):
        # apposition: "the network, Iba'a, reported"; "the SOHR (…) said"
        close = "(" if parsed.lower(j) == ")" else ","
        k = j - 1
        while k >= 0 and parsed.lower(k) != close and j - k < 14:
            k -= 1
        if k < 0 or parsed.lower(k) != close:
            return None
        inner = parsed.owner.get(j - 1)
        if (
            close == ","
            and inner is not None
            and inner.first == k + 1
            and inner.kind in (Kind.PERSON, Kind.UNKNOWN, Kind.SPEAKER, Kind.ACTOR, Kind.PLACE)
        ):
            return inner.first, ((inner.first, inner.last),)
        return _source_before(parsed, k - 1)
    name = parsed.owner.get(j)
    if name is None and parsed.lower(j) not in _SPEAKING and not parsed.tokens[j].cap:
        return None
    start = j
    while start > 0 and j - start < 12:
        before = start - 1
        lower = parsed.lower(before)
        inside = parsed.owner.get(before)
        if inside is not None:
            start = inside.first
            continue
        if lower in _BORDER and not (lower == "and" and _joins(parsed, before)):
            break
        if before in parsed.trigger_at or (
            lower in parsed.lexicon.speech_verbs and lower != "state"
        ):
            break
        if lower in ("on", "in", "by", "at") and not parsed.owner.get(before):
            break
        start = before
        if lower in ("the", "a", "an") and parsed.lower(before - 1) not in ("of", "for", "from"):
            break
    while start <= j and (
        parsed.lower(start)
        in ("the", "a", "an", "meanwhile", "however", "on", "in", "also", "later")
        or _dated(parsed, start)
    ):
        start += 1
    if start > j:
        return None
    return start, _ranges(parsed, start, j + 1)


def _dated(parsed: Parsed, k: int) -> bool:
    return any(date.first <= k < date.last for date in parsed.dates)


def _joins(parsed: Parsed, k: int) -> bool:
    left, right = parsed.owner.get(k - 1), parsed.owner.get(k + 1) or parsed.owner.get(k + 2)
    kinds = (Kind.ACTOR, Kind.COUNTRY, Kind.SPEAKER, Kind.ADJECTIVE, Kind.PERSON)
    return left is not None and right is not None and left.kind in kinds and right.kind in kinds


def _ranges(parsed: Parsed, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Split a speaker's phrase at "and" between names; a person's title is left out."""
    while start < end and parsed.lower(start) in ("the", "a", "an", "both", "that"):
        start += 1
    if start >= end:
        return ()
    if end - start > LONGEST_SOURCE:
        # Copies of pages without commas run words together: only the last name is surely the speaker.
        last = next((n for n in reversed(parsed.names) if start <= n.first and n.last <= end), None)
        start = last.first if last is not None else end - 2
    inside: list[Name] = []
    for name in parsed.names:
        if start <= name.first and name.last <= end:
            inside.append(name)
    joined = [
        k
        for k in range(start, end)
        if parsed.lower(k) == "and" and k not in parsed.owner and _joins(parsed, k)
    ]
    if joined and all(n.kind is not Kind.ADJECTIVE for n in inside):
        parts, at = [], start
        for k in [*joined, end]:
            if k > at:
                parts += list(_ranges(parsed, at, k)) if k != end or at != start else [(at, k)]
            at = k + 1
        return tuple(parts)
    if (
        inside
        and inside[-1].last == end
        and inside[-1].kind in (Kind.PERSON, Kind.UNKNOWN)
        and inside[-1].last - inside[-1].first >= 2
    ):
        name = inside[-1]
        first = name.first
        while (
            first < name.last - 1
            and parsed.lower(first).rstrip(".") in parsed.lexicon.actors["titles"]
        ):
            first += 1
        return ((first, name.last),)
    return ((start, end),)
