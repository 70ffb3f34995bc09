# SPDX-License-Identifier: EUPL-1.2
"""Whom a certificate names: our own table and a register behind HTTP say the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from threading import Event

import pytest

from tests import builders
from tests.rooms.registers.conftest import SANDBOX, running
from tests.standins.register import TOKEN
from ugyfelkapu.domain.person import folded
from ugyfelkapu.domain.ports import PopulationRegisters, SignerQuestion
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import steady
from ugyfelkapu.registers.breaker import Breaker
from ugyfelkapu.registers.client import HttpRegisters
from ugyfelkapu.registers.embedded import EmbeddedRegisters
from ugyfelkapu.registers.services import import_people


@pytest.fixture(params=["embedded", "http"])
def registers(request: pytest.FixtureRequest, db: None) -> Iterator[PopulationRegisters]:
    """Return each of the two, with the people of the sandbox."""
    if request.param == "embedded":
        import_people(SANDBOX.read_bytes(), by=COMMAND_LINE, at=builders.AT)
        yield EmbeddedRegisters()
        return
    with running(SANDBOX) as stand_in:
        client = HttpRegisters(stand_in.url, TOKEN, Breaker(steady), clock=steady, pause=Event().wait)
        with closing(client):
            yield client


def _by_name(family: str, given: str, *, place: str = "Hódmezővásárhely") -> SignerQuestion:
    return SignerQuestion(
        family_name=folded(family), given_names=folded(given), place=folded(place), date=date(1984, 3, 27)
    )


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (SignerQuestion(identifier="IDCHU-000001ZZ"), ["SZL-0006"]),
        (SignerQuestion(identifier="PASHU-ZZ0000004"), ["SZL-0006"]),
        (SignerQuestion(identifier="PASHU-000001ZZ"), []),
        (SignerQuestion(identifier="PNOHU-28403279999"), []),
        (_by_name("Minta", "Mária"), ["SZL-0006"]),
        (_by_name("Próba", "Mária"), ["SZL-0006"]),
        (_by_name("Minta", "Márta"), []),
        (_by_name("Minta", "Mária", place="Szeged"), []),
        (_by_name("Minta", "Mária", place=""), ["SZL-0006"]),
        (_by_name("Próba", "Mária", place=""), ["SZL-0006"]),
        (_by_name("Minta", "Márta", place=""), []),
    ],
)
def test_a_certificate_leads_to_whoever_it_names(
    registers: PopulationRegisters, question: SignerQuestion, found: list[str]
) -> None:
    answer = registers.who_signs(question, at=builders.AT)

    assert [person.reference for person in answer.people] == found
