# SPDX-License-Identifier: EUPL-1.2
"""The trusted lists as they were taken: files as they came, snapshots of them, and how the keeping goes."""

from __future__ import annotations

from django.db import models


class ListFile(models.Model):
    """A file as it came, kept once however many snapshots hold it; never changed."""

    sha256 = models.TextField(primary_key=True, db_comment="public: digest of the file")
    octets = models.BinaryField(db_comment="public: the file, compressed with zlib")

    class Meta:
        """Files."""

        db_table_comment = "Trusted lists as they came"

    def __str__(self) -> str:
        return self.sha256


class Snapshot(models.Model):
    """What was believed from a moment on; named in every report, never changed."""

    id = models.TextField(primary_key=True, db_comment="public: digest over the lists taken")
    taken_at = models.DateTimeField(db_comment="internal: when it was taken first")

    class Meta:
        """Snapshots."""

        db_table_comment = "Trusted lists that were believed together"

    def __str__(self) -> str:
        return self.id


class SnapshotFile(models.Model):
    """A file's part in a snapshot."""

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="files", db_comment="internal: which snapshot"
    )
    role = models.TextField(db_comment="internal: top, pivot, national, own, signers or own-signers")
    territory = models.TextField(db_comment="public: whose list, empty for others than national ones")
    file = models.ForeignKey(ListFile, on_delete=models.PROTECT, db_comment="internal: which file")

    class Meta:
        """Parts."""

        db_table_comment = "Which files a snapshot is made of"
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "role", "territory", "file"], name="file_once_in_a_part"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.territory}".strip()


class SnapshotList(models.Model):
    """How one list stood when the snapshot was taken."""

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="lists", db_comment="internal: which snapshot"
    )
    territory = models.TextField(db_comment="public: whose list")
    refused = models.TextField(db_comment="internal: why it was not taken, empty where it was")
    sequence = models.IntegerField(db_comment="public: the list's number")
    sha256 = models.TextField(db_comment="public: digest of its file")
    issued_at = models.DateTimeField(null=True, db_comment="public: when it was issued")
    next_update_at = models.DateTimeField(
        null=True, db_comment="public: when the next one is due, null for closed lists"
    )
    services = models.IntegerField(db_comment="public: services on it that concern us")
    problems = models.IntegerField(db_comment="public: things on it that could not be read")
    top = models.BooleanField(db_comment="internal: whether it is the list of the lists")

    class Meta:
        """Lists."""

        db_table_comment = "How each list stood in a snapshot"
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "territory"], name="list_once_in_a_snapshot")
        ]

    def __str__(self) -> str:
        return self.territory


class Upkeep(models.Model):
    """The one row that says which snapshot is believed and when somebody looked for newer lists."""

    id = models.IntegerField(primary_key=True, db_comment="internal: always 1")
    active = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, null=True, db_comment="internal: what is believed now"
    )
    tried_at = models.DateTimeField(null=True, db_comment="internal: when somebody looked last")
    done_at = models.DateTimeField(null=True, db_comment="internal: when looking last succeeded")
    asked = models.BooleanField(default=False, db_comment="internal: an operator wants it looked at soon")
    failure = models.TextField(
        default="", db_comment="internal: why looking failed last, empty if it did not"
    )

    class Meta:
        """Upkeep."""

        db_table_comment = "How the keeping of the trusted lists goes"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="upkeep_is_one_row")]

    def __str__(self) -> str:
        return "upkeep"


class Trouble(models.Model):
    """A list that could not be had, or was refused, when somebody looked last."""

    territory = models.TextField(primary_key=True, db_comment="public: whose list")
    reason = models.TextField(db_comment="internal: what is wrong")
    since = models.DateTimeField(db_comment="internal: since when without a break")

    class Meta:
        """Troubles."""

        db_table_comment = "Trusted lists that could not be brought up to date"

    def __str__(self) -> str:
        return self.territory
