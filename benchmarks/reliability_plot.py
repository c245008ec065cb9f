"""A reliability diagram: how often answers are right, by how surely they are given."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_BINS = 10
_DPI = 150
_INK, _SOFT = "#1b2327", "#8a8a8a"
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")


def draw_reliability(
    told: Mapping[str, tuple[Numbers, Numbers]], path: Path, *, title: str
) -> None:
    """Draw a line for each name into `path`, and beneath it how many answers are so sure.

    Each name has the shares given to the likelier side, from .5 to 1, and whether it was right. Bins of
    a twentieth with fewer than ten answers are left out.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.0, 6.4), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    edges = np.linspace(0.5, 1.0, _BINS + 1)
    above.plot((0.5, 1), (0.5, 1), color=_SOFT, linestyle="--", linewidth=1, label="just as stated")
    for (name, (share, right)), colour in zip(told.items(), _COLOURS, strict=False):
        bin_of = np.clip(np.digitize(share, edges) - 1, 0, _BINS - 1)
        count = np.bincount(bin_of, minlength=_BINS)
        shown = count >= 10
        said = np.bincount(bin_of, share, _BINS)[shown] / count[shown]
        true = np.bincount(bin_of, right, _BINS)[shown] / count[shown]
        above.plot(said, true, marker="o", markersize=4, color=colour, label=name)
        below.plot(
            (edges[:-1] + edges[1:]) / 2, count / count.sum(), drawstyle="steps-mid", color=colour
        )
    above.set(ylabel="right", ylim=(0.45, 1.02), title=title)
    above.legend(frameon=False, loc="lower right", labelcolor=_INK)
    below.set(xlabel="probability stated for the likelier side", ylabel="answers", xlim=(0.5, 1.0))
    for axes in (above, below):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=_DPI, metadata={"Software": None})
