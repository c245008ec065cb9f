"""What the tests of the reader share: a report made of a text, and its claims."""

from collections.abc import Callable
from datetime import date

import pytest

from whoholds.base.records import Claim, Report
from whoholds.extract.plain import PlainReader

ReadText = Callable[..., list[Claim]]


@pytest.fixture
def read_text() -> ReadText:
    """Read a text (and a title) with the plain reader; every quote is checked on the way."""

    def read(text: str, title: str | None = None) -> list[Claim]:
        report = Report(
            page="0" * 64, cleaner="test@1", title=title, text=text, published=date(2031, 5, 14)
        )
        claims = PlainReader().read(report)
        for claim in claims:
            words = title if claim.quote.in_title else text
            assert words is not None
            claim.quote.check(words)
            claim.trigger.check(words)
            assert claim.quote.span.covers(claim.trigger.span)
        return claims

    return read
