# SPDX-License-Identifier: EUPL-1.2
"""People and documents of the embedded register."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import ugyfelkapu.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Record",
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
                ("register", models.TextField(db_comment="internal: population or aliens")),
                (
                    "reference_key",
                    models.BinaryField(db_comment="personal: keyed hash of the reference", unique=True),
                ),
                (
                    "reference",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: the register's stable record reference"
                    ),
                ),
                (
                    "identity",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: natural identity data, JSON"
                    ),
                ),
                (
                    "standing",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: deceased, under guardianship, JSON"
                    ),
                ),
            ],
            options={
                "db_table_comment": "The embedded register's people",
            },
        ),
        migrations.CreateModel(
            name="Document",
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
                ("kind", models.TextField(db_comment="internal: kind of document, or address_card")),
                ("issuing_country", models.TextField(db_comment="internal: who issued it")),
                ("number_key", models.BinaryField(db_comment="personal: keyed hash of kind and number")),
                (
                    "standing",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: last day and mark, JSON"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="registers.record",
                    ),
                ),
            ],
            options={
                "db_table_comment": "The embedded register's documents",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number_key", "issuing_country"), name="document_of_one_person"
                    )
                ],
            },
        ),
    ]
