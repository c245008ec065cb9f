"""The map page of a published site, and its data: the API's answers as files, in the same shapes.

What the page asks a server for when it is served, it reads from `data/` here. Reports hold only what is
quoted, unless whole texts are asked for; comments are in none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import orjson
from markupsafe import escape

import whoholds
from whoholds.base.errors import InputError, UnknownName
from whoholds.base.records import Effect
from whoholds.publish.credits import credit_of
from whoholds.publish.file_names import file_key
from whoholds.publish.ground import feature_of
from whoholds.publish.plain_text import for_xml
from whoholds.publish.site_pages import SiteInfo
from whoholds.run.ground import Grounds
from whoholds.run.ground_files import shapes_of_ground
from whoholds.run.history import layers_of
from whoholds.run.map_areas import MapAreas
from whoholds.run.public import excerpt_of
from whoholds.serve import api_views as views
from whoholds.serve.control_table import ControlTable, period_rows
from whoholds.serve.desk import table_of
from whoholds.serve.happenings import happenings_of

if TYPE_CHECKING:
    from whoholds.base.records import Report, SourcedClaim
    from whoholds.run.answers import Picture
    from whoholds.run.home import Home

_PAGE = Path(__file__).parent / "page"
_BASEMAP = Path(whoholds.__file__).parent / "publish" / "basemap"
_SUFFIXES = frozenset({".js", ".mjs", ".css", ".svg", ".woff2", ".txt"})
_NOT_PUBLISHED = frozenset({"desk"})  # what only those signed in may use
_SIGN_IN = "signin"
_LAYERS = ("claimed", "confirmed")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
_API = '<meta name="whoholds-data" content="api">'
_FILES = '<meta name="whoholds-data" content="files" data-base="../data/">'
_TITLE = "<title>whoholds</title>"
_NAME = '26">whoholds</h1>'
_HEAD_END = "</head>"
_CHARSET = '<meta charset="utf-8">'

Files = Iterator[tuple[str, bytes]]


class SiteFiles:
    """Makes the files of the map page for a picture of what may be published."""

    def __init__(self, home: "Home") -> None:
        self._home = home

    def files(self, picture: "Picture", site: SiteInfo) -> Files:
        """Yield every file with its path in the site, the page first, then its data."""
        yield from _page(site)
        if not site.full_texts:
            picture = _with_excerpts(picture)
        yield from _whole(picture, site)
        yield from _places(picture)
        yield from _reports(picture)
        yield from self._maps(picture)

    def _maps(self, picture: "Picture") -> Files:
        maps = [views.map_of(each).model_dump(mode="json") for each in picture.maps.maps]
        yield "data/maps.json", _json({"position": picture.position, "maps": maps})
        areas = MapAreas(self._home)
        for each in picture.maps.maps:
            shapes = areas.shapes(each, picture.sides)
            yield (
                f"data/areas/{file_key(each.id)}.json",
                _json(views.areas_of_map(each, shapes, picture.position)),
            )
        yield from self._ground(picture)

    def _ground(self, picture: "Picture") -> Files:
        """Yield the ground of the last day, where there is enough on record to fill any."""
        if picture.last_day is None:
            return
        try:
            found = Grounds(self._home).on(picture, picture.last_day)
        except (InputError, UnknownName):  # no place in a known country, or nobody holds any
            return
        whole = {
            "type": "FeatureCollection",
            "position": picture.position,
            "on": found.day.isoformat(),
            "country": found.country,
            "settlements": found.settlements,
            "known": found.known,
            "leaning": found.leaning,
            "credit": credit_of(picture.places),
            "features": [feature_of(shape) for shape in shapes_of_ground(found, picture)],
        }
        yield f"data/ground/{found.day.isoformat()}.json", _json(whole)


def _page(site: SiteInfo) -> Files:
    for path in sorted(_PAGE.rglob("*")):
        name = path.relative_to(_PAGE)
        hidden = name.parts[0] in _NOT_PUBLISHED or name.name.startswith((_SIGN_IN, "."))
        if path.is_file() and path.suffix in _SUFFIXES and not hidden:
            yield f"map/{name.as_posix()}", path.read_bytes()
    html = (_PAGE / "index.html").read_text(encoding="utf-8")
    yield "map/index.html", published_page(html, title=site.title).encode()
    for path in sorted(_BASEMAP.glob("*.json")):
        yield f"data/basemap/{path.name}", path.read_bytes()
    yield "LICENSES.txt", _licences()


def _whole(picture: "Picture", site: SiteInfo) -> Files:
    table = table_of(picture)
    state = views.state_of(
        picture, version=whoholds.__version__, newest=picture.position, map_tiles=""
    )
    yield "data/state.json", state.model_dump_json().encode()
    yield "data/moments.json", _json({"position": picture.position, "moments": []})
    yield "data/control.json", _json(table.answer())
    yield "data/happenings.json", _json(happenings_of(picture, table))
    yield from _layers(picture, table)
    credits_ = [{"what": "places", "words": words} for words in site.credits]
    yield "data/credits.json", _json({"position": picture.position, "credits": credits_})


def published_page(html: str, *, title: str) -> str:
    """Return the map page as it stands in a published site: with a policy, its data in files.

    Raises:
        ValueError: if the page is not as it is known here.
    """
    shown = str(escape(for_xml(title)))
    changes = (
        (_CHARSET, f'{_CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        (_API, _FILES),
        (_TITLE, f"<title>Map · {shown}</title>"),
        (_NAME, f'26"><a class="site-link" href="../index.html"><bdi>{shown}</bdi></a></h1>'),
        (_HEAD_END, f'<link rel="stylesheet" href="../static.css">\n{_HEAD_END}'),
    )
    for old, new in changes:
        if html.count(old) != 1:
            raise ValueError(f"the map page has {html.count(old)} times {old!r}, once is expected")
        html = html.replace(old, new)
    start = html.index("<noscript>")
    end = html.index("</noscript>")
    return f"{html[:start]}{_static(shown)}{html[end + len('</noscript>') :]}"


def _static(title: str) -> str:
    """Return what is there until the map is, and stays where no script runs (a file, an old browser)."""
    return f"""<section class="static-map" aria-label="Without the map">
