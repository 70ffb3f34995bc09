# SPDX-License-Identifier: EUPL-1.2
"""Gates are found by username and by person without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two plain indexes."""

    dependencies = [("accounts", "0001_people_and_gates")]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["username_key"], name="account_by_username"),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["person_key"], name="account_by_person"),
        ),
    ]
