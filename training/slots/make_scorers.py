"""Train the scorers of the trained reader, measure them on conflicts left out, write weights and card.

    python -m training.slots.make_scorers --train DIR --corpus DIR --score SCORE.py [--out FOLDER]
        [--groups 4] [--predictions FOLDER] [--jobs 1]

`--groups` is the number of parts into which the conflicts are put for cross-validation: texts of one
conflict are never learnt from and scored on at once. `--predictions` names a folder for what was found
on the parts left out, with the texts and labels beside: `make score` reads it. The same data and seed
give the same bytes on the same kind of processor.
"""

import argparse
import importlib.util
import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import numpy as np

from training.slots.align import learn_people, learn_vocabulary
from training.slots.card import write_card
from training.slots.fit import Keys, fit_classes, fit_ranking, keys_of
from training.slots.instances import Instances, instances_of, joined
from training.slots.keep import save
from training.slots.texts import NO_CONFLICT, Labelled, read_labels, read_other_news, read_train
from whoholds.base.settings import load_settings
from whoholds.extract.analysis import analyse
from whoholds.extract.answers import SLOTS
from whoholds.extract.decisions import Decision, decide, usable_features
from whoholds.extract.known import Known
from whoholds.extract.scorers import FOLDER, Rows, Scorer, Scorers, softmax
from whoholds.extract.syntax import load_parser
from whoholds.extract.topic import topic_features, topic_level

EVENT_STRENGTH = 0.12
STATUS_STRENGTH = 0.15
MEANS_STRENGTH = 0.3
PENALTY = 8.0
TOPIC_STRENGTH = 0.02
FROM_PATTERNS = ("t01",)
"""Batches that a script made: to learn from, never to score on."""
USABLE_STRENGTH = 0.05
SETTINGS = {
    "event": 0.45,
    "happened": 0.65,
    "happened.against": 0.8,
    "over.places": 2.5,
    "over.actors": 1.5,
}
"""Tried on conflicts left out; what they mean is said where they are used, in `decisions`."""


