# SPDX-License-Identifier: EUPL-1.2
"""People who register by electronic signature: what the register knows, their forms, and who judges them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from hashlib import sha256
from operator import add
from typing import Any, cast  # for dataclasses.replace, which takes whatever the class has
from uuid import UUID, uuid4

from tests import pki
from tests.builders import PASSWORD, BuiltGate, code_for, person_in_register
from tests.personal import personal
from tests.rooms.access.factors import signed_in
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.access.services import new_password
from ugyfelkapu.access.services.addresses import change_address
from ugyfelkapu.accounts.models import Account, Proofing
from ugyfelkapu.accounts.services import ElectronicForm
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import Confirmation, HolderQuestion, RegisteredPerson
from ugyfelkapu.enrolment import queries
from ugyfelkapu.enrolment.judging import Asked, Case, Judged
from ugyfelkapu.enrolment.services import declare, look_at_next, open_gate, send
from ugyfelkapu.enrolment.services.judging import World
from ugyfelkapu.enrolment.verdict import judge_here
from ugyfelkapu.esignature.queries import trust
from ugyfelkapu.esignature.revocation import Given
from ugyfelkapu.esignature.same_document import held_against
from ugyfelkapu.esignature.services import update
from ugyfelkapu.esignature.signed_item import Material
from ugyfelkapu.esignature.validation import validate
from ugyfelkapu.journal.actor import COMMAND_LINE, STRANGER, WORKER
from ugyfelkapu.registers.embedded import EmbeddedRegisters
from ugyfelkapu.registers.services import import_people

AT = pki.VALIDATED_AT
BROWSER = "what this browser keeps"
ORIGIN = Origin("192.0.2.0/24", "")
REFERENCE = "SZL-S-1"
IDENTIFIER = "26305079908"
"""The personal identifier in the certificates of the test world."""


def identity(**changes: Any) -> Identity:
    """Return the data of whom the certificates of the test world name."""
    whole = Identity(
        current_name=Name(personal("Minta"), personal("Mária")),
        birth_name=Name(personal("Próba"), personal("Mária")),
        birth_place=personal("Hódmezővásárhely"),
        birth_date=date(1963, 5, 7),
        mother_birth_name=Name("Teszt", personal("Erzsébet Ilona")),
        citizenship="HUN",
    )
    return replace(whole, **changes)


def register_knows(
    who: Identity, *, identifier: str = IDENTIFIER, reference: str = REFERENCE, **more: str
) -> None:
    """Let the embedded register know somebody."""
    row = {
        "register": "population",
        "reference": reference,
        "family_name": who.current_name.family,
        "given_names": who.current_name.given,
        "birth_family_name": who.birth_name.family,
        "birth_given_names": who.birth_name.given,
        "mother_family_name": who.mother_birth_name.family,
        "mother_given_names": who.mother_birth_name.given,
        "birth_place": who.birth_place,
        "birth_date": who.birth_date.isoformat(),
        "citizenship": who.citizenship,
        "personal_identifier": identifier,
        **more,
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    import_people(text.getvalue().encode(), by=COMMAND_LINE, at=AT)


def lists_are_kept(lists: pki.Lists | None = None) -> None:
    """Let the trusted lists of the test world be believed."""
    update(source=str(pki.trust(lists or pki.Lists())), by=COMMAND_LINE, at=AT)


def filled_in(who: Identity | None = None, *, username: str = "", email: str = "") -> ElectronicForm:
    """Return a form that nobody else has filled in."""
    form_id = uuid4()
    return ElectronicForm(
        identity=who or identity(),
        username=personal(username or f"minta.{form_id.hex[:8]}"),
        email=personal(email or f"minta.{form_id.hex[:8]}@example.com"),
        language="hu",
        consent_version="1",
        id=form_id,
    )


def declared(form: ElectronicForm, *, browser: str = BROWSER) -> UUID:
    """Return the declaration of a form."""
    return declare(form, browser=browser, origin=ORIGIN, by=STRANGER, at=AT)


def document_for(declaration_id: UUID, shape: pki.Format, *, browser: str = BROWSER) -> bytes:
    """Return the declaration in the form in which a format takes it."""
    give = queries.as_xml if shape is pki.Format.XADES_ENVELOPED else queries.as_pdf
    found = give(declaration_id, browser=browser, at=AT)
    assert found is not None
    return found


def signed(
    declaration_id: UUID,
    shape: pki.Format = pki.Format.PADES,
    leaf: pki.Leaf = pki.Leaf.CITIZEN,
    level: pki.Level = pki.Level.LT,
    *,
    browser: str = BROWSER,
    how: pki.How | None = None,
) -> bytes:
    """Return the declaration, signed."""
    document = document_for(declaration_id, shape, browser=browser)
    return pki.sign(shape, level, leaf, document, how or pki.How())


def sent(declaration_id: UUID, document: bytes, *, browser: str = BROWSER) -> None:
    """Send a signed form."""
    send(declaration_id, document, browser=browser, origin=ORIGIN, by=STRANGER, at=AT)


class Says:
    """A certificate provider that always says the same."""

    def __init__(self, word: Confirmation) -> None:
        self.word = word
        self.asked: list[HolderQuestion] = []

    def is_holder(self, question: HolderQuestion, *, at: object) -> Confirmation:
        """Say it."""
        self.asked.append(question)
        return self.word


def nothing(asked: tuple[Asked, ...]) -> dict[str, Material]:
    """Fetch nothing."""
    return {}


def judge_in_this_process(case: Case) -> Judged:
    """Judge without a process for each form: where it is the decision that is tried, or threads run."""
    lists = trust()
    assert lists is not None
    source = Given(reduce(add, case.known.values(), Material()))
    report = validate(case.document, lists, at=case.at, source=source)
    return Judged(held_against(case.declared, report), ())


def world(**changes: Any) -> World:
    """Return whom a test asks: this process judges, nothing is fetched, nobody knows certificates."""
    usual = World(judge_here, nothing, EmbeddedRegisters(), Says(Confirmation.NOT_ASKED))
    return replace(usual, **changes)


def looked_at(at: Any = AT, *, real: Any = None, **changes: Any) -> bool:
    """Let the worker look at the next signed form; the real clock goes with the other one."""
    return look_at_next(by=WORKER, at=at, world=world(**changes), real=real or at)


def opened(declaration_id: UUID, *, browser: str = BROWSER) -> UUID:
    """Choose a password as a proved signer; return the gate."""
    password = new_password(PASSWORD)
    return open_gate(declaration_id, password, browser=browser, by=STRANGER, at=AT)


@dataclass(frozen=True, slots=True)
class SignedGate:
    """A gate that a signature opened, and what its owner knows of it."""

    id: UUID
    username: str
    email: str
    person: RegisteredPerson
    password: str = PASSWORD


def gate_of(declaration_id: UUID, form: ElectronicForm) -> SignedGate:
    """Open the gate of a form that was accepted."""
    person = person_in_register(reference=REFERENCE, identity=form.identity)
    return SignedGate(opened(declaration_id), form.username, form.email, person)


def signed_gate(leaf: pki.Leaf = pki.Leaf.CITIZEN, **world: Any) -> SignedGate:
    """Return a gate that somebody opened whom the register knows, nothing about it confirmed yet."""
    form = filled_in()
    register_knows(form.identity)
    declaration = declared(form)
    sent(declaration, signed(declaration, pki.Format.CADES_ATTACHED, leaf))
    looked_at(**world)
    return gate_of(declaration, form)


def capped_gate() -> SignedGate:
    """Return a gate opened with a certificate that is not qualified: its provider said whose it is."""
    lists_are_kept(pki.Lists(own=True))
    return signed_gate(pki.Leaf.ADVANCED, providers=Says(Confirmation.YES))


def as_if_signed(gate_id: UUID, certificate: str = "qualified_certificate") -> None:
    """Let a gate be one that a signature opened, without the long way there."""
    Account.objects.filter(id=gate_id).update(office="")
    known = {"method": "signature", "document": certificate, "office": "", "staff_id": None}
    Proofing.objects.filter(account_id=gate_id).update(**known)


def confirm_address(gate: SignedGate) -> None:
    """Let the owner confirm the gate's address with the mailed code."""
    owner = signed_in(cast(BuiltGate, gate), at=AT)
    assert change_address(owner.citizen, code=code_for(gate.id), by=owner.by, at=AT)


def digest(document: bytes) -> str:
    """Return what the journal holds of a file."""
    return sha256(document).hexdigest()
