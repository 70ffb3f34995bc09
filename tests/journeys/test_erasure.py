# SPDX-License-Identifier: EUPL-1.2
"""After erasure the whole database is searched for the person: nothing of them is left (D20)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from tests import builders
from tests.builders import AT, PASSWORD
from tests.journeys.traces import places, words_of
from tests.personal import personal
from tests.rooms.access.factors import Owner, signed_in
from ugyfelkapu.access import services as access
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.access.services.addresses import ask_address_code, change_address
from ugyfelkapu.access.services.closing import close_own_gate
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.codes import make_code
from ugyfelkapu.domain.person import Identity, Name, name_parts
from ugyfelkapu.journal.actor import STRANGER, WORKER
from ugyfelkapu.outbox.models import MailboxItem
from ugyfelkapu.project.worker import rehearse

pytestmark = pytest.mark.django_db

WHO = Identity(
    current_name=Name(personal("Zsombolyai"), personal("Xénia Tekla")),
    birth_name=Name(personal("Qvarkai"), personal("Xénia Tekla")),
    birth_place=personal("Nagyszentmihálykürt"),
    birth_date=date(1971, 3, 14),
    mother_birth_name=Name(personal("Wlaszics"), personal("Jozefina")),
    citizenship="HUN",
)
USERNAME, EMAIL = personal("zsombolyai.xenia"), personal("xenia.zsombolyai@example.com")
ORIGIN = Origin("198.51.100.0/24", "")
KEPT_FOR_THE_CHAIN = "journal_entry"
"""The journal keeps moments, kinds and keyed hashes; tests/conftest.py watches what it may hold."""


def _walk() -> UUID:
    """Let somebody use everything there is; return their gate, which ends by itself."""
    person = {name: getattr(WHO, name) for name in WHO.__dataclass_fields__}
    gate = builders.temporary_gate(USERNAME, EMAIL, **person)
    password = access.new_password(PASSWORD)
    for code in (make_code(), gate.code):
        access.activate(gate.username, code=code, password=password, origin=ORIGIN, by=STRANGER, at=AT)
    for guess in ("nem ez a jelszó", PASSWORD):
        access.sign_in(gate.username, password=guess, origin=ORIGIN, replaces=None, by=STRANGER, at=AT)
    access.ask_for_code(gate.username, email=EMAIL, origin=ORIGIN, by=STRANGER, at=AT)
    accounts.open_form(gate.reference, **gate.said, by=builders.clerk(), at=AT)
    return gate.id


def _sweep(at: datetime) -> None:
    rehearse(at)


def _traces(gate_id: UUID, *more: bytes, also: str = EMAIL) -> set[str]:
    """Return where in the database anything of the person stands, in words or as a keyed hash."""
    words = [USERNAME, EMAIL, also, *words_of(WHO), str(gate_id), gate_id.hex]
    hashes = [
        keys.username_key(USERNAME),
        keys.email_key(EMAIL),
        keys.document_only_key(WHO),
        gate_id.bytes,
        *more,
        *(keys.name_token(part) for name in (WHO.current_name, WHO.birth_name) for part in name_parts(name)),
    ]
    return places(words, hashes)


def test_while_the_gate_lives_the_search_finds_its_owner() -> None:
    gate_id = _walk()

    found = _traces(gate_id)

    assert {"accounts_account.identity", "accounts_account.username_key", "outbox_letter.to"} <= found


def test_after_its_last_day_nothing_of_its_owner_is_left() -> None:
    gate_id = _walk()

    _sweep(AT + timedelta(days=31))
    _sweep(AT + timedelta(days=34))

    left = {place for place in _traces(gate_id) if not place.startswith(KEPT_FOR_THE_CHAIN)}
    assert left <= {"outbox_mailboxitem.to"}  # the last letter, as a development machine shows it


NEW_EMAIL = personal("xenia.ujcime@example.com")


def _owner_who_changed_the_address() -> Owner:
    """Let somebody use what a signed-in owner has: another address, a lock's link, a second wish."""
    gate = builders.activated_gate(USERNAME, EMAIL, person=builders.person_in_register(identity=WHO))
    owner = signed_in(gate)
    ask_address_code(owner.citizen, email=NEW_EMAIL, by=owner.by, at=AT)
    change_address(owner.citizen, code=builders.code_for(gate.id), by=owner.by, at=AT)
    ask_address_code(owner.citizen, email=EMAIL, by=owner.by, at=AT)
    return owner


def _left_of(owner: Owner) -> set[str]:
    places = _traces(
        owner.gate.id, keys.email_key(NEW_EMAIL), keys.person_key(owner.gate.person), also=NEW_EMAIL
    )
    return {place for place in places if not place.startswith(KEPT_FOR_THE_CHAIN)} - {"access_attempt.key"}


def test_while_the_owner_wants_another_address_the_search_finds_it() -> None:
    owner = _owner_who_changed_the_address()

    assert {"accounts_confirmation.address", "accounts_claimletter.email_key"} <= _left_of(owner)


@pytest.mark.parametrize("at_the_desk", [False, True])
def test_after_closing_the_next_sweep_leaves_nothing_but_the_letter(at_the_desk: bool) -> None:
    owner = _owner_who_changed_the_address()
    if at_the_desk:
        answer = builders.answer(owner.gate.person)
        accounts.close_at_desk(
            owner.gate.id, answer=answer, evidence=builders.evidence(), by=builders.clerk("masik"), at=AT
        )
    else:
        close_own_gate(owner.citizen, by=owner.by, at=AT)

    accounts.erase_expired(by=WORKER, at=AT)

    assert _left_of(owner) == {"outbox_letter.to"}


def test_the_letter_about_the_closing_leaves_nothing_once_it_is_sent() -> None:
    owner = _owner_who_changed_the_address()
    close_own_gate(owner.citizen, by=owner.by, at=AT)
    _sweep(AT)

    MailboxItem.objects.all().delete()  # they went to a mail server

    assert not _left_of(owner)


def test_the_last_letter_leaves_no_address_behind() -> None:
    gate_id = _walk()
    _sweep(AT + timedelta(days=31))

    MailboxItem.objects.all().delete()  # it went to a mail server

    assert not {place for place in _traces(gate_id) if not place.startswith(KEPT_FOR_THE_CHAIN)} - {
        "access_attempt.key"
    }
