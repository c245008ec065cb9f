"""The routes of the review desk: who may what, what is refused, who decided first."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from whoholds.base.settings import Settings
from whoholds.run.answers import Answers
from whoholds.run.home import Home
from whoholds.serve.app import make_app
from whoholds.serve.auth import Acting, Known, Role

Append = Callable[[Path], None]


class Client:
    """Asks an application in this process, as one person of a role."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient, loop: Any) -> None:
        self._app = app
        self._client = client
        self._loop = loop

    def act_as(self, name: str, role: Role) -> None:
        class Gate:
            has_accounts = True

            def identify(self, request: object) -> Acting:  # noqa: ARG002 - the protocol's signature
                return Acting(name=name, role=role, known=Known.TOKEN)

        self._app.state.gate = Gate()

    def get(self, path: str, expected: int = 200, **query: Any) -> Any:
        return self._answer(self._client.get(f"/api/v1/{path}", params=query), expected)

    def post(self, path: str, expected: int = 201, **body: Any) -> Any:
        return self._answer(self._client.post(f"/api/v1/{path}", json=body), expected)

    def _answer(self, asking: Awaitable[httpx.Response], expected: int) -> Any:
        response = self._loop.run_until_complete(asking)
        assert response.status_code == expected, response.text
        return response.json()


@contextmanager
def opened(settings: Settings) -> Iterator[Client]:
    loop = asyncio.new_event_loop()
    app = make_app(settings)
    lifespan = app.router.lifespan_context(app)
    loop.run_until_complete(lifespan.__aenter__())
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost")
    try:
        yield Client(app, client, loop)
    finally:
        loop.run_until_complete(client.aclose())
        loop.run_until_complete(lifespan.__aexit__(None, None, None))
        loop.close()


@pytest.fixture
def home(first_home: Path, append_second: Append) -> Path:
    append_second(first_home)
    return first_home


@pytest.fixture
def client(home: Path, compiled_gazetteers: Path) -> Iterator[Client]:
    settings = Settings(home=home, who="ann", gazetteers=str(compiled_gazetteers))
    with opened(settings) as found:
        yield found


def first_claim(client: Client, words: str = "On 16 January") -> str:
    queue = client.get("review/queue")
    return next(str(row["claim"]) for row in queue["claims"] if row["quote"].startswith(words))


def test_the_queue_tells_what_waits_and_why(client: Client) -> None:
    queue = client.get("review/queue")
    assert queue["total"] == len(queue["claims"]) == 6
    assert queue["decided"] == 0
    scores = [row["score"] for row in queue["claims"]]
    assert scores == sorted(scores, reverse=True)
    assert all(row["score"] == sum(w["points"] for w in row["reasons"]) for row in queue["claims"])
    assert client.get("review/queue", limit=2, offset=1)["claims"] == queue["claims"][1:3]
    assert {
        row["publisher"] for row in client.get("review/queue", q="post opposition")["claims"]
    } == {"Opposition Post"}
    assert client.get("review/queue", known="5")["total"] == 0


def test_a_claim_comes_with_its_report_and_what_a_decision_would_change(client: Client) -> None:
    claim = first_claim(client)
    found = client.get(f"review/claims/{claim}")
    quote = found["claim"]["quote"]
    text = found["context"]["text"]
    assert text[quote["start"] : quote["end"]] == quote["text"]
    assert found["fields"]["actors"] == ["Syrian Arab Army"]
    assert found["fields"]["first_day"] == found["fields"]["last_day"] == "2020-01-16"
    assert found["if_rejected"][0]["place"] == "hand:jurayf"
    assert found["similar"][0]["publisher"] == "Opposition Post"
    assert "SECRETCOMMENT" not in str(found)
    client.get("review/claims/claim:none", expected=404)


def test_a_decision_is_written_under_the_name_of_who_acts(client: Client, home: Path) -> None:
    claim = first_claim(client)
    client.act_as("bea", Role.ANALYST)
    done = client.post("reviews", claim=claim, verdict="reject", why="no such event")
    assert done["decided"]["by"] == "bea"
    effect = client.get("review/effect", entry=done["position"])
    assert {change["place"] for change in effect["changes"]} == {"hand:jurayf"}
    told = client.get(f"history/{claim}")["entries"][-1]
    assert (told["by"], told["what"], told["why"]) == ("bea", "rejected it", "no such event")
    with Home.open(Settings(home=home, who="t"), create=False) as opened_home:
        assert Answers(opened_home).picture().claims[claim].verdict == "reject"
    undone = client.post("reviews/undo", entry=done["position"], why="it is")
    assert undone["subject"] == claim
    assert client.get("review/queue")["total"] == 6


