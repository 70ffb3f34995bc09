# SPDX-License-Identifier: EUPL-1.2
"""Fills a PostgreSQL database with grants: ``python -m benchmarks.grants COUNT``."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Final

import django

GRANTS_A_GATE: Final = 10
GATES_AT_LEAST: Final = 100
CLAIMS: Final = (
    """'{"userinfo": ["email"], "id_token": [], "verified_userinfo": [], "verified_id_token": []}'"""
)
"""What most grants let a service have."""
CROWD: Final = "CREATE TEMP TABLE crowd AS SELECT row_number() OVER () - 1 AS place, id FROM accounts_account"
FAMILIES: Final = (
    "CREATE TEMP TABLE family AS SELECT gen_random_uuid() AS id, gen_random_uuid() AS visit,"
    " gen_random_uuid() AS session, crowd.id AS account, client.id AS client"
    " FROM generate_series(1, %s) AS series (n)"
    " JOIN crowd ON place = mod(n, (SELECT count(*) FROM crowd))"
    " CROSS JOIN (SELECT id FROM oidc_client ORDER BY client_id LIMIT 1) AS client"
)


def main(count: int) -> None:
    """See to it that there are so many grants, each with a session, a visit and two tokens."""
    django.setup()
    from django.db import connection

    from benchmarks.dialects import unchecked, without_indexes
    from benchmarks.millions import make_gates
    from ugyfelkapu.access.models import Session
    from ugyfelkapu.accounts.models import Account
    from ugyfelkapu.federation.oidc.models import Grant, Token, Visit

    missing = count - Grant.objects.count()
    if missing <= 0:
        return
    tables = [model._meta.db_table for model in (Account, Session, Visit, Grant, Token)]
    with unchecked(), connection.cursor() as cursor:
        with without_indexes(tables):
            make_gates(max(GATES_AT_LEAST, missing // GRANTS_A_GATE))
            cursor.execute(CROWD)
            cursor.execute(FAMILIES, [missing])
            _make_belongings()
        cursor.execute("DROP TABLE family")
        cursor.execute("DROP TABLE crowd")
        cursor.execute("VACUUM ANALYZE")


def _make_belongings() -> None:
    from benchmarks.dialects import dialect
    from benchmarks.millions import insert
    from ugyfelkapu.access.models import Session
    from ugyfelkapu.federation.oidc.models import Grant, Token, Visit
    from ugyfelkapu.journal.clock import now

    at = now()
    moment, ends = dialect().moment(at), dialect().moment(at + timedelta(hours=12))
    digest, families = dialect().key(32), ("", "family")
    whose = {"client": "client", "account": "account", "account_id": "account"}
    lasting = {
        "begun_at": moment,
        "seen_at": moment,
        "issued_at": moment,
        "given_at": moment,
        "ends_at": ends,
    }
    session = {"id": "session", "digest": digest, "generation": "1", "proofs": "1", "stepped_up_at": moment}
    proved = {"factors": "'[\"password\"]'", "method": "'password'", "compared": "'[]'"}
    insert(Session, families, whose | lasting | session | proved)
    visit = {"id": "visit", "session_id": "session", "sub": "encode(uuid_send(visit), 'hex')"}
    insert(Visit, families, whose | lasting | visit)
    grant = {"id": "id", "visit_id": "visit", "scope": "'openid email'", "claims": CLAIMS, "amr": "'pwd'"}
    code = {"code": digest, "code_ends_at": moment, "code_used_at": moment, "redirect_uri_given": "true"}
    sign_in = {"acr": "'http://eidas.europa.eu/LoA/low'", "auth_time": moment, "generation": "1"}
    insert(Grant, families, whose | lasting | visit | grant | code | sign_in)
    for kind in ("access", "refresh"):
        token = {"digest": digest, "kind": f"'{kind}'", "grant": "id", "scope": "'openid email'"}
        insert(Token, families, whose | lasting | token)


if __name__ == "__main__":
    main(int(sys.argv[1]))
