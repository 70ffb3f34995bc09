# SPDX-License-Identifier: EUPL-1.2
"""Which register answers, and which addresses of one are refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from tests.personal import personal
from tests.standins.register import TOKEN
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.ports import DocumentQuestion, DocumentStatus
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.registers.client import HttpRegisters
from ugyfelkapu.registers.embedded import EmbeddedRegisters
from ugyfelkapu.registers.services import import_people, register

from .conftest import SANDBOX, Connect, StandIn

AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
QUESTION = DocumentQuestion(DocumentKind.ID_CARD, "HUN", personal("000001ZZ"))


def test_without_an_address_the_embedded_register_answers(settings: Settings) -> None:
    settings.REGISTER_URL = ""

    assert isinstance(register(), EmbeddedRegisters)


def test_with_an_address_the_outside_register_answers_on_kept_connections(
    settings: Settings, outside: StandIn
) -> None:
    settings.REGISTER_URL, settings.REGISTER_TOKEN = outside.url, TOKEN
    outside.behave()

    one, same = register(), register()
    answer = one.who_has_document(QUESTION, at=AT)

    assert isinstance(one, HttpRegisters)
    assert one is same
    assert len(answer.people) == 1
    one.close()


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("register.example", "t"),
        ("ftp://register.example", "t"),
        ("https://", "t"),
        ("https://register.example?a=1", "t"),
        ("https://register.example", ""),
        ("https://register.example", "two words"),
        ("https://register.example", "kulcső"),
    ],
)
def test_an_address_or_token_that_cannot_work_is_refused(settings: Settings, url: str, token: str) -> None:
    settings.REGISTER_URL, settings.REGISTER_TOKEN = url, token

    with pytest.raises(ImproperlyConfigured, match="UGYFELKAPU_REGISTER_"):
        register()


def test_in_production_questions_travel_encrypted(settings: Settings) -> None:
    settings.DEVELOPMENT = False
    settings.REGISTER_URL, settings.REGISTER_TOKEN = "http://register.example", "t"

    with pytest.raises(ImproperlyConfigured, match="https"):
        register()


@pytest.mark.parametrize("url", ["https://register.example", "http://127.0.0.1:9"])
def test_in_production_an_encrypted_or_own_address_is_taken(settings: Settings, url: str) -> None:
    settings.DEVELOPMENT = False
    settings.REGISTER_URL, settings.REGISTER_TOKEN = url, "t"

    taken = register()

    assert isinstance(taken, HttpRegisters)
    taken.close()


def test_several_people_by_one_number_are_told(outside: StandIn, connect: Connect) -> None:
    outside.misbehave("duplicate")

    answer = connect(outside.url).who_has_document(QUESTION, at=AT)

    assert len({person.reference for person in answer.people}) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "status"),
    [
        (datetime(2031, 4, 12, 21, 59, tzinfo=UTC), DocumentStatus.VALID),
        (datetime(2031, 4, 12, 22, 0, tzinfo=UTC), DocumentStatus.EXPIRED),
    ],
)
def test_a_document_expires_at_midnight_in_budapest(at: datetime, status: DocumentStatus) -> None:
    import_people(SANDBOX.read_bytes(), by=COMMAND_LINE, at=AT)

    answer = EmbeddedRegisters().who_has_document(QUESTION, at=at)

    assert [person.document for person in answer.people] == [status]
