import pytest

from whoholds.base.errors import UnknownName
from whoholds.extract.plain import PlainReader
from whoholds.extract.readers import get_reader, known_readers


def test_the_built_in_reader_is_known_without_an_installation() -> None:
    assert "plain" in known_readers()
    reader = get_reader("plain")
    assert isinstance(reader, PlainReader)
    assert reader.name == "plain"
    assert reader.version


def test_an_unknown_reader_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="plian") as caught:
        get_reader("plian")
    assert caught.value.nearest[0] == "plain"
