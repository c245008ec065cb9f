"""Five places of Idlib through the whole model, against what outlets of both camps agree on.

Takes `idlib_2019_2020_claims.csv` and `timeline.tsv` (its rows of that war and time), and the table of
agreed holders `picture_idlib.toml`, which was written before the model was run and says why of each
stretch. Every row of the files is a claim of a gain, a hold, a retreat, an attack beaten back or a
denial, by its outlet or by whom it quotes; learned trust, periods and layers as in the program. The
answer is right on a day on which the place is held by that side; contested and unknown are wrong.
Beside it: the last claim of a gain told of that day or before.
"""

import argparse
import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figures import add_figures_option, keep_figures, print_table
from benchmarks.made_claims import Fact, Maker
from whoholds.base.records import (
    ControlState,
    Effect,
    Event,
    Evidence,
    Period,
    SourcedClaim,
    Status,
)
from whoholds.picture.evidence import weigh_learned
from whoholds.picture.layers import layers
from whoholds.picture.periods import hold

GOVERNMENT, OPPOSITION = "government", "opposition"
PARTY = {GOVERNMENT: "Army", OPPOSITION: "Opposition"}
OTHER = {GOVERNMENT: OPPOSITION, OPPOSITION: GOVERNMENT}
# What the files' last column of days allows for "in the past few days".
FEW_DAYS = 6
EVENTS = (
    ("attack repelled", Event.REPEL, True),
    ("repelled attack", Event.REPEL, False),
    ("withdrew", Event.LEAVE, False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days `first` to `last`, both included, on which `holder` had a place; `both` camps say so."""

    place: str
    first: date
    last: date
    holder: str
    both: bool


class Table:
    """The table of agreed holders, with the spellings and speakers of the files."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            given: Mapping[str, Any] = tomllib.load(file)
        self.stretches = [
            Stretch(
                place=row["place"],
                first=row["from"],
                last=row["to"],
                holder=row["holder"],
                both=row["both"],
            )
            for row in given["held"]
        ]
        self._spellings: Mapping[str, str] = given["spellings"]
        self._speakers: Sequence[Mapping[str, Any]] = given["speaker"]

    def place(self, written: str) -> str:
        """Return the place that a spelling of the files means."""
        return self._spellings.get(written.strip(), written.strip())

    def side(self, name: str) -> str | None:
        """Return the side of who speaks, None for a neutral one."""
        for row in self._speakers:
            if any(name.startswith(beginning) for beginning in row["begins"]):
                return row["side"] or None
        return None


def facts_of_csv(path: Path, table: Table) -> list[Fact]:
    """Return the rows of `idlib_2019_2020_claims.csv` as facts; a row of both camps is told by each."""
    facts = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            side = GOVERNMENT if row["side_gaining"] == "SAA" else OPPOSITION
            published = date.fromisoformat(row["report_date"].removesuffix("?"))
            tellers = [row["source"]]
            if row["lean"] == "both":
                tellers = [PARTY[GOVERNMENT], PARTY[OPPOSITION]]
            facts += [
                Fact(
                    event=Event.TAKE,
                    actor=PARTY[side],
                    target=PARTY[OTHER[side]],
                    place=table.place(row["place_as_written"]),
                    days=_days(row["event_date"], published),
                    by=teller,
                    published=published,
                    status=Status.DENIED if row["act"] == "denial" else Status.HAPPENED,
                    note=row["place_as_written"],
                )
                for teller in tellers
            ]
    return facts


def facts_of_timeline(path: Path, table: Table) -> list[Fact]:
    """Return the rows of `timeline.tsv` of Idlib from December 2019 on as facts."""
    facts = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["conflict"] != "syria-idlib" or row["event_date"] < "2019-12":
                continue
            event, turned = next(
                ((event, turned) for words, event, turned in EVENTS if words in row["action"]),
                (Event.TAKE, False),
            )
            side = GOVERNMENT if row["actor"].startswith(("SAA", "regime")) else OPPOSITION
            side = OTHER[side] if turned else side
            published = _last(row["report_date"])
            speaks = row["claimed_by"] if table.side(row["claimed_by"]) else row["outlet"]
            facts += [
                Fact(
                    event=event,
                    actor=PARTY[side],
                    target="" if event is Event.LEAVE else PARTY[OTHER[side]],
                    place=table.place(name),
                    days=_days(row["event_date"], published),
                    by=speaks,
                    published=published,
                    trigger=row["action"],
                    note=name,
                )
                for name in row["place"].replace("+", "").split(";")
            ]
    return facts


def _days(written: str, published: date) -> tuple[date, date]:
    """Return the days of `2020-02-09`, `2020-02-25..27`, `2020-01` or `<=2020-02-09` (a week)."""
    if written.startswith("<="):
        last = date.fromisoformat(written[2:])
        return last - timedelta(days=FEW_DAYS), last
    first, _, last_day = written.partition("..")
    if last_day:
        start = date.fromisoformat(first)
        return start, start.replace(day=int(last_day))
    if len(written) == len("2020-01"):
        return date.fromisoformat(f"{written}-01"), min(_last(written), published)
    day = date.fromisoformat(written)
    return day, day


def _last(written: str) -> date:
    if len(written) == len("2020-01-17"):
        return date.fromisoformat(written)
    year, month = (int(part) for part in written.split("-"))
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _on(periods: Sequence[Period], day: date) -> str:
    for period in periods:
        if (period.start or date.min) <= day < (period.end or date.max):
            if period.state is ControlState.HELD:
                return period.side or ""
            return period.state.value
    return ControlState.UNKNOWN.value


def _last_told(rows: Sequence[Evidence], day: date) -> str:
    told = [
        (row.days.last, row.step, row.side)
        for row in rows
        if row.effect is Effect.GAINS and row.days.last <= day
    ]
    return max(told)[2] if told else ControlState.UNKNOWN.value


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("claims", type=Path, help="idlib_2019_2020_claims.csv")
    ask.add_argument("timeline", type=Path, help="timeline.tsv")
    ask.add_argument("--held", type=Path, default=Path(__file__).with_suffix(".toml"))
    add_figures_option(ask)
    given = ask.parse_args()
    table = Table(given.held)
    facts = facts_of_csv(given.claims, table) + facts_of_timeline(given.timeline, table)
    sides = {name: table.side(name) for name in sorted({fact.by for fact in facts})}
    maker = Maker(sides | {party: side for side, party in PARTY.items()})
    claims: list[SourcedClaim] = [
        maker.claim(fact) for fact in sorted(facts, key=lambda fact: (fact.published, fact.place))
    ]
    evidence: dict[str, list[Evidence]] = {}
    for row in weigh_learned(claims)[0]:
        evidence.setdefault(row.place, []).append(row)
    lines: list[list[str | int | float | None]] = []
    total: dict[tuple[str, bool], list[int]] = {}
    for stretch in table.stretches:
        rows = evidence[stretch.place]
        periods = hold(stretch.place, rows)
        confirmed = layers(stretch.place, rows, periods).confirmed
        days = [
            stretch.first + timedelta(days=at)
            for at in range((stretch.last - stretch.first).days + 1)
        ]
        counted = []
        for name, answers in (
            ("periods", [_on(periods, day) for day in days]),
            ("confirmed", [_on(confirmed, day) for day in days]),
            ("last told", [_last_told(rows, day) for day in days]),
        ):
            right = sum(answer == stretch.holder for answer in answers)
            counted.append(right)
            found = total.setdefault((name, stretch.both), [0, 0])
            found[0] += right
            found[1] += len(days)
        agreed = "both" if stretch.both else "one camp"
        head = f"{stretch.place} {stretch.first} to {stretch.last}: {stretch.holder}"
        lines.append([head, agreed, len(days), *counted])
    print(f"{len(claims)} claims, {len(evidence)} places")
    print_table(("", "said by", "days", "periods", "confirmed", "last told"), lines)
    figures: dict[str, float | int | str | None] = {"claims": len(claims)}
    for both, words in ((True, "both camps"), (False, "one camp alone")):
        for name in ("periods", "confirmed", "last told"):
            right, asked = total[name, both]
            print(f"{words}, {name}: {right} of {asked} days right")
            figures |= {f"{words}:{name}": 100 * right / asked, f"{words}:days": asked}
    keep_figures(given.figures, "picture", figures)


if __name__ == "__main__":
    main()
