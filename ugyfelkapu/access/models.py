# SPDX-License-Identifier: EUPL-1.2
"""Sessions, known devices and attempts."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from ugyfelkapu.vault.fields import EncryptedTextField


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
    factors = models.JSONField(default=list, db_comment="internal: what was proved in this very session")
    stepped_up_at = models.DateTimeField(
        null=True, db_comment="internal: when its owner last proved that they are there"
    )
    proofs = models.PositiveIntegerField(
        default=1, db_comment="internal: how often its owner proved that they are there"
    )
    device = models.ForeignKey(
        "access.Device",
        null=True,
        on_delete=models.SET_NULL,
        related_name="sessions",
        db_comment="internal: from which known browser",
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
    label = models.TextField(default="", db_comment="internal: which browser on which system, coarsely")
    method = models.TextField(default="", db_comment="internal: how it signed in last, to offer that first")

    class Meta:
        """A device may be known to several people."""

        db_table_comment = "Browsers that people have signed in from"
        constraints = [
            models.UniqueConstraint(fields=["digest", "account"], name="device_once_an_account"),
        ]

    def __str__(self) -> str:
        return f"device of {self.account_id}"


class Factor(models.Model):
    """A second factor of a gate: an authenticator or a passkey, with a name that its owner gave.

    It counts once it is confirmed and its waiting time is over (D17); one of an earlier epoch of the
    gate is void (D5).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="factors", db_comment="internal: whose"
    )
    kind = models.TextField(db_comment="internal: totp or passkey")
    name = EncryptedTextField(db_comment="personal: what its owner calls it")
    epoch = models.PositiveIntegerField(db_comment="internal: the gate's epoch when it was added")
    added_at = models.DateTimeField(db_comment="internal: when it was added")
    counts_from = models.DateTimeField(
        null=True, db_comment="internal: first instant at which it counts, null until it is confirmed"
    )
    used_at = models.DateTimeField(null=True, db_comment="internal: when it was last used")
    secret = EncryptedTextField(  # type: ignore[misc]  # null for passkeys
        null=True, db_comment="secret: what an authenticator computes its codes from"
    )
    last_step = models.BigIntegerField(default=0, db_comment="internal: latest time step accepted")
    credential_id = models.BinaryField(
        null=True, unique=True, db_comment="personal: the passkey's identifier, made by the authenticator"
    )
    public_key = models.BinaryField(null=True, db_comment="personal: the passkey's public key, COSE")
    user_handle = models.BinaryField(
        null=True,
        db_comment="personal: what authenticators call the gate, random, the same for its passkeys",
    )
    sign_count = models.BigIntegerField(default=0, db_comment="internal: the passkey's counter")
    transports = models.JSONField(default=list, db_comment="internal: how the passkey is reached")

    class Meta:
        """Found by gate."""

        db_table_comment = "Second factors"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="totp", secret__isnull=False, credential_id__isnull=True)
                | Q(
                    kind="passkey",
                    secret__isnull=True,
                    credential_id__isnull=False,
                    public_key__isnull=False,
                    user_handle__isnull=False,
                ),
                name="factor_has_what_its_kind_needs",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_id}"


class RecoveryCode(models.Model):
    """One of ten codes that stand in for a lost factor, each once; void until its owner kept them."""

    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="recovery_codes",
        db_comment="internal: whose",
    )
    digest = models.BinaryField(unique=True, db_comment="secret: keyed hash of the code")
    epoch = models.PositiveIntegerField(db_comment="internal: the gate's epoch when it was made")
    made_at = models.DateTimeField(db_comment="internal: when it was made")
    kept_at = models.DateTimeField(null=True, db_comment="internal: when its owner said that they kept it")
    used_at = models.DateTimeField(null=True, db_comment="internal: when it was used")

    class Meta:
        """Found by digest."""

        db_table_comment = "Recovery codes"

    def __str__(self) -> str:
        return f"recovery code of {self.account_id}"


