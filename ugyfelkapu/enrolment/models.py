# SPDX-License-Identifier: EUPL-1.2
"""Declarations that wait to be signed, signed forms that are looked at, and what stays of those accepted."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from ugyfelkapu.vault.fields import EncryptedTextField

from .steps import LIVE, Step

_LIVING = sorted(step.value for step in LIVE)


class Declaration(models.Model):
    """A filled-in form in the shape in which it is signed, bound to the browser that filled it in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    browser = models.BinaryField(db_comment="secret: keyed hash of what the browser keeps")
    form = EncryptedTextField(db_comment="personal: what was filled in, JSON; empty once a gate came of it")
    pdf = EncryptedTextField(db_comment="personal: the declaration as PDF, base 64; empty as before")
    xml = EncryptedTextField(db_comment="personal: the declaration as XML; empty as before")
    made_at = models.DateTimeField(db_comment="internal: when it was made")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which it opens nothing")
    used_at = models.DateTimeField(null=True, db_comment="internal: when a gate came of it")
    account = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.CASCADE,
        related_name="declarations",
        db_comment="internal: the gate that came of it",
    )

    class Meta:
        """Those whose day is over are looked for."""

        db_table_comment = "Declarations to be signed electronically"
        indexes = [models.Index(fields=["ends_at"], name="declaration_ending")]

    def __str__(self) -> str:
        return str(self.id)


class Upload(models.Model):
    """A signed form that came in. One that is refused is emptied at once; the reason is told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    declaration = models.ForeignKey(
        Declaration, on_delete=models.CASCADE, related_name="uploads", db_comment="internal: of which form"
    )
    document = EncryptedTextField(db_comment="personal: the signed file, base 64; empty once refused")
    digest = models.BinaryField(db_comment="internal: SHA-256 of the signed file")
    step = models.TextField(db_comment="internal: waiting, later, refused, proved")
    reason = models.TextField(blank=True, db_comment="internal: why it is refused or put off")
    sent_at = models.DateTimeField(db_comment="internal: when it came in")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which it is given up")
    next_at = models.DateTimeField(db_comment="internal: from when it is to be looked at")
    leased_until = models.DateTimeField(
        null=True, db_comment="internal: real clock; until then one worker has it to itself"
    )
    tries = models.PositiveSmallIntegerField(default=0, db_comment="internal: how often it was looked at")
    report = EncryptedTextField(default="", db_comment="personal: the validator's report, JSON")
    evidence = EncryptedTextField(default="", db_comment="personal: what was fetched on revocation, JSON")
    signer = EncryptedTextField(default="", db_comment="personal: who signed, JSON")

    class Meta:
        """One that lives for a declaration."""

        db_table_comment = "Signed forms that came in"
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=[step.value for step in Step]), name="upload_step_known"
            ),
            models.UniqueConstraint(
                fields=["declaration"], condition=Q(step__in=_LIVING), name="upload_one_lives"
            ),
        ]
        indexes = [models.Index(fields=["step", "next_at"], name="upload_due")]

    def __str__(self) -> str:
        return f"{self.step} {self.sent_at:%Y-%m-%d}"


class SignedForm(models.Model):
    """The file with which somebody proved who they are, and by what it was judged; erased with the gate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="signed_forms",
        db_comment="internal: whose",
    )
    document = EncryptedTextField(db_comment="personal: the signed file, base 64")
    report = EncryptedTextField(db_comment="personal: the validator's report, JSON")
    evidence = EncryptedTextField(db_comment="personal: what was fetched on revocation, JSON")
    snapshot = models.TextField(db_comment="internal: the trusted lists by which it was judged")
    level = models.TextField(db_comment="internal: what signature it bears")
    basis = models.TextField(db_comment="internal: by what it was established who signed")
    accepted_at = models.DateTimeField(db_comment="internal: when a gate came of it")

    class Meta:
        """By gate."""

        db_table_comment = "Signed forms that opened gates"

    def __str__(self) -> str:
        return f"{self.level} {self.accepted_at:%Y-%m-%d}"
