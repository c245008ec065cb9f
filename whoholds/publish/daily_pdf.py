"""The daily report as PDF: tagged for screen readers (PDF/UA-1), its map a drawing, not a picture.

Set by Typst, which shapes Arabic and orders right-to-left names as a browser does, and writes the same
bytes for the same report. It is an extra (`whoholds[pdf]`). All words go in as data. The letters are
those of the fonts that come along; only where these lack one are the machine's own fonts used too.
"""

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from whoholds.base.errors import InputError, SettingsError
from whoholds.base.times import ONE_DAY, parse_instant
from whoholds.publish.daily import METHOD, SECTIONS, DailyReport
from whoholds.publish.plain_text import for_xml
from whoholds.publish.told import ChangeTold, HolderTold, Named, SideTold, Told
from whoholds.publish.told_words import (
    counted,
    counts_words,
    day_words,
    glyph,
    instant_words,
    percent,
    ratio_words,
    signed,
    upper_first,
)

_DRAWING = "map.svg"
_EPOCH = "1970-01-01T00:00:00Z"
# Unicode 6.3: what stands between the two is laid out by itself, whatever way it runs.
_ISOLATE, _FROM_LEFT, _POP = "\u2068", "\u2066", "\u2069"
_FROM_RIGHT = frozenset({"R", "AL"})
_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
_LONGEST_QUOTE = 1500
_LONGEST_WORD = re.compile(r"\S{40}(?=\S)")
_BREAK = "\u200b"


def daily_pdf(report: DailyReport, *, drawing: bytes | None) -> bytes:
    """Return the report as PDF; `drawing` is its map as SVG, None for none.

    Raises:
        SettingsError: if Typst is not installed.
        InputError: if Typst cannot set the report.
    """
    try:
        import typst
    except ImportError as cause:
        raise SettingsError(
            "writing a report as PDF: Typst is not installed; install it with "
            "`pip install 'whoholds[pdf]'`, or write .html or .md"
        ) from cause
    data = _data(report, drawn=drawing is not None)
    text = json.dumps(data, ensure_ascii=False)
    with tempfile.TemporaryDirectory(prefix="whoholds-") as scratch:
        folder = Path(scratch)
        source = folder / "daily.typ"
        source.write_bytes((files("whoholds.publish") / "site" / "daily.typ").read_bytes())
        if drawing is not None:
            (folder / _DRAWING).write_bytes(drawing)
        try:
            written = typst.compile(
                source,
                root=folder,
                font_paths=[_fonts()],
                ignore_system_fonts=_letters_of(text) <= _drawable(),
                sys_inputs={"data": text},
                timestamp=_when(report),
                pdf_standards=["ua-1"],
            )
        except typst.TypstError as cause:
            raise InputError(f"setting the report of {report.day}: {cause.message}") from cause
    assert isinstance(written, bytes)
    return written


def _when(report: DailyReport) -> datetime:
    """Return the instant of the record: no clock, so that the same report has the same bytes."""
    return parse_instant(report.recorded or _EPOCH).replace(microsecond=0)


def _fonts() -> Path:
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf"


