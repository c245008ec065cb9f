"""What is told to the scorers of slots about a candidate: how it stands to the words of the event."""

from collections.abc import Sequence
from dataclasses import dataclass

from whoholds.base.records import Claim
from whoholds.extract.candidates import Where, Who
from whoholds.extract.clauses import left_edge, right_edge
from whoholds.extract.drafts import View
from whoholds.extract.known import NONE_KNOWN, Known
from whoholds.extract.lexicon import fold
from whoholds.extract.units import Typed, Unit, form_of

_LONGEST_PATH = 6
_BORDERS = frozenset((",", ";", ":", "and", "but", "while", "after", "before", "as", "that", "when",
                      "who", "which", "where", "by", "from", "against"))  # fmt: skip


_PRONOUNS = frozenset(
    ("it", "they", "he", "she", "we", "its", "their", "his", "who", "which", "them")
)


@dataclass(slots=True)
class Setting:
    """What the candidates of one unit share: its event, form and clause, and what the rules chose."""

    view: View
    typed: Typed
    unit: Unit
    drafted: Sequence[Claim]
    event: str
    known: Known = NONE_KNOWN
    lemma: str = ""
    form: str = ""
    frame: str = ""
    left: int = 0
    right: int = 0

    def __post_init__(self) -> None:
        unit, parsed = self.unit, self.view.parsed
        self.lemma = unit.trigger.entry.lemma if unit.trigger else self.typed.lemma(unit.head)
        self.frame = unit.trigger.entry.frame if unit.trigger else "-"
        self.form = form_of(unit, self.typed)
        self.left = left_edge(parsed, unit.trigger.group if unit.trigger else unit.first)
        self.right = right_edge(parsed, unit.last)


def who_features(at: Setting, who: Who) -> list[str]:
    """Return the features by which the role of `who` in the event is chosen."""
    event, form, frame = at.event, at.form, at.frame
    ruled = ",".join(o[5:] for o in who.origins if o.startswith("rule-")) or "no"
    claimed = "+".join(
        slot
        for slot, filled in (
            ("a", any(c.actors for c in at.drafted)),
            ("t", any(c.targets for c in at.drafted)),
            ("s", any(c.said_by for c in at.drafted)),
        )
        if filled
    )
    out = [
        "1",
        f"e={event}",
        f"k={who.kind}",
        f"k,e={who.kind},{event}",
        f"r={ruled}",
        f"r,e={ruled},{event}",
        f"r,k={ruled},{who.kind}",
        f"r,c={ruled},{claimed},{bool(at.drafted)}",
    ]
    out += [f"o={o}" for o in who.origins] + [f"o,e={o},{event}" for o in who.origins]
    if at.known.anything:
        kind = at.known.of(who.mentions[0].name)
        out += [
            f"kn={kind}",
            f"kn,k={kind},{who.kind}",
            f"kn,e={kind},{event}",
            f"kn,r={kind},{ruled}",
        ]
    out += [f"hw={w}" for w in fold(who.mentions[0].name).split(" ")[-1:]]
    out += [f"nw={w}" for w in fold(who.mentions[0].name).split(" ")]
    if who.first < 0:
        out += ["out", f"out,e={event},{form}", f"out,fr={frame},{form}"]
        out += [f"out,o={o},{claimed},{frame}" for o in who.origins]
        out += [f"out,p={w}" for w in at.typed.words if w in _PRONOUNS]
        out.append(f"out,fs={first_side(at)}")
        return out
    out += _position(at, who.first, who.last, f"{who.kind}")
    if who.name is not None:
        out += [f"ana={who.name.anaphor}", f"role={who.name.role}", f"strong={who.name.strong}"]
        out.append(f"ana,e={who.name.anaphor},{event},{form}")
    same = sum(1 for n in at.view.parsed.names if n.name == (who.name.name if who.name else ""))
    out.append(f"same={min(same, 3)}")
    for attribution, _ in at.view.attributions:
        inside = any(a <= who.first < b for a, b in attribution.sources)
        covers = attribution.first <= at.unit.first < attribution.last
        if inside:
            out += [f"src,cov={covers}", f"src,l={attribution.lemma},{covers}",
                    f"src,e={event},{covers}", f"src,k={who.kind},{covers}"]  # fmt: skip
    if who.name is not None and who.name.first in at.view.parsed.place_at:
        place = at.view.parsed.place_at[who.name.first]
        out += [f"pl={place.kind},{place.prep}", f"plc={place.chain}"]
    return out


