"""The daily report as Markdown: for a mail, a wiki, or a system that lays it out itself."""

from collections.abc import Iterable, Iterator

from whoholds.base.times import ONE_DAY
from whoholds.publish.daily import METHOD, SECTIONS, DailyReport
from whoholds.publish.markdown_text import cited, escaped, linked
from whoholds.publish.told import ChangeTold, Named, Told
from whoholds.publish.told_words import (
    counted,
    counts_words,
    day_words,
    instant_words,
    percent,
    signed,
    upper_first,
)


def daily_markdown(report: DailyReport, *, drawing: str | None) -> str:
    """Return the report as CommonMark with tables; `drawing` is the address of its map, None for none."""
    return "\n".join(_lines(report, drawing)) + "\n"


def _lines(report: DailyReport, drawing: str | None) -> Iterator[str]:
    yield f"# {escaped(report.title)}: {day_words(report.day)}"
    yield ""
    yield f"**{escaped(report.headline)}**"
    yield ""
    yield (
        f"As known at position {report.position} of the record, {instant_words(report.recorded)}; "
        f"compared with {report.earlier_words}."
    )
    yield ""
    yield "| Side | Places held | Since the day before | Contested, likelier theirs |"
    yield "| --- | ---: | ---: | ---: |"
    for row in report.sides:
        yield (
            f"| {escaped(row.side.name)} | {row.held} | {signed(row.gained)} | {row.contested} |"
        )
    yield ""
    yield counts_words(report.contested_places, report.unknown_places)
    if drawing is not None:
        yield ""
        yield f"![Map of who holds what on {day_words(report.day)}](<{drawing}>)"
    yield from _heading("changes")
    for change in report.changes:
        yield from _change(report, change)
    if len(report.changes) == 0:
        yield "Nothing is known to have changed."
    if len(report.contested) > 0:
        yield from _heading("contested")
        for place in report.contested:
            since = "" if place.since is None else f", since {day_words(place.since)}"
            yield f"- **{_place(report, place.place)}**: {escaped(place.holder.words)}{since}"
            yield from _claims((*place.supporting, *place.opposing))
        yield from _more(report.more_contested, "more place")
    if len(report.claimed) > 0:
        yield from _heading("claimed")
        for each in report.claimed:
            yield (
                f"- **{_place(report, each.place)}**: claimed by {escaped(each.actor.name)} since "
                f"{day_words(each.since)}; {escaped(each.instead)}"
            )
            yield from _claims(each.claims)
        yield from _more(report.more_claimed, "more place")
    yield from _corrected(report)
    if len(report.told) > 0:
        yield from _heading("told")
        for told in report.told:
            where = ", ".join(_place(report, place) for place in told.where)
            who = ", ".join(escaped(actor.name) for actor in told.who) or "Somebody not named"
            yield f"- {who}: {escaped(told.what)}" + (f" · {where}" if where else "")
            yield from _claims([told])
        yield from _more(report.more_told, "more claim")
    yield from _sources(report)
    yield from _heading("method")
    for line in METHOD:
        yield line
        yield ""
    for line in report.credits:
        yield escaped(line)
        yield ""
    yield f"Made with whoholds {escaped(report.version)} from published claims."


def _heading(section: str) -> Iterator[str]:
    yield ""
    yield f"## {SECTIONS[section]}"
    yield ""


def _change(report: DailyReport, change: ChangeTold) -> Iterator[str]:
    after = change.after
    sure = ""
    if after.probability is not None:
        sure = f" {upper_first(after.sure)}, {percent(after.probability)};"
    confirmed = {True: " confirmed by others;", False: " **not confirmed**;", None: ""}
    yield (
        f"- **{_place(report, change.place)}**: {escaped(change.sentence)}{sure}"
        f"{confirmed[change.confirmed]} {counted(after.claims_for, 'claim')} for, "
        f"{after.claims_against} against"
    )
    yield from _claims(change.supporting)
    yield from _claims(change.opposing, lead="Against it: ")


def _corrected(report: DailyReport) -> Iterator[str]:
    yield from _heading("corrected")
    yield (
        f"What is known of {day_words(report.day - ONE_DAY)} now, beside what was known of it at "
        f"{report.earlier_words}."
    )
    yield ""
    if report.earlier == 0:
        yield "Nothing was on record then."
    elif len(report.corrected) == 0:
        yield "Nothing is known otherwise."
    for each in report.corrected:
        yield (
            f"- **{_place(report, each.place)}**: then {escaped(each.was)}; now {escaped(each.is_now)}"
        )
        yield from _claims(each.because)
    yield from _more(report.more_corrected, "more place")
    if report.withdrawn > 0:
        yield ""
        verb = "counts" if report.withdrawn == 1 else "count"
        yield (
            f"{counted(report.withdrawn, 'claim')} of then {verb} no longer: withdrawn, corrected or "
            "read anew."
        )


def _sources(report: DailyReport) -> Iterator[str]:
    if len(report.sources) == 0:
        return
    yield from _heading("sources")
    yield "| Publisher | Side | Claims of this day | Of its changes, taken to be so |"
    yield "| --- | --- | ---: | ---: |"
    for row in report.sources:
        reliability = "—" if row.reliability is None else percent(row.reliability)
        yield (
            f"| {escaped(row.name or 'no publisher named')} | {escaped(row.side or '—')} | "
            f"{row.claims} | {reliability} |"
        )


def _claims(told: Iterable[Told], *, lead: str = "") -> Iterator[str]:
    for each in told:
        said = f", said by {escaped(', '.join(by.name for by in each.said_by))}"
        source = cited(each.publisher, each.published, each.url)
        yield f"  - {lead}“{escaped(each.quote)}” — {source}{said if each.said_by else ''}"


def _place(report: DailyReport, place: Named) -> str:
    linkable = report.site is not None and place.key is not None
    return linked(place.name, f"{report.site}places/{place.key}.html" if linkable else None)


def _more(number: int, noun: str) -> Iterator[str]:
    if number > 0:
        yield f"- and {counted(number, noun)}"
