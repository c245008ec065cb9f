"""Where a report ends in a plain-text copy of its page, and reader comments or forms begin.

A marker ("2 Comments", "Leave a Reply") is the plain case. Without one, the end is found by
structure (indented names, a name printed twice, dates under names) together with how the words
sound. In doubt the report is left whole: its own lists, subheads and quoted speech must survive.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from whoholds.capture.dates import is_date_line
from whoholds.capture.furniture import (
    caption_of,
    chat_score,
    ends_comment,
    ends_report,
    ends_sentence,
    heads_links,
    is_dropped,
    is_form,
    news_score,
)
from whoholds.capture.plain_comments import Shape, next_filled, shape_of
from whoholds.capture.thread_lines import (
    Line,
    answered,
    head_of,
    is_bare_name,
    is_name_like,
    is_prose,
)

_TALK = 2
"""A text of this chat score, and no more news than chat, is talk."""


_SENTENCE = 15
_TRIES = 40
"""So many beginnings are tried in each way, and so many texts after each are weighed: a bound on
the work that a hostile text can cause."""
_WEIGHED = 200
_DEEP = 4
"""After so many paragraphs, a marker is no button of the page's head."""


@dataclass(frozen=True, slots=True)
class End:
    """The report ends before line `at`.

    `bare`: names without a marker showed it. `close`: each line from `at` on is somebody's comment.
    """

    at: int
    bare: bool = False
    close: bool = False


def find_end(lines: Sequence[Line], start: int) -> End | None:
    """Return where the report that begins at line `start` ends, None where it runs to the last line."""
    first = _first_prose(lines, start)
    if first is None:
        return _form_only(lines, start)
    marker = _marker(lines, first)
    upto = len(lines) if marker is None else marker
    body = lines[:upto]
    finders = (_by_heads, _by_names_twice, _by_bullets, _by_replies, _by_dated_names)
    found = [at for finder in finders if (at := finder(body, first)) is not None]
    if len(found) > 0:
        return End(_above(lines, min(found), first))
    names = _by_bare_names(body, first)
    if names is not None:
        return End(names, bare=True)
    close = _by_close_lines(body, start)
    if close is not None:
        return End(close, close=True)
    return None if marker is None else End(marker)


def is_talk(texts: Sequence[str]) -> bool:
    """Tell whether the texts together sound like people talking, and not like news."""
    chat = sum(chat_score(text) for text in texts)
    news = sum(news_score(text) for text in texts)
    return chat >= _TALK and chat >= news


def _first_prose(lines: Sequence[Line], start: int) -> int | None:
    for line in lines[start:]:
        sentence = len(line.text) >= _SENTENCE and ends_sentence(line.text)
        if sentence and caption_of(line.text) is None and not is_dropped(line.text):
            return line.at
    return None


def _form_only(lines: Sequence[Line], start: int) -> End | None:
    """The end of a copy without any paragraph: what follows a marker is no report either."""
    for line in lines[start:]:
        if ends_report(line.text):
            return End(line.at)
    return None


def _marker(lines: Sequence[Line], first: int) -> int | None:
    """Return the first marker that does not stand inside the report.

    "3 Comments" under the headline, or a "Leave a comment" button between two paragraphs, is
    followed by more prose than precedes it, and by no thread; after some paragraphs, a marker is one.
    """
    markers = (line for line in lines[first + 1 :] if ends_report(line.text))
    for line in islice(markers, _TRIES):
        rest = lines[line.at + 1 :]
        before = [len(x.text) for x in lines[first : line.at] if is_prose(x.text)]
        after = sum(len(x.text) for x in rest if is_prose(x.text))
        if len(before) >= _DEEP or after <= sum(before):
            return line.at
        if shape_of(rest) not in (Shape.NONE, Shape.BARE):
            return line.at
        if is_talk([x.text for x in rest if is_prose(x.text)][:_WEIGHED]):
            return line.at
    return None


def _above(lines: Sequence[Line], at: int, first: int) -> int:
    """Return where the section begins, with the blank and working lines right above its first head."""
    while at - 1 > first and (
        lines[at - 1].blank or (is_form(lines[at - 1].text) and not is_prose(lines[at - 1].text))
    ):
        at -= 1
    return at


def _texts_under(lines: Sequence[Line], at: int, *, short: bool = False) -> list[str]:
    """The first words of a section from line `at` on, heads and working parts left out.

    `short` tells that lines like names are words too, as where every head shows itself.
    """
    texts = (
        line.text
        for line in islice(lines, at, None)
        if not line.blank
        and head_of(line) is None
        and not is_form(line.text)
        and not ends_comment(line.text)
        and not is_dropped(line.text)
        and not is_date_line(line.text)
        and (short or len(line.text) > 40 or not is_name_like(line.text))
    )
    return list(islice(texts, _WEIGHED))


