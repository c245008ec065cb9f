"""The page's files over HTTP: scripts as the build has compressed them, where the browser takes that."""

from anyio import to_thread
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from typing_extensions import override

_BROTLI = ".br"


class PageFiles(StaticFiles):
    """Files of a folder; `name.br` beside `name` is sent in its place to who takes Brotli.

    The build makes them (`build_hook.py`), more tightly than a server can afford to at every request.
    """

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, or the compressed one beside it."""
        if _takes_brotli(scope):
            beside = path + _BROTLI
            _, found = await to_thread.run_sync(self.lookup_path, beside)
            if found is not None:
                response = await super().get_response(beside, scope)
                response.headers["Content-Encoding"] = "br"
                response.headers.add_vary_header("Accept-Encoding")
                return response
        return await super().get_response(path, scope)


def _takes_brotli(scope: Scope) -> bool:
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding")
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() == "br":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
