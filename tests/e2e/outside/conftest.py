# SPDX-License-Identifier: EUPL-1.2
"""People for the services from outside: registered by one clerk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.outside.registering import Person, person
from tests.e2e.people import clerk, import_person, passwords, several
from tests.servers import Product
from tests.visitor import Visitor
from ugyfelkapu.project.demo import CAST

PEOPLE = several(40)
_numbers = iter(PEOPLE)


@pytest.fixture(scope="session")
def desk(gate: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """Return a clerk who can register everybody."""
    import_person(gate, tmp_path_factory.mktemp("people"), *PEOPLE)
    with clerk(gate, passwords(gate)[CAST[0].username]) as visitor:
        yield visitor


@pytest.fixture
def somebody(gate: Product, desk: Visitor) -> Iterator[Person]:
    """Return somebody whose gate is active."""
    came = person(gate, desk, next(_numbers))
    with came.visitor:
        yield came
