# SPDX-License-Identifier: EUPL-1.2
"""People's gates, the codes that open them, and what was shown to prove who they are."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from ugyfelkapu.domain.lifecycle import HOLDS_NAMES, LIVING_FULL, State
from ugyfelkapu.vault.fields import EncryptedTextField

_LIVING = Q(state__in=sorted(state.value for state in LIVING_FULL))
_HOLDING = Q(state__in=sorted(state.value for state in HOLDS_NAMES))


class Account(models.Model):
    """One gate. Its state is moved by the services of this room alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    state = models.TextField(db_comment="internal: state of domain/lifecycle.py")
    person_key = models.BinaryField(
        null=True, db_comment="personal: keyed hash of the register record, null while only claimed (D9)"
    )
    person_source = models.TextField(db_comment="internal: which register, or document_only")
    identity = EncryptedTextField(db_comment="personal: natural identity data, JSON")
    username = EncryptedTextField(db_comment="personal: as written")
    username_key = models.BinaryField(db_comment="personal: keyed hash of the comparison form (D11)")
    email = EncryptedTextField(db_comment="personal: as written")
    email_key = models.BinaryField(db_comment="personal: keyed hash of the comparison form (D10)")
    email_proved_at = models.DateTimeField(null=True, db_comment="internal: when the address was proved")
    password = models.TextField(blank=True, db_comment="secret: Argon2id hash")
    language = models.TextField(db_comment="internal: language of letters")
    office = models.TextField(blank=True, db_comment="internal: office of registration or finalisation")
    registered_at = models.DateTimeField(db_comment="internal: when it was registered")
    reference = EncryptedTextField(  # type: ignore[misc]  # null once finalised
        null=True, db_comment="personal: what the owner of a temporary gate says at the desk (D5)"
    )
    reference_key = models.BinaryField(
        null=True, db_comment="personal: keyed hash of the reference, null once finalised"
    )
    ends_at = models.DateTimeField(
        null=True, db_comment="internal: first instant at which it is no more unless something happens"
    )
    remind_at = models.DateTimeField(
        null=True, db_comment="internal: from when a letter is due that reminds of the end"
    )
    activated_at = models.DateTimeField(null=True, db_comment="internal: when its first password was set")
    generation = models.PositiveIntegerField(
        default=1, db_comment="internal: sessions of an earlier generation are void"
    )
    epoch = models.PositiveIntegerField(
        default=1, db_comment="internal: second factors of an earlier epoch are void"
    )
    password_reset_at = models.DateTimeField(
        null=True, db_comment="internal: when a mailed code last set the password"
    )
    starts_over_at = models.DateTimeField(
        null=True,
        db_comment="internal: first instant at which password, factors and sessions of before are void",
    )
    suspended_for = models.TextField(blank=True, db_comment="internal: why it is suspended")
    capped = models.BooleanField(
        default=False,
        db_default=False,
        db_comment="internal: no level above low until a desk check (proofed by an unqualified certificate)",
    )
    lock_letter_on = models.DateField(null=True, db_comment="internal: day of the last lock letter")

    class Meta:
        """One person one full gate; one username, one proved address one gate."""

        db_table_comment = "Gates"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="account_state_known"
            ),
            models.UniqueConstraint(fields=["person_key"], condition=_LIVING, name="account_one_a_person"),
            models.UniqueConstraint(
                fields=["username_key"], condition=_HOLDING, name="account_username_free"
            ),
            models.UniqueConstraint(
                fields=["email_key"],
                condition=_HOLDING & Q(email_proved_at__isnull=False),
                name="account_address_proved_once",
            ),
            models.UniqueConstraint(fields=["reference_key"], name="account_reference_once"),
        ]
        indexes = [
            models.Index(fields=["ends_at", "state"], condition=Q(ends_at__isnull=False), name="account_due"),
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False), name="account_to_remind"
            ),
            models.Index(fields=["registered_at"], name="account_by_registration"),
            models.Index(fields=["email_key"], name="account_by_address"),
            # In a search SQLite cannot use the partial indexes above: it does not read bound states.
            models.Index(fields=["username_key"], name="account_by_username"),
            models.Index(fields=["person_key"], name="account_by_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class NamePart(models.Model):
    """A blind token of one normalised part of a person's names: how the desk finds a gate."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="name_parts", db_comment="internal: whose"
    )
    token = models.BinaryField(db_comment="personal: keyed hash of the name part")

    class Meta:
        """Found by token."""

        db_table_comment = "Blind tokens of name parts"
        indexes = [models.Index(fields=["token", "account"], name="name_part_by_token")]

    def __str__(self) -> str:
        return f"part of {self.account_id}"


class Proofing(models.Model):
    """How it was established who the owner of a gate is (D7)."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="proofings", db_comment="internal: whose"
    )
    method = models.TextField(db_comment="internal: desk, document_only, signature")
    document = models.TextField(db_comment="internal: kind of document shown, or of certificate")
    issuing_country = models.TextField(db_comment="internal: who issued it")
    address_card = models.TextField(db_comment="internal: shown, or why it does not apply")
    register = models.TextField(blank=True, db_comment="internal: which register answered")
    consent_version = models.TextField(db_comment="internal: version of the privacy notice agreed to")
    at = models.DateTimeField(db_comment="internal: when")
    office = models.TextField(db_comment="internal: where")
    staff_id = models.UUIDField(null=True, db_comment="internal: which staff member, null by signature")
    second_staff_id = models.UUIDField(null=True, db_comment="internal: who confirmed")

    class Meta:
        """Proofing records."""

        db_table_comment = "How owners of gates were proofed"

    def __str__(self) -> str:
        return f"{self.method} {self.at:%Y-%m-%d}"


