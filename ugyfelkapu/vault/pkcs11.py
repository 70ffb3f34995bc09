# SPDX-License-Identifier: EUPL-1.2
"""Signing keys that rest in a hardware module and never leave it (PKCS#11).

A module's library is no friend of threads or forks, and it may hang. So one thread of each process talks to
it, in one session, and whoever asks waits for so long and no longer. While the module is silent everything
is refused; once it answers again it is used again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from queue import SimpleQueue
from typing import Any, Final, TypeVar

import pkcs11
from asn1crypto.core import OctetString
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pkcs11 import MGF, Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import (
    AttributeSensitive,
    AttributeTypeInvalid,
    FunctionNotSupported,
    KeyTypeInconsistent,
    MechanismInvalid,
    MechanismParamInvalid,
    NoSuchKey,
    PinIncorrect,
    PinLocked,
    PKCS11Error,
)
from pkcs11.util.ec import encode_named_curve_parameters

from ugyfelkapu.domain.errors import SignerSilent

from .signing import ALGORITHMS, EDDSA, ES256, PS256, RS256, Made, Signer

PATIENCE_SECONDS: Final = 5.0
SHORT_SECONDS: Final = 0.2
"""How long whoever asks waits, and how long while the module has let somebody wait in vain."""

ID_BYTES: Final = 16
P256_BYTES: Final = 64
CURVES: Final = {ES256: (KeyType.EC, "secp256r1"), EDDSA: (KeyType.EC_EDWARDS, "1.3.101.112")}
OURS: Final = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}
NEEDED: Final = {
    ES256: {Mechanism.EC_KEY_PAIR_GEN, Mechanism.ECDSA},
    RS256: {Mechanism.RSA_PKCS_KEY_PAIR_GEN, Mechanism.SHA256_RSA_PKCS},
    PS256: {Mechanism.RSA_PKCS_KEY_PAIR_GEN, Mechanism.RSA_PKCS_PSS},
    EDDSA: {Mechanism.EC_EDWARDS_KEY_PAIR_GEN, Mechanism.EDDSA},
}
"""What a module must be able to do for each algorithm."""

ANSWERS: Final = (
    *(AttributeSensitive, AttributeTypeInvalid, FunctionNotSupported, KeyTypeInconsistent),
    *(MechanismInvalid, MechanismParamInvalid, NoSuchKey, PinIncorrect, PinLocked),
)
"""What a module says that is there and will not say anything else."""

PSS: Final = (Mechanism.SHA256, MGF.SHA256, 32)

Answer = TypeVar("Answer")
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Opened:
    """A session, and the keys that were found in it."""

    session: pkcs11.Session
    keys: dict[bytes, Any] = field(default_factory=dict)  # Any: what a key can do depends on its kind

    def key(self, identifier: bytes) -> Any:
        """Return a private key. Raises ``NoSuchKey``."""
        if identifier not in self.keys:
            self.keys[identifier] = self.session.get_key(ObjectClass.PRIVATE_KEY, id=identifier)
        return self.keys[identifier]


Question = Callable[[Opened], Answer]
Line = SimpleQueue[tuple[Question[Any], "Future[Any]"]]


class Token:
    """A token of a module, asked by everybody and spoken to by one thread."""

    def __init__(self, module: str, label: str, pin: str) -> None:
        self._module = module
        self._label = label
        self._pin = pin
        self._starting = threading.Lock()
        self._line: Line = SimpleQueue()
        self._process = 0
        self._late = False
        self._opened: Opened | None = None
        self._pin_refused = ""

    def ask(self, question: Question[Answer]) -> Answer:
        """Return the answer to a question. Raises :class:`SignerSilent`."""
        answer: Future[Answer] = Future()
        self._begin()
        self._line.put((question, answer))
        try:
            found = answer.result(SHORT_SECONDS if self._late else PATIENCE_SECONDS)
        except TimeoutError as error:
            answer.cancel()
            self._late = True
            raise _silent("it does not answer") from error
        except PKCS11Error as error:
            raise _silent(type(error).__name__) from error
        return found

    def _begin(self) -> None:
        """See to it that this process has its thread: a fork leaves the one of before behind."""
        if self._process == os.getpid():
            return
        with self._starting:
            if self._process != os.getpid():
                self._line, self._late, self._opened = SimpleQueue(), False, None
                forked = bool(self._process)
                work = threading.Thread(target=self._serve, args=(self._line, forked), daemon=True)
                work.start()
                self._process = os.getpid()

    def _serve(self, line: Line, forked: bool) -> None:
        if forked:  # what the library knows is the other process's
            self._close()
        while True:
            question, answer = line.get()
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                answer.set_result(self._answer(question))
            except Exception as error:  # noqa: BLE001  whoever asked gets it
                answer.set_exception(error)
            self._late = False

    def _answer(self, question: Question[Any]) -> Any:
        """Answer, at a second try with everything opened anew: the module may have been away meanwhile."""
        try:
            return question(self._open())
        except ANSWERS:
            raise
        except PKCS11Error:
            self._close()
            return question(self._open())

    def _open(self) -> Opened:
        if self._opened is None:
            if self._pin_refused:  # a module locks a token for good after a few wrong ones
                raise PinIncorrect(self._pin_refused)
            token = pkcs11.lib(self._module).get_token(token_label=self._label)
            try:
                self._opened = Opened(token.open(rw=True, user_pin=self._pin))
            except (PinIncorrect, PinLocked) as error:
                self._pin_refused = type(error).__name__
                raise
        return self._opened

    def _close(self) -> None:
        opened, self._opened = self._opened, None
        with suppress(PKCS11Error):
            if opened is not None:
                opened.session.close()
        with suppress(PKCS11Error):
            pkcs11.lib(self._module).reinitialize()


def _silent(reason: str) -> SignerSilent:
    logger.warning("the signing module is of no use: %s", reason)
    return SignerSilent(reason=reason)


@lru_cache(maxsize=4)
def token(module: str, label: str, pin: str) -> Token:
    """Return the token of a module, one object a process."""
    return Token(module, label, pin)


@dataclass(frozen=True, slots=True)
class Pkcs11Signer:
    """Signs with a key of a module."""

    kid: str
    algorithm: str
    identifier: bytes
    token: Token

    def sign(self, data: bytes) -> bytes:
        """Sign. Raises :class:`SignerSilent`."""
        return self.token.ask(lambda opened: _signature(opened.key(self.identifier), self.algorithm, data))


@dataclass(frozen=True, slots=True)
class Pkcs11Place:
    """Keys that rest in a module; the database knows their identifiers."""

    token: Token
    rsa_bits: int
    name: str = "pkcs11"

    def algorithms(self) -> tuple[str, ...]:
        """Return the algorithms that the module knows: EdDSA is unknown to many."""
        able = self.token.ask(lambda opened: set(opened.session.token.slot.get_mechanisms()))
        return tuple(algorithm for algorithm in ALGORITHMS if NEEDED[algorithm] <= able)

    def make(self, algorithm: str) -> Made:
        """Make a key that cannot leave the module."""
        identifier = secrets.token_bytes(ID_BYTES)
        return self.token.ask(lambda opened: self._make(opened.session, algorithm, identifier))

    def signer(self, private: str, *, algorithm: str, kid: str) -> Signer:
        """Return what signs with a key; the module is asked when it does."""
        return Pkcs11Signer(kid, algorithm, bytes.fromhex(private), self.token)

    def destroy(self, private: str) -> None:
        """Destroy both halves of a key."""
        self.token.ask(lambda opened: _destroy(opened, bytes.fromhex(private)))

    def check(self) -> None:
        """Look whether the token opens with the PIN."""
        self.token.ask(lambda opened: opened.session.token.label)

    def _make(self, session: pkcs11.Session, algorithm: str, identifier: bytes) -> Made:
        label = f"ugyfelkapu {algorithm}"
        if algorithm in CURVES:
            kind, curve = CURVES[algorithm]
            named = {Attribute.EC_PARAMS: encode_named_curve_parameters(curve)}
            parameters = session.create_domain_parameters(kind, named, local=True)
            public, _ = parameters.generate_keypair(
                id=identifier, label=label, store=True, private_template=OURS
            )
        else:
            public, _ = session.generate_keypair(
                KeyType.RSA, self.rsa_bits, id=identifier, label=label, store=True, private_template=OURS
            )
        return Made(identifier.hex(), _public(public, algorithm))


def _public(key: Any, algorithm: str) -> bytes:
    """Return the public half of a key in the module, DER."""
    found: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey
    if algorithm in {RS256, PS256}:
        exponent = int.from_bytes(key[Attribute.PUBLIC_EXPONENT], "big")
        found = rsa.RSAPublicNumbers(exponent, int.from_bytes(key[Attribute.MODULUS], "big")).public_key()
    else:
        point = bytes(OctetString.load(key[Attribute.EC_POINT]).native)
        if algorithm == ES256:
            found = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        else:
            found = ed25519.Ed25519PublicKey.from_public_bytes(point)
    return found.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _signature(key: Any, algorithm: str, data: bytes) -> bytes:
    """Return a signature as JWS has it, which is how modules give them."""
    digest = hashlib.sha256(data).digest()
    if algorithm == ES256:
        return bytes(key.sign(digest, mechanism=Mechanism.ECDSA))
    if algorithm == EDDSA:
        return bytes(key.sign(data, mechanism=Mechanism.EDDSA))
    if algorithm == RS256:
        return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
    return bytes(key.sign(digest, mechanism=Mechanism.RSA_PKCS_PSS, mechanism_param=PSS))


def _destroy(opened: Opened, identifier: bytes) -> None:
    opened.keys.pop(identifier, None)
    for half in (ObjectClass.PRIVATE_KEY, ObjectClass.PUBLIC_KEY):
        with suppress(NoSuchKey):
            opened.session.get_key(half, id=identifier).destroy()
