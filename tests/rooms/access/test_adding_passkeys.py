# SPDX-License-Identifier: EUPL-1.2
"""Adding passkeys (D17): stepped up, confirmed, made as asked, told; anything else is refused."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from tests import builders
from tests.authenticators import EDDSA, ES256, PRESENT, VERIFIED, Passkey, Telling, cose, es256
from tests.builders import AT
from tests.rooms.access.factors import Owner, mailed_code, owner_of, signed_in
from tests.rooms.access.passkeys import add_passkey, sign_in, try_to_add
from ugyfelkapu.access import services as access
from ugyfelkapu.access.models import Factor
from ugyfelkapu.access.services import passkeys
from ugyfelkapu.access.services.factors import Confirmed
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.errors import (
    NotSteppedUp,
    QuietAfterReset,
    TooManyFactors,
)
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.models import Entry

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def owner() -> Owner:
    """Return a freshly activated gate's owner."""
    return signed_in(builders.activated_gate())


@pytest.fixture
def passkey(owner: Owner) -> Passkey:
    """Return a passkey of that gate."""
    return add_passkey(owner)


def events(name: str) -> int:
    """Return how often something is in the journal."""
    return Entry.objects.filter(event=name).count()


def test_a_new_passkey_is_asked_to_be_found_without_a_name_and_to_verify_its_user(owner: Owner) -> None:
    code = mailed_code(owner)

    options = passkeys.ask_for_new_passkey(owner.citizen, mailed_code=code, by=owner.by, at=AT)

    asked = json.loads(options or "")
    assert asked["rp"] == {"name": "Ügyfélkapu", "id": "localhost"}
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert [each["alg"] for each in asked["pubKeyCredParams"]] == [ES256, EDDSA, -257]
    assert asked["attestation"] == "none"
    assert asked["user"]["name"] == owner.gate.username
    assert asked["excludeCredentials"] == []


def test_authenticators_call_a_gate_by_a_random_handle_that_its_passkeys_share(owner: Owner) -> None:
    first, second = add_passkey(owner), add_passkey(owner)
    stranger = add_passkey(signed_in(builders.activated_gate()))

    assert first.handle == second.handle != stranger.handle
    assert len(first.handle) == 32
    assert owner.gate.id.bytes not in first.handle


def test_a_passkey_that_is_there_already_is_excluded(owner: Owner, passkey: Passkey) -> None:
    options = passkeys.ask_for_new_passkey(owner.citizen, mailed_code="", by=owner.by, at=AT)

    described = json.loads(options or "")["excludeCredentials"]
    assert [each["transports"] for each in described] == [["hybrid", "internal"]]
    assert try_to_add(owner, passkey) is Confirmed.WRONG_PASSKEY


@pytest.mark.parametrize(
    "private", [es256(), ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 2048)]
)
def test_a_passkey_of_each_offered_algorithm_signs_in(
    owner: Owner, private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
) -> None:
    passkey = add_passkey(owner, Passkey(private))

    opened = sign_in(passkey)

    assert opened is not None
    who = owner_of(owner.gate, opened.token).citizen
    assert {factor.value for factor in who.factors} == {"passkey"}


def test_a_system_may_attest_with_the_passkeys_own_key(owner: Owner) -> None:
    assert try_to_add(owner, Passkey(), Telling(form="packed", signs_itself=True)) is Confirmed.DONE


def p384_as_es256() -> dict[int, object]:
    """Return a sound key on a curve that its algorithm does not have."""
    point = ec.generate_private_key(ec.SECP384R1()).public_key().public_numbers()
    return {1: 2, 3: ES256, -1: 2, -2: point.x.to_bytes(48, "big"), -3: point.y.to_bytes(48, "big")}


