# SPDX-License-Identifier: EUPL-1.2
"""The first tables of this room: gates, their codes and what was shown for them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import ugyfelkapu.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
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
                ("state", models.TextField(db_comment="internal: state of domain/lifecycle.py")),
                (
                    "person_key",
                    models.BinaryField(
                        db_comment="personal: keyed hash of the register record, null while only claimed (D9)",
                        null=True,
                    ),
                ),
                ("person_source", models.TextField(db_comment="internal: which register, or document_only")),
                (
                    "identity",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: natural identity data, JSON"
                    ),
                ),
                ("username", ugyfelkapu.vault.fields.EncryptedTextField(db_comment="personal: as written")),
                (
                    "username_key",
                    models.BinaryField(db_comment="personal: keyed hash of the comparison form (D11)"),
                ),
                ("email", ugyfelkapu.vault.fields.EncryptedTextField(db_comment="personal: as written")),
                (
                    "email_key",
                    models.BinaryField(db_comment="personal: keyed hash of the comparison form (D10)"),
                ),
                (
                    "email_proved_at",
                    models.DateTimeField(db_comment="internal: when the address was proved", null=True),
                ),
                ("password", models.TextField(blank=True, db_comment="secret: Argon2id hash")),
                ("language", models.TextField(db_comment="internal: language of letters")),
                (
                    "office",
                    models.TextField(
                        blank=True, db_comment="internal: office of registration or finalisation"
                    ),
                ),
                ("registered_at", models.DateTimeField(db_comment="internal: when it was registered")),
                (
                    "ends_at",
                    models.DateTimeField(
                        db_comment="internal: first instant at which it is no more unless something happens",
                        null=True,
                    ),
                ),
                (
                    "activated_at",
                    models.DateTimeField(db_comment="internal: when its first password was set", null=True),
                ),
                (
                    "generation",
                    models.PositiveIntegerField(
                        db_comment="internal: sessions of an earlier generation are void", default=1
                    ),
                ),
                ("suspended_for", models.TextField(blank=True, db_comment="internal: why it is suspended")),
                (
                    "lock_letter_on",
                    models.DateField(db_comment="internal: day of the last lock letter", null=True),
                ),
            ],
            options={
                "db_table_comment": "Gates",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ends_at__isnull", False)), fields=["ends_at"], name="account_due"
                    ),
                    models.Index(fields=["email_key"], name="account_by_address"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "temporary",
                                    "pending_activation",
                                    "active",
                                    "suspended",
                                    "closed",
                                    "erased",
                                ],
                            )
                        ),
                        name="account_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["active", "pending_activation", "suspended"])),
                        fields=("person_key",),
                        name="account_one_a_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["active", "pending_activation", "suspended", "temporary"])
                        ),
                        fields=("username_key",),
                        name="account_username_free",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["active", "pending_activation", "suspended", "temporary"]),
                            ("email_proved_at__isnull", False),
                        ),
                        fields=("email_key",),
                        name="account_address_proved_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proofing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("method", models.TextField(db_comment="internal: desk, document_only")),
                ("document", models.TextField(db_comment="internal: kind of document shown")),
                ("issuing_country", models.TextField(db_comment="internal: who issued it")),
                ("address_card", models.TextField(db_comment="internal: shown, or why it does not apply")),
                ("register", models.TextField(blank=True, db_comment="internal: which register answered")),
                (
                    "consent_version",
                    models.TextField(db_comment="internal: version of the privacy notice agreed to"),
                ),
                ("at", models.DateTimeField(db_comment="internal: when")),
                ("office", models.TextField(db_comment="internal: where")),
                ("staff_id", models.UUIDField(db_comment="internal: which staff member")),
                ("second_staff_id", models.UUIDField(db_comment="internal: who confirmed", null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proofings",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "How owners of gates were proofed",
            },
        ),
        migrations.CreateModel(
            name="Admission",
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
                ("office", models.TextField(db_comment="internal: where")),
                ("asked_by", models.UUIDField(db_comment="internal: who asked")),
                ("asked_at", models.DateTimeField(db_comment="internal: when")),
                (
                    "ends_at",
                    models.DateTimeField(db_comment="internal: first instant at which nobody may approve it"),
                ),
                (
                    "request",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: what would be registered, JSON; empty once decided"
                    ),
                ),
                (
                    "fingerprint",
                    models.BinaryField(db_comment="personal: keyed hash of the request; approval names it"),
                ),
                ("decided_at", models.DateTimeField(db_comment="internal: when it was decided", null=True)),
                ("outcome", models.TextField(blank=True, db_comment="internal: approved or declined")),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: the gate that came of it",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="admissions",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "People whom no register knows, waiting for a second confirmation",
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at", None)),
                        fields=["office", "asked_at"],
                        name="admission_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Code",
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
                ("purpose", models.TextField(db_comment="internal: activation or reset")),
                ("digest", models.BinaryField(db_comment="secret: keyed hash of the code", unique=True)),
                ("issued_at", models.DateTimeField(db_comment="internal: when it was issued")),
                ("ends_at", models.DateTimeField(db_comment="internal: first instant at which it is dead")),
                ("used_at", models.DateTimeField(db_comment="internal: when it was redeemed", null=True)),
                (
                    "dead_at",
                    models.DateTimeField(db_comment="internal: when a newer one replaced it", null=True),
                ),
                (
                    "wrong_tries",
                    models.PositiveSmallIntegerField(db_comment="internal: wrong tries so far", default=0),
                ),
                (
                    "asked_on",
                    models.DateField(db_comment="internal: day on which the owner asked for it", null=True),
                ),
                (
                    "asked_as",
                    models.PositiveSmallIntegerField(
                        db_comment="internal: which of that day, 1 to 3", null=True
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "One-time codes",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("dead_at", None), ("used_at", None)),
                        fields=("account",),
                        name="code_one_live_an_account",
                    ),
                    models.UniqueConstraint(
                        fields=("account", "asked_on", "asked_as"), name="code_asked_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NamePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.BinaryField(db_comment="personal: keyed hash of the name part")),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="name_parts",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Blind tokens of name parts",
                "indexes": [models.Index(fields=["token", "account"], name="name_part_by_token")],
            },
        ),
    ]
