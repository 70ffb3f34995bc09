# SPDX-License-Identifier: EUPL-1.2
"""What clients exchange at the token endpoint."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.asking import BACK, client
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.profiles import GrantType, Profile
from ugyfelkapu.federation.oidc.protocol.token_requests import (
    LONGEST_TOKEN,
    ClientRequest,
    CodeRequest,
    RefreshRequest,
    TokenAnswer,
    narrowed,
    read_token_request,
    require_same_redirect,
)

SERVICE = client(Profile.SERVICE, metadata={"scope": "nyilvantartas olvasas"})


def refusal(parameters: dict[str, str], profile: Profile = Profile.OIDC_STRICT) -> str:
    """Return the code with which a request is refused."""
    with pytest.raises(OAuthError) as caught:
        read_token_request(parameters, client(profile))
    return caught.value.code


def test_a_code_is_redeemed() -> None:
    asked = {"grant_type": "authorization_code", "code": "k", "redirect_uri": BACK, "code_verifier": "v"}

    assert read_token_request(asked, client()) == CodeRequest(code="k", redirect_uri=BACK, verifier="v")


def test_a_code_may_come_without_the_rest() -> None:
    asked = {"grant_type": "authorization_code", "code": "k", "redirect_uri": ""}

    assert read_token_request(asked, client()) == CodeRequest(code="k", redirect_uri=None, verifier="")


def test_a_refresh_token_is_exchanged_for_all_or_for_some() -> None:
    asked = {"grant_type": "refresh_token", "refresh_token": "r"}

    assert read_token_request(asked, client()) == RefreshRequest(token="r", scopes=None)
    assert read_token_request(asked | {"scope": " "}, client()) == RefreshRequest(token="r", scopes=None)
    assert read_token_request(asked | {"scope": "openid  email openid"}, client()) == RefreshRequest(
        token="r", scopes=("openid", "email")
    )


def test_a_service_asks_for_itself() -> None:
    asked = {"grant_type": "client_credentials"}

    assert read_token_request(asked, SERVICE) == ClientRequest(scopes=("nyilvantartas", "olvasas"))
    assert read_token_request(asked | {"scope": "olvasas"}, SERVICE) == ClientRequest(scopes=("olvasas",))


def test_a_service_gets_no_scope_that_it_did_not_register() -> None:
    with pytest.raises(OAuthError) as caught:
        read_token_request({"grant_type": "client_credentials", "scope": "olvasas openid"}, SERVICE)

    assert caught.value.code == "invalid_scope"


def test_what_is_missing_is_an_invalid_request() -> None:
    assert refusal({}) == "invalid_request"
    assert refusal({"grant_type": ""}) == "invalid_request"
    assert refusal({"grant_type": "authorization_code"}) == "invalid_request"
    assert refusal({"grant_type": "refresh_token", "refresh_token": ""}) == "invalid_request"


def test_a_code_or_token_that_nobody_issued_is_known_by_its_length() -> None:
    long = "x" * (LONGEST_TOKEN + 1)

    assert refusal({"grant_type": "authorization_code", "code": long}) == "invalid_grant"
    assert refusal({"grant_type": "refresh_token", "refresh_token": long}) == "invalid_grant"
    assert read_token_request({"grant_type": "authorization_code", "code": long[1:]}, client())


@pytest.mark.parametrize("kind", ["password", "implicit", "Authorization_Code", "urn:x"])
def test_an_unknown_grant_type_is_unsupported(kind: str) -> None:
    assert refusal({"grant_type": kind}) == "unsupported_grant_type"


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("kind", GrantType)
def test_a_profile_decides_what_a_client_may_exchange(profile: Profile, kind: GrantType) -> None:
    asked = {"grant_type": kind, "code": "k", "refresh_token": "r"}

    if kind in client(profile).policy.grants:
        assert read_token_request(asked, client(profile))
    else:
        assert refusal(asked, profile) == "unauthorized_client"


def test_codes_and_tokens_stay_out_of_what_is_logged() -> None:
    answer = TokenAnswer(
        access_token="kapu_at", expires_in=1, scopes=(), refresh_token="kapu_rt", id_token="a.b.c"
    )
    asked = CodeRequest(code="kapu_ac", redirect_uri=BACK, verifier="kapu_v")

    assert "kapu_" not in f"{answer} {asked} {RefreshRequest(token='kapu_rt', scopes=None)}"


# ------------------------------------------------------------------ scopes


def test_scopes_are_narrowed_in_the_order_in_which_they_were_granted() -> None:
    assert narrowed(("openid", "profile", "email"), None) == ("openid", "profile", "email")
    assert narrowed(("openid", "profile", "email"), ("email", "openid")) == ("openid", "email")
    assert narrowed(("openid",), ()) == ()


@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")))
def test_scopes_are_never_widened(granted: set[str], asked: set[str]) -> None:
    try:
        given_scopes = narrowed(sorted(granted), asked)
    except OAuthError as refused:
        assert refused.code == "invalid_scope"  # noqa: PT017  either is right
        assert asked - granted
    else:
        assert set(given_scopes) == asked


# ------------------------------------------------------------------ redirect URIs


def code(redirect_uri: str | None) -> CodeRequest:
    """Return a code with the redirect URI that the token request names."""
    return CodeRequest(code="k", redirect_uri=redirect_uri, verifier="")


def test_the_redirect_uri_is_the_one_of_the_authorization_request() -> None:
    require_same_redirect(code(BACK), sent_to=BACK, was_named=True)
    require_same_redirect(code(BACK), sent_to=BACK, was_named=False)
    require_same_redirect(code(None), sent_to=BACK, was_named=False)


@pytest.mark.parametrize(
    ("named", "was_named"),
    [(None, True), (BACK + "/", True), (BACK.upper(), True), (BACK + "/", False), ("", True)],
)
def test_another_redirect_uri_is_refused(named: str | None, was_named: bool) -> None:
    with pytest.raises(OAuthError) as caught:
        require_same_redirect(code(named), sent_to=BACK, was_named=was_named)

    assert caught.value.code == "invalid_grant"


# ------------------------------------------------------------------ answers


def test_an_answer_holds_what_there_is() -> None:
    bare = TokenAnswer(access_token="a", expires_in=600, scopes=())
    full = TokenAnswer(
        access_token="a",
        expires_in=600,
        scopes=("openid", "email"),
        jkt="kulcs",
        refresh_token="r",
        id_token="i",
    )

    assert bare.body() == {"access_token": "a", "token_type": "Bearer", "expires_in": 600}
    assert full.body() == {
        "access_token": "a",
        "token_type": "DPoP",
        "expires_in": 600,
        "scope": "openid email",
        "refresh_token": "r",
        "id_token": "i",
    }


@given(
    st.dictionaries(
        st.sampled_from(["grant_type", "code", "refresh_token", "scope", "redirect_uri", "code_verifier"]),
        st.one_of(st.text(), st.sampled_from(list(GrantType))),
    ),
    st.sampled_from(list(Profile)),
)
def test_whatever_comes_is_a_request_or_refused(parameters: dict[str, str], profile: Profile) -> None:
    try:
        read_token_request(parameters, client(profile))
    except OAuthError as refused:
        assert refused.code in {  # noqa: PT017  either is right
            "invalid_request",
            "invalid_grant",
            "invalid_scope",
            "unsupported_grant_type",
            "unauthorized_client",
        }
