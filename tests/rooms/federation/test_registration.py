# SPDX-License-Identifier: EUPL-1.2
"""What a service may register: its profile's values, or one clear refusal each."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rooms.federation.clients import RETURN, encryption_key, keys, metadata, signing_key
from ugyfelkapu.domain.catalogue_errors import MetadataRefused
from ugyfelkapu.egress.addresses import Allowed
from ugyfelkapu.federation.addresses import DEVELOPMENT, PUBLIC, Reach
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile
from ugyfelkapu.federation.oidc.protocol.redirects import RedirectFault
from ugyfelkapu.federation.reasons import Reason
from ugyfelkapu.federation.registration import read, require_listed

LOCAL = "http://localhost:8001/visszateres"
APP: dict[str, Any] = {
    "profile": "public_native",
    "redirect_uris": ["hu.pelda.app:/vissza", "http://127.0.0.1/vissza"],
}
SERVICE: dict[str, Any] = {"profile": "service", "redirect_uris": []}
FAPI: dict[str, Any] = {"profile": "fapi2_security", "jwks": keys(signing_key())}


def _refusal(reach: Reach = PUBLIC, **changes: Any) -> tuple[object, object]:
    with pytest.raises(MetadataRefused) as refused:
        read(metadata(**changes), reach=reach)
    return refused.value.data["field"], refused.value.data["reason"]


def test_a_service_that_says_little_is_strict_and_has_a_secret() -> None:
    registered = read(metadata(), reach=PUBLIC)

    assert (registered.profile, registered.authentication) == (Profile.OIDC_STRICT, Authentication.BASIC)
    assert registered.redirect_uris == (RETURN,)
    assert registered.needs_secret
    assert (registered.client_id, dict(registered.metadata), registered.jwks) == ("", {}, None)


def test_an_app_has_no_secret_and_returns_to_its_own_scheme() -> None:
    registered = read(APP, reach=PUBLIC)

    assert registered.authentication is Authentication.NONE
    assert not registered.needs_secret
    assert registered.redirect_uris == tuple(APP["redirect_uris"])


def test_a_service_without_people_needs_nowhere_to_return_to() -> None:
    registered = read(SERVICE, reach=PUBLIC)

    assert (registered.redirect_uris, registered.needs_secret) == ((), True)


def test_a_program_may_share_the_codes_of_the_service_that_it_works_for() -> None:
    sector = "https://minta.example.com/sector.json"

    assert read({**SERVICE, "sector_identifier_uri": sector}, reach=PUBLIC).sector_identifier_uri == sector


def test_a_fapi_client_proves_itself_by_its_keys() -> None:
    registered = read(metadata(**FAPI), reach=PUBLIC)

    assert registered.authentication is Authentication.PRIVATE_KEY
    assert registered.jwks == keys(signing_key())


def test_everything_that_may_be_registered_is_kept_in_the_standards_names() -> None:
    said = {
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "request_object_signing_alg": "ES256",
        "id_token_signed_response_alg": "RS256",
        "id_token_encrypted_response_alg": "ECDH-ES",
        "id_token_encrypted_response_enc": "A256GCM",
        "userinfo_signed_response_alg": "EdDSA",
        "userinfo_encrypted_response_alg": "ECDH-ES+A256KW",
        "sector_identifier_uri": "https://minta.example.com/sector.json",
        "backchannel_logout_uri": "https://minta.example.com/kilepes",
    }
    registered = read(
        metadata(
            **said,
            jwks=keys(signing_key(), encryption_key()),
            post_logout_redirect_uris=["https://szolgaltatas.example.com/"],
            minimum_level="substantial",
            audience="https://api.example.com/",
            client_id="minta-1",
        ),
        reach=PUBLIC,
    )

    del said["token_endpoint_auth_method"]
    assert registered.metadata == said
    assert registered.post_logout_redirect_uris == ("https://szolgaltatas.example.com/",)
    assert (registered.minimum_level, registered.audience) == ("substantial", "https://api.example.com/")
    assert registered.client_id == "minta-1"


def test_a_file_may_repeat_what_its_profile_decides_and_name_what_the_catalogue_says() -> None:
    registered = read(
        metadata(
            grant_types=["authorization_code", "refresh_token"],
            response_types=["code"],
            subject_type="pairwise",
            dpop_bound_access_tokens=False,
            require_pushed_authorization_requests=False,
            client_name="Minta",
            contacts=["it@example.com"],
            backchannel_logout_session_required=True,
        ),
        reach=PUBLIC,
    )

    assert registered == read(metadata(), reach=PUBLIC)


@pytest.mark.parametrize(
    "changed",
    [
        {"grant_types": ["implicit"]},
        {"grant_types": ["client_credentials"]},
        {"response_types": ["code", "code id_token"]},
        {"subject_type": "public"},
        {"dpop_bound_access_tokens": True},
        {"require_pushed_authorization_requests": True},
        {"grant_types": "authorization_code"},
        {"grant_types": [["authorization_code"]]},
        {"response_types": {"code": True}},
    ],
    ids=str,
)
def test_no_file_changes_what_the_profile_decides(changed: dict[str, Any]) -> None:
    assert _refusal(**changed) == (next(iter(changed)), Reason.PROFILE_DECIDES)


def test_a_name_that_means_nothing_here_is_refused() -> None:
    assert _refusal(default_max_age=60) == ("default_max_age", Reason.UNKNOWN)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"profile": "oidc"}, Reason.NOT_OFFERED),
        ({"profile": 1}, Reason.SHAPE),
        ({"token_endpoint_auth_method": "none"}, Reason.NOT_OFFERED),
        ({"token_endpoint_auth_method": "client_secret_jwt"}, Reason.NOT_OFFERED),
        ({"minimum_level": "high"}, Reason.NOT_OFFERED),
        ({"id_token_signed_response_alg": "HS256"}, Reason.NOT_OFFERED),
        ({"id_token_signed_response_alg": "none"}, Reason.NOT_OFFERED),
        ({"userinfo_encrypted_response_alg": "RSA1_5"}, Reason.NOT_OFFERED),
        ({"client_id": "minta 1"}, Reason.CHARACTERS),
        ({"client_id": "m" * 101}, Reason.CHARACTERS),
        ({"client_id": "minta:1"}, Reason.CHARACTERS),
        ({"audience": "ő"}, Reason.CHARACTERS),
        ({"audience": "a" * 256}, Reason.CHARACTERS),
        ({"audience": "a\x00b"}, Reason.CHARACTERS),
        ({"token_endpoint_auth_signing_alg": "ES256"}, Reason.NOT_FOR_METHOD),
    ],
    ids=str,
)
def test_a_value_that_is_not_offered_is_refused(changed: dict[str, Any], reason: Reason) -> None:
    assert _refusal(**changed) == (next(iter(changed)), reason)


def test_the_refusal_of_a_value_names_what_is_offered() -> None:
    with pytest.raises(MetadataRefused) as refused:
        read(metadata(token_endpoint_auth_method="none"), reach=PUBLIC)

    assert refused.value.data["value"] == "none"
    assert refused.value.data["offered"] == "client_secret_basic, client_secret_post, private_key_jwt"


def test_rs256_is_not_for_fapi() -> None:
    assert _refusal(**FAPI, id_token_signed_response_alg="RS256") == (
        "id_token_signed_response_alg",
        Reason.NOT_OFFERED,
    )


# ------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("http://szolgaltatas.example.com/vissza", RedirectFault.INSECURE),
        ("https://szolgaltatas.example.com/vissza#resz", RedirectFault.FRAGMENT),
        ("https://*.example.com/vissza", RedirectFault.WILDCARD),
        ("/vissza", RedirectFault.RELATIVE),
        ("hu.pelda.app:/vissza", RedirectFault.SCHEME),
        (LOCAL, RedirectFault.LOOPBACK),
        ("https://név@szolgaltatas.example.com/", RedirectFault.CHARACTERS),
    ],
)
@pytest.mark.parametrize("field", ["redirect_uris", "post_logout_redirect_uris"])
def test_an_address_to_which_nobody_may_return_is_refused(
    field: str, uri: str, reason: RedirectFault
) -> None:
    assert _refusal(PUBLIC, **{field: [uri]}) == (field, reason)


def test_a_service_in_development_may_run_on_the_same_machine() -> None:
    local = "http://localhost:8001/"
    registered = read(
        metadata(redirect_uris=[LOCAL], backchannel_logout_uri=local, jwks_uri=local),
        reach=DEVELOPMENT,
    )

    assert registered.redirect_uris == (LOCAL,)
    assert (registered.metadata["backchannel_logout_uri"], registered.jwks_uri) == (local, local)


def test_a_service_without_anywhere_to_return_to_is_refused() -> None:
    assert _refusal(redirect_uris=[]) == ("redirect_uris", Reason.REQUIRED)


def test_a_text_is_no_list() -> None:
    assert _refusal(redirect_uris=RETURN) == ("redirect_uris", Reason.SHAPE)
    assert _refusal(redirect_uris=[1]) == ("redirect_uris", Reason.SHAPE)


def test_an_address_stands_once_and_there_are_not_too_many() -> None:
    many = [f"{RETURN}/{number}" for number in range(21)]

    assert _refusal(redirect_uris=[RETURN, RETURN]) == ("redirect_uris", Reason.TWICE)
    assert _refusal(redirect_uris=many) == ("redirect_uris", Reason.TOO_MANY)


@pytest.mark.parametrize("field", ["jwks_uri", "sector_identifier_uri", "backchannel_logout_uri"])
@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("http://minta.example.com/x", RedirectFault.INSECURE),
        ("https://localhost/x", RedirectFault.LOOPBACK),
        ("https://10.0.0.1/x", Reason.PRIVATE),
        ("https://169.254.169.254/latest", Reason.PRIVATE),
        ("https://kapu.internal/x", Reason.PRIVATE),
        ("ftp://minta.example.com/x", RedirectFault.SCHEME),
        ("https://[::1]/x", RedirectFault.LOOPBACK),
    ],
)
def test_the_gate_asks_public_hosts_over_https_alone(field: str, uri: str, reason: object) -> None:
    assert _refusal(PUBLIC, **{field: uri}) == (field, reason)


def test_an_operator_lets_hosts_and_networks_inside_be_asked() -> None:
    reach = Reach(Allowed.parse(["kapu.internal", "10.0.0.0/8"], loopback=False))
    inside = ["https://kapu.internal/jwks", "https://10.1.2.3/jwks"]

    taken = [read(metadata(jwks_uri=uri), reach=reach).jwks_uri for uri in inside]

    assert taken == inside
    assert _refusal(reach, jwks_uri="https://10.0.0.1.internal/") == ("jwks_uri", Reason.PRIVATE)
    assert _refusal(reach, jwks_uri="https://192.168.1.1/") == ("jwks_uri", Reason.PRIVATE)


def test_several_hosts_need_a_file_that_lists_them() -> None:
    two = [RETURN, "https://masik.example.com/vissza"]
    sector = "https://minta.example.com/sector.json"

    registered = read(metadata(redirect_uris=two, sector_identifier_uri=sector), reach=PUBLIC)

    assert _refusal(redirect_uris=two) == ("sector_identifier_uri", Reason.SEVERAL_HOSTS)
    assert registered.sector_identifier_uri == sector


def test_a_file_of_the_sector_lists_every_address() -> None:
    two = [RETURN, "https://masik.example.com/vissza"]
    registered = read(
        metadata(redirect_uris=two, sector_identifier_uri="https://minta.example.com/s"), reach=PUBLIC
    )

    require_listed(registered, [*two, "https://harmadik.example.com/"])
    with pytest.raises(MetadataRefused) as refused:
        require_listed(registered, [RETURN, "https://masik.example.com/vissza/"])

    assert refused.value.data["reason"] is Reason.UNLISTED


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uris": [RETURN]},
        {"post_logout_redirect_uris": [RETURN]},
        {"minimum_level": "low"},
        {"backchannel_logout_uri": "https://minta.example.com/x"},
        {"id_token_signed_response_alg": "ES256"},
    ],
    ids=str,
)
def test_a_service_that_signs_nobody_in_registers_nothing_for_signing_in(changed: dict[str, Any]) -> None:
    assert _refusal(**{**SERVICE, **changed}) == (next(iter(changed)), Reason.NOT_FOR_PROFILE)


# ------------------------------------------------------------------ keys


def test_keys_stand_in_one_place() -> None:
    assert _refusal(jwks=keys(signing_key()), jwks_uri="https://minta.example.com/jwks") == (
        "jwks_uri",
        Reason.KEYS_TWICE,
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"request_object_signing_alg": "ES256"},
        {"id_token_encrypted_response_alg": "ECDH-ES"},
        {"userinfo_encrypted_response_alg": "RSA-OAEP-256"},
    ],
    ids=str,
)
def test_what_is_signed_or_encrypted_needs_keys(changed: dict[str, Any]) -> None:
    published = read(metadata(**changed, jwks_uri="https://minta.example.com/jwks"), reach=PUBLIC)

    assert published.jwks_uri
    assert _refusal(**changed) == ("jwks", Reason.KEYS_MISSING)


@pytest.mark.parametrize(
    "jwks",
    [
        {"keys": []},
        {"keys": "none"},
        ["keys"],
        {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [{**signing_key(), "d": "c2VjcmV0"}]},
        {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]},
    ],
    ids=["empty", "no list", "no object", "symmetric", "private", "broken"],
)
def test_keys_that_are_none_or_not_public_are_refused(jwks: object) -> None:
    assert _refusal(jwks=jwks) == ("jwks", Reason.KEYS_UNUSABLE)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"token_endpoint_auth_method": "private_key_jwt"}, encryption_key()),
        (
            {
                "token_endpoint_auth_method": "private_key_jwt",
                "token_endpoint_auth_signing_alg": "EdDSA",
            },
            signing_key(),
        ),
        ({"id_token_encrypted_response_alg": "ECDH-ES"}, signing_key()),
        ({"request_object_signing_alg": "RS256"}, signing_key()),
    ],
    ids=["encrypts", "other algorithm", "signs", "other kind"],
)
def test_keys_fit_what_they_are_for(changed: dict[str, Any], key: dict[str, str]) -> None:
    assert _refusal(**changed, jwks=keys(key)) == ("jwks", Reason.KEYS_UNFIT)


def test_an_encryption_of_contents_alone_says_too_little() -> None:
    assert _refusal(id_token_encrypted_response_enc="A256GCM") == (
        "id_token_encrypted_response_alg",
        Reason.REQUIRED,
    )
