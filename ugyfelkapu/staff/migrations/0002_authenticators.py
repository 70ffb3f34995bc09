# SPDX-License-Identifier: EUPL-1.2
"""Staff members get an authenticator."""

from django.db import migrations, models

import ugyfelkapu.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_offices_and_staff"),
    ]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="totp_secret",
            field=ugyfelkapu.vault.fields.EncryptedTextField(
                db_comment="secret: shared with their authenticator; null without one", null=True
            ),
        ),
        migrations.AddField(
            model_name="staffmember",
            name="totp_step",
            field=models.BigIntegerField(
                db_comment="internal: last accepted step of their authenticator", default=0
            ),
        ),
    ]
