import pytest

from whoholds.base.errors import UnreadableInput
from whoholds.capture.html_tree import parse_html


def test_a_tag_of_thousands_of_attributes_is_refused_and_a_long_value_is_not() -> None:
    many = " ".join(f"a{number}=1" for number in range(3000))
    with pytest.raises(UnreadableInput, match="attributes"):
        parse_html(f"<p {many}>x", "page.html", max_depth=1000)
    long_value = '{"a": 1} ' * 20_000
    tree = parse_html(f"<p data-state='{long_value}'>x</p>", "page.html", max_depth=1000)
    assert tree.text_content().strip() == "x"
