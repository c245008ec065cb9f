"""Train the dependency parser and write its weights and their card.

    python -m training.parser.make_parser [--treebanks FOLDER] [--out FOLDER] [--epochs N]

`make model` calls it. Where the treebanks are absent it says so and leaves the weights as they are. The
same treebanks, patterns and seed give the same bytes on the same kind of processor.
"""

import argparse
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from training.parser.card import Made, card
from training.parser.recipe import known_words, train
from training.parser.scores import score
from training.parser.templates import load_patterns, make_trees, split
from training.parser.treebank import Gold, read_treebank
from training.parser.vary import as_title, vary, without_marks
from whoholds.extract.syntax import Parser, load_parser

ROOT = Path(__file__).parents[2]
TREEBANKS = ROOT.parent / "shared" / "treebanks"
OUT = ROOT / "whoholds" / "extract" / "model" / "parser"

SEED = 1
EPOCHS = 12
EACH = 16
"""Sentences made of every pattern that is trained on."""
EACH_HELD = 8
"""Sentences made of every pattern that is held out, with names of their own."""


def main() -> None:
    """Read the arguments, train, measure, write."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--treebanks", type=Path, default=TREEBANKS)
    ask.add_argument("--out", type=Path, default=OUT)
    ask.add_argument("--epochs", type=int, default=EPOCHS)
    ask.add_argument("--seed", type=int, default=SEED)
    ask.add_argument("--day", type=date.fromisoformat, default=datetime.now(UTC).date())
    args = ask.parse_args()
    if not args.treebanks.is_dir():
        print(
            f"model: no treebanks at {args.treebanks}, so nothing is trained; "
            f"the weights in {args.out} stay as they are"
        )
        return
    counts: dict[str, Counter[str]] = {}
    train_trees = _read(args.treebanks, "ewt-train", counts)
    dev = _read(args.treebanks, "ewt-dev", counts)
    patterns, held_patterns = split(load_patterns())
    made = make_trees(patterns, EACH, args.seed)
    held = make_trees(held_patterns, EACH_HELD, args.seed + 1)
    print(
        f"{len(train_trees)} trees of the treebank, {len(made)} of {len(patterns)} patterns; "
        f"held out: {len(held)} of {len(held_patterns)} patterns"
    )
    started = time.process_time()

    def tell(epoch: int, parser: Parser) -> None:
        on_dev, on_held = score(parser, dev), score(parser, held)
        print(
            f"epoch {epoch}: dev LAS {on_dev.las:.4f}, held out {on_held.las:.4f}, "
            f"{time.process_time() - started:.0f} CPU seconds",
            flush=True,
        )

    trees = vary([*train_trees, *made], args.seed)
    known = known_words(train_trees, made)
    weights = train(trees, known=known, epochs=args.epochs, seed=args.seed, report=tell)
    seconds = time.process_time() - started
    size = weights.write(args.out)
    parser = load_parser(args.out)
    sets = {
        "UD English-EWT dev (tuned on)": dev,
        "UD English-EWT test": _read(args.treebanks, "ewt-test", counts),
        "UD English-PUD (news, Wikipedia)": _read(args.treebanks, "pud-test", counts),
        "UD English-GUM dev (never trained on)": _read(args.treebanks, "gumclean-dev", counts),
        "English-EWT dev without commas": [without_marks(gold) for gold in dev],
        "English-EWT dev written like titles": [as_title(gold) for gold in dev],
        "patterns held out": held,
        "patterns trained on, other names": make_trees(patterns, 2, args.seed + 2),
    }
    text = card(
        Made(
            day=args.day,
            seed=args.seed,
            epochs=args.epochs,
            seconds=seconds,
            size=size,
            digest=parser.digest,
            counts=counts,
            patterns=len(patterns),
            patterns_held=len(held_patterns),
            trees_made=len(made),
            tokens_made=sum(len(gold.words) for gold in made),
            scores={name: score(parser, golds) for name, golds in sets.items()},
            words_a_second=_speed(parser, sets["UD English-PUD (news, Wikipedia)"]),
        )
    )
    (args.out / "CARD.md").write_text(text, encoding="utf-8")
    print(text)


def _read(folder: Path, name: str, counts: dict[str, Counter[str]]) -> list[Gold]:
    counts[name] = Counter()
    return read_treebank(folder / f"{name}.conllu.xz", counts[name])


def _speed(parser: Parser, golds: list[Gold]) -> float:
    """Return the words parsed in a second of one core: the middle one of five runs."""
    sentences = [gold.words for gold in golds]
    runs = []
    for _ in range(5):
        started = time.process_time()
        parser.parse(sentences)
        runs.append(time.process_time() - started)
    return sum(len(words) for words in sentences) / sorted(runs)[2]


if __name__ == "__main__":
    main()
