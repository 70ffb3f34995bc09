# SPDX-License-Identifier: EUPL-1.2
"""In production staff need the code of their authenticator, each once."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from pytest_django.fixtures import Settings

from tests.builders import AT, STAFF_PASSWORD, clerk
from ugyfelkapu.access import authenticator
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.access.services import sign_in_staff
from ugyfelkapu.domain.errors import Throttled
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.staff.models import StaffMember

pytestmark = pytest.mark.django_db

STEP = timedelta(seconds=30)


@pytest.fixture
def totp(settings: Settings) -> pyotp.TOTP:
    """Return the authenticator of a clerk, where a password alone is not enough."""
    settings.STAFF_PASSWORD_ALONE = False
    member = StaffMember.objects.get(id=clerk().uuid)
    member.totp_secret = authenticator.new_secret()
    member.save()
    return pyotp.TOTP(member.totp_secret)


def _sign_in(code: str, *, later: timedelta = timedelta(0), password: str = STAFF_PASSWORD) -> bool:
    token = sign_in_staff(
        "ugyintezo1",
        password=password,
        code=code,
        origin=Origin("192.0.2.0/24", ""),
        replaces=None,
        by=STRANGER,
        at=AT + later,
    )
    return token is not None


def _wrong(totp: pyotp.TOTP) -> str:
    near = {totp.at(AT + step * STEP) for step in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def test_password_and_code_open_a_session(totp: pyotp.TOTP) -> None:
    assert _sign_in(totp.at(AT))


def test_a_code_may_be_typed_in_two_halves(totp: pyotp.TOTP) -> None:
    code = totp.at(AT)

    assert _sign_in(f"{code[:3]} {code[3:]}")


@pytest.mark.parametrize("code", ["", "000000x", "٠٠٠٠٠٠", "12345", "1234567"])
def test_what_is_no_code_opens_nothing(totp: pyotp.TOTP, code: str) -> None:
    assert not _sign_in(code)


def test_a_wrong_code_opens_nothing(totp: pyotp.TOTP) -> None:
    assert not _sign_in(_wrong(totp))


def test_the_right_code_opens_nothing_without_the_password(totp: pyotp.TOTP) -> None:
    assert not _sign_in(totp.at(AT), password="another wooden spoon")


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(totp: pyotp.TOTP, steps: int, accepted: bool) -> None:
    assert _sign_in(totp.at(AT + steps * STEP)) is accepted


def test_a_code_is_accepted_once(totp: pyotp.TOTP) -> None:
    code = totp.at(AT)

    assert _sign_in(code)
    assert not _sign_in(code, later=timedelta(seconds=5))


def test_after_a_newer_code_an_older_one_is_dead(totp: pyotp.TOTP) -> None:
    assert _sign_in(totp.at(AT + STEP))
    assert not _sign_in(totp.at(AT))


def test_wrong_codes_lock_as_wrong_passwords_do(totp: pyotp.TOTP) -> None:
    for _ in range(5):
        assert not _sign_in(_wrong(totp))

    with pytest.raises(Throttled):
        _sign_in(totp.at(AT))


def test_somebody_without_an_authenticator_cannot_sign_in(settings: Settings) -> None:
    settings.STAFF_PASSWORD_ALONE = False
    clerk()

    assert not _sign_in("123456")


def test_development_is_content_with_the_password() -> None:
    clerk()

    assert _sign_in("")
