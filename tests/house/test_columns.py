# SPDX-License-Identifier: EUPL-1.2
"""Every column says how confidential it is, and what is personal rests sealed or hashed."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from ugyfelkapu.vault.fields import EncryptedTextField

CLASSES = ("public: ", "internal: ", "personal: ", "secret: ")
READABLE: dict[str, str] = {
    "accounts.Account.password": "Argon2id over a keyed hash",
    "staff.StaffMember.password": "Argon2id over a keyed hash",
}
"""Personal or secret columns that rest readable, each with the reason."""


def _columns() -> Iterator[tuple[str, models.Field[object, object]]]:
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("ugyfelkapu."):
            continue
        for field in model._meta.local_fields:
            yield f"{model._meta.label}.{field.name}", field


COLUMNS = dict(_columns())


def test_each_column_says_how_confidential_it_is() -> None:
    silent = [
        name
        for name, field in COLUMNS.items()
        if not (isinstance(field, models.AutoField) and field.primary_key)  # made by Django
        and not (field.db_comment or "").startswith(CLASSES)
    ]

    assert COLUMNS
    assert not silent


def test_what_is_personal_or_secret_rests_sealed_or_hashed() -> None:
    readable = {
        name
        for name, field in COLUMNS.items()
        if (field.db_comment or "").startswith(("personal: ", "secret: "))
        and not isinstance(field, EncryptedTextField | models.BinaryField)
    }

    assert not readable - set(READABLE)


def test_no_reason_outlives_its_column() -> None:
    assert not set(READABLE) - set(COLUMNS)