def _by_heads(lines: Sequence[Line], first: int) -> int | None:
    """Find heads such as "Name said...", "1. Name says:", "Name • 3 years ago".

    A bare "Name says:" needs company: it opens a quotation in many a report.
    """
    heads = [(line.at, head) for line in lines[first + 1 :] if (head := head_of(line)) is not None]
    for place, (at, head) in enumerate(heads[:_TRIES]):
        rest = _texts_under(lines, at, short=True)
        quoted = len(rest) > 0 and rest[0][:1] in '"“«‘„'
        if head.strong and not (quoted and len(heads) == 1):
            news, chat = sum(map(news_score, rest)), sum(map(chat_score, rest))
            found = news <= 2 * (len(rest) + chat)
        else:
            company = len(heads) - place >= 2 or (head.posted is None and _is_last(lines, at))
            found = company and not quoted and is_talk(rest)
        if found:
            return at
    return None


def _is_last(lines: Sequence[Line], at: int) -> bool:
    """Tell whether few paragraphs follow line `at`."""
    return sum(is_prose(line.text) for line in lines[at + 1 :]) <= 3


def _by_names_twice(lines: Sequence[Line], first: int) -> int | None:
    doubles = [
        line.at
        for line in lines[first + 1 : -1]
        if is_name_like(line.text)
        and not (line.bullet or line.number or ends_comment(line.text) or is_date_line(line.text))
        and lines[line.at + 1].text == line.text
    ]
    dated = any(is_date_line(line.text) for line in lines[doubles[0] :]) if doubles else False
    if len(doubles) >= 2 or (dated and len(doubles) == 1):
        return doubles[0]
    return None


def _by_bullets(lines: Sequence[Line], first: int) -> int | None:
    """A list that runs to the end, whose items are names and whose words stand deeper.

    A report's own list has its words in the items, or is announced by a colon.
    """
    last = len(lines) - 1
    while last > first and (lines[last].blank or _is_working(lines[last])):
        last -= 1
    start = None
    for line in reversed(lines[first + 1 : last + 1]):
        if line.blank or _is_working(line):
            continue
        if line.bullet or line.number:
            start = line.at
        elif line.indent == 0:
            break
    if start is None:
        return None
    base = lines[start].indent
    items = [line for line in lines[start : last + 1] if line.bullet or line.number]
    if any(line.indent < base for line in items):
        return None
    heads = [line for line in items if _is_item_head(lines, line)]
    texts = [
        line.text
        for line in lines[start : last + 1]
        if not (line.blank or line.bullet or line.number or _is_working(line))
    ]
    if len(heads) < 0.7 * len(items) or len(texts) == 0:
        return None
    names = [line.text for line in heads]
    signs = [
        any(line.indent > base for line in heads),
        len(set(names)) < len(names),
        len(names) > 1 and any(_is_empty_item(lines, line) for line in heads[:-1]),
        any(_looks_like_handle(name) for name in names),
        is_talk(texts),
    ]
    plain = sum(not is_talk_or_short(text) for text in texts)
    if sum(signs) == 0:
        # Names of two words and more are people's, or places'; the words under them decide.
        full = sum(len(name.split()) >= 2 and is_bare_name(name) for name in names)
        return (
            start
            if 2 * full >= len(names) and plain == 0 and not _announced(lines, start)
            else None
        )
    newsy = sum(map(news_score, texts)) > 2 * len(texts) and not is_talk(texts)
    if newsy and sum(signs) < 3:
        return None
    if (_announced(lines, start) or 2 * plain > len(texts)) and sum(signs) < 3:
        return None
    return start


def _announced(lines: Sequence[Line], start: int) -> bool:
    """Tell whether the line above a list leads into it."""
    above = next((line for line in reversed(lines[:start]) if not line.blank), None)
    return above is not None and above.text.endswith((":", "—", "–"))


def _is_item_head(lines: Sequence[Line], line: Line) -> bool:
    if not is_name_like(line.text):
        return False
    after = next_filled(lines, line.at)
    if after is None or lines[after].bullet or lines[after].number:
        return True
    return lines[after].indent > line.indent and after > line.at


def _is_empty_item(lines: Sequence[Line], line: Line) -> bool:
    after = next_filled(lines, line.at)
    return after is not None and (lines[after].bullet or lines[after].number)


def _looks_like_handle(name: str) -> bool:
    return any(c.isdigit() or c == "_" for c in name) or (name.islower() and " " not in name)


def _is_working(line: Line) -> bool:
    return (
        is_form(line.text)
        or is_dropped(line.text)
        or ends_report(line.text)
        or ends_comment(line.text)
        or heads_links(line.text)
    )


def _by_replies(lines: Sequence[Line], first: int) -> int | None:
    """Find "Reply" under each comment; the section begins at the name above the first of them."""
    replies = [
        line.at
        for line in lines[first + 1 :]
        if ends_comment(line.text) and any(c.isalpha() for c in line.text)
    ]
    if len(replies) < 2:
        return None
    for at in range(replies[0] - 1, first, -1):
        line = lines[at]
        if line.blank or _is_working(line) or is_date_line(line.text) or is_prose(line.text):
            continue
        if answered(line.text) is None and is_name_like(line.text):
            return at
    return None


