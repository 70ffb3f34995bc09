# SPDX-License-Identifier: EUPL-1.2
"""Acts on offices and staff: adding, inviting, disabling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from ugyfelkapu.domain.errors import Forbidden, StaffNameTaken, Unknown
from ugyfelkapu.domain.events import OfficeAdded, StaffDisabled, StaffInvited
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor, ActorKind

from .models import Office, StaffMember
from .rights import Right, Role, require


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to take on; ``person_key`` is the keyed hash of their own register record (D22).

    ``totp_secret`` is shared with their authenticator; without one they cannot sign in in production.
    """

    username: str
    display_name: str
    role: Role
    office: str
    password_hash: str
    person_key: bytes | None
    totp_secret: str = ""


def _require_operator(by: Actor) -> None:
    if by.kind is not ActorKind.OPERATOR:
        require(by, Right.RUN)


@act
def add_office(
    code: str, *, name: str, address: str, opening_hours: str = "", by: Actor, at: datetime
) -> str:
    """Add an office, or bring its particulars up to date; return its code."""
    _require_operator(by)
    Office.objects.update_or_create(
        code=code, defaults={"name": name, "address": address, "opening_hours": opening_hours}
    )
    record(OfficeAdded(office=code))
    return code


@act
def invite(invitation: Invitation, *, by: Actor, at: datetime) -> UUID:
    """Take somebody on. Raises :class:`Unknown` (office), :class:`StaffNameTaken`, :class:`Forbidden`."""
    _require_operator(by)
    office = Office.objects.filter(code=invitation.office, closed_at=None).first()
    if office is None:
        raise Unknown(office=invitation.office)
    member = StaffMember(
        id=uuid4(),
        username=invitation.username,
        display_name=invitation.display_name,
        role=invitation.role,
        office=office,
        password=invitation.password_hash,
        totp_secret=invitation.totp_secret or None,  # type: ignore[misc]  # null without one
        person_key=invitation.person_key,
    )
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError:
        raise StaffNameTaken(username=invitation.username) from None
    record(StaffInvited(subject=member.id, role=invitation.role, office=office.code))
    return member.id


@act
def disable(username: str, *, by: Actor, at: datetime) -> None:
    """Take every right from somebody at once; their sessions end with it. Raises :class:`Unknown`."""
    _require_operator(by)
    member = StaffMember.objects.filter(username=username).first()
    if member is None:
        raise Unknown(username=username)
    if by.kind is ActorKind.STAFF and by.uuid == member.id:
        raise Forbidden(reason="self")
    StaffMember.objects.filter(id=member.id, disabled_at=None).update(disabled_at=at)
    record(StaffDisabled(subject=member.id))
