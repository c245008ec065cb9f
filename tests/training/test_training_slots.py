"""The recipe of the scorers learns: what it was taught it finds again, and the same bytes twice."""

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from training.slots.fit import keys_of
from training.slots.instances import Instances, instances_of, joined
from training.slots.keep import save
from training.slots.make_scorers import (
    fit,
    fit_topic,
    fit_topics,
    level_of,
    main,
    mark_usable,
    parts_of,
    predict,
    report,
    scoring,
)
from training.slots.texts import Labelled, read_labels
from whoholds.base.records import Report
from whoholds.extract.answers import SLOTS
from whoholds.extract.decisions import NONE, decide
from whoholds.extract.known import NONE_KNOWN
from whoholds.extract.scorers import FORMAT, META, WEIGHTS, Scorer, Scorers, load_scorers

if TYPE_CHECKING:
    from tests.training.conftest import Toy

LEARNT = 30
RAIN = Report(
    page="", cleaner="", title=None, text="The fire was captured on film; it rained at the match."
)


def f1(
    toy: "Toy", scorers: Scorers, texts: Iterable[int], score: ModuleType
) -> tuple[float, float]:
    """Return F1 of the claims found and of those usable."""
    gold = found = hit = usable = 0
    for k in texts:
        text = toy.texts[k]
        rows = predict(text, decide(toy.analyses[k], toy.parser, scorers))
        mark_usable([text], rows, score)
        gold, found = gold + len(text.claims), found + len(rows)
        hit += len(score.match(text.claims, rows))
        usable += sum(row["usable"] for row in rows)
    return 2 * hit / (gold + found), 2 * usable / (gold + found)


def confused(taught: Iterable[Instances]) -> list[Instances]:
    """Return instances whose answers are those of others, so that nothing can be learnt but how many."""
    rows, chance = joined(list(taught)), random.Random(3)

    def mixed(pairs: list[Any]) -> list[Any]:
        told = [answer for _, answer in pairs]
        chance.shuffle(told)
        return [(keys, answer) for (keys, _), answer in zip(pairs, told, strict=True)]

    rows.event, rows.status, rows.means = mixed(rows.event), mixed(rows.status), mixed(rows.means)
    for asked in rows.slots.values():
        chance.shuffle(asked.right)
    return [rows]


@pytest.fixture(scope="module")
def untaught(toy_training: "Toy") -> Scorers:
    taught = confused(toy_training.taught)
    topic = toy_training.scorers.topic
    return fit(taught, toy_training.vocabulary, toy_training.people, topic, None, 1)


def test_what_was_taught_is_found_again(
    toy_training: "Toy", untaught: Scorers, toy_score: ModuleType
) -> None:
    learnt = range(LEARNT)
    found, usable = f1(toy_training, toy_training.scorers, learnt, toy_score)
    by_chance, usable_by_chance = f1(toy_training, untaught, learnt, toy_score)
    assert found > 0.8 > 0.4 > by_chance
    assert usable > 0.4 > 0.1 > usable_by_chance


def test_texts_never_seen_are_read_better_than_by_chance(
    toy_training: "Toy", untaught: Scorers, toy_score: ModuleType
) -> None:
    unseen = range(LEARNT, len(toy_training.texts))
    found, usable = f1(toy_training, toy_training.scorers, unseen, toy_score)
    by_chance, usable_by_chance = f1(toy_training, untaught, unseen, toy_score)
    assert found > by_chance + 0.2
    assert usable > usable_by_chance + 0.1


def test_a_unit_teaches_what_its_claim_says(toy_training: "Toy") -> None:
    events = [event for taught in toy_training.taught for _, event in taught.event]
    claims = [claim for text in toy_training.texts[:LEARNT] for claim in text.claims]
    named = sum(event != NONE for event in events)
    assert 0.7 * len(claims) < named <= len(claims)
    assert NONE in events
    for taught in toy_training.taught:
        told = [event for _, event in taught.event if event != NONE]
        assert len(taught.status) == len(told)
        assert len(taught.means) == told.count("strike")
        for slot in SLOTS:
            asked = taught.slots[slot]
            assert len(asked.sizes) == len(told)
            assert sum(asked.sizes) == len(asked.answers) == len(asked.right)
            used = {part for parts in asked.answers for part in parts}
            assert used == set(range(len(asked.rows)))
            assert all(size > 0 for size in asked.sizes)


