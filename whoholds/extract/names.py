"""Names in a sentence: who (groups, forces, people, speakers) and where, as typed runs of tokens.

A name's kind comes from its own words first, then from the words around it, and last from the rest
of the report, where the same name may stand with a clearer cue.
"""

from collections.abc import Sequence

from whoholds.extract.joining import merge_members, own_forces, share_heads
from whoholds.extract.lexicon import FUNCTION_WORDS, STOP_WORDS, Lexicon, fold
from whoholds.extract.memory import Kind, Memory, Name
from whoholds.extract.segment import Sentence, Token
from whoholds.extract.words import words

HYPHEN = "-"
_LINKS = words("names", "links")
_ACTIVITIES = words("names", "activities")
_GROUP_NOUNS = frozenset(
    (
        "group",
        "movement",
        "organisation",
        "organization",
    )
)
_WEEKDAYS = words("names", "weekdays")
_GOVERNS_PLACE = words("names", "governs_place")
_DATED_GROUPS = words("datewords", "groups")
_PEOPLES_PLACES = frozenset(("region", "zone", "state", "canton", "province"))
_INSTITUTES = frozenset(("observatory", "institute", "watch", "agency"))
_NUMBERED = words("names", "numbered")
_NO_GROUPS = words("names", "no_groups")
_GOVERNS_ON = words("names", "governs_on")
_ADJECTIVE_TAILS = ("flagged", "born", "majority", "brokered", "dominated", "based", "speaking")
_ARMY_WORDS = words("names", "army_words")
_POSSESSIVE_PRONOUNS = words("names", "possessive_pronouns")
_OWNERS = words("names", "owners")


def is_side_adjective(word: str, lexicon: Lexicon) -> bool:
    """Tell whether `word` is an adjective of side or holder: "Turkish-backed", "pro-Haftar"."""
    if HYPHEN not in word or word.startswith("self-"):
        return False
    head, _, _ = word.partition(HYPHEN)
    tail = word.rpartition(HYPHEN)[2]
    actors = lexicon.actors
    return (
        tail.endswith(_ADJECTIVE_TAILS)
        or tail in actors["side_suffixes"]
        or tail in actors["held_suffixes"]
        or head in actors["side_prefixes"]
    )


def find_names(
    sentence: Sentence, lexicon: Lexicon, memory: Memory, masked: frozenset[int]
) -> list[Name]:
    """Return the names of `sentence` in order, without overlaps. `masked` tokens are date words."""
    return _Finder(sentence.tokens, lexicon, memory, masked).find()


