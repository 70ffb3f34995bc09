# SPDX-License-Identifier: EUPL-1.2
"""Reading answers of pages: without what differs at every request."""

from __future__ import annotations

import re
from typing import Protocol

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
REFERENCE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")


class Answer(Protocol):
    """What a test client gives back, as far as it is compared."""

    status_code: int

    @property
    def content(self) -> bytes:
        """Return the body."""
        ...


def alike(answer: Answer, *typed: str) -> tuple[int, str]:
    """Return status and body with the token, the reference and what was typed taken out."""
    text = REFERENCE.sub("REFERENCE", TOKEN.sub("TOKEN", answer.content.decode()))
    for each in typed:
        text = text.replace(each, "TYPED")
    return answer.status_code, text
