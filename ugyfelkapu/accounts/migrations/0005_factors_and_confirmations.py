# SPDX-License-Identifier: EUPL-1.2
"""Second factors end when a gate is finalised and wait after a reset; codes confirm what owners want."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import ugyfelkapu.vault.fields


class Migration(migrations.Migration):
    """New columns, empty or one for gates from before; a table."""

    dependencies = [
        ("accounts", "0004_deadlines_by_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="epoch",
            field=models.PositiveIntegerField(
                db_comment="internal: second factors of an earlier epoch are void", default=1
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="password_reset_at",
            field=models.DateTimeField(
                db_comment="internal: when a mailed code last set the password", null=True
            ),
        ),
        migrations.CreateModel(
            name="Confirmation",
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
                ("purpose", models.TextField(db_comment="internal: factor or address")),
                (
                    "address",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: the new address, empty for a factor", default=""
                    ),
                ),
                ("digest", models.BinaryField(db_comment="secret: keyed hash of the code", unique=True)),
                ("asked_at", models.DateTimeField(db_comment="internal: when it was asked for")),
                ("ends_at", models.DateTimeField(db_comment="internal: first instant at which it is dead")),
                ("used_at", models.DateTimeField(db_comment="internal: when it was redeemed", null=True)),
                (
                    "dead_at",
                    models.DateTimeField(db_comment="internal: when a newer one replaced it", null=True),
                ),
                (
                    "wrong_tries",
                    models.PositiveSmallIntegerField(db_comment="internal: wrong tries so far", default=0),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Codes that confirm what owners want",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("dead_at", None), ("used_at", None)),
                        fields=("account", "purpose"),
                        name="confirmation_one_live",
                    )
                ],
            },
        ),
    ]
