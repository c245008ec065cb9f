"""What a reader weighed about reports, for people: sentence by sentence, with the words marked."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from whoholds.base.codec import claim_id, to_json
from whoholds.base.explanations import Choice, Explanation, Option, Proposer
from whoholds.base.records import Claim, Mention, PlaceMention, Status
from whoholds.serve.console import counted, plain, print_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from whoholds.run.explaining import Explained, ExplainedPage

_LINES = 3
_LONGEST_WORDS = 40
_LONGEST_NAMES = 160
_SEEN_FROM = 0.005
_SURELY_NONE = 0.9
_LABEL = 16
_MARK = "*"

_PARTS = {"said_by": "said by"}
_EMPTY = {"actors": "nobody", "targets": "nobody", "said_by": "nobody", "places": "nowhere"}
_CLASSES = ("event", "status", "means")


class Explainer:
    """Prints what was weighed, report by report, or a JSON object for each."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.reports = self.places = self.claims = self.failed = 0
        self.exit_code = 0

    def show(self, explained: "Explained") -> None:
        """Print what was weighed about one page, or the error that it cost."""
        if explained.error is not None:
            self.failed += 1
            self.exit_code = self.exit_code or explained.error.exit_code
            click.echo(f"whoholds: {plain(str(explained.error))}", err=True)
            if self.as_json:
                print_json({"location": explained.location, "error": str(explained.error)})
            return
        assert explained.page is not None
        self.reports += 1
        self.places += len(explained.page.explanations)
        self.claims += sum(len(each.claims) for each in explained.page.explanations)
        if self.as_json:
            print_json(_row(explained.location, explained.page))
        else:
            _print_page(explained.location, explained.page)

    def finish(self) -> None:
        """Print the sums; leave with the exit code."""
        if not self.as_json:
            click.echo(
                f"{counted(self.reports, 'report')} explained: "
                f"{counted(self.places, 'possible event')}, {counted(self.claims, 'claim')}; "
                "nothing put on record"
            )
            if self.failed > 0:
                click.echo(f"{self.failed} could not be read")
        if self.exit_code != 0:
            raise click.exceptions.Exit(self.exit_code)


def _row(location: str, page: "ExplainedPage") -> dict[str, object]:
    report = page.report
    return {
        "location": location,
        "report": page.report_id,
        "title": report.title,
        "published": report.published.isoformat() if report.published is not None else None,
        "publisher": report.publisher,
        "reader": page.reader,
        "explanations": [_explanation_row(each) for each in page.explanations],
    }


def _explanation_row(explanation: Explanation) -> dict[str, Any]:
    row: dict[str, Any] = to_json(explanation)
    row["claims"] = [{"id": claim_id(claim), **to_json(claim)} for claim in explanation.claims]
    return row


def _print_page(location: str, page: "ExplainedPage") -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    # Through click, so that a reader of the output that goes away (`head`) is no error.
    with console.capture() as capture:
        _print_wrapped(console, Text(plain(page.report.title or location), "bold underline"))
        _print_wrapped(console, Text(plain(f"read by {page.reader}"), "dim"))
        for _, group in groupby(page.explanations, lambda each: each.sentence):
            here = list(group)
            console.print()
            _print_sentence(console, here)
            for explanation in here:
                _print_explanation(console, explanation)
        if len(page.explanations) == 0:
            _print_wrapped(console, Text("no words that may name an event"), by=2)
        console.print()
    click.echo(capture.get(), nl=False)


def _print_sentence(console: "Console", here: Sequence[Explanation]) -> None:
    from rich.text import Text

    label = "title: " if here[0].sentence.in_title else ""
    shown = Text().append(label, "dim")
    for piece, marked in _clipped(_pieces(here), console.width * _LINES - len(label)):
        shown.append(f"[{piece}]" if marked else piece, "bold" if marked else None)
    _print_wrapped(console, shown)


def _print_explanation(console: "Console", explanation: Explanation) -> None:
    from rich.text import Text

    words = Text(_short(plain(explanation.words.text), _LONGEST_WORDS), "bold")
    if len(explanation.claims) == 0:
        words.append(f": no claim: {plain(explanation.why)}", "not bold")
        _print_wrapped(console, words, by=2)
    for claim in explanation.claims:
        facts = words.copy()
        facts.append(f": {_facts(claim)} ", "not bold")
        facts.append(
            f"(confidence {claim.confidence:.2f}, {claim_id(claim)[:18]}…)", "not bold dim"
        )
        _print_wrapped(console, facts, by=2)
    if _is_far_from_one(explanation):
        return
    _print_part(console, "proposed by", Text(_proposed(explanation)))
    for choice in explanation.choices:
        # Where nothing was weighed the claim says it all.
        if any(option.probability is not None for option in choice.options):
            _print_choice(console, choice)


def _is_far_from_one(explanation: Explanation) -> bool:
    """Tell whether words that no list holds hardly name an event: a line is enough for them."""
    if explanation.proposed_by is not Proposer.LEARNED or explanation.claims:
        return False
    chosen = explanation.choices[0].chosen if explanation.choices else None
    return chosen is not None and (chosen.probability or 0) >= _SURELY_NONE


