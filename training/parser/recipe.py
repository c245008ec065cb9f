"""The recipe: trees in, a folder of weights out, the same bytes for the same trees and seed.

It runs on one thread: sums over several come in an order of their own, and the weights would differ
in their last digits. Matrices this small are multiplied faster so, too.
"""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from spacy import util
from spacy.language import Language
from spacy.pipeline.edit_tree_lemmatizer import EditTreeLemmatizer
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam, fix_random_seed, use_ops
from thinc.schedules import warmup_linear

# threadpoolctl comes without types.
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from training.parser.treebank import Gold, batches
from whoholds.extract.syntax import FILES, FORMAT, Parser, sentence_doc

CONFIG = Path(__file__).with_name("parser.cfg")


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained parser as it is written.

    `config` is spaCy's, `edits` are the strings that the lemmatizer puts in, `known` the words, in lower
    case, whose form counts.
    """

    config: bytes
    weights: bytes
    edits: tuple[str, ...]
    known: tuple[str, ...]

    def write(self, folder: Path) -> int:
        """Write the files that `load_parser` reads; return their size in bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        words = _json({"edits": self.edits, "known": self.known})
        files = dict(zip(FILES, (self.config, self.weights, words), strict=True))
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        about = {"format": FORMAT, "spacy": version("spacy"), "sha256": digests}
        files["parser.json"] = _json(about)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return sum(len(data) for data in files.values())


def train(
    golds: Sequence[Gold],
    *,
    known: frozenset[str],
    epochs: int,
    seed: int,
    dropout: float = 0.1,
    batch_words: int = 600,
    rate: float = 0.002,
    report: Callable[[int, Parser], None] | None = None,
) -> Weights:
    """Return the weights trained on `golds`, averaged over the course of the training.

    `known` are the words whose form counts, in lower case (`known_words`). `report` is called after each
    epoch, counted from 1, with the parser as it then is.
    """
    fix_random_seed(seed)
    chance = random.Random(seed)
    with use_ops("numpy", use_blis=False):
        nlp = util.load_model_from_config(util.load_config(CONFIG), auto_fill=True)
    examples = [example(nlp, gold, known) for gold in golds]
    nlp.initialize(lambda: examples)
    steps = epochs * (sum(len(gold.words) for gold in golds) // batch_words + 1)
    optimizer = Adam(
        # thinc takes any iterator, and is typed for one of its own.
        warmup_linear(rate, max(1, steps // 40), steps),  # type: ignore[arg-type]
        L2=0.01,
        L2_is_weight_decay=True,
        grad_clip=1.0,
        use_averages=True,
    )
    order = list(golds)
    with ThreadpoolController().limit(limits=1):
        for epoch in range(1, epochs + 1):
            chance.shuffle(order)
            for batch in batches(order, batch_words):
                trees = [example(nlp, gold, known) for gold in batch]
                nlp.update(trees, sgd=optimizer, drop=dropout)
                optimizer.step_schedules()
            if report is not None:
                with nlp.use_params(optimizer.averages):
                    report(epoch, Parser(lambda: nlp, known, ""))
    with nlp.use_params(optimizer.averages):
        weights = nlp.to_bytes(exclude=["vocab", "tokenizer", "meta.json"])
    return Weights(nlp.config.to_str().encode(), weights, _edits(nlp), tuple(sorted(known)))


def known_words(real: Sequence[Gold], made: Sequence[Gold]) -> frozenset[str]:
    """Return the words, in lower case, that are met twice or more.

    Names count in real trees alone: made-up ones will not be met again.
    """
    counts: Counter[str] = Counter()
    for gold in real:
        counts.update(word.lower() for word in gold.words)
    for gold in made:
        pairs = zip(gold.words, gold.parts, strict=True)
        counts.update(word.lower() for word, part in pairs if part != "PROPN")
    return frozenset(word for word, count in counts.items() if count > 1)


def _edits(nlp: Language) -> tuple[str, ...]:
    """Return the strings that the lemmatizer's edits put in: it knows them by number alone."""
    lemmatizer = nlp.get_pipe("lemmatizer")
    assert isinstance(lemmatizer, EditTreeLemmatizer)
    keys = set()
    for k in range(len(lemmatizer.trees)):
        edit = lemmatizer.trees[k]
        keys |= {edit[side] for side in ("orig", "subst") if side in edit}
    return tuple(sorted(nlp.vocab.strings[key] for key in keys))


def _json(rows: object) -> bytes:
    text = json.dumps(rows, ensure_ascii=False, indent=0, sort_keys=True)
    return f"{text}\n".encode()


def example(nlp: Language, gold: Gold, known: frozenset[str]) -> Example:
    """Return a tree as spaCy learns from it."""
    given = sentence_doc(nlp, gold.words, known)
    wanted = Doc(
        nlp.vocab,
        words=[token.text for token in given],  # which may be shorter than an endless word
        heads=list(gold.heads),
        deps=["ROOT" if head == i else gold.relations[i] for i, head in enumerate(gold.heads)],
        tags=list(gold.parts),
        lemmas=list(gold.lemmas),
    )
    return Example(given, wanted)
