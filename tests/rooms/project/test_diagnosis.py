# SPDX-License-Identifier: EUPL-1.2
"""What ``doctor`` says of the house."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.pki import VALIDATED_AT, Lists, trust
from tests.pki.lists import NEXT_UPDATE_AT
from ugyfelkapu.esignature.demo_card.lists import lists
from ugyfelkapu.esignature.services import update
from ugyfelkapu.federation.oidc import keys
from ugyfelkapu.federation.oidc.models import SigningKey
from ugyfelkapu.federation.oidc.services.keys import make_active
from ugyfelkapu.journal.actor import COMMAND_LINE, WORKER
from ugyfelkapu.project import diagnosis
from ugyfelkapu.project.diagnosis import Verdict
from ugyfelkapu.project.env import Pkcs11, Smtp
from ugyfelkapu.vault.signing import FilePlace

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_sound_configuration_is_good() -> None:
    findings = list(diagnosis.configuration())

    assert [finding.verdict for finding in findings] == [Verdict.GOOD]


def test_what_the_house_does_itself_is_not_missed_in_production(settings: Settings) -> None:
    settings.DEVELOPMENT = False

    said = " ".join(finding.text for finding in diagnosis.configuration())

    assert "SecurityMiddleware" not in said
    assert "XFrameOptionsMiddleware" not in said


@pytest.mark.django_db
def test_a_database_with_every_table_is_good() -> None:
    assert diagnosis.database().verdict is Verdict.GOOD


def test_a_mail_server_that_does_not_answer_is_bad(settings: Settings) -> None:
    settings.SMTP = Smtp("127.0.0.1", 1, "", "", starttls=False)

    assert diagnosis.mail().verdict is Verdict.BAD


def test_without_a_mail_server_development_keeps_letters() -> None:
    assert diagnosis.mail().verdict is Verdict.NOTE


def test_a_set_clock_is_told(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.CLOCK_FILE.write_text("2026-11-28T23:59:59+01:00", encoding="utf-8")

    finding = diagnosis.clock()

    assert finding.verdict is Verdict.NOTE


def test_an_unreadable_clock_is_bad(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.CLOCK_FILE.write_text("tomorrow", encoding="utf-8")

    assert diagnosis.clock().verdict is Verdict.BAD


@pytest.mark.django_db
def test_without_trusted_lists_nobody_registers_by_signature() -> None:
    finding = diagnosis.trusted_lists()

    assert finding.verdict is Verdict.NOTE
    assert "nobody can register" in finding.text


@pytest.mark.django_db
def test_fresh_trusted_lists_are_good(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.CLOCK_FILE.write_text(VALIDATED_AT.isoformat(), encoding="utf-8")
    update(source=str(trust()), by=COMMAND_LINE, at=VALIDATED_AT)

    assert diagnosis.trusted_lists().verdict is Verdict.GOOD


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "verdict"), [(2, Verdict.NOTE), (4, Verdict.BAD)])
def test_old_trusted_lists_are_told(settings: Settings, tmp_path: Path, days: int, verdict: Verdict) -> None:
    update(source=str(trust()), by=COMMAND_LINE, at=VALIDATED_AT)
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.CLOCK_FILE.write_text((NEXT_UPDATE_AT + timedelta(days=days)).isoformat(), encoding="utf-8")

    assert diagnosis.trusted_lists().verdict is verdict


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("development", "verdict", "said"),
    [(True, Verdict.GOOD, "fresh"), (False, Verdict.BAD, "ugyfelkapu trust update --from network")],
)
def test_demo_lists_are_good_in_development_alone(
    settings: Settings, tmp_path: Path, development: bool, verdict: Verdict, said: str
) -> None:
    update(source=str(lists(tmp_path)), by=COMMAND_LINE, at=VALIDATED_AT)
    settings.DEVELOPMENT = development

    finding = diagnosis.trusted_lists()

    assert finding.verdict is verdict
    assert said in finding.text


@pytest.mark.django_db
def test_a_home_list_that_never_was_had_is_bad(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.CLOCK_FILE.write_text(VALIDATED_AT.isoformat(), encoding="utf-8")
    update(source=str(trust(Lists(territory="AT"))), by=COMMAND_LINE, at=VALIDATED_AT)

    finding = diagnosis.trusted_lists()

    assert finding.verdict is Verdict.BAD
    assert "the Hungarian list is stale or missing" in finding.text


@pytest.mark.django_db
def test_trusted_lists_that_are_wanted_and_not_kept_are_bad(settings: Settings) -> None:
    settings.TRUST_SOURCE = "network"

    assert diagnosis.trusted_lists().verdict is Verdict.BAD


@pytest.mark.django_db
def test_keys_that_sign_are_tried() -> None:
    assert diagnosis.signer().verdict is Verdict.NOTE  # none is made yet
    keys.signer("ES256", at=AT)
    assert diagnosis.signer().verdict is Verdict.NOTE  # one of four
    keys.jwks_bytes(at=AT)

    finding = diagnosis.signer()

    assert finding.verdict is Verdict.GOOD
    assert "ES256, RS256, PS256, EdDSA" in finding.text


@pytest.mark.django_db
def test_a_key_whose_public_half_is_another_ones_is_bad() -> None:
    make_active("ES256", by=WORKER, at=AT)
    row = SigningKey.objects.get()
    row.private = FilePlace(2048).make("ES256").private
    row.save()

    assert diagnosis.signer().verdict is Verdict.BAD


@pytest.mark.django_db
def test_a_signing_module_that_cannot_be_reached_is_bad(settings: Settings) -> None:
    settings.PKCS11 = Pkcs11("/nowhere/module.so", "kapu", "123456")

    finding = diagnosis.signer()

    assert finding.verdict is Verdict.BAD
    assert "123456" not in finding.text
