"""Measure capture on real pages: bodies, leaked comments, recovered comments; trafilatura beside it.

Usage: python benchmarks/capture_pages.py [--bodies scrapinghub.tar.xz] [--comments comments.tar.xz]

Bodies are scored as the benchmark that they come from does: F1 over word 4-shingles, every page of
equal weight. Of the comment set, a string that its gold file lists under `comments` has leaked where
it stands in the body, and is recovered where it stands in one of the comments.
"""

import argparse
import gzip
import io
import json
import re
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from trafilatura import bare_extraction

from whoholds.base.ids import sha256_hex
from whoholds.base.records import Page
from whoholds.capture.clean import clean
from whoholds.capture.pseudonyms import keep_name

Read = Callable[[bytes], tuple[str, str]]
"""The bytes of a page to its body and its comments."""

_TOKEN = re.compile(r"\w+")


def read_ours(data: bytes) -> tuple[str, str]:
    page = Page(sha256=sha256_hex(data), data=data, media_type="text/html", location="page")
    report = clean(page, pseudonym=keep_name)
    return report.text, "\n".join(comment.text for comment in report.comments)


def read_baseline(data: bytes) -> tuple[str, str]:
    found = bare_extraction(data, favor_precision=True, include_comments=True)
    if found is None or isinstance(found, dict):
        return "", ""
    return found.text or "", found.comments or ""


def members(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file is not None:
                yield member.name, file.read()


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    count = max(1, len(tokens) - 3)
    return Counter(tuple(tokens[at : at + 4]) for at in range(count)) if tokens else Counter()


def score_bodies(archive: Path, read: Read) -> dict[str, float]:
    files = dict(members(archive))
    truth_name = next(name for name in files if name.endswith("ground-truth.json"))
    truth: dict[str, Any] = json.loads(files[truth_name])
    pages = {Path(name).name.split(".")[0]: data for name, data in files.items() if ".html" in name}
    hits = extra = missed = 0.0
    failed = 0
    start = time.process_time()
    for key, gold in sorted(truth.items()):
        body = _body(gzip.GzipFile(fileobj=io.BytesIO(pages[key])).read(), read)
        failed += body is None
        want, got = shingles(gold["articleBody"]), shingles(body or "")
        good = sum((want & got).values())
        total = good + sum((got - want).values()) + sum((want - got).values())
        hits += good / total
        extra += sum((got - want).values()) / total
        missed += sum((want - got).values()) / total
    precision, recall = hits / (hits + extra), hits / (hits + missed)
    return {
        "pages": len(truth),
        "failed": failed,
        "precision": precision,
        "recall": recall,
        "F1": 2 * precision * recall / (precision + recall),
        "pages/cpu-s": len(truth) / (time.process_time() - start),
    }


def score_comments(archive: Path, read: Read) -> dict[str, float]:
    files = dict(members(archive))
    gold_name = next(name for name in files if name.endswith("gold.json"))
    gold: dict[str, Any] = json.loads(files[gold_name])
    pages = {Path(name).name: data for name, data in files.items() if name != gold_name}
    totals: Counter[str] = Counter()
    for entry in gold.values():
        data = pages[entry["file"]]
        try:
            body, comments = read(data)
        except Exception as cause:
            print(f"{entry['file']}: {cause}")
            totals["failed"] += 1
            body, comments = "", ""
        body, comments = " ".join(body.split()), " ".join(comments.split())
        for kind, where in (("with", body), ("without", body), ("comments", comments)):
            strings = [" ".join(text.split()) for text in entry.get(kind) or []]
            totals[f"{kind} in all"] += len(strings)
            totals[f"{kind} found"] += sum(text in where for text in strings)
            if kind == "comments":
                totals["comments leaked"] += sum(text in body for text in strings)
    return {
        "pages": len(gold),
        "failed": totals["failed"],
        "body strings": totals["with in all"],
        "body strings kept": totals["with found"],
        "furniture strings": totals["without in all"],
        "furniture leaked": totals["without found"],
        "comment strings": totals["comments in all"],
        "comments leaked": totals["comments leaked"],
        "comments recovered": totals["comments found"],
    }


def _body(data: bytes, read: Read) -> str | None:
    try:
        return read(data)[0]
    except Exception as cause:
        print(cause)
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--bodies", type=Path)
    parser.add_argument("--comments", type=Path)
    given = parser.parse_args()
    for archive, score in ((given.bodies, score_bodies), (given.comments, score_comments)):
        if archive is None:
            continue
        ours, baseline = score(archive, read_ours), score(archive, read_baseline)
        print(f"{archive.name:24}{'whoholds':>12}{'trafilatura':>14}")
        for name, value in ours.items():
            form = ".4f" if name in ("precision", "recall", "F1") else ".0f"
            print(f"  {name:22}{value:>12{form}}{baseline[name]:>14{form}}")


if __name__ == "__main__":
    main()
