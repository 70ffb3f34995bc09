# SPDX-License-Identifier: EUPL-1.2
"""What judging a document costs, in processor time: a sixteenth of a second at the most."""

from __future__ import annotations

import time

import pytest

from tests.pki import Format, Level

from .judging import judged, sample
from .spoiling import SHAPES

MOST = 0.060
TURNS = 5


def fastest(data: bytes) -> float:
    """Return the processor seconds of the fastest of some turns."""

    def turn() -> float:
        before = time.process_time()
        judged(data)
        return time.process_time() - before

    return min(turn() for _ in range(TURNS))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("level", [Level.LT, Level.LTA])
def test_a_document_is_judged_within_its_time(shape: Format, level: Level) -> None:
    judged(sample(shape, level))

    assert fastest(sample(shape, level)) < MOST
