# SPDX-License-Identifier: EUPL-1.2
"""Questions about gates: how pages read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any  # rows with annotations
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet

from ugyfelkapu.domain import deadlines, identities
from ugyfelkapu.domain.attempts import CODE_TRIES
from ugyfelkapu.domain.errors import NeedsSecondApproval, OwnRecord, Unknown
from ugyfelkapu.domain.lifecycle import HOLDS_NAMES, LIVING_FULL, State
from ugyfelkapu.domain.person import Identity, Name, name_order, name_parts
from ugyfelkapu.domain.ports import RegisteredPerson
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.staff.queries import is_own_record, person_key_of

from . import keys
from .models import Account, Admission, Code, Confirmation, NamePart, Proofing
from .services.admitting import from_text
from .services.confirming import Wish
from .services.registering import Applicant

MOST_HITS = 50
"""Records that one search decrypts at the most."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate as its owner and the desk see it."""

    id: UUID
    state: State
    identity: Identity
    username: str
    email: str
    email_proved: bool
    language: str
    registered_at: datetime
    ends_at: datetime | None
    activated_at: datetime | None
    suspended_for: str
    reference: str  # canonical; empty once full
    code_ends_at: datetime | None
    proofed_at: datetime | None
    proofed_by: str  # method: desk, document_only, signature
    proofed_in: str  # code of the office; empty by signature
    document: str
    office: str
    capped: bool  # no level above low until a desk check


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a search: enough to find the person, no more."""

    id: UUID
    name: Name
    birth_name: Name
    birth_year: int
    state: State


@dataclass(frozen=True, slots=True)
class Waiting:
    """An admission that waits for a second staff member."""

    id: UUID
    asked_by: UUID
    asked_at: datetime
    ends_at: datetime
    applicant: Applicant
    identity: Identity
    document: str
    issuing_country: str
    last_two: str
    fingerprint: bytes

    @property
    def reference(self) -> str:
        """Return the reference of the temporary gate that is to become full; empty for a new gate."""
        return self.applicant.reference


def living(at: datetime) -> QuerySet[Account]:
    """Return the gates that exist at a moment, whether or not a sweep ran."""
    return Account.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), state__in=HOLDS_NAMES)


def _full(at: datetime) -> QuerySet[Account]:
    """Return the gates that the desk may find: a temporary one has its reference alone (D5)."""
    return living(at).filter(state__in=LIVING_FULL)


def gate(account_id: UUID, *, at: datetime) -> Gate:
    """Return a gate. Raises :class:`Unknown`."""
    account = _whole(living(at).filter(id=account_id)).first()
    if account is None:
        raise Unknown
    return _gate(account)


def gate_for_desk(account_id: UUID, *, by: Actor, at: datetime) -> Gate:
    """Return a full gate to a staff member. Raises :class:`OwnRecord` for their own (D22)."""
    own = is_own_record(by.uuid, key="person_key")
    account = _whole(_full(at).filter(id=account_id)).annotate(is_own=own).first()
    if account is None:
        raise Unknown
    if account.is_own:
        raise OwnRecord(subject=account.id)
    return _gate(account)


def _whole(found: QuerySet[Account]) -> QuerySet[Any]:
    """Read gates together with their waiting codes and latest proofings: one question instead of three."""
    code = Code.objects.filter(account=OuterRef("pk"), used_at=None, dead_at=None)
    proofing = Proofing.objects.filter(account=OuterRef("pk")).order_by("-at")
    return found.annotate(
        code_ends_at=code.values("ends_at")[:1],
        proofed_at=proofing.values("at")[:1],
        proofed_by=proofing.values("method")[:1],
        proofed_in=proofing.values("office")[:1],
        document=proofing.values("document")[:1],
    )


def _gate(account: Any) -> Gate:
    return Gate(
        id=account.id,
        state=State(account.state),
        identity=identities.from_text(account.identity),
        username=account.username,
        email=account.email,
        email_proved=account.email_proved_at is not None,
        language=account.language,
        registered_at=account.registered_at,
        ends_at=account.ends_at,
        activated_at=account.activated_at,
        suspended_for=account.suspended_for,
        reference=account.reference or "",
        code_ends_at=account.code_ends_at,
        proofed_at=account.proofed_at,
        proofed_by=account.proofed_by or "",
        proofed_in=account.proofed_in or "",
        document=account.document or "",
        office=account.office,
        capped=account.capped,
    )


def living_gate_of(person: RegisteredPerson, *, at: datetime) -> UUID | None:
    """Return the id of the full gate that a person has already, if any (D9)."""
    return _full(at).filter(person_key__in=keys.keys_of(person)).values_list("id", flat=True).first()


def username_is_free(username: str, *, at: datetime) -> bool:
    """Say whether a username, and all that look like it, are free (D11)."""
    return not living(at).filter(username_key=keys.username_key(username)).exists()


def search(text: str, *, by: Actor, at: datetime) -> list[Hit]:
    """Find gates by all the name parts given, in Hungarian order; at most fifty, never one's own."""
    found = _named(text, by=by, at=at)
    hits = [_hit(account) for account in found.order_by("id")[:MOST_HITS]]
    return sorted(hits, key=lambda hit: name_order(hit.name))


def number_of_hits(text: str, *, by: Actor, at: datetime) -> int:
    """Return how many gates a search by name parts would find without the limit."""
    return _named(text, by=by, at=at).count()


def search_username(username: str, *, by: Actor, at: datetime) -> list[Hit]:
    """Find the gate of a username, exactly as D11 compares them; never one's own."""
    found = _full(at).filter(username_key=keys.username_key(username))
    return [_hit(account) for account in _without_own(found, by)]


