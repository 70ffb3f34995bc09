# SPDX-License-Identifier: EUPL-1.2
"""Letters on their way, and the mailbox of a development machine."""

from __future__ import annotations

import uuid
from enum import StrEnum

from django.db import models
from django.db.models import Q

from ugyfelkapu.vault.fields import EncryptedTextField


class Status(StrEnum):
    """Where a letter is."""

    WAITING = "waiting"
    SENT = "sent"
    ABANDONED = "abandoned"


class Letter(models.Model):
    """One letter to one address.

    ``created_at`` and ``sent_at`` are moments of business; ``next_at``, ``gives_up_at`` and the lease
    are of the real clock. A letter that is bound to a gate vanishes with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    kind = models.TextField(db_comment="internal: name in the catalogue of letters")
    language = models.TextField(db_comment="internal: language of the letter")
    to = EncryptedTextField(  # type: ignore[misc]  # null once wiped
        null=True, db_comment="personal: address, wiped once sent"
    )
    context = EncryptedTextField(  # type: ignore[misc]  # null once wiped
        null=True, db_comment="secret: the letter's fields as JSON, wiped once sent"
    )
    account = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_comment="internal: whose gate it is about, null when the letter must outlive it",
    )
    status = models.TextField(default=Status.WAITING.value, db_comment="internal: waiting, sent or abandoned")
    attempts = models.PositiveIntegerField(default=0, db_comment="internal: how often it was tried")
    last_error = models.TextField(blank=True, db_comment="internal: code of the last failure")
    created_at = models.DateTimeField(db_comment="internal: when it was posted")
    sent_at = models.DateTimeField(null=True, db_comment="internal: when the mail server took it")
    next_at = models.DateTimeField(db_comment="internal: real moment from which it may be tried")
    gives_up_at = models.DateTimeField(db_comment="internal: real moment after which it is not tried again")
    lease = models.UUIDField(null=True, db_comment="internal: token of the worker that carries it")
    lease_until = models.DateTimeField(null=True, db_comment="internal: real moment at which the lease ends")

    class Meta:
        """Due ones are found by a partial index; what is sent holds nothing personal."""

        db_table_comment = "Letters waiting to leave, and what became of them"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=sorted(status.value for status in Status)), name="letter_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.SENT.value) | Q(to__isnull=True, context__isnull=True),
                name="letter_wiped_once_sent",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.WAITING.value) | Q(to__isnull=False, context__isnull=False),
                name="letter_whole_while_waiting",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(status=Status.WAITING.value), name="letter_due"),
            models.Index(
                fields=["created_at"], condition=Q(status=Status.ABANDONED.value), name="letter_abandoned"
            ),
            models.Index(fields=["-created_at"], name="letter_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def person_free(self) -> bool:
        """Say whether the row holds neither an address nor a text any more."""
        held: tuple[str | None, ...] = (self.to, self.context)
        return held == (None, None)


class MailboxItem(models.Model):
    """A letter as it arrived on a machine without a mail server; development only."""

    id = models.UUIDField(primary_key=True, db_comment="internal: identifier of the letter")
    to = EncryptedTextField(db_comment="personal: address")
    subject = EncryptedTextField(db_comment="personal: subject")
    text = EncryptedTextField(db_comment="secret: text body")
    html = EncryptedTextField(db_comment="secret: HTML body")
    account = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_comment="internal: whose gate it is about",
    )
    sent_at = models.DateTimeField(db_comment="internal: when it arrived")
    arrived = models.DateTimeField(db_comment="internal: real moment of arrival, for the order")

    class Meta:
        """Newest first."""

        db_table_comment = "The mailbox of a development machine"
        indexes = [models.Index(fields=["-arrived"], name="mailbox_newest")]

    def __str__(self) -> str:
        return str(self.id)
