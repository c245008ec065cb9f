import time

import pytest

from whoholds.capture.dates import firm_date, is_date_line
from whoholds.capture.furniture import (
    caption_of,
    chat_score,
    credit_of,
    ends_comment,
    ends_report,
    heads_links,
    is_dropped,
    is_form,
    news_score,
)
from whoholds.capture.thread_lines import head_of, is_bare_name, is_name_like, lines_of


@pytest.mark.parametrize(
    "line",
    [
        "Share it:",
        "0 $ 2,500 $ 5,000 $ 115 $",
        "1 - 1Share",
        "- 158Shares",
        "Support SouthFront",
        "READ ALSO: Two officers killed",
        "Read more »",
        "Tags Syria Idlib",
        "Posted by Editor at 10:02",
        "(Reporting by A. Desk; Editing by B. Desk)",
        "Reporting by A. Desk; Editing by B. Desk",
        "Published: May 3, 2021",
        "© 2021 Lake Herald",
        "Home / News / Oskel",
        "Back to top button",
    ],
)
def test_furniture_goes(line: str) -> None:
    assert is_dropped(line)


@pytest.mark.parametrize(
    "line",
    [
        "The army took Oskel.",
        "Reporting by the monitors shows that the town has fallen.",
        "Updated figures show 20 killed.",
        "Posted at the bridge, soldiers fired on a bus.",
        "More than 40 vehicles crossed the river.",
        "Support for the rebels is waning in Oskel.",
        "Share of the town held by rebels: a third.",
        "Donations to the army have doubled.",
        "Home to 40,000 people, Oskel fell on Monday.",
        "2,500 fighters",
        "Comments by the minister caused anger.",
        "Three comments were made by the governor.",
        "Related attacks killed ten in Varn.",
        "Join the fight, the commander told his men.",
        "News of the fall reached the capital at noon.",
        "x" * 5000,
    ],
)
def test_what_a_report_says_is_no_furniture(line: str) -> None:
    for told in (is_dropped, heads_links, ends_report, is_form, ends_comment):
        assert not told(line)


@pytest.mark.parametrize(
    "line",
    [
        "2 Comments",
        "17 comments:",
        "One thought on “Army takes Oskel”",
        '3 Comments on "Army takes Oskel"',
        "Comments (12)",
        "Leave a Reply",
        "Leave a comment",
        "Post a Comment",
        "Be Civil",
        "View all comments",
        "5 Kommentare",
        "Комментарии (3)",
        "Your email address will not be published. Required fields are marked *",
    ],
)
def test_comment_sections_begin(line: str) -> None:
    assert ends_report(line)


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        (
            "Click to see full-size map. Source: (@hill_maps) on Twitter.",
            "(@hill_maps) on Twitter",
        ),
        ("Photo: AFP", "AFP"),
        ("FILE PHOTO: Soldiers near Oskel. REUTERS/Adar Ilmaz", "REUTERS/Adar Ilmaz"),
        ("Rebels near Oskel (AFP/Getty Images)", "AFP/Getty Images"),
        ("Rebels near Oskel [Photo by A. Desk / Lake Press]", "A. Desk / Lake Press"),
        ("Map: the front near Oskel on 3 May", None),
        ("Image by LakeMap", "LakeMap"),
        ("Illustrative image. Source: Lake Agency", "Lake Agency"),
    ],
)
def test_captions(text: str, credit: str | None) -> None:
    caption = caption_of(text)
    assert caption is not None
    assert (caption.text, caption.credit) == (text, credit)


@pytest.mark.parametrize(
    "text",
    [
        "The army took Oskel. (AFP)",
        "The army took Oskel, the agency said (AFP)",
        "Sources: the army took Oskel.",
        "Photos of the dead were shown by the agency.",
        "Video published by the rebels shows them inside the base.",
        "Images from Oskel show burnt tanks.",
        "Mapping the front has become harder.",
        "Source: the defence ministry of Varn",
    ],
)
def test_sentences_are_no_captions(text: str) -> None:
    assert caption_of(text) is None


def test_a_credit_is_short() -> None:
    assert credit_of("Source: one two three four five six seven eight nine") is None


