# SPDX-License-Identifier: EUPL-1.2
"""The discovery document cannot lie: what it names is taken, what it leaves out is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import product

import pytest

from ugyfelkapu.domain.catalogue_errors import MetadataRefused
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.ports import Register
from ugyfelkapu.federation.addresses import PUBLIC
from ugyfelkapu.federation.oidc.jose import JoseError, encrypt, parse_keys
from ugyfelkapu.federation.oidc.protocol.authorization import PUSHED_PREFIX, source_of
from ugyfelkapu.federation.oidc.protocol.claims import CLAIMS_OF_SCOPE, DATA_OF_CLAIM
from ugyfelkapu.federation.oidc.protocol.client_authentication import ASSERTION_TYPE, prove, read_credentials
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.dpop import Nonces, read_proof
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.introspection import TokenFacts, TokenKind, may_introspect
from ugyfelkapu.federation.oidc.protocol.logout import logout_token_claims
from ugyfelkapu.federation.oidc.protocol.metadata import ENDPOINTS, WELL_KNOWN, discovery
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile
from ugyfelkapu.federation.oidc.protocol.request_objects import read_request_object
from ugyfelkapu.federation.oidc.protocol.responses import ReturnAddress, granted
from ugyfelkapu.federation.oidc.protocol.token_requests import read_token_request
from ugyfelkapu.federation.oidc.protocol.verified_claims import Proofed, account
from ugyfelkapu.federation.registration import read as read_registration
from ugyfelkapu.vault.signing import ALGORITHMS

from .asking import AT, BACK, ISSUER, ask, client, outcome, request_object, signer
from .tokens import TOKEN_ENDPOINT, assertion, key, proof

DOCUMENT = discovery(issuer=ISSUER)
SIGNING_IN = tuple(profile for profile in Profile if profile is not Profile.SERVICE)


def _taken(
    values: Iterable[str], take: Callable[[str, Client], object], profiles: Iterable[Profile]
) -> set[str]:
    """Return the values that a client of some profile may use."""
    return {
        value
        for value in values
        if any(
            not isinstance(outcome(partial(take, value, client(profile))), OAuthError) for profile in profiles
        )
    }


def test_the_document_can_be_sent() -> None:
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT


def test_it_holds_what_the_standards_require() -> None:
    required = {
        *("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported"),
        *("subject_types_supported", "id_token_signing_alg_values_supported"),
        *("scopes_supported", "claims_supported", "userinfo_endpoint", "end_session_endpoint"),
    }

    assert required <= set(DOCUMENT)
    assert all(value != [] for value in DOCUMENT.values())
    assert "RS256" in DOCUMENT["id_token_signing_alg_values_supported"]
    assert "openid" in DOCUMENT["scopes_supported"]


def test_every_address_is_below_the_issuer() -> None:
    addresses = {name: value for name, value in DOCUMENT.items() if name.endswith(("_endpoint", "_uri"))}

    assert DOCUMENT["issuer"] == ISSUER
    assert addresses == {name: ISSUER + path for name, path in ENDPOINTS.items()}
    assert len({*ENDPOINTS.values(), *WELL_KNOWN}) == len(ENDPOINTS) + len(WELL_KNOWN)


def test_the_answer_says_who_answers_as_promised() -> None:
    assert DOCUMENT["authorization_response_iss_parameter_supported"] is True
    assert granted(ReturnAddress(BACK), "x", issuer=ISSUER).parameters["iss"] == DOCUMENT["issuer"]


@pytest.mark.parametrize(
    ("member", "parameter", "others"),
    [
        (
            "response_types_supported",
            "response_type",
            ["token", "id_token", "code id_token", "code token", "none"],
        ),
        ("response_modes_supported", "response_mode", ["fragment", "jwt", "query.jwt", "web_message"]),
        ("code_challenge_methods_supported", "code_challenge_method", ["plain", "S512"]),
        ("prompt_values_supported", "prompt", ["create", "silent"]),
    ],
)
def test_parameters_take_what_is_named_and_nothing_else(
    member: str, parameter: str, others: list[str]
) -> None:
    taken = _taken(
        [*DOCUMENT[member], *others], lambda value, asking: ask(asking, **{parameter: value}), SIGNING_IN
    )

    assert taken == set(DOCUMENT[member])


def test_scopes_that_are_named_are_granted_and_others_are_not() -> None:
    asked = {*DOCUMENT["scopes_supported"], *CLAIMS_OF_SCOPE, "offline_access", "roles"}

    assert set(ask(scope=" ".join(sorted(asked))).scopes) == set(DOCUMENT["scopes_supported"])
    assert set(DOCUMENT["scopes_supported"]) <= set(CLAIMS_OF_SCOPE)


def test_claims_that_are_named_can_be_told() -> None:
    of_people = set(DATA_OF_CLAIM)

    assert {claim for claims in CLAIMS_OF_SCOPE.values() for claim in claims} | {"sub"} == of_people
    assert set(DOCUMENT["claims_supported"]) == of_people | {"acr", "amr", "auth_time", "sid"}
    assert set(DOCUMENT["claims_in_verified_claims_supported"]) < of_people


def test_claims_can_be_asked_for_by_name_and_are_told_by_the_gate_itself() -> None:
    assert DOCUMENT["claims_parameter_supported"] is True
    assert DOCUMENT["claim_types_supported"] == ["normal"]
    assert ask(claims='{"userinfo": {"email": null}}').claims.userinfo


def test_subjects_are_of_the_kind_that_is_named() -> None:
    def registers(kind: str) -> bool:
        return _registers({"redirect_uris": [BACK], "subject_type": kind})

    assert [kind for kind in ("pairwise", "public") if registers(kind)] == DOCUMENT["subject_types_supported"]


def _registers(said: Mapping[str, object]) -> bool:
    try:
        read_registration(said, reach=PUBLIC)
    except MetadataRefused:
        return False
    return True


def test_levels_that_are_named_can_be_insisted_on_and_others_cannot() -> None:
    others = ["http://eidas.europa.eu/LoA/high", "0", "https://masik.example/loa/self-asserted"]

    def insist(level: str, asking: Client) -> object:
        return ask(asking, claims=json.dumps({"id_token": {"acr": {"essential": True, "value": level}}}))

    taken = _taken([*DOCUMENT["acr_values_supported"], *others], insist, SIGNING_IN)

    assert taken == set(DOCUMENT["acr_values_supported"])


def test_languages_that_are_named_are_spoken() -> None:
    spoken = {ask(ui_locales=tag).ui_locales for tag in ["hu", "en", "de", "sk", "ro"]} - {""}

    assert spoken == set(DOCUMENT["ui_locales_supported"])


def test_requests_in_objects_are_taken_and_by_reference_are_not() -> None:
    assert DOCUMENT["request_parameter_supported"] is True
    assert DOCUMENT["request_uri_parameter_supported"] is False
    assert source_of({"request": "x"}, client())

    with pytest.raises(OAuthError, match="request_uri_not_supported"):
        source_of({"request_uri": "https://szolgaltatas.example/keres"}, client())


def test_requests_may_be_pushed_and_need_not_be() -> None:
    assert DOCUMENT["require_pushed_authorization_requests"] is False
    assert source_of({"request_uri": PUSHED_PREFIX + "x"}, client())
    assert source_of({}, client())


def test_objects_are_signed_as_named() -> None:
    def read(algorithm: str, asking: Client) -> object:
        return read_request_object(
            request_object(algorithm),
            asking,
            lambda: signer(algorithm)[1],
            issuer=ISSUER,
            pushed=False,
            at=AT,
        )

    assert _taken(ALGORITHMS, read, SIGNING_IN) == set(
        DOCUMENT["request_object_signing_alg_values_supported"]
    )


def test_grants_that_are_named_are_read_and_others_are_not() -> None:
    others = [
        "password",
        "implicit",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:openid:params:grant-type:ciba",
    ]

    def exchange(grant: str, asking: Client) -> object:
        return read_token_request({"grant_type": grant, "code": "x", "refresh_token": "x"}, asking)

    taken = _taken([*DOCUMENT["grant_types_supported"], *others], exchange, Profile)

    assert taken == set(DOCUMENT["grant_types_supported"])


def test_clients_prove_themselves_in_the_ways_named() -> None:
    shown: dict[str, tuple[dict[str, str], str | None]] = {
        "client_secret_basic": ({}, "Basic c3pvbGdhbHRhdGFzOng="),
        "client_secret_post": ({"client_id": "szolgaltatas", "client_secret": "x"}, None),
        "private_key_jwt": (
            {"client_assertion": request_object(sub="szolgaltatas"), "client_assertion_type": ASSERTION_TYPE},
            None,
        ),
        "none": ({"client_id": "szolgaltatas"}, None),
    }

    assert {read_credentials(*how).method for how in shown.values()} == set(shown)
    assert set(DOCUMENT["token_endpoint_auth_methods_supported"]) == set(shown)
    assert (
        DOCUMENT["revocation_endpoint_auth_methods_supported"]
        == DOCUMENT["token_endpoint_auth_methods_supported"]
    )


def test_introspection_is_for_clients_that_prove_themselves_in_the_ways_named() -> None:
    facts = TokenFacts(
        kind=TokenKind.ACCESS, client_id="szolgaltatas", scopes=(), sub="", issued_at=AT, ends_at=AT
    )

    admitted = {method for method in Authentication if may_introspect(client(authentication=method), facts)}

    assert admitted == set(DOCUMENT["introspection_endpoint_auth_methods_supported"])


@pytest.mark.parametrize("answer", ["id_token", "userinfo"])
def test_answers_are_signed_as_named(answer: str) -> None:
    member = f"{answer}_signing_alg_values_supported"

    def registers(algorithm: str, asking: Client) -> bool:
        said: dict[str, object] = {"redirect_uris": [BACK], "profile": asking.profile.value}
        if asking.authentication is Authentication.PRIVATE_KEY:
            said["jwks_uri"] = asking.jwks_uri
        return _registers({**said, f"{answer}_signed_response_alg": algorithm})

    offered = [*DOCUMENT[member], "HS256", "RS384", "ES512", "none"]
    taken = {one for one in offered for profile in SIGNING_IN if registers(one, client(profile))}

    assert taken == set(DOCUMENT[member])
    assert set(DOCUMENT[member]) == set(ALGORITHMS)


@pytest.mark.parametrize("answer", ["id_token", "userinfo"])
def test_answers_are_encrypted_as_named(answer: str) -> None:
    named = [DOCUMENT[f"{answer}_encryption_{part}_values_supported"] for part in ("alg", "enc")]
    offered = product([*named[0], "RSA1_5", "dir", "A128KW"], [*named[1], "A192GCM", "none"])

    assert {pair for pair in offered if _encrypts(*pair)} == set(product(*named))


def _encrypts(algorithm: str, encryption: str) -> bool:
    keys = parse_keys({"keys": [key("RS256").bare, key("ES256").bare]})
    try:
        return bool(encrypt("x", keys, algorithm=algorithm, encryption=encryption))
    except JoseError:
        return False


def test_proofs_of_keys_are_signed_as_named() -> None:
    def prove(algorithm: str, asking: Client) -> object:
        return read_proof(proof(algorithm), method="POST", url=TOKEN_ENDPOINT, nonces=Nonces(key=b"x"), at=AT)

    assert _taken(ALGORITHMS, prove, SIGNING_IN) == set(DOCUMENT["dpop_signing_alg_values_supported"])


def test_assertions_are_signed_as_named() -> None:
    def prove_it(algorithm: str, asking: Client) -> object:
        shown = {"client_assertion": assertion(algorithm), "client_assertion_type": ASSERTION_TYPE}
        keyed = replace(asking, authentication=Authentication.PRIVATE_KEY)
        keys = key(algorithm).keys
        return prove(
            read_credentials(shown, None), keyed, keys=lambda: keys, issuer=ISSUER, endpoints=(), at=AT
        )

    taken = _taken(ALGORITHMS, prove_it, Profile)

    for endpoint in ("token", "revocation", "introspection"):
        assert taken == set(DOCUMENT[f"{endpoint}_endpoint_auth_signing_alg_values_supported"])


def test_accounts_of_verification_hold_what_is_named() -> None:
    accounts = [
        account(Proofed(method=method, document=document, issuing_country="HUN", register=register, at=AT))
        for method in ("desk", "document_only", "signature")
        for document in ("", *DocumentKind)
        for register in ("", *Register)
    ]
    evidence = [entry for told in accounts for entry in told.get("evidence", [])]
    documents = [entry for entry in evidence if entry["type"] == "document"]

    assert DOCUMENT["verified_claims_supported"] is True
    assert {told["trust_framework"] for told in accounts} == set(DOCUMENT["trust_frameworks_supported"])
    assert {entry["type"] for entry in evidence} == set(DOCUMENT["evidence_supported"])
    assert {entry["document_details"]["type"] for entry in documents} == set(DOCUMENT["documents_supported"])
    assert {check["check_method"] for entry in documents for check in entry["check_details"]} == set(
        DOCUMENT["documents_check_methods_supported"]
    )
    assert {entry["record"]["type"] for entry in evidence if "record" in entry} == set(
        DOCUMENT["electronic_records_supported"]
    )


def test_sign_outs_are_sent_as_promised() -> None:
    told = logout_token_claims(client(), issuer=ISSUER, sub="kod", sid="latogatas", jti="elso", at=AT)

    assert DOCUMENT["backchannel_logout_supported"] is True
    assert DOCUMENT["backchannel_logout_session_supported"] is True
    assert told["sid"] == "latogatas"
