# SPDX-License-Identifier: EUPL-1.2
"""The first tables of this room: entries and the chain over them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_comment="internal: the moment of business")),
                ("event", models.TextField(db_comment="internal: a name of domain/events.py")),
                ("actor_kind", models.TextField(db_comment="internal: who acted, the sort")),
                ("actor_id", models.TextField(db_comment="internal: who acted, an identifier")),
                ("office", models.TextField(blank=True, db_comment="internal: at which office")),
                (
                    "subject",
                    models.UUIDField(db_comment="internal: the gate or thing it is about", null=True),
                ),
                ("details", models.JSONField(db_comment="internal: ids, codes and moments")),
                ("mac", models.BinaryField(db_comment="internal: keyed seal of this row")),
            ],
            options={
                "db_table_comment": "Who did what, when: append-only",
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_comment="internal: the entry",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="journal.entry",
                    ),
                ),
                (
                    "position",
                    models.BigIntegerField(db_comment="internal: 1, 2, 3 … without a gap", unique=True),
                ),
                (
                    "mac",
                    models.BinaryField(db_comment="internal: seal over the seal before and the entry's own"),
                ),
            ],
            options={
                "db_table_comment": "The hash chain over the journal",
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["subject", "-id"], name="entry_by_subject"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["actor_id", "-id"], name="entry_by_actor"),
        ),
    ]
