# SPDX-License-Identifier: EUPL-1.2
"""Whoever lets a service have less than before has its tokens of before end."""

from __future__ import annotations

import pytest

from tests.protocols import relying
from tests.protocols.endpoints.walking import Person, answer, tokens
from tests.protocols.relying import Service
from ugyfelkapu.domain.disclosure import Datum

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = {"email", "email_verified"}


def _told(service: Service, access_token: str) -> set[str]:
    return set(service.userinfo(access_token).json()) - {"sub"}


def test_tokens_of_a_wider_consent_end_with_it() -> None:
    service, person = relying.service(), Person()
    wide = tokens(service, person)

    led = service.send(person.browser, prompt="consent")
    shown = person.browser.get(led["Location"])
    read = shown.context["form"].initial["read"]
    fewer = person.browser.post(led["Location"], {"step": "agree", "chosen": [Datum.EMAIL], "read": read})

    narrow = service.redeem(relying.answer_of(fewer)["code"]).json()
    assert _told(service, narrow["access_token"]) == ADDRESS
    assert service.userinfo(wide["access_token"]).status_code == 401
    assert service.refresh(wide["refresh_token"]).json()["error"] == "invalid_grant"


def test_tokens_live_on_where_the_same_or_more_is_agreed_to() -> None:
    service, person = relying.service(), Person()
    before = tokens(service, person, scope="openid email")

    answer(service, person, scope="openid email profile")
    answer(service, person, scope="openid email", prompt="consent")

    assert _told(service, before["access_token"]) == ADDRESS
