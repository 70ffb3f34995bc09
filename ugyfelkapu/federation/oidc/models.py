# SPDX-License-Identifier: EUPL-1.2
"""What the OpenID Connect door remembers: clients, sign-ins under way, grants, tokens, consents, keys.

Secrets and tokens rest as SHA-256 digests: they are 256 random bits, so no slower hash is needed.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from ugyfelkapu.vault.fields import EncryptedTextField


class Client(models.Model):
    """A connected service as an OpenID Connect client. Its profile decides what it must and may do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    service = models.OneToOneField(
        "federation.Service", on_delete=models.CASCADE, related_name="client", db_comment="internal: whose"
    )
    client_id = models.TextField(unique=True, db_comment="public: what it calls itself in requests")
    profile = models.TextField(db_comment="internal: a profile of protocol/profiles.py")
    redirect_uris = models.JSONField(default=list, db_comment="internal: where people may return, exactly")
    post_logout_redirect_uris = models.JSONField(
        default=list, db_comment="internal: where people may go after signing out, exactly"
    )
    sector = models.TextField(db_comment="internal: services of one sector know a person by the same code")
    authentication = models.TextField(db_comment="internal: token_endpoint_auth_method")
    secret_digest = models.BinaryField(null=True, db_comment="secret: SHA-256 of its secret, if it has one")
    jwks = models.JSONField(null=True, db_comment="internal: its public keys, if it handed them in")
    jwks_uri = models.TextField(blank=True, db_comment="internal: where its public keys are, if it said so")
    metadata = models.JSONField(
        default=dict, db_comment="internal: algorithms and addresses it registered, in the standard's names"
    )
    minimum_level = models.TextField(
        default="", db_comment="internal: lowest level it takes: empty, low or substantial"
    )
    audience = models.TextField(
        blank=True, db_comment="internal: whom its signed access tokens are for; empty: tokens are opaque"
    )
    live_at = models.DateTimeField(
        null=True, db_comment="internal: since when everybody may sign in; null while it is on trial"
    )

    class Meta:
        """Clients."""

        db_table_comment = "Connected services as OpenID Connect clients"

    def __str__(self) -> str:
        return self.client_id


class Trial(models.Model):
    """A trial of a service before it goes live: who holds its pass may sign in, and checks are noted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="trials", db_comment="internal: which client"
    )
    digest = models.BinaryField(unique=True, db_comment="secret: SHA-256 of the pass")
    begun_at = models.DateTimeField(db_comment="internal: when it began")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which the pass is dead")
    checks = models.JSONField(default=dict, db_comment="internal: what was seen, by name of the check")

    class Meta:
        """Trials."""

        db_table_comment = "Trials of services before they go live"

    def __str__(self) -> str:
        return str(self.id)


class Interaction(models.Model):
    """A sign-in for a service under way in one browser, between its request and the answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="+", db_comment="internal: for which client"
    )
    binding = models.BinaryField(db_comment="secret: SHA-256 of the browser's cookie")
    request = EncryptedTextField(db_comment="personal: the validated request, JSON; may hint at who signs in")
    begun_at = models.DateTimeField(db_comment="internal: when the request came")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which it is dead")
    used_at = models.DateTimeField(null=True, db_comment="internal: when it was answered")

    class Meta:
        """Sign-ins under way."""

        db_table_comment = "Sign-ins for services under way"
        indexes = [models.Index(fields=["ends_at"], name="interaction_ending")]

    def __str__(self) -> str:
        return str(self.id)


class PushedRequest(models.Model):
    """An authorization request that a client pushed (RFC 9126); consumed when it is answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    digest = models.BinaryField(unique=True, db_comment="secret: SHA-256 of its request_uri")
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="+", db_comment="internal: whose"
    )
    request = EncryptedTextField(db_comment="personal: the validated request, JSON; may hint at who signs in")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which it is dead")
    used_at = models.DateTimeField(null=True, db_comment="internal: when it was answered")

    class Meta:
        """Found by digest."""

        db_table_comment = "Pushed authorization requests"
        indexes = [models.Index(fields=["ends_at"], name="pushed_request_ending")]

    def __str__(self) -> str:
        return str(self.id)


class Subject(models.Model):
    """The code by which one sector knows one person (D19): made once, the same for good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="+", db_comment="internal: whose gate"
    )
    sector = models.TextField(db_comment="internal: for which sector")
    sub = models.TextField(unique=True, db_comment="internal: the connection code")

    class Meta:
        """One code a person and sector."""

        db_table_comment = "Connection codes: pairwise subject identifiers"
        constraints = [models.UniqueConstraint(fields=["account", "sector"], name="subject_once_a_sector")]

    def __str__(self) -> str:
        return self.sub


