# SPDX-License-Identifier: EUPL-1.2
"""Everything at the endpoints that may be used once, each prepared to be used twice at the same moment."""

from __future__ import annotations

from django.test import Client as Browser

from tests import builders
from tests.builders import AT
from tests.pages.citizen.owners import give_password
from tests.protocols import relying
from tests.protocols.racing import AUTHORIZE, Asked
from tests.protocols.relying import Service
from tests.protocols.tokens import key, token
from ugyfelkapu.federation.oidc.protocol.client_authentication import ASSERTION_TYPE
from ugyfelkapu.federation.oidc.protocol.moments import seconds
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile


def everything(url: str) -> dict[str, list[Asked]]:
    """Return two of each request: a code, a refresh token, a pushed request, an assertion and a proof."""
    browser = Browser()
    give_password(browser, builders.activated_gate())
    service = relying.service(statutory=True)
    asked = {
        "code": _redeeming(service, _code(service, browser), url),
        "refresh token": _refreshing(service, browser, url),
        "pushed request": _opening(service, browser, url),
        "assertion": _asserting(url),
        "proof": _proving(url),
    }
    return {what: [once, once] for what, once in asked.items()}


def _code(service: Service, browser: Browser) -> str:
    return relying.answer_of(service.send(browser))["code"]


def _by(service: Service) -> tuple[tuple[str, str], ...]:
    return (("Authorization", relying.basic(service.client_id, service.secret)),)


def _redeeming(service: Service, code: str, url: str) -> Asked:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": service.redirect_uri,
        "code_verifier": relying.VERIFIER,
    }
    return Asked(url, relying.TOKEN, tuple(form.items()), _by(service))


def _refreshing(service: Service, browser: Browser, url: str) -> Asked:
    tokens = service.redeem(_code(service, browser)).json()
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    return Asked(url, relying.TOKEN, tuple(form.items()), _by(service))


def _opening(service: Service, browser: Browser, url: str) -> Asked:
    pushed = service.ask("/oidc/par", service.request()).json()
    form = {"client_id": service.client_id, "request_uri": pushed["request_uri"]}
    cookies = tuple((name, morsel.value) for name, morsel in browser.cookies.items())
    return Asked(url, AUTHORIZE, tuple(form.items()), (), cookies)


def _asserting(url: str) -> Asked:
    """Return a request whose client proves itself by an assertion."""
    mine = key("ES256", 7)
    service = relying.service(
        Profile.SERVICE,
        authentication=Authentication.PRIVATE_KEY,
        redirect_uris=(),
        jwks={"keys": [dict(mine.jwk)]},
    )
    claims = {
        "iss": service.client_id,
        "sub": service.client_id,
        "aud": relying.issuer(),
        "exp": seconds(AT) + 60,
        "jti": "once",
    }
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": token({"alg": "ES256", "kid": mine.jwk["kid"]}, claims, mine.signer),
    }
    return Asked(url, relying.TOKEN, tuple(form.items()))


def _proving(url: str) -> Asked:
    """Return a request that proves a key."""
    mine = key("ES256", 8)
    service = relying.service(Profile.SERVICE, redirect_uris=())
    claims = {"htm": "POST", "htu": f"{relying.issuer()}{relying.TOKEN}", "iat": seconds(AT), "jti": "once"}
    proof = token({"alg": "ES256", "typ": "dpop+jwt", "jwk": mine.bare}, claims, mine.signer)
    form = {"grant_type": "client_credentials"}
    return Asked(url, relying.TOKEN, tuple(form.items()), (*_by(service), ("DPoP", proof)))
