# SPDX-License-Identifier: EUPL-1.2
"""Starting over ends what was before at an instant that is known ahead."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A new column, empty for gates from before."""

    dependencies = [
        ("accounts", "0005_factors_and_confirmations"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="starts_over_at",
            field=models.DateTimeField(
                db_comment="internal: first instant at which password, factors and sessions of before are void",
                null=True,
            ),
        ),
    ]
