import csv
import os
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from whoholds.identify import default_places
from whoholds.identify.default_places import default_directory, ensure_default
from whoholds.identify.gazetteer_file import CompiledGazetteer

DATA = resources.files("whoholds.identify") / "data"


def rows_of(file: str) -> list[dict[str, str]]:
    lines = (DATA / file).read_text("utf-8").splitlines()
    return list(csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t"))


def test_hand_written_places_carry_their_source_and_lie_where_they_should() -> None:
    rows = rows_of("places_sample.tsv")
    assert len(rows) >= 30
    assert all(row["source"].startswith("GeoNames ") for row in rows)
    assert all(row["id"] == f"geonames:{row['source'].split()[1]}" for row in rows)
    assert all(34.9 < float(row["lat"]) < 36.3 for row in rows)
    assert all(36.2 < float(row["lon"]) < 37.3 for row in rows)
    assert "Mustayf" not in (DATA / "places_sample.tsv").read_text("utf-8").partition("\nid\t")[2]


def test_defaults_of_earlier_versions_go_after_a_week(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compile_nothing(_places: object, folder: Path, directory: str, **_: object) -> None:
        (folder / directory).mkdir()

    monkeypatch.setattr(default_places, "compile_gazetteer", compile_nothing)
    for name in ("default-old", "default-lately", "SY-1"):
        (tmp_path / name).mkdir()
    for name in ("default-old", "SY-1"):
        os.utime(tmp_path / name, (0, 0))
    directory = ensure_default(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {directory.name, "default-lately", "SY-1"}


def test_no_identifier_is_given_twice() -> None:
    for file in ("places_sample.tsv", "provinces.tsv", "regions.tsv"):
        counts = Counter(row["id"] for row in rows_of(file))
        assert counts.most_common(1)[0][1] == 1, file


def test_compiled_default_is_left_alone_and_holds_provinces_and_countries(
    compiled_gazetteers: Path,
) -> None:
    directory = default_directory(compiled_gazetteers)
    before = (directory / "info.json").stat().st_mtime_ns
    assert ensure_default(compiled_gazetteers) == directory
    assert (directory / "info.json").stat().st_mtime_ns == before
    opened = CompiledGazetteer(directory)
    for row in rows_of("provinces.tsv"):
        place = opened.row_of(row["id"])
        assert place is not None, row["name"]
        assert place.feature_code == "ADM1"
    syria = opened.row_of("geonames:163843")
    assert syria is not None
    assert (syria.feature_code, syria.country) == ("PCLI", "SY")
    idlib = opened.row_of("geonames:169389")
    assert idlib is not None
    assert idlib.admin1 == "Idlib"
