"""Trained weights: sums over named features, kept without words, refused where they are damaged."""

import json
import math
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.slots.keep import save
from whoholds.base.records import Event, Means, Status
from whoholds.extract.answers import SLOTS
from whoholds.extract.decisions import NONE
from whoholds.extract.scorers import (
    FOLDER,
    META,
    WEIGHTS,
    Features,
    Rows,
    Scorer,
    ScorerError,
    Scorers,
    key_of,
    load_scorers,
    softmax,
)


def scorer(classes: tuple[str, ...], weights: dict[str, list[float]]) -> Scorer:
    rows = Rows((key_of(name), row) for row, name in enumerate(weights))
    table = np.array(list(weights.values()), np.float32).reshape(len(weights), len(classes))
    return Scorer(classes, rows, table, np.zeros(len(classes), np.float32))


TAKE = scorer(("take", "none"), {"w=captured": [2.0, -1.0], "w=rain": [-1.0, 2.0], "1": [0.5, 0.0]})
RANK = scorer(("score",), {"near": [1.5], "far": [-1.5], "rule": [1.0]})


def test_a_probability_is_the_softmax_of_the_sum_of_weights() -> None:
    likely = TAKE.probabilities(["w=captured", "1", "never seen"])
    raised = math.exp(2.5), math.exp(-1.0)
    assert likely["take"] == pytest.approx(raised[0] / sum(raised))
    assert sum(likely.values()) == pytest.approx(1)


def test_without_known_features_the_bias_decides() -> None:
    biased = replace(TAKE, bias=np.array([0.0, 1.0], np.float32))
    for names in ([], ["never seen"]):
        likely = biased.probabilities(names)
        assert likely["none"] == pytest.approx(1 / (1 + math.exp(-1)))


def test_any_string_is_a_feature() -> None:
    names = ["w=\ud83d", "w=\x00", "", "w=قوات", "w=" + "x" * 10_000]
    assert len({key_of(name) for name in names}) == len(names)
    assert TAKE.probabilities(names) == TAKE.probabilities([])


def test_a_feature_counts_once_however_often_it_is_told() -> None:
    assert TAKE.probabilities(["1", "w=rain", "1", "1"]) == TAKE.probabilities(["w=rain", "1"])


def test_the_best_of_several_answers_has_the_largest_sum() -> None:
    near, far, ruled = Features(["near"]), Features(["far"]), Features(["rule"])
    likely = RANK.choose([[far, ruled], [near], [near, ruled], []])
    raised = [math.exp(value) for value in (-0.5, 1.5, 2.5, 0.0)]
    assert likely == pytest.approx([value / sum(raised) for value in raised])


def test_one_answer_is_certain() -> None:
    assert RANK.choose([[Features(["near"])]]) == [1.0]
    assert RANK.choose([[]]) == [1.0]


def test_answers_that_share_their_parts_are_ranked_as_if_they_did_not() -> None:
    near, ruled = Features(["near"]), Features(["rule"])
    shared = RANK.choose([[near, ruled], [near], [ruled]])
    apart = RANK.choose(
        [[Features(["near"]), Features(["rule"])], [Features(["near"])], [Features(["rule"])]]
    )
    assert shared == apart


def test_rankers_in_one_table_rank_each_by_its_own_column() -> None:
    names = {"near": [2.0, -2.0], "far": [-2.0, 2.0]}
    first = scorer(("actors", "targets"), names)
    second = replace(first, column=1)
    asked = [[Features(["near"])], [Features(["far"])]]
    assert first.choose(asked)[0] > 0.9
    assert second.choose(asked)[0] < 0.1


def test_the_same_features_are_looked_up_anew_in_other_weights() -> None:
    told = Features(["near", "far"])
    assert RANK.choose([[told], []])[0] == pytest.approx(0.5)
    other = scorer(("score",), {"far": [3.0]})
    assert other.choose([[told], []])[0] > 0.9


