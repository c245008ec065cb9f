"""`import-map`, `maps` and `disagree` as people type them."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Run = Callable[..., CompletedProcess[str]]
IDLIB = [[36.4, 35.7], [36.9, 35.7], [36.9, 36.05], [36.4, 36.05], [36.4, 35.7]]


def write(path: Path, holder: str) -> str:
    geometry = {"type": "Polygon", "coordinates": [IDLIB]}
    feature = {"type": "Feature", "geometry": geometry, "properties": {"control": holder}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return str(path)


def test_from_the_file_to_the_difference_and_back(run: Run, tmp_path: Path) -> None:
    first = write(tmp_path / "one.geojson", "Rebels")
    second = write(tmp_path / "two.geojson", "Blue men")
    one = run("import-map", first, "--source", "One Atlas", "--date", "2020-01-15")
    assert one.returncode == 0
    assert "one.geojson: the map of One Atlas of 2020-01-15 as one source's word" in one.stdout
    assert "\nRebels\tOpposition factions\t" in one.stdout
    assert "warning: the holder was taken from the field 'control'" in one.stderr
    two = run(
        "import-map", second, "--source", "Two", "--date", "2020-01-10", "--as", "prior",
        "--holder-field", "control", "--holder", "Blue men=Syrian Army", "--country", "sy", "--json",
    )  # fmt: skip
    told = json.loads(two.stdout)
    assert two.stderr == ""
    assert (told["as"], told["fresh"], told["signals"]) == ("prior", True, [])
    assert told["holders"][0]["side"] == "syria:government"
    listed = run("maps", "list").stdout.splitlines()
    assert [line.split("\t")[:3] for line in listed[1:]] == [
        ["2020-01-10", "Two", "prior"],
        ["2020-01-15", "One Atlas", "word"],
    ]
    found = run(
        "disagree",
        "one atlas",
        "two",
        "--on",
        "2020-01-20",
        "--geojson",
        str(tmp_path / "d.geojson"),
    )
    assert found.returncode == 0
    assert "the newest map of Two is 10 days older than 2020-01-20" in found.stderr
    assert "0 held by others" not in found.stdout
    assert "Syrian opposition factions\tSyrian government and allies\t" in found.stdout
    assert "Idlib\t" in found.stdout
    assert json.loads((tmp_path / "d.geojson").read_text())["known"] == 2
    as_json = json.loads(run("disagree", "one atlas", "two", "--on", "2020-01-20", "--json").stdout)
    assert as_json["differing"] == len(as_json["places"]) > 0
    assert as_json["differing_km2"] > 1_700
    shown = run("show", "Idlib", "--on", "2020-01-15").stdout
    assert "contested (likelier Syrian Arab Army)" in shown
    assert "  2020-01-15: One Atlas shows Opposition factions (“Rebels”)\n" in shown
    assert "Syrian Arab Army (“Blue men”), taken for the map to start from" in shown
    why = run("show", "Idlib", "--on", "2020-01-15", "--why")
    assert "Maps that bear on it:\n  2020-01-10 other days: map:" in why.stdout
    assert "holds: Opposition factions × 4.6. The map of One Atlas shows it so" in why.stdout
    weighed = json.loads(run("show", "Idlib", "--on", "2020-01-15", "--why", "--json").stdout)
    assert [row["ratio"] for row in weighed["why"]["maps"]] == [21.0, 4.6]
    gone = run("maps", "withdraw", "One Atlas", "--date", "2020-01-15", "--why", "the wrong day")
    assert "--known 2 shows the picture with it" in gone.stdout
    assert len(run("maps", "list", "--json").stdout.splitlines()) == 1
    assert len(run("maps", "list", "--json", "--known", "2").stdout.splitlines()) == 2
    assert "3 entries" in run("verify").stdout


def test_what_cannot_be_done_costs_one_line(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "one.geojson", "Rebels")
    base = ("import-map", path, "--source", "A", "--date", "2020-01-15")
    for more, told in (
        (("--holder", "Rebels"), "is not of the form NAME=WHO"),
        (("--holders", "missing.toml"), "write a table [holders]"),
        (("--holder-field", "party"), "has no field 'party'"),
        (("--crs", "EPSG:3857"), "look like degrees"),
    ):
        done = run(*base, *more)
        assert done.returncode == 2
        assert told in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert run("disagree", "A", "B", "--on", "2020-01-15").returncode == 2


def test_areas_are_geojson_alone(run: Run, example_home: Path, tmp_path: Path) -> None:
    done = run("export", "areas", str(tmp_path / "a.csv"), home=example_home)
    assert done.returncode == 2
    assert "areas are written as GeoJSON alone" in done.stderr
