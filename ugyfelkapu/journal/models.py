# SPDX-License-Identifier: EUPL-1.2
"""The entries of the journal and the chain over them; nothing here is ever changed."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One thing that happened. Written inside the act that did it, never updated or deleted."""

    at = models.DateTimeField(db_comment="internal: the moment of business")
    event = models.TextField(db_comment="internal: a name of domain/events.py")
    actor_kind = models.TextField(db_comment="internal: who acted, the sort")
    actor_id = models.TextField(db_comment="internal: who acted, an identifier")
    office = models.TextField(blank=True, db_comment="internal: at which office")
    subject = models.UUIDField(null=True, db_comment="internal: the gate or thing it is about")
    details = models.JSONField(db_comment="internal: ids, codes and moments")
    mac = models.BinaryField(db_comment="internal: keyed seal of this row")

    class Meta:
        """Read newest first, by subject or as a whole."""

        db_table_comment = "Who did what, when: append-only"
        indexes = [
            models.Index(fields=["subject", "-id"], name="entry_by_subject"),
            models.Index(fields=["actor_id", "event", "at"], name="entry_by_act_and_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.event}"


class Link(models.Model):
    """An entry's place in the chain: each seal covers the one before, so no entry can vanish."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, db_comment="internal: the entry"
    )
    position = models.BigIntegerField(unique=True, db_comment="internal: 1, 2, 3 … without a gap")
    mac = models.BinaryField(db_comment="internal: seal over the seal before and the entry's own")

    class Meta:
        """The chain."""

        db_table_comment = "The hash chain over the journal"

    def __str__(self) -> str:
        return str(self.position)


class ClockSighting(models.Model):
    """The one row that remembers how far the clock had come when it was last trusted."""

    id = models.PositiveSmallIntegerField(primary_key=True, db_comment="internal: always 1")
    at = models.DateTimeField(null=True, db_comment="internal: the latest trusted moment, if there was one")
    doubt = models.TextField(default="", db_comment="internal: why the clock is doubted, empty if it is not")

    class Meta:
        """One row."""

        db_table_comment = "How far the clock had come"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}" if self.at else "never"
