"""The API against the picture it is made from, and against those who would misuse it."""

import asyncio
import http.client
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from whoholds.base.errors import InputError, SettingsError
from whoholds.base.records import ControlState
from whoholds.base.settings import Settings
from whoholds.publish.side_signs import signs_of
from whoholds.publish.told_words import sure_words
from whoholds.run.answers import Answers, Picture
from whoholds.run.home import Home
from whoholds.serve import api_shapes as shapes
from whoholds.serve.api_shapes_found import SearchShape
from whoholds.serve.app import content_policy, make_app

ROUTES_TO_READ = (
    *(
        "state",
        "moments",
        "control",
        "layers/{layer}",
        "holders",
        "happenings",
        "changes",
        "ground",
    ),
    *("claims", "claims/{claim_id}", "search", "towns", "credits", "export/{form}"),
    *("places/{place_id}", "reports/{report_id}", "maps", "maps/{map_id}/areas"),
    "tiles/{z}/{x}/{y}.mvt",
)
EPOCH = date(1970, 1, 1)
STATES = {0: ControlState.HELD, 1: ControlState.CONTESTED, 2: ControlState.UNKNOWN}
ROUTES = ("state", "moments", "control", "claims", "search?q=abu", "places/hand:jurayf")


Serve = Callable[[Settings], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def client(made_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=made_address, timeout=60) as opened:
        yield opened


@pytest.fixture(scope="module")
def picture(made_home: Path) -> Iterator[Picture]:
    with Home.open(Settings(home=made_home, who="t"), create=False) as home:
        yield Answers(home).picture()


def get(client: httpx.Client, path: str) -> Any:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.text
    return response.json()


def state_in_columns(control: Any, place: int, day: date) -> tuple[ControlState, str | None] | None:
    """Read the columns as a client would: day numbers, end excluded, -1 for no side."""
    number = (day - EPOCH).days
    periods = control["periods"]
    for row, owner in enumerate(periods["place"]):
        start, end = periods["start"][row], periods["end"][row]
        begun = start is None or start <= number
        if owner == place and begun and (end is None or number < end):
            side = periods["side"][row]
            name = None if side == -1 else control["sides"][side]["id"]
            return STATES[periods["state"][row]], name
    return None


def test_control_says_what_the_picture_says_on_every_day(
    client: httpx.Client, picture: Picture
) -> None:
    control = get(client, "control")
    assert control["places"]["id"] == list(picture.places)
    compared = 0
    for index, place in enumerate(control["places"]["id"]):
        for offset in range(-30, 400, 1):
            day = date(2020, 1, 10) + timedelta(days=offset)
            period = picture.period_on(place, day)
            expected = None if period is None else (period.state, period.side)
            assert state_in_columns(control, index, day) == expected, (place, day)
            compared += expected is not None
    assert compared > 1000


def test_control_counts_claims_by_day(client: httpx.Client) -> None:
    events = get(client, "control")["events"]
    days = [EPOCH + timedelta(days=day) for day in events["day"]]
    assert days == sorted(days)
    assert dict(zip(days, events["claims"], strict=True))[date(2020, 1, 16)] == 1


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("state", shapes.StateShape),
        ("moments", shapes.MomentsShape),
        ("control", shapes.ControlShape),
        ("claims", shapes.ClaimsShape),
        ("search?q=abu", SearchShape),
        ("places/hand:jurayf?on=2020-01-17", shapes.PlaceAnswerShape),
    ],
)
def test_answers_have_the_documented_shape(
    client: httpx.Client, path: str, shape: type[shapes.Shape]
) -> None:
    body = client.get(f"/api/v1/{path}").content
    answered = shape.model_validate_json(body)
    assert len(answered.model_dump()) == len(shape.model_fields)


def test_state_counts_the_record(client: httpx.Client) -> None:
    state = get(client, "state")
    assert (state["reports"], state["claims"], state["places"]) == (3, 7, 5)
    assert (state["first_day"], state["last_day"]) == ("2020-01-10", "2020-01-20")
    assert state["position"] == state["newest"] == 20
    colours = {side["id"]: side["colour"] for side in state["sides"]}
    assert set(colours) == {"syria:government", "syria:opposition", "named:mob"}
    assert all(len(colour) == 7 and colour[0] == "#" for colour in colours.values())
    assert list(colours)[-1] == "named:mob"


