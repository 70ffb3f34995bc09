# SPDX-License-Identifier: EUPL-1.2
"""QR codes: their dark runs, for papers, and an inline SVG with classes only, for strict content policies."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import NamedTuple

import segno


class Run(NamedTuple):
    """Dark modules side by side in one row."""

    across: int
    down: int
    length: int


class Code(NamedTuple):
    """A square code: how many modules a side has, and which are dark."""

    side: int
    runs: tuple[Run, ...]


def code(text: str) -> Code:
    """Write the text as a QR code."""
    rows = segno.make_qr(text, error="m").matrix
    return Code(len(rows), tuple(run for down, row in enumerate(rows) for run in _runs(down, row)))


def svg(text: str, *, title: str) -> str:
    """Draw the text as a QR code; the title names it for those who do not see it.

    The quiet margin around the code is the padding of ``kapu-qr``. Each run is a closed box, which
    needs no stroke.
    """
    side, runs = code(text)
    drawing = "".join(f"M{across} {down}h{length}v1h-{length}z" for across, down, length in runs)
    return (
        f'<svg class="kapu-qr" role="img" aria-label="{escape(title)}" viewBox="0 0 {side} {side}">'
        f'<path class="kapu-qr__dark" d="{drawing}"/></svg>'
    )


def _runs(down: int, row: bytearray) -> list[Run]:
    """Find one row's runs of dark modules."""
    runs, across = [], 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            runs.append(Run(across, down, length))
        across += length
    return runs
