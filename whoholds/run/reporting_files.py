"""The daily report as a file: HTML or PDF with its map inside, Markdown with its map beside."""

import tempfile
from pathlib import Path

from whoholds.base.errors import InputError, UnknownName
from whoholds.picture.shapes import CONTESTED, UNKNOWN
from whoholds.publish.atomic import written_whole
from whoholds.publish.daily_html import daily_html
from whoholds.publish.daily_markdown import daily_markdown
from whoholds.publish.daily_pdf import daily_pdf
from whoholds.publish.map_ground import Backdrop
from whoholds.run.answers import Picture
from whoholds.run.exports import draw
from whoholds.run.framing import frame_of
from whoholds.run.ground import DayGround
from whoholds.run.reporting import Daily

FORMS = (".html", ".md", ".pdf")
"""What a report is written as, by the end of the file's name."""


def write_report(
    daily: Daily, picture: Picture, path: Path, *, ground: DayGround | None = None
) -> list[Path]:
    """Write a report into `path` (.html, .md or .pdf), and return the files written.

    With `.md` the map goes beside it, as a PNG of the same name. A record without a located place has a
    report without a map. `ground` is drawn under the places.

    Raises:
        UnknownName: if `path` ends in none of the three.
        StorageError: if a file cannot be written; what was there stays then.
    """
    form = path.suffix.lower()
    if form not in FORMS:
        raise UnknownName(
            f"writing a daily report: {path} ends in none of {', '.join(FORMS)}; name such a file",
            nearest=FORMS,
        )
    drawing = _drawing(daily, picture, ".svg" if form == ".pdf" else ".png", ground)
    written = [path]
    if form == ".html":
        data = daily_html(daily.report, drawing=drawing)
    elif form == ".pdf":
        data = daily_pdf(daily.report, drawing=drawing)
    else:
        beside = path.with_suffix(".png")
        name = beside.name if drawing is not None else None
        data = daily_markdown(daily.report, drawing=name).encode()
        if drawing is not None:
            with written_whole(beside) as part:
                part.write_bytes(drawing)
            written.append(beside)
    with written_whole(path) as part:
        part.write_bytes(data)
    return written


def _drawing(daily: Daily, picture: Picture, form: str, ground: DayGround | None) -> bytes | None:
    with tempfile.TemporaryDirectory(prefix="whoholds-") as scratch:
        path = Path(scratch) / f"map{form}"
        try:
            draw(
                picture,
                path,
                on=daily.report.day,
                title=daily.report.title,
                frame=frame_of(picture),
                changed=daily.changed,
                ground=None if ground is None else _backdrop(ground),
                unknown=False,
            )
        except InputError:  # no place is located: there is nothing to draw
            return None
        return path.read_bytes()


def _backdrop(ground: DayGround) -> Backdrop:
    import shapely  # type: ignore[import-untyped]  # late; it ships no types

    areas = dict(ground.areas.area)
    contested = areas.pop(CONTESTED, None)
    areas.pop(UNKNOWN, None)
    lines = [front.line for front in ground.fronts]
    return Backdrop(
        areas=areas,
        contested=contested,
        fronts=shapely.union_all(lines) if len(lines) > 0 else None,
    )
