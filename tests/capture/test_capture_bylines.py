"""The day of publication that the top of a report shows, in lines of their own and in datelines."""

from datetime import date
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Page
from whoholds.capture.bylines import (
    is_byline,
    is_outlet,
    labelled_day,
    opening_day,
    shown_day,
    stamp_of,
)
from whoholds.capture.clean import clean
from whoholds.capture.plain_page import split_plain
from whoholds.capture.sources import page_of

BODY = "Rebels took the bridge at Oskel on Monday, the lake council said.\n\nNobody was hurt."


@pytest.mark.parametrize(
    ("line", "day", "publisher"),
    [
        ("Lake Herald, 8 February 2024", date(2024, 2, 8), "Lake Herald"),
        ("Lake Herald, February 8, 2024.", date(2024, 2, 8), "Lake Herald"),
        ("Lake Herald - 8 February 2024", date(2024, 2, 8), "Lake Herald"),
        ("AFP | Feb. 8, 2024", date(2024, 2, 8), "AFP"),
        ("The Northern Lake Tribune, 5 May 2020, 10:30 a.m. ET", date(2020, 5, 5),
         "The Northern Lake Tribune"),
        ("Varn | 8 February 2024", date(2024, 2, 8), None),
        ("By J. K. Ilmaz | 3 March 2018 | 14:05", date(2018, 3, 3), None),
        ("By Ana Ilmaz in Varn and Per O'Dell, 3 March 2018", date(2018, 3, 3), None),
        ("3 March 2018 - by our correspondents in Varn", date(2018, 3, 3), None),
        ("Sunday, April 7, 2024", date(2024, 4, 7), None),
        ("Wed 05 Apr 2017", date(2017, 4, 5), None),
        ("2021/08/08 10:15", date(2021, 8, 8), None),
        ("Published: 3 March 2018 09:10 GMT", date(2018, 3, 3), None),
        ("Updated 3 March 2018", date(2018, 3, 3), None),
        ("Published 3 March 2018, updated 4 March 2018", date(2018, 3, 3), None),
        ("Updated 4 March 2018; published 3 March 2018", date(2018, 3, 3), None),
        ("Lake Herald, 03/04/2019", None, "Lake Herald"),
    ],
)  # fmt: skip
def test_a_line_of_date_and_names_is_a_stamp(
    line: str, day: date | None, publisher: str | None
) -> None:
    stamp = stamp_of(line)
    assert stamp is not None
    assert (stamp.day, stamp.publisher) == (day, publisher)