class Visit(models.Model):
    """One session of the gate used at one service: what ``sid`` names.

    Holds no key to the gate, only numbers: a sign-out is still owed when the gate is erased already, and
    the row goes once that is queued (D20).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier, the sid")
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="+", db_comment="internal: which client"
    )
    session_id = models.UUIDField(db_comment="internal: which session of the gate")
    account_id = models.UUIDField(db_comment="internal: which gate, by number only")
    sub = models.TextField(db_comment="internal: the connection code")
    begun_at = models.DateTimeField(db_comment="internal: when it began")
    ends_at = models.DateTimeField(db_comment="internal: when the session would lapse by itself")

    class Meta:
        """One visit a session and client."""

        db_table_comment = "Sessions of the gate as services know them"
        constraints = [models.UniqueConstraint(fields=["session_id", "client"], name="visit_once")]
        indexes = [
            models.Index(fields=["account_id"], name="visit_by_account"),
            models.Index(fields=["ends_at"], name="visit_ending"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Grant(models.Model):
    """What one person let one client have at one sign-in: its code, and the family of its tokens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="+", db_comment="internal: which client"
    )
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="+", db_comment="internal: whose gate"
    )
    generation = models.PositiveIntegerField(db_comment="internal: the gate's generation at the sign-in")
    session_id = models.UUIDField(db_comment="internal: the session of the gate that it ends with")
    visit_id = models.UUIDField(db_comment="internal: the visit that it belongs to, the sid")
    sub = models.TextField(db_comment="internal: the connection code")
    scope = models.TextField(db_comment="internal: granted scopes")
    claims = models.JSONField(db_comment="internal: names of the claims granted, and where they go")
    acr = models.TextField(db_comment="internal: level of the sign-in")
    amr = models.TextField(db_comment="internal: how the person signed in")
    auth_time = models.DateTimeField(db_comment="internal: when the person last proved to be there")
    nonce = models.TextField(blank=True, db_comment="internal: the client's nonce")
    given_at = models.DateTimeField(db_comment="internal: when it was given")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which nothing of it counts")
    revoked_at = models.DateTimeField(null=True, db_comment="internal: when it was taken back")
    code = models.BinaryField(unique=True, db_comment="secret: SHA-256 of the authorization code")
    code_ends_at = models.DateTimeField(db_comment="internal: first instant at which the code is dead")
    code_used_at = models.DateTimeField(null=True, db_comment="internal: when the code was redeemed")
    challenge = models.TextField(blank=True, db_comment="internal: PKCE challenge, S256")
    redirect_uri = models.TextField(db_comment="internal: where the code was sent")
    redirect_uri_given = models.BooleanField(
        default=True, db_comment="internal: the request named the redirect_uri, so redeeming must too"
    )
    code_jkt = models.TextField(blank=True, db_comment="internal: thumbprint of the key the code is bound to")

    class Meta:
        """Found by code, by gate, by visit and by what ends."""

        db_table_comment = "Grants: the families of tokens"
        indexes = [
            models.Index(fields=["account", "client"], name="grant_by_account"),
            models.Index(fields=["visit_id"], name="grant_by_visit"),
            models.Index(fields=["ends_at"], name="grant_ending"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Token(models.Model):
    """An access or refresh token; a refresh token is used once where the profile rotates them."""

    digest = models.BinaryField(primary_key=True, db_comment="secret: SHA-256 of the token")
    kind = models.TextField(db_comment="internal: access or refresh")
    grant = models.ForeignKey(
        Grant,
        null=True,
        on_delete=models.CASCADE,
        related_name="tokens",
        db_comment="internal: its family; null for a client's own",
    )
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="+", db_comment="internal: whose"
    )
    account = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_comment="internal: about whose gate; null for a client's own",
    )
    scope = models.TextField(db_comment="internal: scopes")
    jkt = models.TextField(blank=True, db_comment="internal: thumbprint of the key it is bound to")
    issued_at = models.DateTimeField(db_comment="internal: when it was issued")
    ends_at = models.DateTimeField(db_comment="internal: first instant at which it is dead")
    used_at = models.DateTimeField(null=True, db_comment="internal: when it was exchanged for its successor")

    class Meta:
        """Found by digest."""

        db_table_comment = "Access and refresh tokens"
        indexes = [models.Index(fields=["ends_at"], name="token_ending")]

    def __str__(self) -> str:
        return self.kind


