"""Damaged and hostile reports, made from real ones: the same seed and number give the same report.

A mutation works on the text, and at times on the title too; several follow each other. Lone
surrogates are left out: no report that was read from bytes holds one.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from whoholds.base.records import Report

Mutation = Callable[[str, random.Random], str]

LONGEST = 20_000
"""Texts are cut at so many characters, so that splicing does not grow them without end."""
MOST = 6
HOSTILE = (
    *"\x00\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x80\x85\x9f",
    *"()[]{}<>«»“”‘’\"'`*_#|\\/&%$~^=+@",
    *"\u00a0\u00ad\u0600\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202d\u202e",
    *"\u2060\u2066\u2069\ufeff\ufff9\ufffd\ufffe\uffff\U000e0001\U0010ffff",
    *"\u0301\u0308\u0489\u20dd\ufe0f\u1ab0\u0f39İıſßŉǰΐﬁ\u1e9e",
    *"😀👩‍👩‍👧‍👦🇸🇾🇺🇦",
    *"٣۷五Ⅷ½²①𝟘",
)
SCRIPTS = (
    "سيطرت قوات النظام على بلدة", "заняли посёлок", "הכוחות כבשו את", "部隊は町を占領した",
    "ก็ทหารยึดเมือง", "सेना ने शहर पर कब्ज़ा किया", "ἔλαβον τὴν πόλιν",
)  # fmt: skip
UNITS = ("a", "Ab", "9", "1,", "al-", "x'", "of ", "A, ", "((", "“", "no-", ". ", "the ")
LINE_ENDS = ("\n", "\r\n", "\r", "\n\n", "\u2028", "\u0085", "\x0b", "\t")
BAITS = (
    "captured", "seized", "from", "by", "said", "killing", "on", "denied that", "was", "which had",
    "1,000,000,000,000", "-1", "0 km", "31 February 2020", "99 May",
    "0000", "Monday", "3 km north of", "%s", "{0}",
)  # fmt: skip


def mutated(pool: Sequence[Sequence[Report]], seed: int, number: int) -> Report:
    """Return the damaged report of that number; every list of `pool` is drawn from equally often."""
    # A string seeds through SHA-512, the same on every machine and in every process.
    chance = random.Random(f"{seed}:{number}")
    report = chance.choice(chance.choice(pool))
    text, title = report.text, report.title
    for _ in range(chance.randint(1, MOST)):
        name = chance.choice(sorted(MUTATIONS))
        if title is not None and chance.random() < 0.15:
            title = MUTATIONS[name](title, chance)[:LONGEST]
        elif name == "splice":
            text = splice(text, chance.choice(chance.choice(pool)).text, chance)[:LONGEST]
        else:
            text = MUTATIONS[name](text, chance)[:LONGEST]
    return replace(report, text=text[:LONGEST], title=title)


def _two(length: int, chance: random.Random) -> tuple[int, int]:
    first, second = chance.randint(0, length), chance.randint(0, length)
    return min(first, second), max(first, second)


def splice(text: str, other: str, chance: random.Random) -> str:
    """Return the beginning of one text and the end of another, cut anywhere."""
    return text[: chance.randint(0, len(text))] + other[chance.randint(0, len(other)) :]


def characters(text: str, chance: random.Random) -> str:
    """Delete, double or swap single characters."""
    out = list(text)
    for _ in range(chance.randint(1, 8)):
        if len(out) < 2:
            break
        at = chance.randrange(len(out) - 1)
        kind = chance.randrange(3)
        if kind == 0:
            del out[at]
        elif kind == 1:
            out.insert(at, out[at])
        else:
            out[at], out[at + 1] = out[at + 1], out[at]
    return "".join(out)


def _pieces(text: str, cut: str, chance: random.Random) -> str:
    out = re.split(cut, text)
    for _ in range(chance.randint(1, 5)):
        if len(out) < 2:
            break
        at, other = chance.randrange(len(out)), chance.randrange(len(out))
        kind = chance.randrange(3)
        if kind == 0:
            del out[at]
        elif kind == 1:
            out.insert(at, out[other])
        else:
            out[at], out[other] = out[other], out[at]
    return "".join(out)


def words(text: str, chance: random.Random) -> str:
    """Delete, copy or swap words."""
    return _pieces(text, r"( )", chance)


def sentences(text: str, chance: random.Random) -> str:
    """Delete, copy or swap sentences, by their full stops."""
    return _pieces(text, r"(?<=\.) ", chance)


def inject(text: str, chance: random.Random) -> str:
    """Put hostile characters anywhere: controls, brackets, marks, directions, emoji, odd digits."""
    for _ in range(chance.randint(1, 8)):
        at = chance.randint(0, len(text))
        text = text[:at] + chance.choice(HOSTILE) * chance.choice((1, 1, 2, 40)) + text[at:]
    return text


def foreign(text: str, chance: random.Random) -> str:
    """Put words of another script, or words that a reader looks out for, anywhere."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        text = f"{text[:at]} {chance.choice(SCRIPTS + BAITS)} {text[at:]}"
    return text


def long_token(text: str, chance: random.Random) -> str:
    """Put a word, a number, a list or a nest of brackets of thousands of characters."""
    at = chance.randint(0, len(text))
    unit = chance.choice(
        ("a", "Ab", "9", "1,", "al-", "x'", "of ", "A, ", "((", "“", "no-", ". ", "the ")
    )
    return text[:at] + unit * chance.randint(100, 3000) + text[at:]


def line_ends(text: str, chance: random.Random) -> str:
    """Turn some blanks into line ends of all kinds, mixed."""
    share = chance.choice((0.01, 0.1, 0.5))
    return "".join(
        chance.choice(LINE_ENDS) if char in " \n" and chance.random() < share else char
        for char in text
    )


def truncate(text: str, chance: random.Random) -> str:
    """Keep a stretch of the text, cut anywhere; at times nothing."""
    start, end = _two(len(text), chance)
    return text[start:end] if chance.random() < 0.5 else text[:end]


def letters(text: str, chance: random.Random) -> str:
    """Change the case of all letters, or lose all signs of a kind."""
    kind = chance.randrange(5)
    if kind < 3:
        return (text.upper(), text.lower(), text.title())[kind]
    return re.sub(("[,'’]", r"[.\s]+")[kind - 3], ("", " ")[kind - 3], text)


MUTATIONS: dict[str, Mutation] = {
    "characters": characters,
    "foreign": foreign,
    "inject": inject,
    "letters": letters,
    "line_ends": line_ends,
    "long_token": long_token,
    "sentences": sentences,
    "splice": lambda text, chance: splice(text, text, chance),
    "truncate": truncate,
    "words": words,
}
