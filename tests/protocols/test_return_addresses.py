# SPDX-License-Identifier: EUPL-1.2
"""Where a request's parameters are, and where its answer may go: the person is told until that is proven."""

from __future__ import annotations

import pytest

from ugyfelkapu.federation.oidc.protocol.authorization import (
    PUSHED_PREFIX,
    Source,
    prove_redirect,
    pushed_source_of,
    safe_address,
    source_of,
)
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError, UnsafeToRedirectError
from ugyfelkapu.federation.oidc.protocol.parameters import LONGEST_ECHOED
from ugyfelkapu.federation.oidc.protocol.profiles import Profile
from ugyfelkapu.federation.oidc.protocol.responses import ResponseMode, ReturnAddress

from .asking import BACK, ask, client, outcome, parameters

OURS = PUSHED_PREFIX + "x"


def _refused(asking: Client | None = None, /, **changed: str | None) -> OAuthError:
    refusal = outcome(lambda: ask(asking, **changed))
    assert isinstance(refusal, OAuthError)
    return refusal


# ------------------------------------------------------------------ where the parameters are


@pytest.mark.parametrize(
    ("said", "source"),
    [({}, Source.PLAIN), ({"request": "x"}, Source.OBJECT), ({"request_uri": OURS}, Source.PUSHED)],
)
def test_parameters_are_here_in_an_object_or_pushed_before(said: dict[str, str], source: Source) -> None:
    assert source_of(said, client()) is source


def test_an_object_and_a_reference_exclude_each_other() -> None:
    with pytest.raises(OAuthError, match="invalid_request"):
        source_of({"request": "x", "request_uri": OURS}, client())


@pytest.mark.parametrize(
    "reference",
    [
        "https://szolgaltatas.example/keres.jwt",
        "http://169.254.169.254/latest",
        "urn:ietf:params:oauth:request_uri:masik_x",
        "URN:ietf:params:oauth:request_uri:kapu_x",
        " " + OURS,
        "x",
    ],
)
@pytest.mark.parametrize("profile", [Profile.OIDC_STRICT, Profile.FAPI2_SECURITY])
def test_no_request_of_another_place_is_fetched(reference: str, profile: Profile) -> None:
    with pytest.raises(OAuthError, match="request_uri_not_supported"):
        source_of({"request_uri": reference}, client(profile))


@pytest.mark.parametrize("said", [{}, {"request": "x"}])
def test_the_high_security_profile_pushes(said: dict[str, str]) -> None:
    with pytest.raises(OAuthError, match="invalid_request"):
        source_of(said, client(Profile.FAPI2_SECURITY))

    assert source_of({"request_uri": OURS}, client(Profile.FAPI2_SECURITY)) is Source.PUSHED


def test_what_is_pushed_is_no_reference() -> None:
    assert pushed_source_of({}) is Source.PLAIN
    assert pushed_source_of({"request": "x"}) is Source.OBJECT

    with pytest.raises(OAuthError, match="invalid_request"):
        pushed_source_of({"request_uri": OURS})


# ------------------------------------------------------------------ where the answer goes


def test_the_address_is_proven_with_what_goes_back() -> None:
    address = prove_redirect(parameters(state="á", response_mode="form_post"), client())

    assert address == ReturnAddress(BACK, given=True, mode=ResponseMode.FORM_POST, state="á")


@pytest.mark.parametrize("state", ["x" * (LONGEST_ECHOED + 1), "a\nb"])
def test_a_state_that_cannot_go_back_keeps_the_person_here(state: str) -> None:
    refusal = _refused(state=state)

    assert isinstance(refusal, UnsafeToRedirectError)
    assert refusal.code == "invalid_request"


@pytest.mark.parametrize("client_id", [None, "masik", "Szolgaltatas", "szolgaltatas "])
def test_a_request_is_its_own_clients(client_id: str | None) -> None:
    refusal = _refused(client_id=client_id)

    assert isinstance(refusal, UnsafeToRedirectError)


def test_a_service_that_signs_nobody_in_is_told_so() -> None:
    refusal = _refused(client(Profile.SERVICE, redirect_uris=(BACK,)))

    assert isinstance(refusal, UnsafeToRedirectError)
    assert refusal.code == "unauthorized_client"


def test_the_only_address_need_not_be_named_where_the_profile_says_so() -> None:
    request = ask(client(Profile.OIDC_BASIC), redirect_uri=None)

    assert (request.redirect_uri, request.redirect_uri_given) == (BACK, False)
    assert ask(client(Profile.OIDC_BASIC)).redirect_uri_given


@pytest.mark.parametrize(
    "asking",
    [
        client(),
        client(Profile.FAPI2_SECURITY),
        client(Profile.PUBLIC_NATIVE),
        client(Profile.OIDC_BASIC, redirect_uris=(BACK, BACK + "2")),
        client(Profile.OIDC_BASIC, redirect_uris=()),
    ],
)
def test_elsewhere_the_address_must_be_named(asking: Client) -> None:
    assert isinstance(_refused(asking, redirect_uri=None), UnsafeToRedirectError)


def test_an_app_returns_to_any_port_of_its_own_machine() -> None:
    asking = client(Profile.PUBLIC_NATIVE, redirect_uris=("http://127.0.0.1/vissza",))

    assert (
        ask(asking, redirect_uri="http://127.0.0.1:50000/vissza").redirect_uri
        == "http://127.0.0.1:50000/vissza"
    )


def test_a_refusal_goes_to_a_proven_address_alone() -> None:
    assert safe_address(parameters(state="x"), client()) == ReturnAddress(BACK, state="x")
    assert safe_address(parameters(redirect_uri="https://tamado.example/"), client()) is None
    assert safe_address(parameters(redirect_uri=None), client()) is None
    assert safe_address({}, client()) is None
