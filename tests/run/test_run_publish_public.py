"""What may be published of a report: its quotes, where they stand, and no word around them."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Claim, Event, Report, Resolution, SourcedClaim, Status
from whoholds.base.spans import Quote, Span
from whoholds.run.public import GAP, excerpt_of

TEXT = "".join(chr(0x4E00 + at) for at in range(60))  # no letter twice: words say where they stood
REPORT = Report(page="ab" * 32, cleaner="hand@1", title="A title", text=TEXT)


def claim_of(number: int, quote: tuple[int, int], trigger: tuple[int, int]) -> SourcedClaim:
    def cut(ends: tuple[int, int]) -> Quote:
        return Quote(Span(*ends), TEXT[ends[0] : ends[1]])

    claim = Claim(
        report="report:1",
        event=Event.TAKE,
        status=Status.HAPPENED,
        quote=cut(quote),
        trigger=cut(trigger),
    )
    return SourcedClaim(
        id=f"claim:{number}",
        seq=number,
        recorded="2020-01-18T08:30:00.000000Z",
        claim=claim,
        resolution=Resolution(claim=f"claim:{number}", resolver="hand@1"),
        report=REPORT,
    )


spans = st.tuples(st.integers(0, 55), st.integers(1, 5)).map(lambda row: (row[0], row[0] + row[1]))


@settings(derandomize=True, max_examples=300)
@given(st.lists(st.tuples(spans, spans), max_size=6))
def test_every_quote_stands_in_the_excerpt_and_nothing_else_does(
    ends: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    claims = [claim_of(number, *each) for number, each in enumerate(ends)]
    excerpt = excerpt_of(REPORT, claims)
    for claim in excerpt.claims.values():
        claim.claim.quote.check(excerpt.report.text)
        claim.claim.trigger.check(excerpt.report.text)
    quoted = {at for each in ends for start, end in each for at in range(start, end)}
    kept = [letter for letter in excerpt.report.text if letter in TEXT]
    assert kept == [letter for at, letter in enumerate(TEXT) if at in quoted]
    assert set(excerpt.report.text) - set(TEXT) <= set(GAP)


def test_a_quote_of_the_title_stays_where_it_is() -> None:
    claim = claim_of(1, (3, 6), (3, 4))
    titled = replace(
        claim,
        claim=replace(
            claim.claim,
            quote=Quote(Span(0, 7), "A title", in_title=True),
            trigger=Quote(Span(2, 7), "title", in_title=True),
        ),
    )
    excerpt = excerpt_of(REPORT, [titled])
    assert excerpt.report.text == ""
    assert excerpt.claims["claim:1"].claim.quote == titled.claim.quote
