"""One page through the stages, and what of it is new to the record."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any

from whoholds.base.protocols import EntryKind
from whoholds.base.records import Claim, Report
from whoholds.base.settings import Settings
from whoholds.run.batch import FEW_PAGES, Said, find_pages, read_into_ledger, read_pages
from whoholds.run.gazetteers import add_to_home
from whoholds.run.home import Home

ReadTexts = Callable[..., list[Any]]

TEXT = "HTS recaptured the town of Abu Jurayf from the Syrian Arab Army on January 17."


def many_lines(count: int) -> bytes:
    return "".join(
        f'{{"title": null, "published": "2020-01-18", "text": "{TEXT} Report {n}."}}\n'
        for n in range(count)
    ).encode()


def test_the_same_page_twice_adds_nothing(home: Home, read_texts: ReadTexts) -> None:
    first = read_texts(("2020-01-18", TEXT))
    position = home.ledger.position()
    second = read_texts(("2020-01-18", TEXT))
    assert first[0].added == len(first[0].read.claims) > 0
    assert second[0].added == 0
    assert home.ledger.position() == position


def test_the_same_pages_read_twice_at_once_are_on_record_once(settings: Settings) -> None:
    lines = many_lines(FEW_PAGES)
    together = Barrier(2)

    def read() -> int:
        with Home.open(settings) as home:
            _ = home.resolver, home.ledger
            pages = find_pages(["-"], home, stdin=BytesIO(lines))
            added = 0
            for outcome in read_into_ledger(pages, home, said=Said()):
                together.wait(60)  # page by page, side by side
                added += outcome.added
            return added

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        added = sum(reader.result() for reader in readers)
    with Home.open(settings) as home:
        entries = [(entry.kind, entry.subject) for entry in home.ledger.entries()]
        assert home.ledger.verify() == len(set(entries)) == len(entries)
    assert added == sum(kind is EntryKind.CLAIM for kind, _ in entries) > 0


def test_a_better_gazetteer_adds_resolutions_and_no_claims(
    home: Home, read_texts: ReadTexts, compiled_gazetteers: Path, tmp_path: Path
) -> None:
    far_away = "Fighters of the group captured the village of Qarn Zabirin on January 17."
    read_texts(("2020-01-18", far_away))
    before = [entry.kind.value for entry in home.ledger.entries()]
    shutil.copytree(compiled_gazetteers, tmp_path / "own")
    settings = replace(home.settings, gazetteers=str(tmp_path / "own"))
    table = tmp_path / "new.tsv"
    table.write_text(
        "geonameid\twof_id\tasciiname\taltnames\tlat\tlon\tfcode\tcc\tadm1\tadm2\tpop\n"
        "999999001\t\tQarn Zabirin\t\t35.5\t36.7\tPPL\tSY\tIdlib\t\t500\n",
        encoding="utf-8",
    )
    add_to_home(table, settings)
    with Home.open(settings) as again:
        outcomes = list(
            read_into_ledger(
                find_pages(
                    ["-"],
                    again,
                    stdin=BytesIO(
                        b'{"id": null, "title": null, "published": "2020-01-18", "text": "'
                        + far_away.encode()
                        + b'"}\n'
                    ),
                ),
                again,
                said=Said(),
            )
        )
        after = [entry.kind.value for entry in again.ledger.entries()]
    assert outcomes[0].added == 0
    # The reader knows more names than before: that it read again is on record too.
    assert after == [*before, "resolution", "reading"]


def test_workers_write_what_one_process_writes(settings: Settings, tmp_path: Path) -> None:
    subjects = []
    for workers in (1, 2):
        with Home.open(replace(settings, home=tmp_path / str(workers), workers=workers)) as home:
            pages = find_pages(["-"], home, stdin=BytesIO(many_lines(FEW_PAGES + 5)))
            outcomes = list(read_into_ledger(pages, home, said=Said()))
            assert [outcome.error for outcome in outcomes if outcome.error] == []
            subjects.append([(entry.kind, entry.subject) for entry in home.ledger.entries()])
    assert subjects[0] == subjects[1]
    assert len(subjects[0]) > 3 * FEW_PAGES


def test_a_dry_read_touches_no_ledger(home: Home) -> None:
    pages = find_pages(["-"], home, stdin=BytesIO(many_lines(2)))
    outcomes = list(read_pages(pages, home, said=Said()))
    assert [len(outcome.read.claims) > 0 for outcome in outcomes if outcome.read] == [True, True]
    assert not home.settings.ledger_path.exists()


def test_one_bad_line_does_not_stop_the_others(home: Home) -> None:
    lines = many_lines(1) + b'{"text": 5}\n' + many_lines(2)[len(many_lines(1)) :]
    pages = find_pages(["-"], home, stdin=BytesIO(lines))
    outcomes = list(read_into_ledger(pages, home, said=Said()))
    assert [outcome.error is None for outcome in outcomes] == [True, False, True]


def test_comments_and_captions_yield_no_claim(home: Home, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Town taken\n\n\nHTS recaptured the town of Abu Jurayf on January 17.\n\n"
        "Click to see full-size map. Source: (@mapper) on Twitter.\n\n\n"
        "  • Reader One\n\n    The army captured Taftanaz an hour ago.\n\n"
        "    • Reader Two\n\n      And Binnish was captured by HTS.\n",
        encoding="utf-8",
    )
    (outcome,) = read_into_ledger(find_pages([str(page)], home, stdin=BytesIO()), home, said=Said())
    assert outcome.read is not None
    assert len(outcome.read.report.comments) == 2
    assert len(outcome.read.claims) > 0
    written = "".join(str(entry.payload) for entry in home.ledger.entries())
    assert "Reader One" not in written  # a private person
    quoted = " ".join(claim.quote.text for _, claim in outcome.read.claims)
    assert "Taftanaz" not in quoted
    assert "Binnish" not in quoted


def test_names_of_commenters_are_kept_only_where_a_setting_says_so(
    settings: Settings, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Town taken\n\n\nHTS recaptured the town of Abu Jurayf on January 17.\n\n\n"
        "  • Grandfather Paul\n\n    Thank you.\n\n  • Nora\n\n    Good map.\n",
        encoding="utf-8",
    )
    settings = Settings(home=tmp_path / "home", who="tester", workers=1, keep_commenter_names=True)
    with Home.open(settings) as home:
        pages = find_pages([str(page)], home, stdin=BytesIO())
        (outcome,) = read_into_ledger(pages, home, said=Said())
    assert outcome.read is not None
    assert [comment.author for comment in outcome.read.report.comments] == [
        "Grandfather Paul",
        "Nora",
    ]


def test_a_fault_of_ours_on_one_page_is_told_and_does_not_stop_the_others(home: Home) -> None:
    good = home.reader

    class Faulty:
        name = "faulty"
        version = "1"

        def read(self, report: Report) -> list[Claim]:
            if "Report 1." in report.text:
                raise ZeroDivisionError("planted")
            return good.read(report)

    home.__dict__["reader"] = Faulty()
    pages = find_pages(["-"], home, stdin=BytesIO(many_lines(3)))
    outcomes = list(read_into_ledger(pages, home, said=Said()))
    assert [outcome.error is None for outcome in outcomes] == [True, False, True]
    assert "planted" in str(outcomes[1].error)
    assert "test_run_pipeline.py" in str(outcomes[1].error)
