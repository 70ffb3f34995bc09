# SPDX-License-Identifier: EUPL-1.2
"""The outside register answers, fails in every way it can, and is never waited for long."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from tests.personal import personal
from tests.servers import free_port
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.ports import BirthQuestion, DocumentQuestion, RegisterUnavailable
from ugyfelkapu.journal.clock import steady
from ugyfelkapu.registers.breaker import Breaker, Circuit
from ugyfelkapu.registers.client import BACK_OFF_SECONDS, TOTAL_SECONDS

from .conftest import Connect, StandIn

AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
QUESTION = DocumentQuestion(DocumentKind.ID_CARD, "HUN", personal("000001ZZ"), personal("000006ZZ"))
BIRTH = BirthQuestion(
    "proba", "maria", personal("hodmezovasarhely"), date(1984, 3, 27), "teszt", "erzsebet ilona"
)
SLACK = 1.0

REPEATED = ["502", "503", "504", "drop", "half"]
NOT_REPEATED = [
    "500",
    "401",
    "redirect",
    "malformed",
    "html",
    "zipped",
    "huge",
    "more_than_asked",
    "other_request",
]


@pytest.fixture(autouse=True)
def _behaving(outside: StandIn) -> Iterator[None]:
    outside.behave()
    yield
    outside.behave()


def test_somebody_is_found(outside: StandIn, connect: Connect) -> None:
    answer = connect(outside.url).who_has_document(QUESTION, at=AT)

    assert answer.asked_at == AT
    assert [person.identity.current_name.family for person in answer.people] == [personal("Minta")]


@pytest.mark.parametrize("fault", NOT_REPEATED)
def test_a_useless_answer_is_unavailable_and_not_asked_for_again(
    outside: StandIn, connect: Connect, fault: str
) -> None:
    outside.misbehave(fault)

    with pytest.raises(RegisterUnavailable):
        connect(outside.url).who_has_document(QUESTION, at=AT)

    assert len(outside.requests()) == 1


@pytest.mark.parametrize("fault", REPEATED)
def test_a_failure_that_may_pass_is_asked_again_under_the_same_id(
    outside: StandIn, connect: Connect, fault: str
) -> None:
    outside.misbehave(fault, times=2)

    answer = connect(outside.url).who_has_document(QUESTION, at=AT)

    assert len(answer.people) == 1
    assert len(outside.requests()) == 3
    assert len(set(outside.requests())) == 1


@pytest.mark.parametrize("fault", REPEATED)
def test_a_failure_that_stays_is_unavailable_after_two_repetitions(
    outside: StandIn, connect: Connect, fault: str
) -> None:
    outside.misbehave(fault, times=9)

    with pytest.raises(RegisterUnavailable):
        connect(outside.url).who_has_document(QUESTION, at=AT)

    assert len(outside.requests()) == 3


def test_repetitions_back_off_with_jitter(outside: StandIn, connect: Connect) -> None:
    pauses: list[float] = []
    client = connect(outside.url, pause=pauses.append)

    for _ in range(4):
        outside.misbehave("503", times=2)
        client.who_has_document(QUESTION, at=AT)

    first, second = pauses[::2], pauses[1::2]
    assert all(0.5 * BACK_OFF_SECONDS <= pause <= 1.5 * BACK_OFF_SECONDS for pause in first)
    assert all(BACK_OFF_SECONDS <= pause <= 3 * BACK_OFF_SECONDS for pause in second)
    assert len(set(pauses)) > 2


@pytest.mark.parametrize("fault", ["slow", "drip"])
def test_a_slow_register_is_waited_for_no_longer_than_allowed(
    outside: StandIn, connect: Connect, fault: str
) -> None:
    outside.misbehave(fault)
    started = steady()

    with pytest.raises(RegisterUnavailable, match="time-out"):
        connect(outside.url, total=0.4).who_has_document(QUESTION, at=AT)

    assert 0.4 <= steady() - started < 0.4 + SLACK
    assert len(outside.requests()) == 1


def test_a_clerk_waits_three_seconds_at_the_most() -> None:
    assert TOTAL_SECONDS <= 3


def test_no_repetition_starts_that_could_not_end_in_time(outside: StandIn, connect: Connect) -> None:
    outside.misbehave("503", times=9)

    with pytest.raises(RegisterUnavailable, match="status 503"):
        connect(outside.url, total=BACK_OFF_SECONDS / 2).who_has_document(QUESTION, at=AT)

    assert len(outside.requests()) == 1


def test_nobody_listening_is_unavailable(connect: Connect) -> None:
    with pytest.raises(RegisterUnavailable, match="no connection"):
        connect(f"http://127.0.0.1:{free_port()}").who_has_document(QUESTION, at=AT)


def test_a_wrong_token_is_unavailable(outside: StandIn, connect: Connect) -> None:
    with pytest.raises(RegisterUnavailable, match="status 401"):
        connect(outside.url, token="wrong").who_has_document(QUESTION, at=AT)


def test_a_question_that_the_description_forbids_is_unavailable(outside: StandIn, connect: Connect) -> None:
    question = DocumentQuestion(DocumentKind.ID_CARD, "HUN", "not normalised")

    with pytest.raises(RegisterUnavailable, match="status 422"):
        connect(outside.url).who_has_document(question, at=AT)


def test_a_dead_register_answers_unavailable_at_once(outside: StandIn, connect: Connect) -> None:
    breaker = Breaker(steady, threshold=2)
    client = connect(outside.url, breaker=breaker)
    outside.misbehave("500", times=2)
    for _ in range(2):
        with pytest.raises(RegisterUnavailable):
            client.who_has_document(QUESTION, at=AT)

    with pytest.raises(RegisterUnavailable, match="resting"):
        client.who_has_document(QUESTION, at=AT)

    assert breaker.circuit is Circuit.OPEN
    assert len(outside.requests()) == 2


def test_a_register_that_lives_again_is_asked_again(outside: StandIn, connect: Connect) -> None:
    breaker = Breaker(steady, threshold=1, rest=0)
    client = connect(outside.url, breaker=breaker)
    outside.misbehave("500")
    with pytest.raises(RegisterUnavailable):
        client.who_has_document(QUESTION, at=AT)

    answer = client.who_has_document(QUESTION, at=AT)

    assert len(answer.people) == 1
    assert breaker.circuit is Circuit.CLOSED


@pytest.mark.parametrize("fault", ["malformed", "more_than_asked", "401"])
def test_one_odd_answer_asked_for_again_and_again_stops_no_other_question(
    outside: StandIn, connect: Connect, fault: str
) -> None:
    breaker = Breaker(steady, threshold=2)
    client = connect(outside.url, breaker=breaker)
    outside.misbehave(fault, times=4)

    for _ in range(4):
        with pytest.raises(RegisterUnavailable):
            client.who_has_document(QUESTION, at=AT)

    assert breaker.circuit is Circuit.CLOSED


@pytest.mark.parametrize("fault", [*REPEATED, *NOT_REPEATED])
def test_nothing_personal_is_said_of_a_failure(
    outside: StandIn, connect: Connect, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    outside.misbehave(fault, times=3)

    with caplog.at_level(logging.DEBUG), pytest.raises(RegisterUnavailable) as caught:
        connect(outside.url).who_has_document(QUESTION, at=AT)

    said = f"{caught.value!r} {caplog.text}"
    assert caught.value.__cause__ is None
    assert QUESTION.number not in said
    assert QUESTION.address_card not in said
    assert "2-880229-9914" not in said
    assert "stand-in-token" not in said
    assert "register unavailable" in said


def test_somebody_is_found_by_their_data_at_birth(outside: StandIn, connect: Connect) -> None:
    answer = connect(outside.url).who_was_born(BIRTH, at=AT)

    assert answer.asked_at == AT
    assert [person.identity.current_name.family for person in answer.people] == [personal("Minta")]


@pytest.mark.parametrize("fault", [*REPEATED, *NOT_REPEATED])
def test_a_failure_of_the_other_question_is_unavailable_and_says_nothing_personal(
    outside: StandIn, connect: Connect, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    outside.misbehave(fault, times=9)

    with caplog.at_level(logging.DEBUG), pytest.raises(RegisterUnavailable) as caught:
        connect(outside.url).who_was_born(BIRTH, at=AT)

    assert len(outside.requests()) == (3 if fault in REPEATED else 1)
    said = f"{caught.value!r} {caplog.text}"
    assert BIRTH.family_name not in said
    assert BIRTH.place not in said
    assert "1984" not in said


@pytest.mark.parametrize("fault", ["slow", "drip"])
def test_the_other_question_waits_no_longer(outside: StandIn, connect: Connect, fault: str) -> None:
    outside.misbehave(fault)

    with pytest.raises(RegisterUnavailable, match="time-out"):
        connect(outside.url, total=0.4).who_was_born(BIRTH, at=AT)


def test_both_questions_rest_together(outside: StandIn, connect: Connect) -> None:
    client = connect(outside.url, breaker=Breaker(steady, threshold=1))
    outside.misbehave("500")
    with pytest.raises(RegisterUnavailable):
        client.who_was_born(BIRTH, at=AT)

    with pytest.raises(RegisterUnavailable, match="resting"):
        client.who_has_document(QUESTION, at=AT)


def test_connections_are_kept(outside: StandIn, connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    client = connect(outside.url)

    with caplog.at_level(logging.DEBUG, logger="httpcore.connection"):
        for _ in range(5):
            client.who_has_document(QUESTION, at=AT)

    opened = [line for line in caplog.messages if line.startswith("connect_tcp.started")]
    assert len(opened) == 1