def test_talk_and_news_are_told_apart() -> None:
    assert chat_score("lol no way, I told you") > 2
    assert chat_score("“I saw you,” she said.") == 0
    assert chat_score("The US army left.") == 0
    assert news_score("According to the ministry, 20 were killed on Friday.") >= 4
    assert news_score("Great map!") == 0


@pytest.mark.parametrize(
    "line",
    [
        "3 years ago",
        "just now",
        "24/01/2020 13:55",
        "January 24, 2020 at 11:10 AM",
        "24. Januar 2020 10:02",
        "Mon, 3 May 2021",
        "2021-05-03T10:00",
        "14:30",
        "3 мая 2021",
    ],
)
def test_date_lines(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line",
    ["", "Monday", "12", "1 0", "412", "Oskel 2021", "3 May the army left", "May", "a" * 100],
)
def test_lines_that_are_no_dates(line: str) -> None:
    assert not is_date_line(line)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 May 2021", "2021-05-03"),
        ("May 3rd, 2021, 10:00", "2021-05-03"),
        ("2021-05-03T23:59:00-08:00", "2021-05-03"),
        ("03.05.2021", "2021-05-03"),
        ("13/05/2021", "2021-05-13"),
        ("05/05/2021", "2021-05-05"),
        ("03/05/2021", None),
        ("3 May 2021, updated 4 May 2021", None),
        ("31 June 2021", None),
        ("3 May", None),
        ("12021-05-03", None),
    ],
)
def test_a_firm_date_is_one_day(text: str, day: str | None) -> None:
    found = firm_date(text)
    assert (None if found is None else found.isoformat()) == day


@pytest.mark.parametrize(
    ("line", "name", "strong"),
    [
        ("Karl Bergmann says:", "Karl Bergmann", False),
        ("  3. Karl says:", "Karl", True),
        ("Karl said...", "Karl", True),
        ("Karl schreibt:", "Karl", False),
        ("Karl says: May 4, 2021 at 10:02 am", "Karl", True),
        ("Karl • 3 years ago", "Karl", True),
        ("Nguyễn Văn An • an hour ago", "Nguyễn Văn An", True),
        ("Karl on May 4, 2021 at 10:02 am", "Karl", False),
        ("John ➤ Jane Miller • 3 years ago", "John", True),
    ],
)
def test_heads_of_comments(line: str, name: str, strong: bool) -> None:
    head = head_of(lines_of(line)[0])
    assert head is not None
    assert (head.name, head.strong) == (name, strong)


@pytest.mark.parametrize(
    "line",
    [
        "The ministry says:",
        "Colonel Adar, commander of the garrison, says:",
        "He said:",
        "Residents said:",
        "January 24, 2020 at 11:10 AM",
        "— Joe Bloggs (@joe) January 18, 2020",
        "The army took Oskel on May 4, 2021.",
        "Karl says that the army left.",
    ],
)
def test_lines_of_reports_are_no_heads(line: str) -> None:
    assert head_of(lines_of(line)[0]) is None


def test_names_and_headings() -> None:
    for name in (
        "Karl B.",
        "steppe_wolf",
        "أبو خالد",
        "Honest Reader (The Second",
        "van der Berg",
    ):
        assert is_name_like(name)
    for text in ("No way.", "Good, thanks", "https://a.example", "12", "a b c d e f g", ""):
        assert not is_name_like(text)
    for name in ("Reader One", "Ronny88", "reader two", "Abu Omar al-Shami", "Олександр"):
        assert is_bare_name(name)
    for text in (
        "Northern front",
        "Casualties",
        "What happened next",
        "3 May 2021",
        "Key Takeaways",
    ):
        assert not is_bare_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "$" * 200,
        "1 " * 100,
        "a " * 2000,
        "read " * 39,
        "«" * 200,
        "(" * 200,
        "photo " * 60,
        "source:" * 50,
    ],
)
def test_no_pattern_blows_up(text: str) -> None:
    start = time.perf_counter()
    for _ in range(20):
        is_dropped(text)
        heads_links(text)
        ends_report(text)
        is_form(text)
        ends_comment(text)
        caption_of(text)
        is_date_line(text)
        firm_date(text)
        head_of(lines_of(text)[0])
    assert time.perf_counter() - start < 2
