"""The dependency parser: tokens of a sentence to the tree of who did what to what.

The weights are our own, trained by `training/parser` on UD English-EWT and on templates of conflict
clauses, over the tokens of `segment.tokenise`; `model/parser/CARD.md` says how good they are. spaCy
runs them. It takes most of a second to import, so it is imported when a parser is loaded and not
before.
"""

import hashlib
import json
from collections.abc import Callable, Sequence, Set
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from whoholds.base.errors import WhoholdsError
from whoholds.extract.treenet import TreeNet

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.strings import StringStore
    from spacy.tokens import Doc

FORMAT = 2
"""The layout of the folder of weights: `parser.json` names the other files with their digests."""
FILES = ("config.cfg", "weights.bin", "words.json")
RARE = "<rare>"
"""What stands for the form of a word that training met less than twice; its letters still count."""

_FOLDER = Path(__file__).parent / "model" / "parser"
_BATCH = 64
_LONGEST_WORD = 80
_KEPT_WORDS = 20_000
_MOST_WORDS = 1_000_000
_WORDLESS = "�"


class ParserError(WhoholdsError):
    """The parser's weights are missing, damaged or of another version."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The dependency tree of a sentence, one entry a token.

    `heads` are indices into the sentence; the one root has its own. `relations` are those of
    Universal Dependencies 2 with the subtypes of English-EWT (`nsubj:pass`, `obl:agent`,
    `acl:relcl`); a token that the parser left without a head hangs on the root as `dep`. `parts` are
    universal parts of speech (`PROPN`), `lemmas` dictionary forms ("seize").

    A token that holds several words is one node: "don't" is the auxiliary, "rebel-held" is a form of
    "hold", and the relation is the head word's.
    """

    heads: tuple[int, ...]
    relations: tuple[str, ...]
    parts: tuple[str, ...]
    lemmas: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.heads)


_EMPTY = Tree((), (), (), ())


class Parser:
    """A parser with its weights in memory; safe to share between threads, which then take turns.

    Words first met are kept, up to some tens of thousands; after that none is, and after a million
    the parser is built anew, so that memory does not grow with the number of sentences.
    """

    def __init__(self, build: "Callable[[], Language]", known: Set[str], digest: str) -> None:
        # threadpoolctl comes without types.
        from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

        self._build = build
        self._known = known
        self._nlp = build()
        self._net = TreeNet(self._nlp)
        self._turn = Lock()
        self._threads = ThreadpoolController()
        self.digest = digest
        """SHA-256 of `weights.bin`, in hexadecimal."""

    def parse(self, sentences: Sequence[Sequence[str]]) -> list[Tree]:
        """Return the tree of each sentence, in order; the tokens are taken as they are given.

        They are to be cut as `segment.tokenise` cuts them: the parser has seen nothing else. Any
        string is a token, and a sentence without tokens has an empty tree. Trees do not depend on
        what else is parsed in the same call.
        """
        full = [[_bounded(w) for w in sentence] for sentence in sentences if len(sentence) > 0]
        # Products of matrices as small as these take several times longer on several threads.
        with self._turn, self._threads.limit(limits=1), self._memory():
            trees = [
                tree
                for first in range(0, len(full), _BATCH)
                for tree in self._trees(full[first : first + _BATCH])
            ]
        rest = iter(trees)
        return [next(rest) if len(sentence) > 0 else _EMPTY for sentence in sentences]

    def _trees(self, sentences: Sequence[Sequence[str]]) -> list[Tree]:
        unmet = self._net.unmet([word for sentence in sentences for word in sentence])
        if unmet:
            self._net.meet(unmet, sentence_doc(self._nlp, unmet, self._known))
        strings = self._nlp.vocab.strings
        return [
            _tree(strings, doc, parts, lemmas)
            for doc, parts, lemmas in zip(*self._net.read(sentences), strict=True)
        ]

    def _memory(self) -> AbstractContextManager[object]:
        """Return where the words of a call are kept."""
        # The table of words counts, and has room for, the forgotten ones too.
        if len(self._nlp.vocab) >= _MOST_WORDS:
            self._nlp = self._build()
            self._net = TreeNet(self._nlp)
        return nullcontext() if len(self._nlp.vocab) < _KEPT_WORDS else self._nlp.memory_zone()


