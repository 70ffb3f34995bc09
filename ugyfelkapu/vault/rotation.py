# SPDX-License-Identifier: EUPL-1.2
"""Re-encrypting every personal field with the newest key, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction

from .cipher import sealed_with_newest
from .fields import EncryptedTextField, Sealed

BATCH = 500


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[EncryptedTextField]]]:
    """Yield every model that has encrypted fields, with those fields."""
    for model in apps.get_models():
        found = [field for field in model._meta.get_fields() if isinstance(field, EncryptedTextField)]
        if found:
            yield model, found


def reseal_all() -> int:
    """Re-encrypt whatever an older key sealed; return how many values changed. Safe to repeat."""
    return sum(_reseal(model, fields) for model, fields in encrypted_fields())


def _reseal(model: type[models.Model], fields: list[EncryptedTextField]) -> int:
    changed = 0
    last: object = None
    names = [field.attname for field in fields]
    while True:
        rows = model._default_manager.order_by("pk").only("pk", *names)
        batch = list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])
        if not batch:
            return changed
        last = batch[-1].pk
        for row in batch:
            changed += _reseal_row(row, fields)


def _reseal_row(row: models.Model, fields: list[EncryptedTextField]) -> int:
    """Rewrite the old values of one row, unless somebody else has just changed them."""
    old: dict[str, Sealed] = {}
    fresh: dict[str, Sealed] = {}
    for field in fields:
        value = row.__dict__[field.attname]
        if isinstance(value, Sealed) and not sealed_with_newest(value):
            old[field.attname] = value
            getattr(row, field.attname)
            fresh[field.attname] = field.pre_save(row, add=False)
    if not old:
        return 0
    with transaction.atomic():
        unchanged = type(row)._default_manager.filter(pk=row.pk, **old)
        return len(fresh) if unchanged.update(**fresh) else 0
