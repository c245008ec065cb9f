"""The daily report as one HTML file, map and style inside: it can be mailed, and needs no network."""

import base64
import hashlib
from importlib.resources import files

from markupsafe import Markup

from whoholds.base.times import ONE_DAY
from whoholds.publish.daily import METHOD, SECTIONS, DailyReport
from whoholds.publish.site_layout import HasPages, style_of_sides, templates
from whoholds.publish.told import SideTold


def daily_html(report: DailyReport, *, drawing: bytes | None) -> bytes:
    """Return the report as HTML in UTF-8; `drawing` is its map as PNG, None for none.

    Its policy lets it load nothing, run nothing, and use no style but its own.
    """
    folder = files("whoholds.publish") / "site"
    style = (folder / "site.css").read_bytes() + style_of_sides(_sides(report))
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'"
    )
    picture = None
    if drawing is not None:
        picture = f"data:image/png;base64,{base64.b64encode(drawing).decode()}"
    return (
        templates()
        .get_template("daily.html")
        .render(
            page=report,
            policy=policy,
            # Ours alone: rules by hand, and colours that were checked.
            style=Markup(style.decode()),
            drawing=picture,
            yesterday=report.day - ONE_DAY,
            sections=SECTIONS,
            method=METHOD,
            root=report.site or "",
            pages=HasPages(),
        )
        .encode()
    )


def _sides(report: DailyReport) -> list[SideTold]:
    """Return every side that the report draws a sign of, once."""
    found: dict[str, SideTold] = {row.side.id: row.side for row in report.sides}
    holders = [
        *(change.after for change in report.changes),
        *(each.holder for each in report.contested),
    ]
    for side in (*(each.side for each in holders), *(each.claimed for each in report.claimed)):
        if side is not None:
            found.setdefault(side.id, side)
    return [found[side] for side in sorted(found)]