def test_of_two_who_decide_the_second_is_told_what_the_first_did(client: Client) -> None:
    claim = first_claim(client)
    at = client.get(f"review/claims/{claim}")["at"]
    client.act_as("ann", Role.ANALYST)
    client.post("reviews", claim=claim, verdict="reject", why="no such event", at=at)
    client.act_as("bob", Role.ANALYST)
    refused = client.post("reviews", expected=409, claim=claim, verdict="accept", at=at)
    assert "ann has since rejected it" in refused["error"]
    assert (refused["newer"]["by"], refused["newer"]["why"]) == ("ann", "no such event")
    assert client.get(f"review/claims/{claim}")["decided"]["by"] == "ann"


def test_a_correction_with_new_names_is_resolved(client: Client) -> None:
    claim = first_claim(client)
    done = client.post(
        "reviews",
        claim=claim,
        verdict="correct",
        why="read wrongly",
        corrections={
            "event": "attack",
            "status": "attempted",
            "targets": ["Hay'at Tahrir al-Sham"],
            "places": [{"name": "Abu Jurayf"}, {"name": "Saraqib"}],
            "first_day": "2020-01-15",
            "killed": {"low": 2, "high": 4},
        },
    )
    (stands,) = done["stands"]
    found = client.get(f"review/claims/{stands}")
    fields = found["fields"]
    assert (fields["event"], fields["status"]) == ("attack", "attempted")
    assert fields["killed"] == {"low": 2, "high": 4}
    assert [place["name"] for place in fields["places"]] == ["Abu Jurayf", "Saraqib"]
    assert fields["places"][0]["place"] == "hand:jurayf"
    assert fields["places"][1]["place"].startswith("geonames:")
    assert found["claim"]["targets"][0]["actor"] == "syria:hts"
    assert found["decided"]["claim"] == claim
    assert client.get(f"review/claims/{claim}")["claim"]["id"] == stands


def test_a_place_is_put_where_a_person_says(client: Client) -> None:
    options = client.get("review/places", q="Saraqib", country="SY")["options"]
    assert options[0]["name"] == "Saraqib"
    done = client.post("places/decisions", name="Mustayf", lat=35.7, lon=36.9, why="a film")
    assert (done["claims"], done["reports"]) == (1, 1)
    claim = first_claim(client, "A day later")
    (place,) = client.get(f"review/claims/{claim}")["fields"]["places"]
    assert (place["lat"], place["lon"]) == (35.7, 36.9)
    client.post("reviews/undo", entry=done["entry"], why="another hill")
    (place,) = client.get(f"review/claims/{claim}")["fields"]["places"]
    assert place["lat"] != 35.7
    client.post("places/decisions", expected=400, name="Mustayf", lat=35.7, why="half a point")


def test_a_discussion_by_its_routes(client: Client) -> None:
    claim = first_claim(client)
    client.act_as("bob", Role.ANALYST)
    first = client.post(f"talk/{claim}", text="what is this?")["posts"][0]["post"]
    client.act_as("ann", Role.ANALYST)
    talk = client.post(f"talk/{claim}", text="@bob a battle", post=first)
    assert [(post["by"], post["mentions"], post["mine"]) for post in talk["posts"]] == [
        ("bob", [], False),
        ("ann", ["bob"], True),
    ]
    client.post(f"talk/{claim}", act="edit", text="no", post=first, expected=403)
    client.post(f"talk/{claim}", act="delete", post=first, expected=403)
    client.act_as("eve", Role.EDITOR)
    assert client.post(f"talk/{claim}", act="delete", post=first)["posts"][0]["deleted_by"] == "eve"
    client.act_as("bob", Role.READER)
    calls = client.get("mentions")
    assert [(each["about"], each["open"]) for each in calls["mentions"]] == [(claim, True)]
    assert {"ann", "bob", "eve"} <= set(calls["people"])
    client.act_as("ann", Role.ANALYST)
    client.post(f"talk/{claim}", act="edit", text="x", expected=400)
    client.post("talk/nothing:here", text="x", expected=404)
    client.post("talk/hand:jurayf", text="where is it?")
    assert client.get("talk/hand:jurayf")["posts"][0]["text"] == "where is it?"


