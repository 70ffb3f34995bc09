# SPDX-License-Identifier: EUPL-1.2
"""Signing out: at a service's wish, and what services are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any  # claims are open JSON

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.asking import AT, ISSUER, client
from tests.protocols.tokens import NOW, key, shape, token, unsigned
from ugyfelkapu.domain.assurance import LOW
from ugyfelkapu.federation.oidc.jose import sign
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.id_tokens import SignIn, id_token_claims
from ugyfelkapu.federation.oidc.protocol.introspection import SIGNED_TYPE
from ugyfelkapu.federation.oidc.protocol.logout import (
    EVENT,
    LOGOUT_TYPE,
    OUR_ALGORITHMS,
    Hint,
    Presence,
    SignOutVerdict,
    Way,
    judge,
    logout_token_claims,
    read_hint,
    read_sign_out_request,
)

AWAY = "https://szolgaltatas.example/kilepve"
SERVICE = client(post_logout_redirect_uris=(AWAY, AWAY + "?nyelv=hu"))
HINT = Hint(client_id="szolgaltatas", sub="kod", sid="latogatas")
LONG_AGO = AT - timedelta(days=400)


def id_token(algorithm: str = "ES256", *, typ: str = "JWT", **changed: Any) -> str:
    """Return an ID token of ours, long expired."""
    sign_in = SignIn(sub="kod", sid="latogatas", acr=LOW, amr=("pwd",), auth_time=LONG_AGO)
    claims = id_token_claims(SERVICE, sign_in, issuer=ISSUER, access_token="", claims={}, at=LONG_AGO)
    told = {name: value for name, value in (claims | changed).items() if value is not None}
    return sign(told, key(algorithm).signer, typ=typ)


def verdict(presence: Presence = Presence.HINTED, **parameters: str) -> SignOutVerdict:
    """Return what a request of the service leads to."""
    return judge(read_sign_out_request(parameters, key().keys, issuer=ISSUER), SERVICE, presence)


# ------------------------------------------------------------------ hints


@pytest.mark.parametrize("algorithm", OUR_ALGORITHMS)
def test_a_token_of_ours_is_a_hint_however_old_it_is(algorithm: str) -> None:
    assert read_hint(id_token(algorithm), key(algorithm).keys, issuer=ISSUER) == HINT


NO_HINTS: dict[str, str] = {
    "unsigned": unsigned({"typ": "JWT"}, {"iss": ISSUER, "aud": "szolgaltatas", "sub": "kod", "sid": "l"}),
    "changed": shape(id_token(), at=id_token().rindex(".") + 1),
    "of another issuer": id_token(iss="https://masik.example"),
    "without issuer": id_token(iss=None),
    "for several": id_token(aud=["szolgaltatas"]),
    "without sub": id_token(sub=None),
    "without sid": id_token(sid=None),
    "a logout token": id_token(typ=LOGOUT_TYPE),
    "an access token": id_token(typ=SIGNED_TYPE),
    "a word": "szo",
    "nothing": "",
}


@pytest.mark.parametrize("text", NO_HINTS.values(), ids=NO_HINTS)
def test_what_is_no_id_token_of_ours_is_refused(text: str) -> None:
    with pytest.raises(OAuthError) as caught:
        read_hint(text, key().keys, issuer=ISSUER)

    assert caught.value.code == "invalid_request"


def test_a_token_signed_by_others_is_refused() -> None:
    with pytest.raises(OAuthError):
        read_hint(id_token(), key(number=2).keys, issuer=ISSUER)


def test_a_token_that_does_not_say_what_it_is_counts() -> None:
    claims = {"iss": ISSUER, "aud": "szolgaltatas", "sub": "kod", "sid": "latogatas"}

    assert read_hint(token({"alg": "ES256"}, claims, key().signer), key().keys, issuer=ISSUER) == HINT


# ------------------------------------------------------------------ requests


def test_a_request_says_who_asks_and_where_the_person_goes() -> None:
    request = read_sign_out_request(
        {
            "id_token_hint": id_token(),
            "client_id": "szolgaltatas",
            "post_logout_redirect_uri": AWAY,
            "state": "s",
            "ui_locales": "en",
        },
        key().keys,
        issuer=ISSUER,
    )

    assert request.hint == HINT
    assert (request.client_id, request.address, request.state, request.ui_locales) == (
        "szolgaltatas",
        AWAY,
        "s",
        "en",
    )


def test_a_request_may_say_nothing() -> None:
    request = read_sign_out_request({}, key().keys, issuer=ISSUER)

    assert (request.hint, request.client_id, request.address, request.state) == (None, "", "", "")


def test_the_client_must_be_the_one_of_the_hint() -> None:
    with pytest.raises(OAuthError) as caught:
        verdict(id_token_hint=id_token(), client_id="masik")

    assert caught.value.code == "invalid_request"


def test_a_bad_hint_is_refused_whatever_else_is_said() -> None:
    for text in (NO_HINTS["unsigned"], NO_HINTS["changed"]):
        with pytest.raises(OAuthError):
            verdict(id_token_hint=text, client_id="szolgaltatas", post_logout_redirect_uri=AWAY)


# ------------------------------------------------------------------ verdicts


@pytest.mark.parametrize("presence", [Presence.HINTED, Presence.NOBODY])
def test_a_proven_service_gets_its_person_back_at_once(presence: Presence) -> None:
    found = verdict(presence, id_token_hint=id_token(), post_logout_redirect_uri=AWAY, state="a b&ő")

    assert found == SignOutVerdict(way=Way.REDIRECT, location=f"{AWAY}?state=a+b%26%C5%91")


def test_without_state_none_is_echoed() -> None:
    found = verdict(id_token_hint=id_token(), post_logout_redirect_uri=AWAY)

    assert found == SignOutVerdict(way=Way.REDIRECT, location=AWAY)


def test_a_registered_query_stays() -> None:
    found = verdict(id_token_hint=id_token(), post_logout_redirect_uri=AWAY + "?nyelv=hu", state="s")

    assert found.location == f"{AWAY}?nyelv=hu&state=s"


def test_without_an_address_the_signed_out_page_is_shown() -> None:
    assert verdict(id_token_hint=id_token()) == SignOutVerdict(way=Way.SHOW)
    assert verdict(id_token_hint=id_token(), state="s") == SignOutVerdict(way=Way.SHOW)


@pytest.mark.parametrize(
    "address",
    [
        AWAY + "/",
        AWAY + "?foo=bar",
        AWAY + "#x",
        AWAY.upper(),
        "https://masik.example/",
        "javascript:alert(1)",
    ],
)
@pytest.mark.parametrize("presence", Presence)
def test_an_address_that_is_not_registered_is_refused(address: str, presence: Presence) -> None:
    found = verdict(presence, id_token_hint=id_token(), post_logout_redirect_uri=address)

    assert (found.way, found.location) == (Way.REFUSE, "")
    assert found.reason


def test_somebody_else_is_asked_and_then_goes_where_the_service_says() -> None:
    found = verdict(Presence.SOMEBODY, id_token_hint=id_token(), post_logout_redirect_uri=AWAY, state="s")

    assert found == SignOutVerdict(way=Way.ASK, location=f"{AWAY}?state=s")


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"state": "s"},
        {"post_logout_redirect_uri": AWAY},
        {"client_id": "szolgaltatas", "post_logout_redirect_uri": AWAY, "state": "s"},
        {"client_id": "szolgaltatas", "post_logout_redirect_uri": "https://masik.example/"},
    ],
)
def test_without_a_hint_the_person_is_asked_and_goes_nowhere(parameters: dict[str, str]) -> None:
    for presence in (Presence.SOMEBODY, Presence.HINTED):
        assert verdict(presence, **parameters) == SignOutVerdict(way=Way.ASK)
    assert verdict(Presence.NOBODY, **parameters) == SignOutVerdict(way=Way.SHOW)


def test_a_hint_of_a_service_that_is_gone_proves_nobody() -> None:
    request = read_sign_out_request(
        {"id_token_hint": id_token(), "post_logout_redirect_uri": AWAY}, key().keys, issuer=ISSUER
    )

    assert judge(request, None, Presence.HINTED) == SignOutVerdict(way=Way.ASK)
    assert judge(request, None, Presence.NOBODY) == SignOutVerdict(way=Way.SHOW)


ONE_TOKEN = id_token()
"""One: each that is made anew has another signature."""


@given(
    st.dictionaries(
        st.sampled_from(["id_token_hint", "client_id", "post_logout_redirect_uri", "state"]),
        st.text() | st.sampled_from([ONE_TOKEN, AWAY, "szolgaltatas"]),
    ),
    st.sampled_from(list(Presence)),
)
def test_nobody_is_ever_sent_to_an_unregistered_address(
    parameters: dict[str, str], presence: Presence
) -> None:
    try:
        found = verdict(presence, **parameters)
    except OAuthError as refused:
        assert refused.code == "invalid_request"  # noqa: PT017  either is right
    else:
        assert found.location.split("?")[0] in {"", AWAY}
        assert not found.location or parameters["id_token_hint"] == ONE_TOKEN


# ------------------------------------------------------------------ logout tokens


def test_a_logout_token_says_whose_session_is_over_and_nothing_more() -> None:
    told = logout_token_claims(SERVICE, issuer=ISSUER, sub="kod", sid="latogatas", jti="egy", at=AT)

    assert told == {
        "iss": ISSUER,
        "aud": "szolgaltatas",
        "iat": NOW,
        "exp": NOW + 120,
        "jti": "egy",
        "sub": "kod",
        "sid": "latogatas",
        "events": {EVENT: {}},
    }
    assert "nonce" not in told
