# SPDX-License-Identifier: EUPL-1.2
"""Signed forms and many threads at once: one form is taken once, looked at once and opens one gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from tests import builders, pki, signing
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.enrolment.models import SignedForm, Upload
from ugyfelkapu.enrolment.services import open_gate
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.models import Entry
from ugyfelkapu.outbox.models import Letter

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 4
BROWSERS = ("one browser", "another")


def at_once(*deeds: Callable[[], object]) -> Counter[object]:
    """Let threads do this at one moment; return what came of it, refusals by their code."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        start.wait()
        try:
            return deed()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return Counter(threads.map(run, deeds))


def declared(browser: str) -> tuple[UUID, bytes]:
    """Return a declaration of this browser, and the same signed."""
    declaration = signing.declared(signing.filled_in(), browser=browser)
    return declaration, signing.signed(declaration, pki.Format.CADES_ATTACHED, browser=browser)


def test_one_form_sent_by_many_is_taken_looked_at_and_used_once() -> None:
    signing.lists_are_kept()
    signing.register_knows(signing.identity())
    forms = {browser: declared(browser) for browser in BROWSERS}
    password = new_password(builders.PASSWORD)

    def sent(browser: str) -> str:
        declaration, document = forms[browser]
        signing.sent(declaration, document, browser=browser)
        return "sent"

    def looked_at() -> bool:
        return signing.looked_at(judge=signing.judge_in_this_process)

    def opened(browser: str) -> str:
        open_gate(forms[browser][0], password, browser=browser, by=STRANGER, at=signing.AT)
        return "opened"

    taken = at_once(*[lambda: sent(BROWSERS[0])] * RACERS)
    looked = at_once(*[looked_at] * RACERS)
    sent(BROWSERS[1])
    looked_at()
    used = at_once(*[lambda: opened(BROWSERS[0])] * RACERS, *[lambda: opened(BROWSERS[1])] * RACERS)

    assert taken == {"sent": 1, "form_under_way": RACERS - 1}
    assert looked == {True: 1, False: RACERS - 1}
    assert used.pop("opened") == 1
    assert set(used) <= {"has_gate", "declaration_used"}
    assert Account.objects.get().state == "active"
    assert SignedForm.objects.count() == 1
    assert sorted(Letter.objects.values_list("kind", flat=True)) == ["confirm_address", "signed_gate"]
    assert Entry.objects.filter(event="RegisteredBySignature").count() == 1


def test_one_signed_file_sent_from_many_sessions_opens_the_gate_of_its_own_alone() -> None:
    signing.lists_are_kept()
    signing.register_knows(signing.identity())
    browsers = [f"browser {number}" for number in range(RACERS)]
    declarations = {browser: signing.declared(signing.filled_in(), browser=browser) for browser in browsers}
    document = signing.signed(declarations[browsers[0]], pki.Format.CADES_ATTACHED, browser=browsers[0])

    def send(browser: str) -> Callable[[], object]:
        return lambda: signing.sent(declarations[browser], document, browser=browser)

    at_once(*[send(browser) for browser in browsers])
    at_once(*[lambda: signing.looked_at(judge=signing.judge_in_this_process)] * (2 * RACERS))
    while signing.looked_at(judge=signing.judge_in_this_process):
        pass  # of threads that chose the same form, all but one went away with nothing

    steps = dict(Upload.objects.values_list("declaration_id", "step"))
    assert steps.pop(declarations[browsers[0]]) == "proved"
    assert set(steps.values()) == {"refused"}
    signing.opened(declarations[browsers[0]], browser=browsers[0])
    assert Account.objects.count() == 1
