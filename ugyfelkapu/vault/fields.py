# SPDX-License-Identifier: EUPL-1.2
"""A text field that rests encrypted, bound to its table, column and row.

The row's primary key must be known before the row is saved (ours are UUIDs made in Python), and
values can only be written through ``save``, ``bulk_create`` or :func:`~.bulk.insert_many`, never by a
queryset's ``update``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from .cipher import seal, unseal

if TYPE_CHECKING:
    TextColumn = models.Field[str, str]
else:
    TextColumn = models.Field


class Sealed(bytes):
    """A value as it rests; opened when somebody reads the attribute."""

    __slots__ = ()


class _Opening:
    """Opens the sealed value at its first reading."""

    def __init__(self, field: EncryptedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:  # descriptor
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = unseal(value, context=self.field.context(instance.pk)).decode()
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(TextColumn):
    """Text that rests encrypted. Use it for everything that says something about a person."""

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Put the opening descriptor in the attribute's place."""
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.attname, _Opening(self))

    def context(self, key: UUID | int | str) -> str:
        """Return what a sealed value is bound to."""
        return f"{self.model._meta.db_table}.{self.column}.{key}"

    def get_internal_type(self) -> str:
        """Rest as bytes."""
        return "BinaryField"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal the value; one still sealed is written back as it is."""
        value = model_instance.__dict__.get(self.attname)
        return self.sealed(value, model_instance.pk)

    def sealed(self, value: Any, key: UUID | int | str) -> Sealed | None:
        """Return a value sealed for the row with this primary key; one still sealed stays as it is."""
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(seal(str(value).encode(), context=self.context(key)))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Let only sealed values through."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.model.__name__}.{self.name} is encrypted: write it with save()")
        return connection.Database.Binary(bytes(value))  # type: ignore[attr-defined]  # every backend has it

    def from_db_value(self, value: Any, expression: object, connection: BaseDatabaseWrapper) -> Sealed | None:
        """Keep the value sealed until it is read."""
        return None if value is None else Sealed(bytes(value))


def opened(model: type[models.Model], name: str, sealed: Any, key: UUID | int | str) -> str:
    """Return what a sealed column holds that a statement of our own gave. Raises :class:`Unreadable`."""
    field = model._meta.get_field(name)
    assert isinstance(field, EncryptedTextField)  # noqa: S101  said by the model
    return unseal(bytes(sealed), context=field.context(key)).decode()