<p class="notice"><strong>{title}</strong>: the map by day needs JavaScript, and a web server (in the
site's folder, <code>python3 -m http.server</code>). Without: <a href="../index.html">the last day</a>,
<a href="../days/index.html">all days</a>, <a href="../places/index.html">all places</a>.</p>
<a href="../maps/latest.svg"><img src="../maps/latest.png" width="1920" height="1280"
alt="Map of who holds what on the last day; the list of places says the same in words"></a>
</section>"""


def _with_excerpts(picture: "Picture") -> "Picture":
    """Return the picture with reports that hold only their quotes."""
    by_report: dict[str, list[SourcedClaim]] = {}
    for claim in picture.claims.values():
        by_report.setdefault(claim.claim.report, []).append(claim)
    reports: dict[str, Report] = {}
    cut: dict[str, SourcedClaim] = {}
    for identifier, claims in by_report.items():
        excerpt = excerpt_of(claims[0].report, claims)
        reports[identifier] = excerpt.report
        cut.update(excerpt.claims)
    return replace(
        picture,
        reports=MappingProxyType(reports),
        claims=MappingProxyType({identifier: cut[identifier] for identifier in picture.claims}),
    )


def _places(picture: "Picture") -> Files:
    for place in picture.places.values():
        answer = views.place_answer(picture, place, None)
        whole = answer.model_dump(mode="json")
        at = {row.claim.id: index for index, row in enumerate(answer.claims)}
        # How the claims bear in the other periods: the page makes the answer of any day from it.
        whole["by_period"] = [
            {
                "for": _known(period.supporting, at),
                "against": _known(period.opposing, at),
                "silent": _known(period.silent, at),
            }
            for period in picture.periods.get(place.id, ())
        ]
        whole["moving"] = [
            index
            for index, row in enumerate(answer.claims)
            if any(each.effect is not Effect.PRESSURE for each in row.evidence)
        ]
        yield f"data/places/{file_key(place.id)}.json", _json(whole)


def _known(claims: Iterable[str], at: Mapping[str, int]) -> list[int]:
    return [at[claim] for claim in claims if claim in at]


def _reports(picture: "Picture") -> Files:
    by_report: dict[str, dict[str, SourcedClaim]] = {}
    for claim in picture.claims.values():
        by_report.setdefault(claim.claim.report, {})[claim.id] = claim
    for identifier, claims in by_report.items():
        # With the claims of this report alone: the answer looks through all there are.
        answer = views.report_of(replace(picture, claims=MappingProxyType(claims)), identifier)
        assert answer is not None
        cut = answer.model_copy(update={"captions": []})
        yield f"data/reports/{file_key(identifier)}.json", cut.model_dump_json().encode()


def _layers(picture: "Picture", table: ControlTable) -> Files:
    layers = layers_of(picture)
    sides = {side.id: index for index, side in enumerate(table.sides)}
    places = list(picture.places.values())
    for layer in _LAYERS:
        periods = {place: getattr(each, layer) for place, each in layers.items()}
        rows = period_rows(places, periods, picture.evidence, sides)
        whole = {
            "position": picture.position,
            "layer": layer,
            "places": len(places),
            "periods": rows.columns(),
        }
        yield f"data/layers/{layer}.json", _json(whole)


def _licences() -> bytes:
    """Return the licences of what comes along: the program, and the page's third-party files."""
    parts = [
        (
            "The map page is of whoholds (Apache-2.0, https://www.apache.org/licenses/LICENSE-2.0).\n"
            "What reports are quoted with belongs to their publishers. Points of places: see the "
            "credits on each page.\n"
        )
    ]
    for path in (_PAGE / "vendor" / "LICENSES.txt", _BASEMAP / "LICENSE"):
        if path.exists():
            parts.append(path.read_text(encoding="utf-8", errors="replace"))
    return "\n".join(parts).encode()


def _json(value: Any) -> bytes:
    return orjson.dumps(value)
