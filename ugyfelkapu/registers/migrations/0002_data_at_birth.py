# SPDX-License-Identifier: EUPL-1.2
"""People of the embedded register are found by their data at birth; the next import fills the key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_embedded_register")]

    operations = [
        migrations.AddField(
            model_name="record",
            name="birth_key",
            field=models.BinaryField(
                db_comment="personal: keyed hash of the data at birth, null until the next import", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["birth_key"], name="record_by_birth"),
        ),
    ]
