# SPDX-License-Identifier: EUPL-1.2
"""Second steps and sessions on two real servers: a code opens once, and what ends is over everywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from tests.e2e.people import (
    PASSWORD,
    activate,
    add_authenticator,
    clerk,
    import_person,
    next_code,
    register,
)
from tests.errands import filled_in, send_now
from tests.races import race
from tests.servers import Premises, Product, product
from tests.visitor import PLAIN, Visitor
from ugyfelkapu.project.demo import CAST, password_of

FIRST = 520_001
BY_APP, BY_SHEET, SIGNED_IN = FIRST, FIRST + 1, FIRST + 2
BROWSERS = 4
SECOND_STEP, CODES, SESSIONS = (
    "/belepes/masodik-lepes/",
    "/fiok/biztonsag/helyreallito-kodok/",
    "/fiok/munkamenetek/",
)
CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")


@contextmanager
def _running(premises: Premises, folder: Path, *numbers: int) -> Iterator[tuple[Product, list[str]]]:
    """Run two servers on one database with these people's gates; give the gates' ids too."""
    with product(premises, servers=2) as two:
        import_person(two, folder, *numbers)
        with clerk(two, password_of(CAST[0].username)) as desk:
            gates = [register(desk, number) for number in numbers]
        for number in numbers:
            activate(two, number)
        yield two, gates


def _sign_in(url: str, number: int) -> Visitor:
    visitor = Visitor(url)
    answer = visitor.fill("/belepes/", {"username": f"visitor.{number}", "password": PASSWORD})
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
    return visitor


def _replayed(two: Product, number: int, code: str) -> Counter[int]:
    """Send one code from several sign-ins at once, half of them to each server."""
    with ExitStack() as opened:
        browsers = [opened.enter_context(_sign_in(two.urls[place % 2], number)) for place in range(BROWSERS)]
        sendings = [filled_in(browser, SECOND_STEP, {"code": code}) for browser in browsers]
        return Counter(race(send_now, sendings))


def _recovery_code(owner: Visitor) -> str:
    owner.fill(CODES, {"step": "make"})
    found = CODE.search(owner.client.get(CODES).text)
    assert found is not None
    kept = owner.fill(CODES, {"step": "keep", "kept": "1"})
    assert kept.status_code == httpx.codes.SEE_OTHER, kept.text
    return found[0]


def _require_one_winner(answers: Counter[int]) -> None:
    assert answers[httpx.codes.SEE_OTHER] == 1, answers
    assert answers[httpx.codes.UNPROCESSABLE_ENTITY] == BROWSERS - 1, answers


def test_a_code_replayed_on_two_servers_opens_once(premises: Premises, tmp_path: Path) -> None:
    with _running(premises, tmp_path, BY_APP, BY_SHEET) as (two, _):
        with _sign_in(two.urls[0], BY_APP) as owner:
            secret = add_authenticator(two, owner, BY_APP)
        with _sign_in(two.urls[0], BY_SHEET) as owner:
            add_authenticator(two, owner, BY_SHEET)
            recovery_code = _recovery_code(owner)

        by_app = _replayed(two, BY_APP, next_code(secret))
        by_sheet = _replayed(two, BY_SHEET, recovery_code)

    _require_one_winner(by_app)
    _require_one_winner(by_sheet)


class Elsewhere:
    """The same browser's next request, answered by the other server."""

    def __init__(self, two: Product, browser: Visitor) -> None:
        self.url, self.cookies = two.urls[1], dict(browser.client.cookies)

    def is_signed_in(self) -> bool:
        """Say whether the session opens its owner's page there."""
        answer = httpx.get(f"{self.url}/fiok/", cookies=self.cookies, trust_env=False, verify=PLAIN)
        assert answer.status_code in {httpx.codes.OK, httpx.codes.SEE_OTHER}
        return answer.status_code == httpx.codes.OK


def _press(owner: Visitor, name: str, place: int) -> None:
    """Press one of the buttons on the page of the owner's sign-ins that do this."""
    page = owner.client.get(SESSIONS).text
    values = re.findall(rf'name="{name}" value="([^"]*)"', page)
    done = owner.fill(SESSIONS, {name: values[place]})
    assert done.status_code == httpx.codes.SEE_OTHER, done.text


def _suspend(two: Product, gate: str) -> None:
    with clerk(two, password_of(CAST[0].username)) as desk:
        answer = desk.fill(f"/ugyintezo/kapu/{gate}/felfuggesztes/", {"reason": "compromise"})
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text


OTHERS = (("end", 0), ("end_others", 0), ("forget", 1))
"""Buttons that end what another browser holds; the first known browser is this one."""


def test_what_ends_is_over_on_every_server_at_the_next_request(premises: Premises, tmp_path: Path) -> None:
    with (
        _running(premises, tmp_path, SIGNED_IN) as (two, gates),
        _sign_in(two.urls[0], SIGNED_IN) as owner,
    ):
        for ends, place in OTHERS:
            with _sign_in(two.urls[0], SIGNED_IN) as lost:
                elsewhere = Elsewhere(two, lost)
                before = elsewhere.is_signed_in()

                _press(owner, ends, place)

                assert before
                assert not elsewhere.is_signed_in(), ends
        own = Elsewhere(two, owner)
        spared = own.is_signed_in()

        _suspend(two, gates[0])

        assert spared
        assert not own.is_signed_in()