class Code(models.Model):
    """A one-time code that was mailed: stored as a keyed hash, newest only (D12)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="codes", db_comment="internal: whose"
    )
    purpose = models.TextField(db_comment="internal: activation or reset")
    digest = models.BinaryField(unique=True, db_comment="secret: keyed hash of the code")
    issued_at = models.DateTimeField(db_comment="internal: when it was issued")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which it is dead")
    remind_at = models.DateTimeField(
        null=True, db_comment="internal: from when a letter is due that reminds of the end"
    )
    used_at = models.DateTimeField(null=True, db_comment="internal: when it was redeemed")
    dead_at = models.DateTimeField(null=True, db_comment="internal: when a newer one replaced it")
    wrong_tries = models.PositiveSmallIntegerField(default=0, db_comment="internal: wrong tries so far")
    asked_on = models.DateField(null=True, db_comment="internal: day on which the owner asked for it")
    asked_as = models.PositiveSmallIntegerField(null=True, db_comment="internal: which of that day, 1 to 3")

    class Meta:
        """One live code a gate; at most three asked for a day (D15)."""

        db_table_comment = "One-time codes"
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(used_at=None, dead_at=None), name="code_one_live_an_account"
            ),
            models.UniqueConstraint(fields=["account", "asked_on", "asked_as"], name="code_asked_once"),
        ]
        indexes = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="code_to_remind"),
            models.Index(fields=["ends_at"], condition=Q(used_at=None, dead_at=None), name="code_ending"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.issued_at:%Y-%m-%d}"


class ClaimLetter(models.Model):
    """A letter to an address that a temporary gate only claims: three a day for an address (D18)."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="claim_letters", db_comment="internal: who claims it"
    )
    email_key = models.BinaryField(db_comment="personal: keyed hash of the address")
    on = models.DateField(db_comment="internal: day of the letter")
    number = models.PositiveSmallIntegerField(db_comment="internal: which of that day, 1 to 3")

    class Meta:
        """At most three a day, whoever asks at the same moment."""

        db_table_comment = "Letters to claimed addresses"
        constraints = [
            models.UniqueConstraint(fields=["email_key", "on", "number"], name="claim_letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.number}"


class Confirmation(models.Model):
    """A code that was mailed to confirm something that its signed-in owner wants: newest only (D12, D17).

    ``address`` is the new one where an address is to be changed, and empty otherwise.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="confirmations", db_comment="internal: whose"
    )
    purpose = models.TextField(db_comment="internal: factor or address")
    address = EncryptedTextField(default="", db_comment="personal: the new address, empty for a factor")
    digest = models.BinaryField(unique=True, db_comment="secret: keyed hash of the code")
    asked_at = models.DateTimeField(db_comment="internal: when it was asked for")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which it is dead")
    used_at = models.DateTimeField(null=True, db_comment="internal: when it was redeemed")
    dead_at = models.DateTimeField(null=True, db_comment="internal: when a newer one replaced it")
    wrong_tries = models.PositiveSmallIntegerField(default=0, db_comment="internal: wrong tries so far")

    class Meta:
        """One live code a gate and purpose."""

        db_table_comment = "Codes that confirm what owners want"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "purpose"],
                condition=Q(used_at=None, dead_at=None),
                name="confirmation_one_live",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.asked_at:%Y-%m-%d}"


class Admission(models.Model):
    """A person whom no register knows, waiting for a second staff member's confirmation (D8)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    office = models.TextField(db_comment="internal: where")
    asked_by = models.UUIDField(db_comment="internal: who asked")
    asked_at = models.DateTimeField(db_comment="internal: when")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which nobody may approve it")
    request = EncryptedTextField(db_comment="personal: what would be registered, JSON; empty once decided")
    fingerprint = models.BinaryField(db_comment="personal: keyed hash of the request; approval names it")
    decided_at = models.DateTimeField(null=True, db_comment="internal: when it was decided")
    outcome = models.TextField(blank=True, db_comment="internal: approved or declined")
    account = models.ForeignKey(
        Account,
        null=True,
        on_delete=models.CASCADE,
        related_name="admissions",
        db_comment="internal: the gate that came of it",
    )

    class Meta:
        """Waiting admissions by office."""

        db_table_comment = "People whom no register knows, waiting for a second confirmation"
        indexes = [
            models.Index(
                fields=["office", "asked_at"], condition=Q(decided_at=None), name="admission_waiting"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
