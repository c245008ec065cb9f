"""Citations of a site: BibTeX and CFF that hold whatever a title is."""

from dataclasses import replace

import pytest
import yaml  # type: ignore[import-untyped]  # it ships no types

from whoholds.publish.citations import bibtex, citation_file, citation_words
from whoholds.publish.site_pages import SiteInfo

SITE = SiteInfo(
    title="Who holds what",
    publisher="The Map Desk",
    address="https://maps.example.org/idlib/",
    version="0.1.0",
    position=41,
    recorded="2020-01-18T08:30:00.000000Z",
    first=None,
    last=None,
    sides=(),
    credits=(),
    identity="ab" * 32,
)


def test_the_citation_names_the_state_of_the_record() -> None:
    assert citation_words(SITE) == (
        "The Map Desk (2020). Who holds what: who holds what, on which day, and according to whom. "
        "Record at position 41, 2020-01-18, made with whoholds 0.1.0. https://maps.example.org/idlib/"
    )


@pytest.mark.parametrize(
    "title", ["{\\input{x}}", 'a "b" \\', "100% & $x_1$ #", "a: b\n- c", "é أ"]
)
def test_a_title_cannot_end_its_field(title: str) -> None:
    site = replace(SITE, title=title, publisher=title, address=None)
    text = bibtex(site).decode()
    depth = 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        assert depth >= 0
    assert depth == 0
    assert text.count("\n") == 6
    told = yaml.safe_load(citation_file(site))
    assert told["title"] == told["authors"][0]["name"] == " ".join(title.split())
    assert told["cff-version"] == "1.2.0"
