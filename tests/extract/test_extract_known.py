"""What is on record of a name, as the scorers are told."""

from whoholds.base.protocols import KnownName, KnownNames, NoKnownActors, NoKnownNames
from whoholds.extract.known import NONE_KNOWN, Known


class Places:
    """Knows a city, a hill, and a village called like a word."""

    fingerprint = "placesdigest"

    def find(self, text: str) -> list[KnownName]:  # noqa: ARG002 - the signature of the protocol
        raise AssertionError("names are asked for one by one")

    def known(self, name: str) -> KnownName | None:
        rows = {
            "Dorvel": ("AP", 6, False),
            "Tell Mur": ("T", 0, False),
            "Hope": ("P", 3, True),
            "Besta": ("H", 0, False),
        }
        if name not in rows:
            return None
        classes, people, common = rows[name]
        return KnownName(0, len(name), name.lower(), classes, people, 1, True, common)


class Actors:
    """Knows one group."""

    fingerprint = "actorsdigest"

    def kind(self, name: str) -> str:
        return "armed group" if name == "Keshi Front" else ""


def test_what_a_name_is_on_record_as() -> None:
    known = Known(Places(), Actors())
    assert known.of("Dorvel") == "-/APcity"
    assert known.of("Tell Mur") == "-/T"
    assert known.of("Hope") == "-/P?"
    assert known.of("Besta") == "-/o"
    assert known.of("Keshi Front") == "armed group/-"
    assert known.of("Nobody") == "-/-"


def test_the_fingerprint_tells_of_both_records() -> None:
    both = Known(Places(), Actors()).fingerprint
    assert len(both) == 6
    assert Known(Places(), NoKnownActors()).fingerprint != both
    assert Known(NoKnownNames(), Actors()).fingerprint != both
    assert Known(NoKnownNames(), NoKnownActors()).fingerprint == ""
    assert Known(Places(), NoKnownActors()).anything
    assert not NONE_KNOWN.anything


def test_the_protocol_is_kept() -> None:
    places: KnownNames = Places()
    assert places.known("Nowhere") is None
