"""What is told to the scorers of slots about a candidate: how it stands to the words of the event."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from whoholds.base.records import Claim
from whoholds.extract.candidates import Where, Who
from whoholds.extract.clauses import left_edge, right_edge
from whoholds.extract.discourse import Told
from whoholds.extract.drafts import View
from whoholds.extract.known import NONE_KNOWN, Known
from whoholds.extract.lexicon import fold
from whoholds.extract.memory import Kind
from whoholds.extract.scorers import Feature, template
from whoholds.extract.units import LONGEST_PATH, Typed, Unit, form_of

_BORDERS = frozenset((",", ";", ":", "and", "but", "while", "after", "before", "as", "that", "when",
                      "who", "which", "where", "by", "from", "against"))  # fmt: skip


_MARGIN = 2
"""How many code points may stand around the only sentence of a text."""
_MOST_PAST = 2
_PRONOUNS = frozenset(
    ("it", "they", "he", "she", "we", "its", "their", "his", "who", "which", "them")
)


@dataclass(frozen=True, slots=True)
class _Past:
    """Who and where a claim decided before was about, by their folded names."""

    actors: frozenset[str]
    targets: frozenset[str]
    places: frozenset[str]
    step: str
    same: bool

    @classmethod
    def of(cls, told: Told, at: "Setting") -> "_Past":
        """Return what there is to know of `told` for the setting `at`."""
        actors, targets, places = (
            frozenset(fold(m.name) for m in filled)
            for filled in (told.actors, told.targets, told.places)
        )
        step = f"{told.event.value}>{at.event}"
        return cls(actors, targets, places, step, same_sentence(at, told))


@dataclass(slots=True)
class Setting:
    """What the candidates of one unit share: its event, form and clause, and what the rules chose."""

    view: View
    typed: Typed
    unit: Unit
    drafted: Sequence[Claim]
    event: str
    known: Known = NONE_KNOWN
    past: Sequence[Told] = ()
    """The claims decided before, the newest last."""
    lemma: str = ""
    form: str = ""
    frame: str = ""
    left: int = 0
    right: int = 0
    sides: str = ""
    """How many groups and countries the clause names before the unit and after it, up to three."""
    claimed: str = ""
    """The slots for people that the rules filled."""
    pronouns: Sequence[str] = ()
    named: Counter[str] = field(default_factory=Counter)
    ruled_places: frozenset[str] = frozenset()
    stated: int = 0
    """How many places the sentence names, `common` of them by nothing but common nouns."""
    common: int = 0
    nouns: Sequence[str] = ()
    """The nouns of the sentence that stand for places named elsewhere."""
    ups: dict[int, int] = field(default_factory=dict)
    """The tokens from the unit's head upwards, with their steps; `up_paths` are the relations."""
    up_paths: list[str] = field(default_factory=list)
    alone: bool = False
    """Whether the text has no other sentence."""
    parts: list[_Past] = field(default_factory=list)

    def __post_init__(self) -> None:
        unit, view = self.unit, self.view
        parsed = view.parsed
        self.lemma = unit.trigger.entry.lemma if unit.trigger else self.typed.lemma(unit.head)
        self.frame = unit.trigger.entry.frame if unit.trigger else "-"
        self.form = form_of(unit, self.typed)
        self.left = left_edge(parsed, unit.trigger.group if unit.trigger else unit.first)
        self.right = right_edge(parsed, unit.last)
        self.sides = self._first_side()
        filled = (
            ("a", any(c.actors for c in self.drafted)),
            ("t", any(c.targets for c in self.drafted)),
            ("s", any(c.said_by for c in self.drafted)),
        )
        self.claimed = "+".join(slot for slot, told in filled if told)
        self.pronouns = [w for w in self.typed.words if w in _PRONOUNS]
        self.named = Counter(name.name for name in parsed.names)
        self.ruled_places = frozenset(fold(p.name) for c in self.drafted for p in c.places)
        names = [p.name for p in view.places if p is not None]
        self.stated = len(names)
        self.common = sum(1 for name in names if name == name.lower())
        self.nouns = sorted({p.anaphor for p in parsed.places if p.anaphor})
        sentence = parsed.sentence
        self.alone = sentence.start <= _MARGIN and sentence.end >= len(view.text) - _MARGIN
        self.parts = [_Past.of(told, self) for told in reversed(self.past[-_MOST_PAST:])]
        self._climb()

    def _first_side(self) -> str:
        names = [n for n in self.view.parsed.names if n.kind in (Kind.ACTOR, Kind.COUNTRY)]
        left = sum(1 for n in names if self.left <= n.first and n.last <= self.unit.first)
        right = sum(1 for n in names if self.unit.last <= n.first and n.last <= self.right)
        return f"{min(left, 3)},{min(right, 3)}"

    def _climb(self) -> None:
        tree = self.typed.tree
        if tree is None:
            return
        at, path = self.unit.head, ""
        while at not in self.ups:
            self.ups[at] = len(self.ups)
            self.up_paths.append(path)
            if tree.heads[at] == at or len(self.ups) > 2 * LONGEST_PATH:
                break
            path = f"{path}^{tree.relations[at]}" if path else tree.relations[at]
            at = tree.heads[at]


