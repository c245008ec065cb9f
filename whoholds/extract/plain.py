"""The plain reader: words that name events, clause patterns around them, and a memory of the report.

It reads the title and the text, never captions or comments, and is a pure function of both.
"""

from whoholds.base.codec import report_id
from whoholds.base.records import Claim, Report
from whoholds.extract.analysis import analyse, stamped
from whoholds.extract.finish import finish


class PlainReader:
    """Reads claims by lexicon and clause patterns; needs no model and no network."""

    name = "plain"
    version = "2"

    def read(self, report: Report) -> list[Claim]:
        """Return the claims of `report` in the order of their triggers, title first."""
        claims = analyse(report, views=False).claims
        return finish(stamped(claims, report_id(report), f"{self.name}@{self.version}"), report)
