# SPDX-License-Identifier: EUPL-1.2
"""Letters on their way, and the development mailbox."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import ugyfelkapu.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_people_and_gates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
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
                ("kind", models.TextField(db_comment="internal: name in the catalogue of letters")),
                ("language", models.TextField(db_comment="internal: language of the letter")),
                (
                    "to",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: address, wiped once sent", null=True
                    ),
                ),
                (
                    "context",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="secret: the letter's fields as JSON, wiped once sent", null=True
                    ),
                ),
                (
                    "status",
                    models.TextField(db_comment="internal: waiting, sent or abandoned", default="waiting"),
                ),
                (
                    "attempts",
                    models.PositiveIntegerField(db_comment="internal: how often it was tried", default=0),
                ),
                ("last_error", models.TextField(blank=True, db_comment="internal: code of the last failure")),
                ("created_at", models.DateTimeField(db_comment="internal: when it was posted")),
                (
                    "sent_at",
                    models.DateTimeField(db_comment="internal: when the mail server took it", null=True),
                ),
                (
                    "next_at",
                    models.DateTimeField(db_comment="internal: real moment from which it may be tried"),
                ),
                (
                    "gives_up_at",
                    models.DateTimeField(
                        db_comment="internal: real moment after which it is not tried again"
                    ),
                ),
                (
                    "lease",
                    models.UUIDField(db_comment="internal: token of the worker that carries it", null=True),
                ),
                (
                    "lease_until",
                    models.DateTimeField(
                        db_comment="internal: real moment at which the lease ends", null=True
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose gate it is about, null when the letter must outlive it",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Letters waiting to leave, and what became of them",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "waiting")), fields=["next_at"], name="letter_due"
                    ),
                    models.Index(fields=["-created_at"], name="letter_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["abandoned", "sent", "waiting"])),
                        name="letter_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sent"), _negated=True),
                            models.Q(("context__isnull", True), ("to__isnull", True)),
                            _connector="OR",
                        ),
                        name="letter_wiped_once_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "waiting"), _negated=True),
                            models.Q(("context__isnull", False), ("to__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_whole_while_waiting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailboxItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="internal: identifier of the letter", primary_key=True, serialize=False
                    ),
                ),
                ("to", ugyfelkapu.vault.fields.EncryptedTextField(db_comment="personal: address")),
                ("subject", ugyfelkapu.vault.fields.EncryptedTextField(db_comment="personal: subject")),
                ("text", ugyfelkapu.vault.fields.EncryptedTextField(db_comment="secret: text body")),
                ("html", ugyfelkapu.vault.fields.EncryptedTextField(db_comment="secret: HTML body")),
                ("sent_at", models.DateTimeField(db_comment="internal: when it arrived")),
                (
                    "arrived",
                    models.DateTimeField(db_comment="internal: real moment of arrival, for the order"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: whose gate it is about",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table_comment": "The mailbox of a development machine",
                "indexes": [models.Index(fields=["-arrived"], name="mailbox_newest")],
            },
        ),
    ]
