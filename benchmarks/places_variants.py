"""Variant spellings: is the primary name that an alternate name belongs to among the first five?

    python -m benchmarks.places_variants TABLE.tsv.xz… [--most 1500] [--left-out TRAINING.tsv.xz…]

For each country the questions are alternate names in Latin letters whose folded form is none of the
country's primary names (drawn with a seed); the answers are all its primary names, folded, each once.
Exonyms and former names are among them, so that no likeness of spelling reaches 1. "looked at" is how
often the right one is among the candidates that are weighed. Beside: the same candidates by rapidfuzz
ratio alone, and by .4 consonants, .4 vowel classes, .2 letters over *all* primary names.

The weights that ship were trained on other countries (the card in `data/likeness.json` names them).
With `--left-out`, networks are trained here on the tables given, each time without the one country
that is then measured.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table, share
from training.places.train_likeness import train
from training.places.variants import Country, Questions, from_table, measured, ranks
from whoholds.identify.likeness import Network, network
from whoholds.identify.spelling import profile_of

FIRST = 5


def main() -> None:
    """Print and keep the figures."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("tables", type=Path, nargs="+")
    ask.add_argument("--most", type=int, default=1500, help="questions of a country")
    ask.add_argument("--scripts", action="store_true", help="alternates in other scripts instead")
    ask.add_argument("--left-out", type=Path, nargs="*", default=[])
    add_figures_option(ask)
    args = ask.parse_args()
    table: list[list[Cell]] = []
    figures: dict[str, float | int | str | None] = {}
    own: dict[str, Questions] = {}
    for path in args.tables:
        country = from_table(path, args.most, latin=not args.scripts)
        own[country.code] = questions = measured(country)
        found = list(ranks(points(network(), questions), questions))
        letters = list(ranks(questions.rows[:, :, 1], questions))
        combined = by_combined_score(country)
        count = len(found)
        table.append(
            [
                country.code,
                len(country.primary),
                count,
                within(letters, FIRST, count),
                within(combined, 1, count),
                within(combined, FIRST, count),
                within(found, 1, count),
                within(found, FIRST, count),
                share(sum(rank is not None for rank in found), count),
            ]
        )
        figures[f"{country.code}: recall@5"] = table[-1][7]
        figures[f"{country.code}: recall@5, combined score"] = table[-1][5]
        figures[f"{country.code}: questions"] = count
    head = ["country", "names", "asked", "letters@5", "combined@1", "@5", "@1", "@5", "looked at"]
    print_table(head, table)
    if len(args.left_out) > 0:
        print_table(["left out", "asked", "@1", "@5"], left_out(args.left_out, args.most, own))
    keep_figures(args.figures, "places", figures)


def points(weights: Network, questions: Questions) -> NDArray[np.float64]:
    """Return the log-odds of every candidate of every question."""
    flat = questions.rows.reshape(-1, questions.rows.shape[2])
    return weights.log_odds(flat).reshape(questions.rows.shape[:2])


def within(found: Sequence[int | None], first: int, count: int) -> float | None:
    """Return the share of ranks below `first`."""
    return share(sum(rank is not None and rank < first for rank in found), count)


def by_combined_score(country: Country) -> list[int | None]:
    """Return the ranks by the combined score of the keys, over all primary names."""
    profile = profile_of(country.code)
    keys = [profile.keys(name) for name in country.primary]
    place = {name: at for at, name in enumerate(country.primary)}
    columns = (
        (0.4, [each.skeleton for each in keys]),
        (0.4, [each.vowels.replace(" ", "") for each in keys]),
        (0.2, [each.core.replace(" ", "") for each in keys]),
    )
    found: list[int | None] = []
    for asked, wanted in country.questions:
        own = profile.keys(asked)
        forms = (own.skeleton, own.vowels.replace(" ", ""), own.core.replace(" ", ""))
        scores = sum(
            weight * process.cdist([form], column, scorer=fuzz.ratio)[0].astype(np.float64)
            for form, (weight, column) in zip(forms, columns, strict=True)
        )
        at = place[wanted]
        found.append(int((scores > scores[at]).sum() + (scores[:at] == scores[at]).sum()))
    return found


def left_out(paths: Sequence[Path], most: int, own: dict[str, Questions]) -> list[list[Cell]]:
    """Return a row for each country: measured by a network trained on all the others."""
    known = dict(own)
    for path in paths:
        if path.name[:2] not in known:
            known[path.name[:2]] = measured(from_table(path, most))
    rows: list[list[Cell]] = []
    for code, questions in known.items():
        weights, _ = train([other for name, other in known.items() if name != code])
        found = list(ranks(points(weights, questions), questions))
        count = len(found)
        rows.append([code, count, within(found, 1, count), within(found, FIRST, count)])
    return rows


if __name__ == "__main__":
    main()
