# SPDX-License-Identifier: EUPL-1.2
"""The embedded register: people and their documents, filled from a file by an operator."""

from __future__ import annotations

import uuid

from django.db import models

from ugyfelkapu.vault.fields import EncryptedTextField


class Record(models.Model):
    """One person as a register knows them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    register = models.TextField(db_comment="internal: population or aliens")
    reference_key = models.BinaryField(unique=True, db_comment="personal: keyed hash of the reference")
    reference = EncryptedTextField(db_comment="personal: the register's stable record reference")
    birth_key = models.BinaryField(
        null=True, db_comment="personal: keyed hash of the data at birth, null until the next import"
    )
    identity = EncryptedTextField(db_comment="personal: natural identity data, JSON")
    standing = EncryptedTextField(db_comment="personal: deceased, under guardianship, JSON")

    class Meta:
        """Records."""

        db_table_comment = "The embedded register's people"
        indexes = [models.Index(fields=["birth_key"], name="record_by_birth")]

    def __str__(self) -> str:
        return str(self.id)


class Handle(models.Model):
    """What a certificate may say of a person: an identifier, or a name with date and place of birth."""

    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="handles", db_comment="internal: whose"
    )
    key = models.BinaryField(db_comment="personal: keyed hash of what a certificate says")

    class Meta:
        """Found by key."""

        db_table_comment = "By what certificates name the embedded register's people"
        constraints = [models.UniqueConstraint(fields=["key", "record"], name="handle_once_a_record")]

    def __str__(self) -> str:
        return f"handle of {self.record_id}"


class Document(models.Model):
    """An identity document or address card of a person, found by the keyed hash of its number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="documents", db_comment="internal: whose"
    )
    kind = models.TextField(db_comment="internal: kind of document, or address_card")
    issuing_country = models.TextField(db_comment="internal: who issued it")
    number_key = models.BinaryField(db_comment="personal: keyed hash of kind and number")
    standing = EncryptedTextField(db_comment="personal: last day and mark, JSON")

    class Meta:
        """Documents."""

        db_table_comment = "The embedded register's documents"
        constraints = [
            models.UniqueConstraint(fields=["number_key", "issuing_country"], name="document_of_one_person")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.issuing_country}"