def _named(text: str, *, by: Actor, at: datetime) -> QuerySet[Account]:
    parts = sorted(name_parts(Name(text)))
    if not parts:
        return Account.objects.none()
    return _without_own(_full(at).filter(id__in=_having(keys.name_token(part) for part in parts)), by)


def _without_own(found: QuerySet[Account], by: Actor) -> QuerySet[Account]:
    own = person_key_of(by.uuid)
    return found if own is None else found.exclude(person_key=own)


def _having(tokens: Iterable[bytes]) -> QuerySet[NamePart, UUID]:
    """Return the accounts that have every one of these tokens."""
    sets = [NamePart.objects.filter(token=token).values_list("account_id", flat=True) for token in tokens]
    return reduce(lambda left, right: left.filter(account_id__in=right), sets)


def _hit(account: Account) -> Hit:
    identity = identities.from_text(account.identity)
    return Hit(
        id=account.id,
        name=identity.current_name,
        birth_name=identity.birth_name,
        birth_year=identity.birth_date.year,
        state=State(account.state),
    )


def waiting_admissions(*, by: Actor, at: datetime) -> list[Waiting]:
    """Return what waits for a confirmation at the staff member's office, oldest first."""
    rows = Admission.objects.filter(office=by.office, decided_at=None, ends_at__gt=at).order_by("asked_at")
    return [_waiting(row) for row in rows]


def waiting_admission(admission_id: UUID, *, by: Actor, at: datetime) -> Waiting:
    """Return one request. Raises :class:`Unknown`, :class:`NeedsSecondApproval` (other office)."""
    row = Admission.objects.filter(id=admission_id, decided_at=None, ends_at__gt=at).first()
    if row is None:
        raise Unknown
    if row.office != by.office:
        raise NeedsSecondApproval
    return _waiting(row)


def admission_outcome(admission_id: UUID, *, by: Actor) -> tuple[str, UUID | None]:
    """Return how one's own request was decided and the gate that came of it. Raises :class:`Unknown`."""
    row = Admission.objects.filter(id=admission_id, asked_by=by.uuid).first()
    if row is None:
        raise Unknown
    return row.outcome, row.account_id


def _waiting(row: Admission) -> Waiting:
    applicant, identity, evidence = from_text(row.request)
    return Waiting(
        id=row.id,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ends_at=row.ends_at,
        applicant=applicant,
        identity=identity,
        document=evidence.document,
        issuing_country=evidence.issuing_country,
        last_two=evidence.last_two,
        fingerprint=bytes(row.fingerprint),
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """How many gates there are, for operators."""

    living: int
    temporary: int
    waiting_for_code: int
    registered_today: int


def figures(at: datetime) -> Figures:
    """Count the gates, by indexes alone; one that has ended waits to be erased and counts no more."""
    today = deadlines.start_of(deadlines.day_of(at))
    ending = Account.objects.filter(ends_at__gt=at)
    return Figures(
        living=_number_of_gates() - Account.objects.filter(ends_at__lte=at).count(),
        temporary=ending.filter(state=State.TEMPORARY).count(),
        waiting_for_code=ending.filter(state=State.PENDING_ACTIVATION).count(),
        registered_today=living(at).filter(registered_at__gte=today).count(),
    )


MANY_GATES = 100_000
"""From so many on PostgreSQL's own estimate, which is off by a few in a thousand, has to do."""


def _number_of_gates() -> int:
    """Return how many gates are kept; PostgreSQL would read all of them to count them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'accounts_account'::regclass")
            estimate = int(cursor.fetchone()[0])
        if estimate >= MANY_GATES:
            return estimate
    return Account.objects.count()


def last_day_for_codes(username: str, *, at: datetime) -> date | None:
    """Return the last day on which a gate that was never activated may ask for a code (D3, D4).

    Only for whoever gave the right pair of username and code; an active gate has no such day.
    """
    ends = (
        living(at)
        .filter(username_key=keys.username_key(username), activated_at=None)
        .values_list("ends_at", flat=True)
        .first()
    )
    return deadlines.last_day_before(ends) if ends else None


def confirmation_until(account_id: UUID, purpose: str, *, at: datetime) -> datetime | None:
    """Return until when the code lives that was mailed to confirm a wish, if one does."""
    codes = Confirmation.objects.filter(
        account_id=account_id, purpose=purpose, used_at=None, dead_at=None, ends_at__gt=at
    )
    return codes.values_list("ends_at", flat=True).first()


@dataclass(frozen=True, slots=True)
class AddressWish:
    """The address that an owner wants, as long as no later wish replaced it; ``living`` while its code is."""

    address: str
    until: datetime
    living: bool


def wished_address(account_id: UUID, *, at: datetime) -> AddressWish | None:
    """Return the address to which a code was mailed last, unless it is the gate's by now."""
    newest = Confirmation.objects.filter(
        account_id=account_id, purpose=Wish.ADDRESS, used_at=None, dead_at=None
    ).first()
    if newest is None:
        return None
    living = at < newest.ends_at and newest.wrong_tries < CODE_TRIES
    return AddressWish(newest.address, newest.ends_at, living)


def proofed_lately(account_id: UUID) -> datetime | None:
    """Return the latest moment at which a gate's owner was proofed or proved the address (D17)."""
    activated_at = Account.objects.values_list("activated_at", flat=True).get(id=account_id)
    at_desk = (
        Proofing.objects.filter(account_id=account_id).order_by("-at").values_list("at", flat=True).first()
    )
    return max((moment for moment in (activated_at, at_desk) if moment is not None), default=None)
