# SPDX-License-Identifier: EUPL-1.2
"""The modules of the certification plans for RP-initiated and back-channel logout, by their names."""

from __future__ import annotations

from typing import Any  # Django's test client answers with what has no type

import pytest
from django.test import Client as Browser

from tests.clock import Clock
from tests.protocols import relying
from tests.protocols.endpoints.walking import Person, tokens
from tests.protocols.relying import Service, claims_of
from tests.protocols.tokens import key, token, unsigned
from ugyfelkapu.federation.oidc.models import SignOut

pytestmark = pytest.mark.django_db(transaction=True)
LOGOUT = "/oidc/logout"
SIGNED_OUT = "/kilepes/kesz/"
AFTERWARDS = "https://service.example/signed-out"


class SignedIn:
    """Somebody signed in at a service that may send them on after signing out."""

    def __init__(self) -> None:
        self.service: Service = relying.service(
            statutory=True,
            post_logout_redirect_uris=(AFTERWARDS,),
            metadata={"backchannel_logout_uri": "https://service.example/backchannel"},
        )
        self.person = Person()
        self.id_token: str = tokens(self.service, self.person)["id_token"]

    def leave(self, **changed: str | None) -> Any:
        """Send the browser to the end-session endpoint."""
        usual: dict[str, str | None] = {
            "id_token_hint": self.id_token,
            "post_logout_redirect_uri": AFTERWARDS,
            "state": "left",
        }
        sent = {name: value for name, value in {**usual, **changed}.items() if value is not None}
        return self.person.browser.get(LOGOUT, sent)

    def is_out(self) -> bool:
        """Say whether a silent request finds nobody."""
        silent = relying.answer_of(self.service.send(self.person.browser, prompt="none"))
        return silent.get("error") == "login_required"


def test_discovery_endpoint_verification() -> None:
    document = Browser().get("/.well-known/openid-configuration").json()

    assert document["end_session_endpoint"] == relying.issuer() + LOGOUT
    assert document["backchannel_logout_supported"] is True
    assert document["backchannel_logout_session_supported"] is True


@pytest.mark.parametrize("method", ["get", "post"])
def test_rp_initiated_logout(method: str) -> None:
    here = SignedIn()
    form = {"id_token_hint": here.id_token, "post_logout_redirect_uri": AFTERWARDS, "state": "left"}

    left = here.leave() if method == "get" else relying.post(here.person.browser, LOGOUT, form)

    assert left.status_code in {302, 303}
    assert left["Location"] == f"{AFTERWARDS}?state=left"
    assert here.is_out()


def test_no_state() -> None:
    here = SignedIn()

    assert here.leave(state=None)["Location"] == AFTERWARDS
    assert here.is_out()


def test_an_expired_hint_is_proof_enough(clock: Clock) -> None:
    here = SignedIn()
    clock.forward(minutes=20)

    assert here.leave()["Location"].startswith(AFTERWARDS)


@pytest.mark.parametrize("address", ["https://elsewhere.example/", f"{AFTERWARDS}?added=1", f"{AFTERWARDS}/"])
def test_bad_post_logout_redirect_uri(address: str) -> None:
    here = SignedIn()

    refused = here.leave(post_logout_redirect_uri=address)

    assert refused.status_code == 400
    assert "Location" not in refused
    assert not here.is_out()


def test_modified_id_token_hint() -> None:
    here = SignedIn()

    refused = here.leave(id_token_hint=unsigned({"typ": "JWT"}, claims_of(here.id_token)))

    assert (refused.status_code, here.is_out()) == (400, False)


def test_bad_id_token_hint() -> None:
    here = SignedIn()
    foreign = token({"alg": "ES256", "typ": "JWT"}, claims_of(here.id_token), key("ES256", 5).signer)

    refused = here.leave(id_token_hint=foreign)

    assert (refused.status_code, here.is_out()) == (400, False)


@pytest.mark.parametrize(
    "changed",
    [
        {"id_token_hint": None},
        {"id_token_hint": None, "post_logout_redirect_uri": None, "state": None},
        {"id_token_hint": None, "post_logout_redirect_uri": None},
    ],
    ids=["no_id_token_hint", "no_params", "only_state"],
)
def test_without_proof_the_person_is_asked(changed: dict[str, str | None]) -> None:
    here = SignedIn()

    asked = here.leave(**changed)

    assert asked["Location"].startswith("/kilepes/szolgaltatasbol/?ticket=")
    assert here.person.browser.get(asked["Location"]).status_code == 200
    assert not here.is_out()


def test_no_post_logout_redirect_uri() -> None:
    here = SignedIn()

    shown = here.leave(post_logout_redirect_uri=None)

    assert shown["Location"] == SIGNED_OUT
    assert here.is_out()


def test_the_hint_of_another_person_signs_nobody_out_unasked() -> None:
    here, other = SignedIn(), Person()
    others = tokens(here.service, other)["id_token"]

    asked = here.leave(id_token_hint=others)

    assert asked["Location"].startswith("/kilepes/szolgaltatasbol/")
    assert not here.is_out()


def test_backchannel_rp_initiated_logout() -> None:
    here = SignedIn()
    other = relying.service(
        statutory=True, metadata={"backchannel_logout_uri": "https://other.example/backchannel"}
    )
    theirs = claims_of(tokens(other, here.person)["id_token"])

    here.leave()

    owed = {row.client.client_id: (str(row.sid), row.sub) for row in SignOut.objects.select_related("client")}
    mine = claims_of(here.id_token)
    assert owed == {
        here.service.client_id: (mine["sid"], mine["sub"]),
        other.client_id: (theirs["sid"], theirs["sub"]),
    }
    assert mine["sid"] != theirs["sid"]
    assert mine["sub"] != theirs["sub"]
