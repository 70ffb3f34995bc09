# SPDX-License-Identifier: EUPL-1.2
"""Keys in a signing module, and what happens when it is away, hangs, forgets or is given a wrong PIN."""

from __future__ import annotations

import json
import multiprocessing
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11 import Attribute
from pkcs11.exceptions import AttributeSensitive, AttributeTypeInvalid
from pytest_django.fixtures import Settings

from tests.rooms.project.test_commands import House
from tests.rooms.vault.softhsm import LABEL, PIN, Module
from tests.rooms.vault.test_signing import DATA, prove
from ugyfelkapu.domain.errors import SignerSilent
from ugyfelkapu.federation.oidc import keys
from ugyfelkapu.federation.oidc.jose import JoseError, sign
from ugyfelkapu.federation.oidc.kept_keys import kept
from ugyfelkapu.federation.oidc.models import SigningKey
from ugyfelkapu.federation.oidc.services.keys import advance, replace_all, rotate
from ugyfelkapu.journal.actor import COMMAND_LINE, WORKER
from ugyfelkapu.journal.clock import steady
from ugyfelkapu.project import diagnosis
from ugyfelkapu.project.diagnosis import Verdict
from ugyfelkapu.vault import pkcs11
from ugyfelkapu.vault.pkcs11 import Opened, Pkcs11Place, Token
from ugyfelkapu.vault.signing import ALGORITHMS, ES256, PS256, RS256, Made

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # what broke off in the C
]
KNOWN = (ES256, RS256, PS256)
"""What p11-kit's client hands on."""
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def soft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pkcs11Place]:
    """Return the place of a module that is loaded into this process."""
    folder = tmp_path_factory.mktemp("soft")
    made = Module.make(folder, folder / "unused")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", made.environment["SOFTHSM2_CONF"])
        yield Pkcs11Place(Token(made.library, LABEL, PIN), 2048)


