# SPDX-License-Identifier: EUPL-1.2
"""The catalogue: one frozen dataclass a letter, whose fields are all that its templates may say.

Letters that carry a code never name the username, and letters that may reach an unproved address
hold nothing that an applicant typed (D13); so no letter has a field for a name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, ClassVar, Final, get_type_hints

from .letter import SECRET as SECRET
from .letter import Letter as Letter
from .signing_letters import ConfirmAddressLetter as ConfirmAddressLetter
from .signing_letters import OwnerCheckedLetter as OwnerCheckedLetter
from .signing_letters import SignatureAcceptedLetter as SignatureAcceptedLetter
from .signing_letters import SignatureRefusedLetter as SignatureRefusedLetter
from .signing_letters import SignedGateLetter as SignedGateLetter

MASK: Final = "••••"


@dataclass(frozen=True)
class ActivationLetter(Letter):
    """The first code of a gate that was registered at the desk (D2, D12)."""

    kind: ClassVar[str] = "activation"
    code: str = field(repr=False, metadata=SECRET)
    opened_on: date
    last_day: date
    days_left: int
    registration_last_day: date


@dataclass(frozen=True)
class ActivatedLetter(Letter):
    """The gate is open; whoever did not do it themselves should speak up."""

    kind: ClassVar[str] = "activated"
    activated_on: date


@dataclass(frozen=True)
class NewCodeLetter(Letter):
    """A re-issued activation code; the earlier ones are dead (D2, D12)."""

    kind: ClassVar[str] = "new_code"
    code: str = field(repr=False, metadata=SECRET)
    last_day: date
    days_left: int
    registration_last_day: date


@dataclass(frozen=True)
class ResetLetter(Letter):
    """The code that sets a new password for an active gate (D15)."""

    kind: ClassVar[str] = "reset"
    code: str = field(repr=False, metadata=SECRET)
    last_day: date
    days_left: int


@dataclass(frozen=True)
class PasswordChangedLetter(Letter):
    """The password was changed and every other session ended (D15).

    The link locks the gate. ``was_reset``: by a mailed code, ``by_signature``: by an electronic signature,
    and neither: by somebody signed in.
    """

    kind: ClassVar[str] = "password_changed"
    changed_at: datetime
    was_reset: bool = False
    by_signature: bool = False
    token: str = field(default="", repr=False, metadata=SECRET)


@dataclass(frozen=True)
class NewDeviceLetter(Letter):
    """Somebody signed in from a browser that the gate did not know; the link locks it."""

    kind: ClassVar[str] = "new_device"
    signed_in_at: datetime
    browser: str
    token: str = field(repr=False, metadata=SECRET)


@dataclass(frozen=True)
class UnlockedLetter(Letter):
    """Its owner opened a gate again that they had locked; the link locks it anew."""

    kind: ClassVar[str] = "unlocked"
    unlocked_at: datetime
    token: str = field(repr=False, metadata=SECRET)


@dataclass(frozen=True)
class SignInLockedLetter(Letter):
    """Password sign-in is locked after wrong guesses (D16)."""

    kind: ClassVar[str] = "sign_in_locked"
    until: datetime


@dataclass(frozen=True)
class AddressTakenLetter(Letter):
    """To the owner of an address that somebody gave when registering (D10)."""

    kind: ClassVar[str] = "address_taken"


@dataclass(frozen=True)
class SuspendedLetter(Letter):
    """The gate was suspended at the desk (D24, D25)."""

    kind: ClassVar[str] = "suspended"


@dataclass(frozen=True)
class RestoredLetter(Letter):
    """A suspended gate was restored at the desk (D25)."""

    kind: ClassVar[str] = "restored"


@dataclass(frozen=True)
class ClosedLetter(Letter):
    """The owner closed the gate (D21)."""

    kind: ClassVar[str] = "closed"


@dataclass(frozen=True)
class ErasedLetter(Letter):
    """A registration that nobody activated was erased (D3)."""

    kind: ClassVar[str] = "erased"


@dataclass(frozen=True)
class TemporaryGateLetter(Letter):
    """The first code of a gate opened by the electronic form, and what finalises it (D4, D12).

    ``reference`` is of our making: nobody typed it.
    """

    kind: ClassVar[str] = "temporary_gate"
    code: str = field(repr=False, metadata=SECRET)
    opened_on: date
    last_day: date
    days_left: int
    gate_last_day: date
    reference: str


@dataclass(frozen=True)
class NewTemporaryCodeLetter(Letter):
    """A re-issued activation code of a temporary gate; the earlier ones are dead (D2, D12)."""

    kind: ClassVar[str] = "new_temporary_code"
    code: str = field(repr=False, metadata=SECRET)
    last_day: date
    days_left: int
    gate_last_day: date


@dataclass(frozen=True)
class CodeReminderLetter(Letter):
    """An activation code lapses soon (D2); the code itself is in the earlier letter alone."""

    kind: ClassVar[str] = "code_reminder"
    last_day: date
    days_left: int


@dataclass(frozen=True)
class RegistrationReminderLetter(Letter):
    """A registration that nobody activated will be erased (D3)."""

    kind: ClassVar[str] = "registration_reminder"
    last_day: date
    days_left: int


@dataclass(frozen=True)
class TemporaryReminderLetter(Letter):
    """A temporary gate ends unless it is finalised (D4)."""

    kind: ClassVar[str] = "temporary_reminder"
    last_day: date
    days_left: int
    reference: str


@dataclass(frozen=True)
class FinalisedLetter(Letter):
    """A temporary gate became a full one; every earlier sign-in was ended (D5)."""

    kind: ClassVar[str] = "finalised"
    finalised_on: date


@dataclass(frozen=True)
class TemporaryErasedLetter(Letter):
    """A temporary gate that nobody finalised was erased (D4)."""

    kind: ClassVar[str] = "temporary_erased"


@dataclass(frozen=True)
class FactorCodeLetter(Letter):
    """The code that confirms the first second factor of a gate (D17)."""

    kind: ClassVar[str] = "factor_code"
    code: str = field(repr=False, metadata=SECRET)
    until: datetime


@dataclass(frozen=True)
class FactorAddedLetter(Letter):
    """A second factor was added; ``counts_from`` says when it begins to count (D17).

    Its link opens a page on which the owner undoes what somebody else did.
    """

    kind: ClassVar[str] = "factor_added"
    factor: str
    counts_from: datetime
    waits: bool
    token: str = field(repr=False, metadata=SECRET)


@dataclass(frozen=True)
class FactorRemovedLetter(Letter):
    """A second factor was removed; without one left the level falls."""

    kind: ClassVar[str] = "factor_removed"
    factor: str
    left: int
    token: str = field(repr=False, metadata=SECRET)


@dataclass(frozen=True)
class RecoveryCodesLetter(Letter):
    """New recovery codes replaced the earlier ones."""

    kind: ClassVar[str] = "recovery_codes"
    token: str = field(repr=False, metadata=SECRET)


@dataclass(frozen=True)
class PasskeyDoubtedLetter(Letter):
    """A passkey was refused because somebody may have a copy of it."""

    kind: ClassVar[str] = "passkey_doubted"
    refused_at: datetime
    token: str = field(repr=False, metadata=SECRET)


@dataclass(frozen=True)
class RecoveryAskedLetter(Letter):
    """The gate is to start over, as was asked at a desk; the link stops it, or locks the gate.

    Where it is ``confirmable``, its owner need not wait.
    """

    kind: ClassVar[str] = "recovery_asked"
    takes_effect_at: datetime
    new_address: bool
    confirmable: bool
    token: str = field(repr=False, metadata=SECRET)


@dataclass(frozen=True)
class StartedOverLetter(Letter):
    """Password and second factors of before are void; to the address of before, with a link that locks."""

    kind: ClassVar[str] = "started_over"
    new_address: bool
    token: str = field(repr=False, metadata=SECRET)


@dataclass(frozen=True)
class AddressCodeLetter(Letter):
    """The code that proves the new address of a gate; it goes there, so nothing typed stands in it (D13)."""

    kind: ClassVar[str] = "address_code"
    code: str = field(repr=False, metadata=SECRET)
    until: datetime


@dataclass(frozen=True)
class AddressChangedLetter(Letter):
    """The gate has a new address; to the one of before, with a link that locks (D10, D17)."""

    kind: ClassVar[str] = "address_changed"
    changed_at: datetime
    token: str = field(repr=False, metadata=SECRET)


@dataclass(frozen=True)
class DataUpdatedLetter(Letter):
    """The register's data replaced the gate's (D224 § 7 (7)); what they are stands on the owner's page alone.

    The link is there where its owner was signed in: it locks the gate.
    """

    kind: ClassVar[str] = "data_updated"
    changed_at: datetime
    token: str = field(default="", repr=False, metadata=SECRET)


CATALOGUE: Final[dict[str, type[Letter]]] = {
    letter.kind: letter
    for letter in (
        ActivationLetter,
        ActivatedLetter,
        NewCodeLetter,
        ResetLetter,
        PasswordChangedLetter,
        NewDeviceLetter,
        UnlockedLetter,
        SignInLockedLetter,
        AddressTakenLetter,
        SuspendedLetter,
        RestoredLetter,
        ClosedLetter,
        ErasedLetter,
        TemporaryGateLetter,
        NewTemporaryCodeLetter,
        CodeReminderLetter,
        RegistrationReminderLetter,
        TemporaryReminderLetter,
        FinalisedLetter,
        TemporaryErasedLetter,
        FactorCodeLetter,
        FactorAddedLetter,
        FactorRemovedLetter,
        RecoveryCodesLetter,
        PasskeyDoubtedLetter,
        AddressCodeLetter,
        AddressChangedLetter,
        DataUpdatedLetter,
        RecoveryAskedLetter,
        StartedOverLetter,
        SignedGateLetter,
        ConfirmAddressLetter,
        OwnerCheckedLetter,
        SignatureAcceptedLetter,
        SignatureRefusedLetter,
    )
}


def secret_fields(letter: type[Letter]) -> frozenset[str]:
    """Return the names of the fields that must not outlive the sending."""
    return frozenset(f.name for f in fields(letter) if f.metadata.get("secret"))


def masked(letter: Letter) -> dict[str, str]:
    """Return the fields as anybody but the recipient may see them."""
    hidden = secret_fields(type(letter))
    return {f.name: MASK if f.name in hidden else str(getattr(letter, f.name)) for f in fields(letter)}


def pack(letter: Letter) -> str:
    """Return the letter's fields as JSON text."""
    return json.dumps({f.name: _plain(getattr(letter, f.name)) for f in fields(letter)}, ensure_ascii=False)


def unpack(kind: str, text: str) -> Letter:
    """Return the letter that :func:`pack` wrote. Raises ``LookupError``, ``TypeError`` or ``ValueError``."""
    letter = CATALOGUE[kind]
    types = get_type_hints(letter)
    return letter(**{name: _read(types[name], value) for name, value in json.loads(text).items()})


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: object, value: Any) -> object:  # Any: JSON
    if kind is datetime:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind is date else value
