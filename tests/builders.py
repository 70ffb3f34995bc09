# SPDX-License-Identifier: EUPL-1.2
"""Lawful people, staff and gates, made by walking the real services; a test states only what matters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any  # for dataclasses.replace, which takes whatever the class has
from uuid import UUID

from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.codes import parse_code
from ugyfelkapu.domain.desk import ADDRESS_CARD_SHOWN, Evidence
from ugyfelkapu.domain.documents import AddressCardReason, Category, DocumentKind
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import DocumentStatus, Register, RegisterAnswer, RegisteredPerson
from ugyfelkapu.journal.actor import COMMAND_LINE, STRANGER, Actor, staff_member
from ugyfelkapu.outbox.letters import Letter, unpack
from ugyfelkapu.outbox.models import Letter as Waiting
from ugyfelkapu.staff.models import StaffMember
from ugyfelkapu.staff.queries import public_offices
from ugyfelkapu.staff.rights import Role
from ugyfelkapu.staff.services import Invitation, add_office, invite
from ugyfelkapu.vault.hashing import hash_password

from .personal import personal

AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
"""A Monday morning in Hungary: 10:42."""
PASSWORD = "kerek asztal zöld tenger"
OTHER_PASSWORD = "lila hegy hosszú mondat"
STAFF_PASSWORD = "desk drawer wooden spoon"
OFFICE = "BP-01"

_numbers = count(1)


def office(code: str = OFFICE, *, at: datetime = AT) -> str:
    """Return the code of an open office."""
    if code not in {known.code for known in public_offices()}:
        address = "1000 Budapest, Minta utca 1."
        add_office(code, name="Minta utcai okmányiroda", address=address, by=COMMAND_LINE, at=at)
    return code


def clerk(
    username: str = "ugyintezo1",
    *,
    role: Role = Role.CLERK,
    at_office: str = OFFICE,
    person: RegisteredPerson | None = None,
    at: datetime = AT,
) -> Actor:
    """Return a staff member at an office; called again with the same name, the same one."""
    code = office(at_office, at=at)
    known = StaffMember.objects.filter(username=username).values_list("id", flat=True).first()
    return staff_member(known or _invited(username, role, code, person, at), office=code, role=role)


def _invited(username: str, role: Role, code: str, person: RegisteredPerson | None, at: datetime) -> UUID:
    invitation = Invitation(
        username=username,
        display_name="Ügyintéző Ilona",
        role=role,
        office=code,
        password_hash=hash_password(STAFF_PASSWORD),
        person_key=keys.person_key(person) if person else None,
    )
    return invite(invitation, by=COMMAND_LINE, at=at)


def identity(**changes: Any) -> Identity:
    """Return the natural identity data of a fictional adult."""
    whole = Identity(
        current_name=Name(personal("Minta"), personal("Mária")),
        birth_name=Name(personal("Próba"), personal("Mária")),
        birth_place=personal("Hódmezővásárhely"),
        birth_date=date(1984, 3, 27),
        mother_birth_name=Name("Teszt", personal("Erzsébet Ilona")),
        citizenship="HUN",
    )
    return replace(whole, **changes)


def person_in_register(**changes: Any) -> RegisteredPerson:
    """Return an adult whom the population register knows, with valid papers; another one each time."""
    whole = RegisteredPerson(
        register=Register.POPULATION,
        reference=f"SZL-T-{next(_numbers):06}",
        identity=identity(),
        document=DocumentStatus.VALID,
        address_card=DocumentStatus.VALID,
    )
    return replace(whole, **changes)


def answer(*people: RegisteredPerson, at: datetime = AT) -> RegisterAnswer:
    """Return what the registers answered."""
    return RegisterAnswer(at, people)


def evidence(**changes: Any) -> Evidence:
    """Return what a Hungarian shows: identity card and address card."""
    whole = Evidence(Category.HUN, DocumentKind.ID_CARD, "HUN", "ZZ", ADDRESS_CARD_SHOWN)
    return replace(whole, **changes)


def passport_of_a_stranger(**changes: Any) -> Evidence:
    """Return what somebody from outside the EEA shows whom no register knows."""
    whole = Evidence(Category.OTHER, DocumentKind.PASSPORT, "VNM", "08", AddressCardReason.IN_NO_REGISTER)
    return replace(whole, **changes)


def applicant(username: str = "", email: str = "", *, language: str = "hu") -> accounts.Applicant:
    """Return what somebody chose at the desk: a username and an address that nobody else has."""
    number = next(_numbers)
    return accounts.Applicant(
        email=personal(email or f"minta.maria{number}@example.com"),
        username=personal(username or f"minta.maria{number}"),
        language=language,
        consent_version="1",
    )


@dataclass(frozen=True, slots=True)
class BuiltGate:
    """A gate and what its owner knows of it."""

    id: UUID
    username: str
    email: str
    code: str
    person: RegisteredPerson
    registered: accounts.Registered
    password: str = PASSWORD


def registered_gate(
    username: str = "",
    email: str = "",
    *,
    person: RegisteredPerson | None = None,
    language: str = "hu",
    by: Actor | None = None,
    at: datetime = AT,
) -> BuiltGate:
    """Return a gate registered at the desk, its code on the way."""
    who = person or person_in_register()
    chosen = applicant(username, email, language=language)
    registered = accounts.register_in_person(
        chosen, answer=answer(who, at=at), evidence=evidence(), by=by or clerk(at=at), at=at
    )
    code = code_for(registered.account_id)
    return BuiltGate(registered.account_id, chosen.username, chosen.email, code, who, registered)


def activated_gate(
    username: str = "",
    email: str = "",
    *,
    person: RegisteredPerson | None = None,
    language: str = "hu",
    at: datetime = AT,
) -> BuiltGate:
    """Return a gate that its owner has activated with :data:`PASSWORD`."""
    gate = registered_gate(username, email, person=person, language=language, at=at)
    verdict = accounts.activate(
        gate.username, code=gate.code, password=new_password(PASSWORD), by=STRANGER, at=at
    )
    assert verdict is accounts.CodeVerdict.RIGHT
    return gate


def suspended_gate(
    reason: accounts.SuspensionReason = accounts.SuspensionReason.COMPROMISE, *, at: datetime = AT
) -> BuiltGate:
    """Return a gate that the desk has suspended."""
    gate = activated_gate(at=at)
    accounts.suspend(gate.id, reason=reason, by=clerk(at=at), at=at)
    return gate


def electronic_form(username: str = "", email: str = "", **changes: Any) -> accounts.ElectronicForm:
    """Return what somebody fills in on the way to a temporary gate."""
    chosen = applicant(username, email, language=changes.pop("language", "hu"))
    return accounts.ElectronicForm(
        identity=identity(**changes),
        username=chosen.username,
        email=chosen.email,
        language=chosen.language,
        consent_version=chosen.consent_version,
    )


@dataclass(frozen=True, slots=True)
class TemporaryGate:
    """A temporary gate and what its owner knows of it."""

    id: UUID
    reference: str
    username: str
    email: str
    code: str
    form: accounts.ElectronicForm
    password: str = PASSWORD

    @property
    def said(self) -> dict[str, str]:
        """Return what the client says at the desk."""
        return {"username": self.username, "email": self.email}


def temporary_gate(
    username: str = "", email: str = "", *, at: datetime = AT, **changes: Any
) -> TemporaryGate:
    """Return a temporary gate that was just opened, its code on the way."""
    form = electronic_form(username, email, **changes)
    opened = accounts.open_temporary_gate(form, by=STRANGER, at=at)
    code = code_for(opened.account_id)
    return TemporaryGate(opened.account_id, opened.reference, form.username, form.email, code, form)


def activated_temporary_gate(
    username: str = "", email: str = "", *, at: datetime = AT, **changes: Any
) -> TemporaryGate:
    """Return a temporary gate that its owner has activated with :data:`PASSWORD`."""
    gate = temporary_gate(username, email, at=at, **changes)
    verdict = accounts.activate(
        gate.username, code=gate.code, password=new_password(PASSWORD), by=STRANGER, at=at
    )
    assert verdict is accounts.CodeVerdict.RIGHT
    return gate


def letters(account_id: UUID | None = None) -> list[Letter]:
    """Return the waiting letters, oldest first; of one gate if one is named."""
    rows = Waiting.objects.exclude(context=None).order_by("next_at")
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    return [unpack(row.kind, row.context or "") for row in rows]


def kinds_of_letters(account_id: UUID | None = None) -> list[str]:
    """Return the kinds of the waiting letters, oldest first."""
    return [letter.kind for letter in letters(account_id)]


def code_for(account_id: UUID) -> str:
    """Return the code in the newest letter to a gate's owner, canonical; empty where none was mailed."""
    codes = [str(getattr(letter, "code", "")) for letter in letters(account_id)]
    return next((parse_code(code) for code in reversed(codes) if code), "")
