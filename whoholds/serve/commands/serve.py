"""`whoholds serve`: the map as a web page, on this machine alone or, with accounts, for others."""

import ipaddress
from typing import TYPE_CHECKING

import click
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whoholds.base.settings import Settings

DEFAULT_PORT = 8765
_LOOPBACK = "127.0.0.1"
_STREAMS_END_S = 3
_WAITING = 2048


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="The port on this machine; 0 for any that is free.",
)
@click.option(
    "--host",
    default=_LOOPBACK,
    show_default=True,
    help="The address of this machine to listen at; other than loopback only with accounts.",
)
def serve_command(port: int, host: str) -> None:
    """Serve the map on http://127.0.0.1:PORT, for this machine alone unless there are accounts.

    Ctrl-C ends it.
    """
    from whoholds.base.settings import load_settings
    from whoholds.run.home import Home

    settings = load_settings()
    with Home.open(settings, create=False):
        pass  # a missing or newer record is said now, not at the first request
    serve_until_stopped(settings, port, host=host)


def serve_until_stopped(settings: "Settings", port: int, *, host: str = _LOOPBACK) -> None:
    """Serve the home of `settings` until the process is told to stop.

    Raises:
        SettingsError: if the port is taken, the address is none of this machine's, or others could
            reach a server without accounts.
    """
    import socket

    import uvicorn

    from whoholds.base.errors import SettingsError
    from whoholds.serve.app import make_app
    from whoholds.serve.console import print_line

    names = host_names(settings, host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named so that asyncio switches Nagle's delay off: 45 ms an answer otherwise.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except (OSError, OverflowError) as cause:
            said = getattr(cause, "strerror", None) or str(cause)
            raise SettingsError(
                f"serving the map on port {port}: {said}; name another with --port, "
                "or --port 0 for any that is free"
            ) from cause
        # Before the address is told: who is quick waits, and is not turned away.
        listener.listen(_WAITING)
        at = f"[{host}]" if ":" in host else host
        print_line(f"the map is at http://{at}:{listener.getsockname()[1]}/ (Ctrl-C ends it)")
        app = make_app(settings, hosts=names)
        proxies = [each.strip() for each in settings.serve.proxies.split(",") if each.strip()]

        class Server(uvicorn.Server):
            """Lets those who listen for changes go before it waits for the others."""

            @override
            async def shutdown(self, sockets: "list[socket.socket] | None" = None) -> None:
                app.state.watch.end()
                await super().shutdown(sockets)

        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=len(proxies) > 0,
            forwarded_allow_ips=proxies,
            timeout_graceful_shutdown=_STREAMS_END_S,
        )
        Server(config).run(sockets=[listener])


def host_names(settings: "Settings", host: str) -> "Sequence[str]":
    """Return the names that a request may be addressed to, where `host` is listened at.

    Raises:
        SettingsError: if others could reach the server and there are no accounts, or no name by which
            they call it.
    """
    from urllib.parse import urlsplit

    from whoholds.base.errors import SettingsError
    from whoholds.serve.accounts import FILE, Accounts
    from whoholds.serve.app import LOOPBACK

    named = [each.strip() for each in settings.serve.hosts.split(",") if each.strip()]
    called = urlsplit(settings.serve.address).hostname
    if called is not None:
        named.append(called)
    alone = _is_loopback(host) and len(named) == 0
    accounts = Accounts(settings.home / FILE)
    has_accounts = accounts.any()
    accounts.close()
    if not alone and not has_accounts:
        raise SettingsError(
            f"serving the map at {host}: others can reach it, and there are no accounts; add one first "
            "(`whoholds users add NAME --role admin`), or serve this machine alone"
        )
    if not _is_loopback(host) and not _is_everywhere(host):
        named.append(f"[{host}]" if ":" in host else host)
    if _is_everywhere(host) and len(named) == 0:
        raise SettingsError(
            f"serving the map at {host}: nothing says by which name people call this machine; set "
            'address = "https://map.example.org" or hosts in the table [serve] of config.toml'
        )
    return [*LOOPBACK, *dict.fromkeys(named)]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_everywhere(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
