# SPDX-License-Identifier: EUPL-1.2
"""``trust update`` and ``trust show`` say in words and in data how the lists stand."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from tests.clock import Clock, clock
from tests.pki import VALIDATED_AT, Format, Leaf, Level, Lists, Operator, sign, trust
from tests.pki.lists import NEXT_UPDATE_AT
from ugyfelkapu.esignature.services import TrustNotUpdated, TrustSourceMissing

__all__ = ["clock"]

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    """Return what the command prints."""
    out = StringIO()
    call_command("trust", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _then(clock: Clock) -> None:
    clock.set(VALIDATED_AT)


def test_lists_are_brought_from_a_folder_and_shown() -> None:
    text = said("update", "--from", str(trust(Lists())))

    assert "EU: fresh, number 40, 0 services, next 2027-05-20" in text
    assert "HU: fresh, number 7, 10 services, next 2027-05-20" in text
    assert "!" not in text


def test_lists_are_brought_from_where_the_setting_says(settings: Settings) -> None:
    settings.TRUST_SOURCE = str(trust(Lists()))

    assert "HU: fresh" in said("update")


def test_the_standing_is_shown_as_data() -> None:
    said("update", "--from", str(trust(Lists(signer=Operator.STRANGER))))

    shown = json.loads(said("show", "--json"))

    assert shown["done_at"] == "2026-11-24T09:00:00+00:00"
    assert [each["territory"] for each in shown["lists"]] == ["EU", "HU"]
    assert (shown["lists"][1]["refused"], shown["lists"][1]["freshness"]) == ("signature", "missing")
    assert shown["alarms"] == ["home_stale", "trouble"]


def test_alarms_are_shown_in_words(clock: Clock) -> None:
    said("update", "--from", str(trust(Lists(sequence=8))))
    said("update", "--from", str(trust(Lists(sequence=7, top_sequence=41))))
    clock.set(NEXT_UPDATE_AT.replace(year=2028))

    text = said("show")

    assert "HU: stale, number 8" in text
    assert "newest not taken: rollback" in text
    assert "! the list of the lists is stale" in text
    assert "! the Hungarian list is stale or missing" in text


def test_before_anything_was_brought_nothing_is_shown() -> None:
    assert said("show").strip() == "snapshot -"


def test_what_is_not_to_be_taken_is_refused() -> None:
    with pytest.raises(TrustNotUpdated):
        said("update", "--from", str(trust(Lists(top_signer=Operator.STRANGER))))


def test_why_the_last_look_failed_is_shown() -> None:
    said("update", "--from", str(trust(Lists())))
    with pytest.raises(TrustNotUpdated):
        said("update", "--from", str(trust(Lists(top_signer=Operator.STRANGER))))

    assert "! the last look failed: signature" in said("show")


def test_without_a_source_nothing_is_brought() -> None:
    with pytest.raises(TrustSourceMissing):
        said("update")


def test_documents_are_judged_by_the_lists_that_are_kept(tmp_path: Path) -> None:
    said("update", "--from", str(trust(Lists())))
    file = tmp_path / "signed.pdf"
    file.write_bytes(sign(Format.PADES, Level.LT, Leaf.CITIZEN))
    out = StringIO()

    call_command("esign", "validate", str(file), "--at", VALIDATED_AT.isoformat(), "--json", stdout=out)

    assert json.loads(out.getvalue())["signatures"][0]["indication"] == "TOTAL-PASSED"


def test_without_any_lists_no_document_is_judged(tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(b"")

    with pytest.raises(CommandError, match="no trusted lists are kept"):
        call_command("esign", "validate", str(file))
