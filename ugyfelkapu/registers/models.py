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
    identity = EncryptedTextField(db_comment="personal: natural identity data, JSON")
    marks = EncryptedTextField(db_comment="personal: deceased, under guardianship; see standing.py")

    class Meta:
        """Records."""

        db_table_comment = "The embedded register's people"

    def __str__(self) -> str:
        return str(self.id)


class Document(models.Model):
    """An identity document or address card of a person, found by the keyed hash of its number alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="documents", db_comment="internal: whose"
    )
    number_key = models.BinaryField(
        unique=True, db_comment="personal: keyed hash of kind, issuing country and number"
    )
    loose_key = models.BinaryField(
        db_index=True, db_comment="personal: keyed hash of kind and number, whoever issued it"
    )
    standing = EncryptedTextField(db_comment="personal: last day, lost or withdrawn; see standing.py")

    class Meta:
        """Documents."""

        db_table_comment = "The embedded register's documents"

    def __str__(self) -> str:
        return str(self.id)
