"""Acronyms that a report explains itself: "Full Name (ACR)"."""

from collections.abc import Sequence

from whoholds.extract.memory import Memory
from whoholds.extract.segment import Sentence, Token


def learn_acronyms(sentences: Sequence[Sentence], memory: Memory) -> None:
    """Learn "Full Name (ACR)" and "ACR (Full Name)" from the text into `memory.full`."""
    for sentence in sentences:
        tokens = sentence.tokens
        for i in range(1, len(tokens) - 2):
            if tokens[i].text != "(" or tokens[i + 2].text != ")":
                continue
            short = tokens[i + 1].text
            if not (2 <= len(short) <= 10 and sum(c.isupper() for c in short) >= 2):
                continue
            letters = [c for c in short.lower() if c.isalnum()]
            full = _full_form(tokens[:i], letters)
            if full and short not in memory.full:
                memory.full[short] = full


def _full_form(before: Sequence[Token], letters: list[str]) -> str | None:
    """Return the run before a bracket whose initials are `letters`, small words skipped or not."""
    small = ("of", "the", "for", "and", "in", "on", "al", "to")
    for with_small in (False, True):
        k, at = len(letters) - 1, len(before) - 1
        parts: list[Token] = []
        while at >= 0 and k >= 0 and len(before) - at <= 12:
            word = before[at]
            if word.lower == "'s":
                parts.append(word)
                at -= 1
                continue
            if not (word.text[0].isalnum() or word.text in "-'’"):
                break
            if word.lower in small and not with_small:
                parts.append(word)
            else:
                bits = [b for b in word.lower.replace("-", " ").split() if b]
                initials = [b[0] for b in bits]
                take = len(initials)
                if letters[max(0, k - take + 1) : k + 1] == initials and take <= k + 1:
                    k -= take
                elif word.lower[0] == letters[k] or (bits and bits[-1][0] == letters[k]):
                    k -= 1
                else:
                    break
                parts.append(word)
            at -= 1
        if k < 0 and parts:
            first = parts[-1]
            kept = parts[:-1] if first.lower in small else parts
            if any(t.text[0].isupper() or t.text[0].isdecimal() for t in kept):
                return _joined(kept[::-1])
    # One cased run right before the bracket: "Hay'at Tahrir al-Sham (HTS)" fails on initials of
    # its parts, "Jama'at Nasr al-Islam wal Muslimin (JNIM)" as well.
    run: list[str] = []
    for word in reversed(before):
        if word.cap or word.lower in ("of", "the", "for", "al", "wal") or word.text[0].isdecimal():
            run.append(word.text)
            if len(run) > 10:
                break
        else:
            break
    while run and not run[-1][0].isupper() and run[-1][:3] not in ("al-", "el-"):
        run.pop()
    run.reverse()
    if len(run) >= 2 and run[0].lower() in ("the", "a"):
        run = run[1:]
    # "Armed Forces of the Democratic Republic of the Congo (FARDC)": short for another language's name.
    foreign = len(run) >= 4 and bool(_BODIES & {word.lower() for word in run})
    return " ".join(run) if run and (run[0][:1].lower() == letters[0] or foreign) else None


_BODIES = frozenset(("army", "forces", "front", "movement", "union", "council", "group", "mission"))


def _joined(tokens: Sequence[Token]) -> str:
    """Return the words with a space where the text has one."""
    out, end = "", None
    for token in tokens:
        out += token.text if end is None or token.start == end else " " + token.text
        end = token.end
    return out
