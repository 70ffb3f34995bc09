# SPDX-License-Identifier: EUPL-1.2
"""A passkey written by hand: it answers as a browser and its authenticator do, or lies as a test wants."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Final  # Any: JSON, and dataclasses.replace

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.encode_cbor import encode_cbor

HERE: Final = "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ES256, EDDSA, RS256 = -7, -8, -257

Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Telling:
    """What an answer says; a test changes what it wants to lie about."""

    origin: str = HERE
    party: str = "localhost"
    flags: int = PRESENT | VERIFIED
    challenge: bytes | None = None
    client_type: str = ""
    cross_origin: bool = False
    id: bytes | None = None
    raw_id: bytes | None = None
    kind: str = "public-key"
    handle: bytes | None = None
    without_handle: bool = False
    signature: bytes | None = None
    signer: Private | None = None
    count: int | None = None
    key: dict[int, Any] | None = None
    statement: dict[str, Any] = field(default_factory=dict)
    form: str = "none"
    signs_itself: bool = False
    authenticator_data: Any = None


TRUTH: Final = Telling()


def es256() -> ec.EllipticCurvePrivateKey:
    """Return a key on P-256."""
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(slots=True)
class Passkey:
    """One passkey; ``counts`` unless it is of the kind that syncs and says 0 for ever."""

    private: Private = field(default_factory=es256)
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""
    count: int = 0
    counts: bool = True

    def made(self, options: str, says: Telling = TRUTH) -> str:
        """Answer ``navigator.credentials.create``."""
        asked = json.loads(options)
        self.handle = base64url_to_bytes(asked["user"]["id"])
        client = self._client(asked, says, "webauthn.create")
        data = self._data(says, says.flags | ATTESTED) + bytes(16)
        data += len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data += encode_cbor(says.key or cose(self.private))
        whole = data if says.authenticator_data is None else says.authenticator_data
        statement = says.statement
        if says.signs_itself:
            statement = {"alg": cose(self.private)[3], "sig": sign(self.private, data + _hash(client))}
        attested = encode_cbor({"fmt": says.form, "attStmt": statement, "authData": whole})
        response = {"clientDataJSON": _text(client), "attestationObject": _text(attested)}
        return self._answer(says, {**response, "transports": ["internal", "hybrid", "carrier-pigeon"]})

    def answer(self, options: str, says: Telling = TRUTH) -> str:
        """Answer ``navigator.credentials.get``."""
        client = self._client(json.loads(options), says, "webauthn.get")
        data = self._data(says, says.flags)
        signed = sign(says.signer or self.private, data + _hash(client))
        response = {
            "clientDataJSON": _text(client),
            "authenticatorData": _text(data),
            "signature": _text(signed if says.signature is None else says.signature),
        }
        if not says.without_handle:
            response["userHandle"] = _text(says.handle or self.handle)
        return self._answer(says, response)

    def _client(self, asked: dict[str, Any], says: Telling, kind: str) -> bytes:
        challenge = asked["challenge"] if says.challenge is None else _text(says.challenge)
        told = {"type": says.client_type or kind, "challenge": challenge, "origin": says.origin}
        return json.dumps({**told, "crossOrigin": says.cross_origin}).encode()

    def _data(self, says: Telling, flags: int) -> bytes:
        self.count += self.counts
        count = self.count if says.count is None else says.count
        return _hash(says.party.encode()) + bytes([flags]) + count.to_bytes(4, "big")

    def _answer(self, says: Telling, response: dict[str, Any]) -> str:
        raw = self.credential_id if says.raw_id is None else says.raw_id
        named = raw if says.id is None else says.id
        return json.dumps({"id": _text(named), "rawId": _text(raw), "type": says.kind, "response": response})


def sign(private: Private, data: bytes) -> bytes:
    """Sign as the algorithm of a key has it."""
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return private.sign(data, ec.ECDSA(SHA256()))
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(data, padding.PKCS1v15(), SHA256())
    return private.sign(data)


def cose(private: Private) -> dict[int, Any]:
    """Return a public key as COSE writes it."""
    if isinstance(private, ec.EllipticCurvePrivateKey):
        point = private.public_key().public_numbers()
        return {1: 2, 3: ES256, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
    if isinstance(private, rsa.RSAPrivateKey):
        whole = private.public_key().public_numbers()
        return {1: 3, 3: RS256, -1: whole.n.to_bytes(private.key_size // 8, "big"), -2: b"\x01\x00\x01"}
    return {1: 1, 3: EDDSA, -1: 6, -2: private.public_key().public_bytes_raw()}


def _hash(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()


def _text(value: bytes) -> str:
    return bytes_to_base64url(value)
