import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whoholds.identify.spelling import LONGEST_NAME, fold, profile_of, profiles


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ma’arat al-Nu'man", "maarat al numan"),
        ("Ma`arrat an Nu‘mān", "maarrat an numan"),
        ("Abou Jreïf", "abou jreif"),
        ("تل خطرة", "tl khtrh"),
        ("Луганськ", "luhansk"),
        ("Şam", "sam"),
        ("  N'Djamena ", "ndjamena"),
        ("—", ""),
        ("القنيطرة", "al qnytrh"),
        ("አዲስ አበባ", "adis abeba"),
        ("መቀሌ", "mekele"),
        ("ရန်ကုန်", "yankon"),
        ("Ստեփանակերտ", "stepanakert"),
        ("თბილისი", "tbilisi"),
        ("ירושלים", "irushlim"),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("SY", "Tell Khatrah", "تل خطرة"),
        ("SY", "Tall Khatrah", "Tal Khatra"),
        ("SY", "Abu Jreif", "Abou Jurayf"),
        ("SY", "Ma'arat al-Nu'man", "Maarrat an Numan"),
        ("UA", "Lugansk", "Луганськ"),
        ("UA", "Kharkiv", "Kharkov"),
        ("UA", "Artemivsk", "Artyomovsk"),
        ("SY", "al-Qunaytirah", "القنيطرة"),
        ("ET", "Lalibela", "ላሊበላ"),
        ("ET", "Mekelle", "መቀሌ"),
        ("MM", "Kyaukhpyu", "ကျောက်ဖြူ"),
        ("AM", "Shushi", "Շուշի"),
        ("IQ", "Sheladiz", "Şêladizê"),
        ("AF", "Chalma", "Čalma"),
    ],
)
def test_spellings_of_one_place_share_a_skeleton(country: str, one: str, other: str) -> None:
    profile = profile_of(country)
    assert profile.keys(one).skeleton == profile.keys(other).skeleton


def test_marks_are_dropped_by_folding_and_read_by_the_other_keys() -> None:
    keys = profile_of("SY").keys("Şırnak")
    assert (keys.folded, keys.core) == ("sirnak", "shirnak")
    assert profile_of("SY").keys("S\u0327\u0131rnak") == keys


def test_compass_words_are_part_of_a_name() -> None:
    profile = profile_of("SY")
    assert profile.keys("Sarjah Gharbiyah").bare == profile.keys("Sarjah al-Gharbi").bare
    assert profile.keys("Sarjah Gharbiyah").bare != profile.keys("Sarjah Sharqiyah").bare


def test_generic_word_is_dropped_in_the_bare_key_alone() -> None:
    keys = profile_of("SY").keys("Tell Khatrah")
    assert (keys.core, keys.bare) == ("tall khatrah", "khatrah")


def test_article_alone_is_a_name() -> None:
    assert profile_of("SY").keys("Al").core == "al"


def test_every_country_has_one_profile() -> None:
    named = [country for profile in profiles() for country in profile.countries]
    assert len(named) == len(set(named))
    assert profile_of("SY").name == "arabic"
    assert profile_of("UA").name == "slavic"
    assert profile_of("XX").name == "generic"
    assert len({profile.name[0] for profile in profiles()}) == len(profiles())


@settings(derandomize=True, max_examples=300, deadline=None)
@example("ß" * LONGEST_NAME)
@given(st.text(max_size=60))
def test_keys_are_fixed_points(name: str) -> None:
    folded = fold(name)
    assert fold(folded) == folded
    for profile in profiles():
        core = profile.keys(name).core
        assert profile.keys(core).core == core


def test_long_hostile_name_is_bounded_and_quick() -> None:
    start = time.perf_counter()
    keys = profile_of("SY").keys("kh" * 500_000)
    assert time.perf_counter() - start < 0.5
    assert len(keys.folded) <= LONGEST_NAME