@pytest.mark.parametrize(
    "line",
    [
        "Oskel fell on 8 August 2021",
        "On 5 April 2017 the army took the mill.",
        "Varn Ceasefire Agreement, 13 October 2020",
        "Rebels Storm Oskel Mill And Bridge, 18 Dec 2015",
        "Lake Herald, 8 February",
        "Lake Herald",
        "The army has held Varn since 3 March 2018.",
        "Varn, Oskel, Temna, Umm Rajm, Harn, Lipsk and Dorn on 3 March 2018",
        "",
        "Lake Herald, 31 February 2024",
    ],
)
def test_a_sentence_a_heading_or_a_part_of_a_date_is_no_stamp(line: str) -> None:
    assert stamp_of(line) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("VARN, Dec 28, 2015 (Lakewire) - Rebels took the mill.", date(2015, 12, 28)),
        ("Varn, 28 December 2015 (Lakewire) – Rebels took the mill.", date(2015, 12, 28)),
        ("VARN 28 December 2015 - Rebels took the mill.", date(2015, 12, 28)),
        ("VARN, SANA – 12 March 2019 – The army took the mill.", date(2019, 3, 12)),
        ("Wed 05 Apr 2017 Rebels took the mill.", date(2017, 4, 5)),
        ("Tue 05 Jul 2016 Suicide bombing at the mill kills two.", date(2016, 7, 5)),
        ("Fri 07 Apr 2017 at 0914 The governor spoke.", date(2017, 4, 7)),
        ("3 August 2015 A rebel group took the mill.", date(2015, 8, 3)),
        ("26.12.2014 The army took the mill.", date(2014, 12, 26)),
        ("Date of publication 4 April 2017 At least two died.", date(2017, 4, 4)),
        ("Posted on August 3 2016 by Ana Ilmaz Rebels took it.", date(2016, 8, 3)),
        ("Last updated at Jul 172015 Rebels took it.", date(2015, 7, 17)),
        ("Rebels take mill AFP Sunday 15 Oct 2017 Rebels took it.", date(2017, 10, 15)),
        ("On 5 April 2017 the army took the mill.", None),
        ("On Wednesday 5 April 2017 the army took the mill.", None),
        ("5 April 2017 was a dark day for Varn.", None),
        ("April 5, 2017, the army took the mill.", None),
        ("In Varn, 5 April 2017 - a day to remember.", None),
        ("7 October 2023 Varn attack victims were buried.", None),
        ("Rebels took the mill on 8 August 2021. The army denied it.", None),
        ("A video released 8 August 2021 shows the mill.", None),
        ("Ana Ilmaz (8 April 2022 – 25 June 2022): commander.", None),
        ("04-09-2014 The army took the mill.", None),
        ("VARN, Aug 8 (Lakewire) - The army took the mill.", None),
        ("5 May 2018 – Rebels took it.\n\n7 May 2018 – The army took it back.", None),
        ("", None),
    ],
)
def test_only_a_dateline_opens_a_text_with_its_publication(text: str, day: date | None) -> None:
    assert opening_day(text) == day
    assert shown_day(text) == day


def test_the_title_may_be_said_again_before_the_dateline() -> None:
    title = "Rebels take the mill"
    assert opening_day(f"{title}. 3 May 2018 They met no resistance.", title) == date(2018, 5, 3)


def test_a_labelled_line_needs_its_label() -> None:
    assert labelled_day("Published on 3 March 2018") == date(2018, 3, 3)
    assert labelled_day("First published: Monday, 3 March 2018 09:00") == date(2018, 3, 3)
    assert labelled_day("3 March 2018") is None
    assert labelled_day("The list was published on 3 March 2018 by the army.") is None


def test_outlets_and_bylines() -> None:
    assert is_outlet("Lake Herald")
    assert not is_outlet("Varn")
    assert not is_outlet("Rebels take news agency in lake town after long fight")
    assert is_byline("By our correspondents in Varn")
    assert not is_byline("By Monday the rebels had taken the mill")


@pytest.mark.parametrize(
    "top",
    [
        "Lake Herald, 8 February 2024",
        "Lake Herald\n8 February 2024",
        "Thursday, February 8, 2024\nBy our correspondents in Varn",
        "By Ana Ilmaz\n\nPublished 8 February 2024 10:15 GMT",
        "8 February 2024, 07:15",
    ],
)
def test_stamps_under_the_title_date_a_plain_copy_and_are_no_body(top: str) -> None:
    parts = split_plain(f"Rebels Take The Bridge\n\n{top}\n\n{BODY}\n")
    assert (parts.title, parts.published, parts.text) == (
        "Rebels Take The Bridge",
        date(2024, 2, 8),
        BODY,
    )
    assert parts.publisher == ("Lake Herald" if "Lake Herald" in top else None)


def test_a_stamp_may_follow_one_short_line_or_stand_over_the_title() -> None:
    under = split_plain(f"Lake Briefing\n\nRebels enter Oskel\n\nLake Herald, 8 Feb 2024\n\n{BODY}")
    assert under.published == date(2024, 2, 8)
    assert under.text == f"Rebels enter Oskel\n\n{BODY}"
    over = split_plain(f"8 February 2024\n\nRebels Take The Bridge\n\n{BODY}")
    assert (over.title, over.published) == ("Rebels Take The Bridge", date(2024, 2, 8))


