"""How often a reader tells claims in texts that are about no armed conflict.

    python -m benchmarks.reader_other_news TREEBANK.conllu[.xz] ... [--genres reviews answers email]
        [--reader NAME] [--figures FILE]

The texts are documents of a treebank in CoNLL-U (`# newdoc id = reviews-…`, `# text = …`), of genres in
which nobody reports on a war: whatever is told there is wrong, but for a sentence or two. Choose files
that were not trained on: of UD English-EWT `ewt-dev` and `ewt-test`. Beside: the rules alone, and a bare
list of verbs.
"""

import argparse
import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table
from benchmarks.predictions import Row, bare_verbs, predict
from benchmarks.readers import BASELINE, add_reader_options, named, open_reader

GENRES = ("reviews", "answers", "email")


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("treebanks", type=Path, nargs="+")
    ask.add_argument("--genres", nargs="+", default=list(GENRES))
    add_reader_options(ask)
    add_figures_option(ask)
    args = ask.parse_args()
    docs = [doc for path in args.treebanks for doc in documents(path, args.genres)]
    reader, rules = open_reader(args.reader, args.home), open_reader(BASELINE, args.home)
    told = {
        named(reader): predict(reader, docs),
        named(rules): predict(rules, docs),
        "bare verbs": [row for doc in docs for row in bare_verbs(doc)],
    }
    lines = sum(doc["text"].count("\n") + 1 for doc in docs)
    print(f"{len(docs)} texts, {lines} sentences of {', '.join(args.genres)}\n")
    rows: list[Sequence[Cell]] = [
        (name, len(found), 1000 * len(found) / lines, sum(r["event"] == "take" for r in found))
        for name, found in told.items()
    ]
    print_table(("", "claims told", "a thousand sentences", "of these, places taken"), rows)
    found = told[named(reader)]
    keep_figures(
        args.figures,
        named(reader),
        {"told": 1000 * len(found) / lines, "sentences": lines, "claims": len(found)},
    )


def documents(path: Path, genres: Sequence[str]) -> Iterator[Row]:
    """Yield the documents of some genres, a sentence a line."""
    name, lines = "", list[str]()
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as rows:
        for row in (*rows, "# newdoc id = "):
            if row.startswith("# newdoc id = "):
                if lines and name.partition("-")[0] in genres:
                    yield {"id": name, "title": None, "text": "\n".join(lines)}
                name, lines = row.partition("= ")[2].strip(), []
            elif row.startswith("# text = "):
                lines.append(row.partition("= ")[2].strip())


if __name__ == "__main__":
    main()
