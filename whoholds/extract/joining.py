"""Names that belong together, and names whose kind the rest of the report tells."""

from collections.abc import Sequence

from whoholds.extract.memory import Kind, Memory, Name
from whoholds.extract.segment import Token


def share_heads(tokens: Sequence[Token], names: list[Name]) -> list[Name]:
    """Make actors of the first parts of "Armenian and Azerbaijani forces"."""
    for k in range(len(names) - 2, -1, -1):
        name, following = names[k], names[k + 1]
        between = [t.lower for t in tokens[name.last : following.first]]
        if (
            name.kind is Kind.ADJECTIVE
            and between in (["and"], [","], [",", "and"], ["or"])
            and (following.kind is Kind.ACTOR and following.role)
        ):
            name.kind = Kind.ACTOR
    return names


def merge_members(tokens: Sequence[Token], names: list[Name]) -> list[Name]:
    """Read "militants belonging to the March 23 Movement", "fighters of X" as the group itself."""
    out: list[Name] = []
    for name in names:
        if out and name.kind is Kind.ACTOR and out[-1].role and out[-1].kind is Kind.ACTOR:
            link = [t.lower for t in tokens[out[-1].last : name.first]]
            if link and link[-1] == "the":
                link = link[:-1]
            if (
                link
                in (["of"], ["from"], ["belonging", "to"], ["loyal", "to"], ["affiliated", "with"])
                and not name.anaphor
            ):
                before = out.pop()
                keep = (
                    before.name + " " + " ".join(link) + " " + name.name
                    if link == ["loyal", "to"]
                    else name.name
                )
                out.append(Name(before.first, name.last, Kind.ACTOR, keep, head=before.head))
                continue
        out.append(name)
    return out


_MEN = frozenset(("men", "fighters", "gunmen", "supporters", "loyalists", "followers"))
_OWNERS = (Kind.UNKNOWN, Kind.PERSON, Kind.COUNTRY, Kind.PLACE)


def own_forces(tokens: Sequence[Token], names: list[Name]) -> list[Name]:
    """Make one group of "Haftar's men" and "Kyiv's forces": the owner tells whose they are."""
    out: list[Name] = []
    for name in names:
        before = out[-1] if out else None
        owned = (
            before is not None
            and before.kind in _OWNERS
            and name.first == before.last + 1
            and tokens[before.last].lower in ("'s", "’s")
        )
        if before is not None and owned and name.kind is Kind.ACTOR and name.role:
            words = _text(tokens, before.first, name.last)
            out[-1] = Name(before.first, name.last, Kind.ACTOR, words, role=True, head=name.head)
            continue
        out.append(name)
        at = name.last
        if (
            name.kind in _OWNERS
            and at + 1 < len(tokens)
            and tokens[at].lower in ("'s", "’s")
            and tokens[at + 1].lower in _MEN
        ):
            words = _text(tokens, name.first, at + 2)
            head = tokens[at + 1].lower
            out[-1] = Name(name.first, at + 2, Kind.ACTOR, words, role=True, head=head)
    return out


def _text(tokens: Sequence[Token], first: int, last: int) -> str:
    out, end = "", None
    for token in tokens[first:last]:
        out += (" " if end is not None and token.start > end else "") + token.text
        end = token.end
    return out


def settle(names: list[Name], memory: Memory) -> None:
    """Give names of unknown kind the kind that the rest of the report shows."""
    for name in names:
        if name.kind is Kind.UNKNOWN:
            seen = memory.kind_of(name.name)
            if seen is not None:
                name.kind = seen
