"""How long a reviewer waits: the queue, a claim, a decision, and what it changed on the map.

    python -m benchmarks.server_home FOLDER --claims 100000
    python -m benchmarks.review_speed FOLDER [--decisions 20] [--seed 1]

Works on a copy of the home, through the routes' own functions and without HTTP. Times are processor
times of this process in milliseconds (median and slowest). Beside them stand the picture made from
nothing and brought forward: what each step would take if it were answered by a new picture.
"""

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from whoholds.base.records import Verdict
from whoholds.base.settings import Settings
from whoholds.run.answers import Answers, Picture
from whoholds.run.home import Home
from whoholds.run.reviewing import Decided, decide, history, undo
from whoholds.run.reviewing_effects import if_accepted, if_rejected
from whoholds.run.reviewing_now import as_it_stands, effect_of
from whoholds.run.reviewing_queue import queue
from whoholds.serve.api_shapes_review import ReviewClaimShape
from whoholds.serve.review_views import review_claim_of

T = TypeVar("T")


class Timed(Protocol):
    """Does something under a name, and notes how long it took."""

    def __call__(self, name: str, do: Callable[[], T]) -> T:
        """Return what `do` gives."""
        ...


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--decisions", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as copied:
        folder = Path(copied) / "home"
        shutil.copytree(given.folder, folder)
        measure(folder, given.decisions, random.Random(given.seed))


def one_decision(home: Home, picture: Picture, claim: str, luck: float, timed: Timed) -> None:
    """Look at a claim, decide on it, see what it changed, and take some decisions back."""
    ledger = home.ledger
    row = timed("a claim as it stands", lambda: as_it_stands(ledger, picture, claim))
    assert row is not None

    def look() -> ReviewClaimShape:
        return review_claim_of(
            row,
            picture,
            at=picture.position,
            queued=None,
            if_accepted=if_accepted(picture, row),
            if_rejected=if_rejected(picture, row),
            posts=0,
        )

    timed("its report, and what a decision would change", look)
    verdict = Verdict.REJECT if luck < 0.5 else Verdict.ACCEPT

    def settle() -> Decided:
        return decide(home, claim, verdict, by="ann", why="a benchmark")

    done = timed("a decision, on disk", settle)
    timed("what it changed", lambda: effect_of(ledger, picture, claim, done.seq))
    timed("history of the claim", lambda: history(ledger, claim))
    if luck < 0.2:
        timed("an undoing, on disk", lambda: undo(home, done.seq, by="ann", why="x"))


def measure(folder: Path, decisions: int, chance: random.Random) -> None:
    """Print the table of one home."""
    times: dict[str, list[float]] = {}

    def timed(name: str, do: Callable[[], T]) -> T:
        before = time.process_time()
        done = do()
        times.setdefault(name, []).append(1000 * (time.process_time() - before))
        return done

    with Home.open(Settings(home=folder, who="benchmark")) as home:
        answers = Answers(home)
        picture = timed("the picture from nothing (baseline)", answers.picture)
        waiting = timed("the queue of all claims", lambda: queue(picture))
        chosen = [each.claim for each in waiting[: 5 * decisions]]
        for claim in chance.sample(chosen, min(decisions, len(chosen))):
            one_decision(home, picture, claim, chance.random(), timed)
        picture = timed("the picture brought forward after them", answers.picture)
        claims = len(picture.claims)
    print(f"{claims} claims, {len(picture.places)} places, {decisions} decisions")
    print(f"{'':58} {'n':>4} {'median ms':>10} {'slowest':>10}")
    for name, found in times.items():
        print(f"{name:58} {len(found):4} {statistics.median(found):10.1f} {max(found):10.1f}")


if __name__ == "__main__":
    main()