# What hangs on the same few values is told in one piece, see `scorers.Told`.


@template
def _of_who(event: str, kind: str, ruled: str, claimed: str, drafted: bool) -> list[str]:
    return [
        f"e={event}",
        f"k={kind}",
        f"k,e={kind},{event}",
        f"r={ruled}",
        f"r,e={ruled},{event}",
        f"r,k={ruled},{kind}",
        f"r,c={ruled},{claimed},{drafted}",
    ]


@template
def _of_origin(origin: str, event: str) -> list[str]:
    return [f"o={origin}", f"o,e={origin},{event}"]


@template
def _of_record(record: str, kind: str, event: str, ruled: str) -> list[str]:
    return [
        f"kn={record}",
        f"kn,k={record},{kind}",
        f"kn,e={record},{event}",
        f"kn,r={record},{ruled}",
    ]


@template
def _of_name(name: str) -> list[str]:
    words = fold(name).split(" ")
    return [f"hw={words[-1]}", *(f"nw={word}" for word in words)]


@template
def _of_outside(event: str, form: str, frame: str, sides: str) -> list[str]:
    return ["out", f"out,e={event},{form}", f"out,fr={frame},{form}", f"out,fs={sides}"]


@template
def _of_outside_origin(origin: str, claimed: str, frame: str) -> list[str]:
    return [f"out,o={origin},{claimed},{frame}"]


@template
def _of_pronoun(word: str) -> list[str]:
    return [f"out,p={word}"]


@template
def _of_noun_phrase(anaphor: bool, role: bool, strong: bool, event: str, form: str) -> list[str]:
    return [
        f"ana={anaphor}", f"role={role}", f"strong={strong}", f"ana,e={anaphor},{event},{form}",
    ]  # fmt: skip


@template
def _of_source(covers: bool, lemma: str, event: str, kind: str) -> list[str]:
    return [f"src,cov={covers}", f"src,l={lemma},{covers}", f"src,e={event},{covers}",
            f"src,k={kind},{covers}"]  # fmt: skip


@template
def _of_place(kind: str, prep: str, chain: str) -> list[str]:
    return [f"pl={kind},{prep}", f"plc={chain}"]


def who_features(at: Setting, who: Who) -> list[Feature]:
    """Return the features by which the role of `who` in the event is chosen."""
    event, form, frame, kind = at.event, at.form, at.frame, who.kind
    ruled = ",".join([o[5:] for o in who.origins if o.startswith("rule-")]) or "no"
    name = who.mentions[0].name
    out: list[Feature] = ["1", (_of_who, event, kind, ruled, at.claimed, bool(at.drafted))]
    out += [(_of_origin, o, event) for o in who.origins]
    if at.known.anything:
        out.append((_of_record, at.known.of(name), kind, event, ruled))
    out += _past_of(at, who)
    out.append((_of_name, name))
    if who.first < 0:
        out.append((_of_outside, event, form, frame, at.sides))
        out += [(_of_outside_origin, o, at.claimed, frame) for o in who.origins]
        out += [(_of_pronoun, w) for w in at.pronouns]
        return out
    out += _position(at, who.first, who.last, kind)
    own = who.name
    if own is not None:
        out.append((_of_noun_phrase, own.anaphor, own.role, own.strong, event, form))
    same = at.named[own.name if own is not None else ""]
    out.append(f"same={min(same, 3)}")
    for attribution, _ in at.view.attributions:
        if any(a <= who.first < b for a, b in attribution.sources):
            covers = attribution.first <= at.unit.first < attribution.last
            out.append((_of_source, covers, attribution.lemma, event, kind))
    place = None if own is None else at.view.parsed.place_at.get(own.first)
    if place is not None:
        out.append((_of_place, f"{place.kind}", place.prep, place.chain))
    return out


