# SPDX-License-Identifier: EUPL-1.2
"""The trusted lists as operators see them: how each stands, what goes wrong, and asking for newer ones."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests import builders
from tests.pki import Lists, trust
from ugyfelkapu.esignature.queries import standing
from ugyfelkapu.esignature.services import TrustNotUpdated, update
from ugyfelkapu.journal.actor import COMMAND_LINE

PAGE = "/uzemeltetes/bizalmi-lista/"
SOON = f"{PAGE}frissites/"


@pytest.fixture
def kept(db: None, settings: Settings) -> None:
    """Let sound lists be kept."""
    settings.TRUST_SOURCE = str(trust(Lists()))
    update(by=COMMAND_LINE, at=builders.AT)


@pytest.mark.usefixtures("kept")
def test_each_list_is_shown_with_its_state(operator: Client) -> None:
    page = operator.get(PAGE).content.decode()

    assert page.count(">friss<") == 2
    assert "A listák listája" in page
    assert 'scope="row" class="govuk-table__header">HU' in page
    assert "govuk-warning-text" not in page


@pytest.mark.usefixtures("kept")
def test_a_list_that_was_not_taken_says_why(operator: Client) -> None:
    update(source=str(trust(Lists(sequence=6, top_sequence=41))), by=COMMAND_LINE, at=builders.AT)

    page = operator.get(PAGE).content.decode()

    assert "régebbi a miénknél" in page
    assert "govuk-warning-text" not in page


def test_grave_alarms_are_warnings(operator: Client, settings: Settings) -> None:
    settings.TRUST_SOURCE = "network"

    page = operator.get(PAGE).content.decode()

    assert "govuk-warning-text" in page
    assert "Nincs bizalmi lista." in page


def test_a_hungarian_list_that_never_was_had_is_a_warning(operator: Client) -> None:
    update(source=str(trust(Lists(territory="AT"))), by=COMMAND_LINE, at=builders.AT)

    page = operator.get(PAGE).content.decode()

    assert "govuk-warning-text" in page
    assert "A magyar lista hiányzik vagy lejárt" in page


def test_the_overview_tells_of_alarms(operator: Client, settings: Settings) -> None:
    quiet = operator.get("/uzemeltetes/").content.decode()
    settings.TRUST_SOURCE = "network"

    alarmed = operator.get("/uzemeltetes/").content.decode()

    assert PAGE in alarmed
    assert "aláírással senki sem regisztrálhat" in alarmed
    assert "aláírással senki sem regisztrálhat" not in quiet


@pytest.mark.usefixtures("kept")
def test_an_operator_asks_for_newer_lists(operator: Client) -> None:
    answer = operator.post(SOON)

    assert (answer.status_code, answer.url) == (303, PAGE)  # type: ignore[attr-defined]
    assert standing().asked
    assert "egy percen belül" in operator.get(PAGE).content.decode()


def test_without_a_source_the_page_says_so_and_offers_nothing(operator: Client, settings: Settings) -> None:
    settings.TRUST_SOURCE = ""

    page = operator.get(PAGE).content.decode()

    assert "Nincs megadva, honnan jönnek a bizalmi listák" in page
    assert "UGYFELKAPU_TRUST_SOURCE" in page
    assert SOON not in page


@pytest.mark.usefixtures("kept")
def test_asking_is_a_button(operator: Client) -> None:
    page = " ".join(operator.get(PAGE).content.decode().split())

    assert 'type="submit">Újabb listákat keresek</button>' in page
    assert "kapu-linkbutton" not in page.partition("<main")[2]


def test_without_a_source_asking_is_refused_on_the_page(operator: Client, settings: Settings) -> None:
    settings.TRUST_SOURCE = ""

    answer = operator.post(SOON)

    page = answer.content.decode()
    assert answer.status_code == 503
    assert "UGYFELKAPU_TRUST_SOURCE" in page
    assert '<h1 class="govuk-heading-l">Bizalmi listák</h1>' in page
    assert 'href="/uzemeltetes/naplo/"' in page


def test_a_failure_is_told_in_words(operator: Client) -> None:
    with pytest.raises(TrustNotUpdated):
        update(source=str(trust(Lists(pinned=None))), by=COMMAND_LINE, at=builders.AT)

    assert "hivatalos lapszámot" in operator.get(PAGE).content.decode()


def test_auditors_have_no_business_here(auditor: Client) -> None:
    assert auditor.get(PAGE).status_code == 403
    assert auditor.post(SOON).status_code == 403
