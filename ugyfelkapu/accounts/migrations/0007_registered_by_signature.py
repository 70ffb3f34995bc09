# SPDX-License-Identifier: EUPL-1.2
"""Gates that an electronic signature opened: no staff member saw their owner, and some are capped."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A new column, false for gates from before, and proofing without staff."""

    dependencies = [
        ("accounts", "0006_starting_over"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="capped",
            field=models.BooleanField(
                db_comment="internal: no level above low until a desk check (proofed by an unqualified certificate)",
                db_default=False,
                default=False,
            ),
        ),
        migrations.AlterField(
            model_name="proofing",
            name="method",
            field=models.TextField(db_comment="internal: desk, document_only, signature"),
        ),
        migrations.AlterField(
            model_name="proofing",
            name="document",
            field=models.TextField(db_comment="internal: kind of document shown, or of certificate"),
        ),
        migrations.AlterField(
            model_name="proofing",
            name="staff_id",
            field=models.UUIDField(db_comment="internal: which staff member, null by signature", null=True),
        ),
    ]