def main() -> None:
    """Read the arguments, train, measure, write."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--train", type=Path, required=True)
    ask.add_argument("--corpus", type=Path, required=True)
    ask.add_argument("--score", type=Path, required=True)
    ask.add_argument("--treebanks", type=Path, required=True)
    ask.add_argument("--news", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=FOLDER)
    ask.add_argument("--groups", type=int, default=4)
    ask.add_argument("--predictions", type=Path)
    ask.add_argument("--jobs", type=int, default=1)
    args = ask.parse_args()
    began = time.process_time()
    score = scoring(args.score)
    texts = [
        *read_train(args.train, score.locate),
        *read_labels(args.corpus),
        *read_other_news(args.treebanks, args.news),
    ]
    analyses = [analyse(text.report) for text in texts]
    parser = load_parser()
    known = shipped_knowledge()
    vocabulary = learn_vocabulary(analyses, [text.claims for text in texts])
    people = learn_people(text.claims for text in texts)
    parts = parts_of(texts, args.groups)
    about = [keys_of(topic_features(analysis)) for analysis in analyses]
    topics = fit_topics(texts, about, parts)
    taught = [
        instances_of(
            text, analysis, parser, vocabulary, people, score, level_of(keys, topic), known
        )
        for text, analysis, keys, topic in zip(
            texts, analyses, about, (topics[parts[t.conflict]] for t in texts), strict=True
        )
    ]
    claims = sum(len(text.claims) for text in texts)
    print(f"{len(texts)} texts, {claims} claims, {time.process_time() - began:.0f} s", flush=True)
    left_out: list[dict[str, Any]] = []
    for part in range(max(parts.values()) + 1):
        inside = [
            k
            for k, text in enumerate(texts)
            if parts[text.conflict] == part and text.source not in FROM_PATTERNS
        ]
        outside = [k for k, text in enumerate(texts) if parts[text.conflict] != part]
        scorers = fit(
            [taught[k] for k in outside], vocabulary, people, topics[part], None, args.jobs
        )
        for k in inside:
            left_out += predict(texts[k], decide(analyses[k], parser, scorers, known))
        print(f"part {part}: {len(inside)} texts, {time.process_time() - began:.0f} s", flush=True)
    mark_usable(texts, left_out, score)
    usable = fit_classes(
        [keys_of(row["features"]) for row in left_out],
        [str(int(row["usable"])) for row in left_out],
        strength=USABLE_STRENGTH,
        least=5,
    )
    if args.predictions is not None:
        scored = [text for text in texts if text.source not in FROM_PATTERNS]
        write_left_out(args.predictions, scored, left_out)
    topic = fit_topic(texts, about)
    scorers = fit(taught, vocabulary, people, topic, usable, args.jobs)
    scorers = save(args.out, scorers)
    table = report([t for t in texts if t.source not in FROM_PATTERNS], left_out, score)
    write_card(args.out, scorers, texts, table)
    print(table, flush=True)
    print(f"{args.out}: {time.process_time() - began:.0f} s", flush=True)


def write_left_out(folder: Path, texts: Sequence[Labelled], rows: Sequence[dict[str, Any]]) -> None:
    """Write texts, labels and what was found, in the form of the shared gold files."""
    folder.mkdir(parents=True, exist_ok=True)
    docs = [
        {"id": t.id, "title": t.report.title, "text": t.report.text, "conflict": t.conflict}
        for t in texts
    ]
    claims = [dict(claim, doc=t.id) for t in texts for claim in t.claims]
    found = [{key: value for key, value in row.items() if key != "features"} for row in rows]
    for name, lines in (("docs", docs), ("claims", claims), ("predictions", found)):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for line in lines:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def scoring(path: Path) -> ModuleType:
    """Return the scoring script as a module of its own."""
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shipped_knowledge() -> Known:
    """Return what is on record where nobody added anything: the default gazetteer, the registries."""
    from whoholds.run.home import Home

    with TemporaryDirectory() as folder:
        settings = load_settings({"WHOHOLDS_HOME": folder})
        home = Home.open(settings)
        return Known(home.known_places, home.known_actors)


def fit_topic(texts: Sequence[Labelled], about: Sequence[Keys]) -> Scorer:
    """Return what tells texts of conflicts, whether or not they hold a claim, from others."""
    told = [str(int(not text.conflict.startswith(NO_CONFLICT))) for text in texts]
    return fit_classes(about, told, strength=TOPIC_STRENGTH)


def fit_topics(
    texts: Sequence[Labelled], about: Sequence[Keys], parts: dict[str, int]
) -> list[Scorer]:
    """Return for each part what the texts outside it teach."""
    out = []
    for part in range(max(parts.values()) + 1):
        outside = [k for k, text in enumerate(texts) if parts[text.conflict] != part]
        out.append(fit_topic([texts[k] for k in outside], [about[k] for k in outside]))
    return out


def level_of(keys: Keys, topic: Scorer) -> str:
    """Return the step on which a text with these keys stands."""
    known = [topic.rows[key] for key in keys.tolist() if key in topic.rows]
    scores = topic.bias + topic.weights[known].sum(axis=0, dtype=np.float32)
    return topic_level(softmax(scores)[topic.classes.index("1")])


def parts_of(texts: Sequence[Labelled], parts: int) -> dict[str, int]:
    """Put the conflicts into parts of about the same number of claims, the largest first."""
    sizes: Counter[str] = Counter()
    out = {}
    for text in texts:
        if text.conflict.startswith(NO_CONFLICT):
            out[text.conflict] = int(text.conflict.removeprefix(NO_CONFLICT)) % parts
        else:
            sizes[text.conflict] += len(text.claims)
    filled = [0] * min(parts, len(sizes))
    for conflict, size in sizes.most_common():
        part = int(np.argmin(filled))
        out[conflict] = part
        filled[part] += size
    return out


def fit(
    taught: Sequence[Instances],
    vocabulary: frozenset[str],
    people: frozenset[str],
    topic: Scorer,
    usable: Scorer | None,
    jobs: int,
) -> Scorers:
    """Return scorers fitted to instances; without `usable` their confidence means nothing."""
    rows = joined(taught)
    with ProcessPoolExecutor(jobs) as pool:
        classes = {
            name: pool.submit(_fit_classes, found, strength)
            for name, found, strength in (
                ("event", rows.event, EVENT_STRENGTH),
                ("status", rows.status, STATUS_STRENGTH),
                ("means", rows.means, MEANS_STRENGTH),
            )
        }
        slots = {
            slot: pool.submit(
                fit_ranking,
                rows.slots[slot].rows,
                rows.slots[slot].right,
                rows.slots[slot].sizes,
                penalty=PENALTY,
                answers=rows.slots[slot].answers,
            )
            for slot in SLOTS
        }
        none = Scorer(("0", "1"), Rows(), np.zeros((0, 2), np.float32), np.zeros(2, np.float32))
        return Scorers(
            topic,
            classes["event"].result(),
            classes["status"].result(),
            classes["means"].result(),
            {slot: found.result() for slot, found in slots.items()},
            usable or none,
            vocabulary,
            people,
            SETTINGS,
            "",
        )


def _fit_classes(rows: Sequence[tuple[Any, str]], strength: float) -> Scorer:
    return fit_classes([row for row, _ in rows], [told for _, told in rows], strength=strength)


def predict(text: Labelled, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """Return what was decided about a text as rows of the scoring script, with features of confidence."""
    out = []
    for decision in decisions:
        if decision.event is None:
            continue
        tokens = decision.view.parsed.tokens
        row: dict[str, Any] = {
            "doc": text.id,
            "in_title": decision.view.parsed.in_title,
            "event": decision.event.value,
            "status": decision.status.value,
            "trigger": {
                "start": tokens[decision.unit.first].start,
                "end": tokens[decision.unit.last - 1].end,
            },
            "date": None,
            "means": None,
            "killed": None,
            "wounded": None,
            "features": usable_features(decision),
        }
        for slot in SLOTS:
            row[slot] = [
                {"name": mention.name, "mention": mention.text}
                for mention in decision.slots[slot].best.mentions
            ]
        out.append(row)
    return out


def mark_usable(
    texts: Sequence[Labelled], rows: Sequence[dict[str, Any]], score: ModuleType
) -> None:
    """Tell of each row whether a labelled claim matches it and it is usable."""
    by_text: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        row["usable"] = False
        by_text[row["doc"]].append(row)
    for text in texts:
        told = by_text[text.id]
        for wanted, given in score.match(text.claims, told):
            told[given]["usable"] = bool(score.usable(text.claims[wanted], told[given]))


def report(texts: Sequence[Labelled], rows: Sequence[dict[str, Any]], score: ModuleType) -> str:
    """Return a table of how well conflicts left out are read, set by set and conflict by conflict."""
    lines = [
        f"{'':14}{'claims':>8}{'found':>8}{'ctl':>8}{'usable':>8}{'voiced':>8}{'all':>8}{'status':>8}"
    ]
    groups: dict[str, list[Labelled]] = defaultdict(list)
    for text in texts:
        kind = text.source if text.source == "train" else text.source[0]
        if kind == "b":
            kind = text.id.split(".")[0]
        groups[f"set {kind}"].append(text)
        groups[text.conflict].append(text)
        groups["all"].append(text)
    for name, members in sorted(groups.items()):
        ids = {text.id for text in members}
        docs = {text.id: {"title": text.report.title, "text": text.report.text} for text in members}
        gold = [dict(claim, doc=text.id) for text in members for claim in text.claims]
        # The spans of our own labels are known; to look their words up again could find others.
        vars(score)["locate"] = _keep
        found = score.score(gold, [row for row in rows if row["doc"] in ids], docs)
        lines.append(
            f"{name:14.14}{len(gold):8}"
            + "".join(
                f"{found[key]['f1']:8.3f}"
                for key in (
                    "found",
                    "control:found",
                    "control:usable",
                    "control:voiced",
                    "all:usable",
                )
            )
            + f"{found['status']:8.3f}  {found['not-happened told as happened']}"
        )
    return "\n".join(lines)


def _keep(claims: Sequence[dict[str, Any]], docs: dict[str, dict[str, Any]]) -> None:
    """Leave the spans of claims as they are."""


if __name__ == "__main__":
    main()
