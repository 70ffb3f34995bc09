# SPDX-License-Identifier: EUPL-1.2
"""Starting over at the desk: who may ask and approve, and what stops it (D22, I14)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import builders
from tests.builders import AT, BuiltGate
from tests.personal import personal
from tests.rooms.access.factors import signed_in
from tests.rooms.access.starting_over import (
    EFFECT,
    approve,
    approver,
    ask,
    asker,
    events,
    letter_of,
    recipients,
    starts_over_at,
    waiting_start,
)
from ugyfelkapu.access import recoveries
from ugyfelkapu.access.models import Recovery
from ugyfelkapu.access.services import recovering
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.deadlines import APPROVAL_LIFE
from ugyfelkapu.domain.errors import (
    ApprovalLapsed,
    DifferentPerson,
    DocumentNotValid,
    Forbidden,
    NeedsSecondApproval,
    NotAllowed,
    NotFound,
    OwnRecord,
    RecoveryWaits,
    RegisterChanged,
    Unknown,
)
from ugyfelkapu.domain.ports import DocumentStatus
from ugyfelkapu.journal.actor import WORKER
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.staff.models import StaffMember
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
NEW_ADDRESS = personal("maria.ujcim@example.com")


@pytest.fixture
def gate() -> BuiltGate:
    """Return a gate that its owner used yesterday."""
    return builders.activated_gate(at=AT - timedelta(days=1))


# ------------------------------------------------------------------ asking


def test_asking_changes_nothing_for_the_owner(gate: BuiltGate) -> None:
    before = builders.kinds_of_letters(gate.id)

    ask(gate)

    assert starts_over_at(gate) is None
    assert builders.kinds_of_letters(gate.id) == before
    assert signed_in(gate)


def test_the_journal_tells_what_was_shown_and_never_the_address(gate: BuiltGate) -> None:
    recovery = ask(gate, email=NEW_ADDRESS)

    entry = entries_about(gate.id)[0]
    fingerprint = bytes(Recovery.objects.get(id=recovery).fingerprint).hex()
    assert entry.event == "RecoveryAsked"
    assert entry.details == {
        "document": "id_card",
        "issuing_country": "HUN",
        "last_two": "ZZ",
        "new_address": True,
        "fingerprint": fingerprint,
    }


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_who_runs_the_house_asks_for_nobody(gate: BuiltGate, role: Role) -> None:
    with pytest.raises(Forbidden):
        ask(gate, by=builders.clerk("masik", role=role))


def test_nobody_asks_for_their_own_gate(gate: BuiltGate) -> None:
    with pytest.raises(OwnRecord):
        ask(gate, by=builders.clerk("sajat", person=gate.person))


def test_the_papers_must_be_the_owners(gate: BuiltGate) -> None:
    stranger = builders.person_in_register()

    with pytest.raises(DifferentPerson):
        recovering.ask_recovery(
            gate.id,
            answer=builders.answer(stranger),
            evidence=builders.evidence(),
            email="",
            by=asker(),
            at=AT,
        )


def test_the_papers_must_be_valid() -> None:
    lost = builders.person_in_register(document=DocumentStatus.LOST)
    gate = builders.activated_gate(person=builders.person_in_register(reference=lost.reference))

    for answer, refusal in ((builders.answer(lost), DocumentNotValid), (builders.answer(), NotFound)):
        with pytest.raises(refusal):
            recovering.ask_recovery(
                gate.id, answer=answer, evidence=builders.evidence(), email="", by=asker(), at=AT
            )


def test_only_an_active_gate_starts_over() -> None:
    suspended, waiting = builders.suspended_gate(), builders.registered_gate()

    for gate in (suspended, waiting):
        with pytest.raises(NotAllowed):
            ask(gate)


def test_the_desk_reaches_no_temporary_gate_this_way() -> None:
    temporary = builders.activated_temporary_gate()

    with pytest.raises(Unknown):
        recovering.ask_recovery(
            temporary.id,
            answer=builders.answer(builders.person_in_register()),
            evidence=builders.evidence(),
            email="",
            by=asker(),
            at=AT,
        )


def test_one_new_start_a_gate(gate: BuiltGate) -> None:
    recovery = ask(gate)

    with pytest.raises(RecoveryWaits):
        ask(gate, by=approver())

    approve(recovery)
    with pytest.raises(RecoveryWaits):
        ask(gate)


def test_one_that_lapsed_or_was_stopped_gives_way_whether_or_not_a_worker_ran(gate: BuiltGate) -> None:
    lapsed = ask(gate)

    later = AT + APPROVAL_LIFE
    stopped = waiting_start(gate, at=later)
    accounts.suspend(gate.id, reason=accounts.SuspensionReason.COMPROMISE, by=asker(), at=later)
    accounts.restore(
        gate.id,
        answer=builders.answer(gate.person),
        evidence=builders.evidence(),
        email="",
        by=asker(),
        at=later,
    )
    ask(gate, at=later)

    assert Recovery.objects.get(id=lapsed).outcome == "lapsed"
    assert Recovery.objects.get(id=stopped).outcome == "stopped"


def test_the_known_address_typed_as_a_new_one_is_the_known_one(gate: BuiltGate) -> None:
    recovery = ask(gate, email=gate.email)

    assert recoveries.from_text(Recovery.objects.get(id=recovery).request).email == ""


# ------------------------------------------------------------------ approving


def test_an_approved_one_waits_a_day_and_the_known_address_hears_of_it(gate: BuiltGate) -> None:
    recovery = ask(gate, email=NEW_ADDRESS)

    takes_effect_at = approve(recovery)

    letter = letter_of(gate, "recovery_asked")
    assert takes_effect_at == starts_over_at(gate) == EFFECT
    assert (getattr(letter, "takes_effect_at", None), getattr(letter, "new_address", None)) == (EFFECT, True)
    assert events(gate)[-1] == "RecoveryApproved"
    assert recipients("recovery_asked") == [gate.email]


def test_nobody_approves_their_own_request(gate: BuiltGate) -> None:
    recovery = ask(gate)

    with pytest.raises(NeedsSecondApproval):
        approve(recovery, by=asker())


def test_nobody_approves_a_new_start_of_their_own_gate(gate: BuiltGate) -> None:
    recovery = ask(gate)
    own = builders.clerk("sajat", person=gate.person)

    with pytest.raises(OwnRecord):
        approve(recovery, by=own)
    with pytest.raises(OwnRecord):
        recovering.decline_recovery(recovery, by=own, at=AT)
    with pytest.raises(OwnRecord):
        recoveries.waiting_start(recovery, by=own, at=AT)
    assert recoveries.waiting_starts(by=own, at=AT) == []


def test_another_office_neither_sees_nor_approves_nor_declines(gate: BuiltGate) -> None:
    recovery = ask(gate)
    elsewhere = builders.clerk("tavoli", at_office="GYR-01")

    with pytest.raises(NeedsSecondApproval):
        approve(recovery, by=elsewhere)
    with pytest.raises(NeedsSecondApproval):
        recovering.decline_recovery(recovery, by=elsewhere, at=AT)
    with pytest.raises(NeedsSecondApproval):
        recoveries.waiting_start(recovery, by=elsewhere, at=AT)
    assert recoveries.waiting_starts(by=elsewhere, at=AT) == []


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_who_runs_the_house_approves_and_declines_nothing(gate: BuiltGate, role: Role) -> None:
    recovery = ask(gate)
    by = builders.clerk("masik", role=role)

    with pytest.raises(Forbidden):
        approve(recovery, by=by)
    with pytest.raises(Forbidden):
        recovering.decline_recovery(recovery, by=by, at=AT)


def test_a_request_lives_a_day(gate: BuiltGate) -> None:
    recovery = ask(gate)
    end = AT + APPROVAL_LIFE

    with pytest.raises(ApprovalLapsed):
        approve(recovery, at=end)
    assert recoveries.waiting_starts(by=approver(), at=end) == []

    assert approve(recovery, at=end - SECOND)


def test_a_request_is_approved_once(gate: BuiltGate) -> None:
    recovery = ask(gate)
    approve(recovery)

    with pytest.raises(ApprovalLapsed):
        approve(recovery)


def test_a_request_that_was_not_looked_at_is_not_approved(gate: BuiltGate) -> None:
    recovery = ask(gate)

    with pytest.raises(RegisterChanged):
        recovering.approve_recovery(recovery, fingerprint=b"another", by=approver(), at=AT)

    assert starts_over_at(gate) is None


def test_a_request_that_was_edited_at_rest_is_not_approved(gate: BuiltGate) -> None:
    recovery = Recovery.objects.get(id=ask(gate))
    recovery.request = ask_for(NEW_ADDRESS, recovery.request)
    recovery.save()

    with pytest.raises(RegisterChanged):
        approve(recovery.id)


def ask_for(email: str, request: str) -> str:
    """Return a request with another address."""
    asked = recoveries.from_text(request)
    return recoveries.to_text(recoveries.Request(asked.evidence, asked.register, email))


def test_a_request_for_another_gate_is_not_approved_by_its_fingerprint(gate: BuiltGate) -> None:
    other = builders.activated_gate()
    seen = bytes(Recovery.objects.get(id=ask(gate)).fingerprint)
    recovery = ask(other)

    with pytest.raises(RegisterChanged):
        recovering.approve_recovery(recovery, fingerprint=seen, by=approver(), at=AT)


def test_a_gate_suspended_meanwhile_is_not_approved(gate: BuiltGate) -> None:
    recovery = ask(gate)
    accounts.suspend(gate.id, reason=accounts.SuspensionReason.COMPROMISE, by=asker(), at=AT)

    with pytest.raises(NotAllowed):
        approve(recovery)


def test_there_must_be_a_request() -> None:
    with pytest.raises(Unknown):
        recovering.decline_recovery(uuid4(), by=approver(), at=AT)
    with pytest.raises(Unknown):
        recovering.approve_recovery(uuid4(), fingerprint=b"", by=approver(), at=AT)


@pytest.mark.parametrize("by_colleague", [True, False])
def test_a_declined_request_is_forgotten(gate: BuiltGate, by_colleague: bool) -> None:
    recovery = ask(gate)

    recovering.decline_recovery(recovery, by=approver() if by_colleague else asker(), at=AT)

    row = Recovery.objects.get(id=recovery)
    assert (row.outcome, row.request) == ("declined", "")
    assert events(gate)[-1] == "RecoveryDeclined"
    with pytest.raises(ApprovalLapsed):
        approve(recovery)


def test_what_was_approved_is_no_longer_declined(gate: BuiltGate) -> None:
    recovery = waiting_start(gate)

    with pytest.raises(ApprovalLapsed):
        recovering.decline_recovery(recovery, by=asker(), at=AT)

    assert starts_over_at(gate) == EFFECT


def test_lapsed_requests_are_forgotten(gate: BuiltGate) -> None:
    recovery = ask(gate)

    early = recovering.forget_lapsed_recoveries(by=WORKER, at=AT + APPROVAL_LIFE - SECOND)
    late = recovering.forget_lapsed_recoveries(by=WORKER, at=AT + APPROVAL_LIFE)

    row = Recovery.objects.get(id=recovery)
    assert (early, late, row.outcome, row.request) == (0, 1, "lapsed", "")
    assert recovering.forget_lapsed_recoveries(by=WORKER, at=AT + APPROVAL_LIFE) == 0


def test_a_letter_never_goes_to_an_address_that_another_gate_proved(gate: BuiltGate) -> None:
    other = builders.activated_gate(email=personal("kozos@example.com"))
    Account.objects.filter(id=gate.id).update(email_key=keys.email_key(other.email), email_proved_at=None)

    waiting_start(gate)

    assert recipients("recovery_asked") == []


def test_a_staff_member_without_a_gate_of_their_own_sees_what_waits(gate: BuiltGate) -> None:
    recovery = ask(gate, email=NEW_ADDRESS)
    StaffMember.objects.filter(username="masodik").update(person_key=None)

    (waiting,) = recoveries.waiting_starts(by=approver(), at=AT)

    assert (waiting.id, waiting.known_email, waiting.request.email) == (recovery, gate.email, NEW_ADDRESS)
    assert waiting.identity == gate.person.identity
    assert recoveries.waiting_start(recovery, by=approver(), at=AT) == waiting
