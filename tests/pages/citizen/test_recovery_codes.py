# SPDX-License-Identifier: EUPL-1.2
"""``/fiok/biztonsag/helyreallito-kodok/``: shown until they are kept, counted then, never shown again."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.pages.citizen.owners import SECOND_STEP, SECURITY, authenticator_of, give_code, give_password
from tests.pages.html import Page, words

pytestmark = pytest.mark.django_db
CODES = f"{SECURITY}helyreallito-kodok/"
TEXT = f"{CODES}szoveg/"


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of an owner who signed in by two steps."""
    secret = authenticator_of(gate)
    give_password(client, gate)
    give_code(client, secret, builders.AT)
    return client


def shown(owner: Client) -> list[str]:
    """Return the codes that the page shows."""
    return [words(item) for item in Page(owner.get(CODES).content).one("ul", "kapu-mono").inside]


def test_codes_are_shown_until_they_are_kept_and_never_again(owner: Client) -> None:
    made = owner.post(CODES, {"step": "make"})
    first, again = shown(owner), shown(owner)
    unticked = owner.post(CODES, {"step": "keep"})
    kept = owner.post(CODES, {"step": "keep", "kept": "on"})

    assert (made.status_code, made.headers["Location"]) == (303, CODES)
    assert len(set(first)) == 10
    assert first == again
    assert unticked.status_code == 422
    assert first[0] in unticked.text
    assert (kept.status_code, kept.headers["Location"]) == (303, f"{SECURITY}?kept")
    assert first[0] not in owner.get(CODES).text
    assert "Felhasználható kódok: <strong>10</strong>" in owner.get(CODES).text


def test_a_code_that_was_used_is_no_longer_left(owner: Client, gate: builders.BuiltGate) -> None:
    owner.post(CODES, {"step": "make"})
    code = shown(owner)[4]
    owner.post(CODES, {"step": "keep", "kept": "on"})
    elsewhere = Client()
    give_password(elsewhere, gate)

    answer = elsewhere.post(SECOND_STEP, {"code": code})

    assert answer.status_code == 303
    assert "Felhasználható kódok: <strong>9</strong>" in owner.get(SECURITY).text


def test_the_codes_can_be_saved_as_text_while_they_are_shown(owner: Client) -> None:
    before = owner.get(TEXT).status_code
    owner.post(CODES, {"step": "make"})
    codes, file = shown(owner), owner.get(TEXT)
    owner.post(CODES, {"step": "keep", "kept": "on"})

    assert before == 404
    assert file.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert file.headers["Content-Disposition"] == 'attachment; filename="ugyfelkapu-kodok.txt"'
    assert file.headers["Cache-Control"] == "no-store"
    assert all(code in file.text for code in codes)
    assert owner.get(TEXT).status_code == 404


def test_codes_of_an_older_window_are_not_kept_unseen(owner: Client) -> None:
    owner.post(CODES, {"step": "make"})
    older = owner.cookies["kapu-unconfirmed"].value
    owner.post(CODES, {"step": "make"})
    owner.cookies["kapu-unconfirmed"] = older

    answer = owner.post(CODES, {"step": "keep", "kept": "on"})

    assert answer.headers["Location"] == f"{CODES}?replaced"
    assert "Azóta újabb kódokat kért" in owner.get(answer.headers["Location"]).text


def test_without_a_second_factor_there_is_nothing_to_stand_in_for(
    client: Client, gate: builders.BuiltGate
) -> None:
    give_password(client, gate)

    page = client.get(CODES).text

    assert "Önnek még nincs" in page
    assert 'value="make"' not in page


def test_the_owner_is_told_of_new_codes(owner: Client, gate: builders.BuiltGate) -> None:
    owner.post(CODES, {"step": "make"})
    owner.post(CODES, {"step": "keep", "kept": "on"})

    assert builders.kinds_of_letters(gate.id)[-1] == "recovery_codes"
