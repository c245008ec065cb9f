"""Are actors of labelled claims one known actor when their names are spelled in two ways?

    python -m benchmarks.actors_resolved FOLDER… [--table CLAIMS.csv] [--figures FILE]

Each FOLDER holds `docs.jsonl` and `claims.jsonl`. The measure, written down and mended on the training
claims before any figure on a test set was looked at:

*Names.* What claims hold under `actors`, each once a report; those with a capital letter or a digit that
tell no crowd or thing (see `NOBODY`) count as *named*, the others are nouns. Persons and communities
count as named, known or not: no choice is made by eye. The same for `targets` (who are often persons,
ships and buildings) stands apart, and so does `said_by`. Until 22 November 2026, 21:50, actors and
targets were one row (.856 of 216 names of the test set then); they were parted after that.

*Second spelling.* Of each named one exactly one, the first of these that the name has:
`given`: the other form that a text of the data itself gives, "Full Name (ACR)", in any report;
`noun`: another noun of force ("Houthi fighters" for "Houthi rebels"), or "fighters" after an acronym;
`sound`: one change of a transliteration (al-Sham and ash-Sham, Jaysh and Jaish), of British and
American spelling, or of an ordinal in words;
`marks`: lower case, no hyphens, apostrophes, dots and accents (all names have it: also shown apart).

*One.* Both spellings, each alone in the report as the product resolves it, without what the report
itself defines, give one identifier of the registry. *Kept as one*: or no registry knows them and they
are one party for the picture. *Two*: an actor and a target of one claim, both known, are not one.

The CSV table (columns side_gaining, source, lean, event_date) gives names of sides and outlets: `WAYS`
are their other spellings, `LEANS` the sides that a lean may mean. Beside: spellings that are equal.
"""

import argparse
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from benchmarks.figures import add_figures_option, keep_figures, print_table, share
from benchmarks.predictions import Row, as_report, read_rows
from whoholds.base.records import (
    ActorLink,
    Claim,
    Event,
    Mention,
    PlaceKind,
    PlaceMention,
    Report,
    Status,
)
from whoholds.base.spans import Quote, Span
from whoholds.identify.actor_words import learn_short_forms
from whoholds.identify.actors import ActorContext, name_actors, resolve_actor
from whoholds.identify.conflicts import conflicts_of, main_country, weigh_countries
from whoholds.identify.registry import Registry, load_registry
from whoholds.picture.parties import party_of

NOBODY = re.compile(
    r"\b(civilians?|people|residents?|protest[eo]rs?|demonstrators?|students?|children|child|man|men|women|"
    r"woman|workers?|journalists?|refugees?|migrants?|police(?:man|men)?|hospitals?|schools?|villages?|homes?|"
    r"embassy|consulate|convoy|ship|tanker|vessel|plane|aircraft|helicopter|drones?|warehouse|bases?|airport|"
    r"airbase|facilit\w+|infrastructure|prisoners?|hostages?|families|family|worshippers?|tribesmen|settlers?|"
    r"citizens?|officials?|leaders?|commanders?|generals?|soldiers?|officers?|gunm[ae]n|attackers?|militants?|"
    r"rebels?|fighters?|troops|forces|insurgents?|jihadists?)\b",
    re.IGNORECASE,
)
"""Words that a name is not made of alone: a name with a capital besides them is named."""

