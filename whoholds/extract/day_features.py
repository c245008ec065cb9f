"""What is told to the scorer of days about an answer: its words, where they stand, the clause."""

from collections.abc import Sequence

from whoholds.base.records import Status
from whoholds.extract.attribution import speaker_of
from whoholds.extract.clauses import left_edge, right_edge
from whoholds.extract.datewords import DateWords, DayBefore, dates_year
from whoholds.extract.day_answers import DayAnswer, Ruled, distance, is_ruled
from whoholds.extract.drafts import View
from whoholds.extract.scorers import Features, template
from whoholds.extract.units import Typed, Unit, form_of
from whoholds.extract.words import words

_UP = 5
_NEAR = 3
_MONTHS = words("datewords", "months")
_WEEKDAYS = words("datewords", "weekdays")
_WHOLE = words("datewords", "whole")
_TURNS = frozenset(
    ("that", "which", "who", "where", "when", "while", "after", "before", "following", "since",
     "until", "and", "but", "as", "because", "although", ";", ",", ":", '"', "”", "“", "(", "than")
)  # fmt: skip


def weigh_parts(
    answers: Sequence[DayAnswer],
    view: View,
    typed: Typed,
    unit: Unit,
    event: str,
    status: Status,
    ruled: Ruled,
    published: bool,
) -> list[tuple[Features, ...]]:
    """Return the features of every answer, in parts that several answers share.

    `published` tells whether the report has a day of publication.
    """  # fmt: skip
    clause = clause_features(view, typed, unit, event, status, ruled, published)
    page = "p" if published else "u"
    shared = {
        kind: Features([(_with, f"{kind}{page}", feature) for feature in clause])
        for kind in ("carried", "news", "none")
    }
    out: list[tuple[Features, ...]] = []
    for answer in answers:
        own = Features(answer_features(answer, view, typed, unit, event, status, ruled, published))
        out.append((own, shared[answer.kind]) if answer.kind in shared else (own,))
    return out


@template
def _with(kind: str, feature: str) -> list[str]:
    return [f"{kind}|{feature}"]


def day_kind(texts: list[str]) -> str:
    """Return what sort of date words some are, by their lower-case tokens: "day", "weekday", "ago"."""
    months = any(t.removeprefix("mid-").rstrip(".") in _MONTHS for t in texts)
    numbers = [t.rstrip("dhnrst") for t in texts if t[:1].isdecimal()]
    year = any(len(n) == 4 and n.isdecimal() for n in numbers)
    if months:
        short = any(len(n) <= 2 for n in numbers)
        return ("day" if short else "month") + ("+year" if year else "")
    if any(t in _WEEKDAYS for t in texts):
        return "last weekday" if texts[0] in ("last", "next") else "weekday"
    if year or any(t.startswith("mid-") for t in texts):
        return "year"
    if any(t in _WHOLE for t in texts):
        return next(t for t in texts if t in _WHOLE)
    unit = texts[-1].rstrip("s")
    if unit in ("ago", "earlier", "later", "before", "after", "afterward"):
        return unit
    return f"{texts[0]} {unit}"


def answer_features(
    answer: DayAnswer,
    view: View,
    typed: Typed,
    unit: Unit,
    event: str,
    status: Status,
    ruled: Ruled,
    published: bool,
) -> list[str]:
    """Return the features of one answer by itself: its words, their place, whether the rules say so."""
    page = "p" if published else "u"
    kind = answer.kind
    out = [kind, f"{page}:{kind}", f"{page}:{kind}:{status.value}"]
    if is_ruled(answer, ruled):
        out += ["rule", f"rule:{kind}:{page}"]
    if answer.date is not None:
        out += _inside(answer.date, answer.rank, view, typed, unit, page)
    elif answer.before is not None:
        out += _carried(answer.before, answer.rank, view, page)
    return [*out, *(f"{event}|{f}" for f in out[:2])]


