"""The one place where code points become UTF-16 units, run by Node against Python's own slices."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

QUOTE_JS = Path(__file__).parents[3] / "whoholds" / "serve" / "page" / "quote.js"

PROGRAM = """
import { readFileSync } from "node:fs";
const { pieces, unitOffsets } = await import(process.argv[1]);
const cases = JSON.parse(readFileSync(0, "utf8"));
const answers = cases.map(({ text, spans }) => ({
  cuts: spans.map(({ start, end }) => {
    const unit = unitOffsets(text);
    return text.slice(unit(start), unit(end));
  }),
  pieces: pieces(text, spans).map(({ text, spans }) => [text, spans.map((span) => span.name)]),
}));
process.stdout.write(JSON.stringify(answers));
"""

# Letters of one and of two UTF-16 units, marks that join others, and a line's end.
letters = st.sampled_from("ab \n🚩𐌰é\u0301\u200d\ufe0fابתא中\u202e")
texts = st.lists(letters, max_size=40).map("".join)


def ask(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # Node is there: the page's files were brought with its npm.
    node = shutil.which("node")
    assert node is not None, "Node.js is missing; install nodejs"
    done = subprocess.run(
        [node, "--input-type=module", "-e", PROGRAM, QUOTE_JS.as_uri()],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


@st.composite
def case(draw: st.DrawFn) -> dict[str, Any]:
    text = draw(texts)
    ends = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=5))
    spans = [
        {"start": min(pair), "end": max(pair), "name": number} for number, pair in enumerate(pairs)
    ]
    return {"text": text, "spans": spans}


@settings(derandomize=True, deadline=None, max_examples=3)
@given(st.lists(case(), min_size=60, max_size=120))
def test_spans_hold_the_same_words_as_in_python(cases: list[dict[str, Any]]) -> None:
    for asked, answer in zip(cases, ask(cases), strict=True):
        text = asked["text"]
        assert answer["cuts"] == [text[span["start"] : span["end"]] for span in asked["spans"]]
        assert "".join(piece for piece, _ in answer["pieces"]) == text
        for span in asked["spans"]:
            marked = [piece for piece, names in answer["pieces"] if span["name"] in names]
            assert "".join(marked) == text[span["start"] : span["end"]]


def test_offsets_past_the_end_stop_there() -> None:
    cut = {"text": "a🚩b", "spans": [{"start": 1, "end": 99, "name": 0}]}
    assert ask([cut])[0]["cuts"] == ["🚩b"]
