# SPDX-License-Identifier: EUPL-1.2
"""A service may post its wish to sign somebody out: browsers send no cookie of ours with such a form.

The form is sent once more from a page of ours, and only what was shown then is ended.
"""

from __future__ import annotations

from typing import Any  # Django's test client answers with what has no type

import pytest
from django.conf import settings
from django.test import Client as Browser

from tests.protocols import relying
from tests.protocols.endpoints.test_sign_out_plans import AFTERWARDS, LOGOUT, SIGNED_OUT, SignedIn
from ugyfelkapu.federation.oidc.models import SignOut

pytestmark = pytest.mark.django_db(transaction=True)


def _wish(here: SignedIn) -> dict[str, str]:
    return {"id_token_hint": here.id_token, "post_logout_redirect_uri": AFTERWARDS, "state": "left"}


def _sent_again(here: SignedIn, form: dict[str, str]) -> Any:
    """Post from another site, then what the page of ours sends by itself."""
    page = relying.post(Browser(), LOGOUT, form)
    assert page.status_code == 200
    return relying.post(here.person.browser, page.context["address"], page.context["parameters"])


def test_whoever_is_signed_in_is_signed_out_and_other_services_are_told() -> None:
    here = SignedIn()

    left = _sent_again(here, _wish(here))

    assert left["Location"] == f"{AFTERWARDS}?state=left"
    assert here.is_out()
    assert SignOut.objects.count() == 1


def test_the_page_on_the_way_lets_its_form_end_at_the_service() -> None:
    here = SignedIn()

    page = relying.post(Browser(), LOGOUT, _wish(here))

    assert "form-action 'self' https://service.example" in page["Content-Security-Policy"]
    assert page.context["address"] == LOGOUT


def test_without_proof_the_person_is_asked() -> None:
    here = SignedIn()

    asked = _sent_again(here, {"state": "left"})

    assert asked["Location"].startswith("/kilepes/szolgaltatasbol/")
    assert not here.is_out()


@pytest.mark.parametrize("more", [{}, {"again": "1"}], ids=["once", "again"])
def test_another_site_takes_no_cookie_away(more: dict[str, str]) -> None:
    answered = relying.post(Browser(), LOGOUT, {"state": "left", **more})

    assert settings.SESSION_COOKIE not in answered.cookies


def test_whoever_is_not_signed_in_goes_on_at_the_second_time() -> None:
    here = SignedIn()
    here.leave()
    here.person.browser.cookies.clear()

    assert _sent_again(here, _wish(here))["Location"] == f"{AFTERWARDS}?state=left"
    assert _sent_again(here, {"state": "left"})["Location"] == SIGNED_OUT


def test_what_is_refused_is_refused_at_once() -> None:
    here = SignedIn()
    form = {**_wish(here), "post_logout_redirect_uri": "https://elsewhere.example/"}

    assert relying.post(Browser(), LOGOUT, form).status_code == 400
