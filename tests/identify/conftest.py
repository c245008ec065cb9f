"""A small gazetteer of real places, compiled once; and reports and claims made in one line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from whoholds.base.records import Claim, Event, GazetteerPlace, Report, Status, TimeFrame
from whoholds.base.spans import Quote, Span
from whoholds.identify.gazetteer import Gazetteers
from whoholds.identify.gazetteer_file import CompiledGazetteer, compile_gazetteer
from whoholds.identify.places import PlaceRanker

COUNTRY_NAMES = {"syria": "SY", "ukraine": "UA", "iraq": "IQ"}

ROWS = (
    ("geonames:163843", "Syria", 35.0, 38.5, "PCLI", "SY", None, 17_000_000, 240_000.0, ()),
    ("geonames:169387", "Idlib", 35.86, 36.63, "ADM1", "SY", "Idlib", None, 44_000.0, ("Idleb",)),
    ("geonames:170015", "Hama", 35.2, 37.0, "ADM1", "SY", "Hama", None, 53_000.0, ("Hamah",)),
    ("geonames:169389", "Idlib", 35.93062, 36.63393, "PPL", "SY", "Idlib", 128_840, 3000.0, ("إدلب",)),
    ("geonames:163521", "Tall Khatrah", 35.74126, 36.9388, "PPL", "SY", "Idlib", None, 1e3, ("تل خطرة",)),
    ("geonames:174458", "Abu Jurayf", 35.7327, 36.9271, "PPL", "SY", "Idlib", None, 1e3, ("Abou Jreïf",)),
    ("geonames:169168", "Jarjanaz", 35.61823, 36.78281, "PPL", "SY", "Idlib", None, 1000.0, ()),
    ("geonames:164816", "Saraqib", 35.86447, 36.80591, "PPL", "SY", "Idlib", 34_231, 1000.0, ()),
    ("geonames:164094", "Sinjar", 35.59011, 37.00472, "PPL", "SY", "Idlib", None, 1000.0, ()),
    ("geonames:164095", "Sinjar", 34.94434, 36.96304, "PPL", "SY", "Hama", None, 1000.0, ()),
    ("geonames:1", "Kafr Nabl", 35.61376, 36.56449, "PPL", "SY", "Idlib", 45_652, 1000.0, ()),
    ("geonames:2", "Nabl", 36.37, 36.95, "PPL", "SY", "Aleppo", None, 1000.0, ()),
    ("geonames:690791", "Ukraine", 48.9, 31.5, "PCLI", "UA", None, 44_000_000, 430_000.0, ()),
    ("geonames:702657", "Luhansk", 48.9, 38.9, "ADM1", "UA", "Luhansk", None, 92_000.0, ()),
    ("geonames:702658", "Luhansk", 48.567, 39.317, "PPL", "UA", "Luhansk", 417_990, 3e3, ("Луганськ",)),
    ("geonames:692087", "Slovyansk", 48.853, 37.61, "PPL", "UA", "Donetsk", 105_000, 3e3, ("Sloviansk",)),
    ("geonames:700051", "Nikopol", 47.57, 34.39, "PPL", "UA", None, 107_000, 3e3, ("Sloviansk",)),
    ("geonames:538560", "Kursk", 51.72689, 36.18457, "PPL", "RU", None, 448_733, 3e3, ()),
    ("geonames:711656", "Borki", 50.2, 35.1, "PPL", "UA", "Sumy", None, 1e3, ()),
    ("geonames:170063", "Halab", 36.2, 37.16, "PPL", "SY", "Aleppo", 2_098_210, 3e3, ("Halaba",)),
    ("geonames:96205", "Halabja", 35.18, 45.99, "PPL", "IQ", None, 57_333, 3e3, ()),
    ("geonames:99608", "Amara", 31.83, 47.14, "PPL", "IQ", None, 323_302, 3e3, ()),
    ("wof:1", "Port Sudan", 19.6, 37.2, "ADM2", "SD", None, None, 2e4, ()),
    ("geonames:377039", "Port Sudan", 19.61745, 37.21644, "PPL", "SD", None, 489_725, 3e3, ()),
    ("geonames:11", "Airport", 35.9, 36.7, "PPL", "SY", None, None, 1e3, ()),
    ("geonames:2643743", "London", 51.5, -0.12, "PPL", "GB", None, 8_961_989, 3000.0, ()),
)  # fmt: skip


def make_place(row: tuple[Any, ...], gazetteer: str = "small") -> GazetteerPlace:
    place_id, name, lat, lon, code, country, admin1, population, radius, names = row
    return GazetteerPlace(
        id=place_id, name=name, lat=lat, lon=lon, feature_code=code, country=country,
        gazetteer=gazetteer, admin1=admin1, population=population, radius_m=radius, names=names,
    )  # fmt: skip


@pytest.fixture(scope="session")
def rows() -> list[GazetteerPlace]:
    return [make_place(row) for row in ROWS]


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    compile_gazetteer(
        (make_place(row) for row in ROWS), folder, "small-1",
        name="small", source="by hand", licence="CC BY 4.0", attribution="GeoNames",
    )  # fmt: skip
    return folder


@pytest.fixture(scope="session")
def small(small_folder: Path) -> Gazetteers:
    return Gazetteers([CompiledGazetteer(small_folder / "small-1")])


@pytest.fixture(scope="session")
def ranker(small: Gazetteers) -> PlaceRanker:
    return PlaceRanker(small, COUNTRY_NAMES)


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Report]:
    def make(text: str = "A report.", **fields: Any) -> Report:
        fields.setdefault("published", date(2020, 1, 18))
        return Report(**{"page": "", "cleaner": "t@1", "title": None, "text": text, **fields})

    return make


@pytest.fixture(scope="session")
def make_claim() -> Callable[..., Claim]:
    def make(when: str | None = None, text: str | None = None, **fields: Any) -> Claim:
        quote = Quote(Span(0, 1), "x")
        words = None
        if when is not None:
            start = (text or when).index(when)
            words = Quote(Span(start, start + len(when)), when)
        base: dict[str, Any] = {
            "report": "r", "event": Event.TAKE, "status": Status.HAPPENED, "quote": quote,
            "trigger": quote, "when": words, "time_frame": TimeFrame.RECENT,
        }  # fmt: skip
        return Claim(**{**base, **fields})

    return make
