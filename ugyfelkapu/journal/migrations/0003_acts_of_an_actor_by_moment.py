# SPDX-License-Identifier: EUPL-1.2
"""What somebody did in the last hour is counted without reading all that they ever did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of moments in place of the one of numbers, which nothing asked for."""

    dependencies = [("journal", "0002_append_only")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["actor_id", "event", "at"], name="entry_by_act_and_moment"),
        ),
        migrations.RemoveIndex(model_name="entry", name="entry_by_actor"),
    ]
