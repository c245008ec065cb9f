"""The plain reader: words that name events, clause patterns around them, and a memory of the report.

It reads the title and the text, never captions or comments, and is a pure function of both.
"""

from whoholds.base.codec import report_id
from whoholds.base.explanations import Explanation
from whoholds.base.records import Claim, Report
from whoholds.extract.analysis import Analysis, analyse, stamped
from whoholds.extract.explain import explain_drafts
from whoholds.extract.finish import finish


class PlainReader:
    """Reads claims by lexicon and clause patterns; needs no model and no network."""

    name = "plain"
    version = "2"

    def read(self, report: Report) -> list[Claim]:
        """Return the claims of `report` in the order of their triggers, title first."""
        return self._finished(analyse(report, views=False), report)

    def explain(self, report: Report) -> list[Explanation]:
        """Return which words of `report` the lists hold, and what the rules made of them."""
        analysis = analyse(report)
        return explain_drafts(analysis, self._finished(analysis, report), report)

    def _finished(self, analysis: Analysis, report: Report) -> list[Claim]:
        claims = stamped(analysis.claims, report_id(report), f"{self.name}@{self.version}")
        return finish(claims, report)
