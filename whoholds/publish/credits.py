"""Whom a map or a file owes its places to: the credit lines of the gazetteers behind them."""

from collections.abc import Iterable

# By the prefix of a place's identifier. Both licences ask for the name wherever the points are shown.
_CREDITS = {
    "geonames": "GeoNames (geonames.org, CC BY 4.0)",
    "wof": "Who's On First (whosonfirst.org)",
}


def credit_of(places: Iterable[str]) -> str | None:
    """Return one line that credits the gazetteers of the places (identifiers), None if none asks for it.

    A place in no gazetteer, `named:…`, is our own word about a report.
    """
    prefixes = {place.partition(":")[0] for place in places}
    credits_due = [words for prefix, words in _CREDITS.items() if prefix in prefixes]
    return f"Places: {'; '.join(credits_due)}." if len(credits_due) > 0 else None
