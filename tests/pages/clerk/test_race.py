# SPDX-License-Identifier: EUPL-1.2
"""Clerks who register one person at the same moment, over two servers, make one gate."""

from __future__ import annotations

import httpx
import pytest

from tests.pages.clerk.desk import WHOLE
from tests.pages.clerk.pressing import Press, press
from tests.races import race
from tests.servers import Premises, product
from tests.visitor import PLAIN
from ugyfelkapu.project.demo import password_of

CLERKS = ("ugyintezo1", "ugyintezo2", "vezeto1")


def prepared(url: str, clerk: str, username: str) -> Press:
    """Sign a clerk in and let them compare the person."""
    with httpx.Client(base_url=url, timeout=30, trust_env=False, verify=PLAIN) as browser:
        token = {"csrfmiddlewaretoken": token_of(browser.get("/ugyintezo/belepes/").text)}
        browser.post("/ugyintezo/belepes/", data={**token, "username": clerk, "password": password_of(clerk)})
        token = {"csrfmiddlewaretoken": token_of(browser.get("/ugyintezo/uj/").text)}
        form = {**WHOLE, **token, "username": username}
        assert browser.post("/ugyintezo/uj/", data={**form, "step": "look-up"}).status_code == 200
        return Press(url, dict(browser.cookies), {**form, "step": "register"})


def token_of(page: str) -> str:
    """Return the token of a page's form."""
    return page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


@pytest.mark.once
def test_clerks_who_press_at_once_make_one_gate(premises: Premises) -> None:
    with product(premises, servers=2) as running:
        tasks = [
            prepared(running.urls[place % 2], clerk, f"minta.verseny{place}")
            for place, clerk in enumerate(CLERKS)
        ]

        answers = race(press, tasks)

    assert sorted(answers) == [303, 409, 409]