def test_the_heaviest_features_are_told_first() -> None:
    assert TAKE.telling(["1", "w=captured", "unknown"]) == [("w=captured", 2.0), ("1", 0.5)]
    assert TAKE.telling(["1", "w=captured"], column=1, most=1) == [("w=captured", -1.0)]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(scores=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_probabilities_sum_to_one_however_far_apart_the_scores(scores: list[float]) -> None:
    likely = softmax(np.array(scores))
    assert sum(likely) == pytest.approx(1)
    assert all(0 <= p <= 1 for p in likely)
    assert likely[scores.index(max(scores))] == max(likely)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(names=st.permutations(["w=captured", "w=rain", "1", "x", "y"]))
def test_the_order_of_features_changes_nothing(names: list[str]) -> None:
    assert TAKE.probabilities(names) == TAKE.probabilities(sorted(names))


def made() -> Scorers:
    return Scorers(
        topic=scorer(("0", "1"), {"rebels": [-1.0, 1.0]}),
        event=TAKE,
        status=scorer(("happened", "denied"), {"B=not": [-1.0, 1.0]}),
        means=scorer(("airstrike", "none"), {"all=jets": [1.0, -1.0]}),
        slots=dict.fromkeys(SLOTS, RANK),
        usable=scorer(("0", "1"), {}),
        vocabulary=frozenset({"razed"}),
        people=frozenset({"civilians"}),
        settings={"event": 0.45, "happened": 0.55, "happened.against": 0.55},
        digest="",
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with small weights."""
    save(tmp_path / "slots", made())
    return tmp_path / "slots"


def test_small_weights_come_back_as_they_were(folder: Path) -> None:
    loaded = load_scorers(folder)
    names = ["w=captured", "1"]
    assert loaded.event.probabilities(names) == TAKE.probabilities(names)
    asked = [[Features(["near"])], [Features(["far"])]]
    for slot in SLOTS:
        assert loaded.slots[slot].choose(asked) == RANK.choose(asked)
    assert loaded.vocabulary == {"razed"}
    assert loaded.people == {"civilians"}
    assert loaded.settings == {"event": 0.45, "happened": 0.55, "happened.against": 0.55}
    assert load_scorers(folder) is loaded


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def cut_in_half(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def overwrite(path: Path) -> None:
    path.write_bytes(b"\x00not what it was\xff" * 9)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0x55
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("name", [META, WEIGHTS])
@pytest.mark.parametrize("damage", [remove, empty, cut, cut_in_half, overwrite, flip])
def test_damaged_weights_say_so_in_one_line(
    folder: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(folder / name)
    assert_refused(folder)


def assert_refused(folder: Path, *words: str) -> None:
    with pytest.raises(ScorerError) as caught:
        load_scorers(folder)
    said = str(caught.value)
    for word in (str(folder), "make model", *words):
        assert word in said
    assert "\n" not in said


def rewrite(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    meta = json.loads((folder / META).read_text("utf-8"))
    change(meta)
    (folder / META).write_text(json.dumps(meta), "utf-8")


@pytest.mark.parametrize(
    "field", ["format", "digest", "scorers", "settings", "vocabulary", "people"]
)
def test_weights_whose_description_lacks_a_field_say_so(folder: Path, field: str) -> None:
    rewrite(folder, lambda meta: meta.pop(field))
    assert_refused(folder, field)


@pytest.mark.parametrize("meta", ["[]", "null", "7", '"x"', "{}"])
def test_a_description_that_is_no_description_says_so(folder: Path, meta: str) -> None:
    (folder / META).write_text(meta, "utf-8")
    assert_refused(folder)


def test_weights_of_another_format_say_so(folder: Path) -> None:
    rewrite(folder, lambda meta: meta.update(format=99))
    assert_refused(folder, "99")


def test_weights_of_another_training_say_so(folder: Path, tmp_path: Path) -> None:
    """A description beside other weights would give the claims of one the version of the other."""
    event = scorer(("take", "none"), {"w=captured": [9.0, -9.0]})
    save(tmp_path / "other", replace(made(), event=event))
    shutil.copy(tmp_path / "other" / WEIGHTS, folder / WEIGHTS)
    assert_refused(folder)


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    assert_refused(tmp_path / "nowhere", META)


def test_the_weights_that_ship_know_all_events_statuses_and_slots() -> None:
    shipped = load_scorers()
    assert set(shipped.event.classes) == {NONE, *(event.value for event in Event)}
    assert set(shipped.status.classes) == {status.value for status in Status}
    assert set(shipped.means.classes) <= {NONE, *(means.value for means in Means)}
    assert set(shipped.slots) == set(SLOTS)
    assert shipped.usable.classes == ("0", "1")
    assert {"event", "happened"} <= set(shipped.settings)
    assert all(0 < shipped.settings[name] < 1 for name in ("event", "happened"))
    assert all(v >= 1 for name, v in shipped.settings.items() if name.startswith("over."))
    assert all(word == word.lower() for word in shipped.vocabulary | shipped.people)


def test_the_weights_that_ship_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 6_000_000


def test_a_changed_setting_is_another_reader(tmp_path: Path) -> None:
    for name in (META, WEIGHTS):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    told = json.loads((tmp_path / META).read_bytes())
    told["settings"]["happened"] = 0.5
    (tmp_path / META).write_text(json.dumps(told), encoding="utf-8")
    assert load_scorers(tmp_path).digest != load_scorers().digest


def test_rows_met_before_are_kept_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whoholds.extract.scorers._MOST_KEPT", 5)
    rows = Rows({key_of("near"): 4, key_of("far"): 2})
    for number in range(40):
        assert rows.of(["far", f"unknown {number}", "near", "far"]) == [2, 4]
        assert len(rows._met) <= 8
