# SPDX-License-Identifier: EUPL-1.2
"""The first tables of this room: sessions, known devices and guesses."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_people_and_gates"),
        ("staff", "0001_offices_and_staff"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BinaryField(db_comment="internal: keyed hash of what it is counted for")),
                ("at", models.DateTimeField(db_comment="internal: when")),
                (
                    "failed",
                    models.BooleanField(
                        default=False, db_comment="internal: judged wrong, no longer under way"
                    ),
                ),
            ],
            options={
                "db_table_comment": "Guesses at secrets",
                "indexes": [models.Index(fields=["key", "-id"], name="attempt_by_key")],
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(db_comment="secret: SHA-256 of the device cookie")),
                ("last_used_at", models.DateTimeField(db_comment="internal: when it last signed in")),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Browsers that people have signed in from",
                "constraints": [
                    models.UniqueConstraint(fields=("digest", "account"), name="device_once_an_account")
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="internal: identifier",
                        default=uuid.uuid4,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "digest",
                    models.BinaryField(db_comment="secret: SHA-256 of the cookie's token", unique=True),
                ),
                (
                    "generation",
                    models.PositiveIntegerField(
                        db_comment="internal: the gate's generation when it began", default=1
                    ),
                ),
                ("begun_at", models.DateTimeField(db_comment="internal: when it began")),
                (
                    "seen_at",
                    models.DateTimeField(db_comment="internal: when it was last used, to the minute"),
                ),
                ("ends_at", models.DateTimeField(db_comment="internal: absolute limit")),
                ("method", models.TextField(db_comment="internal: how it was opened")),
                (
                    "compared",
                    models.JSONField(
                        db_comment="internal: keyed hashes of the register answers shown to this clerk lately",
                        default=list,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose gate",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="accounts.account",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_comment="internal: which staff member",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="staff.staffmember",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Sessions of citizens and staff",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account__isnull", False), ("staff__isnull", True)),
                            models.Q(("account__isnull", True), ("staff__isnull", False)),
                            _connector="OR",
                        ),
                        name="session_has_one_owner",
                    )
                ],
            },
        ),
    ]
