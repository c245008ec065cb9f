"""Words for days, probabilities and counts, as published pages and reports write them."""

from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# The wording of the US intelligence community's directive 203, for a probability.
_SURE = (
    (0.95, "almost certain"),
    (0.80, "very likely"),
    (0.55, "likely"),
    (0.45, "about even"),
    (0.20, "unlikely"),
    (0.05, "very unlikely"),
)
_TEN = 10
_GLYPHS = {
    "circle": "●", "square": "■", "triangle": "▲", "diamond": "◆", "down": "▼", "pentagon": "⬟",
    "star": "★", "plus": "✚", "hexagon": "⬢", "cross": "✖", "left": "◀", "right": "▶",
}  # fmt: skip


def day_words(day: date) -> str:
    """Return `17 January 2020`."""
    return f"{day.day} {month_words(day)}"


def month_words(day: date) -> str:
    """Return `January 2020`."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def days_words(first: date, last: date) -> str:
    """Return `17 January 2020`, `17 to 19 January 2020`, or both days in full; both are included."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_words(last)}"
    return f"{day_words(first)} to {day_words(last)}"


def instant_words(instant: str) -> str:
    """Return `2020-01-17 08:30 UTC` for an instant of the record."""
    return f"{instant[:10]} {instant[11:16]} UTC" if instant else "never"


def counted(number: int, noun: str) -> str:
    """Return `1 claim`, `2 claims`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def counts_words(contested: int, unknown: int) -> str:
    """Return how many places are contested on a day, and of how many nobody is known to hold them."""
    them = "it" if unknown == 1 else "them"
    return (
        f"{counted(contested, 'place')} contested in all; of {counted(unknown, 'place')} spoken of, "
        f"nobody is known to hold {them} on this day."
    )


def upper_first(text: str) -> str:
    """Return the words with their first letter as a capital, all others as they are."""
    return text[:1].upper() + text[1:]


def signed(number: int) -> str:
    """Return `+2`, `−1`, `0`."""
    if number == 0:
        return "0"
    return f"+{number}" if number > 0 else f"−{-number}"


def sure_words(probability: float) -> str:
    """Return a probability in words, from "almost certain" to "almost no chance"."""
    return next((words for least, words in _SURE if probability >= least), "almost no chance")


def percent(probability: float) -> str:
    """Return `93%`; never 0% or 100%, which nothing here is."""
    return f"{min(99, max(1, round(100 * probability)))}%"


def ratio_words(ratio: float) -> str:
    """Return a likelihood ratio: `12`, `2.5`."""
    return f"{ratio:.0f}" if ratio >= _TEN else f"{ratio:.1f}".removesuffix(".0")


def listed(names: list[str]) -> str:
    """Return `A`, `A and B`, `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def glyph(shape: str) -> str:
    """Return a letter of the shape that a side is drawn with."""
    return _GLYPHS.get(shape, "●")
