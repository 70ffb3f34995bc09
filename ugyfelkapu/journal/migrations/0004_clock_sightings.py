# SPDX-License-Identifier: EUPL-1.2
"""The clock is remembered, so that a wrong one erases nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table of one row."""

    dependencies = [
        ("journal", "0003_acts_of_an_actor_by_moment"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockSighting",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        db_comment="internal: always 1", primary_key=True, serialize=False
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_comment="internal: the latest trusted moment, if there was one", null=True
                    ),
                ),
                (
                    "doubt",
                    models.TextField(
                        db_comment="internal: why the clock is doubted, empty if it is not", default=""
                    ),
                ),
            ],
            options={
                "db_table_comment": "How far the clock had come",
            },
        ),
    ]
