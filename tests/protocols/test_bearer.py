# SPDX-License-Identifier: EUPL-1.2
"""Access tokens as requests carry them, and what resources say to them."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.asking import AT
from ugyfelkapu.federation.oidc.protocol.bearer import (
    Scheme,
    ShownToken,
    at_resource,
    insufficient_scope,
    invalid_token,
    read_access_token,
    require_holder,
)
from ugyfelkapu.federation.oidc.protocol.dpop import Nonces, Proof, use_nonce
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError, invalid_dpop_proof, invalid_request
from ugyfelkapu.federation.oidc.protocol.single_use import single_use

TOKEN = "kapu_at_valami"


def held(jkt: str = "kulcs") -> Proof:
    """Return a proof of a key."""
    return Proof(jkt=jkt, single=single_use("dpop", jkt, "elso", ends_at=AT))


def refusal(
    authorization: str | None, form: dict[str, str] | None = None, query: dict[str, str] | None = None
) -> OAuthError:
    """Return how a request is refused, as a resource tells it."""
    with pytest.raises(OAuthError) as caught:
        read_access_token(authorization, form or {}, query or {})
    return at_resource(caught.value)


@pytest.mark.parametrize("name", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_a_bearer_token_comes_in_the_header(name: str) -> None:
    assert read_access_token(f"{name} {TOKEN}", {}, {}) == ShownToken(token=TOKEN, scheme=Scheme.BEARER)


@pytest.mark.parametrize("name", ["DPoP", "dpop", "DPOP"])
def test_a_bound_token_comes_in_the_header(name: str) -> None:
    assert read_access_token(f"{name}  {TOKEN} ", {}, {}) == ShownToken(token=TOKEN, scheme=Scheme.DPOP)


def test_a_bearer_token_may_be_posted() -> None:
    shown = read_access_token(None, {"access_token": TOKEN}, {})

    assert shown == ShownToken(token=TOKEN, scheme=Scheme.BEARER)


def test_a_token_in_the_address_is_refused() -> None:
    for authorization in (None, f"Bearer {TOKEN}"):
        refused = refusal(authorization, query={"access_token": TOKEN})

        assert (refused.code, refused.status) == ("invalid_request", HTTPStatus.BAD_REQUEST)


def test_a_token_in_two_places_is_refused() -> None:
    refused = refusal(f"Bearer {TOKEN}", {"access_token": TOKEN})

    assert (refused.code, refused.status) == ("invalid_request", HTTPStatus.BAD_REQUEST)
    assert refused.headers["WWW-Authenticate"].startswith(
        'Bearer realm="ugyfelkapu", error="invalid_request"'
    )


@pytest.mark.parametrize("authorization", [None, "", "  ", "Basic YTpi", "Token x", "kapu_at_valami"])
def test_without_a_token_both_schemes_are_offered_and_no_code_is_told(authorization: str | None) -> None:
    refused = refusal(authorization)

    assert (refused.code, refused.status) == ("", HTTPStatus.UNAUTHORIZED)
    assert refused.headers == {
        "WWW-Authenticate": 'Bearer realm="ugyfelkapu", DPoP realm="ugyfelkapu", algs="ES256 PS256 EdDSA"'
    }


@pytest.mark.parametrize("token", ["", "két szó", "a b", "ő", "a,b", '"', "x" * 8001, "nul\0"])
def test_a_token_that_can_be_none_is_refused(token: str) -> None:
    refused = refusal(f"Bearer {token}")

    assert (refused.code, refused.status) == ("invalid_token", HTTPStatus.UNAUTHORIZED)


def test_tokens_stay_out_of_what_is_logged() -> None:
    assert TOKEN not in repr(ShownToken(token=TOKEN, scheme=Scheme.BEARER))


# ------------------------------------------------------------------ bound tokens


def shown(scheme: Scheme) -> ShownToken:
    """Return a token under a scheme."""
    return ShownToken(token=TOKEN, scheme=scheme)


def test_a_bound_token_is_shown_with_its_key() -> None:
    require_holder(shown(Scheme.DPOP), "kulcs", held())


def test_a_bearer_token_is_shown_alone() -> None:
    require_holder(shown(Scheme.BEARER), "", None)


@pytest.mark.parametrize(
    ("scheme", "jkt", "proof"),
    [
        (Scheme.BEARER, "kulcs", None),
        (Scheme.BEARER, "kulcs", held()),
        (Scheme.DPOP, "kulcs", held("masik")),
        (Scheme.DPOP, "kulcs", None),
        (Scheme.DPOP, "", held()),
        (Scheme.DPOP, "", None),
    ],
)
def test_a_token_shown_in_any_other_way_is_refused(scheme: Scheme, jkt: str, proof: Proof | None) -> None:
    with pytest.raises(OAuthError) as caught:
        require_holder(shown(scheme), jkt, proof)

    assert (caught.value.code, caught.value.status) == ("invalid_token", HTTPStatus.UNAUTHORIZED)


# ------------------------------------------------------------------ challenges


def test_a_challenge_names_the_scheme_that_was_used() -> None:
    bearer, dpop = at_resource(invalid_token(), Scheme.BEARER), at_resource(invalid_token(), Scheme.DPOP)

    assert bearer.headers["WWW-Authenticate"].startswith('Bearer realm="ugyfelkapu", error="invalid_token"')
    assert dpop.headers["WWW-Authenticate"].startswith(
        'DPoP realm="ugyfelkapu", algs="ES256 PS256 EdDSA", error="invalid_token"'
    )


def test_refusals_of_proofs_are_challenges_of_their_scheme() -> None:
    refused = at_resource(invalid_dpop_proof("htm or htu is not of this request"), Scheme.BEARER)

    assert refused.status is HTTPStatus.UNAUTHORIZED
    assert refused.headers["WWW-Authenticate"].startswith("DPoP ")


def test_a_wanted_nonce_comes_beside_the_challenge() -> None:
    nonces = Nonces(key=b"k" * 32)
    refused = at_resource(use_nonce(nonces, at=AT))

    assert refused.status is HTTPStatus.UNAUTHORIZED
    assert refused.headers["DPoP-Nonce"] == nonces.nonce(at=AT)
    assert 'error="use_dpop_nonce"' in refused.headers["WWW-Authenticate"]


def test_a_token_that_does_not_reach_so_far_is_forbidden() -> None:
    refused = at_resource(insufficient_scope("openid"), Scheme.BEARER)

    assert (refused.code, refused.status) == ("insufficient_scope", HTTPStatus.FORBIDDEN)
    assert "openid" in refused.headers["WWW-Authenticate"]


def test_a_refusal_without_words_has_no_empty_ones() -> None:
    assert "error_description" not in at_resource(invalid_request("")).headers["WWW-Authenticate"]


@given(
    st.none() | st.text() | st.text().map(lambda text: f"Bearer {text}"),
    st.dictionaries(st.sampled_from(["access_token", "other"]), st.text()),
    st.dictionaries(st.sampled_from(["access_token", "other"]), st.text()),
)
def test_whatever_comes_is_a_token_or_refused_in_a_sound_header(
    authorization: str | None, form: dict[str, str], query: dict[str, str]
) -> None:
    try:
        found = read_access_token(authorization, form, query)
    except OAuthError as error:
        refused = at_resource(error)
        assert re.fullmatch(r"[ -~]+", refused.headers["WWW-Authenticate"])
    else:
        assert found.token