def where_features(at: Setting, where: Where, rank: int) -> list[str]:
    """Return the features by which it is told whether the event happened at `where`, the `rank`th."""
    event, lemma, form, frame = at.event, at.lemma, at.form, at.frame
    ruled = "yes" if "rule" in where.origins else "no"
    claimed = any(c.places for c in at.drafted)
    partial = ruled == "yes" and not all(
        any(fold(m.name) == fold(p.name) for c in at.drafted for p in c.places)
        for m in where.mentions
    )
    kind = where.mentions[0].kind.value
    here = where.first >= 0
    stated = len([p for p in at.view.places if p is not None])
    out = [
        "1",
        f"e={event}",
        f"k={kind}",
        f"k,e={kind},{event}",
        f"r={ruled}",
        f"r,e={ruled},{event}",
        f"r,k={ruled},{kind}",
        f"r,c={ruled},{claimed},{bool(at.drafted)},{partial}",
        f"r,f={ruled},{frame},{form}",
        f"m={min(len(where.mentions), 4)}",
        f"st={min(stated, 4)},{here}",
        f"st,r={min(stated, 4)},{here},{ruled}",
        f"rank={min(rank, 6)}",
    ]
    out += [f"o={o}" for o in where.origins] + [f"o,e={o},{event}" for o in where.origins]
    if at.known.anything:
        record = at.known.of(where.mentions[0].name)
        out += [f"kn={record}", f"kn,k={record},{kind}", f"kn,r={record},{ruled}"]
        out += [f"kn,e={record},{event}", f"kn,here={record},{here}"]
    written = where.mentions[0].name
    last = fold(written).split(" ")[-1]
    out.append(f"hw={last}")
    # "The city", "a base": nothing but common nouns, often standing for a place named elsewhere.
    common = written == written.lower()
    named = sum(1 for p in at.view.places if p is not None and p.name != p.name.lower())
    nouns = sum(1 for p in at.view.places if p is not None) - named
    before = bool(at.view.known_places)
    out += [
        f"low={common},{here}",
        f"low,n={common},{here},{min(named, 2)},{min(nouns, 2)},{before}",
        f"low,e={common},{here},{event}",
        f"low,r={common},{here},{ruled}",
    ]
    if common:
        out += [f"low,hw={last},{min(named, 2)},{before}", f"low,hw,e={last},{event}"]
        out.append(f"low,the={at.typed.word(where.first - 1) if here else '-'},{last}")
    if where.mentions[0].relation is not None:
        word = where.mentions[0].relation.word
        out += ["rel", f"rel={word}", f"rel,e={word},{event}"]
    if where.first < 0:
        out += ["out", f"out,e={event},{form}", f"out,fr={frame},{form},{ruled}"]
        out += [f"out,o={o},{min(stated, 3)}" for o in where.origins]
        for noun in sorted({p.anaphor for p in at.view.parsed.places if p.anaphor}):
            out += [f"out,an={noun},{kind}", f"out,an,r={noun},{kind},{ruled}"]
        return out
    place = where.place
    prep = place.prep if place is not None else "-"
    chain = place.chain if place is not None else "-"
    side = "L" if where.last <= at.unit.first else "R"
    out += [
        f"prep={prep}",
        f"prep,e={prep},{event},{side}",
        f"prep,fr={prep},{frame},{form},{side}",
        f"prep,l={prep},{lemma},{side}",
        f"prep,r={prep},{ruled}",
        f"prep,k={prep},{kind},{event}",
        f"ch={chain}",
        f"ch,r={chain},{ruled}",
        f"ch,e={chain},{event}",
    ]
    if place is not None:
        out += [f"ana={place.anaphor}", f"weak={place.weak}", f"bare={place.bare}",
                f"ana,r={place.anaphor},{ruled}"]  # fmt: skip
        owner = at.view.parsed.owner.get(place.first)
        out.append(f"own={owner.kind if owner is not None else '-'},{kind}")
    others = [p for p in at.view.parsed.places if p is not place and not p.chain]
    between = [
        p for p in others
        if at.unit.last <= p.at < where.first or where.last <= p.at < at.unit.first
    ]  # fmt: skip
    out += [f"bw={min(len(between), 3)},{side}", f"bw,prep={min(len(between), 3)},{side},{prep}"]
    out += _position(at, where.first, where.last, kind)
    return out


