"""Train the weights that tell which of the places that a sentence names an event happened at.

    python -m training.toponyms.link GOLD CORPUS NEWS OUT.json [--gazetteers FOLDER]

From labelled claims: GOLD/train with GOLD/score.py, and `labels/` with CORPUS. Each place that the
finder sees in the sentence of a claim's trigger is right where its words are among those of one of the
claim's places, as the claim names them; the containers of those (`within`) are not. A claim has a place
far more often than any verb has: what is learnt from claims is marked, and the mark is left out in use.
From verbs drawn by chance: `labels/places/links.jsonl` with CORPUS and NEWS, the folder of LGL and
TR-News; each counts for several. Cross-validated over these, by whole sentences.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from training.slots.texts import Labelled
from training.toponyms.logistic import FOLDS, Row, fit, kept_features
from training.toponyms.verbs import VerbPlaces, read_verbs
from training.toponyms.wars import read_labelled
from whoholds.base.protocols import KnownNames
from whoholds.base.spans import Span
from whoholds.extract.lexicon import fold
from whoholds.extract.syntax import Parser, load_parser
from whoholds.extract.toponym_links import LEAST, event_scenes, features
from whoholds.extract.toponyms import Toponym, find_toponyms, likelihood
from whoholds.identify.gazetteer import open_gazetteers
from whoholds.identify.known_names import GazetteerNames

FOUND_LEAST = 0.2
STRENGTH = 0.1
VERB_COUNTS = 3.0
CLAIM = "claim"
_VERBS_FROM = 1_000_000


def main() -> None:
    """Train, print and write."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("gold", type=Path)
    ask.add_argument("corpus", type=Path)
    ask.add_argument("news", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--every", type=int, default=1, help="take every so manieth text only")
    ask.add_argument("--gazetteers", type=Path, help="folder of compiled gazetteers")
    args = ask.parse_args()
    parser = load_parser()
    with tempfile.TemporaryDirectory() as folder:
        names = GazetteerNames(open_gazetteers(args.gazetteers or Path(folder)))
        claims: list[Row] = []
        for number, labelled in enumerate(read_labelled(args.gold, args.corpus)[:: args.every]):
            claims += rows_of_claims(labelled, names, parser, number)
        verbs = [
            rows_of_verb(one, names, parser, _VERBS_FROM + number)
            for number, one in enumerate(read_verbs(args.corpus, args.news))
        ]
    rows = claims + [row for one in verbs for row in one.rows]
    kept = kept_features(rows)
    print(measured(claims, verbs, kept))
    weights = fit(rows, kept, STRENGTH)
    # In use nothing is known of where a sentence comes from.
    weights.pop(CLAIM, None)
    print(f"places {len(rows)}, right {sum(r.true for r in rows)}, features kept {len(weights)}")
    whole = {"trained_by": "training/toponyms/link.py", "weights": dict(sorted(weights.items()))}
    args.out.write_text(json.dumps(whole, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


class VerbRows(NamedTuple):
    """The places that the finder sees beside a labelled verb, and how many it has by the label."""

    rows: list[Row]
    labelled: int


def rows_of_claims(labelled: Labelled, names: KnownNames, parser: Parser, number: int) -> list[Row]:
    """Return each place beside each trigger of a text."""
    text = labelled.report.text
    claims = [claim for claim in labelled.claims if not claim.get("in_title")]
    found = find_toponyms(text, names, war=True, least=FOUND_LEAST)
    events = [Span(*claim["t"]) for claim in claims]
    return [
        Row([*features(scene, at), CLAIM], _is_meant(place, claim["places"]), number)
        for claim, scene in zip(claims, event_scenes(text, events, found, parser), strict=True)
        if scene is not None
        for at, place in enumerate(scene.places)
    ]


def rows_of_verb(one: VerbPlaces, names: KnownNames, parser: Parser, number: int) -> VerbRows:
    """Return each place of a sentence beside its labelled verb."""
    found = find_toponyms(one.text, names, war=True, least=FOUND_LEAST)
    (scene,) = event_scenes(one.text, [one.verb], found, parser)
    rows = []
    if scene is not None:
        for at, place in enumerate(scene.places):
            meant = any(
                place.span.start < span.end and span.start < place.span.end for span in one.places
            )
            rows.append(Row(features(scene, at), meant, number, VERB_COUNTS))
    return VerbRows(rows, len(one.places))


def measured(claims: Sequence[Row], verbs: Sequence[VerbRows], kept: Sequence[str]) -> str:
    """Return how well the places of verbs left out are told, in a line."""
    right = told = nowhere = given = 0
    for part in range(FOLDS):
        others = [one for k, one in enumerate(verbs) if k % FOLDS != part]
        weights = fit([*claims, *(row for one in others for row in one.rows)], kept, STRENGTH)
        weights.pop(CLAIM, None)
        for one in verbs[part::FOLDS]:
            chosen = [row.true for row in one.rows if likelihood(row.features, weights) >= LEAST]
            right += sum(chosen)
            told += len(chosen)
            nowhere += one.labelled == 0
            given += one.labelled == 0 and len(chosen) > 0
    labelled = sum(one.labelled for one in verbs)
    return (
        f"{len(verbs)} verbs left out in turn: F1 {2 * right / max(1, told + labelled):.3f} "
        f"({right} of {labelled} places, {told} told); {given} of {nowhere} without one given one"
    )


def _is_meant(place: Toponym, places: Sequence[dict[str, object]]) -> bool:
    own = f" {fold(place.text)} "
    return any(
        own in f" {fold(str(named['name']))} " or f" {fold(str(named['name']))} " in own
        for named in places
    )


if __name__ == "__main__":
    main()
