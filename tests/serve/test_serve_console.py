"""What reaches a terminal of a text that somebody else has written."""

import json

import pytest

from whoholds.serve.console import plain, print_json

HIDDEN = "\x1b\x07\x7f\x9b\u202e\u2066\u200e\u2028\u2029\ufeff\U000e0041\udcff"
SHOWN = "é تل خطرة\u200c \u200d — 上 \U0001f600"


def test_a_line_holds_no_control_and_no_half_character() -> None:
    line = plain(f"a{HIDDEN}b\r\n{SHOWN}")
    assert not set(HIDDEN + "\r\n") & set(line)
    assert line.startswith("a ")
    assert line.endswith(f"b {SHOWN}")
    line.encode()


def test_json_escapes_the_same_and_reads_back_as_it_was(
    capsys: pytest.CaptureFixture[str],
) -> None:
    value = {"name": f"a{HIDDEN}b\n\t{SHOWN}", HIDDEN: [HIDDEN, 1.5, None]}
    print_json(value)
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert not set(HIDDEN) & set(printed)
    assert "تل خطرة" in printed
    assert json.loads(printed) == value