def _tree(strings: "StringStore", doc: "Doc", parts: Sequence[str], lemmas: Sequence[str]) -> Tree:
    columns = doc.to_array(["HEAD", "DEP"])
    # Heads come as offsets, two's complement in an unsigned array.
    offsets: list[int] = columns[:, 0].astype("int64").tolist()
    heads = [i + offset for i, offset in enumerate(offsets)]
    relations = [strings[key] for key in columns[:, 1].tolist()]
    root = next(i for i, head in enumerate(heads) if head == i)
    for i, head in enumerate(heads):
        if head == i:
            heads[i] = root
            relations[i] = "root" if i == root else "dep"
    return Tree(tuple(heads), tuple(relations), tuple(parts), tuple(lemmas))


def sentence_doc(nlp: "Language", words: Sequence[str], known: Set[str]) -> "Doc":
    """Return the words, one or more, as a spaCy document that is one sentence and stays one.

    Words whose lower case is not among `known` are told by their first and last letters and their
    shape alone. Training and use both go through here, so that the parser meets the same in both.
    """
    from spacy.tokens import Doc

    words = [_bounded(word) for word in words]
    starts: list[bool | int | None] = [True, *(False for _ in words[1:])]
    doc = Doc(nlp.vocab, words=words, sent_starts=starts)
    for i, word in enumerate(words):
        if word.lower() not in known:
            doc[i].norm_ = RARE
    return doc


def load_parser(path: Path | None = None) -> Parser:
    """Return the parser whose weights lie in the folder `path`, by default those of the package.

    A folder is read once in a process; later calls give the same parser.

    Raises:
        ParserError: if files are missing, altered or written for another format, or if spaCy is.
    """
    return _load(_FOLDER if path is None else path.resolve())


@cache
def _load(folder: Path) -> Parser:
    doing = f"loading the parser from {folder}"
    mend = (
        "install whoholds again, or make the weights with `make model` in a clone of its repository"
    )
    try:
        about = json.loads((folder / "parser.json").read_bytes())
        files = {name: (folder / name).read_bytes() for name in FILES}
        version, digests = about["format"], dict(about["sha256"])
    except OSError as error:
        raise ParserError(f"{doing}: {error.strerror}: {error.filename}; {mend}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ParserError(f"{doing}: parser.json is damaged ({error!r}); {mend}") from error
    if version != FORMAT:
        raise ParserError(
            f"{doing}: the weights are of format {version!r}, "
            f"this version of whoholds reads {FORMAT}; {mend}"
        )
    for name, data in files.items():
        if hashlib.sha256(data).hexdigest() != digests.get(name):
            raise ParserError(f"{doing}: {name} is not the file that parser.json names; {mend}")
    words = json.loads(files["words.json"])
    build = partial(_assemble, files["config.cfg"].decode(), files["weights.bin"], words["edits"])
    try:
        return Parser(build, frozenset(words["known"]), digests["weights.bin"])
    except Exception as error:  # whatever spaCy raises on files that are whole but do not suit it
        raise ParserError(
            f"{doing}: spaCy does not take the weights ({type(error).__name__}: {error}); "
            f"install spaCy {about.get('spacy', '3.8')}, or {mend}"
        ) from error


def _assemble(config: str, weights: bytes, edits: Sequence[str]) -> "Language":
    from spacy import util
    from thinc.api import use_ops

    # numpy's own library multiplies matrices faster than BLIS, which spaCy prefers.
    with use_ops("numpy", use_blis=False):
        nlp = util.load_model_from_config(util.load_config_from_str(config), auto_fill=False)
    for string in edits:
        nlp.vocab.strings.add(string)
    nlp.from_bytes(weights, exclude=["vocab", "tokenizer"])
    return nlp


def _bounded(word: str) -> str:
    """Return the word in a form that spaCy takes: not empty, not endless, valid as UTF-8."""
    if len(word) > _LONGEST_WORD:
        word = word[: _LONGEST_WORD // 2] + word[-_LONGEST_WORD // 2 :]
    if not word.isascii():
        word = word.encode("utf-8", "replace").decode()
    return word if word else _WORDLESS
