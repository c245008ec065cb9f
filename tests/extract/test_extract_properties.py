"""Whatever the text, the reader does not fail, quotes what stands there, and reads the same twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Claim, Mention, PlaceMention, Report
from whoholds.extract.plain import PlainReader
from whoholds.extract.segment import sentences

VOCABULARY = """
the a Dorvel Arvo al-Besta (KLF) KLF rebels army forces captured recaptured seize to from in of by
and , . ; : 's said that denied lost fell withdrew control village town province Syria Syrian
Russian not will tried attack on repelled was were killed 14 airstrikes between clashes its they it
which who after while near 3 km north May 2031 Monday yesterday “ ” • (
"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n\n", "\n"])
NEWS = st.lists(WORDS, max_size=60).map(" ".join)
TEXT = st.one_of(st.text(max_size=200), NEWS)


def read(text: str, title: str | None) -> list[Claim]:
    return PlainReader().read(
        Report(page="0" * 64, cleaner="test@1", title=title, text=text, language=None)
    )


@settings(derandomize=True, deadline=None, max_examples=300)
@given(text=TEXT, title=st.one_of(st.none(), TEXT))
def test_every_span_holds_its_words(text: str, title: str | None) -> None:
    claims = read(text, title)
    assert claims == read(text, title)
    for claim in claims:
        assert not claim.quote.in_title or title
        words = (title or "") if claim.quote.in_title else text
        claim.quote.check(words)
        claim.trigger.check(words)
        assert claim.quote.span.covers(claim.trigger.span)
        if claim.when is not None:
            claim.when.check(words)
        mentions: list[Mention | PlaceMention] = [*claim.actors, *claim.targets, *claim.said_by]
        mentions += claim.places
        for mention in mentions:
            assert mention.name.strip()
            assert (mention.span is None) == (mention.text is None)
            if mention.span is not None:
                source = (title or "") if mention.in_title else text
                assert mention.span.cut(source) == mention.text


@settings(derandomize=True, deadline=None, max_examples=200)
@given(text=TEXT)
def test_sentences_stand_in_order_and_tokens_are_slices(text: str) -> None:
    end = 0
    for sentence in sentences(text):
        assert end <= sentence.start < sentence.end
        end = sentence.end
        assert all(text[t.start : t.end] == t.text for t in sentence.tokens)