def _by_dated_names(lines: Sequence[Line], first: int) -> int | None:
    """A name with a line of date under it, then words that sound like talk."""
    tried = 0
    for line in lines[first + 1 :]:
        if not is_name_like(line.text) or is_date_line(line.text) or is_prose(line.text):
            continue
        under = next_filled(lines, line.at)
        if under is None or not is_date_line(lines[under].text):
            continue
        tried += 1
        if tried > _TRIES:
            return None
        texts = _texts_under(lines, under)
        if len(texts) > 0 and is_talk(texts) and is_talk_or_short(texts[0]):
            return line.at
    return None


def is_talk_or_short(text: str) -> bool:
    """Tell whether one text could be a comment: it is talk, or too short to sound like news."""
    return news_score(text) == 0 or chat_score(text) >= news_score(text)


def _by_bare_names(lines: Sequence[Line], first: int) -> int | None:
    """Names and words in turn, with nothing to mark them: names return, or the words are talk."""
    blocks = _blocks(lines, first + 1)
    names = [
        place
        for place, block in enumerate(blocks[:-1])
        if len(block) == 1
        and block[0].indent == 0
        and not block[0].bullet
        and not block[0].number
        and is_bare_name(block[0].text)
        and not (len(blocks[place + 1]) == 1 and is_bare_name(blocks[place + 1][0].text))
    ]
    counts = Counter(blocks[place][0].text for place in names)
    heads = set(names)
    for order, place in enumerate(names[:_TRIES]):
        stop = names[order + 1] if order + 1 < len(names) else len(blocks)
        section = [" ".join(x.text for x in block) for block in blocks[place + 1 : stop]]
        if not all(is_talk_or_short(text) for text in section) or len(section) > 6:
            continue
        listed = any(x.bullet or x.number for block in blocks[place + 1 : stop] for x in block)
        if listed or not _may_open_talk(blocks[place][0].text, counts, section):
            continue
        rest = [blocks[other][0].text for other in names[order : order + _WEIGHED]]
        if _is_interview(rest):
            return None
        texts = [
            " ".join(x.text for x in block)
            for other, block in enumerate(
                blocks[place + 1 : place + 1 + 2 * _WEIGHED], start=place + 1
            )
            if other not in heads
        ]
        returning = len(set(rest)) < len(rest)
        talking = sum(1 for text in texts if chat_score(text) > news_score(text))
        if (returning and not _is_newsy(texts) and talking >= 1) or (
            is_talk(texts) and 2 * talking >= len(texts) and (len(rest) >= 2 or talking >= 2)
        ):
            return blocks[place][0].at
    return None


def _is_interview(names: Sequence[str]) -> bool:
    """Tell whether two names take strict turns: a conversation that the report itself gives."""
    return (
        len(names) >= 4
        and len(set(names)) == 2
        and all(name != other for name, other in pairwise(names))
    )


def _may_open_talk(name: str, counts: Mapping[str, int], section: Sequence[str]) -> bool:
    """Tell whether a name may open a thread: it returns, its words are talk, or it is a full name."""
    if counts[name] >= 2 or _looks_like_handle(name):
        return True
    if any(chat_score(text) > 0 for text in section):
        return True
    return (
        len(name.split()) >= 2 and len(section) <= 2 and all(len(text) <= 300 for text in section)
    )


def _is_newsy(texts: Sequence[str]) -> bool:
    return sum(map(news_score, texts)) > sum(map(chat_score, texts)) + len(texts) // 2


def _by_close_lines(lines: Sequence[Line], start: int) -> int | None:
    """Lines set close after a report of separate paragraphs: each one a comment.

    The first line of such a block is the report's last paragraph, unless it sounds like talk too.
    """
    blocks = [
        block
        for block in _blocks(lines, start)
        if not all(_is_working(line) for line in block)
        and caption_of(" ".join(line.text for line in block)) is None
    ]
    if len(blocks) < 3 or any(len(block) > 1 for block in blocks[:-1]):
        return None
    block = [line for line in blocks[-1] if not _is_working(line)]
    if len(block) < 2 or any(line.bullet or line.number or line.indent > 0 for line in block):
        return None
    if not ends_sentence(block[0].text) or block[0].text.endswith(":"):
        return None
    words = [line.text for line in block[1:]]
    if any(len(text.split()) < 2 for text in words):
        return None
    chat, news = sum(map(chat_score, words)), sum(map(news_score, words))
    if len(words) == 1:
        good = chat >= _TALK and news == 0
    else:
        ended = sum(ends_sentence(text) for text in words)
        good = chat >= 1 and (news == 0 or chat > news) and 2 * ended >= len(words)
    if not good:
        return None
    talks = chat_score(block[0].text) >= _TALK and news_score(block[0].text) == 0
    return block[0].at if talks else block[1].at


def _blocks(lines: Sequence[Line], start: int) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    fresh = True
    for line in lines[start:]:
        if line.blank:
            fresh = True
            continue
        if fresh:
            blocks.append([])
        blocks[-1].append(line)
        fresh = False
    return blocks
