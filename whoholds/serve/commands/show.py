"""`whoholds show`: who holds a place, on a day, as known at some moment, and why."""

from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import json_option, known_option, on_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from whoholds.picture.explain import Explanation
    from whoholds.run.answers import Picture, PlaceOnRecord


@click.command("show")
@click.argument("place")
@on_option
@known_option
@click.option(
    "--why",
    "with_why",
    is_flag=True,
    help="Each claim's weight in order, and what would change it.",
)
@json_option
def show_command(
    place: str, on: "date | None", known: str | None, with_why: bool, as_json: bool
) -> None:
    """Show who holds PLACE, its history, and the claims for and against with their quotes."""
    from whoholds.base.codec import to_json
    from whoholds.base.settings import load_settings
    from whoholds.picture.explain import explain
    from whoholds.run.answers import Answers
    from whoholds.run.history import why
    from whoholds.run.home import Home
    from whoholds.serve.console import print_json
    from whoholds.serve.why import print_why

    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        found = picture.find_place(place)
        day = on or picture.last_day
        period = picture.period_on(found.id, day) if day is not None else None
        explanation = explain(
            period, picture.evidence.get(found.id, ()), picture.claims_at(found.id)
        )
        reasons = why(picture, found.id, day) if with_why and day is not None else None
        if as_json:
            answer = {
                "place": to_json(found),
                "on": day.isoformat() if day is not None else None,
                "known": picture.position,
                "periods": to_json(picture.periods.get(found.id, ())),
                "explanation": to_json(explanation),
                "maps": to_json(picture.maps.words(found.id)),
            }
            if reasons is not None:
                answer["why"] = to_json(reasons)
            print_json(answer)
        elif reasons is not None:
            _print(place, picture, found, day, explanation, with_reasons=False)
            print_why(picture, reasons)
            _print_maps(picture, found)
        else:
            _print(place, picture, found, day, explanation)


def _print(
    asked: str,
    picture: "Picture",
    place: "PlaceOnRecord",
    day: "date | None",
    explanation: "Explanation",
    *,
    with_reasons: bool = True,
) -> None:
    from whoholds.serve.console import print_indented, print_line, print_table
    from whoholds.serve.tables import holder_words, period_words, probability_words
    from whoholds.serve.why import source_words

    written = {name.casefold() for name in (place.id, *place.names)}
    if asked.casefold() not in written:
        print_line(f"{asked!r} is written so in no report; shown is the place that sounds like it:")
    print_line(f"{place.name}{_where(place)}")
    when = day.isoformat() if day is not None else "no day is known"
    print_line(f"On {when}, as known at position {picture.position}: {explanation.summary}")
    also = [spelling for spelling in place.spellings if spelling != place.name]
    if len(also) > 0:
        print_line(f"Also written {', '.join(also)}.")
    sides = {side.id: side.name for side in picture.sides.values()}
    print_line()
    print_table(
        ("days", "held by", "probability", "claims for", "against"),
        [
            (
                period_words(period.start, period.end),
                holder_words(period, sides),
                probability_words(period),
                len(period.supporting),
                len(period.opposing),
            )
            for period in picture.periods.get(place.id, ())
        ],
        title="History",
    )
    if not with_reasons:
        return
    for heading, reasons in (
        ("For", explanation.supporting),
        ("Against", explanation.opposing),
        ("About other days", explanation.other_times),
        ("Silent on control", explanation.silent),
    ):
        if len(reasons) == 0:
            continue
        print_line()
        print_line(f"{heading}:")
        for reason in reasons:
            days = reason.days.isoformat() if reason.days is not None else "no day"
            print_indented(f"{days}: “{reason.quote}”", by=2)
            print_indented(f"— {source_words(reason)}", by=4)
            print_indented(reason.sentence, by=4)
    _print_maps(picture, place)


def _print_maps(picture: "Picture", place: "PlaceOnRecord") -> None:
    from whoholds.serve.console import print_indented, print_line

    words = picture.maps.words(place.id)
    if len(words) == 0:
        return
    print_line()
    print_line("Maps:")
    for word in words:
        held = word.holder.actor or word.holder.state.value
        written = "" if word.holder.written == held else f" (“{word.holder.written}”)"
        prior = ", taken for the map to start from" if word.role.value == "prior" else ""
        print_indented(f"{word.day.isoformat()}: {word.source} shows {held}{written}{prior}", by=2)


def _where(place: "PlaceOnRecord") -> str:
    parts: Sequence[str | None] = (place.kind.value, place.country, place.id)
    told = ", ".join(part for part in parts if part is not None)
    if place.lat is None or place.lon is None:
        return f" ({told}; not located)"
    radius = f" ± {place.radius_m / 1000:.0f} km" if place.anchor and place.radius_m else ""
    return f" ({told}; {place.lat:.4f}, {place.lon:.4f}{radius})"
