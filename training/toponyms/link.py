"""Train the weights that tell which of the places that a sentence names an event happened at.

    python -m training.toponyms.link GOLD CORPUS OUT.json [--gazetteers FOLDER]

From labelled claims: GOLD/train with GOLD/score.py, and `labels/` with CORPUS. Each place that the
finder sees in the sentence of a claim's trigger is right where its words are among those of one of the
claim's places, as the claim names them; the containers of those (`within`) are not. Verbs that are no
triggers teach as well: a place that another event stands between is not theirs, one that hangs on them
with "in" is. Cross-validated by whole texts.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from training.slots.texts import Labelled
from training.toponyms.logistic import Row, crossed, fit, kept_features
from training.toponyms.wars import read_labelled
from whoholds.base.protocols import KnownNames
from whoholds.base.spans import Span
from whoholds.extract.lexicon import fold
from whoholds.extract.syntax import Parser, Tree, load_parser
from whoholds.extract.toponym_links import (
    SAID,
    EventScene,
    between,
    event_scenes,
    features,
    preposition,
    standing,
)
from whoholds.extract.toponyms import Toponym, find_toponyms
from whoholds.identify.gazetteer import open_gazetteers
from whoholds.identify.known_names import GazetteerNames

FOUND_LEAST = 0.2
OTHER_COUNTS = 0.5
PLAIN_PLACE = ("in", "at", "near", "outside", "inside", "around", "across", "within")
STRENGTHS = (0.1, 0.3)


def main() -> None:
    """Train, print and write."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("gold", type=Path)
    ask.add_argument("corpus", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--strength", type=float, help="without it the best of several, crossed")
    ask.add_argument("--every", type=int, default=1, help="take every so manieth text only")
    ask.add_argument("--gazetteers", type=Path, help="folder of compiled gazetteers")
    args = ask.parse_args()
    parser = load_parser()
    with tempfile.TemporaryDirectory() as folder:
        names = GazetteerNames(open_gazetteers(args.gazetteers or Path(folder)))
        rows: list[Row] = []
        for number, labelled in enumerate(read_labelled(args.gold, args.corpus)[:: args.every]):
            rows += rows_of(labelled, names, parser, number)
    kept = kept_features(rows)
    strength = args.strength
    if strength is None:
        strength = max(STRENGTHS, key=lambda each: (crossed(rows, kept, each), -each))
    weights = fit(rows, kept, strength)
    print(
        f"places {len(rows)}, right {sum(row.true for row in rows)}, strength {strength}, "
        f"features kept {len(weights)}"
    )
    whole = {"trained_by": "training/toponyms/link.py", "weights": dict(sorted(weights.items()))}
    args.out.write_text(json.dumps(whole, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def rows_of(labelled: Labelled, names: KnownNames, parser: Parser, number: int) -> list[Row]:
    """Return each place beside each trigger of a text, and beside other verbs as far as these tell."""
    text = labelled.report.text
    claims = [claim for claim in labelled.claims if not claim.get("in_title")]
    found = find_toponyms(text, names, war=True, least=FOUND_LEAST)
    events = [Span(*claim["t"]) for claim in claims]
    rows: list[Row] = []
    triggers: dict[int, set[int]] = {}
    scenes: dict[int, EventScene] = {}
    for claim, scene in zip(claims, event_scenes(text, events, found, parser), strict=True):
        if scene is None:
            continue
        triggers.setdefault(scene.sentence.start, set()).add(scene.event)
        scenes[scene.sentence.start] = scene
        for at, place in enumerate(scene.places):
            rows.append(Row(features(scene, at), _is_meant(place, claim["places"]), number))
    for start, scene in scenes.items():
        rows += _other_verbs(scene, triggers[start], number)
    return rows


def _other_verbs(scene: EventScene, triggers: set[int], number: int) -> list[Row]:
    """Return what the verbs teach that are no triggers: places of other events are not theirs."""
    tree = scene.tree
    rows: list[Row] = []
    for verb in range(len(tree)):
        if tree.parts[verb] != "VERB" or verb in triggers:
            continue
        other = replace(scene, event=verb)
        for at, head in enumerate(scene.heads):
            if head == verb:
                continue
            way = between(tree, head, verb)
            stands = standing(other, at)
            direct = stands.startswith("direct:obl") or stands.startswith("direct:nmod")
            said = tree.lemmas[verb].lower() in SAID
            if direct and preposition(tree, head, scene.sentence) in PLAIN_PLACE:
                rows.append(Row(features(other, at), True, number, OTHER_COUNTS))
            elif _one_event(tree, verb, triggers):
                continue
            elif stands.startswith("far") or said or any(step in triggers for step in way):
                rows.append(Row(features(other, at), False, number, OTHER_COUNTS))
    return rows


def _one_event(tree: Tree, verb: int, triggers: set[int]) -> bool:
    """Tell whether a verb and a trigger are one deed: "tried to take", "marched and took"."""
    one = ("xcomp", "conj", "advcl", "acl")
    return any(
        (tree.heads[trigger] == verb and tree.relations[trigger] in one)
        or (tree.heads[verb] == trigger and tree.relations[verb] in one)
        for trigger in triggers
    )


def _is_meant(place: Toponym, places: Sequence[dict[str, object]]) -> bool:
    own = f" {fold(place.text)} "
    return any(
        own in f" {fold(str(named['name']))} " or f" {fold(str(named['name']))} " in own
        for named in places
    )


if __name__ == "__main__":
    main()
