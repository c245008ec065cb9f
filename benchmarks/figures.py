"""What a benchmark prints and keeps: rows under a head, and a file of figures for `score_table.py`."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

Figures = Mapping[str, float | int | str | None]
Cell = str | int | float | None


def add_figures_option(ask: argparse.ArgumentParser) -> None:
    """Add `--figures FILE` to the options of a benchmark."""
    ask.add_argument("--figures", type=Path, help="also write the figures here (JSON)")


def keep_figures(path: Path | None, reader: str, figures: Figures) -> None:
    """Write the figures of a reader, where a path is given."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = {"reader": reader, **figures}
        path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def print_table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Print rows under a head: the first column to the left, the others to the right."""
    cells = [list(head), *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    for row in cells:
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([first, *others]).rstrip())


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def f1(hit: int, gold: int, found: int) -> float:
    """Return the harmonic mean of `hit / found` and `hit / gold`; 0 where nothing was hit."""
    return 2 * hit / (gold + found) if hit > 0 else 0.0


def share(part: float, whole: int) -> float | None:
    """Return `part / whole`, None of nothing."""
    return part / whole if whole > 0 else None
