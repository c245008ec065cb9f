"""`whoholds read --explain`: what people see of why there is a claim, or none."""

import json
from collections.abc import Callable, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from whoholds.base.errors import UnreadableInput
from whoholds.base.explanations import Choice, Explanation, Option, Proposer, Telling
from whoholds.base.records import Claim, Event, Mention, PlaceKind, PlaceMention, Report, Status
from whoholds.base.spans import Quote, Span
from whoholds.run.explaining import Explained, ExplainedPage
from whoholds.serve.explained import Explainer

if TYPE_CHECKING:
    import subprocess

Run = Callable[..., "subprocess.CompletedProcess[str]"]

TEXT = (
    "Army takes a town\n\n\nThe Syrian Arab Army captured the town of Saraqib on January 17.\n\n"
    "Rebel pages did not mention the loss.\n"
)


@pytest.fixture
def example(tmp_path: Path) -> str:
    """The path of one of the example reports."""
    with as_file(files("whoholds.run") / "example_reports" / "bulletin-2020-01-17.txt") as source:
        (tmp_path / "bulletin.txt").write_bytes(source.read_bytes())
    return "bulletin.txt"


@pytest.mark.parametrize("reader", ["plain", "trained"])
def test_an_example_report(run: Run, tmp_path: Path, example: str, reader: str) -> None:
    done = run("read", example, "--explain", "--reader", reader)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "HTS And Ansar al-Tawhid Retake Abu Jreif From Assad’s Forces"
    assert lines[1].startswith(f"read by {reader}@")
    assert "title: HTS And Ansar al-Tawhid [Retake] Abu Jreif From Assad’s Forces" in lines
    assert any("[recaptured]" in line for line in lines)
    assert any(line.startswith("  recaptured: take · Hay’at Tahrir al-Sham") for line in lines)
    assert "did not mention the [loss]." in done.stdout
    assert "  loss: no claim: " in done.stdout
    assert "    proposed by the word lists, as take" in lines
    assert "red_kite_55" not in done.stdout  # comments are not read
    assert lines[-1].startswith("1 report explained: ")
    weighed = [line for line in lines if line.startswith("    actors      * ")]
    assert (len(weighed) > 0) is (reader == "trained")


def test_json_is_one_object_a_report_and_holds_the_claims_of_read(
    run: Run, tmp_path: Path, example: str
) -> None:
    (tmp_path / "second.txt").write_text(TEXT, encoding="utf-8")
    words = (example, "second.txt", "--json", "--published", "2020-01-18", "--reader", "plain")
    told = [json.loads(line) for line in run("read", *words, "--explain").stdout.splitlines()]
    read = [json.loads(line) for line in run("read", *words).stdout.splitlines()]
    assert len(told) == len(read) == 2
    for why, got in zip(told, read, strict=True):
        for same in ("location", "report", "title", "published", "publisher"):
            assert why[same] == got[same]
        each = why["explanations"]
        assert [claim["id"] for one in each for claim in one["claims"]] == got["claims"]
        assert all((one["why"] == "") is (len(one["claims"]) > 0) for one in each)
        assert {one["proposed_by"] for one in each} == {"rules", "lexicon"}
    loss = told[1]["explanations"][-1]
    assert loss["words"] == {"text": "loss", "span": {"start": 98, "end": 102}, "in_title": False}
    assert loss["listed"] == "take"


def test_nothing_is_put_on_record(run: Run, tmp_path: Path, example: str) -> None:
    before = {path.name for path in (tmp_path / "home").iterdir()}
    assert run("read", example, "--explain", "--reader", "plain").returncode == 0
    after = {path.name for path in (tmp_path / "home").iterdir()}
    assert after - before <= {"salt"}


