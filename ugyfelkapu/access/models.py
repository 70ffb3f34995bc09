# SPDX-License-Identifier: EUPL-1.2
"""Sessions, known devices and attempts."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Session(models.Model):
    """Somebody signed in; found by the hash of what their cookie holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    digest = models.BinaryField(unique=True, db_comment="secret: SHA-256 of the cookie's token")
    account = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.CASCADE,
        related_name="sessions",
        db_comment="internal: whose gate",
    )
    staff = models.ForeignKey(
        "staff.StaffMember",
        null=True,
        on_delete=models.CASCADE,
        related_name="sessions",
        db_comment="internal: which staff member",
    )
    generation = models.PositiveIntegerField(
        default=1, db_comment="internal: the gate's generation when it began"
    )
    begun_at = models.DateTimeField(db_comment="internal: when it began")
    seen_at = models.DateTimeField(db_comment="internal: when it was last used, to the minute")
    ends_at = models.DateTimeField(db_comment="internal: absolute limit")
    method = models.TextField(db_comment="internal: how it was opened")
    compared = models.JSONField(
        default=list, db_comment="internal: keyed hashes of the register answers shown to this clerk lately"
    )

    class Meta:
        """Either a citizen's or a staff member's."""

        db_table_comment = "Sessions of citizens and staff"
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, staff__isnull=True)
                | Q(account__isnull=True, staff__isnull=False),
                name="session_has_one_owner",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Device(models.Model):
    """A browser that a person has signed in from before (D16)."""

    digest = models.BinaryField(db_comment="secret: SHA-256 of the device cookie")
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="devices", db_comment="internal: whose"
    )
    last_used_at = models.DateTimeField(db_comment="internal: when it last signed in")

    class Meta:
        """A device may be known to several people."""

        db_table_comment = "Browsers that people have signed in from"
        constraints = [
            models.UniqueConstraint(fields=["digest", "account"], name="device_once_an_account"),
        ]

    def __str__(self) -> str:
        return f"device of {self.account_id}"


class Attempt(models.Model):
    """One guess at a secret, counted before it is judged; a right one is taken out again (D16)."""

    key = models.BinaryField(db_comment="internal: keyed hash of what it is counted for")
    at = models.DateTimeField(db_comment="internal: when")
    failed = models.BooleanField(default=False, db_comment="internal: judged wrong, no longer under way")

    class Meta:
        """Counted by key and moment."""

        db_table_comment = "Guesses at secrets"
        indexes = [models.Index(fields=["key", "-id"], name="attempt_by_key")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
