# SPDX-License-Identifier: EUPL-1.2
"""Proofs of possession: what holds, and each way in which one does not."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any  # claims are open JSON

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.asking import AT, ISSUER, client
from tests.protocols.tokens import (
    NOW,
    TOKEN_ENDPOINT,
    digest_of,
    encoded,
    key,
    proof,
    proof_claims,
    shape,
    token,
    unsigned,
)
from ugyfelkapu.federation.oidc.jose import thumbprint
from ugyfelkapu.federation.oidc.protocol.dpop import (
    LONGEST_PROOF,
    NONCE_WINDOW,
    Nonces,
    Proof,
    bound_key,
    read_proof,
    require_announced_key,
    require_bound_key,
)
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.profiles import Profile

NONCES = Nonces(key=b"k" * 32)
REQUIRED = Nonces(key=b"k" * 32, required=True)
ACCESS_TOKEN = "kapu_at_valami"


def read(header: str, *, nonces: Nonces = NONCES, after: float = 0, access_token: str = "") -> Proof:
    """Read a proof as the token endpoint does."""
    return read_proof(
        header,
        method="POST",
        url=TOKEN_ENDPOINT,
        nonces=nonces,
        at=AT + timedelta(seconds=after),
        access_token=access_token,
    )


def refusal(header: str, *, nonces: Nonces = NONCES, after: float = 0, access_token: str = "") -> OAuthError:
    """Return how a proof is refused."""
    with pytest.raises(OAuthError) as caught:
        read(header, nonces=nonces, after=after, access_token=access_token)
    return caught.value


# ------------------------------------------------------------------ what holds


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "EdDSA"])
def test_a_proof_names_the_key_by_its_thumbprint(algorithm: str) -> None:
    known = read(proof(algorithm))

    assert known.jkt == thumbprint(key(algorithm).jwk)


def test_a_proof_goes_with_an_access_token_at_a_resource() -> None:
    assert read(proof(ath=digest_of(ACCESS_TOKEN)), access_token=ACCESS_TOKEN)


@pytest.mark.parametrize(
    "changed",
    [
        {"iat": NOW - 10},
        {"iat": NOW + 10},
        {"iat": NOW - 60},
        {"iat": NOW + 60},
        {"iat": NOW + 0.5},
        {"nbf": NOW, "exp": NOW + 300},
        {"nbf": NOW + 8},
        {"exp": NOW - 8},
        {"jti": "x" * 256},
        {"ath": "of no access token, so it does not matter"},
        {"extra": {"anything": [1, 2]}, "more": None},
    ],
)
def test_clocks_may_differ_a_little_and_more_may_be_said(changed: dict[str, Any]) -> None:
    assert read(proof(**changed))


def test_more_may_be_said_in_the_header() -> None:
    assert read(proof(header={"kid": "mine", "extra": "x"}))


@pytest.mark.parametrize("typ", ["dpop+jwt", "DPoP+JWT", "application/dpop+jwt"])
def test_its_type_is_a_media_type(typ: str) -> None:
    assert read(proof(header={"typ": typ}))


@pytest.mark.parametrize(
    "address",
    [
        TOKEN_ENDPOINT,
        TOKEN_ENDPOINT + "?query=1&more",
        TOKEN_ENDPOINT + "#fragment",
        TOKEN_ENDPOINT + "?q#f",
        TOKEN_ENDPOINT.replace("https://kapu.example.hu", "HTTPS://KAPU.Example.HU"),
        TOKEN_ENDPOINT.replace(".hu/", ".hu:443/"),
        TOKEN_ENDPOINT.replace(".hu/", ".hu:/"),
        TOKEN_ENDPOINT.replace("token", "%74oken"),
        TOKEN_ENDPOINT.replace("token", "%74%6F%6b%65n"),
    ],
)
def test_the_same_address_may_be_written_in_several_ways(address: str) -> None:
    assert read(proof(htu=address))


def test_an_address_without_a_path_is_the_root() -> None:
    for written, asked in ((ISSUER, ISSUER + "/"), (ISSUER + "/", ISSUER)):
        header = proof(htu=written)

        assert read_proof(header, method="POST", url=asked, nonces=NONCES, at=AT)


def test_escapes_that_must_stay_are_compared_without_case() -> None:
    header = proof(htu=ISSUER + "/a%2fb")

    assert read_proof(header, method="POST", url=ISSUER + "/a%2Fb", nonces=NONCES, at=AT)
    with pytest.raises(OAuthError):
        read_proof(header, method="POST", url=ISSUER + "/a/b", nonces=NONCES, at=AT)


# ------------------------------------------------------------------ what does not

BAD_CLAIMS: dict[str, dict[str, Any]] = {
    "no jti": {"jti": None},
    "empty jti": {"jti": ""},
    "jti no text": {"jti": 7},
    "jti too long": {"jti": "x" * 257},
    "no htm": {"htm": None},
    "another method": {"htm": "PUT"},
    "htm in small letters": {"htm": "post"},
    "htm no text": {"htm": ["POST"]},
    "no htu": {"htu": None},
    "htu no text": {"htu": {"url": TOKEN_ENDPOINT}},
    "another path": {"htu": TOKEN_ENDPOINT + "/"},
    "path in capitals": {"htu": TOKEN_ENDPOINT.replace("token", "TOKEN")},
    "another host": {"htu": TOKEN_ENDPOINT.replace("kapu", "kopu")},
    "another scheme": {"htu": TOKEN_ENDPOINT.replace("https", "http")},
    "another port": {"htu": TOKEN_ENDPOINT.replace(".hu/", ".hu:444/")},
    "a port that is none": {"htu": TOKEN_ENDPOINT.replace(".hu/", ".hu:x/")},
    "a host that is none": {"htu": "https://[/oidc/token"},
    "with a name before it": {"htu": TOKEN_ENDPOINT.replace("kapu.", "a@kapu.")},
    "with a line break": {"htu": TOKEN_ENDPOINT.replace("token", "to\nken")},
    "with a space": {"htu": " " + TOKEN_ENDPOINT},
    "with a letter of another script": {"htu": TOKEN_ENDPOINT.replace("token", "tokеn")},
    "a path alone": {"htu": "/oidc/token"},
    "no iat": {"iat": None},
    "iat an hour ago": {"iat": NOW - 3600},
    "iat an hour ahead": {"iat": NOW + 3600},
    "iat just too old": {"iat": NOW - 61},
    "iat just too new": {"iat": NOW + 61},
    "iat no number": {"iat": str(NOW)},
    "iat true": {"iat": True},
    "nbf to come": {"nbf": NOW + 3600},
    "nbf no number": {"nbf": "x"},
    "exp over": {"exp": NOW - 3600},
    "exp no number": {"exp": []},
}


@pytest.mark.parametrize("changed", BAD_CLAIMS.values(), ids=BAD_CLAIMS)
def test_a_proof_that_says_something_else_is_refused(changed: dict[str, Any]) -> None:
    assert refusal(proof(**changed)).code == "invalid_dpop_proof"


BAD_HEADERS: dict[str, dict[str, Any]] = {
    "no typ": {"typ": None},
    "typ of any token": {"typ": "JWT"},
    "typ of an access token": {"typ": "at+jwt"},
    "typ no text": {"typ": 5},
    "no alg": {"alg": None},
    "another alg": {"alg": "PS256"},
    "an alg of secrets": {"alg": "HS256"},
    "no key": {"jwk": None},
    "a key that is none": {"jwk": "kulcs"},
    "another key": {"jwk": key(number=2).bare},
    "a private key": {"jwk": key().bare | {"d": "AAAA"}},
    "a secret key": {"jwk": {"kty": "oct", "k": "AAAA"}},
    "a key by address": {"jwk": None, "jku": "https://masik.example/jwks"},
    "what must be understood": {"crit": ["exp"], "exp": NOW},
}


@pytest.mark.parametrize("changed", BAD_HEADERS.values(), ids=BAD_HEADERS)
def test_a_proof_with_another_header_is_refused(changed: dict[str, Any]) -> None:
    assert refusal(proof(header=changed)).code == "invalid_dpop_proof"


def test_rs256_is_refused() -> None:
    assert refusal(proof("RS256")).code == "invalid_dpop_proof"


def test_an_unsigned_proof_is_refused() -> None:
    header = unsigned({"typ": "dpop+jwt", "jwk": key().bare}, proof_claims())

    assert refusal(header).code == "invalid_dpop_proof"


def test_a_changed_proof_is_refused() -> None:
    good = proof()

    for place in (good.rindex(".") + 1, good.index(".") + 5, 5):
        assert refusal(shape(good, at=place)).code == "invalid_dpop_proof"


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "x",
        "a.b.c",
        "..",
        "a.b.c.d",
        proof() + "," + proof(jti="masik"),
        proof() + ", " + proof(),
        proof() + ".x",
        proof().replace(".", "!.", 1),
        "A" * (LONGEST_PROOF + 1),
        proof(extra="x" * LONGEST_PROOF),
        encoded(b"[1]") + "." + encoded(b"{}") + ".AA",
        token({"alg": "ES256", "typ": "dpop+jwt", "jwk": key().bare}, [1], key().signer),
    ],
)
def test_what_is_not_one_proof_is_refused(header: str) -> None:
    assert refusal(header).code == "invalid_dpop_proof"


@pytest.mark.parametrize(
    "ath", [None, "", 5, "x", digest_of("kapu_at_mas"), digest_of(ACCESS_TOKEN) + "=", ACCESS_TOKEN]
)
def test_at_a_resource_a_proof_goes_with_its_access_token_alone(ath: Any) -> None:
    assert refusal(proof(ath=ath), access_token=ACCESS_TOKEN).code == "invalid_dpop_proof"


def test_a_proof_is_remembered_by_its_key_and_jti_until_it_is_too_old() -> None:
    first, again = read(proof()), read(proof(htm="POST", nbf=NOW))
    other, others = read(proof(jti="masodik")), read(proof(number=2))

    assert first.single == again.single
    assert len({first.single.digest, other.single.digest, others.single.digest}) == 3
    remembered = (first.single.ends_at - AT).total_seconds()
    assert refusal(proof(), after=remembered).code == "invalid_dpop_proof"
    assert read(proof(), after=remembered - 1)


# ------------------------------------------------------------------ nonces


def test_a_nonce_of_ours_is_taken() -> None:
    good = proof(nonce=NONCES.nonce(at=AT))

    assert read(good)
    assert read(good, nonces=REQUIRED)


def test_without_a_nonce_one_is_handed_out_where_it_is_required() -> None:
    refused = refusal(proof(), nonces=REQUIRED)

    assert refused.code == "use_dpop_nonce"
    assert read(proof(nonce=refused.headers["DPoP-Nonce"]), nonces=REQUIRED)


@pytest.mark.parametrize("nonce", ["", "mas", 5, ["x"], "é", Nonces(key=b"m" * 32).nonce(at=AT)])
def test_a_nonce_that_is_not_ours_is_sent_back_whether_required_or_not(nonce: Any) -> None:
    for nonces in (NONCES, REQUIRED):
        assert refusal(proof(nonce=nonce), nonces=nonces).code == "use_dpop_nonce"


def test_a_nonce_counts_for_its_window_and_the_next() -> None:
    begun = AT - timedelta(seconds=NOW % NONCE_WINDOW)
    nonce = NONCES.nonce(at=begun)

    def admitted(after: float) -> bool:
        return NONCES.admits(nonce, at=begun + timedelta(seconds=after))

    assert admitted(0)
    assert admitted(2 * NONCE_WINDOW - 1)
    assert not admitted(2 * NONCE_WINDOW)
    assert not admitted(-1)


def test_nonces_fit_into_a_header_and_their_key_into_no_log() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", NONCES.nonce(at=AT))
    assert "kkk" not in repr(NONCES)


# ------------------------------------------------------------------ bound codes and tokens

HELD = read(proof())
OTHER = read(proof(number=2))


def test_tokens_are_bound_to_the_key_of_a_proof() -> None:
    for profile in Profile:
        assert bound_key(HELD, client(profile)) == HELD.jkt


def test_without_a_proof_they_are_bound_to_none_unless_they_must_be() -> None:
    assert bound_key(None, client(Profile.OIDC_STRICT)) == ""
    with pytest.raises(OAuthError) as caught:
        bound_key(None, client(Profile.FAPI2_SECURITY))
    assert caught.value.code == "invalid_request"


def test_what_is_bound_to_a_key_is_redeemed_with_it() -> None:
    require_bound_key(HELD.jkt, HELD)
    for lacking in (OTHER, None):
        with pytest.raises(OAuthError) as caught:
            require_bound_key(HELD.jkt, lacking)
        assert caught.value.code == "invalid_grant"


def test_what_is_bound_to_none_is_redeemed_with_any() -> None:
    require_bound_key("", None)
    require_bound_key("", HELD)


def test_a_pushed_request_binds_its_code_by_name_or_by_proof() -> None:
    assert require_announced_key(HELD.jkt, None) == HELD.jkt
    assert require_announced_key("", HELD) == HELD.jkt
    assert require_announced_key(HELD.jkt, HELD) == HELD.jkt
    assert require_announced_key("", None) == ""


def test_naming_one_key_and_proving_another_is_refused() -> None:
    with pytest.raises(OAuthError) as caught:
        require_announced_key(HELD.jkt, OTHER)
    assert caught.value.code == "invalid_request"


# ------------------------------------------------------------------ whatever comes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
CODES = {"invalid_dpop_proof", "use_dpop_nonce"}


@given(st.sampled_from([*proof_claims(), "ath", "nonce", "nbf", "exp"]), JSON)
def test_whatever_a_proof_says_it_holds_or_is_refused(name: str, value: Any) -> None:
    header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key().bare}
    text = token(header, proof_claims() | {name: value}, key().signer)

    try:
        known = read(text, access_token="" if name != "ath" else ACCESS_TOKEN)
    except OAuthError as refused:
        assert refused.code in CODES  # noqa: PT017  either is right
    else:
        assert known.jkt == HELD.jkt


@given(st.sampled_from(["alg", "typ", "jwk", "kid", "crit"]), JSON)
def test_whatever_its_header_says_it_holds_or_is_refused(name: str, value: Any) -> None:
    header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key().bare, name: value}

    try:
        read(token(header, proof_claims(), key().signer))
    except OAuthError as refused:
        assert refused.code == "invalid_dpop_proof"  # noqa: PT017  either is right


@given(st.text())
def test_whatever_stands_in_the_header_is_no_other_trouble(header: str) -> None:
    assert refusal(header).code == "invalid_dpop_proof"


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126)))
def test_no_address_is_trouble(text: str) -> None:
    for address in (text, f"https://{text}", f"{ISSUER}/{text}"):
        try:
            read_proof(proof(htu=address), method="POST", url=TOKEN_ENDPOINT, nonces=NONCES, at=AT)
        except OAuthError as refused:
            assert refused.code == "invalid_dpop_proof"  # noqa: PT017  most are refused
