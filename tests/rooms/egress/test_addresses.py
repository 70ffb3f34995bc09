# SPDX-License-Identifier: EUPL-1.2
"""Which addresses strangers may send us to."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.egress.addresses import Allowed, is_loopback, is_public, parsed

INSIDE = [
    "0.0.0.0",  # noqa: S104  looked at, not listened at
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "224.0.1.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "4000::1",
    "fe80::1%eth0",
]
OUTSIDE = [
    "8.8.8.8",
    "1.1.1.1",
    "193.224.1.1",
    "172.32.0.1",
    "100.128.0.1",
    "169.253.1.1",
    "2a00:1450:400d::1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("text", INSIDE)
def test_what_is_no_host_of_the_internet_may_not_be_asked(text: str) -> None:
    assert not is_public(parsed(text))
    assert not Allowed().admits("service.test", parsed(text))


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_host_of_the_internet_may_be_asked(text: str) -> None:
    assert Allowed().admits("service.test", parsed(text))


@given(some.ip_addresses(v=4))
def test_an_address_counts_the_same_however_it_is_wrapped(address: ipaddress.IPv4Address) -> None:
    mapped = ipaddress.IPv6Address(f"::ffff:{address}")
    translated = ipaddress.IPv6Address(f"64:ff9b::{address}")

    assert is_public(mapped) == is_public(translated) == is_public(address)
    assert is_loopback(mapped) == is_loopback(address)


@given(some.ip_addresses(v=4))
def test_what_the_standards_keep_for_themselves_is_never_public(address: ipaddress.IPv4Address) -> None:
    kept = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )

    assert not (kept and is_public(address))


def test_this_machine_may_be_asked_where_that_is_allowed_and_nothing_beside_it() -> None:
    development = Allowed(loopback=True)

    assert all(
        development.admits("localhost", parsed(text)) for text in ("127.0.0.1", "::1", "::ffff:127.0.0.1")
    )
    assert not any(
        development.admits("localhost", parsed(text)) for text in INSIDE if not is_loopback(parsed(text))
    )


def test_an_operator_allows_networks_and_hosts() -> None:
    allowed = Allowed.parse(("10.1.0.0/16", "fd00:1::/64", "belso.example"), loopback=False)

    assert allowed.admits("any.test", parsed("10.1.2.3"))
    assert allowed.admits("any.test", parsed("fd00:1::5"))
    assert allowed.admits("BELSO.example", parsed("192.168.7.7"))
    assert not allowed.admits("any.test", parsed("10.2.0.1"))
    assert not allowed.admits("other.belso.example", parsed("192.168.7.7"))
    assert not allowed.admits("any.test", parsed("127.0.0.1"))