def test_a_dateline_in_the_first_paragraph_stays_in_the_text() -> None:
    body = "VARN, Feb 8, 2024 (Lakewire) - " + BODY
    parts = split_plain(f"Rebels Take The Bridge\n\n{body}\n")
    assert (parts.published, parts.text) == (date(2024, 2, 8), body)


def test_dates_inside_the_report_do_not_date_it() -> None:
    body = f"{BODY}\n\nThe army had taken it on 5 April 2017.\n\nVarn fell on 3 May 2018 as well."
    parts = split_plain(f"Rebels Take The Bridge\n\n{body}\n")
    assert (parts.published, parts.text) == (None, body)


def test_a_header_goes_before_a_stamp_and_the_user_before_all() -> None:
    text = f"Title: Bridge\nDate: 2024-02-09\n\nLake Herald, 8 February 2024\n\n{BODY}"
    assert split_plain(text).published == date(2024, 2, 9)
    page = page_of(text.encode(), "text/plain", "a.txt")
    assert clean(page, pseudonym=str).published == date(2024, 2, 9)
    told = clean(page, published=date(2024, 2, 10), pseudonym=str)
    assert told.published == date(2024, 2, 10)


def json_page(**fields: object) -> Page:
    return page_of(orjson.dumps(fields), "application/x-whoholds-report+json", "a.jsonl:1")


def test_a_json_line_is_dated_by_its_text_only_where_no_field_tells() -> None:
    text = "Wed 05 Apr 2017 Rebels took the bridge."
    assert clean(json_page(text=text), pseudonym=str).published == date(2017, 4, 5)
    assert clean(json_page(text=text), pseudonym=str).text == text
    told = clean(json_page(text=text, published="2017-04-09"), pseudonym=str)
    assert told.published == date(2017, 4, 9)
    stamped = json_page(text=f"Lake Herald, 8 February 2024\n\n{BODY}")
    assert clean(stamped, pseudonym=str).published == date(2024, 2, 8)


def test_markdown_and_html_show_it_too() -> None:
    markdown = f"# Rebels Take The Bridge\n\n*Lake Herald, 8 February 2024*\n\n{BODY}\n"
    report = clean(page_of(markdown.encode(), "text/markdown", "a.md"), pseudonym=str)
    assert (report.published, report.publisher, report.text) == (
        date(2024, 2, 8),
        "Lake Herald",
        BODY,
    )
    long = "Rebels took the bridge at Oskel on Monday, the council of the lake said in a statement."
    page = (
        "<html><head><title>Rebels Take The Bridge</title></head><body><article>"
        "<h1>Rebels Take The Bridge</h1><p>By J. K. Ilmaz | 3 March 2018 | 14:05</p>"
        f"<p>{long}</p><p>{long[::-1]}</p><p>The army had lost it on 5 May 2017.</p>"
        "</article></body></html>"
    )
    report = clean(page_of(page.encode(), "text/html", "a.html"), pseudonym=str)
    assert report.published == date(2018, 3, 3)
    assert "Ilmaz" not in report.text
    assert long in report.text


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["", "3 May 2018 ", "AFP ", " - ", "Published "]))
def test_hostile_tops_give_a_day_or_none(text: str, start: str) -> None:
    for found in (opening_day(start + text), shown_day(start + text), labelled_day(start + text)):
        assert found is None or isinstance(found, date)
    stamp = stamp_of(start + text)
    assert stamp is None or stamp.publisher is None or is_outlet(stamp.publisher)


@pytest.mark.shared
def test_most_stripped_texts_are_dated_by_their_opening(shared: Path) -> None:
    rows = [
        orjson.loads(line)
        for line in (shared / "corpus" / "fa_kes.jsonl").read_bytes().splitlines()
    ]
    dated = [shown_day(row["text"], row["title"]) for row in rows]
    assert sum(day is not None for day in dated) >= 700
