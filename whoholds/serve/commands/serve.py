"""`whoholds serve`: the map as a web page, on this machine alone."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from whoholds.base.settings import Settings

DEFAULT_PORT = 8765
_LOOPBACK = "127.0.0.1"


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="The port on this machine; 0 for any that is free.",
)
def serve_command(port: int) -> None:
    """Serve the map on http://127.0.0.1:PORT, for this machine alone; Ctrl-C ends it."""
    from whoholds.base.settings import load_settings
    from whoholds.run.home import Home

    settings = load_settings()
    with Home.open(settings, create=False):
        pass  # a missing or newer record is said now, not at the first request
    serve_until_stopped(settings, port)


def serve_until_stopped(settings: "Settings", port: int) -> None:
    """Serve the home of `settings` on loopback until the process is told to stop.

    Raises:
        SettingsError: if the port is taken.
    """
    import socket

    import uvicorn

    from whoholds.base.errors import SettingsError
    from whoholds.serve.app import make_app
    from whoholds.serve.console import print_line

    # The protocol is named so that asyncio switches Nagle's delay off: 45 ms an answer otherwise.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_LOOPBACK, port))
        except OSError as cause:
            raise SettingsError(
                f"serving the map on port {port}: {cause.strerror}; name another with --port, "
                "or --port 0 for any that is free"
            ) from cause
        print_line(
            f"the map is at http://{_LOOPBACK}:{listener.getsockname()[1]}/ (Ctrl-C ends it)"
        )
        server = uvicorn.Server(
            uvicorn.Config(make_app(settings), log_level="warning", access_log=False)
        )
        server.run(sockets=[listener])