def test_place_tells_holder_and_claims_for_and_against(client: httpx.Client) -> None:
    answer = get(client, "places/hand:jurayf?on=2020-01-17")
    assert answer["period"]["side"] == "syria:government"
    assert answer["period"]["actor"] == "Syrian Arab Army"
    assert answer["period"]["words"] == sure_words(answer["period"]["confidence"])
    taken, *more = (row["claim"] for row in answer["claims"] if row["bearing"] == "for")
    assert taken["trigger"]["text"] == "captured"
    assert taken["source"]["publisher"] == "Government Wire"
    assert taken["source"]["page"] == "ab" * 32
    # To have retaken it on the 19th says that the army had it until then.
    assert [claim["trigger"]["text"] for claim in more] == ["recaptured"]
    assert answer["claims"][0]["evidence"][0]["ratio"] > 1
    assert "Syrian Arab Army" in answer["claims"][0]["sentence"]
    assert answer["summary"].startswith("Held by Syrian Arab Army")
    assert any(row["claim"]["event"] == "strike" for row in answer["claims"])
    assert len(answer["claims"]) == 3


def test_place_without_a_day_is_told_of_the_last_day(client: httpx.Client) -> None:
    answer = get(client, "places/hand:jurayf")
    assert answer["on"] == "2020-01-20"
    assert answer["period"]["side"] == "syria:opposition"


def test_place_is_found_by_name_too(client: httpx.Client) -> None:
    assert get(client, "places/Abu%20Jurayf")["place"]["id"] == "hand:jurayf"


def test_anchored_place_names_its_anchor(client: httpx.Client) -> None:
    place = get(client, "places/near:mustayf@hand:khatrah")["place"]
    assert (place["precision"], place["anchor_name"]) == ("anchored", "Tell Khatrah")


def test_report_gives_spans_that_hold_the_quotes_and_no_comments(client: httpx.Client) -> None:
    claims = get(client, "claims")["claims"]
    reports = {claim["source"]["report"] for claim in claims}
    assert len(reports) == 3
    checked = 0
    for identifier in reports:
        response = client.get(f"/api/v1/reports/{identifier}")
        assert "SECRETCOMMENT" not in response.text
        report = shapes.ReportShape.model_validate_json(response.content)
        for claim in report.claims:
            for quote in (claim.quote, claim.trigger):
                assert report.text[quote.start : quote.end] == quote.text
                checked += 1
    assert checked == 14


def test_captions_come_with_their_credit(client: httpx.Client) -> None:
    first = get(client, "claims?limit=1")["claims"][0]["source"]["report"]
    assert get(client, f"reports/{first}")["captions"] == [
        {"text": "The town from the east.", "credit": "A. Photographer"}
    ]


def test_claims_come_a_page_at_a_time(client: httpx.Client) -> None:
    everything = [claim["id"] for claim in get(client, "claims")["claims"]]
    paged: list[str] = []
    while len(paged) < 7:
        page = get(client, f"claims?limit=3&offset={len(paged)}")
        assert page["total"] == 7
        paged += [claim["id"] for claim in page["claims"]]
    assert paged == everything
    assert get(client, "claims?offset=7")["claims"] == []


def test_claims_of_one_place_and_event(client: httpx.Client) -> None:
    rows = get(client, "claims?place=hand:jurayf&event=take")["claims"]
    assert [row["trigger"]["text"] for row in rows] == ["captured", "recaptured"]


def test_search_finds_other_spellings(client: httpx.Client) -> None:
    found = get(client, "search?q=abu%20juraif")["places"]
    assert found[0]["id"] == "hand:jurayf"
    assert get(client, "search?q=Zzyzx")["places"] == []


def test_search_leaves_out_unlike_names_and_takes_those_that_sound_alike(
    client: httpx.Client,
) -> None:
    assert [place["name"] for place in get(client, "search?q=Khatra")["places"]] == ["Tell Khatrah"]
    assert get(client, "search?q=Hazm")["places"] == []
    assert get(client, "search?q=idlb")["places"][0]["id"] == "hand:idlib"


def test_sides_have_the_signs_of_the_static_map(client: httpx.Client, picture: Picture) -> None:
    signs = signs_of(picture.sides)
    for answer in ("state", "control"):
        sides = get(client, answer)["sides"]
        assert {side["id"]: (side["colour"], side["shape"]) for side in sides} == {
            side: (sign.colour, sign.shape) for side, sign in signs.items()
        }
        assert len(sides) == 3


