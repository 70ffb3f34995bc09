# SPDX-License-Identifier: EUPL-1.2
"""Letters that were given up are found among all that were sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = [
        ("outbox", "0001_letters_and_mailbox"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("status", "abandoned")), fields=["created_at"], name="letter_abandoned"
            ),
        ),
    ]
