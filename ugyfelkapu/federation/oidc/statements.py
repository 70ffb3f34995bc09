# SPDX-License-Identifier: EUPL-1.2
"""The hot statements, in SQL: what costs the model layer more than the database.

Each reads the gate's state, end, generation and new start, and whether its session is still there, in
the same statement: a suspension, a sign-out or an ending is felt at once, whether or not a worker ran.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final  # claims granted are JSON
from uuid import UUID

from django.conf import settings

from ugyfelkapu.accounts.credentials import OPEN
from ugyfelkapu.vault import sql

GRANT_COLUMNS: Final = (
    "g.id, g.client_id, g.account_id, g.visit_id, g.sub, g.scope, g.claims, g.acr, g.amr, g.auth_time,"
    " g.nonce, g.ends_at, g.revoked_at,"
    f" CASE WHEN s.id IS NOT NULL AND a.generation = g.generation AND {OPEN} THEN 1 ELSE 0 END,"
    " a.state"
)
GRANT_JOINS: Final = (
    "LEFT JOIN accounts_account a ON a.id = g.account_id LEFT JOIN access_session s ON s.id = g.session_id"
)


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant as the token endpoint and its relatives need it.

    ``living``: its gate is open and the session that it was given in is not over.
    """

    id: UUID
    client: UUID
    account_id: UUID
    visit_id: UUID
    sub: str
    scope: str
    claims: Any
    acr: str
    amr: str
    auth_time: datetime
    nonce: str
    ends_at: datetime
    revoked_at: datetime | None
    living: bool
    temporary: bool

    def counts(self, *, at: datetime) -> bool:
        """Say whether anything of it counts at a moment."""
        return self.living and self.revoked_at is None and self.ends_at > at


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """An authorization code and its grant."""

    grant: GrantFacts
    ends_at: datetime
    used: bool
    challenge: str
    redirect_uri: str
    redirect_uri_given: bool
    jkt: str


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """A token and its grant; a client's own access token has none."""

    grant: GrantFacts | None
    kind: str
    client: UUID
    client_id: str
    audience: str
    scope: str
    jkt: str
    issued_at: datetime
    ends_at: datetime
    used: bool

    def counts(self, *, at: datetime) -> bool:
        """Say whether the token counts at a moment."""
        return not self.used and self.ends_at > at and (self.grant is None or self.grant.counts(at=at))


def code_facts(code: bytes, *, at: datetime) -> CodeFacts | None:
    """Return what is known of a code, by its digest."""
    row = sql.one(
        f"SELECT g.code_ends_at, g.code_used_at, g.challenge, g.redirect_uri, g.redirect_uri_given,"  # noqa: S608
        f" g.code_jkt, {GRANT_COLUMNS} FROM oidc_grant g {GRANT_JOINS} WHERE g.code = %s",
        [sql.moment(at), sql.moment(at), code],
    )
    if row is None:
        return None
    ends_at, used_at, challenge, redirect_uri, given, jkt = row[:6]
    return CodeFacts(
        _grant(row[6:]),
        sql.read_moment(ends_at),
        used_at is not None,
        challenge,
        redirect_uri,
        bool(given),
        jkt,
    )


def token_facts(token: bytes, *, at: datetime) -> TokenFacts | None:
    """Return what is known of a token, by its digest."""
    row = sql.one(
        "SELECT t.kind, t.client_id, c.client_id, c.audience, t.scope, t.jkt, t.issued_at, t.ends_at,"  # noqa: S608
        f" t.used_at, {GRANT_COLUMNS} FROM oidc_token t JOIN oidc_client c ON c.id = t.client_id"
        f" LEFT JOIN oidc_grant g ON g.id = t.grant_id {GRANT_JOINS} WHERE t.digest = %s",
        [sql.moment(at), sql.moment(at), token],
    )
    if row is None:
        return None
    kind, client, client_id, audience, scope, jkt, issued_at, ends_at, used_at = row[:9]
    return TokenFacts(
        _grant(row[9:]) if row[9] is not None else None,
        kind,
        sql.read_number(client),
        client_id,
        audience,
        scope,
        jkt,
        sql.read_moment(issued_at),
        sql.read_moment(ends_at),
        used_at is not None,
    )


