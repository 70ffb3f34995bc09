# SPDX-License-Identifier: EUPL-1.2
"""The generated pages say what the code says, and everything in them is explained."""

from __future__ import annotations

import tomllib

import pytest

from docs.generate import DOCS, PAGES, ROWS, arrows, refusals, stale
from ugyfelkapu.domain.events import Event

CONTRACTS = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]


def test_no_generated_page_is_stale() -> None:
    assert not stale(), "run make docs"


def test_the_drawing_has_the_floors_of_the_import_contract() -> None:
    layers = next(contract["layers"] for contract in CONTRACTS["contracts"] if contract["type"] == "layers")

    assert [" | ".join(row) for row in ROWS] == layers


def test_arrows_point_down_only() -> None:
    floor = {room: number for number, row in enumerate(ROWS) for room in row}

    upwards = [(source, target) for source, target in arrows() if floor[source] >= floor[target]]

    assert not upwards


@pytest.mark.parametrize("kind", Event.catalogue.values(), ids=lambda kind: str(kind.__name__))
def test_an_event_is_explained(kind: type[Event]) -> None:
    assert kind.__doc__
    assert kind.__doc__ != Event.__doc__


def test_every_refusal_has_a_code_of_its_own_and_an_explanation() -> None:
    codes = [kind.code for kind in refusals()]

    assert len(codes) == len(set(codes))
    assert all(kind.__doc__ for kind in refusals())


def test_every_page_of_the_generator_is_written_down() -> None:
    assert all((DOCS / name).exists() for name in PAGES)
