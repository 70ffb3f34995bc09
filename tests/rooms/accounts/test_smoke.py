# SPDX-License-Identifier: EUPL-1.2
"""From the desk to a session, through the services alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection

from ugyfelkapu.access import services as access
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.queries import gate, search
from ugyfelkapu.domain import desk
from ugyfelkapu.domain.documents import Category, DocumentKind
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import DocumentStatus, Register, RegisterAnswer, RegisteredPerson
from ugyfelkapu.journal.actor import COMMAND_LINE, STRANGER, staff_member
from ugyfelkapu.outbox import models as outbox
from ugyfelkapu.outbox.letters import unpack
from ugyfelkapu.staff import services as staff
from ugyfelkapu.staff.rights import Role

AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)


@pytest.mark.django_db
def test_a_person_gets_from_the_desk_to_a_session() -> None:
    staff.add_office("BP-01", name="Minta", address="Minta utca 1.", by=COMMAND_LINE, at=AT)
    member = staff.invite(
        staff.Invitation("clerk", "Clerk", Role.CLERK, "BP-01", "x", None), by=COMMAND_LINE, at=AT
    )
    by = staff_member(member, office="BP-01", role="clerk")
    person = RegisteredPerson(
        Register.POPULATION,
        str(uuid4()),
        Identity(Name("Minta", "Mária"), Name("Próba", "Mária"), "Győr", date(1984, 3, 27), Name("T", "E"), "HUN"),
        DocumentStatus.VALID,
        address_card=DocumentStatus.VALID,
    )
    evidence = desk.Evidence(Category.HUN, DocumentKind.ID_CARD, "HUN", "ZZ", desk.ADDRESS_CARD_SHOWN)

    done = accounts.register_in_person(
        accounts.Applicant("m@example.com", "minta.maria.84", "hu", "1"),
        answer=RegisterAnswer(AT, (person,)),
        evidence=evidence,
        by=by,
        at=AT,
    )
    row = outbox.Letter.objects.get()
    code = unpack(row.kind, row.context).code  # type: ignore[attr-defined]
    password = access.new_password("egy jó hosszú jelszó")
    origin = Origin("127.0.0.0/24", "")
    with_wrong = access.sign_in("minta.maria.84", password="x", origin=origin, replaces=None, by=STRANGER, at=AT)
    verdict = access.activate("minta.maria.84", code=code, password=password, origin=origin, by=STRANGER, at=AT)
    opened = access.sign_in(
        "Minta.Maria.84", password="egy jó hosszú jelszó", origin=origin, replaces=None, by=STRANGER, at=AT
    )

    assert with_wrong is None
    assert verdict is accounts.CodeVerdict.RIGHT
    assert opened is not None
    assert gate(done.account_id, at=AT).state == "active"
    assert [hit.id for hit in search("minta", by=by, at=AT)] == [done.account_id]
    assert len(connection.queries_log) >= 0
