# SPDX-License-Identifier: EUPL-1.2
"""Second factors, recovery codes, and sign-ins in two steps."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import ugyfelkapu.vault.fields


class Migration(migrations.Migration):
    """New tables; sessions learn what was proved in them."""

    dependencies = [
        ("access", "0001_sessions_and_attempts"),
        ("accounts", "0005_factors_and_confirmations"),
    ]

    operations = [
        migrations.AddField(
            model_name="device",
            name="label",
            field=models.TextField(
                db_comment="internal: which browser on which system, coarsely", default=""
            ),
        ),
        migrations.AddField(
            model_name="device",
            name="method",
            field=models.TextField(
                db_comment="internal: how it signed in last, to offer that first", default=""
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="device",
            field=models.ForeignKey(
                db_comment="internal: from which known browser",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="sessions",
                to="access.device",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="factors",
            field=models.JSONField(db_comment="internal: what was proved in this very session", default=list),
        ),
        migrations.AddField(
            model_name="session",
            name="stepped_up_at",
            field=models.DateTimeField(
                db_comment="internal: when its owner last proved that they are there", null=True
            ),
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="internal: identifier",
                        default=uuid.uuid4,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("digest", models.BinaryField(db_comment="secret: SHA-256 of the challenge", unique=True)),
                ("purpose", models.TextField(db_comment="internal: add, sign_in, second_step or step_up")),
                (
                    "binding",
                    models.BinaryField(db_comment="secret: SHA-256 of the cookie that it is bound to"),
                ),
                (
                    "user_handle",
                    models.BinaryField(
                        db_comment="personal: what the new passkey's authenticator will call the gate",
                        null=True,
                    ),
                ),
                ("ends_at", models.DateTimeField(db_comment="internal: first instant at which it is dead")),
                ("used_at", models.DateTimeField(db_comment="internal: when it was answered", null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose, null before anybody is known",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Challenges for passkeys",
            },
        ),
        migrations.CreateModel(
            name="Factor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="internal: identifier",
                        default=uuid.uuid4,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.TextField(db_comment="internal: totp or passkey")),
                (
                    "name",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: what its owner calls it"
                    ),
                ),
                (
                    "epoch",
                    models.PositiveIntegerField(db_comment="internal: the gate's epoch when it was added"),
                ),
                ("added_at", models.DateTimeField(db_comment="internal: when it was added")),
                (
                    "counts_from",
                    models.DateTimeField(
                        db_comment="internal: first instant at which it counts, null until it is confirmed",
                        null=True,
                    ),
                ),
                ("used_at", models.DateTimeField(db_comment="internal: when it was last used", null=True)),
                (
                    "secret",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="secret: what an authenticator computes its codes from", null=True
                    ),
                ),
                (
                    "last_step",
                    models.BigIntegerField(db_comment="internal: latest time step accepted", default=0),
                ),
                (
                    "credential_id",
                    models.BinaryField(
                        db_comment="personal: the passkey's identifier, made by the authenticator",
                        null=True,
                        unique=True,
                    ),
                ),
                (
                    "public_key",
                    models.BinaryField(db_comment="personal: the passkey's public key, COSE", null=True),
                ),
                (
                    "user_handle",
                    models.BinaryField(
                        db_comment=(
                            "personal: what authenticators call the gate, random, the same for its passkeys"
                        ),
                        null=True,
                    ),
                ),
                (
                    "sign_count",
                    models.BigIntegerField(db_comment="internal: the passkey's counter", default=0),
                ),
                (
                    "transports",
                    models.JSONField(db_comment="internal: how the passkey is reached", default=list),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="factors",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Second factors",
            },
        ),
        migrations.CreateModel(
            name="HalfSignIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="internal: identifier",
                        default=uuid.uuid4,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "digest",
                    models.BinaryField(db_comment="secret: SHA-256 of the cookie's token", unique=True),
                ),
                (
                    "generation",
                    models.PositiveIntegerField(db_comment="internal: the gate's generation when it began"),
                ),
                ("begun_at", models.DateTimeField(db_comment="internal: when the password was given")),
                ("ends_at", models.DateTimeField(db_comment="internal: first instant at which it is over")),
                ("used_at", models.DateTimeField(db_comment="internal: when it became a session", null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose gate",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Sign-ins between their two steps",
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(db_comment="secret: keyed hash of the code", unique=True)),
                (
                    "epoch",
                    models.PositiveIntegerField(db_comment="internal: the gate's epoch when it was made"),
                ),
                ("made_at", models.DateTimeField(db_comment="internal: when it was made")),
                (
                    "kept_at",
                    models.DateTimeField(
                        db_comment="internal: when its owner said that they kept it", null=True
                    ),
                ),
                ("used_at", models.DateTimeField(db_comment="internal: when it was used", null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Recovery codes",
            },
        ),
        migrations.CreateModel(
            name="SafetyLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="internal: identifier",
                        default=uuid.uuid4,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("digest", models.BinaryField(db_comment="secret: SHA-256 of the link's token", unique=True)),
                ("ends_at", models.DateTimeField(db_comment="internal: first instant at which it is dead")),
                ("used_at", models.DateTimeField(db_comment="internal: when it was used", null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose gate",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "factor",
                    models.ForeignKey(
                        db_comment="internal: the factor that it cancels, if any",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="access.factor",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Links of security letters",
            },
        ),
        migrations.AddConstraint(
            model_name="factor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credential_id__isnull", True), ("kind", "totp"), ("secret__isnull", False)),
                    models.Q(
                        ("credential_id__isnull", False),
                        ("kind", "passkey"),
                        ("public_key__isnull", False),
                        ("secret__isnull", True),
                        ("user_handle__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="factor_has_what_its_kind_needs",
            ),
        ),
    ]
