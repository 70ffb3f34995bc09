# SPDX-License-Identifier: EUPL-1.2
"""What ends a gate or a session ends every token at the next request, whether or not a worker ran."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any  # Django's test client answers with what has no type

import pytest
from django.test import Client as Browser

from tests import builders
from tests.builders import AT, BuiltGate
from tests.clock import Clock
from tests.pages.citizen.owners import give_password
from tests.protocols import relying
from tests.protocols.relying import Service
from tests.rooms.access.factors import signed_in
from ugyfelkapu.access.services.closing import close_own_gate
from ugyfelkapu.access.services.own import end_other_sessions, lock_own_gate
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.federation import due
from ugyfelkapu.federation.oidc import visits
from ugyfelkapu.federation.oidc.models import SignOut, Visit

pytestmark = pytest.mark.django_db(transaction=True)
LISTENS = {"backchannel_logout_uri": "https://service.example/backchannel"}


@dataclass
class Used:
    """A service that somebody is signed in to, with its tokens."""

    gate: BuiltGate
    browser: Browser
    service: Service
    tokens: dict[str, Any]
    code: str

    def all_alive(self) -> tuple[bool, bool, bool]:
        """Say whether userinfo, introspection and refreshing work; the last one uses the token up."""
        told = self.service.userinfo(self.tokens["access_token"]).status_code == 200
        seen = self.service.ask("/oidc/introspect", {"token": self.tokens["access_token"]}).json()
        renewed = self.service.refresh(self.tokens["refresh_token"]).status_code == 200
        return told, bool(seen["active"]), renewed


def use(gate: BuiltGate | None = None, **service: Any) -> Used:
    """Return a service that somebody just signed in to."""
    who = gate or builders.activated_gate()
    where = relying.service(statutory=True, metadata=LISTENS, **service)
    browser = Browser()
    give_password(browser, who)
    code = relying.answer_of(where.send(browser))["code"]
    return Used(who, browser, where, where.redeem(code).json(), code)


def _suspend(used: Used) -> None:
    reason = accounts.SuspensionReason.COMPROMISE
    accounts.suspend(used.gate.id, reason=reason, by=builders.clerk(), at=AT)


def _lock(used: Used) -> None:
    owner = signed_in(used.gate)
    lock_own_gate(owner.citizen, by=owner.by, at=AT)


def _sign_out(used: Used) -> None:
    assert used.browser.post("/kilepes/").status_code == 303


def _end_elsewhere(used: Used) -> None:
    owner = signed_in(used.gate)
    end_other_sessions(owner.citizen, by=owner.by, at=AT)


ENDINGS = (_suspend, _lock, _sign_out, _end_elsewhere)


def test_nothing_ends_by_itself() -> None:
    used = use()

    assert used.all_alive() == (True, True, True)


@pytest.mark.parametrize("end", ENDINGS)
def test_an_ending_is_felt_at_the_next_request(end: Callable[[Used], None]) -> None:
    used = use()

    end(used)

    assert used.all_alive() == (False, False, False)


@pytest.mark.parametrize("end", ENDINGS)
def test_a_code_of_before_is_worth_nothing(end: Callable[[Used], None]) -> None:
    used = use()
    code = relying.answer_of(used.service.send(used.browser))["code"]

    end(used)

    refused = used.service.redeem(code)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("end", ENDINGS)
def test_the_service_is_owed_a_sign_out_once(end: Callable[[Used], None]) -> None:
    used = use()

    end(used)
    for _ in range(2):
        visits.queue_since(0, at=AT)
        visits.queue_all(at=AT)

    sid = relying.claims_of(used.tokens["id_token"])["sid"]
    assert [(str(row.sid), row.client.client_id) for row in SignOut.objects.select_related("client")] == [
        (sid, used.service.client_id)
    ]


def test_nobody_is_told_of_a_living_session() -> None:
    use()

    visits.queue_since(0, at=AT)
    visits.queue_all(at=AT)
    due.queue_ended_gates(AT)

    assert not SignOut.objects.exists()
    assert Visit.objects.count() == 1


def test_nobody_is_told_of_a_session_that_lapsed() -> None:
    use()
    later = AT + timedelta(hours=12)

    visits.queue_all(at=later)
    visits.forget_lapsed(at=later)

    assert not SignOut.objects.exists()
    assert not Visit.objects.exists()


def test_a_temporary_gate_ends_its_tokens_at_its_end_and_its_services_are_told(clock: Clock) -> None:
    gate = builders.activated_temporary_gate(at=AT - timedelta(days=30))
    where = relying.service(temporary=True, statutory=True, metadata=LISTENS)
    browser = Browser()
    give_password(browser, gate)  # type: ignore[arg-type]  # has the same two fields
    tokens = where.redeem(relying.answer_of(where.send(browser))["code"]).json()
    assert where.userinfo(tokens["access_token"]).status_code == 200
    end = AT.replace(hour=23, minute=0)  # 24:00 in Budapest

    clock.set(end)
    due.queue_ended_gates(end)

    assert where.userinfo(tokens["access_token"]).status_code == 401
    assert SignOut.objects.count() == 1


def test_a_closed_gate_owes_its_sign_outs_before_its_rows_are_erased() -> None:
    used = use()
    owner = signed_in(used.gate)
    close_own_gate(owner.citizen, by=owner.by, at=AT)

    due.queue_ended_gates(AT)
    accounts.erase_expired(by=builders.clerk(), at=AT)

    assert SignOut.objects.count() == 1
    assert used.all_alive() == (False, False, False)
