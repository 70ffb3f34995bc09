# SPDX-License-Identifier: EUPL-1.2
"""Why a service asks for each datum, and whether a statute gives it the data."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("federation", "0001_connected_services"),
    ]

    operations = [
        migrations.AddField(
            model_name="service",
            name="purposes",
            field=models.JSONField(
                db_comment="public: why it asks for each datum, in Hungarian and in English", default=dict
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="statutory",
            field=models.BooleanField(
                db_comment="public: a statute gives it the data, so no consent is asked", default=False
            ),
        ),
    ]
