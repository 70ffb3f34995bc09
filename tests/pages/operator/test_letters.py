# SPDX-License-Identifier: EUPL-1.2
"""Letters as operators see them: what was given up and why, trying again, nothing personal."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.test import Client

from tests import builders
from tests.personal import personal
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.outbox.letters import ActivatedLetter, ActivationLetter, Letter, pack
from ugyfelkapu.outbox.models import Letter as Row
from ugyfelkapu.outbox.models import Status

LETTERS = "/uzemeltetes/levelek/"
ADDRESS = personal("ede.cimzett@example.com")
PLAIN = ActivatedLetter(activated_on=date(2026, 11, 23))
CODE = ActivationLetter(
    code=personal("7KQM-4T2X-9HCD-E3VB"),
    opened_on=date(2026, 11, 23),
    last_day=date(2026, 11, 28),
    days_left=5,
    registration_last_day=date(2027, 1, 22),
)


def _letter(letter: Letter, status: Status, *, whole: bool) -> Row:
    row = Row.objects.create(
        id=uuid4(),
        kind=letter.kind,
        language="hu",
        to=ADDRESS,
        context=pack(letter),
        status=status,
        attempts=7,
        last_error="smtp_550" if status is Status.ABANDONED else "",
        created_at=builders.AT,
        next_at=builders.AT,
        gives_up_at=builders.AT,
    )
    if not whole:
        Row.objects.filter(id=row.id).update(to=None, context=None)
    return row


def test_a_letter_given_up_shows_its_reason_and_no_person(operator: Client) -> None:
    _letter(PLAIN, Status.ABANDONED, whole=True)
    _letter(CODE, Status.WAITING, whole=True)

    page = operator.get(LETTERS).content.decode()

    assert "smtp_550" in page
    assert ADDRESS not in page
    assert CODE.code not in page


def test_letters_of_one_state_are_shown_apart(operator: Client) -> None:
    _letter(PLAIN, Status.ABANDONED, whole=True)
    _letter(CODE, Status.WAITING, whole=True)

    abandoned = operator.get(LETTERS, {"status": "abandoned"}).content.decode()
    waiting = operator.get(LETTERS, {"status": "waiting"}).content.decode()
    unknown = operator.get(LETTERS, {"status": "burnt"}).content.decode()

    assert ("Kinyílt a kapu" in abandoned, "Aktiváló kód" in abandoned) == (True, False)
    assert ("Kinyílt a kapu" in waiting, "Aktiváló kód" in waiting) == (False, True)
    assert ("Kinyílt a kapu" in unknown, "Aktiváló kód" in unknown) == (True, True)


def test_a_whole_letter_is_tried_again(operator: Client) -> None:
    letter = _letter(PLAIN, Status.ABANDONED, whole=True)

    answer = operator.post(f"{LETTERS}{letter.id}/ujra/")

    letter.refresh_from_db()
    assert answer.status_code == 303
    assert letter.status == Status.WAITING
    assert latest_entries(event="LetterRetried", limit=1)[0].details == {"letter": "activated"}


def test_a_wiped_letter_offers_no_button_and_is_refused(operator: Client) -> None:
    letter = _letter(CODE, Status.ABANDONED, whole=False)
    address = f"{LETTERS}{letter.id}/ujra/"

    shown, answer = operator.get(LETTERS).content.decode(), operator.post(address)

    letter.refresh_from_db()
    assert address not in shown
    assert answer.status_code == 409
    assert letter.status == Status.ABANDONED


def test_the_overview_leads_to_letters_given_up(operator: Client) -> None:
    before = operator.get("/uzemeltetes/").content.decode()
    _letter(PLAIN, Status.ABANDONED, whole=True)

    after = operator.get("/uzemeltetes/").content.decode()

    assert f"{LETTERS}?status=abandoned" not in before
    assert f"{LETTERS}?status=abandoned" in after