@cache
def _drawable() -> frozenset[int]:
    """Return the code points that DejaVu Sans has, beside which Typst's own fonts add little."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(_fonts() / "DejaVuSans.ttf")).get_charmap())


def _letters_of(text: str) -> frozenset[int]:
    return frozenset(
        ord(letter) for letter in set(text) if letter not in {_ISOLATE, _FROM_LEFT, _POP, _BREAK}
    )


def _data(report: DailyReport, *, drawn: bool) -> dict[str, Any]:
    return {
        "title": _text(report.title),
        "day": day_words(report.day),
        "position": report.position,
        "version": report.version,
        "recorded": instant_words(report.recorded),
        "earlier_words": report.earlier_words,
        "headline": _sentence(report.headline),
        "sections": SECTIONS,
        "method": METHOD,
        "drawing": _DRAWING if drawn else None,
        "sides": [
            {
                "sign": _sign(row.side),
                "name": _text(row.side.name),
                "held": str(row.held),
                "gained": signed(row.gained),
                "contested": str(row.contested),
            }
            for row in report.sides
        ],
        "counts": counts_words(report.contested_places, report.unknown_places),
        "changes": [_change(report, change) for change in report.changes],
        "contested": [
            _item(
                report,
                each.place,
                upper_first(each.holder.words)
                + ("." if each.since is None else f", since {day_words(each.since)}."),
                holder=each.holder,
                supporting=each.supporting,
                opposing=each.opposing,
            )
            for each in report.contested
        ],
        "more_contested": _more(report.more_contested, "more place"),
        "claimed": [
            _item(
                report,
                each.place,
                f"Claimed by {each.actor.name} since {day_words(each.since)}; {each.instead}.",
                side=each.claimed,
                supporting=each.claims,
            )
            for each in report.claimed
        ],
        "more_claimed": _more(report.more_claimed, "more place"),
        "corrected_words": _corrected_words(report),
        "corrected": [
            _item(
                report,
                each.place,
                f"Then: {each.was}. Now: {each.is_now}.",
                supporting=each.because,
            )
            for each in report.corrected
        ],
        "more_corrected": _more(report.more_corrected, "more place"),
        "told": [
            _item(
                report,
                each.where[0] if len(each.where) > 0 else Named(name="No place named"),
                f"{_names(each.who) or 'Somebody not named'}: {each.what}.",
                supporting=[each],
            )
            for each in report.told
        ],
        "more_told": _more(report.more_told, "more claim"),
        "sources": [
            {
                "name": _text(row.name or "no publisher named"),
                "side": _text(row.side or "—"),
                "claims": str(row.claims),
                "reliability": "—" if row.reliability is None else percent(row.reliability),
            }
            for row in report.sources
        ],
        "credits": [_text(line) for line in report.credits],
        "site": report.site,
    }


def _change(report: DailyReport, change: ChangeTold) -> dict[str, Any]:
    after = change.after
    sure = "" if after.probability is None else f" {upper_first(after.sure)}, "
    words = change.sentence + ("" if sure == "" else f"{sure}{percent(after.probability or 0.0)}.")
    return _item(
        report,
        change.place,
        words,
        holder=after,
        supporting=change.supporting,
        opposing=change.opposing,
        tag={True: "confirmed", False: "not confirmed", None: ""}[change.confirmed],
    )


def _item(
    report: DailyReport,
    place: Named,
    words: str,
    *,
    holder: HolderTold | None = None,
    side: SideTold | None = None,
    supporting: Sequence[Told] = (),
    opposing: Sequence[Told] = (),
    tag: str = "",
) -> dict[str, Any]:
    counts = ""
    if holder is not None:
        counts = f"{counted(holder.claims_for, 'claim')} for, {holder.claims_against} against"
        side = holder.side
    linkable = report.site is not None and place.key is not None
    return {
        "sign": None if side is None else _sign(side),
        "place": _text(place.name) or "(no name)",
        "address": f"{report.site}places/{place.key}.html" if linkable else None,
        "words": _sentence(words),
        "tag": tag,
        "counts": counts,
        "supporting": [_told(row) for row in supporting],
        "opposing": [_told(row) for row in opposing],
    }


def _told(told: Told) -> dict[str, Any]:
    lead, trigger, tail = told.lead, told.trigger, told.tail
    if len(told.quote) > _LONGEST_QUOTE:  # a page that never ended a sentence
        lead, trigger, tail = f"{told.quote[:_LONGEST_QUOTE]} …", "", ""
    return {
        "lead": _text(lead, strip=False),
        "trigger": _text(trigger, strip=False),
        "tail": _text(tail, strip=False),
        "source": _text(told.publisher or "A report that names no publisher"),
        "published": None if told.published is None else day_words(told.published),
        "said_by": _names(told.said_by),
        "url": told.url,
        "title": _text(told.title or told.url or ""),
        "why": _sentence(told.why),
        "ratio": None if told.ratio is None else ratio_words(told.ratio),
    }


def _corrected_words(report: DailyReport) -> str:
    words = (
        f"What is known of {day_words(report.day - ONE_DAY)} now, beside what was known of it at "
        f"{report.earlier_words}."
    )
    if report.earlier == 0:
        words += " Nothing was on record then."
    elif len(report.corrected) == 0:
        words += " Nothing is known otherwise."
    if report.withdrawn > 0:
        verb = "counts" if report.withdrawn == 1 else "count"
        words += (
            f" {counted(report.withdrawn, 'claim')} of then {verb} no longer: withdrawn, corrected or "
            "read anew."
        )
    return words


def _more(number: int, noun: str) -> str:
    return f"and {counted(number, noun)}." if number > 0 else ""


def _sign(side: SideTold) -> dict[str, str]:
    return {"colour": side.colour, "glyph": glyph(side.shape)}


def _names(names: Iterable[Named]) -> str:
    return ", ".join(_text(each.name) for each in names)


def _sentence(text: str) -> str:
    """Return a sentence of ours: it runs from the left, whatever name it begins with."""
    flat = _flat(text)
    return f"{_FROM_LEFT}{flat}{_POP}" if _runs_from_right(flat) else flat


def _text(text: str, *, strip: bool = True) -> str:
    """Return words of a report; those with letters that run from the right by themselves."""
    flat = _flat(text)
    if not strip and flat != "":
        flat = f"{' ' if text[:1].isspace() else ''}{flat}{' ' if text[-1:].isspace() else ''}"
    return f"{_ISOLATE}{flat}{_POP}" if _runs_from_right(flat) else flat


def _flat(text: str) -> str:
    """Return words on one line, without controls and overrides; very long ones may be broken."""
    shown = "".join(
        letter if letter in _JOINERS or unicodedata.category(letter) not in _HIDDEN else " "
        for letter in for_xml(text)
    )
    return _LONGEST_WORD.sub(lambda found: found[0] + _BREAK, " ".join(shown.split()))


def _runs_from_right(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in _FROM_RIGHT for letter in text)