def _print_choice(console: "Console", choice: Choice) -> None:
    from rich.text import Text

    label = plain(_PARTS.get(choice.part, choice.part))
    seen = [o for o in choice.options if o.chosen or (o.probability or 0) >= _SEEN_FROM]
    seen = seen or list(choice.options[:1])
    unseen = choice.left_out + len(choice.options) - len(seen)
    more = f"{unseen} less likely" if unseen > 0 else ""
    marks = [_MARK if option.chosen else " " for option in seen]
    told = [_option(choice.part, option) for option in seen]
    if choice.part in _CLASSES:
        first, *rest = zip(marks, told, strict=True)
        items = [" ".join(first), *(f"{mark}{text}".strip() for mark, text in rest)]
        lines = _packed([*items, more] if more else items, console.width - _LABEL)
    else:
        lines = [f"{mark} {text}" for mark, text in zip(marks, told, strict=True)]
        lines += [f"  {more}"] if more else []
    for number, line in enumerate(lines):
        _print_part(console, label if number == 0 else "", Text(line))
    telling = (choice.chosen or seen[0]).telling
    if telling:
        told = [f"{_short(plain(each.feature), 40)} {each.weight:+.2f}" for each in telling]
        for number, line in enumerate(_packed(told, console.width - _LABEL - 5)):
            _print_part(console, "", Text(f"{'  by ' if number == 0 else '     '}{line}", "dim"))


def _packed(items: Sequence[str], width: int) -> list[str]:
    """Return lines of items, none of which is broken as long as it is no longer than a line."""
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + len(item) + 5 <= width:
            lines[-1] += f" · {item}"
        else:
            lines.append(item)
    return lines


def _option(part: str, option: Option) -> str:
    names = ", ".join(plain(name) for name in option.names) or _EMPTY.get(part, "none")
    told = _short(names, _LONGEST_NAMES)
    if option.probability is not None:
        told += f" {option.probability:.2f}"
    ways = ", ".join(plain(way) for way in option.ways)
    return f"{told} ({ways})" if ways else told


def _proposed(explanation: Explanation) -> str:
    drafted = " and ".join(event.value for event in explanation.drafted)
    listed = explanation.listed.value if explanation.listed is not None else ""
    match explanation.proposed_by:
        case Proposer.RULES:
            return f"the rules, which drafted {drafted}" if drafted else "the rules"
        case Proposer.LEXICON:
            return f"the word lists, as {listed}" if listed else "the word lists"
        case Proposer.LEARNED:
            return "training, where such words named events; no list holds them"


def _facts(claim: Claim) -> str:
    """Return `take (attempted) · A → B · at C · says D · when E`; what is empty is left out."""
    event, status = claim.event.value, claim.status
    who = _names(claim.actors) or "somebody"
    if claim.targets:
        who += f" → {_names(claim.targets)}"
    parts = (
        event if status is Status.HAPPENED else f"{event} ({status.value})",
        who,
        f"at {_names(claim.places)}" if claim.places else "",
        f"says {_names(claim.said_by)}" if claim.said_by else "",
        plain(claim.when.text) if claim.when is not None else "",
    )
    return " · ".join(part for part in parts if part != "")


def _names(mentions: Iterable[Mention] | Iterable[PlaceMention]) -> str:
    return _short(", ".join(plain(mention.name) for mention in mentions), _LONGEST_NAMES)


def _print_part(console: "Console", label: str, text: "Text") -> None:
    _print_wrapped(console, text, by=4, label=label.ljust(_LABEL - 4))


def _print_wrapped(console: "Console", text: "Text", *, by: int = 0, label: str = "") -> None:
    """Print a text under a label, wrapped to the width, each line set in as far as the first."""
    from rich.text import Text

    set_in = by + len(label)
    for number, line in enumerate(text.wrap(console, max(20, console.width - set_in))):
        line.rstrip()
        head = Text(" " * by + label if number == 0 else " " * set_in)
        console.print(head + line, soft_wrap=True)


def _pieces(here: Sequence[Explanation]) -> list[tuple[str, bool]]:
    """Return a sentence cut at the words that may name an event, each piece on one line."""
    sentence = here[0].sentence
    pieces: list[tuple[str, bool]] = []
    at = 0
    for explanation in sorted(here, key=lambda each: each.words.span):
        start = explanation.words.span.start - sentence.span.start
        if start < at:
            continue
        pieces.append((_on_one_line(sentence.text[at:start]), False))
        pieces.append((_short(plain(explanation.words.text), _LONGEST_WORDS), True))
        at = explanation.words.span.end - sentence.span.start
    pieces.append((_on_one_line(sentence.text[at:]), False))
    return pieces


def _clipped(pieces: Sequence[tuple[str, bool]], most: int) -> list[tuple[str, bool]]:
    """Return the pieces cut to some `most` characters, what stands next to marked words kept longest."""
    gaps = [text for text, marked in pieces if not marked]
    room = most - sum(len(text) + 2 for text, marked in pieces if marked)
    if sum(map(len, gaps)) <= room:
        return list(pieces)
    share = max(8, _share(sorted(map(len, gaps)), room))
    out: list[tuple[str, bool]] = []
    used = 0
    for number, (text, marked) in enumerate(pieces):
        if used >= most:
            out.append(("…", False))
            break
        if not marked and len(text) > share:
            # Before the first words and after the last, only the side that touches them is kept.
            first, last = number == 0, number == len(pieces) - 1
            head = share - 1 if last else 0 if first else (share - 1) // 2
            tail = share - 1 - head
            text = f"{text[:head]}…{text[len(text) - tail :]}"
        out.append((text, marked))
        used += len(text)
    return out


def _share(lengths: Sequence[int], room: int) -> int:
    """Return the length to which the longest are cut so that all of them fit into `room`."""
    for number, length in enumerate(lengths):
        share = room // (len(lengths) - number)
        if length > share:
            return share
        room -= length
    return room


def _on_one_line(text: str) -> str:
    """Return `text` without what hides or breaks lines; a blank at either end stays."""
    shown = plain(text)
    if shown == "":
        return " " if text else ""
    return (" " if text[0].isspace() else "") + shown + (" " if text[-1].isspace() else "")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
