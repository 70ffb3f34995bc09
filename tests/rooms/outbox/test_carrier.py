# SPDX-License-Identifier: EUPL-1.2
"""Letters leave for a real mail server, whatever mood it is in."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db.models import F

from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.errors import LetterWiped, Unknown
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import real_now, steady
from ugyfelkapu.journal.models import Entry
from ugyfelkapu.outbox import models
from ugyfelkapu.outbox.carrier import Carrier
from ugyfelkapu.outbox.letters import ErasedLetter, SuspendedLetter
from ugyfelkapu.outbox.queries import letters_overview, mailbox, outbox_state
from ugyfelkapu.outbox.samples import CODE, SAMPLES
from ugyfelkapu.outbox.services import retry_abandoned
from ugyfelkapu.outbox.transports import MailboxTransport, message_id
from ugyfelkapu.project.env import Smtp

from .mail import ADDRESS, AT, SENDER, Carriers, Server, told

pytestmark = pytest.mark.django_db
ACTIVATION = SAMPLES[0]
LATER = AT + timedelta(minutes=1)


def _row(key: uuid.UUID) -> models.Letter:
    return models.Letter.objects.get(id=key)


def _wait_of(row: models.Letter) -> timedelta:
    return row.next_at - real_now()


def _time_passes() -> None:
    """Let every letter's next moment have come."""
    models.Letter.objects.update(next_at=real_now(), lease_until=F("lease_until") - timedelta(hours=1))


def _account() -> Account:
    return Account.objects.create(
        state="pending_activation",
        person_source="population",
        identity="{}",
        username="minta.maria.84",
        username_key=b"1",
        email=ADDRESS,
        email_key=b"1",
        language="hu",
        registered_at=AT,
        ends_at=AT + timedelta(days=60),
    )


def _last_event() -> tuple[str, object]:
    entry = Entry.objects.order_by("-id")[0]
    return entry.event, entry.details


def test_a_letter_arrives_whole_and_is_wiped(server: Server, carrier_to: Carriers) -> None:
    key = told(ACTIVATION)
    carrier = carrier_to(server.address)

    carried = carrier.carry_next(at=LATER)
    idle = carrier.carry_next(at=LATER)

    row, (arrived,) = _row(key), server.arrived()
    assert (carried, idle) == (True, False)
    assert (arrived["to"], arrived["id"]) == (ADDRESS, message_id(key, SENDER))
    assert arrived["subject"] == "Aktiváló kódja, utolsó nap: 2026. november 28., szombat"
    assert arrived["from"] == f"Ügyfélkapu <{SENDER}>"
    assert CODE in arrived["text"]
    assert CODE[:10] in arrived["html"]
    assert (row.status, row.sent_at, row.person_free) == ("sent", LATER, True)
    assert _last_event() == ("LetterSent", {"letter": "activation"})


def test_letters_share_a_connection_and_leave_in_their_order(server: Server, carrier_to: Carriers) -> None:
    keys = [told(ACTIVATION) for _ in range(5)]
    carrier = carrier_to(server.address)

    while carrier.carry_next(at=AT):
        pass

    assert [letter["id"] for letter in server.arrived()] == [message_id(key, SENDER) for key in keys]


@pytest.mark.parametrize(
    ("fault", "error", "shortest", "longest"),
    [
        ("later", "server", 50, 60),
        ("closing", "server", 50, 60),
        ("drop", "connection", 50, 60),
        ("recipient later", "recipient_later", 50, 60),
    ],
)
def test_a_passing_failure_postpones(
    server: Server, carrier_to: Carriers, fault: str, error: str, shortest: int, longest: int
) -> None:
    key = told(ACTIVATION)
    server.misbehave(fault)

    carrier_to(server.address).carry_next(at=AT)

    row = _row(key)
    assert (row.status, row.last_error, row.attempts, row.lease) == ("waiting", error, 1, None)
    assert timedelta(seconds=shortest) < _wait_of(row) <= timedelta(seconds=longest)
    assert row.context is not None


def test_a_tarpit_is_left_in_time(server: Server, carrier_to: Carriers) -> None:
    key = told(ACTIVATION)
    server.misbehave("tarpit")
    started = steady()

    carrier_to(server.address, step=0.2).carry_next(at=AT)
    by_step = _row(key).last_error
    _time_passes()
    carrier_to(server.address, patience=0.2).carry_next(at=AT)

    assert (by_step, _row(key).last_error) == ("timeout", "timeout")
    assert steady() - started < 5


def test_a_silent_house_is_no_loss(carrier_to: Carriers) -> None:
    key = told(ACTIVATION)
    carrier = carrier_to(Smtp("127.0.0.1", 9, "", "", False))

    tried = carrier.carry_next(at=AT)
    rested = carrier.carry_next(at=AT)

    assert (tried, rested) == (True, False)
    assert (_row(key).status, _row(key).last_error) == ("waiting", "connection")


def test_waits_grow_while_one_letter_alone_fails(server: Server, carrier_to: Carriers) -> None:
    key = told(ACTIVATION)
    server.misbehave("recipient later")
    carrier = carrier_to(server.address)
    waits = []

    for _ in range(6):
        carrier.carry_next(at=AT)
        waits.append(round(_wait_of(_row(key)) / timedelta(minutes=1)))
        _time_passes()

    assert waits == [1, 5, 15, 60, 240, 240]


