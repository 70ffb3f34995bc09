# SPDX-License-Identifier: EUPL-1.2
"""How often the owner of a session proved to be there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_recoveries_at_the_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="proofs",
            field=models.PositiveIntegerField(
                db_comment="internal: how often its owner proved that they are there", default=1
            ),
        ),
    ]
