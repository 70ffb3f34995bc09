# SPDX-License-Identifier: EUPL-1.2
"""Who may open which page of operations, by which method."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.test import Client

from ugyfelkapu.staff.rights import Role

SOMETHING = UUID(int=1)
ABOUT_A_SERVICE = tuple(
    f"/uzemeltetes/szolgaltatasok/{SOMETHING}/{page}/"
    for page in ("adatok", "bejegyzes", "titok", "proba", "letiltas")
)
PAGES = (
    "/uzemeltetes/",
    "/uzemeltetes/irodak/",
    "/uzemeltetes/irodak/uj/",
    "/uzemeltetes/irodak/BP-01/",
    "/uzemeltetes/munkatarsak/",
    "/uzemeltetes/munkatarsak/uj/",
    f"/uzemeltetes/munkatarsak/{SOMETHING}/letiltas/",
    "/uzemeltetes/szolgaltatasok/",
    "/uzemeltetes/szolgaltatasok/uj/",
    f"/uzemeltetes/szolgaltatasok/{SOMETHING}/",
    *ABOUT_A_SERVICE,
    f"/uzemeltetes/szolgaltatasok/{SOMETHING}/elesites/",
    f"/uzemeltetes/szolgaltatasok/{SOMETHING}/engedelyezes/",
    "/uzemeltetes/levelek/",
    f"/uzemeltetes/levelek/{SOMETHING}/ujra/",
    "/uzemeltetes/bizalmi-lista/",
    "/uzemeltetes/bizalmi-lista/frissites/",
    "/uzemeltetes/naplo/",
    "/uzemeltetes/naplo/ellenorzes/",
)
JOURNAL = ("/uzemeltetes/naplo/", "/uzemeltetes/naplo/ellenorzes/")
POSTED = (
    "/uzemeltetes/irodak/uj/",
    "/uzemeltetes/irodak/BP-01/",
    "/uzemeltetes/munkatarsak/uj/",
    f"/uzemeltetes/munkatarsak/{SOMETHING}/letiltas/",
    "/uzemeltetes/szolgaltatasok/uj/",
    f"/uzemeltetes/szolgaltatasok/{SOMETHING}/",
    *ABOUT_A_SERVICE,
    f"/uzemeltetes/szolgaltatasok/{SOMETHING}/elesites/",
    f"/uzemeltetes/szolgaltatasok/{SOMETHING}/engedelyezes/",
    f"/uzemeltetes/levelek/{SOMETHING}/ujra/",
    "/uzemeltetes/bizalmi-lista/frissites/",
)
ONLY_POSTED = (
    "/uzemeltetes/bizalmi-lista/frissites/",
    f"/uzemeltetes/levelek/{SOMETHING}/ujra/",
    f"/uzemeltetes/szolgaltatasok/{SOMETHING}/elesites/",
    f"/uzemeltetes/szolgaltatasok/{SOMETHING}/engedelyezes/",
)
OF_NOTHING = (
    f"/uzemeltetes/munkatarsak/{SOMETHING}/letiltas/",
    f"/uzemeltetes/szolgaltatasok/{SOMETHING}/",
    *ABOUT_A_SERVICE,
)
DESK_ROLES = (Role.CLERK, Role.SUPERVISOR)


@pytest.mark.django_db
@pytest.mark.parametrize("page", [page for page in PAGES if page not in ONLY_POSTED])
def test_a_stranger_is_asked_to_sign_in_and_comes_back(page: str, client: Client) -> None:
    answer = client.get(page)

    assert answer.status_code == 303
    assert unquote(answer.headers["Location"]) == f"/ugyintezo/belepes/?next={page}"


@pytest.mark.parametrize("role", DESK_ROLES)
def test_desk_roles_see_nothing(role: Role, browser_of: Callable[[Role], Client]) -> None:
    browser = browser_of(role)

    statuses = {page: browser.get(page).status_code for page in PAGES if page not in ONLY_POSTED}

    assert set(statuses.values()) == {403}


@pytest.mark.parametrize("role", DESK_ROLES)
def test_desk_roles_change_nothing(role: Role, browser_of: Callable[[Role], Client]) -> None:
    browser = browser_of(role)

    statuses = {page: browser.post(page).status_code for page in POSTED}

    assert set(statuses.values()) == {403}


def test_an_operator_sees_every_page(operator: Client) -> None:
    shown = [page for page in PAGES if page not in (*OF_NOTHING, *ONLY_POSTED)]

    statuses = {page: operator.get(page).status_code for page in shown}

    assert set(statuses.values()) == {200}


def test_an_operator_finds_nothing_where_there_is_nothing(operator: Client) -> None:
    statuses = [
        *(operator.get(page).status_code for page in (*OF_NOTHING, "/uzemeltetes/irodak/XX-99/")),
        *(operator.post(page).status_code for page in ONLY_POSTED if str(SOMETHING) in page),
        operator.post(OF_NOTHING[0]).status_code,
    ]

    assert set(statuses) == {404}


def test_an_auditor_reads_the_journal_and_nothing_else(auditor: Client) -> None:
    read = {page: auditor.get(page).status_code for page in JOURNAL}
    refused = {
        page: auditor.get(page).status_code for page in PAGES[1:] if page not in (*JOURNAL, *ONLY_POSTED)
    }
    changed = {page: auditor.post(page).status_code for page in POSTED}

    assert set(read.values()) == {200}
    assert set(refused.values()) == {403}
    assert set(changed.values()) == {403}


def test_an_auditor_who_comes_in_is_led_to_the_journal(auditor: Client) -> None:
    answer = auditor.get("/uzemeltetes/")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/uzemeltetes/naplo/")


@pytest.mark.parametrize("page", [page for page in PAGES if page not in POSTED])
def test_what_only_shows_takes_no_post(page: str, operator: Client) -> None:
    assert operator.post(page).status_code == 405


@pytest.mark.parametrize("page", ONLY_POSTED)
def test_nothing_is_done_by_opening_an_address(page: str, operator: Client) -> None:
    assert operator.get(page).status_code == 405


@pytest.mark.parametrize("page", [*POSTED, *JOURNAL, "/uzemeltetes/"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_page_knows_other_methods(page: str, method: str, operator: Client) -> None:
    assert getattr(operator, method)(page).status_code == 405