@pytest.mark.parametrize(
    "says",
    [
        Telling(flags=PRESENT),
        Telling(flags=VERIFIED),
        Telling(origin="http://localhost:8001"),
        Telling(origin="https://localhost:8000"),
        Telling(origin="http://localhost:8000.example.com"),
        Telling(party="example.com"),
        Telling(challenge=bytes(32)),
        Telling(client_type="webauthn.get"),
        Telling(cross_origin=True),
        Telling(id=b"another"),
        Telling(id=b"another", raw_id=b"another"),
        Telling(kind="password"),
        Telling(key={**cose(es256()), 3: -35}),
        Telling(key={**cose(es256()), 3: EDDSA}),
        Telling(key={**cose(es256()), 3: -257}),
        Telling(key={**cose(es256()), 3: -47}),
        Telling(key=p384_as_es256()),
        Telling(key={**cose(es256()), -2: bytes(32)}),
        Telling(key={**cose(es256()), -2: 7}),
        Telling(key={**cose(ed25519.Ed25519PrivateKey.generate()), 3: ES256}),
        Telling(key={1: 3, 3: -257, -1: b"\xff" * 128, -2: b"\x01\x00\x01"}),
        Telling(key={1: 4, 3: -7}),
        Telling(form="tpm"),
        Telling(form="packed", statement={"alg": -7, "sig": b""}),
        Telling(form="packed", statement={"alg": -7, "sig": b"", "x5c": [b""]}),
        Telling(statement={"sig": b"unasked"}),
        Telling(authenticator_data=10**12),
        Telling(authenticator_data="text"),
        Telling(authenticator_data=b"short"),
    ],
)
def test_a_passkey_whose_making_does_not_hold_is_not_added(owner: Owner, says: Telling) -> None:
    done = try_to_add(owner, Passkey(), says)

    assert done is Confirmed.WRONG_PASSKEY
    assert not Factor.objects.exists()
    assert events("FactorRefused") == 1


@pytest.mark.parametrize(("length", "verdict"), [(1023, "done"), (1024, "wrong_passkey")])
def test_identifiers_have_at_most_1023_bytes(owner: Owner, length: int, verdict: str) -> None:
    assert try_to_add(owner, Passkey(credential_id=b"x" * length)) == verdict


def test_what_another_gate_was_asked_adds_no_passkey_here(owner: Owner) -> None:
    stranger = signed_in(builders.activated_gate())
    code = mailed_code(stranger)
    options = passkeys.ask_for_new_passkey(stranger.citizen, mailed_code=code, by=stranger.by, at=AT)
    answer = Passkey().made(options or "")

    done = passkeys.add_passkey(
        owner.citizen, answer=answer, name="", mailed_code=mailed_code(owner), by=owner.by, at=AT
    )

    assert done is Confirmed.WRONG_PASSKEY


def test_a_passkey_of_another_gate_is_not_added_to_this_one(passkey: Passkey) -> None:
    thief = signed_in(builders.activated_gate())

    assert try_to_add(thief, passkey) is Confirmed.WRONG_PASSKEY


def test_the_first_passkey_needs_the_mailed_code_before_the_browser_makes_it(owner: Owner) -> None:
    mailed_code(owner)

    options = passkeys.ask_for_new_passkey(owner.citizen, mailed_code="A" * 16, by=owner.by, at=AT)

    assert options is None
    assert events("ConfirmationWrong") == 1


def test_the_first_passkey_needs_the_mailed_code_when_it_is_added_too(owner: Owner) -> None:
    code = mailed_code(owner)
    options = passkeys.ask_for_new_passkey(owner.citizen, mailed_code=code, by=owner.by, at=AT)
    answer = Passkey().made(options or "")

    done = passkeys.add_passkey(
        owner.citizen, answer=answer, name="", mailed_code="A" * 16, by=owner.by, at=AT
    )

    assert done is Confirmed.WRONG_MAILED_CODE
    assert not Factor.objects.exists()


def test_nobody_adds_a_passkey_who_has_not_stepped_up(owner: Owner) -> None:
    late = AT + 6 * MINUTE

    with pytest.raises(NotSteppedUp):
        passkeys.ask_for_new_passkey(owner.citizen, mailed_code="", by=owner.by, at=late)
    with pytest.raises(NotSteppedUp):
        passkeys.add_passkey(owner.citizen, answer="", name="", mailed_code="", by=owner.by, at=late)


def test_nobody_adds_a_passkey_the_day_after_a_reset() -> None:
    gate = builders.activated_gate()
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT)
    accounts.reset_password(
        gate.username,
        code=builders.code_for(gate.id),
        password=access.new_password(gate.password),
        by=STRANGER,
        at=AT,
    )
    owner = signed_in(gate)

    with pytest.raises(QuietAfterReset):
        passkeys.ask_for_new_passkey(owner.citizen, mailed_code="", by=owner.by, at=AT)


def test_a_gate_bears_ten_factors(owner: Owner) -> None:
    for _ in range(10):
        add_passkey(owner)

    with pytest.raises(TooManyFactors):
        try_to_add(owner, Passkey())


def test_adding_a_passkey_is_told_in_a_letter(owner: Owner, passkey: Passkey) -> None:
    assert builders.kinds_of_letters(owner.gate.id)[-1] == "factor_added"
