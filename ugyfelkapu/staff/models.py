# SPDX-License-Identifier: EUPL-1.2
"""Document offices and the people who work for the gate."""

from __future__ import annotations

import uuid

from django.db import models

from ugyfelkapu.vault.fields import EncryptedTextField

from .rights import Role


class Office(models.Model):
    """A document office."""

    code = models.TextField(unique=True, db_comment="public: short code, such as BP-01")
    name = models.TextField(db_comment="public: name")
    address = models.TextField(db_comment="public: postal address")
    opening_hours = models.TextField(blank=True, db_comment="public: when it is open, one line a day")
    closed_at = models.DateTimeField(null=True, db_comment="public: since when it is closed for good")

    class Meta:
        """Offices."""

        db_table_comment = "Document offices"

    def __str__(self) -> str:
        return self.code


class StaffMember(models.Model):
    """A clerk, supervisor, operator or auditor; works for one office at a time (D22)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    username = models.TextField(unique=True, db_comment="internal: sign-in name")
    display_name = EncryptedTextField(db_comment="personal: name as the header shows it")
    role = models.TextField(db_comment="internal: role")
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="staff", db_comment="internal: where they work"
    )
    password = models.TextField(db_comment="secret: Argon2id hash")
    totp_secret = EncryptedTextField(  # type: ignore[misc]  # null without one
        null=True, db_comment="secret: shared with their authenticator; null without one"
    )
    totp_step = models.BigIntegerField(
        default=0, db_comment="internal: last accepted step of their authenticator"
    )
    person_key = models.BinaryField(null=True, db_comment="personal: keyed hash of their own register record")
    disabled_at = models.DateTimeField(null=True, db_comment="internal: since when they may do nothing")

    class Meta:
        """Staff."""

        db_table_comment = "Clerks, supervisors, operators and auditors"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="staff_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.username