def test_the_same_instances_give_the_same_bytes(toy_training: "Toy", tmp_path: Path) -> None:
    few = toy_training.taught[:8]
    digests = set()
    for name, jobs in (("first", 1), ("two at once", 2)):
        topic = toy_training.scorers.topic
        scorers = fit(few, toy_training.vocabulary, toy_training.people, topic, None, jobs)
        digests.add(save(tmp_path / name, scorers).digest)
    assert len(digests) == 1
    for file in (META, WEIGHTS):
        assert (
            len({(tmp_path / name / file).read_bytes() for name in ("first", "two at once")}) == 1
        )
    assert save(tmp_path / "other", toy_training.scorers).digest not in digests


def test_what_is_saved_is_what_is_loaded(toy_training: "Toy", tmp_path: Path) -> None:
    kept = save(tmp_path, toy_training.scorers)
    loaded = load_scorers(tmp_path)
    assert loaded.digest == kept.digest != ""
    assert loaded.vocabulary == toy_training.vocabulary
    assert loaded.people == toy_training.people
    assert loaded.settings == toy_training.scorers.settings
    for name in ("topic", "event", "status", "means", "usable"):
        assert_same(getattr(loaded, name), getattr(toy_training.scorers, name))
    for slot in SLOTS:
        weights = column_of(loaded.slots[slot])
        assert weights == column_of(toy_training.scorers.slots[slot])
        assert len(weights) > 100
    for analysis in toy_training.analyses[:3]:
        decided = [
            (d.unit.first, d.event, d.status, d.events, {s: w.sure for s, w in d.slots.items()})
            for scorers in (toy_training.scorers, loaded)
            for d in decide(analysis, toy_training.parser, scorers)
        ]
        half = len(decided) // 2
        assert decided[:half] == decided[half:] != []


def assert_same(one: Scorer, other: Scorer) -> None:
    assert one.classes == other.classes
    assert set(one.rows) == set(other.rows)
    assert np.array_equal(one.bias, other.bias)
    for key, row in one.rows.items():
        assert np.array_equal(one.weights[row], other.weights[other.rows[key]])


def column_of(scorer: Scorer) -> dict[int, float]:
    """Return the weights that a ranker ranks by; several may lie side by side in one table."""
    told = {key: float(scorer.weights[row, scorer.column]) for key, row in scorer.rows.items()}
    return {key: weight for key, weight in told.items() if weight != 0}


def test_a_text_without_claims_teaches_that_its_words_name_none(
    toy_training: "Toy", toy_score: ModuleType
) -> None:
    text, analysis = toy_training.texts[0], toy_training.analyses[0]
    silent = Labelled(text.id, text.report, [], text.source, text.conflict)
    taught = instances_of(
        silent, analysis, toy_training.parser, toy_training.vocabulary, toy_training.people,
        toy_score, "6", NONE_KNOWN,
    )  # fmt: skip
    assert {event for _, event in taught.event} == {NONE}
    assert taught.status == taught.means == []
    assert all(asked.sizes == [] for asked in taught.slots.values())


def text_of(conflict: str, claims: int, number: int) -> Labelled:
    report = Report(page="", cleaner="", title=None, text=f"{conflict} {number}")
    return Labelled(f"{conflict}:{number}", report, [{}] * claims, "toy", conflict)


def test_a_conflict_is_in_one_part_and_the_parts_are_alike() -> None:
    sizes = {"a": 9, "b": 5, "c": 4, "d": 3, "e": 2, "f": 1}
    texts = [text_of(name, n, k) for name, size in sizes.items() for k, n in ((0, size), (1, 0))]
    parts = parts_of(texts, 3)
    assert set(parts) == set(sizes)
    filled = [sum(sizes[name] for name in sizes if parts[name] == part) for part in range(3)]
    assert sorted(filled) == [7, 8, 9]
    assert parts_of(texts, 3) == parts


def test_there_are_no_more_parts_than_conflicts() -> None:
    texts = [text_of("a", 2, 0), text_of("b", 1, 0)]
    assert sorted(parts_of(texts, 4).values()) == [0, 1]


