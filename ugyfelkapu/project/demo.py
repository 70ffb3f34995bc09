# SPDX-License-Identifier: EUPL-1.2
"""The demo cast: offices, staff, services and fictional people, the same however often it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ugyfelkapu.accounts import keys
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.errors import ServiceNameTaken, StaffNameTaken
from ugyfelkapu.domain.ports import DocumentQuestion
from ugyfelkapu.federation.queries import services
from ugyfelkapu.federation.services import Particulars, add_service
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.registers.services import import_people, register
from ugyfelkapu.staff.queries import staff_rows
from ugyfelkapu.staff.rights import Role
from ugyfelkapu.staff.services import Invitation, add_office, invite
from ugyfelkapu.vault.hashing import hash_password
from ugyfelkapu.vault.index import keyed_hash

from . import demo_service

SANDBOX = Path(__file__).resolve().parents[1] / "registers" / "sandbox.csv"
HOURS = "Hétfő 8–18\nKedd–csütörtök 8–16\nPéntek 8–12"
OFFICES = (
    ("BP-01", "Minta utcai okmányiroda", "1000 Budapest, Minta utca 1."),
    ("GYR-01", "Győri mintairoda", "9000 Győr, Próba tér 2."),
    ("SZG-01", "Szegedi mintairoda", "6700 Szeged, Teszt körút 3."),
)
SERVICES = (
    Particulars(
        name="Könyvtári tagság (minta)",
        owner="Minta Városi Könyvtár",
        name_en="Library membership (sample)",
        owner_en="Sample City Library",
        receives=(Datum.EMAIL, Datum.NAME),
        temporary=True,
    ),
    Particulars(
        name="Időpontfoglalás (minta)",
        owner="Okmányirodák",
        name_en="Booking an appointment (sample)",
        owner_en="Document offices",
        receives=(Datum.EMAIL,),
        temporary=True,
    ),
    Particulars(
        name="Adóegyenleg (minta)",
        owner="Minta Adóhivatal",
        name_en="Tax balance (sample)",
        owner_en="Sample Tax Office",
        receives=(Datum.NAME, Datum.BIRTH_NAME, Datum.PLACE_AND_DATE_OF_BIRTH, Datum.MOTHER_NAME),
    ),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the staff in the demo cast, and their own identity card in the sandbox register."""

    username: str
    name: str
    role: Role
    identity_card: str


CAST = (
    Part("ugyintezo1", "Ügyintéző Ilona", Role.CLERK, "900001ZZ"),
    Part("ugyintezo2", "Ügyintéző Imre", Role.CLERK, "900002ZZ"),
    Part("vezeto1", "Vezető Veronika", Role.SUPERVISOR, "900003ZZ"),
    Part("uzemelteto1", "Üzemeltető Ödön", Role.OPERATOR, "900004ZZ"),
    Part("ellenor1", "Ellenőr Edit", Role.AUDITOR, "900005ZZ"),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A demo sign-in to print."""

    username: str
    password: str
    role: str
    office: str


def make(*, at: datetime) -> list[SignIn]:
    """Make whatever of the cast is missing; return the sign-ins."""
    for code, name, address in OFFICES:
        add_office(code, name=name, address=address, opening_hours=HOURS, by=COMMAND_LINE, at=at)
    import_people(SANDBOX.read_bytes(), by=COMMAND_LINE, at=at)
    present = {row.username for row in staff_rows()}
    for part in CAST:
        if part.username not in present:
            _invite(part, at=at)
    connected = {(service.name_hu, service.owner_hu) for service in services()}
    for particulars in SERVICES:
        if (particulars.name, particulars.owner) not in connected:
            _connect(particulars, at=at)
    demo_service.keep(at=at)
    return list(sign_ins())


def sign_ins() -> Iterator[SignIn]:
    """Yield the demo sign-ins; passwords differ from one installation to the next."""
    for part in CAST:
        yield SignIn(part.username, password_of(part.username), part.role, OFFICES[0][0])


def password_of(username: str) -> str:
    """Return the demo password of one of the cast, derived from this installation's key."""
    text = keyed_hash("demo password", username).hex()
    return f"demo-{text[:4]}-{text[4:8]}-{text[8:12]}"


def _invite(part: Part, *, at: datetime) -> None:
    question = DocumentQuestion(DocumentKind.ID_CARD, "HUN", part.identity_card)
    (person,) = register().who_has_document(question, at=at).people
    invitation = Invitation(
        username=part.username,
        display_name=part.name,
        role=part.role,
        office=OFFICES[0][0],
        password_hash=hash_password(password_of(part.username)),
        person_key=keys.person_key(person),
    )
    try:
        invite(invitation, by=COMMAND_LINE, at=at)
    except StaffNameTaken:  # made by another process meanwhile
        return


def _connect(particulars: Particulars, *, at: datetime) -> None:
    try:
        add_service(particulars, by=COMMAND_LINE, at=at)
    except ServiceNameTaken:  # made by another process meanwhile
        return
