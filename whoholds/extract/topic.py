"""Whether a report is about an armed conflict at all: the words by which a scorer tells.

"Captured", "strike" and "advanced" stand in reports of markets, matches and fires as well; what they
mean there is told by the rest of the report sooner than by the words beside them.
"""

import re

from whoholds.base.records import Report
from whoholds.extract.analysis import Analysis
from whoholds.extract.memory import Kind
from whoholds.extract.scorers import Scorer

_BOUNDS = (-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0)
_MOST_SENTENCES = 200
_KINDS = {Kind.ACTOR: "<actor>", Kind.PERSON: "<person>"}


def topic_features(analysis: Analysis) -> list[str]:
    """Return the distinct words of a report, names left out, in order; of its first sentences only."""
    found: set[str] = set()
    for view in (*analysis.title, *analysis.body[:_MOST_SENTENCES]):
        parsed = view.parsed
        found.update(_KINDS[name.kind] for name in parsed.names if name.kind in _KINDS)
        found.update(
            token.lower
            for k, token in enumerate(parsed.tokens)
            if token.lower.isalpha()
            and k not in parsed.place_at
            and (k not in parsed.owner or parsed.owner[k].role)
        )
    return sorted(found)


def is_of_no_war(report: Report, topic: Scorer) -> bool:
    """Tell whether a report is so surely about no war that it need not be read, by its bare words.

    Names are not left out here, since finding them is what takes the time. Long pages are about much,
    and few words tell little: of those no report is taken to be sure.
    """
    if len(report.text) > _LONGEST:
        return False
    text = f"{report.title or ''}\n{report.text}"
    words = sorted(set(_WORD.findall(text.lower())))
    return _FEWEST <= len(words) <= _MOST and topic.probabilities(words)["1"] < _NO_WAR


_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 20_000
_FEWEST = 50
_MOST = 600
_NO_WAR = 0.02
"""No report with a labelled claim comes below 0.2, see `benchmarks/reader_skips.py`."""


def topic_level(likely: float) -> str:
    """Return the step on which a report stands, "0" (surely no war) to "7", by its probability."""
    likely = min(max(likely, 1e-6), 1 - 1e-6)
    # Compared as odds, so that no logarithm differs between machines.
    odds = likely / (1 - likely)
    return str(sum(odds >= bound for bound in _ODDS))


_ODDS = tuple(2.718281828459045**bound for bound in _BOUNDS)
