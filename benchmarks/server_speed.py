"""How fast the server answers on a home of 30,000 places, 100,000 claims and 1,000 days.

    python -m benchmarks.server_speed FOLDER [--places 30000] [--claims 100000] [--days 1000]
        [--quotes 1000000] [--clients 300] [--figures FILE]

The home is made once in FOLDER (`server_home.py`). A server in a process of its own answers over loopback
from the picture that it made when it was first asked; the client is bare sockets in this process, so that
figures are of the server. *Uncached* are days that were not asked for before; *cached* is one day again
and again, by four connections. Times are of the clock: only a quiet machine gives good ones; `cpu` is the
processor time that the server itself spends on an answer. Quotes are searched in an index of their own of
as many claims as asked for. The listeners of live changes hang on a second server with a small home, to
which one report is added.
"""

import argparse
import json
import os
import random
import selectors
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil  # type: ignore[import-untyped] # ships no types

from benchmarks.figures import add_figures_option, keep_figures, print_table
from benchmarks.server_home import FIRST_DAY, WORDS, make_home, reports
from whoholds.base.protocols import Draft, Entry, EntryKind
from whoholds.ledger.store_sqlite import open_sqlite
from whoholds.serve.quote_index import QuoteIndex

_PATIENCE_S = 3600.0
_SECONDS = 5.0
_CONNECTIONS = 4
_MEGA = 1e6


