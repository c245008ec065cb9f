"""Whether a report is about an armed conflict at all: the words by which a scorer tells.

"Captured", "strike" and "advanced" stand in reports of markets, matches and fires as well; what they
mean there is told by the rest of the report sooner than by the words beside them.
"""

from whoholds.extract.analysis import Analysis
from whoholds.extract.memory import Kind

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


def topic_level(likely: float) -> str:
    """Return the step on which a report stands, "0" (surely no war) to "7", by its probability."""
    likely = min(max(likely, 1e-6), 1 - 1e-6)
    # Compared as odds, so that no logarithm differs between machines.
    odds = likely / (1 - likely)
    return str(sum(odds >= bound for bound in _ODDS))


_ODDS = tuple(2.718281828459045**bound for bound in _BOUNDS)