@template
def _of_where(
    event: str, kind: str, ruled: str, claimed: bool, drafted: bool, partial: bool,
    frame: str, form: str,
) -> list[str]:  # fmt: skip
    return [
        f"e={event}",
        f"k={kind}",
        f"k,e={kind},{event}",
        f"r={ruled}",
        f"r,e={ruled},{event}",
        f"r,k={ruled},{kind}",
        f"r,c={ruled},{claimed},{drafted},{partial}",
        f"r,f={ruled},{frame},{form}",
    ]


@template
def _of_number(members: int, stated: int, here: bool, ruled: str, rank: int) -> list[str]:
    return [
        f"m={members}", f"st={stated},{here}", f"st,r={stated},{here},{ruled}", f"rank={rank}",
    ]  # fmt: skip


@template
def _of_place_record(record: str, kind: str, ruled: str, event: str, here: bool) -> list[str]:
    return [
        f"kn={record}",
        f"kn,k={record},{kind}",
        f"kn,r={record},{ruled}",
        f"kn,e={record},{event}",
        f"kn,here={record},{here}",
    ]


@template
def _of_last_word(last: str) -> list[str]:
    return [f"hw={last}"]


@template
def _of_letters(
    common: bool, here: bool, named: int, nouns: int, before: bool, event: str, ruled: str
) -> list[str]:
    return [
        f"low={common},{here}",
        f"low,n={common},{here},{named},{nouns},{before}",
        f"low,e={common},{here},{event}",
        f"low,r={common},{here},{ruled}",
    ]


@template
def _of_common(last: str, named: int, before: bool, event: str, article: str) -> list[str]:
    return [
        f"low,hw={last},{named},{before}",
        f"low,hw,e={last},{event}",
        f"low,the={article},{last}",
    ]


@template
def _of_relation(word: str, event: str) -> list[str]:
    return ["rel", f"rel={word}", f"rel,e={word},{event}"]


@template
def _of_outside_place(event: str, form: str, frame: str, ruled: str) -> list[str]:
    return ["out", f"out,e={event},{form}", f"out,fr={frame},{form},{ruled}"]


@template
def _of_outside_place_origin(origin: str, stated: int) -> list[str]:
    return [f"out,o={origin},{stated}"]


@template
def _of_anaphor(noun: str, kind: str, ruled: str) -> list[str]:
    return [f"out,an={noun},{kind}", f"out,an,r={noun},{kind},{ruled}"]


@template
def _of_preposition(
    prep: str, event: str, side: str, frame: str, form: str, lemma: str, ruled: str, kind: str
) -> list[str]:
    return [
        f"prep={prep}",
        f"prep,e={prep},{event},{side}",
        f"prep,fr={prep},{frame},{form},{side}",
        f"prep,l={prep},{lemma},{side}",
        f"prep,r={prep},{ruled}",
        f"prep,k={prep},{kind},{event}",
    ]


@template
def _of_chain(chain: str, ruled: str, event: str) -> list[str]:
    return [f"ch={chain}", f"ch,r={chain},{ruled}", f"ch,e={chain},{event}"]


@template
def _of_words(anaphor: str, weak: bool, bare: bool, ruled: str, owner: str, kind: str) -> list[str]:
    return [
        f"ana={anaphor}", f"weak={weak}", f"bare={bare}", f"ana,r={anaphor},{ruled}",
        f"own={owner},{kind}",
    ]  # fmt: skip


@template
def _of_between(between: int, side: str, prep: str) -> list[str]:
    return [f"bw={between},{side}", f"bw,prep={between},{side},{prep}"]