class Consent(models.Model):
    """That a person lets a service have some of their data; withdrawn ones stay until the gate goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="+", db_comment="internal: whose gate"
    )
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="+", db_comment="internal: which client"
    )
    asked = models.TextField(db_comment="internal: what the service asked for, codes of domain/disclosure.py")
    data = models.TextField(db_comment="internal: what of it the person lets it have")
    version = models.TextField(db_comment="internal: digest of the purposes that the person read")
    given_at = models.DateTimeField(db_comment="internal: when it was given")
    withdrawn_at = models.DateTimeField(null=True, db_comment="internal: when it was withdrawn or replaced")

    class Meta:
        """One living consent a person and client."""

        db_table_comment = "What people let services have"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "client"], condition=Q(withdrawn_at=None), name="consent_one_living"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Replay(models.Model):
    """Something that may be said only once: the ``jti`` of an assertion, a proof or a request object."""

    digest = models.BinaryField(primary_key=True, db_comment="internal: SHA-256 of who said it and the jti")
    ends_at = models.DateTimeField(db_comment="internal: from when it would be refused as too old anyway")

    class Meta:
        """Found by digest."""

        db_table_comment = "What may be said only once"
        indexes = [models.Index(fields=["ends_at"], name="replay_ending")]

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class SigningKey(models.Model):
    """A key that signs for the gate: next, then active, then retired, then gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier")
    kid = models.TextField(unique=True, db_comment="public: key id")
    algorithm = models.TextField(db_comment="public: ES256, RS256, EdDSA or PS256")
    state = models.TextField(db_comment="internal: next, active, retired or gone")
    backend = models.TextField(db_comment="internal: file or pkcs11")
    public = models.JSONField(db_comment="public: the public key, JWK")
    private = EncryptedTextField(db_comment="secret: the private key, PEM; or its label in the module")
    made_at = models.DateTimeField(db_comment="internal: when it was made and published")
    active_at = models.DateTimeField(null=True, db_comment="internal: when it began to sign")
    retired_at = models.DateTimeField(null=True, db_comment="internal: when it stopped signing")
    gone_at = models.DateTimeField(null=True, db_comment="internal: when it was withdrawn and destroyed")

    class Meta:
        """One next and one active key an algorithm."""

        db_table_comment = "Keys that sign for the gate"
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm", "state"],
                condition=Q(state__in=["next", "active"]),
                name="signing_key_one_of_a_state",
            )
        ]

    def __str__(self) -> str:
        return self.kid


class SignOut(models.Model):
    """A sign-out that a service is still to be told of (back-channel logout); no row about a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_comment="internal: identifier, the jti")
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="+", db_comment="internal: who is told"
    )
    sid = models.UUIDField(db_comment="internal: the visit that is over")
    sub = models.TextField(db_comment="internal: the connection code; empty once told")
    queued_at = models.DateTimeField(db_comment="internal: when it fell due")
    next_at = models.DateTimeField(db_comment="internal: real moment of the next try")
    gives_up_at = models.DateTimeField(db_comment="internal: real moment after which nobody tries again")
    attempts = models.PositiveSmallIntegerField(default=0, db_comment="internal: tries so far")
    status = models.TextField(default="waiting", db_comment="internal: waiting, told or abandoned")
    lease = models.UUIDField(null=True, db_comment="internal: which worker is at it")
    lease_until = models.DateTimeField(null=True, db_comment="internal: real moment when others may take it")
    last_error = models.TextField(blank=True, db_comment="internal: why the last try failed")

    class Meta:
        """Found by what is due."""

        db_table_comment = "Sign-outs that services are to be told of"
        constraints = [models.UniqueConstraint(fields=["sid"], name="sign_out_once")]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(status="waiting"), name="sign_out_due"),
        ]

    def __str__(self) -> str:
        return str(self.id)
