# SPDX-License-Identifier: EUPL-1.2
"""Gates with passkeys, and what happens when their owners use them."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from tests.authenticators import PRESENT, TRUTH, VERIFIED, Passkey, Telling, es256
from tests.builders import AT
from tests.rooms.access.factors import HOME, Owner, mailed_code
from ugyfelkapu.access import factors
from ugyfelkapu.access import services as access
from ugyfelkapu.access.services import passkeys
from ugyfelkapu.access.services.factors import Confirmed
from ugyfelkapu.journal.actor import STRANGER

BROWSER = "what the cookie of one browser holds"


def try_to_add(
    owner: Owner, passkey: Passkey, says: Telling = TRUTH, *, name: str = "Laptop", at: datetime = AT
) -> Confirmed:
    """Let a browser make a passkey for a gate, with the mailed code where it is needed."""
    needed = not factors.has_counting(owner.gate.id, at=at)
    code = mailed_code(owner, at=at) if needed else ""
    options = passkeys.ask_for_new_passkey(owner.citizen, mailed_code=code, by=owner.by, at=at)
    assert options is not None
    answer = passkey.made(options, says)
    return passkeys.add_passkey(owner.citizen, answer=answer, name=name, mailed_code=code, by=owner.by, at=at)


def add_passkey(owner: Owner, passkey: Passkey | None = None, *, at: datetime = AT) -> Passkey:
    """Add a passkey; return it."""
    added = passkey or Passkey()
    assert try_to_add(owner, added, at=at) is Confirmed.DONE
    return added


def sign_in(
    passkey: Passkey, says: Telling = TRUTH, *, at: datetime = AT, binding: str = BROWSER
) -> access.Opened | None:
    """Ask for a challenge and sign in with what the passkey answers."""
    options = passkeys.ask_to_sign_in(binding=binding, at=at)
    return send(passkey.answer(options, says), at=at, binding=binding)


def send(answer: str, *, at: datetime = AT, binding: str = BROWSER) -> access.Opened | None:
    """Sign in with an answer."""
    return passkeys.sign_in_with_passkey(
        answer=answer, binding=binding, origin=HOME, replaces=None, by=STRANGER, at=at
    )


LIES = [
    Telling(flags=PRESENT),
    Telling(flags=VERIFIED),
    Telling(flags=0),
    Telling(origin="http://localhost:8001"),
    Telling(origin="https://localhost:8000"),
    Telling(origin="http://evil.example"),
    Telling(party="example.com"),
    Telling(challenge=bytes(32)),
    Telling(challenge=b""),
    Telling(client_type="webauthn.create"),
    Telling(cross_origin=True),
    Telling(id=b"another"),
    Telling(raw_id=b"another"),
    Telling(raw_id=b""),
    Telling(kind="password"),
    Telling(signature=b""),
    Telling(signature=bytes(70)),
    Telling(signer=es256()),
    Telling(signer=rsa.generate_private_key(65537, 2048)),
    Telling(signer=ed25519.Ed25519PrivateKey.generate()),
    Telling(handle=bytes(32)),
]
"""What an answer may lie about; each of them is refused."""
