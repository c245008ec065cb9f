"""Page furniture: lines that are no report, captions with credits, and talk against news.

The lists are data, `data/page_furniture.toml`; here is how they are matched.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from whoholds.base.records import Caption

_LONGEST = 200
_CACHED = 4096
"""Lines of one page are looked at more than once, and furniture recurs from page to page."""
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "\xa0": " "})
_QUOTED = re.compile(r"\"[^\"]{0,2000}\"|“[^”]{0,2000}”|«[^»]{0,2000}»")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FACE = re.compile(
    r"(?:^|\s)[:;=8xX][-']?[)(DPpOo/|3*](?=\s|$|[.,!])|<3|\^\^|[\U0001f300-\U0001faff\u2639-\u263b\u2764]"
)
_SHOUT = re.compile(r"[!?]{2,}|…|\.{3,}")
_NUMBER = re.compile(r"\d")
_ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]{0,3}$")

# A caption begins with what it shows or how to open it …
_FIGURE = re.compile(
    r"""
      (?:click|tap)(?:[ ]here|[ ]on[ ](?:the[ ])?(?:map|image|picture|photo))?[ ](?:to|for)
        (?:[ ]see|[ ]view|[ ]open|[ ]enlarge|[ ]zoom|[ ]expand)?(?:[ ]the|[ ]a)?
        \s?(?:full|larger?|bigger|high|enlarge|map|image|photo|it)\b
    | (?:file|illustrative|archive|representational|representative)[ ](?:photo|image|picture)s?\b
    | (?:photo|image|picture|map|infographic|video|screenshot|screengrab|illustration|graphic)s?
        (?:[ ](?:credit|courtesy|source|by|via)s?\b|\s?[:©|])
    | (?:full-size|full[ ]size|larger|interactive)[ ](?:map|image)
    | pictured\s?[:(] | caption\s?: | credits?\s?: | courtesy(?:[ ]of|:)
    """,
    re.I | re.X,
)
# … or it ends with whose it is.
_CREDIT = re.compile(
    r"""
    (?:(?:image|photo|picture|map|video|illustration|screenshot|graphic)s?\s?)?
    (?: credits? | source | courtesy(?:[ ]of)? | (?:photo|image|map|picture|photograph)s?[ ]by
      | photo | image | picture | map | video | graphic | illustration | via | © )
    \s?(?: : | \bby\b | (?<=©) | (?<=courtesy[ ]of) | (?<=by) | (?<=via) )\s?
    (?P<who>[^\n]{1,100})$
    """,
    re.I | re.X,
)
_AGENCIES = (
    r"getty(?: images)?|afp|reuters|ap photo|ap|epa|epa-efe|anadolu(?: agency)?|shutterstock|alamy"
    r"|ria novosti|sputnik|tass|xinhua|maxar[^()\[\]|\n]{0,20}|planet labs[^()\[\]|\n]{0,10}"
    r"|file(?: photo)?|handout|screengrab|screenshot"
)
_AGENCY = re.compile(
    rf"(?:[(\[|]|\s[-–—/|]\s|©\s?)(?P<who>[^()\[\]|\n]{{0,60}}?\b(?:{_AGENCIES}))\s?[)\]]?\.?$",
    re.I,
)
_BYLINE = re.compile(
    r"\b(?P<who>(?:REUTERS|AFP|AP|EPA|EFE|TASS|GETTY)/\S{1,40}(?: [A-Z]\S{0,30}){0,2})\.?$"
)
_SAYS = re.compile(r"\b(?:said|says|told|reported|reports|announced|claimed|according)\b", re.I)
_OF_PICTURE = re.compile(
    r"(?:photo|image|picture|map|video|illustration|screenshot|graphic|©)", re.I
)
_FIGURE_NOUN = re.compile(
    r"(?:an? |the )?(?:photo|image|picture|map|video|screenshot|infographic)", re.I
)
_LONGEST_CAPTION = 400
_CREDIT_WORDS = 8


@dataclass(frozen=True, slots=True)
class Furniture:
    """The lists, compiled: a whole folded line matches, or it does not."""

    drop: re.Pattern[str]
    titles: re.Pattern[str]
    end: re.Pattern[str]
    form: re.Pattern[str]
    ends_one: re.Pattern[str]
    chat: frozenset[str]
    strong_chat: frozenset[str]
    news: frozenset[str]
    subhead: frozenset[str]
    speaker: frozenset[str]
    first_of_speaker: frozenset[str]


@cache
def furniture() -> Furniture:
    """Return the lists of `data/page_furniture.toml`."""
    source = resources.files("whoholds.capture").joinpath("data/page_furniture.toml")
    lists = tomllib.loads(source.read_text("utf-8"))
    return Furniture(
        drop=_compile(lists["drop"]),
        titles=_compile(lists["titles"]),
        end=_compile(lists["end"]),
        form=_compile(lists["form"]),
        ends_one=_compile(lists["ends_one"]),
        chat=frozenset(lists["chat"]["words"]),
        strong_chat=frozenset(lists["chat"]["strong"]),
        news=frozenset(lists["news"]["words"]),
        subhead=frozenset(lists["subhead"]["words"]),
        speaker=frozenset(lists["speaker"]["words"]),
        first_of_speaker=frozenset(lists["speaker"]["first"]),
    )


def fold(line: str) -> str:
    """Return `line` as the patterns see it; empty where it is too long to be furniture."""
    if len(line) > 4 * _LONGEST:
        return ""
    text = " ".join(line.translate(_QUOTES).split()).casefold()
    return text if len(text) <= _LONGEST else ""


@lru_cache(maxsize=_CACHED)
def is_dropped(line: str) -> bool:
    """Tell whether `line` goes wherever it stands."""
    return furniture().drop.fullmatch(fold(line)) is not None


@lru_cache(maxsize=_CACHED)
def heads_links(line: str) -> bool:
    """Tell whether `line` heads a box of links to other pages."""
    return furniture().titles.fullmatch(fold(line)) is not None


@lru_cache(maxsize=_CACHED)
def ends_report(line: str) -> bool:
    """Tell whether `line` opens the comment section or its form."""
    return furniture().end.fullmatch(fold(line)) is not None


@lru_cache(maxsize=_CACHED)
def is_form(line: str) -> bool:
    """Tell whether `line` belongs to the working parts of a comment section."""
    return furniture().form.fullmatch(fold(line)) is not None


@lru_cache(maxsize=_CACHED)
def ends_comment(line: str) -> bool:
    """Tell whether `line` stands after a single comment (votes, "Reply")."""
    return furniture().ends_one.fullmatch(fold(line)) is not None


def ends_sentence(line: str) -> bool:
    """Tell whether `line` ends as a sentence does."""
    return _ENDS.search(line.rstrip()) is not None


@lru_cache(maxsize=_CACHED)
def chat_score(text: str) -> int:
    """Return how much `text` sounds like talk: 0 for none, 2 and more for plenty.

    Words inside quotation marks do not count: reports quote people who say "I" and "you".
    """
    bare = _QUOTED.sub(" ", text)
    words = {found[0].replace("’", "'").casefold() for found in _WORD.finditer(bare)}
    score = min(3, len(words & furniture().chat))
    if len(words & furniture().strong_chat) > 0:
        score += 3
    if _FACE.search(bare) is not None:
        score += 3
    if _SHOUT.search(bare) is not None:
        score += 1
    stripped = bare.strip()
    if stripped.endswith(("!", "?")):
        score += 1
    if stripped[:1].islower() and stripped.count(" ") >= 2:
        score += 1
    return score


@lru_cache(maxsize=_CACHED)
def news_score(text: str) -> int:
    """Return how much `text` sounds like a report: one for each of its typical words, one for figures."""
    words = {found[0].casefold() for found in _WORD.finditer(text)}
    return len(words & furniture().news) + (_NUMBER.search(text) is not None)


def caption_of(paragraph: str) -> Caption | None:
    """Return the caption that a whole paragraph is, None where it is something else.

    A paragraph is a caption where it begins as one ("Click to see full-size map", "Photo: …"), or is
    short, has no full sentence before the credit, and ends with the credit of a picture agency.
    """
    text = " ".join(paragraph.split())
    if text == "" or len(text) > _LONGEST_CAPTION:
        return None
    bare = text.strip("[]() ")
    credit = credit_of(text)
    if _FIGURE.match(bare) is not None:
        return Caption(text=text, credit=credit)
    if credit is None or len(text) > _LONGEST_CAPTION // 2:
        return None
    label = _CREDIT.search(text)
    if label is not None and (_OF_PICTURE.match(label[0]) or _FIGURE_NOUN.match(bare)):
        return Caption(text=text, credit=credit)
    agency = _AGENCY.search(text)
    if agency is None:
        return None
    # After a full sentence the agency is where the news comes from, not who took the picture.
    before = text[: agency.start()].rstrip()
    if text[agency.start()] in "([" and not ends_sentence(before) and not _SAYS.search(before):
        return Caption(text=text, credit=credit)
    return None


def credit_of(text: str) -> str | None:
    """Return whose the figure is, as its caption says ("Source: …", "Photo by …", "(AFP)")."""
    text = " ".join(text.split())[-_LONGEST:].strip()
    for pattern in (_BYLINE, _CREDIT, _AGENCY):
        found = pattern.search(text)
        if found is None:
            continue
        who = found["who"].strip(" .|–—-[]")
        if who.count("(") < who.count(")"):
            who = who.rstrip(")")
        # A credit is a name; "Map: the front on 3 May" tells what is shown.
        if 0 < len(who.split()) <= _CREDIT_WORDS and not who[0].islower():
            return who
    return None


def _compile(patterns: list[str]) -> re.Pattern[str]:
    filled = (p.replace("{n}", r"\d[\d,.]{0,6}k?").replace("{name}", ".{1,60}") for p in patterns)
    return re.compile("|".join(f"(?:{pattern})" for pattern in filled), re.DOTALL)
