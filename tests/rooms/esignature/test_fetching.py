# SPDX-License-Identifier: EUPL-1.2
"""Lists are fetched from the hosts allowed, never from inside, and neither for ever nor without measure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ugyfelkapu.esignature.fetching import Hindrance, NotFetched, Way, fetch, outside
from ugyfelkapu.journal.clock import steady

from .list_server import HOST, Answer, Lists, serving

ALLOWED = frozenset({HOST})


@pytest.fixture
def lists() -> Iterator[Lists]:
    """Return a server of lists."""
    with serving() as served:
        yield served


def hindered(url: str, way: Way, hosts: frozenset[str] = ALLOWED) -> Hindrance:
    """Return why an address is not fetched."""
    with pytest.raises(NotFetched) as caught:
        fetch(url, hosts, way)
    return caught.value.hindrance


def test_a_list_on_an_allowed_host_is_fetched(lists: Lists) -> None:
    lists.answers["/hu.xml"] = Answer(b"the list")

    assert fetch(lists.url("/hu.xml"), ALLOWED, lists.way()) == b"the list"


@pytest.mark.parametrize(
    ("url", "hindrance"),
    [
        ("http://other.example.test/hu.xml", Hindrance.HOST),
        ("http://lists.example.test.evil.test/hu.xml", Hindrance.HOST),
        ("http://lists.example.test@other.example.test/", Hindrance.ADDRESS),
        ("ftp://lists.example.test/hu.xml", Hindrance.ADDRESS),
        ("file:///etc/hostname", Hindrance.ADDRESS),
        ("gopher://lists.example.test/", Hindrance.ADDRESS),
        ("http://lists.example.test:22/", Hindrance.ADDRESS),
        ("http://lists.example.test:x/", Hindrance.ADDRESS),
        ("//lists.example.test/", Hindrance.ADDRESS),
        ("", Hindrance.ADDRESS),
    ],
)
def test_no_other_address_is_asked(url: str, hindrance: Hindrance) -> None:
    way = Way(steady, resolve=lambda host, port: pytest.fail("somebody was looked up"))

    assert hindered(url, way) is hindrance


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.5.5",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  an address to refuse
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b:1::1",
    ],
)
def test_no_host_inside_is_connected_to(address: str) -> None:
    way = Way(steady, resolve=lambda host, port: ("93.184.215.14", address))

    assert not outside(address)
    assert hindered("http://lists.example.test/hu.xml", way) is Hindrance.INSIDE


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_of_the_open_internet_are_outside(address: str) -> None:
    assert outside(address)


def test_a_host_that_nobody_knows_is_unreachable() -> None:
    def lost(host: str, port: int) -> tuple[str, ...]:
        raise OSError

    assert hindered("http://lists.example.test/", Way(steady, resolve=lost)) is Hindrance.UNREACHABLE


def test_a_host_that_leads_nowhere_is_inside() -> None:
    way = Way(steady, resolve=lambda host, port: ())

    assert hindered("http://lists.example.test/", way) is Hindrance.INSIDE


def test_a_silent_host_is_unreachable(lists: Lists) -> None:
    way = lists.way()
    url = lists.url("/")
    with serving() as gone:
        closed = gone.port
    shut = Way(steady, resolve=way.resolve, outside=way.outside, ports=frozenset({closed}))

    assert hindered(url.replace(str(lists.port), str(closed)), shut) is Hindrance.UNREACHABLE


@pytest.mark.parametrize("status", [204, 403, 404, 500])
def test_only_a_plain_yes_counts(lists: Lists, status: int) -> None:
    lists.answers["/hu.xml"] = Answer(b"", status)

    assert hindered(lists.url("/hu.xml"), lists.way()) is Hindrance.ANSWER


def test_a_list_beyond_measure_is_left(lists: Lists) -> None:
    lists.answers["/hu.xml"] = Answer(b"x" * 2001)

    assert hindered(lists.url("/hu.xml"), lists.way(largest=2000)) is Hindrance.SIZE


def test_a_host_that_drips_is_left(lists: Lists) -> None:
    lists.answers["/hu.xml"] = Answer(b"x" * 1000, drip=True)

    assert hindered(lists.url("/hu.xml"), lists.way(seconds=0.5)) is Hindrance.UNREACHABLE


def test_being_handed_on_within_the_hosts_is_followed(lists: Lists) -> None:
    lists.answers["/old.xml"] = Answer(status=301, location="/new.xml")
    lists.answers["/new.xml"] = Answer(b"the list")

    assert fetch(lists.url("/old.xml"), ALLOWED, lists.way()) == b"the list"


@pytest.mark.parametrize(
    ("location", "hindrance"),
    [("http://other.example.test/", Hindrance.HOST), ("file:///etc/hostname", Hindrance.ADDRESS)],
)
def test_being_handed_on_elsewhere_is_not_followed(lists: Lists, location: str, hindrance: Hindrance) -> None:
    lists.answers["/old.xml"] = Answer(status=302, location=location)

    assert hindered(lists.url("/old.xml"), lists.way()) is hindrance


def test_being_handed_on_for_ever_ends(lists: Lists) -> None:
    lists.answers["/round.xml"] = Answer(status=302, location="/round.xml")

    assert hindered(lists.url("/round.xml"), lists.way()) is Hindrance.REDIRECTS
    assert len(lists.asked) == 4