def test_claims_are_marked_usable_where_a_label_says_the_same(
    toy_training: "Toy", toy_score: ModuleType
) -> None:
    text = toy_training.texts[0]
    right = [as_row(text.id, claim) for claim in text.claims]
    wrong = [{**row, "places": [{"name": "Elsewhere"}]} for row in right]
    spare = [{**row, "trigger": {"start": 0, "end": 0}} for row in right]
    for rows, usable in ((right, len(right)), (wrong, 0), (spare, 0)):
        mark_usable([text], rows, toy_score)
        assert sum(row["usable"] for row in rows) == usable


def as_row(doc: str, claim: dict[str, Any]) -> dict[str, Any]:
    start, end = claim["t"]
    row = {**claim, "doc": doc, "trigger": {"start": start, "end": end}}
    return row | {slot: [{"name": n} for n in claim[slot]] for slot in SLOTS if slot != "places"}


def test_texts_of_no_conflict_are_spread_over_the_parts() -> None:
    texts = [
        text_of("a", 2, 0),
        text_of("b", 1, 0),
        *(text_of(f"none {k}", 0, k) for k in range(4)),
    ]
    parts = parts_of(texts, 2)
    assert [parts[f"none {k}"] for k in range(4)] == [0, 1, 0, 1]
    assert sorted(parts[name] for name in "ab") == [0, 1]


def test_what_a_text_is_about_is_learnt_from_its_words() -> None:
    about = [
        ["rebels", "village"],
        ["troops", "village"],
        ["match", "village"],
        ["bank", "village"],
    ] * 60
    names = ["a", "b", "none 0", "none 1"] * 60
    texts = [text_of(name, int(name in "ab"), k) for k, name in enumerate(names)]
    topic = fit_topic(texts, [keys_of(words) for words in about])
    war, other = (level_of(keys_of([word]), topic) for word in ("rebels", "match"))
    assert war > other
    left_out = fit_topics(texts, [keys_of(words) for words in about], parts_of(texts, 2))
    assert len(left_out) == 2
    # Each has seen the words of the other part alone.
    assert not left_out[0].rows.keys() & left_out[1].rows.keys()


def test_a_script_that_is_no_python_file_ends_the_training(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="score"):
        scoring(tmp_path / "score")


@pytest.mark.shared
def test_the_whole_recipe_trains_measures_and_writes(
    toy_labels: Path,
    shared: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On texts of ours alone: the shared folder gives the scoring script, nothing to learn from."""
    texts = list(read_labels(toy_labels / "no corpus", toy_labels))[:10]
    for name in ("docs.jsonl", "claims.jsonl"):
        (tmp_path / name).touch()
    other = [
        replace(texts[k], id=f"other:{k}", claims=[], conflict=f"none {k}", report=RAIN)
        for k in range(2)
    ]
    monkeypatch.setattr("training.slots.make_scorers.read_labels", lambda _: texts)
    monkeypatch.setattr("training.slots.make_scorers.read_other_news", lambda *_: other)
    monkeypatch.setattr(
        "sys.argv",
        ["make_scorers", "--train", str(tmp_path), "--corpus", str(tmp_path), "--groups", "2",
         "--treebanks", str(tmp_path), "--news", str(tmp_path / "none.xml"),
         "--score", str(shared / "gold" / "score.py"), "--out", str(tmp_path / "out"),
         "--predictions", str(tmp_path / "left_out")],
    )  # fmt: skip
    main()
    said = capsys.readouterr().out
    assert "12 texts" in said
    assert "part 1" in said
    scorers = load_scorers(tmp_path / "out")
    assert scorers.usable.classes == ("0", "1")
    assert f'"format": {FORMAT}' in (tmp_path / "out" / META).read_text("utf-8")
    docs, claims, found = (
        (tmp_path / "left_out" / f"{name}.jsonl").read_text("utf-8").splitlines()
        for name in ("docs", "claims", "predictions")
    )
    assert len(docs) == 12
    assert len(claims) == sum(len(text.claims) for text in texts)
    assert len(found) > 20
    assert '"features"' not in found[0]
    table = report(texts, [], scoring(shared / "gold" / "score.py")).splitlines()
    assert [line.split()[0] for line in table[1:] if line.startswith("all ")] == ["all"]
