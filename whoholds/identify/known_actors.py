"""The actors of a registry by their names, for readers that ask who bears one."""

from functools import lru_cache

from whoholds.identify.registry import Registry


class RegistryActors:
    """Tells the kinds of the actors of a registry; may be used from several threads."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.kind = lru_cache(maxsize=65_536)(self._kind)
        """Return the kind of the actor who bears a name in any conflict, empty where nobody does."""

    @property
    def fingerprint(self) -> str:
        """A digest of all actors known; it changes when a registry is added or removed."""
        return self._registry.digest

    def _kind(self, name: str) -> str:
        found = self._registry.find(name)
        return found[0].row.kind if found else ""