def test_all_inputs_that_read_takes(run: Run, tmp_path: Path) -> None:
    rows = [{"title": "One", "text": "Rebels seized Dorvel."}, {"title": "Two", "text": "Rain."}]
    (tmp_path / "some.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = run("read", "some.jsonl", "-", "--explain", "--reader", "plain", stdin=TEXT.encode())
    assert done.returncode == 0
    assert "  seized: take · Rebels · at Dorvel" in done.stdout
    assert "Two\nread by plain@2\n  no words that may name an event\n" in done.stdout
    assert "  captured: take · Syrian Arab Army · at Saraqib · January 17" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("3 reports explained: ")


def test_one_bad_file_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(bytes(range(256)) * 64)
    done = run("read", "bad.txt", "good.txt", "--explain", "--reader", "plain")
    assert done.returncode == UnreadableInput.exit_code
    assert len(done.stderr.splitlines()) == 1
    assert "bad.txt" in done.stderr
    assert done.stdout.splitlines()[-2].endswith("nothing put on record")
    assert done.stdout.splitlines()[-1] == "1 could not be read"
    told = run("read", "bad.txt", "--explain", "--reader", "plain", "--json").stdout
    assert "bad.txt" in json.loads(told)["error"]


def test_a_reader_that_cannot_explain(run: Run, example: str) -> None:
    done = run("read", example, "--explain", "--reader", "llm")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "'llm' cannot say why" in line


@pytest.mark.parametrize("more", [("--dry-run", "--out", "claims.jsonl"), ("--replay",)])
def test_what_does_not_go_together(run: Run, example: str, more: Sequence[str]) -> None:
    done = run("read", example, "--explain", *more)
    assert done.returncode == 2
    assert "--explain writes nothing" in done.stderr


def test_hostile_text_reaches_no_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text(
        "Town \x1b[31mtaken\n\n\nThe \x1b]0;owned\x07Syrian Arab Army captured the town of "
        "\u202eSaraqib\u202c on January 17, it said, [bold]no[/bold].\n",
        encoding="utf-8",
    )
    for form in ((), ("--json",)):
        done = run("read", "evil.txt", "--explain", "--reader", "plain", *form)
        assert done.returncode == 0
        assert "captured" in done.stdout
        assert not set("\x1b\x07\u202e\u202c") & set(done.stdout + done.stderr)
    # What looks like markup of the terminal library is the report's own words.
    assert "[bold]no[/bold]" in run("read", "evil.txt", "--explain", "--reader", "plain").stdout


# With explanations made by hand


def quote(text: str, words: str) -> Quote:
    start = text.index(words)
    return Quote(Span(start, start + len(words)), words)


def explanation(text: str, words: str, **more: object) -> Explanation:
    given: dict[str, object] = {
        "sentence": Quote(Span(0, len(text)), text),
        "words": quote(text, words),
        "proposed_by": Proposer.LEXICON,
        "listed": Event.TAKE,
        "why": "0.10 likely to name an event; 0.45 is needed",
    }
    return Explanation(**(given | more))  # type: ignore[arg-type]  # the fields are mixed


def shown(capsys: pytest.CaptureFixture[str], text: str, *each: Explanation) -> list[str]:
    report = Report(page="0" * 64, cleaner="test@1", title="Title", text=text)
    page = ExplainedPage(
        report_id="report:0", report=report, reader="test@1", explanations=tuple(each)
    )
    Explainer(as_json=False).show(Explained(location="x.txt", page=page))
    return capsys.readouterr().out.splitlines()


TAKEN = "Rebels captured Dorvel."


def option(p: float, *names: str, chosen: bool = False, ways: tuple[str, ...] = ()) -> Option:
    return Option(names=names, probability=p, chosen=chosen, ways=ways)


def test_what_was_weighed_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    claim = Claim(
        report="report:0",
        event=Event.TAKE,
        status=Status.ATTEMPTED,
        quote=quote(TAKEN, TAKEN[:-1]),
        trigger=quote(TAKEN, "captured"),
        actors=(Mention(name="Rebels"),),
        targets=(Mention(name="Army"),),
        places=(PlaceMention(name="Dorvel", kind=PlaceKind.SETTLEMENT),),
        said_by=(Mention(name="Agency"),),
        confidence=0.814,
    )
    choices = (
        Choice(
            part="event",
            options=(
                Option(
                    names=("take",),
                    probability=0.9,
                    chosen=True,
                    telling=(
                        Telling(feature="ev=take", weight=1.36),
                        Telling(feature="title=False", weight=-0.5),
                    ),
                ),
                option(0.08),
                option(0.001, "hold"),
            ),
            left_out=8,
        ),
        Choice(
            part="status", options=(option(0.5, "happened"), option(0.4, "attempted", chosen=True))
        ),
        Choice(
            part="said_by",
            options=(
                option(0.7, "Agency", chosen=True, ways=("the rules", "in the sentence")),
                option(0.3),
            ),
        ),
    )
    lines = shown(
        capsys,
        TAKEN,
        explanation(
            TAKEN,
            "captured",
            proposed_by=Proposer.RULES,
            drafted=(Event.TAKE,),
            choices=choices,
            claims=(claim,),
            why="",
        ),
    )
    assert lines[3:] == [
        "Rebels [captured] Dorvel.",
        "  captured: take (attempted) · Rebels → Army · at Dorvel · says Agency",
        *lines[5:6],
        "    proposed by the rules, which drafted take",
        "    event       * take 0.90 · none 0.08 · 9 less likely",
        "                  by ev=take +1.36 · title=False -0.50",
        "    status        happened 0.50 · *attempted 0.40",
        "    said by     * Agency 0.70 (the rules, in the sentence)",
        "                  nobody 0.30",
        "",
    ]
    assert lines[5].startswith("  (confidence 0.81, claim:")


def test_words_of_one_sentence_stand_under_it_once(capsys: pytest.CaptureFixture[str]) -> None:
    text = "Rebels attacked and captured Dorvel."
    lines = shown(
        capsys,
        text,
        explanation(text, "attacked"),
        explanation(text, "captured", proposed_by=Proposer.LEARNED, listed=None),
    )
    assert lines.count("Rebels [attacked] and [captured] Dorvel.") == 1
    assert "    proposed by training, where such words named events; no list holds them" in lines


@pytest.mark.parametrize(("likely", "lines"), [(0.95, 1), (0.7, 3)])
def test_words_of_no_list_that_hardly_name_an_event_take_a_line(
    capsys: pytest.CaptureFixture[str], likely: float, lines: int
) -> None:
    events = Choice(part="event", options=(option(likely, chosen=True), option(1 - likely, "take")))
    found = explanation(
        TAKEN, "captured", proposed_by=Proposer.LEARNED, listed=None, choices=(events,)
    )
    out = shown(capsys, TAKEN, found)
    assert out[4].startswith("  captured: no claim: 0.10 likely")
    assert len(out) == 4 + lines + 1
    listed = explanation(TAKEN, "captured", choices=(events,))
    assert len(shown(capsys, TAKEN, listed)) == 4 + 3 + 1


@pytest.mark.parametrize("words", [("captured",), ("seized", "captured")])
def test_a_long_sentence_is_cut_and_keeps_the_words(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    text = ("far " * 200) + "off ".join(f"they {word} " for word in words) + ("and so " * 300)
    lines = shown(capsys, text, *(explanation(text, word) for word in words))
    first = next(at for at, line in enumerate(lines) if line.startswith(f"  {words[0]}: "))
    sentence = lines[3:first]
    assert len(sentence) <= 4
    assert max(map(len, sentence)) <= 80
    for word in words:
        assert f"they [{word}] " in " ".join(sentence)
    assert "…" in " ".join(sentence)


def test_a_sentence_of_nothing_but_words_of_events_ends(capsys: pytest.CaptureFixture[str]) -> None:
    text = "seized " * 200
    each = [
        Explanation(
            sentence=Quote(Span(0, len(text)), text),
            words=Quote(Span(at * 7, at * 7 + 6), "seized"),
            proposed_by=Proposer.LEXICON,
            listed=Event.TAKE,
            why="no",
        )
        for at in range(200)
    ]
    lines = shown(capsys, text, *each)
    first = lines.index("  seized: no claim: no")
    assert first <= 9
    assert lines.count("  seized: no claim: no") == 200


def test_hostile_names_and_features_are_shown_plain(capsys: pytest.CaptureFixture[str]) -> None:
    telling = (Telling(feature="w=\x1b[31mred\u202e", weight=1.0),)
    evil = Option(names=("\x1b]0;owned\x07",), probability=0.9, chosen=True, telling=telling)
    lines = shown(
        capsys,
        TAKEN,
        explanation(
            TAKEN, "captured", choices=(Choice(part="actors\x1b", options=(evil,)),), why="\x1b[2J"
        ),
    )
    out = "\n".join(lines)
    assert "owned" in out
    assert "red" in out
    assert not set("\x1b\x07\u202e") & set(out)
