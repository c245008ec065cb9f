from pathlib import Path

import pytest

from whoholds.base.errors import GazetteerError
from whoholds.identify.registry_file import KINDS, read_registry_file

GOOD = """
[[conflict]]
id = "x"
name = "A war"
countries = ["SY"]
since = 2011-03-15
[[side]]
id = "x:red"
name = "Red"
colour = "#AA0000"
[[actor]]
id = "x:reds"
name = "Reds"
kind = "armed group"
aliases = ["The Reds"]
  [[actor.sides]]
  side = "x:red"
  until = 2020-01-01
[[role]]
conflict = "x"
words = ["rebels"]
actors = ["x:reds"]
"""


def test_good_file_is_read_whole() -> None:
    read = read_registry_file(Path("x.toml"), GOOD)
    assert [row.id for row in read.actor] == ["x:reds"]
    assert read.actor[0].sides[0].until is not None
    assert read.role[0].named_only is False


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('kind = "armed group"', 'kind = "army of ants"'), r"x:reds: kind = 'army of ants'"),
        (('id = "x:reds"', 'id = "reds"'), r"actor\[0\]\.id = 'reds'"),
        (('colour = "#AA0000"', 'colour = "red"'), r"side\[0\]\.colour = 'red'"),
        (("until = 2020-01-01", 'until = "2020-01-01"'), r"actor\[0\]\.sides\[0\]\.until"),
        (("until = 2020-01-01", "until = 2020-01-01\nsince = 2020-01-01"), "until is not after"),
        (('aliases = ["The Reds"]', 'aliases = ["The Reds", 7]'), r"actor\[0\]\.aliases\[1\]"),
        (('aliases = ["The Reds"]', 'alias = ["The Reds"]'), "alias"),
        (('name = "Reds"', ""), "name"),
        (('aliases = ["The Reds"]', 'side = "x:red"'), "not both"),
        (("[[role]]", "[[roles]]"), "roles"),
        (("[[role]]", "[[role]"), "mend the TOML"),
    ],
)
def test_bad_files_name_file_and_field(change: tuple[str, str], said: str) -> None:
    with pytest.raises(GazetteerError, match=rf"x\.toml.*{said}|{said}.*x\.toml") as caught:
        read_registry_file(Path("x.toml"), GOOD.replace(*change))
    assert "x.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_kind_is_described() -> None:
    from importlib import resources

    readme = (resources.files("whoholds.identify") / "data/actors/README.md").read_text("utf-8")
    assert all(f"`{kind}`" in readme for kind in KINDS)
