from datetime import date

import pytest

from whoholds.base.errors import UnreadableInput
from whoholds.base.records import Caption
from whoholds.capture.markdown_page import read_markdown_page
from whoholds.capture.parts import Parts
from whoholds.capture.sources import page_of


def read(source: str) -> Parts:
    return read_markdown_page(page_of(source.encode(), "text/markdown", "report.md"))


def test_front_matter_gives_the_facts() -> None:
    parts = read(
        '---\ntitle: "Army takes *Oskel*"\ndate: 2021-05-03\nsource: Lake Herald\n'
        "url: https://herald.example/1\nlang: en\ntags: [a, b]\n---\n\nThe army took Oskel.\n"
    )
    assert (parts.title, parts.published) == ("Army takes *Oskel*", date(2021, 5, 3))
    assert (parts.publisher, parts.url) == ("Lake Herald", "https://herald.example/1")
    assert (parts.language, parts.text) == ("en", "The army took Oskel.")


def test_marks_go_and_words_stay() -> None:
    parts = read(
        '# Army takes *Oskel*\n\nThe **army** [captured](https://a.example "x") '
        "the town of _Oskel_ &amp;\n"
        "the hill `412`, it said.\\\nThe rebels ~~deny~~ confirm.\n\n> “We hold it,” he said.\n\n"
        "## Front\n\n- A, north\n- B\n\n  more of B\n\n1. one\n2. two\n\n| place | holder |\n|---|---|\n"
        "| Oskel | army |\n\n<div>Raw <i>words</i>.</div>\n\n<!-- not shown -->\n"
    )
    assert parts.title == "Army takes Oskel"
    assert parts.text.split("\n\n") == [
        "The army captured the town of Oskel & the hill 412, it said.\nThe rebels deny confirm.",
        "“We hold it,” he said.",
        "Front",
        "- A, north\n- B",
        "  more of B",
        "1. one\n2. two",
        "place | holder",
        "Oskel | army",
        "Raw words.",
    ]


def test_pictures_and_their_lines_are_captions() -> None:
    parts = read(
        "# Oskel\n\n![The front on 3 May. Map: @lakemapper](map.png)\n\nThe army took it on Monday.\n\n"
        "*Photo: Lake Press*\n"
    )
    assert parts.text == "The army took it on Monday."
    assert parts.captions == (
        Caption(text="The front on 3 May. Map: @lakemapper", credit="@lakemapper"),
        Caption(text="Photo: Lake Press", credit="Lake Press"),
    )


def test_comments_are_cut_as_in_plain_copies() -> None:
    parts = read(
        "# Oskel\n\nThe army took the town of Oskel on Monday.\n\n## 2 Comments\n\n**Karl** says:\n\n"
        "I think they took Temna.\n\n**Ann** says:\n\nNo.\n"
    )
    assert parts.text == "The army took the town of Oskel on Monday."
    assert [(c.author, c.text) for c in parts.comments] == [
        ("Karl", "I think they took Temna."),
        ("Ann", "No."),
    ]


def test_a_date_line_under_the_heading_counts() -> None:
    parts = read("# Oskel falls to the army\n\n3 May 2021\n\nThe army took it.\n")
    assert (parts.published, parts.text) == (date(2021, 5, 3), "The army took it.")


@pytest.mark.parametrize("source", ["---\nno end", "> " * 40 + "a", "[" * 5000, "- " * 40 + "a"])
def test_odd_sources_are_read(source: str) -> None:
    assert read(source).text != ""


@pytest.mark.parametrize("source", ["> " * 3000 + "a", "- " * 2000 + "a"])
def test_nesting_without_end_is_refused(source: str) -> None:
    with pytest.raises(UnreadableInput, match="nested deeper than 50 levels"):
        read(source + "\n\nEnd.")


@pytest.mark.parametrize("source", ["*a " * 5000, "![" * 3000, "[a](" * 3000, "`" * 3000])
def test_marks_without_end_are_survived(source: str) -> None:
    assert read(source + "\n\nEnd.").text.endswith("End.")
