"""The same name is the same actor in every process, whatever order Python keeps its sets in."""

import os
import subprocess
import sys

import pytest

from whoholds.identify.registry_names import actor_words, longest_first

NAMES_WITH_WORDS_AROUND = """
from itertools import product
from whoholds.base.records import Mention
from whoholds.identify.actors import ActorContext, resolve_actor
from whoholds.identify.registry import load_registry
from whoholds.identify.registry_names import actor_words
registry, words = load_registry(), actor_words()
context = ActorContext(("syria",), None)
for name in ("Daesh", "HTS", "Taliban"):
    for lead, tail in product(["", *sorted(words["leading"])[::25]], sorted(words["group_nouns"])[::2]):
        link = resolve_actor(Mention(name=f"{lead} {name} {tail}".strip()), registry, context)
        print(link.mention, link.actor, link.why)
"""


def test_the_answer_does_not_hang_on_the_order_of_sets() -> None:
    answers = set()
    for seed in ("1", "2", "3"):
        done = subprocess.run(
            [sys.executable, "-c", NAMES_WITH_WORDS_AROUND],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        answers.add(done.stdout)
    assert len(answers) == 1
    assert b"Daesh terrorist group world:is" in answers.pop()


@pytest.mark.parametrize("name", ["leading", "group_nouns"])
def test_a_word_stands_after_the_longer_ones_that_hold_it(name: str) -> None:
    ordered = longest_first(name)
    assert set(ordered) == actor_words()[name]
    for at, word in enumerate(ordered):
        assert not any(word in later for later in ordered[at + 1 :])
