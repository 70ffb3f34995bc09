# SPDX-License-Identifier: EUPL-1.2
"""Passkeys (WebAuthn level 3): what a browser is asked, and whether its answer holds.

The one module that touches the library. An answer counts only for the challenge that this very browser
was given for this very purpose, once, from our own address, by a verified user (SECURITY.md 40-42).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final  # Any: JSON and CBOR, as a stranger sent them
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings
from django.db.models import F, Q, QuerySet
from webauthn import helpers
from webauthn.helpers import structs
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.exceptions import WebAuthnException

from ugyfelkapu.accounts.credentials import not_started_over
from ugyfelkapu.accounts.services.desk import OWNERS_REASONS
from ugyfelkapu.domain.assurance import Factor as Kind
from ugyfelkapu.domain.deadlines import CHALLENGE_LIFE
from ugyfelkapu.domain.lifecycle import State

from . import sessions
from .models import Challenge, Factor

NAME: Final = "Ügyfélkapu"
ALGORITHMS: Final = (Algorithm.ECDSA_SHA_256, Algorithm.EDDSA, Algorithm.RSASSA_PKCS1_v1_5_SHA_256)
ATTESTATIONS: Final = frozenset({"none", "packed"})
"""None is asked for; some authenticators of the system itself sign their own key instead."""
RSA_BITS: Final = range(2048, 4097)
RANDOM_BYTES: Final = 32
USUAL_PORTS: Final = MappingProxyType({"http": 80, "https": 443})
LONGEST_ID: Final = 1023
"""Bytes of a credential's identifier (WebAuthn § 4)."""
LONGEST_ANSWER: Final = 16_384
WAIT_MILLISECONDS: Final = int(CHALLENGE_LIFE.total_seconds() * 1000)
UNREADABLE: Final = (WebAuthnException, ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What the library raises for an answer that is damaged or made up."""


class Purpose(StrEnum):
    """What a challenge is for."""

    ADD = "add"
    SIGN_IN = "sign_in"
    SECOND_STEP = "second_step"
    STEP_UP = "step_up"
    UNLOCK = "unlock"


class Verdict(StrEnum):
    """What came of an answer."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    COPIED = "copied"  # right, but the counter did not grow: somebody may have a copy


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser answered, read but not believed."""

    content: dict[str, Any]
    challenge: bytes
    credential_id: bytes


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that was just made and proved."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """What authenticators are told of a gate, so that its owner knows it again."""

    handle: bytes
    username: str
    display_name: str


def relying_party() -> str:
    """Return the name that passkeys are bound to: our host."""
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def origin() -> str:
    """Return our address as browsers write it: in lower case, without a port that goes without saying."""
    parts = urlsplit(settings.PUBLIC_URL)
    port = "" if parts.port in {None, USUAL_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname}{port}"


# ------------------------------------------------------------------ challenges


def new_challenge(
    purpose: Purpose, *, binding: str, account_id: UUID | None, at: datetime, handle: bytes | None = None
) -> bytes:
    """Make a challenge for one answer from the browser that ``binding``, its cookie, tells apart."""
    challenge = secrets.token_bytes(RANDOM_BYTES)
    Challenge.objects.create(
        digest=_digest(challenge),
        purpose=purpose,
        binding=sessions.digest(binding),
        account_id=account_id,
        user_handle=handle,
        ends_at=at + CHALLENGE_LIFE,
    )
    return challenge


def take_challenge(
    answer: Answer, purpose: Purpose, *, binding: str, account_id: UUID | None, at: datetime
) -> Challenge | None:
    """Use up the challenge that an answer is for: one conditional update, whatever runs in parallel."""
    given = Challenge.objects.filter(
        Q(account_id=account_id),
        digest=_digest(answer.challenge),
        purpose=purpose,
        binding=sessions.digest(binding),
        used_at=None,
        ends_at__gt=at,
    )
    return Challenge.objects.get(digest=_digest(answer.challenge)) if given.update(used_at=at) else None


def forget_lapsed(*, at: datetime) -> int:
    """Delete the challenges that nobody can answer any more; return how many."""
    return Challenge.objects.filter(ends_at__lte=at).delete()[0]


def _digest(challenge: bytes) -> bytes:
    return hashlib.sha256(challenge).digest()


# ------------------------------------------------------------------ what browsers are asked


def new_handle() -> bytes:
    """Return what authenticators will call a gate: random, so that nothing can be told from it (D19)."""
    return secrets.token_bytes(RANDOM_BYTES)


def adding_options(challenge: bytes, named: Named, *, known: Iterable[Factor]) -> str:
    """Ask for a new discoverable passkey that verifies its user, as JSON; ``known`` need no second one."""
    options = webauthn.generate_registration_options(
        rp_id=relying_party(),
        rp_name=NAME,
        user_id=named.handle,
        user_name=named.username,
        user_display_name=named.display_name,
        challenge=challenge,
        timeout=WAIT_MILLISECONDS,
        attestation=structs.AttestationConveyancePreference.NONE,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_described(passkey) for passkey in known],
        supported_pub_key_algs=list(ALGORITHMS),
    )
    return webauthn.options_to_json(options)


def asking_options(challenge: bytes, *, allowed: Iterable[Factor] = ()) -> str:
    """Ask for an answer by one of these passkeys, or by whichever the person chooses, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=relying_party(),
        challenge=challenge,
        timeout=WAIT_MILLISECONDS,
        allow_credentials=[_described(passkey) for passkey in allowed],
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def _described(passkey: Factor) -> structs.PublicKeyCredentialDescriptor:
    transports = [structs.AuthenticatorTransport(name) for name in passkey.transports]
    return structs.PublicKeyCredentialDescriptor(
        id=bytes(passkey.credential_id or b""), transports=transports or None
    )


# ------------------------------------------------------------------ what browsers answer


def read(text: str) -> Answer | None:
    """Read an answer; ``None`` for what is none, or comes from a frame in somebody else's page."""
    if len(text) > LONGEST_ANSWER:
        return None
    try:
        content = json.loads(text)
        client = helpers.parse_client_data_json(
            helpers.base64url_to_bytes(content["response"]["clientDataJSON"])
        )
        credential_id = helpers.base64url_to_bytes(content["rawId"])
    except UNREADABLE:
        return None
    if client.cross_origin or not 0 < len(credential_id) <= LONGEST_ID:
        return None
    return Answer(content, client.challenge, credential_id)


def counting(*, at: datetime) -> QuerySet[Factor]:
    """Return the passkeys that count at a moment, of gates that are open."""
    return _valid(at=at).filter(account__state__in=sessions.OPEN_STATES)


def of_locked_gates(*, at: datetime) -> QuerySet[Factor]:
    """Return the passkeys that would count at a moment, of gates that their owners locked."""
    return _valid(at=at).filter(account__state=State.SUSPENDED, account__suspended_for__in=OWNERS_REASONS)


def _valid(*, at: datetime) -> QuerySet[Factor]:
    return Factor.objects.select_related("account").filter(
        Q(account__ends_at=None) | Q(account__ends_at__gt=at),
        not_started_over(at, gate="account__"),
        kind=Kind.PASSKEY,
        counts_from__lte=at,
        account__epoch=F("epoch"),
    )


def verify_new(answer: Answer) -> NewPasskey | None:
    """Return the passkey that an answer to a taken challenge made; ``None`` unless everything holds."""
    try:
        if not _attested_as_asked(answer):
            return None
        made = webauthn.verify_registration_response(
            credential=answer.content,
            expected_challenge=answer.challenge,
            expected_rp_id=relying_party(),
            expected_origin=origin(),
            require_user_verification=True,
            supported_pub_key_algs=list(ALGORITHMS),
        )
        usable = _usable(made.credential_public_key)
    except UNREADABLE:
        return None
    if not (made.user_verified and usable and made.credential_id == answer.credential_id):
        return None
    return NewPasskey(
        made.credential_id, made.credential_public_key, made.sign_count, _transports(answer.content)
    )


def _attested_as_asked(answer: Answer) -> bool:
    """Look at the shape before the library does: a number would be taken for so many bytes."""
    attested = helpers.parse_cbor(helpers.base64url_to_bytes(answer.content["response"]["attestationObject"]))
    return (
        isinstance(attested["authData"], bytes)
        and attested["fmt"] in ATTESTATIONS
        and "x5c" not in attested["attStmt"]
    )


def _usable(public_key: bytes) -> bool:
    """Say whether a key is a sound one of the algorithm that it names."""
    decoded = helpers.decode_credential_public_key(public_key)
    key = helpers.decoded_public_key_to_cryptography(decoded)
    if isinstance(key, EllipticCurvePublicKey):
        return decoded.alg == Algorithm.ECDSA_SHA_256 and isinstance(key.curve, SECP256R1)
    if isinstance(key, RSAPublicKey):
        return decoded.alg == Algorithm.RSASSA_PKCS1_v1_5_SHA_256 and key.key_size in RSA_BITS
    return decoded.alg == Algorithm.EDDSA and isinstance(key, Ed25519PublicKey)


def _transports(content: dict[str, Any]) -> tuple[str, ...]:
    named = content["response"].get("transports")
    known = {transport.value for transport in structs.AuthenticatorTransport}
    return tuple(sorted(known & {str(name) for name in named})) if isinstance(named, list) else ()


def accept(answer: Answer, challenge: Challenge, passkey: Factor, *, at: datetime) -> Verdict:
    """Judge an answer to a taken challenge, and move the passkey's counter by one conditional update.

    A counter that either side uses must grow (WebAuthn § 7.2, step 22): a copy could otherwise hide by
    counting nothing.
    """
    count = _proved_count(answer, passkey)
    if count is None or not _handle_agrees(answer, challenge, passkey):
        return Verdict.REFUSED
    grown = Q(sign_count__lt=count) if count else Q(sign_count=0)
    taken = Factor.objects.filter(grown, id=passkey.id).update(sign_count=count, used_at=at)
    return Verdict.ACCEPTED if taken else Verdict.COPIED


def _proved_count(answer: Answer, passkey: Factor) -> int | None:
    """Return the counter in an answer that this passkey signed for us; the counter is judged later."""
    try:
        proved = webauthn.verify_authentication_response(
            credential=answer.content,
            expected_challenge=answer.challenge,
            expected_rp_id=relying_party(),
            expected_origin=origin(),
            credential_public_key=bytes(passkey.public_key or b""),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except UNREADABLE:
        return None
    ours = proved.user_verified and proved.credential_id == bytes(passkey.credential_id or b"")
    return proved.new_sign_count if ours else None


def _handle_agrees(answer: Answer, challenge: Challenge, passkey: Factor) -> bool:
    """Compare whom the authenticator means; it must say so where we did not know who is there."""
    said = answer.content["response"].get("userHandle")
    if said is None:
        return challenge.account_id is not None
    return helpers.base64url_to_bytes(said) == bytes(passkey.user_handle or b"")