def _grant(row: sql.Row) -> GrantFacts:
    (id_, client, account, visit, sub, scope, claims, acr, amr, auth_time) = row[:10]
    (nonce, ends_at, revoked_at, living, state) = row[10:]
    return GrantFacts(
        id=sql.read_number(id_),
        client=sql.read_number(client),
        account_id=sql.read_number(account),
        visit_id=sql.read_number(visit),
        sub=sub,
        scope=scope,
        claims=sql.read_document(claims),
        acr=acr,
        amr=amr,
        auth_time=sql.read_moment(auth_time),
        nonce=nonce,
        ends_at=sql.read_moment(ends_at),
        revoked_at=sql.read_moment(revoked_at) if revoked_at is not None else None,
        living=bool(living),
        temporary=state == "temporary",
    )


# ------------------------------------------------------------------ used once


def use_code(grant_id: UUID, *, at: datetime) -> bool:
    """Use the code of a grant up; say whether nobody else did, and nothing took the grant back."""
    return bool(
        sql.change(
            "UPDATE oidc_grant SET code_used_at = %s WHERE id = %s AND code_used_at IS NULL"
            " AND revoked_at IS NULL",
            [sql.moment(at), sql.number(grant_id)],
        )
    )


def use_refresh_token(token: bytes, *, at: datetime) -> bool:
    """Use a refresh token up; say whether nobody else did, and nothing took its grant back."""
    return bool(
        sql.change(
            "UPDATE oidc_token SET used_at = %s WHERE digest = %s AND used_at IS NULL AND EXISTS"
            " (SELECT 1 FROM oidc_grant g WHERE g.id = oidc_token.grant_id AND g.revoked_at IS NULL)",
            [sql.moment(at), token],
        )
    )


def say_once(digest: bytes, *, ends_at: datetime) -> bool:
    """Note something that may be said only once; say whether it was said for the first time."""
    return bool(
        sql.change(
            "INSERT INTO oidc_replay (digest, ends_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [digest, sql.moment(ends_at)],
        )
    )


def revoke_grant(grant_id: UUID, *, at: datetime) -> bool:
    """Take a grant back with all of its tokens; say whether that was news."""
    return bool(
        sql.change(
            "UPDATE oidc_grant SET revoked_at = %s WHERE id = %s AND revoked_at IS NULL",
            [sql.moment(at), sql.number(grant_id)],
        )
    )


def end_token(token: bytes, *, at: datetime) -> None:
    """Let one token count no more."""
    sql.change("UPDATE oidc_token SET ends_at = %s WHERE digest = %s", [sql.moment(at), token])


# ------------------------------------------------------------------ signing in to a service


@dataclass(frozen=True, slots=True)
class Relation:
    """What is known between a person and a client before they sign in there."""

    consent_asked: str | None
    consent_data: str
    consent_version: str
    sub: str | None
    visit_id: UUID | None


def relation(account_id: UUID, session_id: UUID, *, client: UUID, sector: str) -> Relation:
    """Return the living consent, the connection code and the visit of a person at a client, if any."""
    row = sql.one(
        "SELECT c.asked, c.data, c.version, u.sub, v.id FROM (SELECT 1 AS one) o"
        " LEFT JOIN oidc_consent c ON c.account_id = %s AND c.client_id = %s AND c.withdrawn_at IS NULL"
        " LEFT JOIN oidc_subject u ON u.account_id = %s AND u.sector = %s"
        " LEFT JOIN oidc_visit v ON v.session_id = %s AND v.client_id = %s",
        [
            *(sql.number(account_id), sql.number(client), sql.number(account_id), sector),
            *(sql.number(session_id), sql.number(client)),
        ],
    )
    assert row is not None  # noqa: S101  one row is joined to whatever there is
    asked, data, version, sub, visit = row
    return Relation(
        asked,
        data or "",
        version or "",
        sub,
        sql.read_number(visit) if visit is not None else None,
    )


def known_sub(account_id: UUID, sector: str) -> str:
    """Return the code by which a sector knows a person; empty where it knows them not."""
    row = sql.one(
        "SELECT sub FROM oidc_subject WHERE account_id = %s AND sector = %s", [sql.number(account_id), sector]
    )
    return str(row[0]) if row is not None else ""


