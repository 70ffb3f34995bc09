# SPDX-License-Identifier: EUPL-1.2
"""People who come from a connected service in their browsers, and what they decide on our pages."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any  # Django's test client answers with what has no type
from urllib.parse import urlsplit

from django.test import Client

from tests.builders import AT
from tests.pages.html import Page
from tests.protocols.relying import BACK, Service, answer_of
from ugyfelkapu.domain.assurance import SUBSTANTIAL
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation.oidc import clients
from ugyfelkapu.federation.oidc.kept_keys import kept
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile
from ugyfelkapu.federation.registration import Registration
from ugyfelkapu.federation.services import Particulars, Purpose, connect_without_trial
from ugyfelkapu.journal.actor import COMMAND_LINE

NAME, NAME_EN, OWNER = "Könyvtári tagság", "Library membership", "Minta Városi Könyvtár"
PURPOSES = {
    Datum.NAME: Purpose("Ez áll az olvasójegyén.", "It stands on your card."),
    Datum.EMAIL: Purpose("Ide írjuk meg, ha lejár egy könyv.", "We write to it when a book is due."),
}
ORIGIN = "https://service.example"
SIGNED_OUT_AT = "https://service.example/viszlat"
SUBSTANTIAL_OR_NOTHING = json.dumps({"id_token": {"acr": {"essential": True, "value": SUBSTANTIAL}}})
ESSENTIAL_NAME = '{"userinfo": {"name": {"essential": true}}}'


def forget_others() -> None:
    """Remember nothing of another test's tables."""
    clients.forget()
    kept.forget()


def library(
    name: str = NAME,
    *,
    temporary: bool = False,
    statutory: bool = False,
    purposes: dict[Datum, Purpose] | None = None,
    receives: tuple[Datum, ...] = (Datum.NAME, Datum.EMAIL),
    at: datetime = AT,
    **registered: Any,
) -> Service:
    """Return a library to which everybody may sign in."""
    said = Particulars(
        name,
        OWNER,
        name_en=NAME_EN,
        receives=receives,
        temporary=temporary,
        statutory=statutory,
        purposes=PURPOSES if purposes is None else purposes,
    )
    registration = Registration(
        profile=Profile.OIDC_STRICT,
        authentication=Authentication.BASIC,
        redirect_uris=(BACK,),
        post_logout_redirect_uris=(SIGNED_OUT_AT,),
        **registered,
    )
    connected = connect_without_trial(said, registration=registration, by=COMMAND_LINE, at=at)
    return Service(connected.client_id, connected.secret)


def begin(browser: Client, service: Service, **asked: str | None) -> str:
    """Come from a service; return the page of ours that goes on."""
    answer = service.send(browser, **asked)
    assert answer.status_code == 303, answer.content
    place: str = urlsplit(answer.headers["Location"]).path
    assert place.startswith("/belepes/szolgaltatas/"), place
    return place


def read_of(answer: Any) -> str:
    """Return what a page that asks for consent remembers of what it showed."""
    return Page(answer.content).by_id("read")["value"]


def agree(browser: Client, place: str, *ticked: Datum) -> Any:
    """Agree on the page that asks; to what is necessary, and what is ticked."""
    asked = browser.get(place)
    assert asked.status_code == 200, (asked.status_code, asked.headers.get("Location"))
    return browser.post(place, {"step": "agree", "read": read_of(asked), "chosen": list(ticked)})


def enter(browser: Client, service: Service, **asked: str | None) -> dict[str, str]:
    """Go through to the service, agreeing to everything; return what it is answered."""
    answer = service.send(browser, **asked)
    if urlsplit(answer.headers["Location"]).path.startswith("/belepes/szolgaltatas/"):
        answer = agree(browser, answer.headers["Location"], Datum.NAME, Datum.EMAIL)
    return answer_of(answer)


def admits(answer: Any, origin: str = ORIGIN) -> bool:
    """Say whether forms of a page may end at a service."""
    policy = answer.headers["Content-Security-Policy"]
    action = next(part for part in policy.split("; ") if part.startswith("form-action"))
    return origin in action.split()
