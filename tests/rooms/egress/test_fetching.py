# SPDX-License-Identifier: EUPL-1.2
"""Addresses that strangers named are asked with care, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings

from tests.rooms.egress.asking import DEVELOPMENT, HERE, LOOPBACK, Resolver, fetcher, listening, trouble
from tests.rooms.egress.listener import HOST, Certificates, said
from ugyfelkapu.egress.addresses import Allowed
from ugyfelkapu.egress.fetching import Answer, Fetcher, check_address, fetch, fetch_json, post_form
from ugyfelkapu.egress.rules import SERVICES
from ugyfelkapu.egress.troubles import Trouble

# ------------------------------------------------------------------ what is asked


def test_keys_are_fetched_over_tls(certificates: Certificates) -> None:
    with listening(said(b'{"keys":[]}'), certificates=certificates) as listener:
        answer = fetcher().ask("GET", listener.url())

    assert answer == Answer(200, "application/json", b'{"keys":[]}')
    head = listener.requests[0].decode().lower()
    assert head.startswith("get /keys http/1.1")
    assert f"host: {HOST}:{listener.port}" in head
    assert not {"cookie", "authorization", "referer"} & {line.partition(":")[0] for line in head.splitlines()}


def test_a_form_is_posted(certificates: Certificates) -> None:
    with listening(said(b"", status="204 No Content"), certificates=certificates) as listener:
        answer = fetcher().ask("POST", listener.url(path="/kilepes?a=1"), form={"logout_token": "a.b+c é"})

    assert answer.status == 204
    head, _, body = listener.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /kilepes?a=1 HTTP/1.1")
    assert b"application/x-www-form-urlencoded" in head
    assert body == b"logout_token=a.b%2Bc+%C3%A9"


def test_a_service_that_says_no_to_a_form_is_heard(certificates: Certificates) -> None:
    with listening(said(b"{}", status="400 Bad Request"), certificates=certificates) as listener:
        assert fetcher().ask("POST", listener.url(), form={"a": "b"}).status == 400


def test_cookies_are_never_kept(certificates: Certificates) -> None:
    with listening(said(more="Set-Cookie: a=b\r\n"), certificates=certificates) as listener:
        asking = fetcher()
        asking.ask("GET", listener.url())
        asking.ask("GET", listener.url())

    assert b"cookie" not in listener.requests[1].lower()


# ------------------------------------------------------------------ where to


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "0.0.0.0",  # noqa: S104  asked, not listened at
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "localhost.",
        "LOCALHOST",
    ],
)
@pytest.mark.parametrize("with_tls", [True, False])
def test_no_spelling_of_this_machine_reaches_it(
    certificates: Certificates, host: str, with_tls: bool
) -> None:
    with listening(certificates=certificates if with_tls else None) as listener:
        production = Fetcher(Allowed())

        found = trouble(lambda: production.ask("GET", listener.url(host)))

        assert found in {Trouble.ADDRESS, Trouble.PLACE, Trouble.NAME}
        assert listener.came == 0


@pytest.mark.parametrize(
    "found",
    [
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["fd00:ec2::254"],
        ["::ffff:169.254.169.254"],
        ["fe80::1%eth0"],
        ["0.0.0.0"],  # noqa: S104  asked, not listened at
        [LOOPBACK],
        ["93.184.216.34", LOOPBACK],
        [LOOPBACK, "93.184.216.34"],
        [],
    ],
)
def test_a_name_that_leads_inside_is_not_followed(certificates: Certificates, found: list[str]) -> None:
    with listening(certificates=certificates) as listener:
        production = fetcher(Allowed(), resolve=Resolver(found))

        assert trouble(lambda: production.ask("GET", listener.url())) is Trouble.PLACE
        assert listener.came == 0


def test_a_name_is_resolved_once_and_that_very_address_is_used(certificates: Certificates) -> None:
    rebinding = Resolver([LOOPBACK], ["10.0.0.1"])

    with listening(certificates=certificates) as listener:
        fetcher(resolve=rebinding).ask("GET", listener.url())

    assert (rebinding.asked, listener.came) == ([HOST], 1)


def test_a_name_that_leads_elsewhere_the_second_time_is_looked_at_again(certificates: Certificates) -> None:
    rebinding = Resolver(["10.9.9.9"], [LOOPBACK])
    asking = fetcher(Allowed(networks=("127.0.0.0/8",)), resolve=rebinding)

    with listening(certificates=certificates) as listener:
        assert trouble(lambda: asking.ask("GET", listener.url())) is Trouble.PLACE
        asking.ask("GET", listener.url())

    assert listener.came == 1


def test_the_next_address_of_a_name_is_tried_when_the_first_is_silent(certificates: Certificates) -> None:
    with listening(certificates=certificates) as listener:
        answer = fetcher(resolve=Resolver(["::1", LOOPBACK])).ask("GET", listener.url())

    assert answer.status == 200


@pytest.mark.parametrize(
    "written",
    [
        "",
        "service.test",
        "//service.test/keys",
        "/keys",
        "ftp://service.test/keys",
        "file:///etc/passwd",
        "gopher://service.test/",
        "data:application/json,{}",
        "HTTPS://service.test/",
        "https:/service.test/",
        "https:///keys",
        "https://",
        "https://user@service.test/",
        "https://user:pass@service.test/",
        "https://service.test@127.0.0.1/",
        "https://127.0.0.1\\@service.test/",
        "https://service.test\\@127.0.0.1/",
        "https://service.test/#keys",
        "https://service.test:22/",
        "https://service.test:80/",
        "https://service.test:0/",
        "https://service.test:99999/",
        "https://service.test:x/",
        "https://service.test/a b",
        "https://service.test/\r\nHost: other",
        "https://service.test/\t",
        "https://service.test/\0",
        " https://service.test/",
        "https://szolgáltatás.example/",
        "https://service.test/kulcsok/é",
        "https://[::1/",
        "https://[fe80::1%25eth0]/<",
        "https://ⓛocalhost/",
        "https://xn--/",
        "https://xn--a-ecp.test/",
        "https://127。0。0。1/",
        "https://service.test/" + "a" * 2000,
        "http://service.test/",
        "http://127.0.0.1/",
    ],
)
def test_an_address_of_another_form_is_refused_before_anything_is_looked_up(written: str) -> None:
    nobody = Resolver()

    assert trouble(lambda: fetcher(resolve=nobody).ask("GET", written)) is Trouble.ADDRESS
    assert nobody.asked == []


@pytest.mark.parametrize(
    "status",
    ["301 Moved", "302 Found", "303 See Other", "304 Not Modified", "307 Temporary", "308 Permanent"],
)
def test_a_redirect_is_not_followed(certificates: Certificates, status: str) -> None:
    with listening() as inside:
        moved = said(b"", status=status, more=f"Location: {inside.url(LOOPBACK)}\r\n")
        with listening(moved, certificates=certificates) as listener:
            assert trouble(lambda: fetcher(HERE, DEVELOPMENT).ask("GET", listener.url())) is Trouble.REDIRECT
            assert trouble(lambda: fetcher().ask("POST", listener.url(), form={"a": "b"})) is Trouble.REDIRECT

    assert inside.came == 0


def test_a_redirect_to_no_address_at_all_is_no_surprise(certificates: Certificates) -> None:
    moved = said(b"", status="302 Found", more="Location: https://[::1\r\n")

    with listening(moved, certificates=certificates) as listener:
        assert trouble(lambda: fetcher().ask("GET", listener.url())) is Trouble.REDIRECT


def test_a_form_is_sent_no_further_even_where_redirects_are_followed(certificates: Certificates) -> None:
    rules = replace(SERVICES, redirects=3)
    moved = said(b"", status="307 Temporary", more="Location: /elsewhere\r\n")

    with listening(moved, certificates=certificates) as listener:
        asking = fetcher(HERE, rules)
        assert trouble(lambda: asking.ask("POST", listener.url(), form={"a": "b"})) is Trouble.REDIRECT
        assert listener.came == 1
        assert trouble(lambda: asking.ask("GET", listener.url())) is Trouble.REDIRECT
        assert listener.came == 5


def test_what_was_asked_for_is_said(certificates: Certificates) -> None:
    with listening(certificates=certificates) as listener:
        fetcher(HERE, replace(SERVICES, accept="application/ocsp-response")).ask("GET", listener.url())

    assert b"accept: application/ocsp-response\r\n" in listener.requests[0].lower()


def test_proxies_of_the_environment_are_not_used(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening() as proxy, listening(certificates=certificates) as listener:
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, proxy.url(LOOPBACK, ""))
        fetcher().ask("GET", listener.url())

    assert (proxy.came, listener.came) == (0, 1)


# ------------------------------------------------------------------ as the house asks


def test_development_may_ask_this_machine_without_tls() -> None:
    with listening(said(b'{"keys":[1]}')) as listener:
        assert fetch_json(listener.url("localhost")) == {"keys": [1]}
        assert fetch_json(listener.url(LOOPBACK)) == {"keys": [1]}
        assert post_form(listener.url(LOOPBACK), {"a": "b"}).status == 200


def test_development_asks_nobody_else_without_tls(settings: Settings) -> None:
    settings.EGRESS_ALLOWED = ("10.0.0.0/8",)

    assert trouble(lambda: fetch("http://10.0.0.1/")) is Trouble.PLACE
    assert trouble(lambda: fetch("http://8.8.8.8/")) is Trouble.PLACE


def test_production_asks_this_machine_only_where_an_operator_said_so(
    settings: Settings, certificates: Certificates
) -> None:
    settings.DEVELOPMENT = False

    with listening(certificates=certificates) as listener, listening() as plain:
        assert trouble(lambda: fetch(listener.url(LOOPBACK))) is Trouble.PLACE
        settings.EGRESS_ALLOWED = ("127.0.0.0/8", "192.168.0.0/16")
        assert fetch(listener.url(LOOPBACK)) == b"{}"
        assert trouble(lambda: fetch(plain.url(LOOPBACK))) is Trouble.ADDRESS

    assert (listener.came, plain.came) == (1, 0)


def test_only_an_answer_in_full_is_taken_for_what_an_address_holds() -> None:
    for status in ("201 Created", "204 No Content", "404 Not Found", "500 Broken"):
        with listening(said(b"", status=status)) as listener:
            assert trouble(lambda: fetch(listener.url(LOOPBACK))) is Trouble.STATUS


def test_the_type_of_content_counts_where_it_is_asked_for() -> None:
    with listening(said(b"{}", kind="Application/JSON; charset=utf-8")) as listener:
        assert fetch(listener.url(LOOPBACK), types={"application/json"}) == b"{}"
    with listening(said(b"{}", kind="text/html")) as listener:
        assert fetch(listener.url(LOOPBACK)) == b"{}"
        assert trouble(lambda: fetch(listener.url(LOOPBACK), types={"application/json"})) is Trouble.TYPE


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 50_000])
def test_what_is_no_json_is_told_apart(body: bytes) -> None:
    with listening(said(body)) as listener:
        assert trouble(lambda: fetch_json(listener.url(LOOPBACK))) is Trouble.CONTENT


def test_the_form_of_an_address_is_checked_without_asking(settings: Settings) -> None:
    check_address("https://service.test:8443/keys?a=b")
    check_address("http://localhost:8001/keys")
    assert trouble(lambda: check_address("https://a@service.test/")) is Trouble.ADDRESS

    settings.DEVELOPMENT = False

    assert trouble(lambda: check_address("http://localhost:8001/keys")) is Trouble.ADDRESS
