"""The table of places of a published site: where each lies, and who holds it on the last day covered."""

from whoholds.publish.columns import Column, ColumnType, Row
from whoholds.publish.site_pages import PlaceRow

_T = ColumnType

PLACE_COLUMNS = (
    Column("id", _T.TEXT, "", "the place's identifier"),
    Column("name", _T.TEXT, "", "the place's name"),
    Column("country", _T.TEXT, "ISO 3166 alpha-2", "the country that the gazetteer puts it in"),
    Column("lat", _T.NUMBER, "degrees, WGS 84", "latitude"),
    Column("lon", _T.NUMBER, "degrees, WGS 84", "longitude"),
    Column("radius_m", _T.NUMBER, "metres", "how far off the point may be"),
    Column("precision", _T.TEXT, "", "exact, anchored, area or none: how it was located"),
    Column("on", _T.DATE, "day", "the day that the rest is of"),
    Column("state", _T.TEXT, "", "held, contested or unknown"),
    Column("side", _T.TEXT, "", "the side that holds it, or the likelier one where contested"),
    Column("side_name", _T.TEXT, "", "the side's name"),
    Column("holder", _T.TEXT, "", "the group of that side that the claims name"),
    Column("probability", _T.NUMBER, "0 to 1", "the probability that the side held it"),
    Column("claims", _T.INTEGER, "claims", "how many claims name the place"),
)
"""The columns of `places.csv`."""


def place_row(row: PlaceRow) -> Row:
    """Return the row of a place, with a value (or None) for each of `PLACE_COLUMNS`."""
    return {column.name: getattr(row, column.name) for column in PLACE_COLUMNS}
