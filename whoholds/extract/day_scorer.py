"""The scorer of days: which date words a claim of the trained reader goes by.

Its weights are linear ones over named features, as those of `scorers`; `training/dates` makes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from whoholds.base.records import Claim, Event, Status
from whoholds.extract.day_answers import DayAnswer, day_answers, ruled_answer
from whoholds.extract.day_features import weigh_parts
from whoholds.extract.drafts import View
from whoholds.extract.scorers import Rows, Scorer, read_weights
from whoholds.extract.units import Typed, Unit, form_of

FORMAT = 1
FOLDER = Path(__file__).parent / "model" / "days"
META = "days.json"
WEIGHTS = "days.npz"


@dataclass(frozen=True, slots=True)
class DayScorer:
    """The weights of the scorer of days. `digest` is the SHA-256 of `days.json`, which names theirs."""

    scorer: Scorer
    digest: str

    def choose(
        self,
        view: View,
        typed: Typed,
        unit: Unit,
        drafted: Sequence[Claim],
        event: Event,
        status: Status,
        text: str,
        *,
        published: bool,
    ) -> DayAnswer:
        """Return the likeliest answer to when the event of a unit was.

        `drafted` are the rules' claims of the unit, `text` is the title or text that its sentence stands
        in; `published` tells whether the report has a day of publication.
        """
        ruled = ruled_answer(view, unit, form_of(unit, typed), drafted, event, status, text)
        answers = day_answers(view, unit, status, ruled, text)
        parts = weigh_parts(
            answers, view, typed, unit, event.value, status, ruled, published=published
        )
        likely = self.scorer.choose(parts)
        return answers[max(range(len(answers)), key=lambda k: (likely[k], -k))]


@cache
def load_day_scorer(folder: Path = FOLDER) -> DayScorer:
    """Return the scorer of days of a folder, read once.

    Raises:
        ScorerError: if the weights are missing, damaged or of another version.
    """
    with read_weights(folder, META, WEIGHTS, FORMAT, "the scorer of days") as kept:
        rows = Rows((int(key), row) for row, key in enumerate(kept.arrays["keys"]))
        weights = kept.arrays["weights"].astype(np.float32)
        return DayScorer(Scorer(("score",), rows, weights, np.zeros(1, np.float32)), kept.digest)
