from pathlib import Path

from benchmarks.geoparse_news import Score
from benchmarks.news_toponyms import Article, GoldToponym, read_articles

NEWS = """<?xml version="1.0"?>
<articles><article docid="7"><domain>www.paper.test</domain>
<text><![CDATA[In Paris, Texas, near Nowhere.]]></text>
<toponyms>
<toponym><start>3</start><end>8</end><phrase>Paris</phrase>
<gaztag geonameid="1"><name>Paris</name><lat>33.66</lat><lon>-95.55</lon></gaztag></toponym>
<toponym><start>11</start><end>16</end><phrase>Texas</phrase>
<gaztag geonameid="2"><name>Texas</name><lat>31.25</lat><lon>-99.25</lon></gaztag></toponym>
<toponym><start>22</start><end>29</end><phrase>Nowhere</phrase></toponym>
</toponyms></article></articles>
"""


def article(tmp_path: Path, patches: str = "") -> Article:
    path, mended = tmp_path / "news.xml", tmp_path / "patches.tsv"
    path.write_text(NEWS, encoding="utf-8")
    mended.write_text(patches, encoding="utf-8")
    [found] = read_articles(path, mended)
    return found


def test_marks_are_read_moved_to_their_words_and_mended(tmp_path: Path) -> None:
    found = article(tmp_path, "Paris \t 33.66 , -95.55 \t 33.7 , -95.5\n")
    assert found.publisher == "paper.test"
    assert [found.text[one.start : one.end] for one in found.toponyms] == [
        "Paris",
        "Texas",
        "Nowhere",
    ]
    assert [one.point for one in found.toponyms] == [(33.7, -95.5), (31.25, -99.25), None]


def test_right_is_what_overlaps_and_lies_near(tmp_path: Path) -> None:
    score = Score()
    told = [
        (3, 8, (33.0, -95.0)),  # right
        (10, 15, (48.85, 2.35)),  # found, and far away
        (22, 29, (0.0, 0.0)),  # left out: nobody knows where it is
        (0, 2, (1.0, 1.0)),  # no name
    ]
    score.add(told, article(tmp_path))
    assert (score.gold, score.told, score.found, score.right) == (2, 3, 2, 1)


def test_a_mark_counts_once(tmp_path: Path) -> None:
    score = Score()
    score.add([(3, 5, (33.66, -95.55)), (5, 8, (33.66, -95.55))], article(tmp_path))
    assert (score.told, score.right) == (2, 1)


def test_half_of_the_articles_are_for_tuning(tmp_path: Path) -> None:
    articles = "".join(
        f'<article docid="{number}"><text>x</text></article>' for number in range(400)
    )
    path = tmp_path / "many.xml"
    path.write_text(f"<articles>{articles}</articles>", encoding="utf-8")
    tuning = sum(one.tuning for one in read_articles(path))
    assert 150 < tuning < 250


def test_a_mark_without_its_words_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "odd.xml"
    path.write_text(NEWS.replace("near Nowhere", "near"), encoding="utf-8")
    [found] = read_articles(path)
    assert found.toponyms == (
        GoldToponym(3, 8, "Paris", (33.66, -95.55)),
        GoldToponym(10, 15, "Texas", (31.25, -99.25)),
    )