def where_features(at: Setting, where: Where, rank: int) -> list[Feature]:
    """Return the features by which it is told whether the event happened at `where`, the `rank`th."""
    event, lemma, form, frame = at.event, at.lemma, at.form, at.frame
    mention = where.mentions[0]
    ruled = "yes" if "rule" in where.origins else "no"
    partial = ruled == "yes" and not all(fold(m.name) in at.ruled_places for m in where.mentions)
    kind, written = mention.kind.value, mention.name
    here = where.first >= 0
    claimed = any(c.places for c in at.drafted)
    stated = min(at.stated, 4)
    out: list[Feature] = [
        "1",
        (_of_where, event, kind, ruled, claimed, bool(at.drafted), partial, frame, form),
        (_of_number, min(len(where.mentions), 4), stated, here, ruled, min(rank, 6)),
    ]
    out += [(_of_origin, o, event) for o in where.origins]
    if at.known.anything:
        out.append((_of_place_record, at.known.of(written), kind, ruled, event, here))
    out += _past_of(at, where)
    last = fold(written).rpartition(" ")[2]
    out.append((_of_last_word, last))
    # "The city", "a base": nothing but common nouns, often standing for a place named elsewhere.
    common = written == written.lower()
    named = min(at.stated - at.common, 2)
    before = bool(at.view.known_places)
    out.append((_of_letters, common, here, named, min(at.common, 2), before, event, ruled))
    if common:
        article = at.typed.word(where.first - 1) if here else "-"
        out.append((_of_common, last, named, before, event, article))
    if mention.relation is not None:
        out.append((_of_relation, mention.relation.word, event))
    if not here:
        out.append((_of_outside_place, event, form, frame, ruled))
        out += [(_of_outside_place_origin, o, min(at.stated, 3)) for o in where.origins]
        out += [(_of_anaphor, noun, kind, ruled) for noun in at.nouns]
        return out
    place = where.place
    prep = place.prep if place is not None else "-"
    side = "L" if where.last <= at.unit.first else "R"
    out.append((_of_preposition, prep, event, side, frame, form, lemma, ruled, kind))
    out.append((_of_chain, place.chain if place is not None else "-", ruled, event))
    if place is not None:
        owner = at.view.parsed.owner.get(place.first)
        whose = f"{owner.kind}" if owner is not None else "-"
        out.append((_of_words, place.anaphor, place.weak, place.bare, ruled, whose, kind))
    unit = at.unit
    between = sum(
        1
        for p in at.view.parsed.places
        if p is not place
        and not p.chain
        and (unit.last <= p.at < where.first or where.last <= p.at < unit.first)
    )
    out.append((_of_between, min(between, 3), side, prep))
    out += _position(at, where.first, where.last, kind)
    return out


@template
def _of_side(side: str, event: str, form: str, frame: str, lemma: str, kind: str) -> list[str]:
    return [
        f"s={side}",
        f"s,e={side},{event}",
        f"s,f,e={side},{form},{event}",
        f"s,fr={side},{form},{frame}",
        f"s,l={side},{form},{lemma}",
        f"s,k={side},{form},{kind}",
    ]


@template
def _of_distance(side: str, bucket: int, form: str) -> list[str]:
    return [f"d={side},{bucket}", f"d,f={side},{bucket},{form}"]


@template
def _of_triggers(side: str, number: int, form: str, event: str) -> list[str]:
    return [f"tb={side},{number}", f"tb,f={side},{number},{form},{event}"]


@template
def _of_borders(side: str, three: str, two: str, form: str) -> list[str]:
    return [f"bo={side},{three}", f"bo,f={side},{form},{two}"]


@template
def _of_clause(clause: bool, side: str, event: str, sides: str) -> list[str]:
    return [f"cl={clause},{side}", f"cl,e={clause},{side},{event}", f"fs={sides},{side}"]


@template
def _of_word_before(before: str, event: str, side: str, form: str, frame: str) -> list[str]:
    return [
        f"b={before}",
        f"b,e={before},{event},{side}",
        f"b,f={before},{form},{side}",
        f"b,fr={before},{frame},{side}",
    ]


@template
def _of_word_after(after: str, side: str, form: str, event: str) -> list[str]:
    return [f"a={after}", f"a,s={after},{side},{form}", f"a,e={after},{event},{side}"]


@template
def _of_words_around(before: str, after: str, side: str) -> list[str]:
    return [f"ab={before},{after},{side}"]


@template
def _of_gap(side: str, path: str, event: str) -> list[str]:
    return [f"gap={side},{path}", f"gap,e={side},{path},{event}"]


@template
def _of_word_between(side: str, word: str) -> list[str]:
    return [f"g={side},{word}"]