def _inside(
    date: DateWords, rank: int, view: View, typed: Typed, unit: Unit, page: str
) -> list[str]:
    parsed = view.parsed
    texts = [parsed.lower(k) for k in range(date.first, date.last)]
    lead = texts[0] if len(texts) > 1 and texts[0] in _LEADS else parsed.lower(date.first - 1)
    what = day_kind(texts[1:] if texts[0] in _LEADS and len(texts) > 1 else texts)
    side = "b" if date.last <= unit.first else "a"
    low, high = min(date.last, unit.last), max(date.first, unit.first)
    between = [parsed.lower(k) for k in range(low, high)]
    steps = min(distance(date, unit), 24)
    far = steps if steps < 4 else 4 + steps // 4
    left, right = left_edge(parsed, unit.first), right_edge(parsed, unit.last)
    clause = left <= date.first and date.last <= right
    events = sum(1 for t in parsed.triggers if low <= t.first and t.last <= high)
    said = any(w in parsed.lexicon.speech_verbs for w in between)
    form = form_of(unit, typed)
    near = f"{side}{rank}"
    out = [
        f"k={what}", f"k,p={what},{page}", f"lead={lead}", f"lead,side={lead},{side}",
        f"side={side}", f"far={side}{far}", f"near={near}", f"clause={clause},{side}",
        f"clause,ev={clause},{side},{min(events, 3)}", f"ev={side}{min(events, 3)}",
        f"said={said},{side}", f"opens={date.first <= 2}", f"form={form},{side},{min(events, 2)}",
        f"in={date.inside}", f"in,far={date.inside},{side},{min(steps, 4)}",
        f"lead,clause={lead},{side},{clause}",
        f"head={parsed.sentence.start == 0},{date.first == 0},{what}",
        f"year={dates_year(' '.join(texts))},{page},{lead}", f"rel={date.relative}",
        f"vague={date.vague},{page},{side}", f"n={min(len(parsed.dates), 4)},{near}",
        f"behind={parsed.lower(date.last)}", f"said,lead={said},{side},{date.first <= 2}",
    ]  # fmt: skip
    out += [f"turn={side},{w}" for w in sorted(set(between) & _TURNS)]
    return out + _path(date, typed, unit)


def _path(date: DateWords, typed: Typed, unit: Unit) -> list[str]:
    """Return how the tree leads from the date words to the unit."""
    tree = typed.tree
    if tree is None:
        return []
    head = next(
        (k for k in range(date.first, date.last) if not date.first <= tree.heads[k] < date.last),
        date.first,
    )
    ups, seen = _line(typed, head)
    own, mine = _line(typed, unit.head)
    common = next((k for k in seen if k in mine), -1)
    if common < 0:
        return ["path=-"]
    rise, fall = ups[: seen.index(common)], own[: mine.index(common)]
    attached = tree.heads[head]
    verb = "said" if typed.parsed.lower(attached) in typed.parsed.lexicon.speech_verbs else "other"
    if unit.first <= attached < unit.last:
        verb = "unit"
    elif attached in typed.parsed.trigger_at:
        verb = "event"
    return [
        f"path={'>'.join(rise)}<{'<'.join(reversed(fall))}",
        f"rise={'>'.join(rise)}",
        f"fall={'<'.join(reversed(fall))}",
        f"steps={min(len(rise), 4)},{min(len(fall), 4)}",
        f"on={verb}",
        f"on,fall={verb},{'<'.join(reversed(fall))}",
        f"on,part={verb},{tree.parts[attached]}",
    ]


def _line(typed: Typed, k: int) -> tuple[list[str], list[int]]:
    """Return the relations on the way from token `k` to the root, and the tokens met, `k` first."""
    tree = typed.tree
    relations: list[str] = []
    seen = [k]
    while tree is not None and tree.heads[k] != k and len(relations) < _UP:
        relations.append(tree.relations[k])
        k = tree.heads[k]
        seen.append(k)
    return relations, seen


def _carried(day: DayBefore, rank: int, view: View, page: str) -> list[str]:
    parsed = view.parsed
    texts = day.quote.text.lower().split()
    what = day_kind(texts[1:] if texts[0] in _LEADS and len(texts) > 1 else texts)
    lead = texts[0] if texts[0] in _LEADS else "-"
    same = day.paragraph == parsed.sentence.paragraph and not parsed.in_title
    last = view.days[-1].sentence
    back = min(last - day.sentence, 3)
    own = sum(not d.inside for d in parsed.dates)
    key = f"{page},{same},{rank}"
    return [
        f"c={key}", f"c,k={key},{what}", f"c,opens={key},{day.opens}", f"c,back={page},{back},{rank}",
        f"c,own={key},{min(own, 2)}", f"c,own,back={page},{back},{min(own, 2)},{day.opens}",
        f"c,lead={lead},{page}", f"c,vague={day.date.vague},{page},{same}", f"c,k={what},{page}",
        f"c,rel={day.date.relative},{page},{rank}", f"c,title={parsed.in_title},{rank},{what}",
        f"c,year={dates_year(day.quote.text)},{page},{same}",
    ]  # fmt: skip