def test_a_period_says_when_the_place_was_last_told_of(client: httpx.Client) -> None:
    answer = get(client, "places/hand:khatrah?on=2020-01-17")
    assert answer["period"]["last_told"] == "2020-01-10"
    control = get(client, "control")
    index = control["places"]["id"].index("hand:khatrah")
    periods = control["periods"]
    told = {
        periods["start"][row]: periods["last_told"][row]
        for row, place in enumerate(periods["place"])
        if place == index
    }
    taken = (date(2020, 1, 10) - EPOCH).days
    assert told[taken] == taken
    # What stood before is told of by nobody: it follows from the taking.
    assert told[None] is None


def test_towns_are_the_greatest_of_the_part_asked_for(client: httpx.Client) -> None:
    towns = get(client, "towns?west=36&south=34&east=38&north=37&limit=5")
    assert len(towns["name"]) == len(towns["population"]) == 5
    assert towns["name"][0] == "Aleppo"
    assert towns["population"] == sorted(towns["population"], reverse=True)
    assert all(36 <= lon <= 38 for lon in towns["lon"])
    assert all(34 <= lat <= 37 for lat in towns["lat"])
    over_the_date_line = get(client, "towns?west=175&south=-20&east=-175&north=-10")
    assert "Suva" in over_the_date_line["name"]
    assert get(client, "towns?west=-30&south=0&east=-29&north=1")["name"] == []


def test_known_asks_for_an_earlier_record(client: httpx.Client) -> None:
    moments = get(client, "moments")["moments"]
    assert [moment["position"] for moment in moments] == [20, 16, 10]
    assert moments[-1]["title"] == "Army back in Abu Jurayf"
    then = get(client, "places/hand:jurayf?on=2020-01-20&known=10")
    assert then["period"]["side"] == "syria:government"
    now = get(client, "places/hand:jurayf?on=2020-01-20")
    assert now["period"]["side"] == "syria:opposition"
    instant = moments[-1]["recorded"]
    assert get(client, f"state?known={instant}")["position"] == 10
    assert get(client, "state?known=2020-01-01")["position"] == 0
    assert get(client, "control?known=0")["places"]["id"] == []
    assert [moment["position"] for moment in get(client, "moments?limit=1")["moments"]] == [20]


def test_control_is_not_sent_twice_and_changes_with_the_record(
    serve: Serve, first_home: Path, append_second: Callable[[Path], None]
) -> None:
    settings = Settings(home=first_home, who="t")
    with serve(settings) as address, httpx.Client(base_url=address) as client:
        first = client.get("/api/v1/control")
        tag = first.headers["etag"]
        again = client.get("/api/v1/control", headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        weak = client.get("/api/v1/control", headers={"If-None-Match": f"W/{tag}"})
        assert weak.status_code == 304
        append_second(first_home)
        changed = client.get("/api/v1/control", headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert changed.json()["position"] > first.json()["position"]
        assert get(client, f"control?known={first.json()['position']}") == first.json()


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("places/Nowhere", 404, "Nowhere"),
        ("reports/report:none", 404, "report:none"),
        ("places/hand:jurayf?on=17.01.2020", 400, "17.01.2020"),
        ("places/hand:jurayf?on=2020-01-17T00", 422, "on"),
        ("places/hand:jurayf?on=2020-1-17", 400, "2020-1-17"),
        ("places/hand:jurayf?on=2020-02-30", 400, "2020-02-30"),
        ("control?known=21", 400, "20"),
        ("control?known=99999999999999999999", 400, "20"),
        ("control?known=yesterday", 400, "yesterday"),
        ("control?known=" + "9" * 41, 422, "known"),
        ("claims?limit=0", 422, "limit"),
        ("claims?event=party", 422, "event"),
        ("search?q=", 422, "q"),
        ("towns?west=36&south=34&east=361&north=37", 422, "east"),
        ("towns?west=nan&south=34&east=36&north=37", 422, "west"),
        ("nothing/here", 404, "nothing/here"),
    ],
)
def test_a_bad_request_gets_one_clear_line(
    client: httpx.Client, path: str, status: int, words: str
) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status
    error = response.json()["error"]
    assert words in error
    assert "\n" not in error