class Served:
    """A server process over a home, and a bare keep-alive connection to it."""

    def __init__(self, home: Path) -> None:
        start = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "whoholds", "serve", "--port", "0"],
            env={**os.environ, "WHOHOLDS_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.port = int(line.split("127.0.0.1:")[1].split("/")[0])
        self.listening_s = time.monotonic() - start
        self.connection = self.connect()

    def connect(self) -> socket.socket:
        """Open another connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE_S)

    def get(
        self, path: str, headers: str = "", connection: socket.socket | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask for a path of the API and return status, headers and body."""
        line = connection or self.connection
        try:
            line.sendall(request(path, headers))
            return response(line)
        except ConnectionError:
            if connection is not None:
                raise
            # The server ends what was idle for some seconds.
            self.connection = self.connect()
            self.connection.sendall(request(path, headers))
            return response(self.connection)

    def times(self, paths: Sequence[str], headers: str = "") -> list[float]:
        """Return the milliseconds of one answer after the other."""
        found = []
        for path in paths:
            start = time.perf_counter()
            status, _, body = self.get(path, headers)
            found.append((time.perf_counter() - start) * 1000)
            assert status == 200, (path, body[:200])
        return found

    def cpu_s(self) -> float:
        """Return the processor time that the process has spent, in seconds."""
        spent = psutil.Process(self.process.pid).cpu_times()
        return float(spent.user + spent.system)

    def memory_mb(self) -> float:
        """Return the resident memory of the process."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / _MEGA

    def stop(self) -> None:
        """End the process."""
        self.connection.close()
        self.process.terminate()
        self.process.wait(timeout=30)


def request(path: str, headers: str = "") -> bytes:
    """Return the bytes of a GET of a path of the API."""
    return f"GET /api/v1/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()


def response(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Read one response with a length from a connection."""
    got = b""
    while b"\r\n\r\n" not in got:
        more = connection.recv(262_144)
        if more == b"":
            raise ConnectionError("the server closed the connection")
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    wanted = int(headers.get("content-length", "0"))
    parts, count = [body], len(body)
    while count < wanted:
        parts.append(connection.recv(262_144))
        count += len(parts[-1])
    return int(first.split()[1]), headers, b"".join(parts)


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds that it takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def p95(times: Sequence[float]) -> float:
    """Return the time that nineteen of twenty stay under."""
    return quantiles(times, n=20)[-1]


def requests_a_second(served: Served, path: str, headers: str) -> tuple[float, int]:
    """Return how many requests a second, and in all, are answered on a few connections."""
    chooser = selectors.DefaultSelector()
    asked = request(path, headers)
    lines = [served.connect() for _ in range(_CONNECTIONS)]
    for line in lines:
        line.sendall(asked)
        chooser.register(line, selectors.EVENT_READ)
    done, start = 0, time.monotonic()
    while time.monotonic() - start < _SECONDS:
        for key, _ in chooser.select(1.0):
            held = key.fileobj
            assert isinstance(held, socket.socket)
            status, _, _ = response(held)
            assert status in (200, 304), status
            done += 1
            held.sendall(asked)
    spent = time.monotonic() - start
    for line in lines:
        line.close()
    return done / spent, done


def measure_home(folder: Path, days: int, seed: int) -> dict[str, Any]:
    """Measure a server over the big home."""
    served = Served(folder)
    try:
        first_ms = timed(lambda: served.get("state"))
        state = json.loads(served.get("state")[2])
        figures: dict[str, Any] = {
            "places": state["places"],
            "claims": state["claims"],
            "periods": state["periods"],
            "listening_s": served.listening_s,
            "first_answer_s": first_ms / 1000,
        }
        packed = "Accept-Encoding: zstd\r\n"
        figures["whole_first_ms"] = timed(lambda: served.get("control", packed))
        status, headers, body = served.get("control", packed)
        assert status == 200, body[:200]
        figures["whole_zstd_mb"] = len(body) / _MEGA
        figures["whole_mb"] = len(served.get("control")[2]) / _MEGA
        again = f"{packed}If-None-Match: {headers['etag']}\r\n"
        asked = [FIRST_DAY + timedelta(days=at) for at in range(days)]
        random.Random(seed).shuffle(asked)
        figures["features_first_ms"] = timed(lambda: served.get(f"export/geojson?on={FIRST_DAY}"))
        figures["first_answer_cpu_s"] = served.cpu_s()
        marks = [served.cpu_s()]
        uncached = served.times([f"holders?on={on}" for on in asked[:200]])
        marks.append(served.cpu_s())
        zstd = served.times([f"holders?on={on}" for on in asked[200:400]], packed)
        marks.append(served.cpu_s())
        geojson = served.times([f"export/geojson?on={on}" for on in asked[:60]])
        marks.append(served.cpu_s())
        figures |= {
            "day_cpu_ms": 1000 * (marks[1] - marks[0]) / len(uncached),
            "day_zstd_cpu_ms": 1000 * (marks[2] - marks[1]) / len(zstd),
            "geojson_cpu_ms": 1000 * (marks[3] - marks[2]) / len(geojson),
        }
        figures |= {
            "day_ms_p50": median(uncached),
            "day_ms_p95": p95(uncached),
            "day_zstd_ms_p50": median(zstd),
            "day_zstd_ms_p95": p95(zstd),
            "geojson_ms_p50": median(geojson),
            "geojson_ms_p95": p95(geojson),
            "geojson_a_second": 1000 * len(geojson) / sum(geojson),
        }
        day = f"holders?on={asked[0]}"
        figures["day_zstd_mb"] = len(served.get(day, packed)[2]) / _MEGA
        for name, path, headers_sent in (
            ("cached", day, packed),
            ("not_modified", "control", again),
        ):
            before = served.cpu_s()
            figures[f"{name}_a_second"], count = requests_a_second(served, path, headers_sent)
            figures[f"{name}_a_cpu_second"] = count / (served.cpu_s() - before)
        figures["search_first_ms"] = timed(lambda: served.get("search?q=bridge"))
        pairs = zip(WORDS[:40], WORDS[-40:], strict=True)
        searches = served.times([f"search?q={one}%20{other}" for one, other in pairs])
        figures |= {"search_ms_p50": median(searches), "search_ms_p95": p95(searches)}
        figures["layers_first_ms"] = timed(lambda: served.get("layers/confirmed", packed))
        figures["happenings_first_ms"] = timed(lambda: served.get("happenings", packed))
        figures["happenings_zstd_mb"] = len(served.get("happenings", packed)[2]) / _MEGA
        figures["memory_mb"] = served.memory_mb()
        return figures
    finally:
        served.stop()


class MadeClaims:
    """Stands for a ledger of nothing but claims, made as they are read."""

    def __init__(self, count: int, seed: int) -> None:
        self._count = count
        self._seed = seed

    def position(self) -> int:
        """Return how many claims there are."""
        return self._count

    def entries(
        self, *, kind: EntryKind | None = None, after: int = 0, **_bounds: Any
    ) -> Iterator[Entry]:
        """Yield the claims after a position."""
        if kind is not EntryKind.CLAIM:
            return
        dice = random.Random(self._seed)
        for seq in range(after + 1, self._count + 1):
            words = f"{' '.join(dice.choices(WORDS, k=26))} number{seq % 50_000} ({seq})."
            yield Entry(
                seq=seq,
                recorded="",
                by="",
                kind=EntryKind.CLAIM,
                subject=f"claim:{seq}",
                payload={"quote": {"text": words}},
                salt="",
                commitment="",
                previous="",
                digest="",
            )


def measure_quotes(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Measure the search over so many quotes: two common words, a rare one, the beginning of one."""
    path = folder / f"quotes-{count}.sqlite"
    index = QuoteIndex(path, MadeClaims(count, seed))  # type: ignore[arg-type] # all that it asks of a ledger
    start = time.monotonic()
    index.update()
    built = time.monotonic() - start
    dice = random.Random(seed)

    def find(asked: str) -> float:
        found = index.find(asked, upto=count)
        return timed(lambda: [next(found, None) for _ in range(10)])

    kinds = {
        "two_words": [" ".join(dice.sample(WORDS, 2)) for _ in range(100)],
        "rare_word": [f"number{dice.randrange(50_000)}" for _ in range(100)],
        "beginning": [dice.choice(WORDS)[:4] for _ in range(100)],
        "nothing": [f"absent{dice.randrange(1000)} army" for _ in range(100)],
    }
    figures: dict[str, Any] = {"quotes": count, "quotes_built_s": built}
    figures["quotes_mb"] = path.stat().st_size / _MEGA
    whole: list[float] = []
    for kind, queries in kinds.items():
        times = [find(query) for query in queries]
        whole += times
        figures[f"quotes_{kind}_ms_p95"] = p95(times)
    figures["quotes_ms_p95"] = p95(whole)
    index.close()
    return figures


def measure_listeners(folder: Path, clients: int) -> dict[str, Any]:
    """Measure how long it takes until all listeners know of a report that was added."""
    small = folder / "small"
    shutil.rmtree(small, ignore_errors=True)
    make_home(small, places=50, claims=50, days=10)
    served = Served(small)
    try:
        served.get("state")
        before = served.memory_mb()
        lines = [served.connect() for _ in range(clients)]
        for line in lines:
            line.sendall(request("stream"))
        for line in lines:
            while b"event: position" not in line.recv(65_536):
                pass
        figures = {"listeners": clients, "listeners_mb": served.memory_mb() - before}
        ledger = open_sqlite(small / "ledger.sqlite", create=False)
        *_, last = _more(60)
        start = time.monotonic()
        ledger.append(last, by="made")
        ledger.close()
        for line in lines:
            assert b"event: position" in line.recv(65_536)
            line.close()
        figures["listeners_told_s"] = time.monotonic() - start
        return figures
    finally:
        served.stop()


def _more(claims: int) -> Iterator[list[Draft]]:
    yield from reports(50, claims, 12, 2)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("folder", type=Path)
    ask.add_argument("--places", type=int, default=30_000)
    ask.add_argument("--claims", type=int, default=100_000)
    ask.add_argument("--days", type=int, default=1000)
    ask.add_argument("--quotes", type=int, default=1_000_000, help="0 measures none")
    ask.add_argument("--clients", type=int, default=300, help="0 measures none")
    ask.add_argument("--seed", type=int, default=1)
    add_figures_option(ask)
    asked = ask.parse_args()
    make_home(
        asked.folder, places=asked.places, claims=asked.claims, days=asked.days, seed=asked.seed
    )
    figures: dict[str, Any] = {}
    if asked.clients > 0:
        figures |= measure_listeners(asked.folder, asked.clients)
    if asked.quotes > 0:
        figures |= measure_quotes(asked.folder, asked.quotes, asked.seed)
    figures |= measure_home(asked.folder, asked.days, asked.seed)
    print_table(("figure", "measured"), [(name, value) for name, value in figures.items()])
    keep_figures(asked.figures, "server", figures)


if __name__ == "__main__":
    main()
