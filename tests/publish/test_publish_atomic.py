import stat
from pathlib import Path

import pytest

from whoholds.base.errors import StorageError
from whoholds.publish.atomic import written_whole


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with written_whole(path) as part:
        part.write_text("half", encoding="utf-8")
        assert not path.exists()
        part.write_text("whole", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "whole"
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) & stat.S_IRUSR


def test_an_error_of_the_writer_leaves_nothing_and_passes_on(tmp_path: Path) -> None:
    def write() -> None:
        with written_whole(tmp_path / "out.csv") as part:
            part.write_text("half", encoding="utf-8")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        write()
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match=r"writing .*out.csv: No such file.*name a folder"),
        written_whole(tmp_path / "gone" / "out.csv"),
    ):
        pass


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    with (
        pytest.raises(StorageError, match="Is a directory"),
        written_whole(tmp_path / "out.csv") as part,
    ):
        part.write_text("x", encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]
