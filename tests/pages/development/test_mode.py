# SPDX-License-Identifier: EUPL-1.2
"""The comforts of development exist in development only; the cast tells a newcomer what to type."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests import builders
from tests.house.test_settings import SAFE
from tests.pages.html import Page, words

PAGES = (
    "/fejlesztes/",
    "/fejlesztes/postalada/",
    "/fejlesztes/postalada/?format=json",
    f"/fejlesztes/postalada/{UUID(int=1)}/",
    f"/fejlesztes/postalada/{UUID(int=1)}/html/",
    "/fejlesztes/levelek/",
    "/fejlesztes/levelek/hu/activation/",
    "/fejlesztes/levelek/hu/activation/html/",
    "/fejlesztes/ora/",
)
PRODUCTION = """
import django
django.setup()
from django.urls import Resolver404, resolve
for path in {paths!r}:
    try:
        resolve(path)
    except Resolver404:
        continue
    raise SystemExit(path)
print("none")
"""


def test_production_has_no_such_addresses(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UGYFELKAPU_", "VAR"))}
    environment = {
        **kept,
        **SAFE,
        "UGYFELKAPU_DATABASE_URL": f"sqlite:///{tmp_path / 'kapu.sqlite3'}",
        "VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "ugyfelkapu.project.settings",
    }
    program = PRODUCTION.format(paths=[page.partition("?")[0] for page in PAGES])

    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )

    assert answer.stdout.split() == ["none"], answer.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post", "put", "head"])
def test_outside_development_every_page_refuses_by_itself(
    page: str, method: str, client: Client, settings: Settings
) -> None:
    settings.DEVELOPMENT = False

    assert getattr(client, method)(page).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("page", [page for page in PAGES if page != "/fejlesztes/ora/"])
def test_only_the_clock_takes_a_post(page: str, client: Client) -> None:
    assert client.post(page).status_code == 405


@pytest.mark.django_db
def test_the_cast_names_staff_and_people_with_their_numbers(client: Client) -> None:
    builders.clerk("ugyintezo1")

    page = Page(client.get("/fejlesztes/").content)

    rows = [words(row) for row in page.all("tr")]
    assert "ugyintezo1ÜgyintézőBP-01" in rows
    assert sum(1 for row in rows if "Minta Mária" in row and "000001ZZ" in row and "000006ZZ" in row) == 1
    assert any("elhunyt" in row for row in rows)
    assert any("14 évesnél fiatalabb" in row for row in rows)
    assert any("(elveszett)" in row for row in rows)
    assert len(rows) > 50