FORCE = ("forces", "troops", "fighters", "soldiers", "militants", "rebels", "insurgents", "militia")
SWAP = {
    "forces": "troops", "troops": "forces", "soldiers": "troops", "fighters": "forces",
    "militants": "fighters", "rebels": "fighters", "insurgents": "fighters", "militia": "fighters",
}  # fmt: skip
SOUND = (
    (r"\bal-(?=Sh)", "ash-"),
    (r"\bash-(?=Sh)", "al-"),
    (r"\bal-(?=[NRSTZD])", "el-"),
    (r"\bJaysh\b", "Jaish"),
    (r"\bJaish\b", "Jaysh"),
    (r"\bal-", "el-"),
    (r"\bAl-", "El-"),
    (r"\bAl ", "al-"),
    (r"\bKata'ib\b", "Kataib"),
    (r"\bHay'at\b", "Hayat"),
    (r"\bAsa'ib\b", "Asaib"),
    (r"Hezbollah", "Hizbullah"),
    (r"Hizbullah", "Hezbollah"),
    (r"Gaddafi", "Qaddafi"),
    (r"Daesh", "Da'esh"),
    (r"Zelensky\b", "Zelenskyy"),
    (r"\bTaliban\b", "Taleban"),
    (r"\bal Qaeda\b|\bAl-Qaeda\b|\bal-Qaeda\b", "al-Qaida"),
    (r"Houthi", "Huthi"),
    (r"Fatah", "Fateh"),
    (r"\bDefence\b", "Defense"),
    (r"\bDefense\b", "Defence"),
    (r"\bArmoured\b", "Armored"),
    (r"\bArmored\b", "Armoured"),
    (r"\bOrganisation\b", "Organization"),
    (r"\bOrganization\b", "Organisation"),
    (r"\bMobilization\b", "Mobilisation"),
    (r"\bMechanized\b", "Mechanised"),
    (r"\bU\.S\.", "US"),
    (r"\bUS\b", "U.S."),
    (r"\b4th\b", "Fourth"),
    (r"\b5th\b", "Fifth"),
    (r"\b1st\b", "First"),
    (r"\b3rd\b", "Third"),
    (r"\b2nd\b", "Second"),
    (r"\bFirst\b", "1st"),
)
WAYS = {
    "SAA": "Syrian Arab Army", "rebels": "Syrian rebels", "southfront": "southfront.org",
    "iswnews": "Islamic World News", "Al-Masdar": "almasdarnews.com", "fort-russ": "Fort Russ News",
    "SANA General Command": "General Command of the Syrian Army", "superhaber": "Super Haber",
    "Qasioun": "Qasioun News Agency", "SANA via Ruptly": "Syrian Arab News Agency",
    "syriatoday": "Syria Today", "Al-Watan via TASS": "al-Watan newspaper",
    "Russian military source via Reuters": "Russian Ministry of Defence",
    "NLF spokesman via Reuters": "National Front for Liberation",
    "SOHR via fort-russ": "Syrian Observatory for Human Rights",
    "Syrian military + opposition activists": "",
}  # fmt: skip
LEANS = {
    "state": ("syria:government",),
    "pro-gov": ("syria:government",),
    "pro-opp": ("syria:opposition", "syria:turkey", None),
}


@dataclass(frozen=True)
class Named:
    """A name with the context that its report gives it."""

    name: str
    context: ActorContext


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("folders", type=Path, nargs="+")
    ask.add_argument("--table", type=Path)
    add_figures_option(ask)
    args = ask.parse_args()
    registry = load_registry()
    figures: dict[str, float | int | str | None] = {}
    for folder in args.folders:
        figures |= folder_figures(folder, registry)
    if args.table is not None:
        figures |= table_figures(args.table, registry)
    keep_figures(args.figures, "registry", figures)


