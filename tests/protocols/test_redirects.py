# SPDX-License-Identifier: EUPL-1.2
"""Addresses to return to: compared letter by letter, registered only where every reader sees the same."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.federation.oidc.protocol.errors import UnsafeToRedirectError
from ugyfelkapu.federation.oidc.protocol.profiles import Profile
from ugyfelkapu.federation.oidc.protocol.redirects import (
    RedirectFault,
    is_registered,
    registration_fault,
    source,
)

from .asking import BACK, ask, client
from .redirect_corpus import (
    ATTACKS,
    FAULTS,
    FAULTS_OF_APPS,
    LOOPBACKS,
    OWN_SCHEMES,
    REGISTERED,
    SAME_MACHINE,
    WEB,
)


def test_the_corpus_is_large_and_says_nothing_twice() -> None:
    assert len(ATTACKS) >= 120
    assert len(set(ATTACKS)) == len(ATTACKS)


@pytest.mark.parametrize("uri", ATTACKS)
@pytest.mark.parametrize("profile", [Profile.OIDC_BASIC, Profile.OIDC_STRICT, Profile.PUBLIC_NATIVE])
def test_no_spelling_passes_for_the_registered_address(uri: str, profile: Profile) -> None:
    asking = client(profile, redirect_uris=(REGISTERED,))

    with pytest.raises(UnsafeToRedirectError) as refusal:
        ask(asking, redirect_uri=uri)

    assert refusal.value.code == "invalid_request"


@pytest.mark.parametrize("profile", [Profile.OIDC_BASIC, Profile.OIDC_STRICT, Profile.PUBLIC_NATIVE])
def test_the_registered_address_passes(profile: Profile) -> None:
    asking = client(profile, redirect_uris=("https://masik.example/", REGISTERED))

    assert ask(asking, redirect_uri=REGISTERED).redirect_uri == REGISTERED


@pytest.mark.parametrize("uri", WEB)
def test_what_a_service_may_register(uri: str) -> None:
    assert registration_fault(uri, native=False, development=False) is None


@pytest.mark.parametrize(("uri", "fault"), FAULTS)
def test_what_a_service_may_not_register_and_why(uri: str, fault: RedirectFault) -> None:
    assert registration_fault(uri, native=False, development=False) is fault


@pytest.mark.parametrize("uri", [*WEB, *OWN_SCHEMES, *LOOPBACKS])
def test_what_an_app_may_register(uri: str) -> None:
    assert registration_fault(uri, native=True, development=False) is None


@pytest.mark.parametrize(("uri", "fault"), FAULTS_OF_APPS)
def test_what_an_app_may_not_register_and_why(uri: str, fault: RedirectFault) -> None:
    assert registration_fault(uri, native=True, development=False) is fault


@pytest.mark.parametrize("uri", SAME_MACHINE)
def test_the_same_machine_is_for_development_alone(uri: str) -> None:
    assert registration_fault(uri, native=False, development=True) is None
    assert registration_fault(uri, native=False, development=False) is RedirectFault.LOOPBACK


def test_development_excuses_nothing_else() -> None:
    excused = [
        uri for uri, fault in FAULTS if registration_fault(uri, native=False, development=True) is None
    ]

    assert all(urlsplit(uri).hostname in {"localhost", "127.0.0.1", "::1"} for uri in excused)


def test_every_fault_is_found_somewhere() -> None:
    assert {fault for _, fault in [*FAULTS, *FAULTS_OF_APPS]} == set(RedirectFault)


@pytest.mark.parametrize(
    ("uri", "known"),
    [
        ("http://127.0.0.1:50000/vissza", True),
        ("http://127.0.0.1:1/vissza", True),
        ("http://127.0.0.1:65535/vissza", True),
        ("http://127.0.0.1/vissza", True),
        ("http://[::1]:50000/vissza?x=1", True),
        ("hu.example.app:/vissza", True),
        ("http://127.0.0.1:65536/vissza", False),
        ("http://127.0.0.1:99999/vissza", False),
        ("http://127.0.0.1:0/vissza", False),
        ("http://127.0.0.1:08080/vissza", False),
        ("http://127.0.0.1:/vissza", False),
        ("http://127.0.0.1:1:2/vissza", False),
        ("http://127.0.0.1:٣/vissza", False),
        ("http://127.0.0.1:8080@tamado.example/vissza", False),
        ("http://127.0.0.1:8080.tamado.example/vissza", False),
        ("http://127.0.0.1:8080/masik", False),
        ("http://127.0.0.1:8080/vissza/", False),
        ("http://127.0.0.1:8080", False),
        ("http://127.0.0.1:8080\\vissza", False),
        ("http://127.0.0.2:8080/vissza", False),
        ("http://localhost:8080/vissza", False),
        ("https://127.0.0.1:8080/vissza", False),
        ("http://[::1]:8080/vissza", False),
        ("https://app.example:8443/vissza", False),
        ("hu.example.app:8080/vissza", False),
        ("hu.example.app://vissza", False),
    ],
)
def test_an_app_returns_to_any_port_of_its_own_machine_and_to_nothing_else(uri: str, known: bool) -> None:
    registered = (
        "http://127.0.0.1:8080/vissza",
        "http://[::1]/vissza?x=1",
        "hu.example.app:/vissza",
        "https://app.example/vissza",
    )

    assert is_registered(uri, registered, loopback=True) is known


def test_a_service_returns_to_the_registered_port_of_the_same_machine_alone() -> None:
    registered = ("http://127.0.0.1:8080/vissza",)

    assert is_registered("http://127.0.0.1:8080/vissza", registered, loopback=False)
    assert not is_registered("http://127.0.0.1:8081/vissza", registered, loopback=False)


@pytest.mark.parametrize(
    ("uri", "named"),
    [
        (BACK, "https://szolgaltatas.example"),
        ("https://szolgaltatas.example:8443", "https://szolgaltatas.example:8443"),
        ("http://[::1]:9000/vissza?x=https://tamado.example", "http://[::1]:9000"),
        ("hu.example.app:/vissza", "hu.example.app:"),
        ("vissza", "vissza:"),
    ],
)
def test_a_security_policy_names_where_an_address_leads(uri: str, named: str) -> None:
    assert source(uri) == named


@given(some.text(), some.booleans(), some.booleans())
def test_any_text_is_an_address_or_has_a_fault(uri: str, native: bool, development: bool) -> None:
    fault = registration_fault(uri, native=native, development=development)

    assert fault is None or fault in RedirectFault


@given(some.text(alphabet="abAB01.-_~:/?#[]@!$&'()*+,;=% \\\té", max_size=40), some.booleans())
def test_what_is_registered_reads_the_same_to_another_reader(tail: str, development: bool) -> None:
    uri = "https://" + tail

    if registration_fault(uri, native=False, development=development) is not None:
        return

    parts = urlsplit(uri)
    assert parts.geturl().rstrip("?") == uri.rstrip("?")
    assert parts.scheme == "https"
    assert parts.hostname is not None
    assert parts.netloc.removesuffix(f":{parts.port}").strip("[]") == parts.hostname
    assert (parts.username, parts.password, parts.fragment) == (None, None, "")


@given(some.sampled_from((*WEB, *LOOPBACKS, *OWN_SCHEMES)), some.integers(0, 60), some.characters())
def test_one_letter_more_makes_another_address(uri: str, place: int, letter: str) -> None:
    changed = uri[:place] + letter + uri[place:]

    assert is_registered(uri, (uri,), loopback=True)
    assert not is_registered(changed, (uri,), loopback=False)
