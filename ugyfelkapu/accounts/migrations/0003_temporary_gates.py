# SPDX-License-Identifier: EUPL-1.2
"""Temporary gates: their reference, letters to addresses that they only claim, and reminders."""

import django.db.models.deletion
from django.db import migrations, models

import ugyfelkapu.vault.fields


class Migration(migrations.Migration):
    """New columns, empty for gates from before; one new table."""

    dependencies = [
        ("accounts", "0002_gates_by_key"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email_key", models.BinaryField(db_comment="personal: keyed hash of the address")),
                ("on", models.DateField(db_comment="internal: day of the letter")),
                (
                    "number",
                    models.PositiveSmallIntegerField(db_comment="internal: which of that day, 1 to 3"),
                ),
            ],
            options={
                "db_table_comment": "Letters to claimed addresses",
            },
        ),
        migrations.AddField(
            model_name="account",
            name="reference",
            field=ugyfelkapu.vault.fields.EncryptedTextField(
                db_comment="personal: what the owner of a temporary gate says at the desk (D5)", null=True
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="reference_key",
            field=models.BinaryField(
                db_comment="personal: keyed hash of the reference, null once finalised", null=True
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="remind_at",
            field=models.DateTimeField(
                db_comment="internal: from when a letter is due that reminds of the end", null=True
            ),
        ),
        migrations.AddField(
            model_name="code",
            name="remind_at",
            field=models.DateTimeField(
                db_comment="internal: from when a letter is due that reminds of the end", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)),
                fields=["remind_at"],
                name="account_to_remind",
            ),
        ),
        migrations.AddIndex(
            model_name="code",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)), fields=["remind_at"], name="code_to_remind"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("reference_key",), name="account_reference_once"),
        ),
        migrations.AddField(
            model_name="claimletter",
            name="account",
            field=models.ForeignKey(
                db_comment="internal: who claims it",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="claim_letters",
                to="accounts.account",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimletter",
            constraint=models.UniqueConstraint(
                fields=("email_key", "on", "number"), name="claim_letter_once"
            ),
        ),
    ]
