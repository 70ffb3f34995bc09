# SPDX-License-Identifier: EUPL-1.2
"""Connected services for tests: what they register, and services that went through the real acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import count
from typing import Any  # registered metadata are open JSON

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests import builders
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation.addresses import PUBLIC, Reach
from ugyfelkapu.federation.connecting import Connected
from ugyfelkapu.federation.oidc.jose import published
from ugyfelkapu.federation.registration import Registration, read
from ugyfelkapu.federation.services import Particulars, connect_service, connect_without_trial
from ugyfelkapu.journal.actor import COMMAND_LINE

RETURN = "https://szolgaltatas.example.com/vissza"
_numbers = count(1)


def metadata(**changes: Any) -> dict[str, Any]:
    """Return what a lawful service registers, in the standard's names."""
    return {"redirect_uris": [RETURN], **changes}


def registration(*, reach: Reach = PUBLIC, **changes: Any) -> Registration:
    """Return what a lawful service registered."""
    return read(metadata(**changes), reach=reach)


def particulars(**changes: Any) -> Particulars:
    """Return what an operator says of a service; another one each time."""
    whole = Particulars(
        name=f"Könyvtári tagság {next(_numbers)}",
        owner="Minta Városi Könyvtár",
        receives=(Datum.EMAIL, Datum.NAME),
    )
    return replace(whole, **changes)


def on_trial(
    *, at: datetime = builders.AT, temporary: bool = False, statutory: bool = False, **changes: Any
) -> Connected:
    """Return a service that is on trial."""
    said = particulars(temporary=temporary, statutory=statutory)
    return connect_service(said, registration=registration(**changes), by=COMMAND_LINE, at=at)


def live(*, at: datetime = builders.AT, temporary: bool = False, **changes: Any) -> Connected:
    """Return a service to which everybody may sign in."""
    said = particulars(temporary=temporary)
    return connect_without_trial(said, registration=registration(**changes), by=COMMAND_LINE, at=at)


@cache
def signing_key(algorithm: str = "ES256") -> dict[str, str]:
    """Return a public key that signs, as a JWK."""
    key = (
        rsa.generate_private_key(65537, 2048)
        if algorithm == "RS256"
        else ec.generate_private_key(ec.SECP256R1())
    )
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return published(der, algorithm=algorithm)


def encryption_key(algorithm: str = "ES256") -> dict[str, str]:
    """Return a public key for which something is encrypted, as a JWK."""
    members = {name: value for name, value in signing_key(algorithm).items() if name != "alg"}
    return {**members, "use": "enc"}


def keys(*jwks: dict[str, str]) -> dict[str, Any]:
    """Return a key set."""
    return {"keys": list(jwks)}
