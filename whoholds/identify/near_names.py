"""Names that share rare sounds with another: an index of runs of sounds, per country, in one file.

A name is its threes of consonants and, word by word, of vowel classes, its twos of letters and its twos
of consonants told coarsely; a run weighs the logarithm of how rare it is among the names of the country
(tf-idf), and two names are near by the cosine of their runs. So a generic word counts for little, in
whatever language, without a list of them. The twos find short names that one letter tells apart.
"""

import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from whoholds.base.errors import GazetteerError
from whoholds.identify.likeness import COARSE
from whoholds.identify.spelling import Keys, profile_of

_MOST_IN_BLOCK = 60_000
_LEAST_WEIGHT = 0.3
_MOST_THREES = 200
_LENGTH_BYTES = 8
_ALIGN = 8


class NearName(NamedTuple):
    """A name on record: its `core` (see `spelling.Keys`), and the cosine to what was asked."""

    country: str
    core: str
    cosine: float


@dataclass(frozen=True, slots=True)
class _Block:
    """Names of one country, at most as many as two bytes can number."""

    country: str
    names: int
    threes: NDArray[np.uint32]
    starts: NDArray[np.uint32]
    postings: NDArray[np.uint16]
    norms: NDArray[np.float32]
    words: NDArray[np.uint32]
    counts: NDArray[np.uint32]
    ends: NDArray[np.uint32]
    text: memoryview

    def cores(self, rows: NDArray[np.intp]) -> list[str]:
        ends = self.ends[rows].tolist()
        starts = np.where(rows > 0, self.ends[rows - 1], 0).tolist()
        text = self.text
        return [bytes(text[start:end]).decode() for start, end in zip(starts, ends, strict=True)]


_FIELDS: Mapping[str, str] = {
    "threes": "<u4",
    "starts": "<u4",
    "postings": "<u2",
    "norms": "<f4",
    "words": "<u4",
    "counts": "<u4",
    "ends": "<u4",
    "text": "|u1",
}


def write_near_names(names: Iterable[tuple[str, str]], path: Path) -> None:
    """Write the index of `names`, pairs of a country (ISO 3166) and a core, to `path`.

    Names that no profile can read in Latin letters are left out: they are found as they are written
    alone. The same names give the same bytes, in whatever order they come.
    """
    by_country: dict[str, set[str]] = {}
    for country, core in names:
        if core.isascii() and core != "":
            by_country.setdefault(country, set()).add(core)
    blocks: list[dict[str, Any]] = []
    parts: list[bytes] = []
    offset = 0
    for country in sorted(by_country):
        names_here = sorted(by_country[country])
        for first in range(0, len(names_here), _MOST_IN_BLOCK):
            cores = names_here[first : first + _MOST_IN_BLOCK]
            arrays: dict[str, list[int]] = {}
            for field, values in _block_arrays(country, cores).items():
                raw = values.astype(_FIELDS[field]).tobytes()
                raw += b"\0" * (-len(raw) % _ALIGN)
                arrays[field] = [offset, len(values)]
                offset += len(raw)
                parts.append(raw)
            blocks.append({"country": country, "names": len(cores), "arrays": arrays})
    head = orjson.dumps(blocks)
    head += b" " * (-(len(head) + _LENGTH_BYTES) % _ALIGN)
    with path.open("wb") as file:
        file.write(len(head).to_bytes(_LENGTH_BYTES, "little"))
        file.write(head)
        file.writelines(parts)


def _block_arrays(country: str, cores: Sequence[str]) -> dict[str, NDArray[Any]]:
    profile = profile_of(country)
    codes, owners = array("I"), array("I")
    words: Counter[int] = Counter()
    for at, core in enumerate(cores):
        keys = profile.keys(core)
        threes = _threes(keys)
        codes.extend(threes)
        owners.extend([at] * len(threes))
        words.update({_code(word) for word in keys.vowels.split()})
    flat = np.array(codes, dtype=np.uint32)
    owner = np.array(owners, dtype=np.uint32)
    distinct, inverse, counts = np.unique(flat, return_inverse=True, return_counts=True)
    weights = np.log(len(cores) / np.maximum(counts, 1)) + _LEAST_WEIGHT
    norms = np.sqrt(np.bincount(owner, weights=np.square(weights)[inverse], minlength=len(cores)))
    order = np.lexsort((owner, inverse))
    encoded = [core.encode() for core in cores]
    common = sorted((word, count) for word, count in words.items() if count > 1)
    return {
        "threes": distinct,
        "starts": np.concatenate([[0], np.cumsum(counts)]),
        "postings": owner[order],
        "norms": np.maximum(norms, _LEAST_WEIGHT),
        "words": np.array([word for word, _ in common], dtype=np.uint32),
        "counts": np.array([count for _, count in common], dtype=np.uint32),
        "ends": np.cumsum([len(each) for each in encoded]),
        "text": np.frombuffer(b"".join(encoded), dtype=np.uint8),
    }