def clause_features(
    view: View, typed: Typed, unit: Unit, event: str, status: Status, ruled: Ruled, published: bool
) -> list[str]:
    """Return the features of the clause; each is told apart for every sort of answer."""
    parsed = view.parsed
    form = form_of(unit, typed)
    lemma = unit.trigger.entry.lemma if unit.trigger else typed.lemma(unit.head)
    group = unit.trigger.group if unit.trigger else unit.first
    own = sum(not d.inside for d in parsed.dates)
    same = any(day.paragraph == parsed.sentence.paragraph for day in view.days)
    page = "p" if published else "u"
    out = [
        f"e={event}", f"s={status.value}", f"f={form}", f"e,f={event},{form}", f"l={lemma}",
        f"p={page},{ruled.frame.value}", f"r={ruled.frame.value},{form}",
        f"own={min(own, 2)},{page}", f"own,same={min(own, 2)},{same},{page}",
        f"dated={bool(view.days)},{page}", f"title={parsed.in_title}",
        f"first={parsed.sentence.start == 0},{page}", f"para={min(parsed.sentence.paragraph, 3)},{page}",
        "g=" + " ".join(typed.words[group : unit.first][-4:]),
        f"told={bool(view.told)},{form},{page}", f"p,f={page},{form},{event}",
    ]  # fmt: skip
    for step in range(1, _NEAR + 1):
        out += [f"b{step}={typed.word(unit.first - step)}", f"g{step}={typed.word(group - step)}"]
        out.append(f"a{step}={typed.word(unit.last - 1 + step)}")
    two, one = typed.word(unit.first - 2), typed.word(unit.first - 1)
    out += [f"b21={two},{one}", f"b321={typed.word(unit.first - 3)},{two},{one}"]
    out += [f"b21,f={two},{one},{form}", f"b1,f={one},{form}"]
    said = speaker_of([attribution for attribution, _ in view.attributions], unit.first)
    out += [f"said={said.lemma if said is not None else '-'},{form}"]
    earlier = sum(t.first < unit.first for t in parsed.triggers)
    out += [f"earlier={min(earlier, 3)},{form}", f"events={min(len(parsed.triggers), 4)}"]
    around = typed.words[max(0, unit.first - 8) : unit.last + 8]
    out += [f"w={w}" for w in sorted(set(around))]
    tree = typed.tree
    if tree is None:
        return out
    at = unit.head
    out += _tense(typed, at)
    out += [f"rel={tree.relations[at]}", f"gov={typed.lemma(tree.heads[at])},{tree.relations[at]}"]
    for step in range(3):
        for child in typed.children[at]:
            if tree.relations[child] in ("aux", "aux:pass", "mark", "advmod", "case", "cop", "det"):
                out.append(f"c{step}={typed.words[child]}")
        out.append(f"up{step}={tree.relations[at]}")
        if tree.heads[at] == at:
            break
        at = tree.heads[at]
    return out


def _tense(typed: Typed, at: int) -> list[str]:
    """Return how the verb of the unit and that of the main clause end, and the way between them."""
    tree = typed.tree
    if tree is None:
        return []
    relations, seen = _line(typed, at)
    root = seen[-1]
    own, main = typed.words[at][-2:], typed.words[root][-2:]
    way = ">".join(relations[:3])
    return [
        f"own={own},{tree.parts[at]}",
        f"main={main},{tree.parts[root]}",
        f"main,way={main},{way}",
        f"root={typed.lemma(root)}",
        f"root,way={typed.lemma(root)},{way}",
        f"way={way}",
        f"way,own={way},{own}",
    ]


_LEADS = words("datewords", "leads")
