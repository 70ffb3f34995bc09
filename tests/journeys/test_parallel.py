# SPDX-License-Identifier: EUPL-1.2
"""Races against two real servers: whatever runs in parallel, one wins and nobody falls over."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import httpx
import pytest

from tests.errands import Errand, send_at_once
from tests.personal import personal
from tests.races import race
from tests.servers import Premises, Product, product
from tests.visitor import PLAIN, Visitor, people_csv
from ugyfelkapu.project.demo import CAST, password_of

PASSWORD = "kerek asztal zöld tenger"
FIRST = 500_001
CLERK = (CAST[0].username, password_of(CAST[0].username))


def _errands(running: Product, clients: int, **parts: object) -> list[Errand]:
    browsers = max(1, clients // (2 * len(running.urls)))
    return [
        Errand(url=url, browsers=browsers, **parts)  # type: ignore[arg-type]  # the caller's parts fit
        for url in running.urls
        for _ in range(2)
    ]


def _fill_register(running: Product, folder: Path, numbers: range) -> None:
    file = folder / "people.csv"
    file.write_text(people_csv(numbers), encoding="utf-8")
    done = running.command("registers", "--skip-checks", "import", str(file))
    assert done.returncode == 0, done.stdout + done.stderr


def _code(running: Product, address: str) -> str:
    running.command("worker", "--once")
    mailbox = f"{running.urls[0]}/fejlesztes/postalada/?format=json"
    letters = httpx.get(mailbox, trust_env=False, verify=PLAIN).json()
    text = next(letter["text"] for letter in letters if letter["to"] == address)
    return next(str(word) for word in text.split() if len(word) == 19 and word.count("-") == 3)


def _card_fields(number: int) -> dict[str, str]:
    card = f"{number:06}ZZ"
    return {
        "category": "hun",
        "document": "id_card",
        "document_number": card,
        "address_card": "yes",
        "address_card_number": card,
        "email": personal(f"visitor{number}@example.com"),
        "email_again": f"visitor{number}@example.com",
        "username": f"visitor.{number}",
        "same_person": "1",
        "consent": "1",
        "step": "register",
    }


def _race(running: Product, clients: int, **parts: object) -> Counter[int]:
    errands = _errands(running, clients, **parts)
    return Counter(status for codes in race(send_at_once, errands) for status in codes)


def _redeem(running: Product, clients: int) -> Counter[int]:
    """Redeem one code from many browsers; afterwards its owner signs in."""
    code = _code(running, f"visitor{FIRST}@example.com")
    chosen = {"username": f"visitor.{FIRST}", "code": code, "password": PASSWORD}
    fields = tuple({**chosen, "password_again": PASSWORD}.items())
    redeemed = _race(running, clients, path="/aktivalas/", fields=fields)
    with Visitor(running.urls[0]) as owner:
        signed_in = owner.fill("/belepes/", {"username": f"visitor.{FIRST}", "password": PASSWORD})
    assert signed_in.status_code == httpx.codes.SEE_OTHER
    return redeemed


def test_of_eight_redemptions_over_two_servers_one_succeeds(premises: Premises, tmp_path: Path) -> None:
    with product(premises, servers=2) as running, Visitor(running.urls[0]) as desk:
        _fill_register(running, tmp_path, range(FIRST, FIRST + 1))
        desk.sign_in_at_the_desk(*CLERK)
        assert desk.register(FIRST).status_code == httpx.codes.SEE_OTHER

        answers = _redeem(running, 8)

    _require_one_winner(answers, 8)


@pytest.mark.proof
def test_of_fifty_registrations_and_redemptions_one_succeeds(premises: Premises, tmp_path: Path) -> None:
    with product(premises, servers=2) as running:
        _fill_register(running, tmp_path, range(FIRST, FIRST + 1))
        fields = tuple(_card_fields(FIRST).items())

        registered = _race(running, 52, path="/ugyintezo/uj/", fields=fields, clerk=CLERK)
        redeemed = _redeem(running, 52)

    _require_one_winner(registered, 52)
    _require_one_winner(redeemed, 52)


def _require_one_winner(answers: Counter[int], clients: int) -> None:
    assert sum(answers.values()) == clients
    assert answers[httpx.codes.SEE_OTHER] == 1, answers
    assert all(status < httpx.codes.INTERNAL_SERVER_ERROR for status in answers), answers
