"""What counts how much when the names of a text are placed: `data/geoparse.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from whoholds.base.errors import GazetteerError
from whoholds.identify.geoparse_candidates import CANDIDATE_FEATURES
from whoholds.identify.geoparse_ground import GROUND_FEATURES

TEXT_FEATURES = ("near", "around", "same_country", "same_unit")
FEATURES = (*CANDIDATE_FEATURES, *GROUND_FEATURES, *TEXT_FEATURES)


@dataclass(frozen=True)
class GeoparseWeights:
    """Points by feature; `rounds` in which names support each other; the `least` share to be placed."""

    points: Mapping[str, float]
    rounds: int
    least: float

    def __post_init__(self) -> None:
        if set(self.points) != set(FEATURES):
            wrong = sorted(set(self.points) ^ set(FEATURES))
            raise GazetteerError(
                f"reading the weights of the geoparser: {wrong} are missing or unknown; "
                "see data/geoparse.toml"
            )

    @cached_property
    def vector(self) -> npt.NDArray[np.float64]:
        """The points in the order of `FEATURES`."""
        return np.array([self.points[name] for name in FEATURES])


@cache
def load_weights() -> GeoparseWeights:
    """Return the weights that ship."""
    text = (files("whoholds.identify") / "data" / "geoparse.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    return GeoparseWeights(data["points"], data["rounds"], data["least"])
