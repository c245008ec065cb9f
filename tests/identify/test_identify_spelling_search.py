import pytest

from whoholds.identify.near_names import NearNames, write_near_names
from whoholds.identify.spelling_search import HIGHEST_LIKE, SAME_CORE, SpellingSearch, points_of

NAMES = ("saraqib", "sarja", "tall khatrah", "jarjanaz", "abu jurayf", "kafr nabl", "nabl")


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> SpellingSearch:
    folder = tmp_path_factory.mktemp("near")
    write_near_names((("SY", name) for name in NAMES), folder / "one")
    write_near_names([("SY", "saraqib"), ("UA", "kupiansk")], folder / "two")
    return SpellingSearch([NearNames(folder / "one"), NearNames(folder / "two")])


def test_articles_and_generic_words_are_no_other_spelling(search: SpellingSearch) -> None:
    first = search.alike("Tell al-Khatrah", "SY")[0]
    assert (first.core, first.score) == ("tall khatrah", SAME_CORE)


@pytest.mark.parametrize(
    ("written", "core"),
    [
        ("Saraqeb", "saraqib"),
        ("Serakib", "saraqib"),
        ("Abou Jreif", "abu jurayf"),
        ("سراقب", "saraqib"),
    ],
)
def test_other_spellings_come_first_and_below_the_name_itself(
    search: SpellingSearch, written: str, core: str
) -> None:
    found = search.alike(written, "SY")
    assert found[0].core == core
    assert found[0].score <= HIGHEST_LIKE
    assert core in found[0].why


def test_a_name_of_several_gazetteers_is_found_once(search: SpellingSearch) -> None:
    cores = [each.core for each in search.alike("Saraqib", "SY")]
    assert len(cores) == len(set(cores))


def test_another_country_and_nothing(search: SpellingSearch) -> None:
    assert [each.core for each in search.alike("Kupyansk", "UA")] == ["kupiansk"]
    assert search.alike("Kupyansk", "IQ") == []
    assert search.alike("", "SY") == []
    assert search.alike("—", "SY") == []


def test_points_rise_with_the_log_odds_and_stay_below_the_name() -> None:
    points = [points_of(odds) for odds in (-1e9, -30.0, -3.0, 0.0, 1.0, 4.0, 1e9)]
    assert points == sorted(points)
    assert points[-1] == HIGHEST_LIKE
    assert points[0] >= 0.0
