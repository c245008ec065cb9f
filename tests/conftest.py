"""What all tests share: the folder of shared data, a clean environment, no network but loopback."""

import contextlib
import json
import shutil
import socketserver
import threading
from collections import deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

SHARED = Path(__file__).parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    skip = pytest.mark.skip(reason=f"needs the shared data at {SHARED}, which is absent")
    for item in items:
        if item.get_closest_marker("shared") is not None:
            item.add_marker(skip)


@pytest.fixture
def shared() -> Path:
    """The folder of shared data; mark the test `shared` so that it skips where there is none."""
    return SHARED


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOHOLDS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WHOHOLDS_WHO", "tester")


@pytest.fixture(scope="session")
def compiled_gazetteers(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Path:
    """A folder with the default gazetteer: link it into a home as `gazetteers`.

    It is compiled once for as long as its data and keys stay (a minute or so), into the cache of
    pytest (`--cache-clear` makes it anew); each session gets a folder of its own, with the same files.
    """
    from whoholds.identify.default_places import default_directory
    from whoholds.identify.gazetteer import open_gazetteers

    folder = tmp_path_factory.mktemp("gazetteers")
    cache: pytest.Cache | None = getattr(pytestconfig, "cache", None)  # -p no:cacheprovider
    if cache is None:
        open_gazetteers(folder)
        return folder
    kept = cache.mkdir("gazetteers")
    open_gazetteers(kept)
    # Defaults of versions before may lie there too.
    for made in (default_directory(kept), *kept.glob(".index-*")):
        shutil.copytree(made, folder / made.name, copy_function=_linked)
    return folder


def _linked(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:  # another file system, or one without links
        shutil.copy2(source, target)


ChatAnswer = Callable[[BaseHTTPRequestHandler], None]


class _Quiet(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what several tests are about."""


class ChatServer:
    """A real server on loopback that speaks the chat protocol, well or badly.

    It gives the answers of `script` one by one, and then `always`. `seen` are the requests it got:
    path, headers and body.
    """

    def __init__(self) -> None:
        self.script: deque[ChatAnswer] = deque()
        self.always: ChatAnswer = self.says('{"claims": []}')
        self.seen: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                chat.seen.append((self.path, dict(self.headers.items()), body))
                answer = chat.script.popleft() if len(chat.script) > 0 else chat.always
                with contextlib.suppress(OSError):
                    answer(self)

            @override
            def log_message(self, *args: object) -> None:
                """Nothing on the terminal."""

        self.server = _Quiet(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def says(self, content: str | None, *, finish: str = "stop", **more: Any) -> ChatAnswer:
        """Return an answer in which the model says `content`; `more` are fields of the whole."""
        whole: dict[str, Any] = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "model": "test-1",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": content},
                    "finish_reason": finish,
                }
            ],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200},
            **more,
        }
        return self.sends(200, json.dumps(whole).encode(), Content_Type="application/json")

    def claims(self, *claims: dict[str, Any]) -> ChatAnswer:
        """Return an answer in which the model gives these claims."""
        return self.says(json.dumps({"claims": claims}, ensure_ascii=False))

    @staticmethod
    def claim(quote: str, trigger: str, **changes: Any) -> dict[str, Any]:
        """Return a claim as a model gives one, that something was taken."""
        whole = {
            "sentence": 1,
            "quote": quote,
            "trigger": trigger,
            "event": "take",
            "status": "happened",
            "actors": [],
            "targets": [],
            "places": [],
            "said_by": [],
            "when": None,
            "time_frame": "recent",
            "means": None,
            "killed": None,
            "wounded": None,
            "summary": False,
            "tone": [],
        }
        return whole | changes

    def refuses(self, message: str, *, param: str | None = None, status: int = 400) -> ChatAnswer:
        """Return an answer that refuses the request."""
        error = {"error": {"message": message, "type": "invalid_request_error", "param": param}}
        return self.sends(status, json.dumps(error).encode(), Content_Type="application/json")

    def sends(self, status: int, body: bytes, **headers: str) -> ChatAnswer:
        """Return an answer of that status, body and headers (`Content_Type`)."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)

        return answer


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    """A server that speaks the chat protocol."""
    server = ChatServer()
    yield server
    server.server.shutdown()
    server.server.server_close()
