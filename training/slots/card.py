"""The card and the licence of the scorers' weights."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from training.slots.texts import Labelled
from whoholds.extract.scorers import META, WEIGHTS, Scorers

_SETS = {
    "train": "shared training set (Wikipedia: current events, battle pages; CC BY-SA)",
    "b": "own labels of corpora (Wikipedia, CC BY-SA; FA-KES, CC BY 4.0)",
    "r": "own reports, written for whoholds",
    "d": "own news digests, written for whoholds",
    "t": "own texts: what is taken besides places",
    "n": "texts of no war: UD English-EWT (CC BY-SA 4.0), the Local-Global Lexicon's news, own texts",
}
_BESIDE = Path(__file__).parent


def write_card(folder: Path, scorers: Scorers, texts: Sequence[Labelled], table: str) -> None:
    """Write `CARD.md` and `LICENSE` beside the weights; `table` are the scores on conflicts left out."""
    counted: Counter[str] = Counter()
    claims: Counter[str] = Counter()
    for text in texts:
        kind = text.source if text.source == "train" else text.source[0]
        counted[kind] += 1
        claims[kind] += len(text.claims)
    rows = "\n".join(
        f"| {told} | {counted[kind]:,} | {claims[kind]:,} |" for kind, told in _SETS.items()
    )
    features = {
        "topic": len(scorers.topic.rows),
        "event": len(scorers.event.rows),
        "status": len(scorers.status.rows),
        "means": len(scorers.means.rows),
        **{slot: len(scorer.rows) for slot, scorer in scorers.slots.items()},
        "usable": len(scorers.usable.rows),
    }
    weights = "\n".join(f"| {name} | {count:,} |" for name, count in features.items())
    size = (folder / WEIGHTS).stat().st_size / 1e6
    card = (_BESIDE / "card.md").read_text(encoding="utf-8")
    card = card.format(
        size=f"{size:.2f}",
        file=META,
        digest=scorers.digest,
        rows=rows,
        weights=weights,
        table=table,
    )
    (folder / "CARD.md").write_text(card, encoding="utf-8")
    (folder / "LICENSE").write_bytes((_BESIDE / "licence.txt").read_bytes())
