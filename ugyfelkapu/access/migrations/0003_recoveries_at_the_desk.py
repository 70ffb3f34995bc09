# SPDX-License-Identifier: EUPL-1.2
"""Recoveries at the desk, and what links of letters say of them and of new addresses."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import ugyfelkapu.vault.fields


class Migration(migrations.Migration):
    """A table; two new columns, empty for links from before."""

    dependencies = [
        ("access", "0002_second_factors"),
        ("accounts", "0006_starting_over"),
    ]

    operations = [
        migrations.AddField(
            model_name="safetylink",
            name="disowns_address",
            field=models.BooleanField(
                db_comment="internal: locking by it says that the gate's new address is a stranger's",
                default=False,
            ),
        ),
        migrations.CreateModel(
            name="Recovery",
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
                ("office", models.TextField(db_comment="internal: where")),
                ("asked_by", models.UUIDField(db_comment="internal: who made the in-person checks")),
                ("asked_at", models.DateTimeField(db_comment="internal: when")),
                (
                    "ends_at",
                    models.DateTimeField(db_comment="internal: first instant at which nobody may approve it"),
                ),
                (
                    "request",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: what was shown, and the new address if any, JSON"
                    ),
                ),
                (
                    "fingerprint",
                    models.BinaryField(db_comment="personal: keyed hash of the request; approval names it"),
                ),
                ("approved_by", models.UUIDField(db_comment="internal: who confirmed", null=True)),
                ("approved_at", models.DateTimeField(db_comment="internal: when", null=True)),
                (
                    "takes_effect_at",
                    models.DateTimeField(db_comment="internal: first instant of the new start", null=True),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        db_comment="internal: when it was over, whatever came of it", null=True
                    ),
                ),
                (
                    "outcome",
                    models.TextField(blank=True, db_comment="internal: declined, lapsed, stopped or done"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose gate",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Gates whose owners start over at the desk",
            },
        ),
        migrations.AddField(
            model_name="safetylink",
            name="recovery",
            field=models.ForeignKey(
                db_comment="internal: the new start that it stops or confirms, if any",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="access.recovery",
            ),
        ),
        migrations.AddIndex(
            model_name="recovery",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["takes_effect_at"],
                name="recovery_taking_effect",
            ),
        ),
        migrations.AddIndex(
            model_name="recovery",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["office", "asked_at"],
                name="recovery_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("account",), name="recovery_one_open"
            ),
        ),
    ]