def test_an_editor_redacts_and_nothing_of_it_is_answered(client: Client) -> None:
    claim = first_claim(client)
    report = client.get(f"review/claims/{claim}")["context"]["id"]
    words = "captured the town"
    assert words in str(client.get(f"reports/{report}"))
    assert client.get("search", q=words)["quotes"] != []
    client.act_as("ann", Role.ANALYST)
    client.post("redactions", expected=403, subject=report, why="so")
    client.act_as("eve", Role.EDITOR)
    done = client.post("redactions", subject=report, why="a private person")
    assert done["purged"]
    assert len(done["entries"]) == 10
    client.get(f"reports/{report}", expected=404)
    client.get(f"review/claims/{claim}", expected=404)
    assert client.get("search", q=words)["quotes"] == []
    assert client.get("claims", known="10")["claims"] == []
    assert client.get("moments")["moments"] != []
    assert [row["redacted"] for row in client.get(f"history/{report}")["entries"]][:1] == [True]


WRITES: list[tuple[str, dict[str, Any]]] = [
    ("reviews", {"claim": "claim:x", "verdict": "accept"}),
    ("reviews/undo", {"entry": 1, "why": "x"}),
    ("places/decisions", {"name": "x", "lat": 1.0, "lon": 1.0, "why": "x"}),
    ("talk/claim:x", {"text": "x"}),
    ("redactions", {"subject": "claim:x", "why": "x"}),
]


@pytest.mark.parametrize(("path", "body"), WRITES, ids=[path for path, _ in WRITES])
def test_readers_write_nothing(client: Client, path: str, body: dict[str, Any]) -> None:
    client.act_as("ron", Role.READER)
    position = client.get("state")["newest"]
    client.post(path, expected=403, **body)
    assert client.get("state")["newest"] == position


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("reviews", {"claim": "claim:none", "verdict": "accept"}, 404),
        ("reviews", {"claim": "", "verdict": "accept"}, 422),
        ("reviews", {"claim": "claim:x", "verdict": "maybe"}, 422),
        ("reviews", {"claim": "claim:x", "verdict": "accept", "more": 1}, 422),
        ("reviews", {"claim": "claim:x", "verdict": "reject", "why": "x" * 2001}, 422),
        ("reviews", {"claim": "claim:x", "verdict": "accept", "at": -1}, 422),
        ("reviews/undo", {"entry": 1, "why": "x"}, 400),
        ("reviews/undo", {"entry": 2**60, "why": "x"}, 422),
        ("places/decisions", {"name": "x", "lat": 91, "lon": 0, "why": "x"}, 422),
        ("talk/claim:x", {"text": "x" * 10_001}, 422),
        ("redactions", {"subject": "nothing", "why": "x"}, 400),
        ("redactions", {"subject": "claim:none", "why": "x"}, 404),
    ],
)
def test_what_cannot_be_is_refused(
    client: Client, path: str, body: dict[str, Any], expected: int
) -> None:
    position = client.get("state")["newest"]
    answer = client.post(path, expected=expected, **body)
    assert answer["error"]
    assert client.get("state")["newest"] == position


@pytest.mark.parametrize(
    "corrections",
    [
        {},
        {"event": "dance"},
        {"first_day": "2020-02-31"},
        {"first_day": "2020-01-02", "last_day": "2020-01-01"},
        {"quote": {"start": 5, "end": 5}},
        {"quote": {"start": 0, "end": 100_000}},
        {"trigger": {"start": 0, "end": 3}},
        {"killed": {"low": 5, "high": 1}},
        {"places": [{"name": "x", "place": "geonames:0"}]},
        {"actors": ["\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace") * 300]},
    ],
)
def test_corrections_that_cannot_be_are_refused(
    client: Client, corrections: dict[str, Any]
) -> None:
    claim = first_claim(client)
    position = client.get("state")["newest"]
    response = client._loop.run_until_complete(
        client._client.post(
            "/api/v1/reviews",
            json={"claim": claim, "verdict": "correct", "why": "x", "corrections": corrections},
        )
    )
    assert response.status_code in (400, 404, 422), response.text
    assert client.get("state")["newest"] == position


def test_a_write_of_another_site_is_refused(client: Client) -> None:
    claim = first_claim(client)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        response = client._loop.run_until_complete(
            client._client.post(
                "/api/v1/reviews", json={"claim": claim, "verdict": "accept"}, headers=headers
            )
        )
        assert response.status_code == 403


def test_the_desk_is_served_under_the_same_policy(made_address: str) -> None:
    response = httpx.get(f"{made_address}desk/")
    assert response.status_code == 200
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert "style=" not in response.text
    assert '<script type="module" src="desk.js"></script>' in response.text
