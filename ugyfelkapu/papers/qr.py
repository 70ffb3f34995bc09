# SPDX-License-Identifier: EUPL-1.2
"""QR codes as inline SVG that carries classes only, so that it passes a strict content policy."""

from __future__ import annotations

from html import escape
from itertools import groupby

import segno


def svg(text: str, *, title: str) -> str:
    """Draw the text as a QR code; the title names it for those who do not see it.

    The quiet margin around the code is the padding of ``kapu-qr``.
    """
    rows = segno.make_qr(text, error="m").matrix
    drawing = "".join(_row(at, row) for at, row in enumerate(rows))
    return (
        f'<svg class="kapu-qr" role="img" aria-label="{escape(title)}" viewBox="0 0 {len(rows)} {len(rows)}">'
        f'<path class="kapu-qr__dark" d="{drawing}"/></svg>'
    )


def _row(at: int, row: bytearray) -> str:
    """Draw one row's runs of dark modules as closed boxes, which need no stroke."""
    path, across = "", 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            path += f"M{across} {at}h{length}v1h-{length}z"
        across += length
    return path