def _position(at: Setting, first: int, last: int, kind: str) -> list[str]:
    unit, typed, event, form = at.unit, at.typed, at.event, at.form
    side = "L" if last <= unit.first else "R" if first >= unit.last else "I"
    gap = range(last, unit.first) if side == "L" else range(unit.last, first)
    distance = len(gap)
    bucket = min(distance, 4) if distance < 5 else 5 + min((distance - 5) // 4, 4)
    triggers = {id(at.view.parsed.trigger_at[k]) for k in gap if k in at.view.parsed.trigger_at}
    borders = [typed.words[k] for k in gap if typed.words[k] in _BORDERS]
    clause = at.left <= first and last <= at.right
    before, after = typed.word(first - 1), typed.word(last)
    if before in ("the", "a", "an", "its", "their"):
        before = f"{typed.word(first - 2)} {before}"
    out = [
        f"s={side}",
        f"s,e={side},{event}",
        f"s,f,e={side},{form},{event}",
        f"s,fr={side},{form},{at.frame}",
        f"s,l={side},{form},{at.lemma}",
        f"s,k={side},{form},{kind}",
        f"d={side},{bucket}",
        f"d,f={side},{bucket},{form}",
        f"tb={side},{min(len(triggers), 3)}",
        f"tb,f={side},{min(len(triggers), 3)},{form},{event}",
        f"bo={side},{','.join(borders[:3])}",
        f"bo,f={side},{form},{','.join(borders[:2])}",
        f"cl={clause},{side}",
        f"cl,e={clause},{side},{event}",
        f"b={before}",
        f"b,e={before},{event},{side}",
        f"b,f={before},{form},{side}",
        f"b,fr={before},{at.frame},{side}",
        f"a={after}",
        f"a,s={after},{side},{form}",
        f"a,e={after},{event},{side}",
        f"ab={before},{after},{side}",
        f"fs={first_side(at)},{side}",
    ]
    if distance <= 3:
        path = " ".join(typed.words[k] for k in gap)
        out += [f"gap={side},{path}", f"gap,e={side},{path},{event}"]
    out += [f"g={side},{typed.words[k]}" for k in list(gap)[:10]]
    out += _tree_path(at, first, last, kind)
    return out


def _tree_path(at: Setting, first: int, last: int, kind: str) -> list[str]:
    tree = at.typed.tree
    if tree is None:
        return []
    head = next(
        (k for k in range(first, last) if not first <= tree.heads[k] < last or tree.heads[k] == k),
        first,
    )
    ups: list[int] = [at.unit.head]
    while tree.heads[ups[-1]] != ups[-1] and len(ups) <= 2 * _LONGEST_PATH:
        ups.append(tree.heads[ups[-1]])
    downs: list[int] = [head]
    while (
        downs[-1] not in ups and tree.heads[downs[-1]] != downs[-1] and len(downs) <= _LONGEST_PATH
    ):
        downs.append(tree.heads[downs[-1]])
    governor = at.typed.lemma(tree.heads[head]) if tree.heads[head] != head else "<root>"
    relation = tree.relations[head]
    case = next(
        (at.typed.words[c] for c in at.typed.children[head] if tree.relations[c] == "case"), ""
    )
    out = [
        f"dr={relation},{case}",
        f"dr,e={relation},{case},{at.event}",
        f"gv={governor},{relation},{case}",
        f"gv,e={governor},{at.event}",
    ]
    if downs[-1] in ups:
        up = [tree.relations[k] for k in ups[: ups.index(downs[-1])]]
        down = [tree.relations[k] for k in downs[:-1]]
        path = f"{'^'.join(up)}|{'v'.join(down)}|{case}"
        short = f"{len(up)},{'v'.join(down)},{case}"
        out += [
            f"pa={path}",
            f"pa,e={path},{at.event}",
            f"pa,f={path},{at.form}",
            f"pa,k={path},{kind}",
            f"ps={short}",
            f"ps,e={short},{at.event},{at.form}",
            f"ps,fr={short},{at.frame},{at.form}",
            f"pl={len(up)},{len(down)}",
        ]
    else:
        out.append("pa=-")
    return out


def first_side(at: Setting) -> str:
    """Return how many groups and countries the clause names before the unit and after it, up to three."""
    names = [n for n in at.view.parsed.names if n.kind.value in ("actor", "country")]
    left = sum(1 for n in names if at.left <= n.first and n.last <= at.unit.first)
    right = sum(1 for n in names if at.unit.last <= n.first and n.last <= at.right)
    return f"{min(left, 3)},{min(right, 3)}"
