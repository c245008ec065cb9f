"""Scorers fitted to made-up data that can be told apart find what tells them apart."""

import random
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from training.slots.fit import Keys, fit_classes, fit_ranking, keys_of, tabulate
from whoholds.extract.scorers import Features, Scorer, key_of

COLOURS = ("red", "green", "blue")


def chosen(scorer: Scorer, answers: Sequence[Sequence[str]]) -> int:
    likely = scorer.choose([[Features(answer)] for answer in answers])
    return likely.index(max(likely))


def coloured(many: int, chance: random.Random) -> list[tuple[list[str], str]]:
    """Return rows whose class one feature tells, among others that tell nothing."""
    return [
        ([f"c={colour}", f"n={chance.randrange(5)}", f"m={chance.randrange(5)}", "1"], colour)
        for colour in (COLOURS[k % 3] for k in range(many))
    ]


@pytest.mark.parametrize("classes", [COLOURS, COLOURS[:2]])
def test_classes_that_a_feature_tells_are_told(classes: tuple[str, ...]) -> None:
    rows = [row for row in coloured(120, random.Random(5)) if row[1] in classes]
    scorer = fit_classes(
        [keys_of(names) for names, _ in rows], [told for _, told in rows], strength=1.0
    )
    assert scorer.classes == tuple(sorted(classes))
    for names, told in coloured(30, random.Random(6)):
        if told in classes:
            likely = scorer.probabilities(names)
            assert sum(likely.values()) == pytest.approx(1)
            assert max(likely, key=likely.__getitem__) == told
            assert likely[told] > 0.8
            assert likely == pytest.approx(scorer.probabilities([*reversed(names), names[0]]))


def test_without_any_known_feature_the_commoner_class_is_likelier() -> None:
    rows = [["c=red", "1"]] * 30 + [["c=green", "1"]] * 10
    told = ["red"] * 30 + ["green"] * 10
    scorer = fit_classes([keys_of(row) for row in rows], told, strength=0.1)
    likely = scorer.probabilities(["never seen"])
    assert likely["red"] > likely["green"]


def questions(many: int, chance: random.Random) -> list[tuple[list[list[str]], int]]:
    """Return questions of two to six answers; the right one is the one that stands nearest."""
    out = []
    for _ in range(many):
        places = chance.sample(range(8), chance.randrange(2, 7))
        answers = [[f"near={at}", f"noise={chance.randrange(9)}", "1"] for at in places]
        out.append((answers, places.index(min(places))))
    return out


def rows_of(
    asked: Sequence[tuple[list[list[str]], int]],
) -> tuple[list[Keys], list[bool], list[int]]:
    return (
        [keys_of(answer) for answers, _ in asked for answer in answers],
        [k == right for answers, right in asked for k in range(len(answers))],
        [len(answers) for answers, _ in asked],
    )


def test_the_right_answer_of_a_question_is_found() -> None:
    rows, right, sizes = rows_of(questions(300, random.Random(5)))
    scorer = fit_ranking(rows, right, sizes, penalty=1.0)
    unseen = questions(200, random.Random(6))
    assert sum(chosen(scorer, answers) == best for answers, best in unseen) >= 195
    weights = [float(scorer.weights[scorer.rows[key_of(f"near={at}")], 0]) for at in range(8)]
    assert weights == sorted(weights, reverse=True)
    assert key_of("1") not in scorer.rows  # what all answers share tells nothing


def test_questions_without_a_right_answer_teach_nothing() -> None:
    asked = questions(60, random.Random(5))
    rows, right, sizes = rows_of(asked)
    odd = [["near=0", "odd"], ["near=7", "odd"], ["near=3", "odd"]]
    taught = fit_ranking(rows, right, sizes, penalty=1.0)
    also = fit_ranking(
        [keys_of(a) for a in odd] + rows, [False] * 3 + right, [3, *sizes], penalty=1.0
    )
    assert also.rows == taught.rows
    assert np.array_equal(also.weights, taught.weights)


def test_answers_made_of_parts_teach_the_same_as_whole_ones() -> None:
    asked = questions(60, random.Random(5))
    rows, right, sizes = rows_of(asked)
    parts = [keys_of([name]) for answers, _ in asked for answer in answers for name in answer]
    ends = [0]
    for answers, _ in asked:
        for answer in answers:
            ends.append(ends[-1] + len(answer))
    made_of = [list(range(a, b)) for a, b in pairwise(ends)]
    whole = fit_ranking(rows, right, sizes, penalty=1.0)
    joined = fit_ranking(parts, right, sizes, penalty=1.0, answers=made_of)
    assert joined.rows == whole.rows
    assert np.allclose(joined.weights, whole.weights, atol=0.01)


def test_any_of_several_right_answers_will_do() -> None:
    """The rules' answer and that of the sentence may both be right: neither is made the lesser."""
    asked = [([["way=rule"], ["way=in"], ["way=none"]], k) for k in range(40)]
    rows = [keys_of(answer) for answers, _ in asked for answer in answers]
    scorer = fit_ranking(rows, [True, True, False] * 40, [3] * 40, penalty=1.0)
    likely = scorer.choose([[Features([way])] for way in ("way=rule", "way=in", "way=none")])
    assert likely[0] == pytest.approx(likely[1])
    assert likely[2] < 0.1


def test_features_seen_in_one_row_alone_are_left_out() -> None:
    table = tabulate([keys_of(row) for row in (["a", "b"], ["a", "c"], ["a", "c", "a"])], 2)
    assert set(table.columns) == {key_of("a"), key_of("c")}
    assert table.matrix.toarray().sum(axis=0).tolist() == [
        {key_of("a"): 3, key_of("c"): 2}[key] for key in sorted(table.columns)
    ]


def test_keys_are_distinct_and_in_order() -> None:
    keys = keys_of(["b", "a", "b", "c"])
    assert keys.tolist() == sorted({key_of(name) for name in "abc"})
    assert keys_of([]).tolist() == []


def test_weights_are_those_that_are_stored() -> None:
    """Rounded to half floats in training, so that what was measured is what ships."""
    rows, right, sizes = rows_of(questions(80, random.Random(5)))
    for scorer in (
        fit_ranking(rows, right, sizes, penalty=1.0),
        fit_classes(rows, [str(r) for r in right], strength=1.0),
    ):
        assert np.array_equal(scorer.weights, scorer.weights.astype(np.float16))
        assert (np.abs(scorer.weights).max(axis=1) > 0).all()
        assert len(scorer.rows) == len(scorer.weights)
