# SPDX-License-Identifier: EUPL-1.2
"""One press of a button in a process of its own, which knows nothing of the product."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from tests.visitor import PLAIN


@dataclass(frozen=True, slots=True)
class Press:
    """The button that registers, ready to be pressed."""

    url: str
    cookies: dict[str, str]
    form: dict[str, str]


def press(ready: Press) -> int:
    """Press it; return the status."""
    with httpx.Client(
        base_url=ready.url, cookies=ready.cookies, timeout=30, trust_env=False, verify=PLAIN
    ) as browser:
        return browser.post("/ugyintezo/uj/", data=ready.form).status_code
