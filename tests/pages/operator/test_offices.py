# SPDX-License-Identifier: EUPL-1.2
"""Offices: adding one, changing one."""

from __future__ import annotations

from django.test import Client

from tests.pages.html import Page
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.staff.queries import office, public_offices

NEW = "/uzemeltetes/irodak/uj/"
PECS = {
    "code": "PCS-01",
    "name": "Pécsi mintairoda",
    "address": "7600 Pécs, Próba utca 4.",
    "opening_hours": "Hétfő 8–18\r\nKedd 8–16",
}


def test_an_operator_adds_an_office(operator: Client) -> None:
    answer = operator.post(NEW, PECS)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/uzemeltetes/irodak/")
    assert office("PCS-01").opening_hours == "Hétfő 8–18\nKedd 8–16"
    assert latest_entries(event="OfficeAdded", limit=1)[0].details == {"office": "PCS-01"}


def test_a_code_in_use_is_refused(operator: Client) -> None:
    before = public_offices()

    answer = operator.post(NEW, {**PECS, "code": "BP-01"})

    assert answer.status_code == 422
    assert Page(answer.content).all("div", "govuk-error-summary")
    assert public_offices() == before


def test_a_code_of_another_shape_is_refused(operator: Client) -> None:
    for code in ("", "pcs-01", "PCS01", "PCS-1", "PÉCS-01", "PCS-01\n X"):
        assert operator.post(NEW, {**PECS, "code": code}).status_code == 422, code


def test_an_operator_changes_an_office_but_not_its_code(operator: Client) -> None:
    answer = operator.post("/uzemeltetes/irodak/BP-01/", {**PECS, "name": "Új név"})

    assert answer.status_code == 303
    assert office("BP-01").name == "Új név"
    assert [known.code for known in public_offices()] == ["BP-01"]


def test_an_office_keeps_its_name(operator: Client) -> None:
    before = office("BP-01")

    answer = operator.post("/uzemeltetes/irodak/BP-01/", {**PECS, "name": " "})

    assert answer.status_code == 422
    assert office("BP-01") == before
