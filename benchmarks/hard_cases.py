"""Count the hard cases that hold, from what pytest says of their tests.

    python -m pytest tests/extract/test_extract_hard_cases.py --junitxml=REPORT.xml
    python -m benchmarks.hard_cases REPORT.xml … [--figures FILE]

A test belongs to the cases that its identifier begins with: `test_hard_case[H12]`. A case holds if
it has a test and all of them pass; one that is expected to fail does not hold. Of the thirty, those
that nobody tests are told. Which reader was tested is said by the tests, not here.
"""

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from benchmarks.figures import add_figures_option, keep_figures

CASES = 30
IDENTIFIER = re.compile(r"\[H(\d{1,2})\b")


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("reports", nargs="+", type=Path)
    add_figures_option(ask)
    args = ask.parse_args()
    hold, fail = judge(args.reports)
    untested = set(range(1, CASES + 1)) - hold - fail
    print(f"{len(hold)} of {CASES} hard cases hold; {_named('failing', fail)}; "
          f"{_named('without a test of their own', untested)}")  # fmt: skip
    keep_figures(args.figures, "as tested", {"hold": len(hold), "cases": CASES})


def _named(what: str, cases: Iterable[int]) -> str:
    return f"{what}: {', '.join(f'H{n}' for n in sorted(cases)) or 'none'}"


def judge(paths: Iterable[Path]) -> tuple[set[int], set[int]]:
    """Return the cases that hold and those that do not, of the tests in JUnit reports."""
    seen: set[int] = set()
    fail: set[int] = set()
    for path in paths:
        for test in etree.parse(str(path)).iterfind(".//testcase"):
            found = IDENTIFIER.search(test.get("name") or "")
            if found is None:
                continue
            seen.add(int(found[1]))
            if any(test.find(kind) is not None for kind in ("failure", "error", "skipped")):
                fail.add(int(found[1]))
    return seen - fail, fail


if __name__ == "__main__":
    main()
