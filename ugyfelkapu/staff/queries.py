# SPDX-License-Identifier: EUPL-1.2
"""Questions about offices and staff."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from ugyfelkapu.domain.errors import Unknown

from .models import Office, StaffMember


@dataclass(frozen=True, slots=True)
class PublicOffice:
    """An office as everyone may know it."""

    code: str
    name: str
    address: str
    opening_hours: str

    @property
    def label(self) -> str:
        """Return the office's code and name, as the desk's header shows them."""
        return f"{self.code}, {self.name}"


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A staff member as operators see them."""

    id: UUID
    username: str
    display_name: str
    role: str
    office: str
    disabled: bool


def public_offices() -> list[PublicOffice]:
    """Return every open office by code."""
    return [_public(office) for office in Office.objects.filter(closed_at=None).order_by("code")]


def office(code: str) -> PublicOffice:
    """Return one office. Raises :class:`Unknown`."""
    known = Office.objects.filter(code=code) if "\0" not in code else Office.objects.none()
    found = known.first()  # PostgreSQL does not even compare a text that holds a NUL
    if found is None:
        raise Unknown(office=code)
    return _public(found)


def office_names() -> dict[str, str]:
    """Return the names of all offices by code, the closed ones too."""
    return dict(Office.objects.values_list("code", "name"))


def staff_rows() -> list[StaffRow]:
    """Return everyone who works for the gate, by username."""
    members = StaffMember.objects.select_related("office").order_by("username")
    return [
        StaffRow(m.id, m.username, m.display_name, m.role, m.office.code, m.disabled_at is not None)
        for m in members
    ]


def person_key_of(staff_id: UUID) -> bytes | None:
    """Return the keyed hash of a staff member's own register record, if they have one."""
    key = StaffMember.objects.values_list("person_key", flat=True).get(id=staff_id)
    return bytes(key) if key is not None else None


def is_own_record(staff_id: UUID, *, key: str) -> Exists:
    """Return the condition that the keyed hash in a row's ``key`` is a staff member's own."""
    return Exists(StaffMember.objects.filter(id=staff_id, person_key=OuterRef(key)))


def display_name_of(staff_id: UUID) -> str:
    """Return a staff member's name for papers."""
    return StaffMember.objects.only("display_name").get(id=staff_id).display_name


def _public(office: Office) -> PublicOffice:
    return PublicOffice(office.code, office.name, office.address, office.opening_hours)
