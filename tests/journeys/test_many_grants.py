# SPDX-License-Identifier: EUPL-1.2
"""Refreshing and introspecting cost the same with a thousand grants and with ten million."""

from __future__ import annotations

import pytest

from benchmarks.gateways import the_gate
from benchmarks.signing_in import FEW, FLAT, flatness
from tests.postgresql import binaries

MANY = 10_000_000
MOST_GROWTH = 1.3
MEMORY = {"shared_buffers": "2GB", "maintenance_work_mem": "1GB", "max_wal_size": "4GB"}
"""A server that holds ten million grants has memory for their indexes."""


@pytest.mark.proof
def test_tokens_cost_the_same_among_millions(capsys: pytest.CaptureFixture[str]) -> None:
    place = binaries()
    if place is None:
        pytest.skip("needs the binaries of a PostgreSQL server")

    with the_gate(place) as small, the_gate(place, **MEMORY) as large:
        few, many = flatness(small, large, MANY)

    with capsys.disabled():
        for name in FLAT:
            print(f"{name}: {few[name]:.2f} ms of {FEW:,}, {many[name]:.2f} ms of {MANY:,}")  # noqa: T201
    for name in FLAT:
        assert many[name] < few[name] * MOST_GROWTH, name
