# SPDX-License-Identifier: EUPL-1.2
"""How many questions about identity data services had."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("federation", "0002_why_services_ask"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuestionCount",
            fields=[
                (
                    "key",
                    models.BinaryField(
                        db_comment="internal: keyed hash of who is counted", primary_key=True, serialize=False
                    ),
                ),
                ("hour", models.DateTimeField(db_comment="internal: in which hour")),
                ("asked", models.PositiveIntegerField(db_comment="internal: how many so far")),
            ],
            options={
                "db_table_comment": "Questions about identity data, counted",
                "indexes": [models.Index(fields=["hour"], name="question_count_by_hour")],
            },
        ),
    ]