def _position(at: Setting, first: int, last: int, kind: str) -> list[Feature]:
    unit, typed, event, form = at.unit, at.typed, at.event, at.form
    words, trigger_at = typed.words, at.view.parsed.trigger_at
    side = "L" if last <= unit.first else "R" if first >= unit.last else "I"
    low, high = (last, unit.first) if side == "L" else (unit.last, first)
    distance = max(high - low, 0)
    gap = words[low:high] if distance > 0 else []
    bucket = min(distance, 4) if distance < 5 else 5 + min((distance - 5) // 4, 4)
    triggers = {id(trigger_at[k]) for k in range(low, high) if k in trigger_at}
    borders = [word for word in gap if word in _BORDERS]
    clause = at.left <= first and last <= at.right
    before, after = typed.word(first - 1), typed.word(last)
    if before in ("the", "a", "an", "its", "their"):
        before = f"{typed.word(first - 2)} {before}"
    out: list[Feature] = [
        (_of_side, side, event, form, at.frame, at.lemma, kind),
        (_of_distance, side, bucket, form),
        (_of_triggers, side, min(len(triggers), 3), form, event),
        (_of_borders, side, ",".join(borders[:3]), ",".join(borders[:2]), form),
        (_of_clause, clause, side, event, at.sides),
        (_of_word_before, before, event, side, form, at.frame),
        (_of_word_after, after, side, form, event),
        (_of_words_around, before, after, side),
    ]
    if distance <= 3:
        out.append((_of_gap, side, " ".join(gap), event))
    out += [(_of_word_between, side, word) for word in gap[:10]]
    if typed.tree is not None:
        out += _tree_path(at, first, last, kind)
    return out


@template
def _of_governor(relation: str, case: str, governor: str, event: str) -> list[str]:
    return [
        f"dr={relation},{case}",
        f"dr,e={relation},{case},{event}",
        f"gv={governor},{relation},{case}",
        f"gv,e={governor},{event}",
    ]


@template
def _of_path(path: str, event: str, form: str, kind: str) -> list[str]:
    return [f"pa={path}", f"pa,e={path},{event}", f"pa,f={path},{form}", f"pa,k={path},{kind}"]


@template
def _of_short_path(short: str, event: str, form: str, frame: str) -> list[str]:
    return [f"ps={short}", f"ps,e={short},{event},{form}", f"ps,fr={short},{frame},{form}"]


def _tree_path(at: Setting, first: int, last: int, kind: str) -> list[Feature]:
    governor, relation, case, chain, relations = at.typed.climb(first, last)
    out: list[Feature] = [(_of_governor, relation, case, governor, at.event)]
    for steps, token in enumerate(chain):
        up = at.ups.get(token)
        if up is not None:
            down = "v".join(relations[:steps])
            path = f"{at.up_paths[up]}|{down}|{case}"
            out.append((_of_path, path, at.event, at.form, kind))
            out.append((_of_short_path, f"{up},{down},{case}", at.event, at.form, at.frame))
            out.append(f"pl={up},{steps}")
            return out
    out.append("pa=-")
    return out


@template
def _of_past(
    back: int, part: str, empty: str, step: str, same: bool, here: bool, form: str
) -> list[str]:
    return [
        f"pa{back}={part},{empty},{same},{here}",
        f"pa{back},e={part},{empty},{step}",
        f"pa{back},e,s={part},{step},{same},{here}",
        f"pa{back},f={part},{form},{same},{here}",
    ]


def _past_of(at: Setting, candidate: Who | Where) -> list[Feature]:
    """Return what part a candidate had in the claims decided last."""
    if not at.parts:
        return []
    names = {fold(m.name) for m in candidate.mentions}
    here = candidate.first >= 0
    out: list[Feature] = []
    for back, told in enumerate(at.parts):
        slots = (told.places,) if isinstance(candidate, Where) else (told.actors, told.targets)
        part = "".join(
            mark for mark, filled in zip("at", slots, strict=False) if not names.isdisjoint(filled)
        )
        empty = "".join("0" if filled else "1" for filled in slots)
        out.append((_of_past, back, part, empty, told.step, told.same, here, at.form))
    return out


def same_sentence(at: Setting, told: Told) -> bool:
    """Tell whether a claim was told in the sentence of the setting."""
    return told.sentence == at.view.parsed.sentence.start


OF_ONE_ALONE = frozenset(
    (
        _of_borders, _of_gap, _of_letters, _of_common, _of_outside_origin,
        _of_outside_place_origin, _of_past, _of_path, _of_place, _of_pronoun, _of_relation, _of_source,
        _of_word_between, _of_words_around,
    )
)  # fmt: skip
"""What is told of somebody or some place alone, and not of a member of a list."""
