import pytest

from whoholds.base.errors import FetchError
from whoholds.capture.addresses import Resolve, check_form, checked_addresses, is_public


def to(*addresses: str) -> Resolve:
    def resolve(host: str, port: int) -> list[str]:
        return list(addresses)

    return resolve


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.0.3",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "2001:db8::1",
        "192.0.0.192",
        "64:ff9b:1::1",
        "not an address",
    ],
)
def test_private_reserved_and_disguised_addresses(address: str) -> None:
    assert not is_public(address)


def test_numeric_hosts_are_not_resolved() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError(host)

    assert checked_addresses("8.8.8.8", 80, resolve=resolve, allow_private=False) == ["8.8.8.8"]


def test_a_host_without_addresses_is_refused() -> None:
    with pytest.raises(FetchError, match="has no address"):
        checked_addresses("host", 80, resolve=to(), allow_private=True)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "017700000001"])
def test_odd_spellings_of_loopback_are_judged_by_what_they_resolve_to(host: str) -> None:
    with pytest.raises(FetchError, match=r"127\.0\.0\.1"):
        checked_addresses(host, 80, resolve=to("127.0.0.1"), allow_private=False)


def test_a_good_address_passes_and_a_port_of_zero_does_not() -> None:
    check_form("https://example.org:8443/a?b=c#d")
    with pytest.raises(FetchError, match="port 0"):
        check_form("http://example.org:0/")
