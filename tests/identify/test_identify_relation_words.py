import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.identify.relation_words import read_relation


@pytest.mark.parametrize(
    ("name", "anchors", "direction", "metres", "head"),
    [
        ("3 km north of Saraqib", ("Saraqib",), "N", 3000.0, ""),
        ("5km from al-Bab", ("al-Bab",), None, 5000.0, ""),
        ("10 miles to the south-west of Goma", ("Goma",), "SW", 16093.44, ""),
        ("roughly 2.5 kilometres east of al-Hasakah", ("al-Hasakah",), "E", 2500.0, ""),
        ("military base 15 km southeast Palmyra", ("Palmyra",), "SE", 15000.0, "military base"),
        ("a hill near Saraqib", ("Saraqib",), None, None, "a hill"),
        ("western outskirts of Homs", ("Homs",), "W", None, ""),
        ("the northern countryside of Hama", ("Hama",), "N", None, ""),
        ("north-east of Kyiv", ("Kyiv",), "NE", None, ""),
        (
            "the M4 highway between Ariha and Saraqib",
            ("Ariha", "Saraqib"),
            None,
            None,
            "the M4 highway",
        ),
        ("road from Marib to Sanaa", ("Marib", "Sanaa"), None, None, "road"),
        (
            "road linking Gao, Ansongo and Labbezanga",
            ("Gao", "Ansongo", "Labbezanga"),
            None,
            None,
            "road",
        ),
        ("Saraqib-Idlib highway", ("Saraqib", "Idlib"), None, None, ""),
        ("Deir ez-Zor–Damascus highway", ("Deir ez-Zor", "Damascus"), None, None, ""),
        ("Kupyansk–Svatove–Kreminna line", ("Kupyansk", "Svatove", "Kreminna"), None, None, ""),
        ("area around Tabqa dam", ("Tabqa dam",), None, None, "area"),
    ],
)
def test_what_is_told(
    name: str, anchors: tuple[str, ...], direction: str | None, metres: float | None, head: str
) -> None:
    told = read_relation(name)
    assert told is not None
    assert told.relation.anchors == anchors
    assert told.relation.direction == direction
    assert told.relation.distance_m == (None if metres is None else pytest.approx(metres))
    assert told.head == head


@pytest.mark.parametrize(
    "name",
    [
        "Saraqib", "Deir ez-Zor road", "al-Bab road", "Gulf of Aden", "State of Palestine", "North Kivu",
        "the town of Bakhmut", "Port of Hodeidah", "Between", "km of", "1 km", "0 km north of Idlib",
        "9999 km north of Idlib", "north of the", "near", "between Idlib", "", "of",
    ],
)  # fmt: skip
def test_what_is_a_name_or_nothing(name: str) -> None:
    assert read_relation(name) is None


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    st.text(max_size=120)
    | st.lists(
        st.sampled_from(
            ["between", "and", "north", "of", "5", "km", "near", "A", "Bab", "-", "road", "to"]
        ),
        max_size=14,
    ).map(" ".join)
)
def test_any_text_is_read_without_harm(name: str) -> None:
    told = read_relation(name)
    if told is not None:
        assert 1 <= len(told.relation.anchors) <= 4
        assert all(anchor.strip() != "" for anchor in told.relation.anchors)


def test_hostile_text_is_quick() -> None:
    start = time.perf_counter()
    for text in ("between " * 50_000, "1 km " * 50_000, "north-" * 50_000, "from a to " * 50_000):
        read_relation(text)
    assert time.perf_counter() - start < 2.0
