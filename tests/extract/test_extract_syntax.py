"""The parser with the weights that ship: one tree a sentence, whatever the sentence is."""

import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.extract import syntax
from whoholds.extract.segment import MAX_SENTENCE_TOKENS, sentences, tokenise
from whoholds.extract.syntax import Parser, ParserError, Tree, load_parser


def words(text: str) -> list[str]:
    return [token.text for token in tokenise(text)]


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


def assert_tree(tree: Tree, length: int) -> None:
    assert len(tree) == length
    assert {len(x) for x in (tree.heads, tree.relations, tree.parts, tree.lemmas)} == {length}
    assert all(0 <= head < length for head in tree.heads)
    roots = [i for i, head in enumerate(tree.heads) if head == i]
    assert [i for i, name in enumerate(tree.relations) if name == "root"] == roots
    assert len(roots) == min(length, 1)
    for i in range(length):
        at, steps = i, 0
        while tree.heads[at] != at:
            at, steps = tree.heads[at], steps + 1
            assert steps < length
    assert all(tree.parts)
    assert all(tree.lemmas)


def test_a_sentence_is_read_as_who_did_what_to_what(parser: Parser) -> None:
    sentence = words("Rebel fighters captured the town of Zurbanah from the army on Friday.")
    (tree,) = parser.parse([sentence])
    assert_tree(tree, len(sentence))
    found = {
        word: (relation, sentence[head])
        for word, relation, head in zip(sentence, tree.relations, tree.heads, strict=True)
    }
    assert found["captured"] == ("root", "captured")
    assert found["fighters"] == ("nsubj", "captured")
    assert found["town"] == ("obj", "captured")
    assert found["Zurbanah"] == ("nmod", "town")
    assert found["army"] == ("obl", "captured")
    assert found["Friday"] == ("obl", "captured")
    assert tree.parts[2] == "VERB"
    assert tree.lemmas[1:3] == ("fighter", "capture")


def test_a_passive_names_its_agent(parser: Parser) -> None:
    sentence = words(
        "The village, which had fallen to militants in May, was retaken by government forces."
    )
    (tree,) = parser.parse([sentence])
    found = dict(zip(sentence, tree.relations, strict=True))
    assert found["village"] == "nsubj:pass"
    assert found["forces"] == "obl:agent"
    assert found["fallen"] == "acl:relcl"
    assert tree.lemmas[sentence.index("retaken")] == "retake"
    assert tree.lemmas[sentence.index("fallen")] == "fall"


def test_there_is_a_tree_for_every_sentence_in_order_and_none_for_none(parser: Parser) -> None:
    given_ = [[], ["Rebels", "advanced", "."], [], ["Stop"], []]
    trees = parser.parse(given_)
    assert [len(tree) for tree in trees] == [0, 3, 0, 1, 0]
    for tree, sentence in zip(trees, given_, strict=True):
        assert_tree(tree, len(sentence))
    assert parser.parse([]) == []
    assert parser.parse([[]]) == [Tree((), (), (), ())]


def test_endless_sentences_and_words_are_parsed(parser: Parser) -> None:
    longest = words("The army took Tarba and " * 40)[:MAX_SENTENCE_TOKENS]
    for sentence in (longest, ["and"] * 1000, ["x" * 100_000, "fell", "é" * 9999]):
        (tree,) = parser.parse([sentence])
        assert_tree(tree, len(sentence))


ODD = [
    "", " ", "\n", "\0", "\ud800", "\udfff\ud800", "\u202e", "قرية", "Ма́рьинка",
    "\U0001f469\u200d\U0001f467", "<b>", "\ufb01", "a\u0300" * 50, "1" * 90,
]  # fmt: skip


@given(
    st.lists(
        st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=8)), max_size=12), max_size=5
    )
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_any_strings_are_tokens(sentences_: list[list[str]]) -> None:
    trees = load_parser().parse(sentences_)
    assert len(trees) == len(sentences_)
    for tree, sentence in zip(trees, sentences_, strict=True):
        assert_tree(tree, len(sentence))


REPORT = """Troops of the coalition pushed into Karimah overnight, residents said. The militia denied it.
According to a spokesman, three villages were lost: Sabqa, Old Doru and Hill 204. Both sides
claim the crossing, but neither holds it. "We didn't leave," a rebel-held radio said."""


def test_a_tree_does_not_depend_on_what_is_parsed_with_it(parser: Parser) -> None:
    cut = [[token.text for token in sentence.tokens] for sentence in sentences(REPORT)]
    together = parser.parse(cut)
    assert len(together) > 4
    assert [parser.parse([sentence])[0] for sentence in cut] == together
    assert parser.parse(cut[::-1] * 30)[: len(cut)] == together[::-1]


def test_a_tree_does_not_depend_on_what_was_kept_of_others(
    monkeypatch: pytest.MonkeyPatch, parser: Parser
) -> None:
    cut = [[token.text for token in sentence.tokens] for sentence in sentences(REPORT)]
    wanted = parser.parse(cut)
    strange = [[f"strange{k}" for k in range(50)]]
    monkeypatch.setattr(syntax, "_KEPT_WORDS", 0)
    before = len(parser._nlp.vocab.strings)
    parser.parse(strange)
    assert len(parser._nlp.vocab.strings) == before
    assert parser.parse([*cut, *strange])[:-1] == wanted
    monkeypatch.setattr(syntax, "_MOST_WORDS", 0)
    built = parser._nlp
    assert parser.parse([*cut, *strange])[:-1] == wanted
    assert parser._nlp is not built


def test_threads_take_turns(parser: Parser) -> None:
    cut = [[token.text for token in sentence.tokens] for sentence in sentences(REPORT)]
    wanted = parser.parse(cut)
    found: list[list[Tree]] = []
    threads = [Thread(target=lambda: found.append(parser.parse(cut))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 4


def test_a_folder_is_loaded_once_and_the_weights_have_a_digest(parser: Parser) -> None:
    assert load_parser() is parser
    assert len(parser.digest) == 64


def test_weights_that_are_not_there_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ParserError) as caught:
        load_parser(tmp_path / "nowhere")
    said = str(caught.value)
    assert "loading the parser from" in said
    assert "No such file" in said
    assert "make model" in said
    assert "\n" not in said


def test_what_ships_has_a_card_a_licence_and_little_weight() -> None:
    folder = Path(syntax.__file__).parent / "model" / "parser"
    assert {path.name for path in folder.iterdir()} == {
        "CARD.md", "LICENSE", "config.cfg", "parser.json", "weights.bin", "words.json",
    }  # fmt: skip
    assert sum(path.stat().st_size for path in folder.iterdir()) < 9_000_000
    assert load_parser().digest in (folder / "CARD.md").read_text(encoding="utf-8")
    assert "CC BY-SA 4.0" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_spacy_is_imported_when_a_parser_is_loaded_and_not_before() -> None:
    code = "import sys, whoholds.extract.syntax; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