def test_an_unknown_place_is_offered_the_nearest(client: httpx.Client) -> None:
    body = client.get("/api/v1/places/Abu%20Gorif").json()
    assert "Abu Jurayf" in body["nearest"]


@pytest.mark.parametrize(
    "path", ["/", "/main.js", "/nothing", "/api/v1/control", "/api/v1/control?known=x"]
)
def test_every_answer_carries_the_policy(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == content_policy()
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


def test_an_answer_of_a_fault_carries_the_policy_too(made_home: Path) -> None:
    app = make_app(Settings(home=made_home, who="t"))

    def fail() -> None:
        raise RuntimeError("secret")

    app.router.routes.insert(0, APIRoute("/fault", fail))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/fault")

    response = asyncio.run(ask())
    assert response.status_code == 500
    assert "RuntimeError" in response.json()["error"]
    assert "secret" not in response.text
    assert response.headers["content-security-policy"] == content_policy()
    assert response.headers["x-content-type-options"] == "nosniff"


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    rules = dict(rule.split(" ", 1) for rule in content_policy().split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["worker-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in content_policy()
    assert "http" not in content_policy()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/api/v1/control", "/", "/main.js"])
def test_nothing_can_be_written(client: httpx.Client, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 405


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", ""])
def test_a_foreign_host_name_is_turned_away(client: httpx.Client, host: str) -> None:
    for path in ("/api/v1/state", "/", "/basemap/countries-50m.json"):
        assert client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1:1", "[::1]:8765", "LOCALHOST"])
def test_this_machine_is_answered_by_any_of_its_names(client: httpx.Client, host: str) -> None:
    assert client.get("/api/v1/state", headers={"Host": host}).status_code == 200


def test_long_answers_are_compressed(client: httpx.Client) -> None:
    response = client.get("/basemap/countries-50m.json", headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert response.json()["type"] == "Topology"


def test_openapi_documents_every_route_and_failure(client: httpx.Client) -> None:
    document = get(client, "openapi.json")
    assert {f"/api/v1/{path}" for path in (*ROUTES_TO_READ, "session", "stream")} <= set(
        document["paths"]
    )
    for methods in document["paths"].values():
        for method in methods.values():
            codes = set(method["responses"])
            assert {"400", "401", "403", "404", "422", "500", "503"} <= codes
            assert codes & {"200", "201", "204", "303"}
            assert method["summary"]


def test_no_page_of_the_framework_is_served(client: httpx.Client) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404


@pytest.mark.parametrize("path", ["/../app.py", "/%2e%2e/app.py", "/vendor/../../api.py"])
def test_no_file_outside_the_page_is_served(made_address: str, path: str) -> None:
    # Not by httpx, which would mend the path before it is sent.
    connection = http.client.HTTPConnection(httpx.URL(made_address).netloc.decode())
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.status == 404
    assert b"make_app" not in body


def test_a_home_without_a_record_is_refused_with_a_reason(tmp_path: Path) -> None:
    app = make_app(Settings(home=tmp_path / "none", who="t"))

    async def start() -> None:
        async with app.router.lifespan_context(app):
            pass

    with pytest.raises(InputError, match="whoholds read"):
        asyncio.run(start())
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "address",
    [
        "tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/one.png",
        "file:///{z}/{x}/{y}",
        "https://tiles.example.org; script-src *//{z}/{x}/{y}",
    ],
)
def test_a_bad_address_of_tiles_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError, match="map_tiles"):
        make_app(Settings(home=tmp_path, who="t", map_tiles=address))


def test_tiles_are_allowed_where_a_setting_names_them(serve: Serve, made_home: Path) -> None:
    tiles = "https://tiles.example.org/{z}/{x}/{y}.png"
    with serve(Settings(home=made_home, who="t", map_tiles=tiles)) as address:
        policy = httpx.get(address).headers["content-security-policy"]
        assert "connect-src 'self' https://tiles.example.org;" in policy
        assert httpx.get(f"{address}api/v1/state").json()["map_tiles"] == tiles


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(1.0, "almost certain"), (0.8, "very likely"), (0.5, "about even"), (0.0, "almost no chance")],
)
def test_confidence_in_words(confidence: float, words: str) -> None:
    assert sure_words(confidence) == words
