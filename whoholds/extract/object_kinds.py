"""What is captured, struck or held, as far as tree and word lists tell: a place, people, goods."""

from whoholds.extract.scorers import Feature, template
from whoholds.extract.units import Typed, Unit

NO_OBJECT = "-"
_OBJECTS = ("obj", "nsubj:pass")
_OF_NOUNS = ("nmod", "nmod:of", "nmod:unmarked")
_MODIFYING = ("acl", "acl:relcl")
_PRONOUNS = frozenset(("it", "them", "him", "her", "us", "me", "that", "which", "who", "itself"))
_PEOPLE_ENDINGS = (
    "er",
    "ers",
    "or",
    "ors",
    "ist",
    "ists",
    "man",
    "men",
    "woman",
    "women",
    "ian",
    "ians",
)
_LEAST_LETTERS = 5


def object_of(typed: Typed, unit: Unit) -> int:
    """Return the token that heads the object of a unit, -1 where the tree shows none.

    Of a verb its object or the subject of its passive; of a participle the noun that it stands by; of a
    noun ("the capture of X") what follows with "of".
    """
    tree = typed.tree
    if tree is None:
        return -1
    for k in range(unit.first, unit.last):
        for child in typed.children[k]:
            if unit.first <= child < unit.last:
                continue
            relation = tree.relations[child]
            if relation in _OBJECTS or (relation in _OF_NOUNS and _marked(typed, child, "of")):
                return child
    at = unit.head
    if tree.relations[at] in _MODIFYING and tree.heads[at] != at:
        return tree.heads[at]
    if tree.relations[at] == "conj" and tree.heads[at] != at:
        # "captured and looted the depot": the object hangs on either verb
        return next(
            (c for c in typed.children[tree.heads[at]] if tree.relations[c] in _OBJECTS), -1
        )
    return -1


def object_kind(typed: Typed, token: int) -> str:
    """Return the kind of the object that `token` heads: a type of name, or of a common noun."""
    if token < 0:
        return NO_OBJECT
    word, lexicon = typed.words[token], typed.parsed.lexicon
    if word[0] == "<" and word != "<group>":
        return word
    either = {word, noun_of(typed, token), typed.parsed.lower(token)}
    if either & _PRONOUNS:
        return "pronoun"
    if any(w in lexicon.place_cues["parts"] for w in either):
        return "place noun"
    if either & (lexicon.actors["armed"] | lexicon.actors["civilians"] | lexicon.actors["titles"]):
        return "people"
    if either & lexicon.actors["goods"]:
        return "goods"
    if word == "<group>":
        return "people"
    if any(w in lexicon.place_kinds or w in lexicon.place_cues["uncounted"] for w in either):
        return "place noun"
    if typed.part(token) == "PROPN":
        return "name"
    if len(word) >= _LEAST_LETTERS and word.endswith(_PEOPLE_ENDINGS):
        return "noun like people"
    return "noun"


def noun_of(typed: Typed, token: int) -> str:
    """Return the lemma at a token, also where the noun heads a group; the type of any other name."""
    if typed.words[token] == "<group>" and typed.tree is not None:
        return typed.tree.lemmas[token].lower()
    return typed.lemma(token)


def object_features(typed: Typed, unit: Unit, lemma: str, frame: str, listed: str) -> list[Feature]:
    """Return what the scorer of events is told about the object of a unit."""
    at = object_of(typed, unit)
    kind = object_kind(typed, at)
    out: list[Feature] = [(_of_kind, kind, frame, lemma, listed)]
    if at < 0:
        return out
    tree = typed.tree
    assert tree is not None  # where there is an object there is a tree
    children = [c for c in typed.children[at] if not unit.first <= c < unit.last]
    counted = any(tree.relations[c] == "nummod" for c in children)
    out.append((_of_noun, kind, counted, noun_of(typed, at), listed))
    for child in children:
        relation = tree.relations[child]
        if relation in ("nmod", "compound", "amod"):
            other = typed.lemma(child)
            out.append((_of_modifier, kind, relation, other, object_kind(typed, child), listed))
    return out


@template
def _of_kind(kind: str, frame: str, lemma: str, listed: str) -> list[str]:
    return [f"ok={kind}", f"ok,fr={kind},{frame}", f"ok,l={kind},{lemma}", f"ok,ev={kind},{listed}"]


@template
def _of_noun(kind: str, counted: bool, noun: str, listed: str) -> list[str]:
    return [f"ok,num={kind},{counted},{listed}", f"ok,w={noun}", f"ok,w,ev={noun},{listed}"]


@template
def _of_modifier(kind: str, relation: str, word: str, its_kind: str, listed: str) -> list[str]:
    return [f"ok,m={relation},{word},{listed}", f"ok,mk={kind},{relation},{its_kind},{listed}"]


def _marked(typed: Typed, token: int, word: str) -> bool:
    tree = typed.tree
    return tree is not None and any(
        tree.relations[c] == "case" and typed.words[c] == word for c in typed.children[token]
    )