def keep_subject(key: UUID, *, account_id: UUID, sector: str, sub: str) -> None:
    """Keep a connection code, unless another sign-in kept the same one meanwhile."""
    sql.change(
        "INSERT INTO oidc_subject (id, account_id, sector, sub) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [sql.number(key), sql.number(account_id), sector, sub],
    )


def keep_visit(
    key: UUID, *, client: UUID, account_id: UUID, session_id: UUID, sub: str, at: datetime
) -> UUID:
    """Keep that a session is used at a client; return the visit's number, also when it was kept before."""
    row = sql.one(
        "INSERT INTO oidc_visit (id, client_id, session_id, account_id, sub, begun_at, ends_at)"
        " SELECT %s, %s, s.id, %s, %s, %s, s.ends_at FROM access_session s WHERE s.id = %s"
        " ON CONFLICT (session_id, client_id) DO UPDATE SET sub = excluded.sub RETURNING id",
        [
            *(sql.number(key), sql.number(client), sql.number(account_id), sub),
            *(sql.moment(at), sql.number(session_id)),
        ],
    )
    return sql.read_number(row[0]) if row is not None else key


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrant:
    """A grant to be written; ``state`` is the state of the gate that its level was computed from.

    ``by_statute``: it needs no consent of the person.
    """

    id: UUID
    client: UUID
    session_id: UUID
    state: str
    visit_id: UUID
    sub: str
    scope: str
    claims: object
    acr: str
    amr: str
    auth_time: datetime
    nonce: str
    code: bytes
    code_ends_at: datetime
    challenge: str
    redirect_uri: str
    redirect_uri_given: bool
    jkt: str
    by_statute: bool


def insert_grant(new: NewGrant, *, at: datetime) -> bool:
    """Write a grant from the living session of an open gate, whose owner's consent was not taken back.

    Say whether there was one.
    """
    given = (
        *(sql.number(new.id), sql.number(new.client), sql.number(new.visit_id), new.sub, new.scope),
        *(sql.document(new.claims), new.acr, new.amr, sql.moment(new.auth_time), new.nonce, sql.moment(at)),
        *(new.code, sql.moment(new.code_ends_at), new.challenge, new.redirect_uri, new.redirect_uri_given),
        new.jkt,
    )
    return bool(
        sql.change(
            "INSERT INTO oidc_grant (account_id, generation, session_id, ends_at, id, client_id, visit_id,"  # noqa: S608
            " sub, scope, claims, acr, amr, auth_time, nonce, given_at, code, code_ends_at, challenge,"
            " redirect_uri, redirect_uri_given, code_jkt)"
            f" SELECT a.id, a.generation, s.id, s.ends_at, {', '.join(['%s'] * len(given))}"
            " FROM access_session s JOIN accounts_account a ON a.id = s.account_id"
            " WHERE s.id = %s AND s.ends_at > %s AND s.seen_at > %s AND s.generation = a.generation"
            f" AND a.state = %s AND {OPEN}"
            " AND (%s OR EXISTS (SELECT 1 FROM oidc_consent c WHERE c.account_id = a.id AND c.client_id = %s"
            " AND c.withdrawn_at IS NULL))",
            [
                *given,
                *(sql.number(new.session_id), sql.moment(at), sql.moment(at - settings.CITIZEN_IDLE)),
                *(new.state, sql.moment(at), sql.moment(at), new.by_statute, sql.number(new.client)),
            ],
        )
    )


# ------------------------------------------------------------------ tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token to be written."""

    digest: bytes
    kind: str
    grant_id: UUID | None
    client: UUID
    account_id: UUID | None
    scope: str
    jkt: str
    ends_at: datetime


def insert_tokens(*tokens: NewToken, at: datetime) -> None:
    """Write tokens in one statement."""
    values: list[Any] = []
    for token in tokens:
        values += [
            *(token.digest, token.kind, token.grant_id and sql.number(token.grant_id)),
            *(sql.number(token.client), token.account_id and sql.number(token.account_id), token.scope),
            *(token.jkt, sql.moment(at), sql.moment(token.ends_at)),
        ]
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * len(tokens))
    sql.change(
        "INSERT INTO oidc_token (digest, kind, grant_id, client_id, account_id, scope, jkt, issued_at,"  # noqa: S608
        f" ends_at) VALUES {rows}",
        values,
    )
