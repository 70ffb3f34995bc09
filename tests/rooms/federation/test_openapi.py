# SPDX-License-Identifier: EUPL-1.2
"""The description of identity verification says what the code takes and answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any  # the description is open YAML

import pytest
import yaml

from ugyfelkapu.domain.verification import QUESTIONS_ABOUT_SOMEBODY, QUESTIONS_OF_A_SERVICE, Result
from ugyfelkapu.federation.oidc.identity_questions import CLAIMS, CREDENTIALS, MEMBERS, REQUEST_ID
from ugyfelkapu.federation.oidc.middleware import IDENTITY_VERIFICATION, MACHINES

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.fixture(scope="module")
def description() -> Any:
    """Return the description."""
    return yaml.safe_load((DOCS / "openapi" / "identity-verification.yaml").read_text(encoding="utf-8"))


def test_the_address_is_the_one_that_is_answered(description: Any) -> None:
    assert list(description["paths"]) == [IDENTITY_VERIFICATION]
    assert IDENTITY_VERIFICATION in MACHINES


def test_the_members_are_those_that_are_read(description: Any) -> None:
    schemas = description["components"]["schemas"]

    assert set(schemas["Question"]["properties"]) == MEMBERS | CREDENTIALS
    assert set(schemas["Question"]["required"]) == MEMBERS
    assert set(schemas["Claims"]["properties"]) == CLAIMS
    assert schemas["Question"]["properties"]["request_id"]["pattern"] == f"^{REQUEST_ID.pattern}$"
    assert schemas["Answer"]["properties"]["result"]["enum"] == [result.value for result in Result]


def test_the_page_for_integrators_names_the_limits_and_the_results() -> None:
    page = (DOCS / "integrators" / "identity-verification.md").read_text(encoding="utf-8")

    assert f"{QUESTIONS_ABOUT_SOMEBODY} questions about one person" in page
    assert f"{QUESTIONS_OF_A_SERVICE:,} in all".replace(",", " ") in page
    assert all(f"`{result}`" in page for result in Result)
