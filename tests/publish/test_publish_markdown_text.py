"""Words from reports stay words, whatever a reader of Markdown makes of marks."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from whoholds.publish.markdown_text import escaped, linked

READERS = (
    MarkdownIt("commonmark", {"html": True}),
    MarkdownIt("gfm-like", {"html": True, "linkify": False}),
)


@settings(derandomize=True, max_examples=400)
@given(
    st.text(st.sampled_from(list("a1. -+*_#>`~[](){}<>!|\\&;=$@:/\n\t\u202e\u200d")), max_size=30)
)
@example("1. one")
@example("- one")
@example("# one")
@example("![x](http://x)")
@example("&lt;script&gt;")
@example("~~~")
@example("===")
def test_words_stay_words(text: str) -> None:
    for reader in READERS:
        tokens = reader.parse(escaped(text))
        assert [token.type for token in tokens] in (
            [],
            ["paragraph_open", "inline", "paragraph_close"],
        )
        inline = [child for token in tokens for child in token.children or []]
        assert {child.type for child in inline} <= {"text", "text_special"}
        shown = "".join(child.content for child in inline)
        assert shown == " ".join(text.replace("\u202e", " ").split())


def test_links_keep_to_their_address() -> None:
    (paragraph,) = (
        token for token in READERS[0].parse(linked("a] (b", "https://x.org/(1)")) if token.children
    )
    children = paragraph.children or []
    assert children[0].type == "link_open"
    assert children[0].attrs["href"] == "https://x.org/(1)"
    assert linked("plain", None) == "plain"


def test_addresses_in_words_are_no_links() -> None:
    assert escaped("see https://evil.example or www.evil.example or a@b.example") == (
        "see https\\://evil.example or www\\.evil.example or a\\@b.example"
    )
