# SPDX-License-Identifier: EUPL-1.2
"""The options of ``services add``: what people read of a service, and what it registers as a client."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Final

from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation.oidc.jose import CONTENT_ENCRYPTIONS, KEY_ENCRYPTIONS
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile
from ugyfelkapu.federation.registration import LEVELS

METADATA: Final = {
    "profile": "profile",
    "client_id": "client_id",
    "redirect_uri": "redirect_uris",
    "post_logout_redirect_uri": "post_logout_redirect_uris",
    "auth_method": "token_endpoint_auth_method",
    "jwks_uri": "jwks_uri",
    "backchannel_logout_uri": "backchannel_logout_uri",
    "sector_identifier_uri": "sector_identifier_uri",
    "minimum_level": "minimum_level",
    "audience": "audience",
    "auth_alg": "token_endpoint_auth_signing_alg",
    "request_alg": "request_object_signing_alg",
    "id_token_alg": "id_token_signed_response_alg",
    "id_token_encryption": "id_token_encrypted_response_alg",
    "id_token_encryption_content": "id_token_encrypted_response_enc",
    "userinfo_alg": "userinfo_signed_response_alg",
    "userinfo_encryption": "userinfo_encrypted_response_alg",
    "userinfo_encryption_content": "userinfo_encrypted_response_enc",
}
"""Each option with the standard's name of what it gives."""


def add_options(parser: ArgumentParser) -> None:
    """Take everything that a service can be."""
    _about_people(parser)
    _about_signing_in(parser)
    _about_keys(parser)
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")


def _about_people(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("what people read")
    group.add_argument("--name", required=True, help="in Hungarian")
    group.add_argument("--owner", required=True, help="who runs it, in Hungarian")
    group.add_argument("--name-en", default="", help="in English")
    group.add_argument("--owner-en", default="", help="who runs it, in English")
    group.add_argument(
        "--receives",
        nargs="*",
        default=[],
        choices=[datum.value for datum in Datum],
        help="what it may ever receive from full gates; the connection code always",
    )
    group.add_argument(
        "--purpose",
        action="append",
        default=[],
        metavar="DATUM=WHY[|WHY IN ENGLISH]",
        help="why it asks for something; again for each",
    )
    group.add_argument("--temporary", action="store_true", help="temporary gates may use it too")
    group.add_argument(
        "--statutory", action="store_true", help="a statute gives it the data: nobody is asked to consent"
    )


def _about_signing_in(parser: ArgumentParser) -> None:
    group = parser.add_argument_group(
        "what it registers", "without any of these the service is in the catalogue only"
    )
    group.add_argument(
        "--metadata",
        type=Path,
        metavar="FILE",
        help="client metadata as JSON (RFC 7591); options count more",
    )
    group.add_argument(
        "--profile",
        choices=[profile.value for profile in Profile],
        help=f"what it must and may do; {Profile.OIDC_STRICT} if not said",
    )
    group.add_argument("--client-id", help="what it calls itself; made if not said")
    group.add_argument("--redirect-uri", action="extend", nargs="+", help="where people return, exactly")
    group.add_argument(
        "--post-logout-redirect-uri",
        action="extend",
        nargs="+",
        help="where people may go after signing out, exactly",
    )
    group.add_argument("--backchannel-logout-uri", help="where it is told that somebody signed out")
    group.add_argument("--sector-identifier-uri", help="a file that lists its redirect URIs of several hosts")
    group.add_argument("--minimum-level", choices=LEVELS, help="the lowest level at which people may come")
    group.add_argument("--audience", help="whom signed access tokens are for; opaque ones if not said")


def _about_keys(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("how it proves who it is, and what is signed and encrypted for it")
    group.add_argument(
        "--auth-method",
        choices=[method.value for method in Authentication],
        help="token_endpoint_auth_method; the profile's first if not said",
    )
    group.add_argument("--jwks", type=Path, metavar="FILE", help="its public keys, a JWK set")
    group.add_argument("--jwks-uri", help="where its public keys are")
    for option, what in (
        ("auth-alg", "how it signs client assertions"),
        ("request-alg", "how it signs request objects, if it does"),
        ("id-token-alg", "how ID tokens are signed; the profile's first if not said"),
        ("userinfo-alg", "how userinfo answers are signed; not at all if not said"),
    ):
        group.add_argument(f"--{option}", metavar="ALG", help=what)
    for answer in ("id-token", "userinfo"):
        group.add_argument(f"--{answer}-encryption", choices=KEY_ENCRYPTIONS, help="encrypt it so")
        group.add_argument(
            f"--{answer}-encryption-content", choices=CONTENT_ENCRYPTIONS, help="and its contents so"
        )