class HalfSignIn(models.Model):
    """A sign-in whose password was right and whose second step is still to come.

    Bound to the browser by its token, to the gate by its generation: a changed password voids it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    digest = models.BinaryField(unique=True, db_comment="secret: SHA-256 of the cookie's token")
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="+", db_comment="internal: whose gate"
    )
    generation = models.PositiveIntegerField(db_comment="internal: the gate's generation when it began")
    begun_at = models.DateTimeField(db_comment="internal: when the password was given")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which it is over")
    used_at = models.DateTimeField(null=True, db_comment="internal: when it became a session")

    class Meta:
        """Found by digest."""

        db_table_comment = "Sign-ins between their two steps"

    def __str__(self) -> str:
        return str(self.id)


class Challenge(models.Model):
    """A challenge for a passkey, answered at most once, by the browser that it was given to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    digest = models.BinaryField(unique=True, db_comment="secret: SHA-256 of the challenge")
    purpose = models.TextField(db_comment="internal: add, sign_in, second_step or step_up")
    binding = models.BinaryField(db_comment="secret: SHA-256 of the cookie that it is bound to")
    account = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_comment="internal: whose, null before anybody is known",
    )
    user_handle = models.BinaryField(
        null=True, db_comment="personal: what the new passkey's authenticator will call the gate"
    )
    ends_at = models.DateTimeField(db_comment="internal: first instant at which it is dead")
    used_at = models.DateTimeField(null=True, db_comment="internal: when it was answered")

    class Meta:
        """Found by digest."""

        db_table_comment = "Challenges for passkeys"

    def __str__(self) -> str:
        return str(self.id)


class Recovery(models.Model):
    """Starting over at the desk after everything was lost: asked by one staff member, approved by another.

    It takes effect after a day, in which the known address may stop it; at once when an address that
    was proved long ago confirms it. One that is open has no ``closed_at``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="+", db_comment="internal: whose gate"
    )
    office = models.TextField(db_comment="internal: where")
    asked_by = models.UUIDField(db_comment="internal: who made the in-person checks")
    asked_at = models.DateTimeField(db_comment="internal: when")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which nobody may approve it")
    request = EncryptedTextField(db_comment="personal: what was shown, and the new address if any, JSON")
    fingerprint = models.BinaryField(db_comment="personal: keyed hash of the request; approval names it")
    approved_by = models.UUIDField(null=True, db_comment="internal: who confirmed")
    approved_at = models.DateTimeField(null=True, db_comment="internal: when")
    takes_effect_at = models.DateTimeField(null=True, db_comment="internal: first instant of the new start")
    closed_at = models.DateTimeField(null=True, db_comment="internal: when it was over, whatever came of it")
    outcome = models.TextField(blank=True, db_comment="internal: declined, lapsed, stopped or done")

    class Meta:
        """One open recovery a gate; found by what falls due."""

        db_table_comment = "Gates whose owners start over at the desk"
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(closed_at=None), name="recovery_one_open")
        ]
        indexes = [
            models.Index(
                fields=["takes_effect_at"], condition=Q(closed_at=None), name="recovery_taking_effect"
            ),
            models.Index(fields=["office", "asked_at"], condition=Q(closed_at=None), name="recovery_waiting"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SafetyLink(models.Model):
    """A link in a security letter: its page locks the gate, or cancels what waits (D17).

    Opening the page changes nothing; its POST acts, once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    digest = models.BinaryField(unique=True, db_comment="secret: SHA-256 of the link's token")
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="+", db_comment="internal: whose gate"
    )
    factor = models.ForeignKey(
        "access.Factor",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_comment="internal: the factor that it cancels, if any",
    )
    recovery = models.ForeignKey(
        "access.Recovery",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_comment="internal: the new start that it stops or confirms, if any",
    )
    disowns_address = models.BooleanField(
        default=False, db_comment="internal: locking by it says that the gate's new address is a stranger's"
    )
    ends_at = models.DateTimeField(db_comment="internal: first instant at which it is dead")
    used_at = models.DateTimeField(null=True, db_comment="internal: when it was used")

    class Meta:
        """Found by digest."""

        db_table_comment = "Links of security letters"

    def __str__(self) -> str:
        return str(self.id)


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
