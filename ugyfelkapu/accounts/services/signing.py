# SPDX-License-Identifier: EUPL-1.2
"""A gate that an electronic signature opens: at once full and active (the second of the three ways in).

Steps of acts that the room above begins: it knows who signed, and that the form is used only once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db.models import Q

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.comparing import born_as, owns
from ugyfelkapu.accounts.models import Account, Proofing
from ugyfelkapu.domain import desk, identities
from ugyfelkapu.domain.enrolment_events import TemporaryGateGivenUp
from ugyfelkapu.domain.errors import HasGate, NotAllowed, Throttled
from ugyfelkapu.domain.lifecycle import LIVING_FULL, State, Trigger
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.domain.ports import RegisteredPerson
from ugyfelkapu.journal.act import record
from ugyfelkapu.outbox.letters import SignedGateLetter
from ugyfelkapu.outbox.post import post

from .activating import require_good_password
from .addresses import address_is_taken
from .changing_address import ask_address
from .confirming import end_confirmations, held
from .moving import NEXT_GENERATION, end_codes, insert, move, note_names
from .outcomes import NewPassword

A_MOMENT: Final = timedelta(seconds=1)
SIGNATURE = "signature"
CERTIFICATE_ONLY = "certificate_only"
"""The source of data that no register holds: certificate and form agree."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed, and with what; ``person`` is None where no register knows them."""

    person: RegisteredPerson | None
    identity: Identity
    qualified: bool
    issuing_country: str
    certificate_name: str = ""
    """The whole name as the certificate writes it."""

    @property
    def person_key(self) -> bytes:
        """Return the key of this person (D9)."""
        if self.person:
            return keys.person_key(self.person)
        return keys.certificate_key(self.identity, self.certificate_name)

    @property
    def source(self) -> str:
        """Return where the data come from."""
        return str(self.person.register) if self.person else CERTIFICATE_ONLY


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the signer chose in the form."""

    username: str
    email: str
    language: str
    consent_version: str


def full_gate_of(signed: Signed, *, at: datetime) -> Account | None:
    """Return the full gate that the signer has already, if any (D9).

    Of somebody in no register it may be a namesake's with the same day: it counts against a second gate all
    the same, but see :func:`takes_password`.
    """
    known = {signed.person_key, *keys.unregistered_keys(signed.identity)}
    living = Account.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), state__in=LIVING_FULL)
    return living.filter(person_key__in=known).first()


def takes_password(account: Account, signed: Signed) -> bool:
    """Say whether the full gate of a signer may get a new password by their signature.

    Not one that a certificate opened for somebody with the same name and day, but other data besides.
    """
    theirs = owns(signed.person, account) if signed.person else born_as(signed.identity, account)
    return theirs and State(account.state) is State.ACTIVE


def open_signed_gate(
    signed: Signed, chosen: Chosen, password: NewPassword, *, gives_up: UUID | None, at: datetime
) -> Account:
    """Open a full, active gate; part of an act. A temporary gate that its owner gives up closes first.

    Proofing by a certificate that is not qualified caps the gate until a desk check. The address counts
    only once its owner confirms it (D10). Raises :class:`HasGate`, :class:`UsernameTaken`,
    :class:`TooYoung` and :class:`PasswordRefused`.
    """
    desk.require_old_enough(signed.identity, at=at)
    if full_gate_of(signed, at=at) is not None:
        raise HasGate
    if gives_up is not None:
        _give_up(gives_up, at=at)
    account = _account(signed, chosen, password, at=at)
    require_good_password(account, password)
    insert(account, at=at)
    note_names(account, signed.identity)
    _note_proofing(account, signed, chosen.consent_version, at=at)
    return account


def _give_up(account_id: UUID, *, at: datetime) -> None:
    """End a temporary gate that its owner is signed in to; nothing happens to any other."""
    try:
        account = held(account_id)
    except NotAllowed:
        return  # it has ended by itself meanwhile
    if State(account.state) is not State.TEMPORARY:
        return
    ends_at = at + A_MOMENT  # erased by the next sweep, once services are owed its sign-outs (D20)
    move(account, Trigger.CLOSE, ends_at=ends_at, remind_at=None, generation=NEXT_GENERATION)
    end_codes(account, at=at)
    end_confirmations(account, at=at)
    record(TemporaryGateGivenUp(subject=account.id))


def _account(signed: Signed, chosen: Chosen, password: NewPassword, *, at: datetime) -> Account:
    return Account(
        id=uuid4(),
        state=State.ACTIVE,
        person_key=signed.person_key,
        person_source=signed.source,
        identity=identities.to_text(signed.identity),
        username=chosen.username,
        username_key=keys.username_key(chosen.username),
        email=chosen.email,
        email_key=keys.email_key(chosen.email),
        password=password.hash,
        language=chosen.language,
        registered_at=at,
        activated_at=at,
        capped=not signed.qualified,
    )


def _note_proofing(account: Account, signed: Signed, consent_version: str, *, at: datetime) -> None:
    Proofing.objects.create(
        account=account,
        method=SIGNATURE,
        document="qualified_certificate" if signed.qualified else "certificate",
        issuing_country=signed.issuing_country,
        address_card="",
        register=str(signed.person.register) if signed.person else "",
        consent_version=consent_version,
        at=at,
        office="",
    )


def greet(account: Account, *, at: datetime) -> None:
    """Tell the owner that the gate is open, and mail the code that confirms the address; part of an act.

    An address that another gate has proved gets neither, and its owner a letter (D10).
    """
    if address_is_taken(bytes(account.email_key), at=at, besides=account.id) is None:
        letter = SignedGateLetter(opened_at=at)
        post(letter, to=account.email, language=account.language, account_id=account.id)
    try:
        ask_address(account, account.email, at=at)
    except Throttled:
        return  # the address had its letters of the day; its owner asks for a code later


def reset_signed(signed: Signed, password: NewPassword, *, at: datetime) -> Account:
    """Give the signer's full gate a new password; every session ends; part of an act.

    Raises :class:`NotAllowed` where nobody may sign in to it, and :class:`PasswordRefused`.
    """
    found = full_gate_of(signed, at=at)
    if found is None:
        raise NotAllowed
    account = held(found.id)
    if not takes_password(account, signed) or account.starts_over_at is not None:
        raise NotAllowed(state=account.state, subject=account.id)
    require_good_password(account, password)
    move(account, Trigger.RESET, password=password.hash, generation=NEXT_GENERATION, password_reset_at=at)
    end_codes(account, at=at)
    end_confirmations(account, at=at)
    return account
