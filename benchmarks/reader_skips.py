"""What the trained reader passes over unread, and what that costs: reports, sentences, claims lost.

    python -m benchmarks.reader_skips REPORTS … [--most N] [--home FOLDER] [--figures FILE]

REPORTS are files of texts (`texts.py`) or documents in the form of the labelled files. A report is
passed over whole where its bare words say surely no war (`topic.is_of_no_war`), a sentence is not
parsed where its report is likely about no war and its words, the tree aside, name surely no event
(`decisions`). Everything is read here without passing over anything, and what would have been
passed over is counted beside; *lost* are the claims in it. *lowest* is the probability that comes
nearest to being passed over among words that do name an event, by the words alone, beside the bound.

The scorers learnt from the labelled texts, from some of the corpora, and from most of `lgl.xml` as
news of no war: what is skipped there flatters. `TR-News.xml` they have not seen. The bounds (0.02
and 0.03) were chosen on samples of all these files.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table
from benchmarks.readers import HOME
from benchmarks.texts import read_reports
from whoholds.base.records import Report
from whoholds.base.settings import load_settings
from whoholds.extract import decisions
from whoholds.extract.analysis import analyse
from whoholds.extract.event_features import event_features
from whoholds.extract.known import Known
from whoholds.extract.scorers import Scorers, load_scorers
from whoholds.extract.syntax import load_parser
from whoholds.extract.topic import is_of_no_war, topic_features
from whoholds.run.home import Home


@dataclass(slots=True)
class Count:
    """What became of the texts of one file."""

    reports: int = 0
    unread: int = 0
    sentences: int = 0
    unparsed: int = 0
    claims: int = 0
    lost_reports: int = 0
    lost_sentences: int = 0
    lowest: float = 1.0


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("files", nargs="+", type=Path)
    ask.add_argument("--most", type=int, default=200, help="reports of each file")
    ask.add_argument("--home", type=Path, default=HOME)
    add_figures_option(ask)
    args = ask.parse_args()
    home = Home.open(load_settings({"WHOHOLDS_HOME": str(args.home)}))
    known, scorers = Known(home.known_places, home.known_actors), load_scorers()
    table: list[list[Cell]] = []
    lost = claims = 0
    for path in args.files:
        count = Count()
        for report in list(read_reports(path))[: args.most]:
            weigh(report, scorers, known, count)
        lost += count.lost_reports + count.lost_sentences
        claims += count.claims
        table.append(
            [
                path.name,
                count.reports,
                count.unread,
                count.sentences,
                count.unparsed,
                count.claims,
                count.lost_reports,
                count.lost_sentences,
                round(count.lowest, 3),
            ]
        )
    head = (
        "", "reports", "unread", "sentences", "unparsed", "claims", "lost unread", "lost unparsed",
        "lowest",
    )  # fmt: skip
    print_table(head, table)
    keep_figures(args.figures, "trained", {"claims": claims, "claims lost": lost})


def weigh(report: Report, scorers: Scorers, known: Known, count: Count) -> None:
    """Add what becomes of one report."""
    analysis = analyse(report)
    likely = scorers.topic.probabilities(topic_features(analysis))["1"]
    unread = is_of_no_war(report, scorers.topic)
    every = decisions.decide(analysis, load_parser(), scorers, known, every_sentence=True)
    told = sum(decision.event is not None for decision in every)
    count.reports += 1
    count.claims += told
    if unread:
        count.unread += 1
        count.lost_reports += told
        return
    sentences: dict[int, list[decisions.Decision]] = {}
    for decision in every:
        sentences.setdefault(id(decision.view), []).append(decision)
    count.sentences += len(sentences)
    if likely >= decisions.OF_WAR:
        return
    for here in sentences.values():
        bare = here[0].typed.hung_on(None)
        chances = [
            1
            - scorers.event.probabilities(
                event_features(d.view, bare, d.unit, d.drafted, d.topic, known)
            )[decisions.NONE]
            for d in here
        ]
        found = [p for p, d in zip(chances, here, strict=True) if d.event is not None]
        count.lowest = min(count.lowest, *found, 1.0)
        if max(chances) < decisions.HOPELESS:
            count.unparsed += 1
            count.lost_sentences += len(found)


if __name__ == "__main__":
    main()
