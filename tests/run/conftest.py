"""A home of its own, and reports read into it from text."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from whoholds.base.settings import Settings
from whoholds.run.batch import Outcome, Said, find_pages, read_into_ledger
from whoholds.run.home import Home

ReadTexts = Callable[..., list[Outcome]]


@pytest.fixture
def settings(tmp_path: Path, compiled_gazetteers: Path) -> Settings:
    return Settings(
        home=tmp_path / "home", who="tester", workers=1, gazetteers=str(compiled_gazetteers)
    )


@pytest.fixture
def home(settings: Settings) -> Iterator[Home]:
    with Home.open(settings) as opened:
        yield opened


@pytest.fixture
def read_texts(home: Home) -> ReadTexts:
    """Read (day of publication, text) pairs as one-line reports; returns the outcomes."""

    def read(*reports: tuple[str, str], publisher: str | None = None) -> list[Outcome]:
        lines = "".join(
            json.dumps({"id": None, "title": None, "published": day, "text": text}) + "\n"
            for day, text in reports
        )
        pages = find_pages(["-"], home, stdin=BytesIO(lines.encode()))
        outcomes = list(read_into_ledger(pages, home, said=Said(publisher=publisher)))
        assert [outcome.error for outcome in outcomes if outcome.error is not None] == []
        return outcomes

    return read
