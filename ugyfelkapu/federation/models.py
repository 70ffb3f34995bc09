# SPDX-License-Identifier: EUPL-1.2
"""The catalogue of connected services."""

from __future__ import annotations

import uuid

from django.db import models


class Service(models.Model):
    """A service that signs people in through the gate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="public: identifier")
    name = models.TextField(db_comment="public: name in Hungarian")
    name_en = models.TextField(blank=True, db_comment="public: name in English, if it has one")
    owner = models.TextField(db_comment="public: who runs it, in Hungarian")
    owner_en = models.TextField(blank=True, db_comment="public: who runs it, in English, if told")
    receives = models.JSONField(db_comment="public: what it receives from full gates")
    temporary = models.BooleanField(
        default=False, db_comment="public: whether temporary gates may use it (D18)"
    )
    purposes = models.JSONField(
        default=dict, db_comment="public: why it asks for each datum, in Hungarian and in English"
    )
    statutory = models.BooleanField(
        default=False, db_comment="public: a statute gives it the data, so no consent is asked"
    )
    added_at = models.DateTimeField(db_comment="internal: since when it is connected")
    disabled_at = models.DateTimeField(null=True, db_comment="internal: since when nobody signs in to it")

    class Meta:
        """Services."""

        db_table_comment = "Connected services"
        constraints = [
            models.UniqueConstraint(fields=["name", "owner"], name="service_once"),
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(owner=""), name="service_named"),
        ]

    def __str__(self) -> str:
        return self.name


class QuestionCount(models.Model):
    """How many questions about identity data one service had in an hour: in all, or about one person."""

    key = models.BinaryField(primary_key=True, db_comment="internal: keyed hash of who is counted")
    hour = models.DateTimeField(db_comment="internal: in which hour")
    asked = models.PositiveIntegerField(db_comment="internal: how many so far")

    class Meta:
        """Found by key."""

        db_table_comment = "Questions about identity data, counted"
        indexes = [models.Index(fields=["hour"], name="question_count_by_hour")]

    def __str__(self) -> str:
        return f"{self.asked} since {self.hour:%Y-%m-%d %H}"
