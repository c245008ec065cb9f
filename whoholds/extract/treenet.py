"""The networks of the parser, run on tokens: what they say of a word alone is worked out once.

spaCy's pipeline asks every component anew for every word. Here the vectors of a word by itself and
its lemma by an edit tree are kept; the trees are those of the pipeline.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_KEPT = 20_000
_ANY = "x"
"""The parser goes by vectors alone: whichever word stands in its document."""

Floats = npt.NDArray[np.float32]


class TreeNet:
    """The networks of a pipeline. Words are to be met, by `meet`, before sentences of them are read."""

    def __init__(self, nlp: "Language") -> None:
        # What components hold is typed as anything by spaCy.
        parts: dict[str, Any] = {name: nlp.get_pipe(name) for name in nlp.pipe_names}
        self._vocab = nlp.vocab
        self._embed, self._encode = parts["tok2vec"].model.layers
        self._parser = parts["parser"]
        self._tags: tuple[str, ...] = parts["tagger"].labels
        self._tagging = _output(parts["tagger"])
        self._lemmatizer = parts["lemmatizer"]
        self._lemmatizing = _output(parts["lemmatizer"])
        self._vectors: dict[str, Floats] = {}
        self._lemmas: dict[tuple[int, str], str | None] = {}

    def unmet(self, words: Sequence[str]) -> list[str]:
        """Return those of the words, each once, whose vectors are not known."""
        if len(self._vectors) > _KEPT:
            self._vectors.clear()
        if len(self._lemmas) > _KEPT:
            self._lemmas.clear()
        return [word for word in dict.fromkeys(words) if word not in self._vectors]

    def meet(self, words: Sequence[str], doc: "Doc") -> None:
        """Keep the vectors of words; `doc` is made of them."""
        self._vectors.update(zip(words, self._embed.predict([doc])[0], strict=True))

    def read(
        self, sentences: Sequence[Sequence[str]]
    ) -> tuple[list["Doc"], list[list[str]], list[list[str]]]:
        """Return documents with heads and relations, parts of speech and lemmas; the words are met."""
        from spacy.tokens import Doc

        vectors = self._vectors
        encoded = self._encode.predict([np.stack([vectors[w] for w in s]) for s in sentences])
        docs = []
        for words, tensor in zip(sentences, encoded, strict=True):
            starts: list[bool | int | None] = [True, *(False for _ in words[1:])]
            doc = Doc(self._vocab, words=[_ANY] * len(words), sent_starts=starts)
            doc.tensor = tensor
            docs.append(doc)
        self._parser.set_annotations(docs, self._parser.predict(docs))
        every = np.concatenate(encoded)
        tags = iter((every @ self._tagging[0] + self._tagging[1]).argmax(axis=1).tolist())
        scores = every @ self._lemmatizing[0] + self._lemmatizing[1]
        best = iter(zip(scores, scores.argmax(axis=1).tolist(), strict=True))
        parts = [[self._tags[next(tags)] for _ in words] for words in sentences]
        lemmas = [[self._lemma(word, *next(best)) for word in words] for words in sentences]
        return docs, parts, lemmas

    def _lemma(self, word: str, scores: Floats, likeliest: int) -> str:
        """Return the lemma by the likeliest edit tree that suits the word, the word where none does."""
        label = likeliest
        for _ in range(self._lemmatizer.top_k):
            lemma = self._applied(label, word)
            if lemma is not None:
                return lemma
            scores[label] = np.finfo(np.float32).min
            label = int(scores.argmax())
        return word

    def _applied(self, label: int, word: str) -> str | None:
        key = label, word
        if key not in self._lemmas:
            tree = self._lemmatizer.cfg["labels"][label]
            self._lemmas[key] = self._lemmatizer.trees.apply(tree, word)
        return self._lemmas[key]


def _output(part: Any) -> tuple[Floats, Floats]:
    """Return the weights and the bias of the layer by which a component chooses labels."""
    layer = part.model.layers[-1].layers[0]
    return np.ascontiguousarray(layer.get_param("W").T), layer.get_param("b")
