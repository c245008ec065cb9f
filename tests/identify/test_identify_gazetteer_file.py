import json
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from whoholds.base.errors import GazetteerError, StorageError
from whoholds.base.records import GazetteerPlace
from whoholds.identify.gazetteer import Gazetteers
from whoholds.identify.gazetteer_file import (
    EXACT,
    INFO,
    ROWS,
    CompiledGazetteer,
    GazetteerInfo,
    compile_gazetteer,
    read_info,
)


def compiled(rows: list[GazetteerPlace], folder: Path, directory: str = "it-1") -> GazetteerInfo:
    return compile_gazetteer(
        rows, folder, directory, name="it", source="s", licence="l", attribution="a"
    )


def test_rows_come_back_as_they_went_in(rows: list[GazetteerPlace], small_folder: Path) -> None:
    opened = CompiledGazetteer(small_folder / "small-1")
    assert [opened.row_of(row.id) for row in rows] == rows
    assert opened.row_of("geonames:999") is None
    assert opened.info.places == len(rows)


def test_digest_covers_the_rows_and_not_their_order(
    rows: list[GazetteerPlace], tmp_path: Path
) -> None:
    one = compiled(rows, tmp_path, "one")
    two = compiled(rows[::-1], tmp_path, "two")
    moved = compiled([replace(rows[0], lat=1.0), *rows[1:]], tmp_path, "three")
    assert one.digest == two.digest
    assert moved.digest != one.digest


def test_same_identifier_twice_is_one_place_with_all_names(
    rows: list[GazetteerPlace], tmp_path: Path
) -> None:
    again = replace(rows[4], name="Tell Khatri", names=("Tell Khatré",), population=120)
    assert compiled([rows[4], again], tmp_path).places == 1
    place = CompiledGazetteer(tmp_path / "it-1").row_of(rows[4].id)
    assert place is not None
    assert place.name == "Tall Khatrah"
    assert place.names == ("تل خطرة", "Tell Khatri", "Tell Khatré")
    assert place.population == 120


def test_directory_written_meanwhile_stands(rows: list[GazetteerPlace], tmp_path: Path) -> None:
    compiled(rows, tmp_path)
    before = (tmp_path / "it-1" / INFO).read_bytes()
    compiled(rows[:3], tmp_path)
    assert (tmp_path / "it-1" / INFO).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["it-1"]


def test_two_writers_at_once_leave_one_whole_gazetteer(
    rows: list[GazetteerPlace], tmp_path: Path
) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: compiled(rows, tmp_path), range(4)))
    assert [path.name for path in tmp_path.iterdir()] == ["it-1"]
    stored = CompiledGazetteer(tmp_path / "it-1").row_of(rows[0].id)
    assert stored == replace(rows[0], gazetteer="it")


def test_nothing_is_kept_of_a_gazetteer_without_places(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="holds no place"):
        compiled([], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_kept_when_rows_fail_midway(rows: list[GazetteerPlace], tmp_path: Path) -> None:
    def broken() -> object:
        yield rows[0]
        raise GazetteerError("line 2 is bad")

    with pytest.raises(GazetteerError, match="line 2"):
        compiled(broken(), tmp_path)  # type: ignore[arg-type]  # a generator stands in for the rows
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made_is_a_storage_error(
    rows: list[GazetteerPlace], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="free space there or make it writable"):
        compiled(rows, tmp_path / "file" / "folder")


def test_leftovers_of_a_killed_process_go_after_a_day(
    rows: list[GazetteerPlace], tmp_path: Path
) -> None:
    for name in (".compiling-old", ".compiling-new"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / ".compiling-old", (0, 0))
    compiled(rows, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {".compiling-new", "it-1"}


def test_a_folder_that_goes_while_leftovers_are_looked_at_is_no_fault(
    rows: list[GazetteerPlace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another process had its working folder there when it was listed, and has renamed it since.
    monkeypatch.setattr(Path, "glob", lambda self, _: iter([self / ".compiling-gone"]))
    compiled(rows, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"it-1"}


def damage_info(directory: Path) -> None:
    (directory / INFO).write_text('{"name": "it"')


def damage_trie(directory: Path) -> None:
    (directory / EXACT).write_bytes(b"not a trie at all")


def damage_rows(directory: Path) -> None:
    (directory / ROWS).write_bytes(b"not a database" * 100)


def lose_row(directory: Path) -> None:
    base = sqlite3.connect(directory / ROWS)
    base.execute("DELETE FROM place WHERE row = 3")
    base.commit()
    base.close()


@pytest.mark.parametrize("damage", [damage_info, damage_trie, damage_rows, lose_row])
def test_damaged_gazetteer_says_what_to_do(
    rows: list[GazetteerPlace],
    tmp_path: Path,
    damage: object,
) -> None:
    compiled(rows, tmp_path)
    assert callable(damage)
    damage(tmp_path / "it-1")
    with pytest.raises(GazetteerError, match=r"it-1: it is damaged .* add its file again"):
        CompiledGazetteer(tmp_path / "it-1")


def test_other_format_is_refused(rows: list[GazetteerPlace], tmp_path: Path) -> None:
    compiled(rows, tmp_path)
    path = tmp_path / "it-1" / INFO
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(GazetteerError, match="format 99"):
        read_info(tmp_path / "it-1")


def test_many_threads_read_at_once(small: Gazetteers) -> None:
    names = ["Tell Khatrah", "Abu Jreif", "Idlib", "Saraqeb", "Luhansk"] * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda name: small.search(name)[0].place.id, names))
    assert found == [small.search(name)[0].place.id for name in names]


def test_a_gazetteer_tells_its_countries(small_folder: Path) -> None:
    counts = CompiledGazetteer(small_folder / "small-1").counts("country")
    assert counts["GB"] == 1
    assert set(counts) == {"SY", "UA", "RU", "IQ", "SD", "GB"}