def folder_figures(folder: Path, registry: Registry) -> dict[str, float | int | str | None]:
    """Print and return what the claims of one folder give; the keys begin with its name."""
    docs = {row["id"]: row for row in read_rows(folder / "docs.jsonl")}
    claims: dict[str, list[Row]] = {}
    for row in read_rows(folder / "claims.jsonl"):
        if not row.get("none"):
            claims.setdefault(row["doc"], []).append(row)
    given = given_forms(docs.values())
    pairs: Counter[tuple[str, str]] = Counter()
    covered: Counter[tuple[str, bool]] = Counter()
    apart: Counter[bool] = Counter()
    for doc, rows in claims.items():
        report = replace(as_report(docs[doc]), text=docs[doc]["text"])
        told = [as_claim(row) for row in rows]
        context = context_of(report, told, registry)
        names = {name: "said by" for row in rows for name in row["said_by"]}
        names |= {name: "targets" for row in rows for name in row["targets"]}
        names |= {name: "actors" for row in rows for name in row["actors"]}
        for name, slot in names.items():
            kind = slot if is_named(name) else f"{slot}, nouns"
            link = resolve_actor(Mention(name=name), registry, context)
            covered[kind, link.actor is not None] += 1
            if kind == "targets":
                _, second = second_spelling(name, given)
                other = resolve_actor(Mention(name=second), registry, context)
                pairs["targets", verdict(link, other)] += 1
            if kind != "actors":
                continue
            way, second = second_spelling(name, given)
            other = resolve_actor(Mention(name=second), registry, context)
            pairs[way, verdict(link, other)] += 1
            marked = resolve_actor(Mention(name=without_marks(name)), registry, context)
            pairs["all marks", verdict(link, marked)] += 1
            pairs["as written", "one" if name == second else "apart"] += 1
        for row in rows:
            actors = [a for name in row["actors"] if (a := known(name, registry, context))]
            targets = [a for name in row["targets"] if (a := known(name, registry, context))]
            for actor in actors:
                for target in targets:
                    apart[actor != target] += 1
    ways = ("given", "noun", "sound", "marks")
    total = {result: sum(pairs[way, result] for way in ways) for result in ("one", "kept", "apart")}
    print(f"\n{folder}: {len(claims)} reports, {sum(map(len, claims.values()))} claims")
    head = ("second spelling", "pairs", "one known actor", "or kept as one")
    rows_out: list[tuple[str, int, float | None, float | None]] = []
    for way in (*ways, "all marks"):
        counts = {result: pairs[way, result] for result in ("one", "kept", "apart")}
        whole = sum(counts.values())
        rows_out.append(
            (way, whole, share(counts["one"], whole), share(counts["one"] + counts["kept"], whole))
        )
    whole = sum(total.values())
    one = share(total["one"], whole)
    kept = share(total["one"] + total["kept"], whole)
    rows_out.append(("actors, one for each name", whole, one, kept))
    counts = {result: pairs["targets", result] for result in ("one", "kept", "apart")}
    hit = sum(counts.values())
    rows_out.append(
        ("targets, one for each name", hit, share(counts["one"], hit),
         share(counts["one"] + counts["kept"], hit))
    )  # fmt: skip
    equal = pairs["as written", "one"]
    rows_out.append(("baseline: equal as written", whole, share(equal, whole), None))
    print_table(head, rows_out)
    print_table(
        ("names", "in all", "known"),
        [
            (kind, covered[kind, True] + covered[kind, False],
             share(covered[kind, True], covered[kind, True] + covered[kind, False]))
            for kind in (
                "actors", "actors, nouns", "targets", "targets, nouns", "said by", "said by, nouns"
            )
        ],
    )  # fmt: skip
    both = apart[True] + apart[False]
    print(
        f"actor and target of one claim, both known: {both}, two actors {share(apart[True], both)}"
    )
    stem = folder.name if folder.name != "" else str(folder)
    return {
        f"{stem}:one": one, f"{stem}:pairs": whole, f"{stem}:kept": kept,
        f"{stem}:two": share(apart[True], both), f"{stem}:two pairs": both,
        f"{stem}:targets one": share(counts["one"], hit), f"{stem}:targets": hit,
    }  # fmt: skip


def table_figures(path: Path, registry: Registry) -> dict[str, float | int | str | None]:
    """Print and return what a table of claims with sides and sources gives."""
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    sides: Counter[bool] = Counter()
    outlets: Counter[bool] = Counter()
    leans: Counter[bool] = Counter()
    for row in rows:
        day = re.search(r"\d{4}-\d\d-\d\d", row["event_date"])
        context = ActorContext(("syria",), date.fromisoformat(day[0]) if day else None)
        for column, counts in (("side_gaining", sides), ("source", outlets)):
            name = row[column]
            second = WAYS[name]
            if second == "":
                continue
            link = resolve_actor(Mention(name=name.split(" via ")[0]), registry, context)
            other = resolve_actor(Mention(name=second), registry, context)
            near = (
                registry.actor(link.actor or "") or None,
                registry.actor(other.actor or "") or None,
            )
            one = near[0] is not None and near[1] is not None and near[0].id == near[1].id
            counts[one] += 1
            if column == "source" and row["lean"] in LEANS:
                leans[link.actor is not None and link.side in LEANS[row["lean"]]] += 1
    print(f"\n{path}: {len(rows)} claims")
    found = {
        "sides in two ways one actor": sides,
        "sources in two ways one actor": outlets,
        "source's side is its lean": leans,
    }
    print_table(
        ("what", "claims", "share"),
        [
            (what, counts.total(), share(counts[True], counts.total()))
            for what, counts in found.items()
        ],
    )
    both = sides + outlets
    return {
        "table:one": share(both[True], both.total()), "table:pairs": both.total(),
        "table:lean": share(leans[True], leans.total()), "table:leans": leans.total(),
    }  # fmt: skip


