"""The folder of a site: whole or as it was, with what is not of it left alone."""

from pathlib import Path

import pytest

from whoholds.base.errors import InputError, StorageError
from whoholds.publish.site_writer import CHECKSUMS, SiteFolder, written_site


def put(folder: Path, **files: str) -> SiteFolder:
    with written_site(folder) as site:
        for name, text in files.items():
            site.put(name.replace("__", "/"), text.encode())
        site.finish()
    return site


def put_twice(folder: Path) -> None:
    with written_site(folder) as site:
        site.put("a", b"new")
        site.put("a", b"newer")


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_site_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    put(tmp_path / "site", a="1", deep__b="2")
    put(tmp_path / "site", a="1", c="3")
    assert names(tmp_path / "site") == {"a", "c", CHECKSUMS}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_with_an_error_the_old_site_stays_and_nothing_is_left(tmp_path: Path) -> None:
    put(tmp_path / "site", a="old")
    # A path that was written before fails, after another was written anew.
    with pytest.raises(ValueError, match="is taken"):
        put_twice(tmp_path / "site")
    assert (tmp_path / "site" / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_is_not_of_the_site_stays(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    (folder / ".git" / "objects").mkdir(parents=True)
    (folder / ".git" / "objects" / "x").write_text("kept")
    put(folder, a="1", days__one="1")
    (folder / "CNAME").write_text("maps.example.org")
    (folder / "days" / "mine").write_text("by hand")
    (folder / "link").symlink_to("nowhere")
    put(folder, a="2", days__two="2")
    assert names(folder) == {".git/objects/x", "CNAME", "a", "days/mine", "days/two", CHECKSUMS}
    assert (folder / ".git" / "objects" / "x").read_text() == "kept"
    assert (folder / "link").is_symlink()


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.odt").write_text("years of work")
    with pytest.raises(InputError, match=r"other files \(thesis\.odt\)"):
        put(tmp_path / "home", a="1")
    with pytest.raises(InputError, match="a file of that name"):
        put(tmp_path / "home" / "thesis.odt", a="1")
    assert names(tmp_path / "home") == {"thesis.odt"}


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="publishing to"):
        put(tmp_path / "file" / "site", a="1")


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../../x", "a\\x"])
def test_no_path_leads_out(tmp_path: Path, path: str) -> None:
    with written_site(tmp_path / "site") as site:
        with pytest.raises(ValueError, match="leads out"):
            site.put(path, b"")
        site.put("a", b"")
        with pytest.raises(ValueError, match="is taken"):
            site.put("a", b"")
        site.finish()


def test_files_count_as_changed_by_their_bytes(tmp_path: Path) -> None:
    put(tmp_path / "site", a="1", b="1", c="1")
    with written_site(tmp_path / "site") as site:
        site.put("a", b"1")
        site.put("b", b"2")
        site.put("d", b"4")
        done = site.finish()
    # Three of four: b, d and the checksums are new; c is gone.
    assert (done.files, done.changed, done.removed, done.size) == (4, 3, 1, 3 + 3 * 68)
