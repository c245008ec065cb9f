"""Places that nothing located, and what persons decided of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from whoholds.base.errors import InputError, UnknownName
from whoholds.base.ids import make_id
from whoholds.base.place_decisions import DecidedPlace, PlaceDecision, decision_id, name_key
from whoholds.base.protocols import Ledger
from whoholds.base.records import (
    GazetteerPlace,
    GeoPrecision,
    PlaceCandidate,
    PlaceKind,
    PlaceLink,
    SourcedClaim,
)
from whoholds.ledger.as_known import current_claims
from whoholds.ledger.drafts import place_draft
from whoholds.ledger.placings import BY_PERSON, Placings, current_decisions
from whoholds.run.home import Home
from whoholds.run.pipeline import ReadPage

DEFAULT_RADIUS_M = 1000.0
_PLACED = "placed"
_NAMED = "named:"
_MOST_GUESSES = 3
_MOST_NAMESAKES = 40
_SAME = 95.0
_POINTS = (PlaceKind.SITE, PlaceKind.SETTLEMENT)
_MOST_SPELLINGS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A place that claims name and no gazetteer holds, or none surely enough.

    `claims` are their identifiers, `spellings` the names as written, most often first. `where` says in
    words where it stands now ("in no place", "near Tall Khatrah"), `within` where the text says that it
    lies. `lat`, `lon`, `radius_m` are None where nothing located it. `guesses` are gazetteer places, best
    first.
    """

    name: str
    kind: PlaceKind
    place: str
    claims: tuple[str, ...]
    reports: int
    spellings: tuple[str, ...]
    country: str | None
    where: str
    within: tuple[str, ...]
    lat: float | None
    lon: float | None
    radius_m: float | None
    quote: str
    guesses: tuple[PlaceCandidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of a decision: the claims on record, and their reports, that it puts anew."""

    decided: DecidedPlace
    claims: int
    reports: int


def unresolved(
    home: Home, *, upto: int | None = None, limit: int | None = None, everything: bool = False
) -> list[Unresolved]:
    """Return the places that could not be tied to a gazetteer's, named by most claims first.

    Descriptions ("the military base") and parts of known areas ("southeast Idlib") are left out unless
    `everything` is set.

    Raises:
        LedgerError: if the record cannot be read.
    """
    found: dict[str, list[tuple[SourcedClaim, PlaceLink, tuple[str, ...]]]] = {}
    for claim in current_claims(home.ledger, upto):
        if len(claim.claim.places) != len(claim.resolution.places):
            continue
        for mention, link in zip(claim.claim.places, claim.resolution.places, strict=True):
            if everything:
                asked = link.precision is GeoPrecision.NONE or link.place.startswith(_NAMED)
            else:
                asked = _is_open(link) and any(map(str.isupper, mention.name))
            if asked:
                found.setdefault(link.place, []).append((claim, link, mention.within))
    order = sorted(found.values(), key=lambda rows: (-_claims(rows), rows[0][1].place))
    return [_unresolved(rows, home) for rows in order[:limit]]


def decide(
    home: Home,
    name: str,
    *,
    why: str,
    point: tuple[float, float] | None = None,
    place: str | None = None,
    radius_m: float | None = None,
    also: Sequence[str] = (),
    near: Sequence[str] = (),
    country: str | None = None,
    kind: PlaceKind | None = None,
    by: str | None = None,
) -> Decided:
    """Record where claims that name a place are to be put, and return how many on record are put anew.

    Either `point` (latitude, longitude in degrees) or `place` (a gazetteer's identifier) says where.
    Places in no gazetteer that claims name by one of the names are put there however they are spelled.
    `by` is who decides, None for the one whom the settings name.

    Raises:
        InputError: if neither or both say where, or the decision is none.
        UnknownName: if no gazetteer holds `place`.
    """
    if (point is None) == (place is None):
        raise InputError(
            f"deciding on the place {name!r}: say where it lies, by --lat and --lon or by --place"
        )
    known = None if place is None else _known_place(home, name, place)
    if point is None and known is not None:
        point = known.lat, known.lon
    assert point is not None
    names = tuple(dict.fromkeys((name, *also)))
    before = list(current_claims(home.ledger))
    decision = PlaceDecision(
        names=names,
        place="",
        name=name if known is None else known.name,
        lat=point[0],
        lon=point[1],
        radius_m=radius_m or (DEFAULT_RADIUS_M if known is None else known.radius_m),
        why=why,
        near=tuple(dict.fromkeys(near)),
        near_places=_meant(home, near, country),
        country=country or (known.country if known is not None and known.country != "" else None),
        kind=kind,
        feature_code=None if known is None else known.feature_code,
        gazetteer=None if known is None else known.gazetteer,
        instead_of=_in_no_gazetteer(before, names),
    )
    identifier = decision_id(decision)
    decision = replace(decision, place=make_id(_PLACED, identifier) if known is None else known.id)
    entry = home.ledger.append([place_draft(decision)], by=by or home.settings.who)[0]
    decided = DecidedPlace(
        id=identifier, seq=entry.seq, recorded=entry.recorded, by=entry.by, decision=decision
    )
    return _counted(decided, before)


def take_back(home: Home, name: str, *, why: str, near: Sequence[str] = ()) -> DecidedPlace:
    """Record that a decision counts no longer, and return it; pictures as known before still use it.

    Raises:
        UnknownName: if there is none on that name, with `near`.
        InputError: if several decisions on that name differ by what lies near, and none is meant alone.
    """
    wanted = {name_key(each) for each in near}
    standing = current_decisions(home.ledger)
    found = [
        each
        for each in standing
        if name_key(name) in {name_key(one) for one in each.decision.names}
        and wanted <= {name_key(one) for one in each.decision.near}
    ]
    if len(found) == 0:
        known = tuple(each.decision.names[0] for each in standing)
        listed = f"; there are decisions on {', '.join(known[:10])}" if len(known) > 0 else ""
        raise UnknownName(
            f"taking back the decision on the place {name!r}: there is none{listed}", nearest=known
        )
    if len(found) > 1:
        told = "; ".join(_told(each) for each in found[:5])
        raise InputError(
            f"taking back the decision on the place {name!r}: there are {len(found)} ({told}); say which "
            "by --near"
        )
    gone = replace(found[0].decision, withdrawn=True, why=why)
    home.ledger.append([place_draft(gone)], by=home.settings.who)
    return found[0]


def decisions(home: Home, upto: int | None = None) -> list[Decided]:
    """Return the decisions that count, oldest first, with the claims that each names."""
    claims = list(current_claims(home.ledger, upto))
    return [_counted(each, claims) for each in current_decisions(home.ledger, upto)]


def as_decided(read: ReadPage, ledger: Ledger) -> ReadPage:
    """Return what was read of a page with its places where persons have put them."""
    placings = Placings(current_decisions(ledger))
    sourced = [
        SourcedClaim(
            id=identifier, seq=0, recorded="", claim=claim, resolution=found, report=read.report
        )
        for (identifier, claim), found in zip(read.claims, read.resolutions, strict=True)
    ]
    return replace(read, resolutions=tuple(each.resolution for each in placings.apply(sourced)))


def _known_place(home: Home, name: str, place: str) -> GazetteerPlace:
    known = home.gazetteer.place(place)
    if known is None:
        raise UnknownName(
            f"deciding on the place {name!r}: no gazetteer holds {place!r}; look it up with `whoholds "
            "gazetteer search`"
        )
    return known


def _meant(home: Home, names: Sequence[str], country: str | None) -> tuple[str, ...]:
    """Return the identifiers of the places that go by one of the names, in any spelling of it."""
    countries = () if country is None else (country,)
    found = {
        candidate.place.id: None
        for name in names
        for candidate in home.gazetteer.search(name, countries=countries, limit=_MOST_NAMESAKES)
        if candidate.score >= _SAME
    }
    return tuple(found)


def _in_no_gazetteer(claims: Sequence[SourcedClaim], names: Sequence[str]) -> tuple[str, ...]:
    """Return the identifiers under which places of these names stand that no gazetteer holds."""
    keys = {name_key(name) for name in names}
    found = {
        link.place: None
        for claim in claims
        for link in claim.resolution.places
        if link.place.startswith(_NAMED) and name_key(link.mention) in keys
    }
    return tuple(found)


def _counted(decided: DecidedPlace, claims: Sequence[SourcedClaim]) -> Decided:
    placings = Placings([decided])
    touched = [
        claim
        for claim, put in zip(claims, placings.apply(claims), strict=True)
        if put is not claim or any(_is_by(link, decided) for link in claim.resolution.places)
    ]
    reports = {claim.claim.report for claim in touched}
    return Decided(decided=decided, claims=len(touched), reports=len(reports))


def _is_open(link: PlaceLink) -> bool:
    if link.precision is GeoPrecision.NONE:
        return True
    # A village that is known to lie in a province alone is not placed; a part of a province is.
    whole = link.precision is GeoPrecision.AREA and link.kind not in _POINTS
    return link.place.startswith(_NAMED) and not whole


def _is_by(link: PlaceLink, decided: DecidedPlace) -> bool:
    return decided.decision.place in (link.place, link.anchor) and "set by " in link.why


def _told(each: DecidedPlace) -> str:
    near = f" near {', '.join(each.decision.near)}" if len(each.decision.near) > 0 else ""
    return f"{each.decision.names[0]}{near}, by {each.by}"


_Rows = Sequence[tuple[SourcedClaim, PlaceLink, tuple[str, ...]]]


def _claims(rows: _Rows) -> int:
    return len({claim.id for claim, _, _ in rows})


def _unresolved(rows: _Rows, home: Home) -> Unresolved:
    links = [link for _, link, _ in rows]
    spellings = Counter(link.mention for link in links)
    within = Counter(name for _, _, outer in rows for name in outer)
    order = list(GeoPrecision)
    best = min(links, key=lambda link: (order.index(link.precision), -link.score))
    name = spellings.most_common(1)[0][0]
    return Unresolved(
        name=name,
        kind=best.kind,
        place=best.place,
        claims=tuple(dict.fromkeys(claim.id for claim, _, _ in rows)),
        reports=len({claim.claim.report for claim, _, _ in rows}),
        spellings=tuple(each for each, _ in spellings.most_common(_MOST_SPELLINGS)),
        country=best.country,
        where="in no place" if best.precision is GeoPrecision.NONE else best.why.split("; ")[-1],
        within=tuple(each for each, _ in within.most_common(_MOST_SPELLINGS)),
        lat=best.lat,
        lon=best.lon,
        radius_m=best.radius_m,
        quote=rows[0][0].claim.quote.text,
        guesses=_guesses(name, best, links, home),
    )


def _guesses(
    name: str, best: PlaceLink, links: Sequence[PlaceLink], home: Home
) -> tuple[PlaceCandidate, ...]:
    """Return the best of what was weighed when the claims were read, and of what is alike now."""
    found: dict[str, PlaceCandidate] = {}
    countries = () if best.country is None else (best.country,)
    now = home.gazetteer.search(name, countries=countries, limit=_MOST_GUESSES)
    for candidate in (*(each for link in links for each in link.alternatives), *now):
        before = found.get(candidate.place.id)
        if before is None or candidate.score > before.score:
            found[candidate.place.id] = candidate
    ranked = sorted(found.values(), key=lambda each: (-each.score, each.place.id))
    return tuple(ranked[:_MOST_GUESSES])


def decision_row(each: Decided) -> Mapping[str, object]:
    """Return a decision as JSON types, for lists of them."""
    decision = each.decided.decision
    return {
        "decision": each.decided.id,
        "entry": each.decided.seq,
        "recorded": each.decided.recorded,
        "by": each.decided.by,
        "names": list(decision.names),
        "near": list(decision.near),
        "country": decision.country,
        "kind": None if decision.kind is None else decision.kind.value,
        "place": decision.place,
        "name": decision.name,
        "lat": decision.lat,
        "lon": decision.lon,
        "radius_m": decision.radius_m,
        "gazetteer": decision.gazetteer or BY_PERSON,
        "why": decision.why,
        "claims": each.claims,
        "reports": each.reports,
    }
