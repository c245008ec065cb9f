"""Which addresses may be fetched: the guard against requests into private networks."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from whoholds.base.errors import FetchError

Resolve = Callable[[str, int], Sequence[str]]
"""A host and port to its numeric addresses."""

_SCHEMES = frozenset({"http", "https"})


def resolve_by_system(host: str, port: int) -> list[str]:
    """Return the numeric addresses of `host`, each once, in the system's order.

    Raises:
        OSError: if the name is not known.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_form(url: str) -> None:
    """Check that `url` is an http(s) address of a host, without a password.

    Raises:
        FetchError: if the address has another scheme, no host, a password, or a broken port.
    """
    try:
        parts = urlsplit(url)
        known_port = parts.port
    except ValueError as cause:
        raise FetchError(f"fetching {url[:200]!r}: {cause}; check the address") from cause
    if parts.scheme.lower() not in _SCHEMES:
        raise FetchError(
            f"fetching {url[:200]!r}: only http and https addresses are fetched; save the page and "
            "read the file"
        )
    if parts.hostname is None or parts.hostname == "":
        raise FetchError(f"fetching {url[:200]!r}: the address names no host; check it")
    if parts.username is not None or parts.password is not None:
        raise FetchError(
            f"fetching a page of {parts.hostname}: the address carries a user name or password; "
            "take them out, or save the page and read the file"
        )
    if known_port == 0:
        raise FetchError(f"fetching {url[:200]!r}: port 0 is no port; check the address")


def checked_addresses(host: str, port: int, *, resolve: Resolve, allow_private: bool) -> list[str]:
    """Return the numeric addresses of `host`, all of them public.

    One private address among public ones is how a name server leads a request inside, so that one is
    enough to refuse.

    Raises:
        FetchError: if the host is not known, or has an address in a private or reserved network.
    """
    try:
        addresses = [host] if _is_numeric(host) else list(resolve(host, port))
    except (OSError, UnicodeError) as cause:
        raise FetchError(
            f"fetching a page of {host!r}: the host is not known ({cause}); check the address and the "
            "network"
        ) from cause
    if len(addresses) == 0:
        raise FetchError(f"fetching a page of {host!r}: the host has no address; check it")
    for address in addresses:
        if not allow_private and not is_public(address):
            raise FetchError(
                f"fetching a page of {host!r}: it lies at {address}, in a private or reserved network; "
                "set `allow_private_addresses` if that is meant"
            )
    return addresses


def is_public(address: str) -> bool:
    """Tell whether a numeric address belongs to the public Internet.

    Loopback, private, link-local, multicast, reserved and unspecified networks do not; an IPv6
    address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is as public as that.
    """
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(known.version == network.version and known in network for network in _RESERVED):
        return False
    if isinstance(known, ipaddress.IPv6Address):
        inner = [known.ipv4_mapped, known.sixtofour, *(known.teredo or ())]
        if known in _NAT64:
            inner.append(ipaddress.IPv4Address(int(known) & 0xFFFFFFFF))
        if any(other is not None and not is_public(str(other)) for other in inner):
            return False
        if known.ipv4_mapped is not None or known in _NAT64:
            return True
    return known.is_global and not known.is_multicast and not known.is_reserved


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# IANA's special-purpose networks that Python before 3.11.10 takes for public; a cloud's metadata server
# answers in the first.
_RESERVED = (ipaddress.ip_network("192.0.0.0/24"), ipaddress.ip_network("64:ff9b:1::/48"))


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
