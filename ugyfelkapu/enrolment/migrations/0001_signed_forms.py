# SPDX-License-Identifier: EUPL-1.2
"""Declarations that wait to be signed, signed forms under way, and those that opened gates."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import ugyfelkapu.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0007_registered_by_signature"),
    ]

    operations = [
        migrations.CreateModel(
            name="Declaration",
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
                ("browser", models.BinaryField(db_comment="secret: keyed hash of what the browser keeps")),
                (
                    "form",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: what was filled in, JSON; empty once a gate came of it"
                    ),
                ),
                (
                    "pdf",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: the declaration as PDF, base 64; empty as before"
                    ),
                ),
                (
                    "xml",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: the declaration as XML; empty as before"
                    ),
                ),
                ("made_at", models.DateTimeField(db_comment="internal: when it was made")),
                (
                    "ends_at",
                    models.DateTimeField(db_comment="internal: first instant at which it opens nothing"),
                ),
                ("used_at", models.DateTimeField(db_comment="internal: when a gate came of it", null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: the gate that came of it",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="declarations",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Declarations to be signed electronically",
            },
        ),
        migrations.CreateModel(
            name="SignedForm",
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
                    "document",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: the signed file, base 64"
                    ),
                ),
                (
                    "report",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: the validator's report, JSON"
                    ),
                ),
                (
                    "evidence",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: what was fetched on revocation, JSON"
                    ),
                ),
                (
                    "snapshot",
                    models.TextField(db_comment="internal: the trusted lists by which it was judged"),
                ),
                ("level", models.TextField(db_comment="internal: what signature it bears")),
                ("basis", models.TextField(db_comment="internal: by what it was established who signed")),
                ("accepted_at", models.DateTimeField(db_comment="internal: when a gate came of it")),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signed_forms",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Signed forms that opened gates",
            },
        ),
        migrations.CreateModel(
            name="Upload",
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
                    "document",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: the signed file, base 64; empty once refused"
                    ),
                ),
                ("digest", models.BinaryField(db_comment="internal: SHA-256 of the signed file")),
                ("step", models.TextField(db_comment="internal: waiting, later, refused, proved")),
                ("reason", models.TextField(blank=True, db_comment="internal: why it is refused or put off")),
                ("sent_at", models.DateTimeField(db_comment="internal: when it came in")),
                (
                    "ends_at",
                    models.DateTimeField(db_comment="internal: first instant at which it is given up"),
                ),
                ("next_at", models.DateTimeField(db_comment="internal: from when it is to be looked at")),
                (
                    "leased_until",
                    models.DateTimeField(
                        db_comment="internal: real clock; until then one worker has it to itself", null=True
                    ),
                ),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        db_comment="internal: how often it was looked at", default=0
                    ),
                ),
                (
                    "report",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: the validator's report, JSON", default=""
                    ),
                ),
                (
                    "evidence",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: what was fetched on revocation, JSON", default=""
                    ),
                ),
                (
                    "signer",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: who signed, JSON", default=""
                    ),
                ),
                (
                    "declaration",
                    models.ForeignKey(
                        db_comment="internal: of which form",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uploads",
                        to="enrolment.declaration",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Signed forms that came in",
            },
        ),
        migrations.AddIndex(
            model_name="declaration",
            index=models.Index(fields=["ends_at"], name="declaration_ending"),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(fields=["step", "next_at"], name="upload_due"),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", ["waiting", "later", "refused", "proved"])),
                name="upload_step_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.UniqueConstraint(
                condition=models.Q(("step__in", ["later", "proved", "waiting"])),
                fields=("declaration",),
                name="upload_one_lives",
            ),
        ),
    ]
