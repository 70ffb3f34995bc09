# SPDX-License-Identifier: EUPL-1.2
"""Everything that the OpenID Connect door remembers."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import ugyfelkapu.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_starting_over"),
        ("federation", "0002_why_services_ask"),
    ]

    operations = [
        migrations.CreateModel(
            name="Client",
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
                    "client_id",
                    models.TextField(db_comment="public: what it calls itself in requests", unique=True),
                ),
                ("profile", models.TextField(db_comment="internal: a profile of protocol/profiles.py")),
                (
                    "redirect_uris",
                    models.JSONField(db_comment="internal: where people may return, exactly", default=list),
                ),
                (
                    "post_logout_redirect_uris",
                    models.JSONField(
                        db_comment="internal: where people may go after signing out, exactly", default=list
                    ),
                ),
                (
                    "sector",
                    models.TextField(
                        db_comment="internal: services of one sector know a person by the same code"
                    ),
                ),
                ("authentication", models.TextField(db_comment="internal: token_endpoint_auth_method")),
                (
                    "secret_digest",
                    models.BinaryField(db_comment="secret: SHA-256 of its secret, if it has one", null=True),
                ),
                (
                    "jwks",
                    models.JSONField(db_comment="internal: its public keys, if it handed them in", null=True),
                ),
                (
                    "jwks_uri",
                    models.TextField(
                        blank=True, db_comment="internal: where its public keys are, if it said so"
                    ),
                ),
                (
                    "metadata",
                    models.JSONField(
                        db_comment="internal: algorithms and addresses it registered, in the standard's names",
                        default=dict,
                    ),
                ),
                (
                    "minimum_level",
                    models.TextField(
                        db_comment="internal: lowest level it takes: empty, low or substantial", default=""
                    ),
                ),
                (
                    "audience",
                    models.TextField(
                        blank=True,
                        db_comment="internal: whom its signed access tokens are for; empty: tokens are opaque",
                    ),
                ),
                (
                    "live_at",
                    models.DateTimeField(
                        db_comment="internal: since when everybody may sign in; null while it is on trial",
                        null=True,
                    ),
                ),
                (
                    "service",
                    models.OneToOneField(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="client",
                        to="federation.service",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Connected services as OpenID Connect clients",
            },
        ),
        migrations.CreateModel(
            name="Grant",
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
                    "generation",
                    models.PositiveIntegerField(db_comment="internal: the gate's generation at the sign-in"),
                ),
                (
                    "session_id",
                    models.UUIDField(db_comment="internal: the session of the gate that it ends with"),
                ),
                ("visit_id", models.UUIDField(db_comment="internal: the visit that it belongs to, the sid")),
                ("sub", models.TextField(db_comment="internal: the connection code")),
                ("scope", models.TextField(db_comment="internal: granted scopes")),
                (
                    "claims",
                    models.JSONField(db_comment="internal: names of the claims granted, and where they go"),
                ),
                ("acr", models.TextField(db_comment="internal: level of the sign-in")),
                ("amr", models.TextField(db_comment="internal: how the person signed in")),
                (
                    "auth_time",
                    models.DateTimeField(db_comment="internal: when the person last proved to be there"),
                ),
                ("nonce", models.TextField(blank=True, db_comment="internal: the client's nonce")),
                ("given_at", models.DateTimeField(db_comment="internal: when it was given")),
                (
                    "ends_at",
                    models.DateTimeField(db_comment="internal: first instant at which nothing of it counts"),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(db_comment="internal: when it was taken back", null=True),
                ),
                (
                    "code",
                    models.BinaryField(db_comment="secret: SHA-256 of the authorization code", unique=True),
                ),
                (
                    "code_ends_at",
                    models.DateTimeField(db_comment="internal: first instant at which the code is dead"),
                ),
                (
                    "code_used_at",
                    models.DateTimeField(db_comment="internal: when the code was redeemed", null=True),
                ),
                ("challenge", models.TextField(blank=True, db_comment="internal: PKCE challenge, S256")),
                ("redirect_uri", models.TextField(db_comment="internal: where the code was sent")),
                (
                    "redirect_uri_given",
                    models.BooleanField(
                        db_comment="internal: the request named the redirect_uri, so redeeming must too",
                        default=True,
                    ),
                ),
                (
                    "code_jkt",
                    models.TextField(
                        blank=True, db_comment="internal: thumbprint of the key the code is bound to"
                    ),
                ),
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
                    "client",
                    models.ForeignKey(
                        db_comment="internal: which client",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="oidc.client",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Grants: the families of tokens",
            },
        ),
        migrations.CreateModel(
            name="Interaction",
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
                ("binding", models.BinaryField(db_comment="secret: SHA-256 of the browser's cookie")),
                (
                    "request",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: the validated request, JSON; may hint at who signs in"
                    ),
                ),
                ("begun_at", models.DateTimeField(db_comment="internal: when the request came")),
                ("ends_at", models.DateTimeField(db_comment="internal: first instant at which it is dead")),
                ("used_at", models.DateTimeField(db_comment="internal: when it was answered", null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_comment="internal: for which client",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="oidc.client",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Sign-ins for services under way",
            },
        ),
        migrations.CreateModel(
            name="PushedRequest",
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
                ("digest", models.BinaryField(db_comment="secret: SHA-256 of its request_uri", unique=True)),
                (
                    "request",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="personal: the validated request, JSON; may hint at who signs in"
                    ),
                ),
                ("ends_at", models.DateTimeField(db_comment="internal: first instant at which it is dead")),
                ("used_at", models.DateTimeField(db_comment="internal: when it was answered", null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="oidc.client",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Pushed authorization requests",
            },
        ),
        migrations.CreateModel(
            name="Replay",
            fields=[
                (
                    "digest",
                    models.BinaryField(
                        db_comment="internal: SHA-256 of who said it and the jti",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "ends_at",
                    models.DateTimeField(
                        db_comment="internal: from when it would be refused as too old anyway"
                    ),
                ),
            ],
            options={
                "db_table_comment": "What may be said only once",
                "indexes": [models.Index(fields=["ends_at"], name="replay_ending")],
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
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
                ("kid", models.TextField(db_comment="public: key id", unique=True)),
                ("algorithm", models.TextField(db_comment="public: ES256, RS256, EdDSA or PS256")),
                ("state", models.TextField(db_comment="internal: next, active, retired or gone")),
                ("backend", models.TextField(db_comment="internal: file or pkcs11")),
                ("public", models.JSONField(db_comment="public: the public key, JWK")),
                (
                    "private",
                    ugyfelkapu.vault.fields.EncryptedTextField(
                        db_comment="secret: the private key, PEM; or its label in the module"
                    ),
                ),
                ("made_at", models.DateTimeField(db_comment="internal: when it was made and published")),
                ("active_at", models.DateTimeField(db_comment="internal: when it began to sign", null=True)),
                (
                    "retired_at",
                    models.DateTimeField(db_comment="internal: when it stopped signing", null=True),
                ),
                (
                    "gone_at",
                    models.DateTimeField(
                        db_comment="internal: when it was withdrawn and destroyed", null=True
                    ),
                ),
            ],
            options={
                "db_table_comment": "Keys that sign for the gate",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["next", "active"])),
                        fields=("algorithm", "state"),
                        name="signing_key_one_of_a_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOut",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="internal: identifier, the jti",
                        default=uuid.uuid4,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("sid", models.UUIDField(db_comment="internal: the visit that is over")),
                ("sub", models.TextField(db_comment="internal: the connection code; empty once told")),
                ("queued_at", models.DateTimeField(db_comment="internal: when it fell due")),
                ("next_at", models.DateTimeField(db_comment="internal: real moment of the next try")),
                (
                    "gives_up_at",
                    models.DateTimeField(db_comment="internal: real moment after which nobody tries again"),
                ),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(db_comment="internal: tries so far", default=0),
                ),
                (
                    "status",
                    models.TextField(db_comment="internal: waiting, told or abandoned", default="waiting"),
                ),
                ("lease", models.UUIDField(db_comment="internal: which worker is at it", null=True)),
                (
                    "lease_until",
                    models.DateTimeField(
                        db_comment="internal: real moment when others may take it", null=True
                    ),
                ),
                ("last_error", models.TextField(blank=True, db_comment="internal: why the last try failed")),
                (
                    "client",
                    models.ForeignKey(
                        db_comment="internal: who is told",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="oidc.client",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Sign-outs that services are to be told of",
            },
        ),
        migrations.CreateModel(
            name="Subject",
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
                ("sector", models.TextField(db_comment="internal: for which sector")),
                ("sub", models.TextField(db_comment="internal: the connection code", unique=True)),
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
                "db_table_comment": "Connection codes: pairwise subject identifiers",
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "digest",
                    models.BinaryField(
                        db_comment="secret: SHA-256 of the token", primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField(db_comment="internal: access or refresh")),
                ("scope", models.TextField(db_comment="internal: scopes")),
                (
                    "jkt",
                    models.TextField(blank=True, db_comment="internal: thumbprint of the key it is bound to"),
                ),
                ("issued_at", models.DateTimeField(db_comment="internal: when it was issued")),
                ("ends_at", models.DateTimeField(db_comment="internal: first instant at which it is dead")),
                (
                    "used_at",
                    models.DateTimeField(
                        db_comment="internal: when it was exchanged for its successor", null=True
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="internal: about whose gate; null for a client's own",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_comment="internal: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="oidc.client",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        db_comment="internal: its family; null for a client's own",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to="oidc.grant",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Access and refresh tokens",
            },
        ),
        migrations.CreateModel(
            name="Trial",
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
                ("digest", models.BinaryField(db_comment="secret: SHA-256 of the pass", unique=True)),
                ("begun_at", models.DateTimeField(db_comment="internal: when it began")),
                (
                    "ends_at",
                    models.DateTimeField(db_comment="internal: first instant at which the pass is dead"),
                ),
                (
                    "checks",
                    models.JSONField(
                        db_comment="internal: what was seen, by name of the check", default=dict
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_comment="internal: which client",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trials",
                        to="oidc.client",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Trials of services before they go live",
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="internal: identifier, the sid",
                        default=uuid.uuid4,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("session_id", models.UUIDField(db_comment="internal: which session of the gate")),
                ("account_id", models.UUIDField(db_comment="internal: which gate, by number only")),
                ("sub", models.TextField(db_comment="internal: the connection code")),
                ("begun_at", models.DateTimeField(db_comment="internal: when it began")),
                (
                    "ends_at",
                    models.DateTimeField(db_comment="internal: when the session would lapse by itself"),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_comment="internal: which client",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="oidc.client",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Sessions of the gate as services know them",
            },
        ),
        migrations.CreateModel(
            name="Consent",
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
                    "asked",
                    models.TextField(
                        db_comment="internal: what the service asked for, codes of domain/disclosure.py"
                    ),
                ),
                ("data", models.TextField(db_comment="internal: what of it the person lets it have")),
                (
                    "version",
                    models.TextField(db_comment="internal: digest of the purposes that the person read"),
                ),
                ("given_at", models.DateTimeField(db_comment="internal: when it was given")),
                (
                    "withdrawn_at",
                    models.DateTimeField(db_comment="internal: when it was withdrawn or replaced", null=True),
                ),
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
                    "client",
                    models.ForeignKey(
                        db_comment="internal: which client",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="oidc.client",
                    ),
                ),
            ],
            options={
                "db_table_comment": "What people let services have",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("account", "client"),
                        name="consent_one_living",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["account", "client"], name="grant_by_account"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["visit_id"], name="grant_by_visit"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["ends_at"], name="grant_ending"),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(fields=["ends_at"], name="interaction_ending"),
        ),
        migrations.AddIndex(
            model_name="pushedrequest",
            index=models.Index(fields=["ends_at"], name="pushed_request_ending"),
        ),
        migrations.AddIndex(
            model_name="signout",
            index=models.Index(
                condition=models.Q(("status", "waiting")), fields=["next_at"], name="sign_out_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="signout",
            constraint=models.UniqueConstraint(fields=("sid",), name="sign_out_once"),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.UniqueConstraint(fields=("account", "sector"), name="subject_once_a_sector"),
        ),
        migrations.AddIndex(
            model_name="token",
            index=models.Index(fields=["ends_at"], name="token_ending"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["account_id"], name="visit_by_account"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["ends_at"], name="visit_ending"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(fields=("session_id", "client"), name="visit_once"),
        ),
    ]
