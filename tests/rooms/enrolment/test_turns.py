# SPDX-License-Identifier: EUPL-1.2
"""Whose turn it is to decide on a signed form, what is asked for it, and how often somebody hears of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests import pki, signing
from tests.personal import personal
from ugyfelkapu.enrolment import queries
from ugyfelkapu.enrolment.judging import Asked, Case, Judged, NotJudged
from ugyfelkapu.enrolment.models import Declaration, Upload
from ugyfelkapu.enrolment.services import forget_lapsed
from ugyfelkapu.enrolment.services.judging import LEASE, MOST_ASKED, PAUSES
from ugyfelkapu.enrolment.steps import Step
from ugyfelkapu.esignature.signed_item import Material
from ugyfelkapu.journal.actor import WORKER
from ugyfelkapu.journal.models import Entry
from ugyfelkapu.outbox.models import Letter

pytestmark = pytest.mark.django_db
AT = signing.AT


@pytest.fixture(autouse=True)
def _a_known_person() -> None:
    signing.lists_are_kept()
    signing.register_knows(signing.identity())


def _sent(*, email: str = "") -> UUID:
    declaration = signing.declared(signing.filled_in(email=email))
    signing.sent(declaration, signing.signed(declaration, pki.Format.CADES_ATTACHED))
    return declaration


def _gone(case: Case) -> Judged:
    raise NotJudged("gone")


def test_whoever_looks_longer_than_the_lease_decides_nothing() -> None:
    _sent()

    def slow(case: Case) -> Judged:
        assert signing.looked_at(AT + LEASE, judge=_gone)
        raise NotJudged("slow")

    assert signing.looked_at(AT, judge=slow)

    assert (Upload.objects.get().step, Upload.objects.get().reason) == (Step.LATER, "gone")
    assert Entry.objects.filter(event="SignedFormPutOff").count() == 1


def test_a_turn_is_taken_by_the_real_clock_alone() -> None:
    _sent()
    found: list[bool] = []

    def slow(case: Case) -> Judged:
        found.append(signing.looked_at(AT + timedelta(hours=5), real=AT + LEASE / 2, judge=_gone))
        return _gone(case)

    assert signing.looked_at(AT, judge=slow)

    assert found == [False]


def test_a_form_that_is_erased_while_it_is_looked_at_is_let_be() -> None:
    _sent()

    def slow(case: Case) -> Judged:
        Declaration.objects.all().delete()
        return _gone(case)

    assert signing.looked_at(AT, judge=slow)

    assert not Upload.objects.exists()
    assert not Entry.objects.filter(event="SignedFormPutOff").exists()


def test_no_verdict_makes_us_ask_about_more_certificates_than_any_form_has() -> None:
    declaration = signing.declared(signing.filled_in())
    bare = signing.signed(declaration, pki.Format.CADES_ATTACHED, level=pki.Level.B)
    signing.sent(declaration, bare)
    many = tuple(Asked(bytes([number]), b"") for number in range(2 * MOST_ASKED))
    fetched: list[tuple[Asked, ...]] = []

    def judge(case: Case) -> Judged:
        return Judged(signing.judge_in_this_process(case).report, many)

    def fetch(asked: tuple[Asked, ...]) -> dict[str, Material]:
        fetched.append(asked)
        return {}

    signing.looked_at(AT, judge=judge, fetch=fetch)

    assert fetched == [many[:MOST_ASKED]]


def _swept_to_the_end(judge: Callable[[Case], Judged]) -> datetime:
    """Let worker and sweep go on, minute by minute, until nothing is left; return when."""
    at = AT
    while Declaration.objects.exists():
        at += timedelta(minutes=1)
        signing.looked_at(at, judge=judge)
        forget_lapsed(by=WORKER, at=at)
        assert at < AT + timedelta(days=3)
    return at


def test_a_form_that_waits_in_vain_is_told_of_within_its_day_and_its_reason_stays_a_day() -> None:
    declaration = _sent()
    signing.looked_at(AT, judge=_gone)

    ended = _swept_to_the_end(_gone)

    letter = Letter.objects.get(kind="signature_refused")
    refused = Entry.objects.get(event="SignedFormRefused", subject=declaration)
    assert AT + timedelta(hours=23) < refused.at <= AT + timedelta(days=1)
    assert letter.id
    assert ended == refused.at + timedelta(days=1)


def test_a_form_sent_in_the_last_second_is_looked_at_all_the_same() -> None:
    declaration = signing.declared(signing.filled_in())
    signing.sent(declaration, signing.signed(declaration, pki.Format.CADES_ATTACHED))
    late = AT + timedelta(days=1, minutes=5)

    assert not forget_lapsed(by=WORKER, at=late)
    standing = queries.standing(declaration, browser=signing.BROWSER, at=late)
    assert standing is not None
    assert signing.looked_at(late)

    assert Upload.objects.get().step == Step.PROVED


def test_an_address_that_a_form_names_hears_three_outcomes_a_day() -> None:
    address = personal("megnevezett@example.com")
    for _ in range(4):
        _sent(email=address)
        signing.looked_at(AT, judge=_gone)
    for _ in range(4):
        assert signing.looked_at(AT + PAUSES[0])

    assert Upload.objects.filter(step=Step.PROVED).count() == 4
    assert Letter.objects.filter(kind="signature_accepted").count() == 3

    _sent(email=address)
    signing.looked_at(AT, judge=_gone)
    assert signing.looked_at(AT + timedelta(days=1, minutes=1), judge=_gone)
    assert Letter.objects.filter(kind="signature_refused").count() == 1