def as_claim(row: Row) -> Claim:
    """Return a labelled claim with its names and places alone."""
    quote = Quote(Span(0, 1), "x")
    return Claim(
        report="", event=Event(row["event"]), status=Status(row["status"]), quote=quote, trigger=quote,
        actors=tuple(Mention(name=name) for name in row["actors"]),
        targets=tuple(Mention(name=name) for name in row["targets"]),
        said_by=tuple(Mention(name=name) for name in row["said_by"]),
        places=tuple(
            PlaceMention(
                name=each["name"], kind=PlaceKind(each["kind"]), within=tuple(each.get("within") or ())
            )
            for each in row["places"]
        ),
    )  # fmt: skip


def context_of(report: Report, claims: Sequence[Claim], registry: Registry) -> ActorContext:
    """Return the context of a report, without the short forms that it defines."""
    conflicts = conflicts_of(report, claims, registry)
    country = main_country(weigh_countries(report, claims, registry))
    bare = ActorContext(conflicts, report.published, country=country)
    names = [mention.name for claim in claims for mention in (*claim.actors, *claim.targets)]
    return replace(bare, named=name_actors(dict.fromkeys(names), registry, bare))


def given_forms(docs: Iterable[Row]) -> dict[str, str]:
    """Return, both ways, the full and the short forms that the texts give in brackets."""
    forms: dict[str, str] = {}
    for row in docs:
        text = f"{row.get('title') or ''} . {row['text']}"
        for short, full in learn_short_forms(text).items():
            name = full.removeprefix("the ").removeprefix("The ")
            forms.setdefault(short, name)
            forms.setdefault(name.lower(), short.upper())
    return forms


def is_named(name: str) -> bool:
    """Tell whether a name holds a capital or a digit in a word that does not tell a crowd or a thing."""
    rest = NOBODY.sub("", name)
    words = re.findall(r"[\w'’.-]+", rest)
    crowd = rest != name and not any(word.lower() in FORCE for word in name.split())
    return any(word[:1].isupper() or word[:1].isdigit() for word in words) and not crowd


def second_spelling(name: str, given: dict[str, str]) -> tuple[str, str]:
    """Return the second spelling of a name, and which way it is."""
    form = given.get(name.lower())
    if form is not None and form.lower() != name.lower():
        return "given", form
    last = name.rpartition(" ")[2].lower()
    if last in SWAP:
        return "noun", f"{name.rpartition(' ')[0]} {SWAP[last]}"
    for pattern, written in SOUND:
        changed = re.sub(pattern, written, name, count=1)
        if changed != name:
            return "sound", changed
    if name.isupper() and name.isalpha() and len(name) > 1:
        return "noun", f"{name} fighters"
    return "marks", without_marks(name)


def without_marks(name: str) -> str:
    """Return a name in lower case without hyphens, apostrophes, dots and accents."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[-–/]", " ", re.sub(r"['’ʼ.]", "", plain)).lower()


def verdict(link: ActorLink, other: ActorLink) -> str:
    """Tell whether two links are one known actor, kept as one, or apart."""
    if link.actor is not None and link.actor == other.actor:
        return "one"
    if link.actor is not None or other.actor is not None:
        return "apart"
    first, second = party_of([link]), party_of([other])
    return (
        "kept"
        if first is not None and second is not None and first.side == second.side
        else "apart"
    )


def known(name: str, registry: Registry, context: ActorContext) -> str | None:
    return resolve_actor(Mention(name=name), registry, context).actor


if __name__ == "__main__":
    main()
