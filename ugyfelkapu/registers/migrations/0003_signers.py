# SPDX-License-Identifier: EUPL-1.2
"""People of the embedded register are found by what certificates say of them, from the next import on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_data_at_birth")]

    operations = [
        migrations.CreateModel(
            name="Handle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BinaryField(db_comment="personal: keyed hash of what a certificate says")),
                (
                    "record",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handles",
                        to="registers.record",
                    ),
                ),
            ],
            options={"db_table_comment": "By what certificates name the embedded register's people"},
        ),
        migrations.AddConstraint(
            model_name="handle",
            constraint=models.UniqueConstraint(fields=("key", "record"), name="handle_once_a_record"),
        ),
    ]
