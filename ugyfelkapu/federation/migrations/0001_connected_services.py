# SPDX-License-Identifier: EUPL-1.2
"""The catalogue of connected services."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="public: identifier", default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField(db_comment="public: name in Hungarian")),
                (
                    "name_en",
                    models.TextField(blank=True, db_comment="public: name in English, if it has one"),
                ),
                ("owner", models.TextField(db_comment="public: who runs it, in Hungarian")),
                (
                    "owner_en",
                    models.TextField(blank=True, db_comment="public: who runs it, in English, if told"),
                ),
                ("receives", models.JSONField(db_comment="public: what it receives from full gates")),
                (
                    "temporary",
                    models.BooleanField(
                        db_comment="public: whether temporary gates may use it (D18)", default=False
                    ),
                ),
                ("added_at", models.DateTimeField(db_comment="internal: since when it is connected")),
                (
                    "disabled_at",
                    models.DateTimeField(db_comment="internal: since when nobody signs in to it", null=True),
                ),
            ],
            options={
                "db_table_comment": "Connected services",
                "constraints": [
                    models.UniqueConstraint(fields=("name", "owner"), name="service_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("owner", ""), _negated=True)
                        ),
                        name="service_named",
                    ),
                ],
            },
        ),
    ]
