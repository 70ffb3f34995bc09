# SPDX-License-Identifier: EUPL-1.2
"""How clients prove who they are."""

from __future__ import annotations

import base64
import hashlib
from http import HTTPStatus
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.asking import client
from tests.protocols.authenticating import (
    SECRET,
    asserted,
    authenticate,
    basic,
    refusal,
    with_key,
    with_secret,
)
from tests.protocols.tokens import (
    assertion,
    key,
)
from ugyfelkapu.federation.oidc.protocol.client_authentication import (
    ASSERTION_TYPE,
    CHALLENGE,
    LONGEST_CLIENT_ID,
    read_credentials,
)
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile

# ------------------------------------------------------------------ secrets


def test_a_secret_in_the_header_proves_a_client() -> None:
    authenticate(with_secret(), authorization=basic())


def test_a_secret_in_the_body_proves_a_client() -> None:
    authenticate(with_secret(Authentication.POST), {"client_id": "szolgaltatas", "client_secret": SECRET})


@pytest.mark.parametrize("secret", ["", "kapu_cs_mas", SECRET + " ", SECRET.upper()])
def test_another_secret_does_not(secret: str) -> None:
    refused = refusal(with_secret(), authorization=basic(secret=secret))

    assert (refused.code, refused.status) == ("invalid_client", HTTPStatus.UNAUTHORIZED)
    assert refused.headers == {"WWW-Authenticate": CHALLENGE}


def test_another_secret_in_the_body_does_not_either() -> None:
    wrong = {"client_id": "szolgaltatas", "client_secret": "kapu_cs_mas"}

    assert refusal(with_secret(Authentication.POST), wrong).code == "invalid_client"


def test_an_unknown_client_is_refused_like_one_with_a_wrong_secret() -> None:
    unknown = refusal(None, authorization=basic("senki"))
    wrong = refusal(with_secret(), authorization=basic(secret="mas"))

    assert (unknown.code, unknown.description, unknown.status, unknown.headers) == (
        wrong.code,
        wrong.description,
        wrong.status,
        wrong.headers,
    )


def test_a_client_without_a_secret_is_proven_by_none() -> None:
    bare = client(authentication=Authentication.BASIC, secret_digest=None)

    assert refusal(bare, authorization=basic()).code == "invalid_client"
    assert refusal(bare, authorization=basic(secret="")).code == "invalid_client"


def test_the_secret_of_nobody_proves_nobody() -> None:
    bare = client(authentication=Authentication.BASIC, secret_digest=None)

    assert refusal(bare, authorization=basic(secret="no client has this secret")).code == "invalid_client"


def test_both_parts_of_the_header_are_form_encoded() -> None:
    name, secret = "szolgáltatás:1 a+b%", "ti:tok +%/"
    digest = hashlib.sha256(secret.encode()).digest()
    known = client(client_id=name, secret_digest=digest)

    authenticate(known, authorization=basic(quote_plus(name), quote_plus(secret)))


@pytest.mark.parametrize("scheme", ["basic", "BASIC", "Basic", "bAsIc"])
def test_the_scheme_is_read_without_case(scheme: str) -> None:
    authenticate(with_secret(), authorization=scheme + basic().removeprefix("Basic"))


@pytest.mark.parametrize(
    "header",
    [
        "Bearer kapu_at_x",
        "DPoP kapu_at_x",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b":nobody").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
        "Basic " + base64.b64encode(b"%ff:%ff").decode(),
        "Basic " + base64.b64encode(b"%00:x").decode(),
        "Basic " + base64.b64encode(b"a" * 256 + b":x").decode(),
        "Basic é",
        basic() + " " + basic(),
        basic() + "," + basic(),
    ],
)
def test_a_header_that_cannot_be_read_is_refused(header: str) -> None:
    refused = refusal(with_secret(), authorization=header)

    assert (refused.code, refused.status) == ("invalid_client", HTTPStatus.UNAUTHORIZED)
    assert refused.headers == {"WWW-Authenticate": CHALLENGE}


