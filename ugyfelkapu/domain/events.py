# SPDX-License-Identifier: EUPL-1.2
"""All that may stand in the journal: ids, codes and moments, never a name, address or number.

``subject`` is the gate an event is about (or the staff member, service or letter for events that
concern no gate). Whoever reads the journal alone learns nobody's name.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened."""

    subject: UUID | None = None
    catalogue: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls, **kwargs: object) -> None:
        super(Event, cls).__init_subclass__(**kwargs)
        Event.catalogue[cls.__name__] = cls

    def details(self) -> dict[str, str | int | bool | None]:
        """Return the fields besides the subject, as the journal stores them."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name != "subject"}


def _plain(value: object) -> str | int | bool | None:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


# ------------------------------------------------------------------ registering


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLookedUp(Event):
    """A clerk asked the registers whose document lies on the desk (D7).

    ``subject`` is the gate of the person found, if they have one, so that "who looked at my data" can be
    told; ``person`` is the keyed hash of the record.
    """

    document: str
    issuing_country: str
    last_two: str
    answer: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredInPerson(Event):
    """A gate was registered at the desk; the code is on its way."""

    office: str
    document: str
    issuing_country: str
    last_two: str
    address_card: str
    person: str
    consent_version: str
    register: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryGateOpened(Event):
    """Somebody opened a temporary gate by the electronic form; its data are claims (D4, D17)."""

    consent_version: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOpened(Event):
    """A clerk opened the form of a temporary gate: its reference and what the client said agreed (D5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFinalised(Event):
    """A temporary gate became its owner's full gate at the desk (D5).

    ``differences`` lists the fields that the register corrected and how they differed, never values.
    """

    office: str
    document: str
    issuing_country: str
    last_two: str
    address_card: str
    person: str
    consent_version: str
    register: str
    activated: bool
    differences: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRefused(Event):
    """A clerk ended a registration at the desk with a reason; nothing was kept (D8)."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionAsked(Event):
    """A person whom no register knows waits for a second staff member (D8)."""

    document: str
    issuing_country: str
    last_two: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionDeclined(Event):
    """The second staff member said no, or the day passed; what was typed is gone."""

    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeIssued(Event):
    """A one-time code was made and posted; older ones died with it (D12)."""

    purpose: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCode(Event):
    """A code was refused; ``reason`` is what only the journal may know."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountActivated(Event):
    """The code was redeemed and a password set; the address is proved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredAccountErased(Event):
    """A gate whose deadline had passed was erased with all personal data (D3, D20)."""

    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPosted(Event):
    """A letter reminds the owner of a deadline; ``period`` is one of domain/deadlines.py."""

    period: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderWithheld(Event):
    """A reminder fell due and was not written: the address is somebody else's, or had its letters today."""

    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDoubted(Event):
    """The clock ran backwards or jumped, so nothing is erased until it is trusted again."""

    reason: str
    last_trusted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTrusted(Event):
    """The clock is plausible again, or an operator said that it is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetAsked(Event):
    """Somebody asked for a password reset; ``found`` is told nowhere else (D15)."""

    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReset(Event):
    """A mailed code set a new password; every session ended (D15)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressCorrected(Event):
    """A wrong address was corrected at the desk; a fresh code went out (D24)."""

    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSuspended(Event):
    """A clerk suspended the gate (D24, D25)."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRestored(Event):
    """The in-person checks were made and the gate opened again (D25)."""

    document: str
    issuing_country: str
    last_two: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPrinted(Event):
    """The registration receipt was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOpened(Event):
    """A staff member opened a person's record; the person may ask who did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsSearched(Event):
    """A staff member searched by name; only the number of hits is kept."""

    hits: int


# ------------------------------------------------------------------ access


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """A session began."""

    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(Event):
    """A username and password were refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLocked(Event):
    """Password sign-in is locked after wrong guesses (D16)."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Event):
    """A session was ended by its owner."""


# ------------------------------------------------------------------ running the house


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAdded(Event):
    """A document office was added."""

    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited(Event):
    """A staff member got a role and an office (D22)."""

    role: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDisabled(Event):
    """A staff member lost every right at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAdded(Event):
    """A service was connected; ``receives`` names what full gates tell it, ``temporary`` as D18 has it.

    ``statutory``: a statute gives it the data, so nobody is asked.
    """

    receives: str
    temporary: bool
    statutory: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChanged(Event):
    """What the catalogue says of a connected service was changed, to these."""

    receives: str
    temporary: bool
    statutory: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDisabled(Event):
    """Nobody may sign in to a connected service any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEnabled(Event):
    """People may sign in to a disabled service again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterImported(Event):
    """An operator filled the embedded register from a file."""

    added: int
    updated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSent(Event):
    """A letter was accepted by the mail server; its secrets are wiped."""

    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterAbandoned(Event):
    """A letter could not be delivered and is given up; operators see it."""

    letter: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRetried(Event):
    """An operator let an abandoned letter wait again."""

    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRotated(Event):
    """Personal fields were re-encrypted with the newest key."""

    fields: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Event):
    """A rule said no; the act was undone and this is its only trace."""

    act: str
    code: str