def test_after_an_outage_everything_leaves_at_once(server: Server, carrier_to: Carriers) -> None:
    keys = [told(ACTIVATION) for _ in range(3)]
    server.misbehave("recipient later")
    carrier = carrier_to(server.address)
    for _ in range(4):
        while carrier.carry_next(at=AT):
            pass
        longest = max(_wait_of(_row(key)) for key in keys)
        _time_passes()
    server.misbehave("")
    models.Letter.objects.exclude(id=keys[0]).update(next_at=real_now() + timedelta(minutes=5))

    while carrier.carry_next(at=AT):
        pass

    assert longest <= timedelta(minutes=5)
    assert {letter["id"] for letter in server.arrived()} == {message_id(key, SENDER) for key in keys}


def test_a_letter_is_given_up_after_two_days(server: Server, carrier_to: Carriers) -> None:
    key = told(ACTIVATION)
    models.Letter.objects.filter(id=key).update(gives_up_at=real_now())
    server.misbehave("later")

    carrier_to(server.address).carry_next(at=AT)

    assert (_row(key).status, _row(key).last_error) == ("abandoned", "server")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("recipient refused", "recipient_refused"), ("letter refused", "letter_refused")],
)
def test_a_lasting_failure_gives_up_at_once_and_visibly(
    server: Server, carrier_to: Carriers, fault: str, reason: str
) -> None:
    key = told(ACTIVATION)
    server.misbehave(fault)

    carrier_to(server.address).carry_next(at=AT)

    row, (seen,) = _row(key), letters_overview()
    assert (row.status, row.person_free) == ("abandoned", True)
    assert (seen.id, seen.status, seen.last_error, seen.can_retry) == (key, "abandoned", reason, False)
    assert outbox_state(at=AT).abandoned == 1
    assert _last_event() == ("LetterAbandoned", {"letter": "activation", "reason": reason})


@pytest.mark.parametrize(
    "address", ["no address", "a@b@c", "x@", "@example.com", "a b@example.com", "a\n@b.hu"]
)
def test_what_is_no_address_is_given_up(server: Server, carrier_to: Carriers, address: str) -> None:
    key = told(ACTIVATION, to=address)

    carrier_to(server.address).carry_next(at=AT)

    assert (_row(key).status, _row(key).last_error) == ("abandoned", "bad_address")
    assert not server.arrived()


@pytest.mark.parametrize(
    ("address", "wire"),
    [("maria@példa.example", "maria@xn--plda-bpa.example"), ("mária@example.com", "mária@example.com")],
)
def test_addresses_beyond_ascii_arrive(server: Server, carrier_to: Carriers, address: str, wire: str) -> None:
    told(ACTIVATION, to=address)

    carrier_to(server.address).carry_next(at=AT)

    assert [letter["to"] for letter in server.arrived()] == [wire]


@pytest.mark.parametrize("change", [{"kind": "forgotten_kind"}, {"kind": "erased"}])
def test_a_stored_letter_that_does_not_open_stops_nobody(
    server: Server, carrier_to: Carriers, change: dict[str, str]
) -> None:
    broken = told(ACTIVATION)
    sound = told(ACTIVATION)
    models.Letter.objects.filter(id=broken).update(**change)
    carrier = carrier_to(server.address)

    while carrier.carry_next(at=AT):
        pass

    assert (_row(broken).status, _row(broken).last_error) == ("abandoned", "unreadable")
    assert _row(sound).status == "sent"


def test_a_letter_is_never_sent_once_its_gate_is_gone(server: Server, carrier_to: Carriers) -> None:
    account = _account()
    key = told(ACTIVATION, account_id=account.id)
    outliving = told(ErasedLetter())
    account.delete()

    carrier = carrier_to(server.address)
    while carrier.carry_next(at=AT):
        pass

    assert not models.Letter.objects.filter(id=key).exists()
    assert [letter["id"] for letter in server.arrived()] == [message_id(outliving, SENDER)]


def test_an_abandoned_letter_without_secrets_can_be_tried_again(server: Server, carrier_to: Carriers) -> None:
    key = told(SuspendedLetter(), account_id=_account().id)
    server.misbehave("recipient refused")
    carrier_to(server.address).carry_next(at=AT)
    (before,) = letters_overview()
    server.misbehave("")

    retry_abandoned(key, by=COMMAND_LINE, at=LATER)
    event = _last_event()
    carrier_to(server.address).carry_next(at=LATER)

    assert before.can_retry
    assert event == ("LetterRetried", {"letter": "suspended"})
    assert _row(key).status == "sent"


def test_an_abandoned_letter_with_a_code_cannot_be_tried_again(server: Server, carrier_to: Carriers) -> None:
    key = told(ACTIVATION, account_id=_account().id)
    server.misbehave("recipient refused")
    carrier_to(server.address).carry_next(at=AT)

    with pytest.raises(LetterWiped):
        retry_abandoned(key, by=COMMAND_LINE, at=LATER)


def test_only_an_abandoned_letter_can_be_tried_again() -> None:
    key = told(ErasedLetter())

    with pytest.raises(Unknown):
        retry_abandoned(key, by=COMMAND_LINE, at=LATER)


def test_the_oldest_waiting_letter_tells_its_age() -> None:
    told(ErasedLetter())
    told(ErasedLetter())

    state = outbox_state(at=LATER)

    assert (state.waiting, state.abandoned, state.oldest_waiting) == (2, 0, timedelta(minutes=1))


def test_the_development_mailbox_keeps_letters_newest_first() -> None:
    told(ACTIVATION)
    told(ErasedLetter(), language="en")
    carrier = Carrier(MailboxTransport())

    while carrier.carry_next(at=LATER):
        pass

    newest, oldest = mailbox()
    assert (newest.subject, newest.to, newest.sent_at) == ("We have erased your registration", ADDRESS, LATER)
    assert CODE in oldest.text
    assert "<h1" in oldest.html