def _threes(keys: Keys) -> list[int]:
    """Return the codes of the runs of sounds of a name, each once, in a settled order."""
    found = dict.fromkeys(_cut("s", keys.skeleton, 3))
    for word in keys.vowels.split():
        found.update(dict.fromkeys(_cut("v", word, 3)))
    for word in keys.core.split():
        found.update(dict.fromkeys(_cut("l", word, 2)))
    found.update(dict.fromkeys(_cut("c", keys.skeleton.translate(COARSE), 2)))
    return list(dict.fromkeys(_code(run) for run in list(found)[:_MOST_THREES]))


def _cut(mark: str, sounds: str, length: int) -> list[str]:
    # The ends of a word are sounds of their own.
    whole = f"^{sounds}$"
    return [mark + whole[at : at + length] for at in range(len(whole) - length + 1)]


@lru_cache(maxsize=65536)
def _code(text: str) -> int:
    return zlib.crc32(text.encode())


class NearNames:
    """An index as `write_near_names` wrote it, memory-mapped; may be used from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the index at `path`.

        Raises:
            GazetteerError: if it is damaged.
        """
        try:
            self._blocks = _read_blocks(path)
        except (OSError, ValueError, TypeError, KeyError, IndexError) as cause:
            raise GazetteerError(
                f"opening the index of near names {path}: it is damaged ({cause}); remove the "
                "gazetteer's folder and add its file again with `whoholds gazetteer add`"
            ) from cause
        self.rarity = lru_cache(maxsize=65536)(self._rarity)

    @property
    def countries(self) -> frozenset[str]:
        """The countries (ISO 3166) that it holds names of."""
        return frozenset(self._blocks)

    def count(self, country: str) -> int:
        """Return how many names of `country` (ISO 3166) there are."""
        return sum(block.names for block in self._blocks.get(country, ()))

    def near(self, country: str, keys: Keys, limit: int) -> list[NearName]:
        """Return at most `limit` names of `country`, the nearest first."""
        found: list[NearName] = []
        for block in self._blocks.get(country, ()):
            found += _nearest(block, _threes(keys), limit)
        found.sort(key=lambda name: (-name.cosine, name.core))
        return found[:limit]

    def _rarity(self, country: str, word: str) -> float:
        """Return the logarithm of one to the share of names that hold `word` (its vowel classes)."""
        names = self.count(country)
        code = _code(word)
        borne = 0
        for block in self._blocks.get(country, ()):
            at = int(np.searchsorted(block.words, code))
            if at < len(block.words) and int(block.words[at]) == code:
                borne += int(block.counts[at])
        return log(max(names, 1) / max(borne, 1))


def _nearest(block: _Block, threes: list[int], limit: int) -> list[NearName]:
    if len(threes) == 0:
        return []
    codes = np.array(threes, dtype=np.uint32)
    places = np.searchsorted(block.threes, codes)
    places = np.minimum(places, len(block.threes) - 1)
    places = places[block.threes[places] == codes]
    starts, ends = block.starts[places], block.starts[places + 1]
    weights = np.square(np.log(block.names / (ends - starts)) + _LEAST_WEIGHT)
    unknown = log(block.names) + _LEAST_WEIGHT
    squares = float(weights.sum()) + unknown * unknown * (len(threes) - len(places))
    if len(places) == 0:
        return []
    postings = np.concatenate(
        [
            block.postings[start:end]
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
    )
    told = np.repeat(weights, ends - starts)
    found = np.bincount(postings, weights=told, minlength=block.names)
    points: NDArray[np.float64] = found / (block.norms * sqrt(squares))
    best = _highest(points, limit)
    cosines = points[best].round(6).tolist()
    return [
        NearName(block.country, core, cosine)
        for core, cosine in zip(block.cores(best), cosines, strict=True)
    ]


def _highest(points: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    """Return where the highest points are: `limit` of them and those equal to the last, in bounds."""
    top = float(points.max())
    best = np.flatnonzero(points > 0.0)
    # Most names share next to nothing: to cut them off first is much quicker than to sort them.
    for share in (0.5, 0.3, 0.15):
        few = np.flatnonzero(points >= share * top) if top > 0.0 else best
        if len(few) >= limit:
            best = few
            break
    if len(best) <= limit:
        return best
    edge = np.partition(points[best], len(best) - limit)[len(best) - limit]
    kept: NDArray[np.intp] = best[points[best] >= edge][: 4 * limit]
    return kept


def _read_blocks(path: Path) -> dict[str, list[_Block]]:
    data = np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))
    length = int.from_bytes(data[:_LENGTH_BYTES].tobytes(), "little")
    start = _LENGTH_BYTES + length
    if start > len(data):
        raise ValueError("its head is cut short")
    blocks: dict[str, list[_Block]] = {}
    for row in orjson.loads(data[_LENGTH_BYTES:start].tobytes()):
        arrays: dict[str, NDArray[Any]] = {}
        for field, kind in _FIELDS.items():
            at, count = row["arrays"][field]
            size = count * np.dtype(kind).itemsize
            if at < 0 or count < 0 or start + at + size > len(data):
                raise ValueError(f"{field} of {row['country']} is cut short")
            arrays[field] = data[start + at : start + at + size].view(kind)
        text = arrays.pop("text").data
        block = _Block(country=row["country"], names=row["names"], text=text, **arrays)
        blocks.setdefault(block.country, []).append(block)
    return blocks
