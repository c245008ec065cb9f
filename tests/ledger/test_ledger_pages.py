import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import InputError, LedgerDamaged, StorageError
from whoholds.base.ids import sha256_hex
from whoholds.ledger.pages import PageStore


def files_in(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def test_a_page_lies_under_its_hash(tmp_path: Path) -> None:
    pages = PageStore(tmp_path)
    sha256 = pages.put(b"<html>")
    assert sha256 == sha256_hex(b"<html>")
    assert files_in(tmp_path) == [Path(sha256[:2]) / sha256]
    assert pages.get(sha256) == b"<html>"
    assert pages.has(sha256)
    assert not pages.has(sha256_hex(b""))


def test_the_same_page_again_is_not_written_again(tmp_path: Path) -> None:
    pages = PageStore(tmp_path)
    path = tmp_path / (sha256 := pages.put(b"x"))[:2] / sha256
    os.utime(path, (0, 0))
    assert pages.put(b"x") == sha256
    assert path.stat().st_mtime == 0
    assert len(files_in(tmp_path)) == 1


@settings(derandomize=True, max_examples=30, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    pages = PageStore(tmp_path_factory.getbasetemp() / "any-bytes")
    assert pages.get(pages.put(data)) == data


@pytest.mark.parametrize("altered", [b"<htmk>", b"", b"<html>\n"])
def test_an_altered_page_is_told(tmp_path: Path, altered: bytes) -> None:
    pages = PageStore(tmp_path)
    sha256 = pages.put(b"<html>")
    (tmp_path / sha256[:2] / sha256).write_bytes(altered)
    with pytest.raises(LedgerDamaged, match=f"{sha256}: it was altered"):
        pages.get(sha256)


def test_a_missing_page_is_told(tmp_path: Path) -> None:
    pages = PageStore(tmp_path)
    kept, gone = pages.put(b"kept"), pages.put(b"gone")
    assert pages.verify([kept, gone]) == 2
    (tmp_path / gone[:2] / gone).unlink()
    with pytest.raises(LedgerDamaged, match=f"{gone}: the file is missing"):
        pages.verify([kept, gone])


def test_a_page_cut_short_is_written_anew(tmp_path: Path) -> None:
    pages = PageStore(tmp_path)
    sha256 = pages.put(b"<html>")
    (tmp_path / sha256[:2] / sha256).write_bytes(b"<ht")
    assert pages.put(b"<html>") == sha256
    assert pages.get(sha256) == b"<html>"


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "١" * 64, "a" * 10_000]
)
def test_what_is_no_hash_names_no_file(tmp_path: Path, name: str) -> None:
    pages = PageStore(tmp_path)
    for ask in (pages.get, pages.has):
        with pytest.raises(InputError, match="no SHA-256"):
            ask(name)


def fail_with(code: int) -> Callable[..., Any]:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    pages = PageStore(tmp_path)
    kept = pages.put(b"kept")
    with monkeypatch.context() as patch:
        if step == "fsync":
            patch.setattr(os, "fsync", fail_with(errno.ENOSPC))
        else:
            patch.setattr(Path, "replace", fail_with(errno.ENOSPC))
        with pytest.raises(StorageError, match=r"No space left on device.*free some space"):
            pages.put(b"too much")
    assert files_in(tmp_path) == [Path(kept[:2]) / kept]
    assert pages.get(pages.put(b"too much")) == b"too much"


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("")
    with pytest.raises(StorageError, match="keeping a page of 1 bytes"):
        PageStore(tmp_path / "pages").put(b"x")
