# SPDX-License-Identifier: EUPL-1.2
"""Personal fields rest sealed, each bound to its own place."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from ugyfelkapu.staff.models import Office, StaffMember
from ugyfelkapu.vault.cipher import Unreadable
from ugyfelkapu.vault.rotation import reseal_all

pytestmark = pytest.mark.django_db

NAME = "Őry Gergő Ákos"


def _member(username: str = "clerk", name: str = NAME) -> StaffMember:
    office, _ = Office.objects.get_or_create(code="BP-01", name="Minta", address="Minta utca 1.")
    return StaffMember.objects.create(
        id=uuid4(), username=username, display_name=name, role="clerk", office=office, password=""
    )


def _raw(member: StaffMember) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT display_name FROM staff_staffmember WHERE username = %s", [member.username])
        return bytes(cursor.fetchone()[0])


def test_a_value_is_read_as_it_was_written() -> None:
    member = _member()

    assert StaffMember.objects.get(pk=member.pk).display_name == NAME


def test_the_table_holds_no_plaintext() -> None:
    member = _member()

    assert NAME.encode() not in _raw(member)
    assert b"Gerg" not in _raw(member)


def test_equal_values_rest_differently() -> None:
    first, second = _member("one"), _member("two")

    assert _raw(first) != _raw(second)


def test_a_value_moved_to_another_row_does_not_open() -> None:
    first, second = _member("one"), _member("two", "Minta Mária")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE staff_staffmember SET display_name = %s WHERE username = 'two'", [_raw(first)])

    moved = StaffMember.objects.get(pk=second.pk)

    with pytest.raises(Unreadable):
        moved.display_name  # noqa: B018  reading it is the point


def test_an_update_that_would_write_plaintext_is_refused() -> None:
    member = _member()

    with pytest.raises(TypeError, match="encrypted"), transaction.atomic():
        StaffMember.objects.filter(pk=member.pk).update(display_name="Minta Mária")


def test_saving_a_row_that_nobody_read_keeps_its_value() -> None:
    member = _member()

    StaffMember.objects.get(pk=member.pk).save()

    assert StaffMember.objects.get(pk=member.pk).display_name == NAME


def test_rotation_reseals_with_the_newest_key_and_the_old_one_may_go(settings: Settings) -> None:
    member = _member()
    before = _raw(member)
    root = settings.DATA_KEY
    settings.DATA_KEY = f"a-newer-data-key-that-only-tests-know {root}"

    changed = reseal_all()

    assert changed == 1
    assert _raw(member)[:4] != before[:4]
    assert StaffMember.objects.get(pk=member.pk).display_name == NAME
    assert reseal_all() == 0


def test_without_its_key_a_value_does_not_open(settings: Settings) -> None:
    member = _member()
    settings.DATA_KEY = "another-data-key-that-only-tests-know"

    with pytest.raises(Unreadable):
        StaffMember.objects.get(pk=member.pk).display_name  # noqa: B018  as above
