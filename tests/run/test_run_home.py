"""The home folder: what is made in it once, and stays."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from whoholds.base.errors import StorageError
from whoholds.base.settings import Settings
from whoholds.run.home import SALT_BYTES, Home


def pseudonym_of(settings: Settings) -> str:
    with Home.open(settings) as home:
        return home.pseudonym("Ada")


def test_the_salt_is_made_once_and_for_its_owner_alone(settings: Settings) -> None:
    first = pseudonym_of(settings)
    path = settings.home / "salt"
    assert len(bytes.fromhex(path.read_text())) == SALT_BYTES
    assert path.stat().st_mode & 0o077 == 0
    assert pseudonym_of(settings) == first
    assert [file.name for file in settings.home.iterdir()] == ["salt"]


def test_homes_opened_side_by_side_have_one_salt(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(pseudonym_of, [settings] * 32))
    assert len(found) == 1


def test_the_salt_is_made_where_there_are_no_links(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(_source: object, _target: object, **_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    assert pseudonym_of(settings) == pseudonym_of(settings)
    assert [file.name for file in settings.home.iterdir()] == ["salt"]


@pytest.mark.parametrize("held", ["", "00", "no salt", "ab" * (SALT_BYTES + 1)])
def test_a_damaged_salt_is_told_with_its_file(settings: Settings, held: str) -> None:
    path = settings.home / "salt"
    settings.home.mkdir()
    path.write_text(held)
    with pytest.raises(StorageError, match=r"salt of pseudonyms .*salt: .*restore the file"):
        pseudonym_of(settings)
    assert path.read_text() == held