@pytest.fixture(scope="session")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return where modules in processes of their own listen."""
    with pytest.MonkeyPatch.context() as patch:
        found = tmp_path_factory.mktemp("module") / "socket"
        patch.setenv("P11_KIT_SERVER_ADDRESS", f"unix:path={found}")
        yield found


@pytest.fixture
def module(tmp_path: Path, socket: Path) -> Iterator[Module]:
    """Return a module in a process of its own, with an empty token."""
    made = Module.make(tmp_path, socket)
    made.start()
    yield made
    if made.process is not None:
        made.wake()
        made.kill()


@pytest.fixture
def place(module: Module) -> Pkcs11Place:
    """Return the place as the gate would have it."""
    return Pkcs11Place(Token(module.settings.module, LABEL, PIN), 2048)


@pytest.fixture
def gate(module: Module, settings: Settings) -> Module:
    """Let the gate keep its signing keys in the module."""
    pkcs11.token.cache_clear()
    settings.PKCS11 = module.settings
    return module


def signed(place: Pkcs11Place, made: Made, algorithm: str = ES256) -> bytes:
    """Sign with a key of the module."""
    return place.signer(made.private, algorithm=algorithm, kid="k").sign(DATA)


def objects(place: Pkcs11Place) -> int:
    """Return how many halves of keys are in the module."""
    return place.token.ask(lambda opened: len(list(opened.session.get_objects())))


# ------------------------------------------------------------------ keys


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_the_module_signs_the_public_half_proves(soft: Pkcs11Place, algorithm: str) -> None:
    made = soft.make(algorithm)

    signature = signed(soft, made, algorithm)

    prove(made.public, algorithm, DATA, signature)
    with pytest.raises(InvalidSignature):
        prove(made.public, algorithm, DATA + b".", signature)


def test_every_ecdsa_signature_of_the_module_has_its_full_length(soft: Pkcs11Place) -> None:
    made = soft.make(ES256)

    assert {len(signed(soft, made)) for _ in range(600)} == {64}


def test_rsa_keys_of_the_module_are_as_long_as_wanted(soft: Pkcs11Place) -> None:
    key = load_der_public_key(soft.make(RS256).public)

    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == 2048


@pytest.mark.parametrize(
    ("algorithm", "secret"), [(ES256, Attribute.VALUE), (RS256, Attribute.PRIVATE_EXPONENT)]
)
def test_a_key_never_leaves_the_module(soft: Pkcs11Place, algorithm: str, secret: Attribute) -> None:
    made = soft.make(algorithm)

    def read(opened: Opened) -> object:
        return opened.key(bytes.fromhex(made.private))[secret]

    with pytest.raises(SignerSilent) as refusal:
        soft.token.ask(read)
    assert isinstance(refusal.value.__cause__, AttributeSensitive | AttributeTypeInvalid)


def test_a_destroyed_key_is_gone_and_the_others_are_not(soft: Pkcs11Place) -> None:
    first, second = soft.make(ES256), soft.make(ES256)
    before = objects(soft)

    soft.destroy(first.private)
    soft.destroy(first.private)

    assert objects(soft) == before - 2
    with pytest.raises(SignerSilent):
        signed(soft, first)
    prove(second.public, ES256, DATA, signed(soft, second))


def test_many_threads_sign_at_once(soft: Pkcs11Place) -> None:
    made = soft.make(ES256)

    with ThreadPoolExecutor(8) as pool:
        signatures = list(pool.map(lambda _: signed(soft, made), range(400)))

    assert len(set(signatures)) == 400
    for signature in signatures[:40]:
        prove(made.public, ES256, DATA, signature)


def test_a_forked_process_signs_too_and_so_does_its_parent_afterwards(soft: Pkcs11Place) -> None:
    made = soft.make(ES256)
    signed(soft, made)
    answers = multiprocessing.get_context("fork").Queue()

    child = multiprocessing.get_context("fork").Process(target=lambda: answers.put(signed(soft, made)))
    child.start()

    prove(made.public, ES256, DATA, answers.get(timeout=20))
    child.join(20)
    prove(made.public, ES256, DATA, signed(soft, made))


def test_a_module_says_which_algorithms_it_knows(soft: Pkcs11Place, place: Pkcs11Place) -> None:
    assert soft.algorithms() == ALGORITHMS
    assert place.algorithms() == KNOWN


# ------------------------------------------------------------------ the module is away


def test_a_module_that_is_gone_refuses_at_once_and_serves_once_it_is_back(
    module: Module, place: Pkcs11Place
) -> None:
    made = place.make(ES256)
    module.kill()
    begun = steady()

    for asking in (lambda: signed(place, made), lambda: place.make(ES256), place.check):
        with pytest.raises(SignerSilent):
            asking()

    assert steady() - begun < 2.0
    module.start()
    prove(made.public, ES256, DATA, signed(place, made))


def test_a_module_that_starts_anew_unnoticed_is_opened_anew(module: Module, place: Pkcs11Place) -> None:
    made = place.make(ES256)
    module.kill()
    module.start()

    prove(made.public, ES256, DATA, signed(place, made))


def test_a_module_that_hangs_holds_nobody_for_long_and_serves_once_it_goes_on(
    module: Module, place: Pkcs11Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = place.make(ES256)
    monkeypatch.setattr(pkcs11, "PATIENCE_SECONDS", 0.5)
    module.stop()
    begun = steady()

    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(signed, place, made) for _ in range(20)]
        refused = [isinstance(one.exception(), SignerSilent) for one in waiting]
    for _ in range(5):
        with pytest.raises(SignerSilent):
            signed(place, made)

    assert all(refused)
    assert steady() - begun < 4.0
    module.wake()
    prove(made.public, ES256, DATA, _when_it_goes_on(place, made))


def _when_it_goes_on(place: Pkcs11Place, made: Made) -> bytes:
    """Ask again until the module has done what was asked of it before."""
    ends = steady() + 10
    while True:
        try:
            return signed(place, made)
        except SignerSilent:
            assert steady() < ends


def test_a_wrong_pin_is_tried_once(module: Module) -> None:
    mistaken = Pkcs11Place(Token(module.settings.module, LABEL, "000000"), 2048)
    with pytest.raises(SignerSilent) as first:
        mistaken.check()
    module.kill()

    with pytest.raises(SignerSilent) as second:
        mistaken.make(ES256)

    assert first.value.data == second.value.data == {"reason": "PinIncorrect"}  # the module was not asked


def test_a_token_of_another_name_is_not_used(module: Module) -> None:
    with pytest.raises(SignerSilent):
        Pkcs11Place(Token(module.settings.module, "other", PIN), 2048).check()


# ------------------------------------------------------------------ the gate


@pytest.mark.django_db
def test_the_gate_signs_by_the_module_and_by_nothing_else(gate: Module) -> None:
    tokens = [sign({"sub": "x"}, keys.signer(algorithm, at=AT)) for algorithm in KNOWN]
    published = keys.jwks_bytes(at=AT)

    assert [keys.read_own(token, at=AT).claims for token in tokens] == [{"sub": "x"}] * len(KNOWN)
    assert {key.place for key in keys.every_key()} == {"pkcs11"}
    gate.kill()
    for algorithm in KNOWN:
        with pytest.raises(SignerSilent):
            sign({"sub": "x"}, keys.signer(algorithm, at=AT))
    assert keys.jwks_bytes(at=AT) == published
    assert keys.read_own(tokens[0], at=AT).claims == {"sub": "x"}
    gate.start()
    assert keys.read_own(sign({}, keys.signer(ES256, at=AT)), at=AT).claims == {}


@pytest.mark.django_db
def test_an_emergency_destroys_the_keys_in_the_module(gate: Module) -> None:
    token = sign({}, keys.signer(ES256, at=AT))
    advance(by=WORKER, at=AT)

    replace_all(by=COMMAND_LINE, at=AT)

    watching = Pkcs11Place(Token(gate.settings.module, LABEL, PIN), 2048)
    assert objects(watching) == 2 * len(KNOWN)
    assert {key.gone_at for key in keys.every_key() if key.state == "gone"} == {AT}
    with pytest.raises(JoseError):
        keys.read_own(token, at=AT)


@pytest.mark.django_db
def test_keys_withdrawn_while_the_module_was_away_are_destroyed_later(gate: Module) -> None:
    rotate(by=COMMAND_LINE, at=AT)
    gate.kill()
    SigningKey.objects.filter(algorithm=ES256).update(state="gone")
    advance(by=WORKER, at=AT)
    assert [key.gone_at for key in keys.every_key() if key.state == "gone"] == [None]

    gate.start()
    advance(by=WORKER, at=AT)

    assert [key.gone_at for key in keys.every_key() if key.state == "gone"] == [AT]
    assert Counter(key.state for key in keys.every_key()) == {"active": len(KNOWN) - 1, "gone": 1}


@pytest.mark.django_db
def test_a_gate_that_gets_a_module_signs_by_it_at_once_and_what_it_signed_before_counts(
    module: Module, settings: Settings
) -> None:
    token = sign({"sub": "x"}, keys.signer(ES256, at=AT))
    pkcs11.token.cache_clear()
    settings.PKCS11 = module.settings
    kept.forget()

    signer = keys.signer(ES256, at=AT)

    assert isinstance(signer, pkcs11.Pkcs11Signer)
    assert keys.read_own(token, at=AT).claims == {"sub": "x"}
    assert Counter(key.state for key in keys.every_key()) == {"active": 1, "retired": 1}


@pytest.mark.django_db
def test_doctor_tries_the_module(gate: Module) -> None:
    assert "none is made yet" in diagnosis.signer().text
    keys.jwks_bytes(at=AT)
    found = diagnosis.signer()
    assert found.verdict is Verdict.NOTE
    assert "not in this module: EdDSA" in found.text

    gate.kill()

    found = diagnosis.signer()
    assert found.verdict is Verdict.BAD
    assert PIN not in found.text


def test_the_commands_work_with_a_module(module: Module, tmp_path: Path, database_url: str) -> None:
    pin = tmp_path / "pin"
    pin.write_text(f"{PIN}\n", encoding="ascii")
    house = House(tmp_path, database_url)
    more = {
        "UGYFELKAPU_SIGNER": "pkcs11",
        "UGYFELKAPU_PKCS11_MODULE": module.settings.module,
        "UGYFELKAPU_PKCS11_TOKEN": LABEL,
        "UGYFELKAPU_PKCS11_PIN_FILE": str(pin),
        "P11_KIT_SERVER_ADDRESS": module.address,
    }
    house.run("migrate", **more)

    rotated = house.run("keys", "rotate", "--purpose", "signing", "--json", **more)
    module.kill()
    refused = house.run("keys", "rotate", "--purpose", "signing", "--now", **more)

    assert {key["place"] for key in json.loads(rotated.stdout)["keys"]} == {"pkcs11"}
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].startswith("ugyfelkapu: refused: signer_silent")
