"""What the tests of training share: our own reports r00 as a set of labels of their own, and a scorer."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from training.slots.align import learn_people, learn_vocabulary
from training.slots.instances import Instances, instances_of
from training.slots.make_scorers import fit, scoring
from training.slots.texts import LABELS, Labelled, read_labels
from whoholds.extract.analysis import Analysis, analyse
from whoholds.extract.known import NONE_KNOWN
from whoholds.extract.scorers import Rows, Scorer, Scorers
from whoholds.extract.syntax import Parser, load_parser

LEARNT = 30
ANY_TOPIC = Scorer(
    ("0", "1"), Rows(), np.zeros((0, 2), np.float32), np.array([-1.5, 1.5], np.float32)
)
"""Holds every text to be about war: level 6."""


@dataclass(frozen=True, slots=True)
class Toy:
    """A training on thirty texts, and ten more texts that are not learnt from."""

    texts: list[Labelled]
    analyses: list[Analysis]
    taught: list[Instances]
    parser: Parser
    vocabulary: frozenset[str]
    people: frozenset[str]
    scorers: Scorers


@pytest.fixture(scope="session")
def toy_labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of labels with our own reports r00 alone."""
    folder = tmp_path_factory.mktemp("labels")
    (folder / "reports").mkdir()
    for name in ("r00.jsonl", "reports/r00.items.jsonl"):
        shutil.copy(LABELS / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def toy_score() -> ModuleType:
    """A scoring script as a module, so that no shared data is needed."""
    return scoring(Path(__file__).with_name("toy_score.py"))


@pytest.fixture(scope="session")
def toy_training(toy_labels: Path, toy_score: ModuleType) -> Toy:
    """The recipe carried out in seconds."""
    texts = list(read_labels(toy_labels / "no corpus", toy_labels))
    analyses = [analyse(text.report) for text in texts]
    parser = load_parser()
    vocabulary = learn_vocabulary(analyses[:LEARNT], [text.claims for text in texts[:LEARNT]])
    people = learn_people(text.claims for text in texts[:LEARNT])
    taught = [
        instances_of(text, analysis, parser, vocabulary, people, toy_score, "6", NONE_KNOWN)
        for text, analysis in zip(texts[:LEARNT], analyses[:LEARNT], strict=True)
    ]
    scorers = fit(taught, vocabulary, people, ANY_TOPIC, None, 1)
    return Toy(texts, analyses, taught, parser, vocabulary, people, scorers)
