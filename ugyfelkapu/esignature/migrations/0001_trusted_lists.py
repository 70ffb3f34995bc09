# SPDX-License-Identifier: EUPL-1.2
"""Trusted lists as they were taken, and how the keeping of them goes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ListFile",
            fields=[
                (
                    "sha256",
                    models.TextField(
                        db_comment="public: digest of the file", primary_key=True, serialize=False
                    ),
                ),
                ("octets", models.BinaryField(db_comment="public: the file, compressed with zlib")),
            ],
            options={
                "db_table_comment": "Trusted lists as they came",
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.TextField(
                        db_comment="public: digest over the lists taken", primary_key=True, serialize=False
                    ),
                ),
                ("taken_at", models.DateTimeField(db_comment="internal: when it was taken first")),
            ],
            options={
                "db_table_comment": "Trusted lists that were believed together",
            },
        ),
        migrations.CreateModel(
            name="Trouble",
            fields=[
                (
                    "territory",
                    models.TextField(db_comment="public: whose list", primary_key=True, serialize=False),
                ),
                ("reason", models.TextField(db_comment="internal: what is wrong")),
                ("since", models.DateTimeField(db_comment="internal: since when without a break")),
            ],
            options={
                "db_table_comment": "Trusted lists that could not be brought up to date",
            },
        ),
        migrations.CreateModel(
            name="SnapshotFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.TextField(
                        db_comment="internal: top, pivot, national, own, signers or own-signers"
                    ),
                ),
                (
                    "territory",
                    models.TextField(db_comment="public: whose list, empty for others than national ones"),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_comment="internal: which file",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="esignature.listfile",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_comment="internal: which snapshot",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="esignature.snapshot",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Which files a snapshot is made of",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("snapshot", "role", "territory", "file"), name="file_once_in_a_part"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SnapshotList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("territory", models.TextField(db_comment="public: whose list")),
                (
                    "refused",
                    models.TextField(db_comment="internal: why it was not taken, empty where it was"),
                ),
                ("sequence", models.IntegerField(db_comment="public: the list's number")),
                ("sha256", models.TextField(db_comment="public: digest of its file")),
                ("issued_at", models.DateTimeField(db_comment="public: when it was issued", null=True)),
                (
                    "next_update_at",
                    models.DateTimeField(
                        db_comment="public: when the next one is due, null for closed lists", null=True
                    ),
                ),
                ("services", models.IntegerField(db_comment="public: services on it that concern us")),
                ("problems", models.IntegerField(db_comment="public: things on it that could not be read")),
                ("top", models.BooleanField(db_comment="internal: whether it is the list of the lists")),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_comment="internal: which snapshot",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lists",
                        to="esignature.snapshot",
                    ),
                ),
            ],
            options={
                "db_table_comment": "How each list stood in a snapshot",
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "territory"), name="list_once_in_a_snapshot")
                ],
            },
        ),
        migrations.CreateModel(
            name="Upkeep",
            fields=[
                (
                    "id",
                    models.IntegerField(db_comment="internal: always 1", primary_key=True, serialize=False),
                ),
                (
                    "tried_at",
                    models.DateTimeField(db_comment="internal: when somebody looked last", null=True),
                ),
                (
                    "done_at",
                    models.DateTimeField(db_comment="internal: when looking last succeeded", null=True),
                ),
                (
                    "asked",
                    models.BooleanField(
                        db_comment="internal: an operator wants it looked at soon", default=False
                    ),
                ),
                (
                    "failure",
                    models.TextField(
                        db_comment="internal: why looking failed last, empty if it did not", default=""
                    ),
                ),
                (
                    "active",
                    models.ForeignKey(
                        db_comment="internal: what is believed now",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="esignature.snapshot",
                    ),
                ),
            ],
            options={
                "db_table_comment": "How the keeping of the trusted lists goes",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="upkeep_is_one_row")
                ],
            },
        ),
    ]
