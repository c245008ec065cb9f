import pytest

from whoholds.base.records import Count
from whoholds.extract.casualties import count_casualties
from whoholds.extract.segment import tokenise


@pytest.mark.parametrize(
    ("text", "killed", "wounded"),
    [
        ("At least 14 people were killed and 30 wounded.", 14, 30),
        ("An attack killed seven soldiers.", 7, None),
        ("A blast killing twenty-two civilians and injuring 5 others.", 22, 5),
        ("Over 2,000 people died.", 2000, None),
        ("Several people were killed.", None, None),
        ("They were killed in 2014.", None, None),
        ("He was killed on 3 May.", None, None),
        ("The army captured 12 villages.", None, None),
    ],
)
def test_counts(text: str, killed: int | None, wounded: int | None) -> None:
    counted = count_casualties(tokenise(text))
    assert [None if c is None else c.low for c in counted] == [killed, wounded]
    assert all(c is None or c.low == c.high for c in counted)


def test_a_range_is_kept() -> None:
    killed, _ = count_casualties(tokenise("150–160 civilians were killed."))
    assert killed == Count(low=150, high=160)


def test_an_absurd_number_is_no_count() -> None:
    killed, _ = count_casualties(tokenise(f"{10**30} people were killed."))
    assert killed is None
