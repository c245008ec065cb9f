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

BACKWARDS = """[[client]]
conflict = "x"
patron = "RU"
actor = "x:reds"
since = 2020-01-01
until = 2019-01-01
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
        (('aliases = ["The Reds"]', 'wikidata = "42"'), "wikidata = '42'"),
        (('aliases = ["The Reds"]', 'state = "Syria"'), "state = 'Syria'"),
        (('aliases = ["The Reds"]', 'hosts = ["no host"]'), "'no host'"),
        (('aliases = ["The Reds"]', "since = 2020-01-02\nuntil = 2020-01-01"), "since: until"),
        (('countries = ["SY"]', 'countries = ["Syria"]'), "'Syria' is no ISO code"),
        (("since = 2011-03-15", "since = 2011-03-15\nuntil = 2011-03-15"), r"conflict\[0\] x"),
        (('words = ["rebels"]', "words = []"), r"role\[0\]: it names no words"),
        (("[[role]]", '[[unit]]\nconflict = "x"\nactor = "x:reds"\nkinds = []\n[[role]]'), "unit"),
        (
            (
                "[[role]]",
                BACKWARDS + "[[role]]",
            ),
            r"client\[0\] of RU",
        ),
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


def test_all_fields_of_an_actor_are_read() -> None:
    text = """
sources = ["A public work"]
[[actor]]
id = "x:a"
name = "A"
kind = "media"
speaks_for = "state:ru"
hosts = ["a.example.org"]
wikidata = "Q42"
  [[actor.names]]
  name = "Old A"
  until = 2020-01-01
  [[actor.member_of]]
  actor = "x:b"
  since = 2021-01-01
[[alias]]
actor = "x:a"
names = ["AA"]
who = "me"
day = 2024-01-01
why = "so"
"""
    read = read_registry_file(Path("x.toml"), text)
    (row,) = read.actor
    assert read.sources == ["A public work"]
    assert (row.speaks_for, row.hosts, row.wikidata) == ("state:ru", ["a.example.org"], "Q42")
    assert (row.names[0].name, row.member_of[0].actor) == ("Old A", "x:b")
    assert read.alias[0].names == ["AA"]
