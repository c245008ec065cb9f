"""The actors of the registry by their names."""

from whoholds.identify.known_actors import RegistryActors
from whoholds.identify.registry import load_registry


def test_an_actor_is_told_by_any_of_its_names() -> None:
    actors = RegistryActors(load_registry())
    assert actors.kind("Taliban") == actors.kind("the Taliban") != ""
    assert actors.kind("Harbour Rowing Club") == ""


def test_the_fingerprint_is_the_registrys() -> None:
    registry = load_registry()
    assert RegistryActors(registry).fingerprint == registry.digest != ""
