"""GeoNames' country dumps: nineteen columns without a header, units named by codes."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from whoholds.base.records import GazetteerPlace
from whoholds.identify.gazetteer_open import opened_text
from whoholds.identify.gazetteer_rows import BadRowError, LeftOut, RowDefaults, make_place, number
from whoholds.identify.gazetteer_tables import text_lines

LICENCE = "CC BY 4.0"
ATTRIBUTION = "GeoNames (geonames.org), CC BY 4.0"
COLUMNS = 19

# Classes of features that a claim can name; streams, schools and hotels only add namesakes.
_CLASSES = frozenset("APTLRSV")
_SITES = re.compile(
    "AIR[BFP]|BDG|CMP|CMPRF|CTRM|DAM|DEPF|FRMS?|FCL|FT|GATE|HSP|INSM|INSTL|MILB|MKT|MNA?U?|NAV|OIL[RT]|"
    "PKLT|PRN|PSN?|PST[BCP]|REFC|RSTN|RUIN|TMB"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Dump:
    """A dump of places, read twice: first for the names of units, then for the places.

    `newest` is the latest day on which a row was changed, once all were read.
    """

    def __init__(self, path: Path, member: zipfile.ZipInfo | None) -> None:
        self._path, self._member = path, member
        self.newest = ""

    def looks_right(self) -> bool:
        """Tell whether the first line has the columns of a dump."""
        with opened_text(self._path, self._member) as text:
            return next(text_lines(self._path, text), "").count("\t") == COLUMNS - 1

    def places(self, defaults: RowDefaults, left_out: LeftOut) -> Iterator[GazetteerPlace | None]:
        """Yield the place of every row, None for one that is not wanted; what cannot be read is noted."""
        units = self._units(defaults)
        for number_of, fields in self._rows():
            left_out.at = f"line {number_of}"
            try:
                yield self._place(fields, units, defaults)
            except BadRowError as cause:
                left_out.note(str(cause))

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        with opened_text(self._path, self._member) as text:
            for number_of, line in enumerate(text_lines(self._path, text), start=1):
                line = line.rstrip("\r\n")
                if line != "":
                    yield number_of, line.split("\t")

    def _units(self, defaults: RowDefaults) -> Mapping[tuple[str, ...], str]:
        units: dict[tuple[str, ...], str] = {}
        for _, fields in self._rows():
            if len(fields) != COLUMNS or not fields[7].startswith("ADM"):
                continue
            if len(defaults.countries) > 0 and fields[8] not in defaults.countries:
                continue
            if fields[7] == "ADM1":
                units[fields[8], fields[10]] = fields[1]
            elif fields[7] == "ADM2":
                units[fields[8], fields[10], fields[11]] = fields[1]
        return units

    def _place(
        self, fields: list[str], units: Mapping[tuple[str, ...], str], defaults: RowDefaults
    ) -> GazetteerPlace | None:
        if len(fields) != COLUMNS:
            raise BadRowError(f"{len(fields)} columns where a GeoNames dump has {COLUMNS}")
        feature_class, code, country = fields[6], fields[7], fields[8]
        if feature_class not in _CLASSES or (
            feature_class == "S" and _SITES.fullmatch(code) is None
        ):
            return None
        if len(defaults.countries) > 0 and country not in defaults.countries:
            return None
        if not (fields[0].isascii() and fields[0].isdigit()):
            raise BadRowError(f"{fields[0][:40]!r} is no identifier (digits)")
        if fields[18] > self.newest and _DAY.fullmatch(fields[18]) is not None:
            self.newest = fields[18]
        try:
            population = int(fields[14] or "0") or None
        except ValueError as cause:
            raise BadRowError(f"a number was expected: {cause}") from cause
        return make_place(
            place_id=f"geonames:{fields[0]}",
            name=fields[1].replace("|", " "),
            names=[each.replace("|", " ") for each in (fields[2], *fields[3].split(","))],
            lat=number(fields[4]),
            lon=number(fields[5]),
            code=code or feature_class,
            country=country,
            admin1=units.get((country, fields[10]), ""),
            admin2=units.get((country, fields[10], fields[11]), ""),
            population=population,
            gazetteer=defaults.gazetteer,
        )