class _Finder:
    def __init__(
        self,
        tokens: Sequence[Token],
        lexicon: Lexicon,
        memory: Memory,
        masked: frozenset[int],
    ) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.memory = memory
        self.masked = masked

    def find(self) -> list[Name]:
        names: list[Name] = []
        i = 0
        while i < len(self.tokens):
            name = None if i in self.masked else self._at(i)
            if name is None:
                i += 1
                continue
            names.append(name)
            i = max(name.last, i + 1)
        names = own_forces(self.tokens, names)
        return merge_members(self.tokens, share_heads(self.tokens, names))

    def _at(self, i: int) -> Name | None:
        token = self.tokens[i]
        if token.text == "(" and i + 2 < len(self.tokens) and self.tokens[i + 2].text == ")":
            return None
        if self._starts_run(i):
            return self._run(i)
        if token.text[0].isalpha() or token.text[0].isdecimal():
            return self._role(i, i)
        return None

    # --- capitalised runs -----------------------------------------------------------------

    def _starts_run(self, i: int) -> bool:
        token = self.tokens[i]
        lower = token.lower
        if not token.cap:
            return self._ordinal_unit(i)
        if is_side_adjective(lower, self.lexicon):
            return False
        known = lower in self.lexicon.adjectives or lower in self.lexicon.people
        if known or fold(lower) in self.lexicon.groups or lower in self.lexicon.countries:
            return lower not in self.lexicon.acronyms or self._in_capitals(i)
        if lower in ("the", "a", "an") or (lower in FUNCTION_WORDS and not self._cap(i + 1)):
            return False
        if lower.endswith("days") and lower[:-1] in _WEEKDAYS:
            return False
        first = (
            i == 0 or self.tokens[i - 1].text in "\"“‘':•" or self.tokens[i - 1].text.endswith(".")
        )
        if not first:
            return len(token.text) > 1
        if self._cap(i + 1) and self._known(i + 1) and not self._known(i):
            return False  # "Massive Daesh attack": a sentence's first word before a known name
        if (
            "-" in lower
            and not self._cap(i + 1)
            and lower.rpartition("-")[2] == token.text.rpartition("-")[2]
        ):
            return len(lower.partition("-")[0]) <= 3  # "Medium-sized", not "Al-shabaab"
        if lower not in self.lexicon.common:
            return True
        if not self._cap(i + 1):
            return False
        cues = self.lexicon.place_cues
        return (
            lower in self.lexicon.actors["titles"]
            or lower in cues["first"]
            or lower in cues["direction_adjectives"]
            or (lower in self.lexicon.actors["org_heads"])
        )

    def _known(self, i: int) -> bool:
        lexicon = self.lexicon
        lower = self.tokens[i].lower
        return (
            lower in lexicon.adjectives
            or lower in lexicon.people
            or self._known_length(i, lexicon.groups, lexicon.longest_group) > 0
            or self._known_length(i, lexicon.countries, lexicon.longest_country) > 0
        )

    def _cap(self, i: int) -> bool:
        return (
            i < len(self.tokens)
            and i not in self.masked
            and self.tokens[i].cap
            and not is_side_adjective(self.tokens[i].lower, self.lexicon)
        )

    def _ordinal_unit(self, i: int) -> bool:
        text = self.tokens[i].text
        after = self.tokens[i + 2].lower if i + 2 < len(self.tokens) else ""
        if text.isdecimal() and i not in self.masked and after in _DATED_GROUPS:
            return self._cap(i + 1)  # "the 17 November group"
        return text[0].isdecimal() and text[-2:] in ("st", "nd", "rd", "th") and self._cap(i + 1)

    def _known_length(self, i: int, table: object, longest: int) -> int:
        """Return how many tokens from `i` make a name of `table`, 0 for none; the longest wins."""
        assert isinstance(table, dict | frozenset)
        words: list[str] = []
        best = 0
        for k in range(i, min(len(self.tokens), i + longest)):
            words.append(fold(self.tokens[k].lower))
            if k == i and words[0] in self.lexicon.acronyms and not self._in_capitals(i):
                continue
            if " ".join(words) in table:
                best = k - i + 1
        return best

    def _in_capitals(self, i: int) -> bool:
        text = self.tokens[i].text.rstrip("s")  # "the SDFs"
        return text.isupper() or not text.isascii()

    def _run(self, i: int) -> Name:
        lexicon = self.lexicon
        group = self._known_length(i, lexicon.groups, lexicon.longest_group)
        country = self._known_length(i, lexicon.countries, lexicon.longest_country)
        if country == 1 and self.tokens[i].lower in lexicon.adjectives and self._describes(i + 1):
            return self._adjective(i, i + 1)
        if country > group and not self._org_follows(i + country):
            border = self._border(i + country)
            if border:
                return Name(i, border, Kind.PLACE, self._words(i, border), head="border")
            if self._follows_armed(i + country):
                return Name(
                    i,
                    i + country + 1,
                    Kind.ACTOR,
                    self._words(i, i + country + 1),
                    role=True,
                    head=self.tokens[i + country].lower,
                )
            name = lexicon.countries[" ".join(fold(t.lower) for t in self.tokens[i : i + country])]
            return Name(i, i + country, Kind.COUNTRY, name)
        stem = self.tokens[i].lower.removesuffix("s")
        if (
            stem != self.tokens[i].lower
            and stem in lexicon.countries
            and self.tokens[i].lower not in lexicon.people
            and end_of_holder(self.tokens, i)
        ):
            # "Syrias Idlib province": some copies of pages have lost their apostrophes
            return Name(i, i + 1, Kind.ADJECTIVE, lexicon.countries[stem])
        end = self._run_end(i)
        if group and (i + group >= end or not self._org_follows(i + group)):
            return self._with_role(i, i + group, Kind.ACTOR)
        return self._classify(i, end)

    def _org_follows(self, i: int) -> bool:
        """Tell whether the run goes on with a telling word: "Syria Democratic Forces", "IS Army"."""
        if not self._cap(i):
            return False
        end = self._run_end(i)
        last = self.tokens[end - 1].lower
        lexicon = self.lexicon
        return (
            last in lexicon.actors["org_heads"]
            or last in lexicon.actors["media_heads"]
            or last in lexicon.place_kinds
        )

    def _follows_armed(self, i: int) -> bool:
        return (
            i < len(self.tokens)
            and not self.tokens[i].cap
            and self.tokens[i].lower in self.lexicon.actors["armed"]
            and not self._attributive(i)
            and not self._is_verb_use(i)
        )

    def _border(self, i: int) -> int:
        """Return the end of "Myanmar–Thailand border" when token `i` is its dash, else 0."""
        if i + 2 >= len(self.tokens) or self.tokens[i].text not in ("–", "-", "/", "—"):
            return 0
        length = self._known_length(i + 1, self.lexicon.countries, self.lexicon.longest_country)
        end = i + 1 + length
        if length and end < len(self.tokens) and self.tokens[end].lower in ("border", "frontier"):
            return end + 1
        return 0

    def _describes(self, i: int) -> bool:
        """Tell whether a noun follows, so that "U.S." before it is an adjective: "U.S. troops"."""
        if i >= len(self.tokens):
            return False
        token = self.tokens[i]
        if token.lower in self.lexicon.actors["armed"]:
            return True
        return (
            token.text[0].isalpha()
            and not token.cap
            and token.lower not in STOP_WORDS
            and token.lower not in self.lexicon.speech_verbs
            and not (token.lower.endswith("ed") and len(token.lower) > 4)
            and not any(
                e.forms & {"s", "past"} and "noun" not in e.forms
                for e in self.lexicon.triggers.get(token.lower, ())
            )
        )

    def _run_end(self, i: int) -> int:
        tokens, joined = self.tokens, self.lexicon.actors["joined"]
        k = i + 1
        while k < len(tokens) and k - i < 12:
            if self._cap(k) or (
                tokens[k].text[0].isdecimal() and k > i and self._number_in_name(k)
            ):
                if tokens[k].lower in STOP_WORDS and not self._cap(k + 1):
                    break
                k += 1
                continue
            lower = tokens[k].lower
            if lower == "'s" and tokens[k - 1].lower in _OWNERS and self._cap(k + 1):
                k += 2
                continue
            if lower in ("’", "'") and tokens[k - 1].lower in _OWNERS and self._cap(k + 1):
                k += 2
                continue
            if lower in _LINKS and self._cap(k + 1):
                k += 2
                continue
            if lower in ("of", "for") and any(t.lower in joined for t in tokens[max(i, k - 2) : k]):
                step = 2 if k + 1 < len(tokens) and tokens[k + 1].lower == "the" else 1
                if self._cap(k + step):
                    k += step + 1
                    continue
            break
        return k

    def _number_in_name(self, k: int) -> bool:
        before = self.tokens[k - 1].lower
        numbered = before in _NUMBERED and self.tokens[k - 1].cap  # "Base 46", "Brigade 137"
        return (
            numbered
            or before in self.lexicon.place_cues["first"]
            or (
                self.tokens[k].text.isdecimal()
                and self._cap(k + 1)
                and (before == "hill" or self.tokens[k + 1].lower in _DATED_GROUPS)
            )
        )

    def _classify(self, i: int, end: int) -> Name:
        lexicon, tokens = self.lexicon, self.tokens
        lowers = [t.lower for t in tokens[i:end]]
        text = self._words(i, end)
        last, actors = lowers[-1], lexicon.actors
        if all(w in lexicon.adjectives or w in lexicon.people for w in lowers):
            folk = lexicon.adjectives.get(last) or lexicon.people.get(last)
            unit = tokens[end].lower if end < len(tokens) else ""
            if unit in _PEOPLES_PLACES and (folk is None or not folk.name):
                return Name(i, end + 1, Kind.PLACE, self._words(i, end + 1), head=unit)
            return self._adjective(i, end)
        if lowers[0] in ("operation", "article", "resolution", "treaty"):
            return Name(i, end, Kind.OTHER, text)
        title = next(
            (k for k, w in enumerate(lowers[:-1]) if w.rstrip(".") in actors["titles"]), None
        )
        if (
            end - i <= 4
            and lowers[0] in lexicon.adjectives
            and last in ("army", "forces", "military")
            and all(w in _ARMY_WORDS for w in lowers[1:-1])
        ):
            self.memory.armies.setdefault(lowers[0], text)
        if last in actors["org_heads"] or (
            title is None
            and any(w in actors["org_heads"] for w in lowers)
            and last not in lexicon.place_kinds
        ):
            return self._with_role(i, end, Kind.ACTOR)
        if title is None and any(w in _INSTITUTES for w in lowers):
            return Name(i, end, Kind.SPEAKER, text)
        if text in self.memory.full and end - i == 1:
            return self._with_role(i, end, Kind.ACTOR)
        if last in lexicon.place_kinds or lowers[0] in lexicon.place_cues["first"]:
            return Name(i, end, Kind.PLACE, text, head=last)
        if last in actors["media_heads"]:
            return Name(i, end, Kind.SPEAKER, text)
        if lowers[0] in ("sheikh", "sheik", "king", "emir") and self._place_before(i):
            return Name(i, end, Kind.PLACE, text, strong=False)
        if lowers[0] in ("sheikh", "sheik") and end - i > 1 and not self._title_before(i):
            return Name(i, end, Kind.UNKNOWN, text, strong=False)
        if title is not None or self._title_before(i):
            start = i + (title + 1 if title is not None else 0)
            while start < end - 1 and tokens[start].lower.rstrip(".") in actors["titles"]:
                start += 1
            nation = ""
            for word in (lowers[0], *(t.lower for t in reversed(self.tokens[max(0, i - 3) : i]))):
                adjective = lexicon.adjectives.get(word)
                nation = nation or (
                    adjective.name if adjective is not None else lexicon.countries.get(word, "")
                )
                if word in (",", ".", "and", "by", "to", "that"):
                    break
            if nation:
                self.memory.nations.setdefault(tokens[end - 1].text, nation)
            return Name(i, end, Kind.PERSON, self._words(start, end), nation=nation)
        following = tokens[end].lower if end < len(tokens) else ""
        if (
            following in lexicon.place_kinds
            and lowers[0] not in lexicon.adjectives
            and following not in ("state", "line", "field", "area-no")
        ):
            return Name(i, end + 1, Kind.PLACE, self._words(i, end + 1), head=following)
        if following in actors["armed"] and following not in actors["goods"]:
            return self._with_role(i, end, Kind.ACTOR)
        if lowers[0] in lexicon.place_cues["direction_adjectives"] and end - i >= 2:
            return Name(i, end, Kind.PLACE, text)
        if end - i == 1 and lowers[0].removesuffix("s") in _NO_GROUPS:
            return Name(i, end, Kind.OTHER, text)
        if end - i == 1 and _is_acronym(tokens[i].text):
            return self._with_role(i, end, Kind.ACTOR)
        if lowers[0] in lexicon.adjectives and end - i > 1:
            return self._with_role(i, end, Kind.UNKNOWN)
        if self._place_before(i):
            self.memory.vote(text, Kind.PLACE)
            return Name(i, end, Kind.PLACE, text, strong=False)
        return Name(i, end, Kind.UNKNOWN, text, strong=False)

    def _adjective(self, i: int, end: int) -> Name:
        lower = self.tokens[i].lower
        after = self._role(i, end)
        if after is not None:
            return after
        nation = self.lexicon.people.get(lower)
        if end - i == 1 and nation is not None and (lower not in self.lexicon.adjectives):
            return Name(i, end, Kind.ACTOR, self.tokens[i].text)
        nation = self.lexicon.adjectives.get(lower) or nation
        name = nation.name if nation is not None and nation.name else self.tokens[i].text
        following = self.tokens[end].lower if end < len(self.tokens) else ""
        if lower in self.lexicon.people and following not in self.lexicon.common:
            return Name(i, end, Kind.ACTOR, self.tokens[i].text)
        return Name(i, end, Kind.ADJECTIVE, name)

    def _with_role(self, i: int, end: int, kind: Kind) -> Name:
        """Take in the common nouns after a group's name: "Taliban fighters"."""
        actors, tokens = self.lexicon.actors, self.tokens
        k = end
        while (
            k < len(tokens)
            and k - end < 3
            and tokens[k].lower in actors["modifiers"]
            and not tokens[k].cap
        ):
            k += 1
        name = self._words(i, end)
        if (
            k < len(tokens)
            and tokens[k].lower in actors["armed"]
            and not tokens[k].cap
            and not self._is_verb_use(k)
        ):
            if kind is Kind.UNKNOWN or (
                self.tokens[i].lower in self.lexicon.adjectives and end - i == 1
            ):
                return Name(
                    i, k + 1, Kind.ACTOR, self._words(i, k + 1), role=True, head=tokens[k].lower
                )
            bare = end - i == 1 and not _is_acronym(name) and fold(name) not in self.lexicon.groups
            if bare and fold(name) not in self.lexicon.people:
                name = self._words(i, k + 1)  # "Keshi rebels": what Keshi is, is not known
            return Name(i, k + 1, Kind.ACTOR, name, head=tokens[k].lower)
        if kind is Kind.ACTOR and fold(name) in self.lexicon.actors["speakers"]:
            kind = Kind.SPEAKER
        return Name(i, end, kind, name)

    def _is_verb_use(self, k: int) -> bool:
        """Tell whether "forces" or "guards" is a verb here: "forces the army to"."""
        lower = self.tokens[k].lower
        following = self.tokens[k + 1].lower if k + 1 < len(self.tokens) else ""
        return lower in ("forces", "guards", "force", "guard") and following in (
            "the",
            "its",
            "their",
            "thousands",
            "them",
        )

    def _title_before(self, i: int) -> bool:
        return i > 0 and self.tokens[i - 1].lower in self.lexicon.actors["titles"]

    def _place_before(self, i: int) -> bool:
        k = i - 1
        cues = self.lexicon.place_cues
        while k >= 0 and is_side_adjective(self.tokens[k].lower, self.lexicon):
            k -= 1
        skipped = ("the", "nearby", "neighbouring", "neighboring", "strategic", "both")
        while k >= 0 and (
            self.tokens[k].lower in skipped or self.tokens[k].lower in cues["direction_adjectives"]
        ):
            if self.tokens[k].lower in cues["direction_adjectives"]:
                return True
            k -= 1
        if k < 0:
            return False
        before = self.tokens[k].lower
        if (
            before == ","
            and k > 0
            and self.tokens[k - 1].lower in ("capital", "city", "town", "village", "port")
        ):
            return True
        if before == "including":
            ahead = (t.lower for t in self.tokens[max(0, k - 5) : k])
            return any(w in self.lexicon.place_kinds or w in cues["uncounted"] for w in ahead)
        if before in cues["strong"] or before in self.lexicon.place_kinds:
            return before != "to" or self.tokens[k - 1].lower not in (
                "according",
                "loyal",
                "belonging",
                "allied",
            )
        if before == "on" and any(t.lower in _GOVERNS_ON for t in self.tokens[max(0, k - 6) : k]):
            return True
        if before == "of" and k > 0 and self.tokens[k - 1].lower in _GOVERNS_PLACE:
            return True
        if before == "over" and k > 0 and self.tokens[k - 1].lower == "control":
            return True
        if before == "of" and k > 0:
            return (
                self.tokens[k - 1].lower in self.lexicon.place_kinds
                or self.tokens[k - 1].lower in cues["parts"]
                or self.tokens[k - 1].lower in cues["directions"]
            )
        return False

    # --- common nouns ---------------------------------------------------------------------

    def _role(self, start: int, i: int) -> Name | None:
        """Read "Islamist militants", "the Turkish-backed rebels", "its fighters" from token `i` on.

        `start` is where an adjective of nationality before it begins.
        """
        tokens, actors = self.tokens, self.lexicon.actors
        k = i
        modified = start != i
        while k < len(tokens) and k - i < 5:
            lower = tokens[k].lower
            takes = (
                lower in actors["modifiers"] and not self._ends_phrase(k)
            ) or is_side_adjective(lower, self.lexicon)
            if not takes or (
                tokens[k].cap and k != 0 and not is_side_adjective(lower, self.lexicon)
            ):
                break
            modified = True
            k += 1
        if k >= len(tokens):
            return None
        head = tokens[k].lower
        if tokens[k].cap and k > start and k != 0:
            if modified and start == i:
                return None  # the modifiers belong to the capitalised run that follows
            return None
        if self._is_verb_use(k) or self._attributive(k):
            return None
        if head in actors["armed"] or (modified and head in actors["armed_weak"]):
            pass
        elif (
            head
            in ("government", "authorities", "group", "movement", "allies", "opposition", "people")
            and i > 0
            and tokens[i - 1].lower in ("the", "its", "their", "his")
        ):
            if head == "people":
                return None
        else:
            return None
        before = tokens[start - 1].lower if start > 0 else ""
        if start > 1 and before in ("first", "second", "third", "own"):
            before = tokens[start - 2].lower
        owned = before in _POSSESSIVE_PRONOUNS and head != "allies"
        plain = k == start and head in ("troops", "forces", "soldiers", "fighters")
        pointing = before in ("the", "this", "that", "these")
        loose = not modified or (head in _GROUP_NOUNS and start == i)
        anaphor = (
            owned
            or (plain and before in ("all", "our"))
            or (pointing and loose and head in actors["group_anaphors"])
        )
        first = start
        name = self._words(first, k + 1)
        return Name(first, k + 1, Kind.ACTOR, name, role=True, anaphor=anaphor, head=head)

    def _attributive(self, k: int) -> bool:
        """Tell whether "military", "army", "police" only describe the noun after them: "army base"."""
        following = self.tokens[k + 1].lower if k + 1 < len(self.tokens) else ""
        if (
            following in self.lexicon.place_kinds
            or following in _ACTIVITIES
            or self.tokens[k].lower == "troop"
        ):
            return True
        return self.tokens[k].lower == "military" and any(
            "noun" in e.forms for e in self.lexicon.triggers.get(following, ())
        )

    def _ends_phrase(self, k: int) -> bool:
        """Tell whether a word that may be a modifier stands alone, as a head: "the opposition said"."""
        lower = self.tokens[k].lower
        actors = self.lexicon.actors
        if lower not in actors["armed"] and lower not in actors["armed_weak"]:
            return False
        following = self.tokens[k + 1].lower if k + 1 < len(self.tokens) else ""
        return (
            following not in actors["armed"]
            and following not in actors["modifiers"]
            and following not in actors["armed_weak"]
        )

    def _words(self, first: int, last: int) -> str:
        out = ""
        end = None
        for token in self.tokens[first:last]:
            if end is not None and token.start > end:
                out += " "
            out += token.text
            end = token.end
        return out


def end_of_holder(tokens: Sequence[Token], i: int) -> bool:
    """Tell whether a name or a common noun follows token `i`, as after a possessive."""
    return (
        i + 1 < len(tokens)
        and tokens[i + 1].text[0].isalpha()
        and tokens[i + 1].lower not in STOP_WORDS
    )


def _is_acronym(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return 2 <= len(letters) <= 8 and sum(c.isupper() for c in letters) >= max(2, len(letters) - 1)
