# SPDX-License-Identifier: EUPL-1.2
"""The first tables of this room: offices and staff."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import ugyfelkapu.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Office",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.TextField(db_comment="public: short code, such as BP-01", unique=True)),
                ("name", models.TextField(db_comment="public: name")),
                ("address", models.TextField(db_comment="public: postal address")),
                (
                    "opening_hours",
                    models.TextField(blank=True, db_comment="public: when it is open, one line a day"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(db_comment="public: since when it is closed for good", null=True),
                ),
            ],
            options={
                "db_table_comment": "Document offices",
            },
        ),
        migrations.CreateModel(
            name="StaffMember",
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
                ("username", models.TextField(db_comment="internal: sign-in name", unique=True)),
                (
                    "display_name",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: name as the header shows it"
                    ),
                ),
                ("role", models.TextField(db_comment="internal: role")),
                ("password", models.TextField(db_comment="secret: Argon2id hash")),
                (
                    "person_key",
                    models.BinaryField(
                        db_comment="personal: keyed hash of their own register record", null=True
                    ),
                ),
                (
                    "disabled_at",
                    models.DateTimeField(db_comment="internal: since when they may do nothing", null=True),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_comment="internal: where they work",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="staff.office",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Clerks, supervisors, operators and auditors",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["clerk", "supervisor", "operator", "auditor"])),
                        name="staff_role_known",
                    )
                ],
            },
        ),
    ]
