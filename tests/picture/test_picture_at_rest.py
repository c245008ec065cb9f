"""The search for cycles rests, and goes on after whatever happens."""

import gc

import pytest

from whoholds.picture.at_rest import collector_at_rest


def test_it_rests_inside_alone() -> None:
    assert gc.isenabled()
    with collector_at_rest():
        assert not gc.isenabled()
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error() -> None:
    with pytest.raises(ValueError, match="anything"), collector_at_rest():
        raise ValueError("anything")
    assert gc.isenabled()