# ------------------------------------------------------------------ exactly one way, the registered one


def test_a_public_client_only_says_its_name() -> None:
    native = client(Profile.PUBLIC_NATIVE)

    assert authenticate(native, {"client_id": "szolgaltatas"}) is None


@pytest.mark.parametrize("method", [Authentication.BASIC, Authentication.POST, Authentication.PRIVATE_KEY])
def test_a_client_that_must_prove_itself_cannot_only_say_its_name(method: Authentication) -> None:
    known = with_secret(method)

    assert refusal(known, {"client_id": "szolgaltatas"}).code == "invalid_client"


def test_a_public_client_with_a_secret_is_none() -> None:
    assert refusal(with_secret(Authentication.NONE), authorization=basic()).code == "invalid_client"


def test_another_way_than_the_registered_one_is_refused() -> None:
    in_body = {"client_id": "szolgaltatas", "client_secret": SECRET}

    assert refusal(with_secret(Authentication.POST), authorization=basic()).code == "invalid_client"
    assert refusal(with_secret(Authentication.BASIC), in_body).code == "invalid_client"
    assert refusal(with_key(), in_body).code == "invalid_client"
    assert refusal(with_secret(), asserted(assertion()), keys=key().keys).code == "invalid_client"


@pytest.mark.parametrize(
    ("parameters", "authorization"),
    [
        ({"client_id": "szolgaltatas", "client_secret": SECRET}, basic()),
        (asserted(assertion()), basic()),
        (asserted(assertion(), client_id="szolgaltatas", client_secret=SECRET), None),
    ],
)
def test_two_ways_at_once_are_refused(parameters: dict[str, str], authorization: str | None) -> None:
    for known in (with_secret(), with_secret(Authentication.POST), with_key()):
        assert refusal(known, parameters, authorization, keys=key().keys).code == "invalid_request"


def test_the_name_in_the_body_may_be_repeated() -> None:
    authenticate(with_secret(), {"client_id": "szolgaltatas"}, basic())
    authenticate(with_key(), asserted(assertion(), client_id="szolgaltatas"), keys=key().keys)


def test_another_name_in_the_body_is_refused() -> None:
    assert refusal(with_secret(), {"client_id": "masik"}, basic()).code == "invalid_client"
    assert (
        refusal(with_key(), asserted(assertion(), client_id="masik"), keys=key().keys).code
        == "invalid_client"
    )


@pytest.mark.parametrize("name", ["", "a" * (LONGEST_CLIENT_ID + 1), "nul\0", "half\ud800"])
def test_a_name_that_can_be_nobodys_is_refused(name: str) -> None:
    refused = refusal(None, {"client_id": name})

    assert (refused.code, refused.status) == ("invalid_client", HTTPStatus.UNAUTHORIZED)


def test_nothing_at_all_is_refused() -> None:
    assert refusal(None).code == "invalid_client"
    assert refusal(None, {"client_secret": SECRET}).code == "invalid_client"


def test_secrets_stay_out_of_what_is_logged() -> None:
    shown = repr(read_credentials({}, basic()))

    assert SECRET not in shown
    assert "szolgaltatas" in shown


# ------------------------------------------------------------------ whatever comes


@given(
    st.dictionaries(
        st.sampled_from(["client_id", "client_secret", "client_assertion", "client_assertion_type"]),
        st.one_of(st.text(), st.just(ASSERTION_TYPE), st.just("szolgaltatas")),
    ),
    st.one_of(st.none(), st.text(), st.text().map(lambda text: f"Basic {text}"), st.text().map(basic)),
)
def test_whatever_comes_is_one_way_or_refused(parameters: dict[str, str], header: str | None) -> None:
    try:
        credentials = read_credentials(parameters, header)
    except OAuthError as refused:
        assert refused.code in {"invalid_client", "invalid_request"}  # noqa: PT017  either is right
    else:
        assert 0 < len(credentials.client_id) <= LONGEST_CLIENT_ID
