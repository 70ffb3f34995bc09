# SPDX-License-Identifier: EUPL-1.2
"""Lists are fetched from the hosts allowed, never from inside, and neither for ever nor without measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.rooms.egress.asking import Resolver
from ugyfelkapu.egress.addresses import Allowed
from ugyfelkapu.egress.fetching import Fetcher, fetcher
from ugyfelkapu.egress.rules import checked
from ugyfelkapu.egress.troubles import Trouble
from ugyfelkapu.esignature.fetching import _HINDRANCES, LISTS, Hindrance, NotFetched, fetch
from ugyfelkapu.esignature.trust.lists import parse_xml, read_list
from ugyfelkapu.esignature.trust.policy import LIST_OF_LISTS_ADDRESS
from ugyfelkapu.esignature.trust.verification import national_pointers

from .list_server import HOST, Answer, Lists, serving

ALLOWED = frozenset({HOST})
TOP = Path(__file__).resolve().parents[2] / "data" / "trusted-lists" / "EU.xml"
SIZED = replace(LISTS, largest=2000)
HURRIED = replace(LISTS, total=0.5)


@pytest.fixture
def lists() -> Iterator[Lists]:
    """Return a server of lists."""
    with serving() as served:
        yield served


def hindered(url: str, by: Fetcher, hosts: frozenset[str] = ALLOWED) -> Hindrance:
    """Return why an address is not fetched."""
    with pytest.raises(NotFetched) as caught:
        fetch(url, hosts, by)
    return caught.value.hindrance


def test_a_list_on_an_allowed_host_is_fetched(lists: Lists) -> None:
    lists.answers["/hu.xml"] = Answer(b"the list")

    assert fetch(lists.url("/hu.xml"), ALLOWED, lists.fetcher(LISTS)) == b"the list"


def test_a_list_may_be_as_large_and_as_slow_as_lists_are() -> None:
    assert (LISTS.total, LISTS.largest) == (60.0, 32 * 1024 * 1024)


@pytest.mark.parametrize(
    ("url", "hindrance"),
    [
        ("http://other.example.test/hu.xml", Hindrance.HOST),
        ("http://lists.example.test.evil.test/hu.xml", Hindrance.HOST),
        ("http://lists.example.test./hu.xml", Hindrance.HOST),
        ("http://lists.example.test@other.example.test/", Hindrance.ADDRESS),
        ("ftp://lists.example.test/hu.xml", Hindrance.ADDRESS),
        ("file:///etc/hostname", Hindrance.ADDRESS),
        ("gopher://lists.example.test/", Hindrance.ADDRESS),
        ("http://lists.example.test:22/", Hindrance.ADDRESS),
        ("https://lists.example.test:8443/", Hindrance.ADDRESS),
        ("http://lists.example.test:x/", Hindrance.ADDRESS),
        ("//lists.example.test/", Hindrance.ADDRESS),
        ("", Hindrance.ADDRESS),
    ],
)
def test_no_other_address_is_asked(url: str, hindrance: Hindrance) -> None:
    nobody = Resolver()

    assert hindered(url, Fetcher(Allowed(), LISTS, resolve=nobody)) is hindrance
    assert nobody.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://lists.example.test/hu.xml",
        "http://LISTS.example.test:80/hu.xml",
        "http://lists.example.test:443/hu.xml",
        "https://lists.example.test/hu.xml",
        "https://lists.example.test:443/hu.xml?a=b",
        "https://lists.example.test:80/hu.xml",
    ],
)
def test_the_usual_ports_are_asked_with_tls_and_without(url: str) -> None:
    somebody = Resolver([])

    assert hindered(url, Fetcher(Allowed(), LISTS, resolve=somebody)) is Hindrance.INSIDE
    assert len(somebody.asked) == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::ffff:127.0.0.1", "2002:808:808::1"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_host_inside_is_connected_to(scheme: str, address: str) -> None:
    by = Fetcher(Allowed(), LISTS, resolve=Resolver(["93.184.215.14", address]))

    assert hindered(f"{scheme}://{HOST}/hu.xml", by) is Hindrance.INSIDE


def test_a_host_inside_is_asked_where_an_operator_said_so(lists: Lists, settings: Settings) -> None:
    lists.answers["/hu.xml"] = Answer(b"the list")
    here, url = frozenset({"127.0.0.1"}), lists.url("/hu.xml", "127.0.0.1")

    assert hindered(url, fetcher(lists.here(LISTS)), here) is Hindrance.INSIDE
    settings.EGRESS_ALLOWED = ("127.0.0.1/32",)

    assert fetch(url, here, fetcher(lists.here(LISTS))) == b"the list"


def test_the_house_asks_by_the_rules_of_lists() -> None:
    with pytest.raises(NotFetched) as caught:
        fetch("http://127.0.0.1/", frozenset({"127.0.0.1"}))

    assert caught.value.hindrance is Hindrance.INSIDE


def test_a_host_that_nobody_knows_is_unreachable() -> None:
    def lost(host: str, port: int) -> Sequence[str]:
        raise OSError

    by = Fetcher(Allowed(), LISTS, resolve=lost)

    assert hindered(f"http://{HOST}/", by) is Hindrance.UNREACHABLE


def test_a_silent_host_is_unreachable(lists: Lists) -> None:
    with serving() as gone:
        url, by = gone.url("/"), gone.fetcher(LISTS)

    assert hindered(url, by) is Hindrance.UNREACHABLE


@pytest.mark.parametrize("status", [204, 403, 404, 500])
def test_only_a_plain_yes_counts(lists: Lists, status: int) -> None:
    lists.answers["/hu.xml"] = Answer(b"", status)

    assert hindered(lists.url("/hu.xml"), lists.fetcher(LISTS)) is Hindrance.ANSWER


def test_a_list_beyond_measure_is_left(lists: Lists) -> None:
    lists.answers["/full.xml"] = Answer(b"x" * 2000)
    lists.answers["/fuller.xml"] = Answer(b"x" * 2001)

    assert len(fetch(lists.url("/full.xml"), ALLOWED, lists.fetcher(SIZED))) == 2000
    assert hindered(lists.url("/fuller.xml"), lists.fetcher(SIZED)) is Hindrance.SIZE


def test_a_host_that_drips_is_left(lists: Lists) -> None:
    lists.answers["/hu.xml"] = Answer(b"x" * 1000, drip=True)

    assert hindered(lists.url("/hu.xml"), lists.fetcher(HURRIED)) is Hindrance.UNREACHABLE


def test_handing_on_does_not_buy_time(lists: Lists) -> None:
    lists.answers["/round.xml"] = Answer(status=302, location="/round.xml", pause=0.2)

    assert hindered(lists.url("/round.xml"), lists.fetcher(HURRIED)) is Hindrance.UNREACHABLE
    assert len(lists.asked) > 1


def test_being_handed_on_within_the_hosts_is_followed(lists: Lists) -> None:
    lists.answers["/old.xml"] = Answer(status=301, location="/new.xml")
    lists.answers["/new.xml"] = Answer(status=302, location=lists.url("/newer.xml", "second.example.test"))
    lists.answers["/newer.xml"] = Answer(b"the list")
    hosts = frozenset({HOST, "second.example.test"})

    assert fetch(lists.url("/old.xml"), hosts, lists.fetcher(LISTS, *hosts)) == b"the list"


@pytest.mark.parametrize(
    ("location", "hindrance"),
    [
        ("http://other.example.test/", Hindrance.HOST),
        ("//other.example.test/", Hindrance.HOST),
        ("http://lists.example.test:22/", Hindrance.ADDRESS),
        ("file:///etc/hostname", Hindrance.ADDRESS),
    ],
)
def test_being_handed_on_elsewhere_is_not_followed(lists: Lists, location: str, hindrance: Hindrance) -> None:
    lists.answers["/old.xml"] = Answer(status=302, location=location)

    assert hindered(lists.url("/old.xml"), lists.fetcher(LISTS)) is hindrance


def test_a_host_that_hands_on_to_where_nobody_may_ask_is_not_followed(lists: Lists) -> None:
    lists.answers["/old.xml"] = Answer(status=302, location=lists.url("/new.xml", "second.example.test"))
    hosts = frozenset({HOST, "second.example.test"})

    assert hindered(lists.url("/old.xml"), lists.fetcher(LISTS, HOST), hosts) is Hindrance.INSIDE
    assert lists.asked == ["/old.xml"]


def test_being_handed_on_for_ever_ends(lists: Lists) -> None:
    lists.answers["/round.xml"] = Answer(status=302, location="/round.xml")

    assert hindered(lists.url("/round.xml"), lists.fetcher(LISTS)) is Hindrance.REDIRECTS
    assert len(lists.asked) == 4


def test_whatever_can_go_wrong_has_its_hindrance() -> None:
    said_no = {Trouble.STATUS, Trouble.TYPE, Trouble.CONTENT}

    assert set(Trouble) - set(_HINDRANCES) == said_no


def test_every_address_that_the_real_list_of_the_lists_names_may_be_asked() -> None:
    named = national_pointers(read_list(parse_xml(TOP.read_bytes())))
    addresses = [pointer.location for pointers in named.values() for pointer in pointers]

    assert len(addresses) > 30
    assert all(checked(address, LISTS) for address in (LIST_OF_LISTS_ADDRESS, *addresses))
