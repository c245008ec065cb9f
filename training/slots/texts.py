"""Labelled texts to learn from: those of the shared training set, and our own labels."""

import hashlib
import json
import lzma
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from whoholds.base.records import Report

LABELS = Path(__file__).parents[2] / "labels"
NO_CONFLICT = "none "
"""How the groups of texts of no conflict begin, "none 0" and so on."""
_PARTS = 4
_OTHER = Path(__file__).with_name("other_news.toml")
_CONFLICTS = Path(__file__).with_name("conflicts.toml")
_AGREEMENT = "again.jsonl"
"""A second reading of texts that are labelled already: for measuring agreement, never for training."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its claims; each claim has the guide's fields, and the spans `q` and `t`.

    `source` tells the set it is of: "train", or the batch of our own labels. `conflict` is the group
    that it is left out with.
    """

    id: str
    report: Report
    claims: list[dict[str, Any]]
    source: str
    conflict: str


def read_train(folder: Path, locate: Any) -> Iterator[Labelled]:
    """Yield the texts of `folder/docs.jsonl`; `locate` is that function of the scoring script."""
    docs = {row["id"]: row for row in _rows(folder / "docs.jsonl")}
    claims = _rows(folder / "claims.jsonl")
    locate(claims, docs)
    for doc in docs.values():
        own = [claim for claim in claims if claim["doc"] == doc["id"]]
        yield _labelled(doc["id"], doc, own, "train")


def read_labels(corpus: Path, labels: Path = LABELS) -> Iterator[Labelled]:
    """Yield the texts of our own labels; those of the corpora are looked up in `corpus`."""
    corpora: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(labels.glob("*.jsonl")):
        if path.name == _AGREEMENT:
            continue
        items = path.parent / "reports" / f"{path.stem}.items.jsonl"
        own = {row["item"]: row for row in _rows(items)} if items.exists() else None
        for row in _rows(path):
            doc = (
                own[row["item"]] if own is not None else _corpus_text(row["item"], corpus, corpora)
            )
            digest = hashlib.sha256(doc["text"].encode()).hexdigest()
            if digest != row["sha256"]:
                raise SystemExit(f"{path}: the text of {row['item']} is another than was labelled")
            claims = [_with_words(claim, doc) for claim in row["claims"]]
            text = _labelled(row["item"], doc, claims, path.stem)
            yield _of_no_conflict(text) if path.stem.startswith("n") else text


def read_other_news(treebanks: Path, news: Path) -> Iterator[Labelled]:
    """Yield texts that tell of no armed conflict, with no claims: what words of war mean elsewhere.

    Reviews, answers and e-mails of UD English-EWT (`treebanks/ewt-train.conllu.xz`), and those articles
    of the Local-Global Lexicon (`news`, its XML) in which no word of `other_news.toml` stands. Whoever
    labelled them, if anybody, labelled something else; a few may tell of a war all the same.
    """
    told = tomllib.loads(_OTHER.read_text(encoding="utf-8"))
    for name, text in _documents(treebanks / "ewt-train.conllu.xz"):
        if name.partition("-")[0] in told["genres"]:
            yield _of_no_conflict(_labelled(f"ewt:{name}", {"text": text}, [], "none"))
    war = re.compile(r"\b(?:" + "|".join(map(re.escape, told["words"])) + r")\b", re.IGNORECASE)
    for number, article in enumerate(etree.parse(news).getroot().iter("article")):
        title, text = article.findtext("title") or None, article.findtext("text") or ""
        if war.search(f"{title} {text}") is None and text.strip():
            doc = {"title": title, "text": text}
            yield _of_no_conflict(_labelled(f"lgl:{number}", doc, [], "none"))


def _of_no_conflict(text: Labelled) -> Labelled:
    part = int(hashlib.sha256(text.id.encode()).hexdigest()[:8], 16) % _PARTS
    return replace(text, conflict=f"{NO_CONFLICT}{part}")


def _documents(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the documents of a treebank: their names, and their sentences a line each."""
    name, lines = "", list[str]()
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        for row in rows:
            if row.startswith("# newdoc id = "):
                if lines:
                    yield name, "\n".join(lines)
                name, lines = row.partition("= ")[2].strip(), []
            elif row.startswith("# text = "):
                lines.append(row.partition("= ")[2].strip())
    if lines:
        yield name, "\n".join(lines)


def _with_words(claim: dict[str, Any], doc: dict[str, Any]) -> dict[str, Any]:
    text = doc["title"] if claim.get("in_title") else doc["text"]
    (first, last), (begin, end) = claim["quote"], claim["trigger"]
    return {
        **claim,
        "quote": text[first:last],
        "trigger": text[begin:end],
        "q": (first, last),
        "t": (begin, end),
    }


def _labelled(
    name: str, doc: dict[str, Any], claims: list[dict[str, Any]], source: str
) -> Labelled:
    context = tuple(doc.get("context") or ())
    published = date.fromisoformat(doc["published"]) if doc.get("published") else None
    report = Report(
        page="",
        cleaner="",
        title=doc.get("title"),
        text=doc["text"],
        published=published,
        publisher=doc.get("publisher"),
        context=context,
    )
    return Labelled(name, report, claims, source, conflict_of(" ".join(context), doc["text"]))


def conflict_of(context: str, text: str) -> str:
    """Return the group of conflicts that a text is of, "other" where no word tells one."""
    for told in (context.lower(), text[:300].lower()):
        for group, pattern in _patterns().items():
            if pattern.search(told):
                return group
    return "other"


def _patterns() -> dict[str, re.Pattern[str]]:
    groups = tomllib.loads(_CONFLICTS.read_text(encoding="utf-8"))["groups"]
    return {
        group: re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + ")")
        for group, words in groups.items()
    }


def _corpus_text(
    item: str, corpus: Path, corpora: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    name, line, *rest = item.split(":")
    if name not in corpora:
        corpora[name] = _rows(corpus / name)
    row = corpora[name][int(line)]
    if name == "current_events.jsonl":
        return {"text": row["text"], "published": row["date"], "context": row["topic"]}
    if name == "battle_pages.jsonl":
        return {"text": row["paragraphs"][int(rest[0])], "context": [row["page"]]}
    return {
        "text": row["text"],
        "title": row["title"],
        "publisher": row["publisher"],
        "published": _month_first(row["event_date"]),
        "context": ["Syrian civil war"],
    }


def _month_first(written: str) -> str | None:
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", written or "")
    if found is None or int(found[1]) > 12:
        return None
    return f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}"


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]
