# SPDX-License-Identifier: EUPL-1.2
"""What falls due is counted by day, and what came is counted by day, without reading every gate."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes alone."""

    dependencies = [
        ("accounts", "0003_temporary_gates"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="account", name="account_due"),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("ends_at__isnull", False)),
                fields=["ends_at", "state"],
                name="account_due",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["registered_at"], name="account_by_registration"),
        ),
        migrations.AddIndex(
            model_name="code",
            index=models.Index(
                condition=models.Q(("dead_at", None), ("used_at", None)),
                fields=["ends_at"],
                name="code_ending",
            ),
        ),
    ]
