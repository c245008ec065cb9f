"""Why a place is said to be held as it is, as text: each claim's weight, and what would change it."""

from datetime import date

from whoholds.base.records import ControlState, Period
from whoholds.picture.explain import Reason, summary_of
from whoholds.run.answers import Picture
from whoholds.run.history import MapWeight, Weight, Why
from whoholds.serve.console import counted, print_indented, print_line
from whoholds.serve.tables import holder_words

_BEARING = {"for": "for", "against": "against", "silent": "silent", "other time": "other days"}


def print_why(picture: Picture, why: Why) -> None:
    """Print the claims in the order of what they tell of, the two layers, and what would change."""
    if len(why.weights) > 0 or len(why.maps) == 0:
        print_line()
        print_line("What bears on it, earliest first (a weight of 1 says nothing):")
    for weight in why.weights:
        _print_weight(weight)
    if len(why.maps) > 0:
        print_line()
        print_line("Maps that bear on it:")
    for each in why.maps:
        _print_map(each)
    sides = {side.id: side.name for side in picture.sides.values()}
    print_line()
    for name, periods in (("Claimed", why.layers.claimed), ("Confirmed", why.layers.confirmed)):
        print_line(f"{name}: {_layer_words(periods, sides)}.")
    print_line(f"By what is told of the days up to then alone: {summary_of(why.what_if.then)}")
    print_line()
    print_line("What would change the answer:")
    for found in why.what_if.suppositions:
        print_indented(
            f"{found.words}: {_answer(found.state, found.actor, found.confidence)}", by=2
        )
    if len(why.what_if.suppositions) == 0:
        print_indented("no claim less, of the five strongest, and no one claim more", by=2)


def source_words(reason: Reason) -> str:
    """Return who says it: `the army, in Gazette, 2020-01-18`."""
    publisher = reason.publisher or "a report without a publisher"
    published = f", {reason.published.isoformat()}" if reason.published is not None else ""
    said = f"{' and '.join(reason.said_by)}, in " if len(reason.said_by) > 0 else ""
    return f"{said}{publisher}{published}"


def _print_weight(weight: Weight) -> None:
    reason = weight.reason
    days = reason.days.isoformat() if reason.days is not None else "no day"
    print_indented(f"{days}  {_BEARING[reason.bearing.value]}: “{reason.quote}”", by=2)
    print_indented(f"— {source_words(reason)}", by=4)
    ratios = ", ".join(f"{said} × {ratio:.3g}" for said, ratio in weight.ratios.items())
    print_indented(f"{ratios}. {reason.sentence}", by=4)
    if len(weight.copies) > 0:
        outlets = ", ".join(dict.fromkeys(weight.copies))
        print_indented(f"{counted(len(weight.copies), 'copy')} folded: {outlets}", by=4)


def _print_map(each: MapWeight) -> None:
    said = each.effect.value.replace("_", " ")
    told = f"{said}: {each.actor} × {each.ratio:.3g}"
    print_indented(f"{each.days.isoformat()}  {_BEARING[each.bearing.value]}: {each.map}", by=2)
    print_indented(f"{told}. {each.why[:1].upper()}{each.why[1:]}.", by=4)


def _layer_words(periods: tuple[Period, ...], sides: dict[str, str]) -> str:
    told = [
        f"{holder_words(period, sides)} {_since(period.start, period.end)}"
        for period in periods
        if period.state is not ControlState.UNKNOWN
    ]
    return "; ".join(told) if len(told) > 0 else "nobody"


def _since(start: date | None, end: date | None) -> str:
    if start is None:
        return "at all times" if end is None else f"before {end.isoformat()}"
    return f"from {start.isoformat()}" + ("" if end is None else f", until {end.isoformat()}")


def _answer(state: ControlState, actor: str | None, confidence: float) -> str:
    match state:
        case ControlState.HELD:
            return f"held by {actor} (probability {confidence:.2f})"
        case ControlState.CONTESTED if actor is not None:
            return f"contested, likelier {actor} (probability {confidence:.2f})"
        case ControlState.CONTESTED:
            return "contested, neither side likelier"
        case _:
            return "unknown"
