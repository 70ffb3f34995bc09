# SPDX-License-Identifier: EUPL-1.2
"""A service of the FAPI 2.0 security profile: pushes signed in by assertions, and proves its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any  # claims are open JSON

from django.test import Client as Browser

from tests.builders import AT
from tests.protocols import relying
from tests.protocols.endpoints.walking import Person
from tests.protocols.relying import AUTHORIZE, TOKEN, USERINFO, VERIFIER
from tests.protocols.tokens import Key, digest_of, key, token
from ugyfelkapu.federation.oidc.protocol.client_authentication import ASSERTION_TYPE
from ugyfelkapu.federation.oidc.protocol.moments import seconds
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile

PUSH = "/oidc/par"
_jtis = count()


def _jti() -> str:
    return f"jti-{next(_jtis)}"


@dataclass(slots=True)
class StrictService:
    """A service that proves itself by assertions and its tokens by a key."""

    client_id: str
    mine: Key
    proving: Key
    redirect_uri: str = relying.BACK
    machine: Browser = field(default_factory=Browser)

    def assertion(self, *, using: Key | None = None, algorithm: str = "ES256", **changed: Any) -> str:
        """Return an assertion; ``None`` leaves a claim out."""
        signing = using or self.mine
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": relying.issuer(),
            "iat": seconds(AT),
            "exp": seconds(AT) + 60,
            "jti": _jti(),
        }
        return token({"alg": algorithm, "kid": signing.jwk["kid"]}, {**claims, **changed}, signing.signer)

    def proof(self, path: str, *, method: str = "POST", using: Key | None = None, **changed: Any) -> str:
        """Return a proof for an endpoint; ``None`` leaves a claim out."""
        proving = using or self.proving
        usual = {"htm": method, "htu": relying.issuer() + path, "iat": seconds(AT), "jti": _jti()}
        head = {"alg": "ES256", "typ": "dpop+jwt", "jwk": proving.bare}
        return token(head, {**usual, **changed}, proving.signer)

    def request(self, **changed: str | None) -> dict[str, str]:
        """Return the parameters of a request; None leaves one out."""
        return relying.Service(self.client_id, "").request(**changed)

    def signed(self, algorithm: str = "ES256", *, leave_out: str = "", **changed: Any) -> str:
        """Return a signed request object."""
        claims = {
            **self.request(),
            "iss": self.client_id,
            "aud": relying.issuer(),
            "exp": seconds(AT) + 60,
            "nbf": seconds(AT),
            **changed,
        }
        claims = {name: value for name, value in claims.items() if name != leave_out}
        head = {"alg": algorithm, "kid": self.mine.jwk["kid"], "typ": "oauth-authz-req+jwt"}
        return token(head, claims, self.mine.signer)

    def post(self, path: str, form: Mapping[str, str | None], **headers: str) -> Any:
        """Post a form with an assertion, unless the form says what proves the client."""
        proved: dict[str, str | None] = {
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": form.get("client_assertion", "") or self.assertion(),
        }
        sent = {name: value for name, value in {**proved, **form}.items() if value is not None}
        return relying.post(self.machine, path, sent, **headers)

    def push(self, form: Mapping[str, str | None] | None = None, **headers: str) -> Any:
        """Push a request."""
        return self.post(PUSH, self.request() if form is None else form, **headers)

    def pushed(self, form: Mapping[str, str | None] | None = None, **headers: str) -> str:
        """Push a request that is taken; return the reference."""
        answer = self.push(form, **headers)
        assert answer.status_code == 201, answer.json()
        return str(answer.json()["request_uri"])

    def open(self, browser: Browser, reference: str, **more: str) -> Any:
        """Send a browser with the reference."""
        return browser.get(AUTHORIZE, {"client_id": self.client_id, "request_uri": reference, **more})

    def redeem(self, code: str, *, proof: str | None = "", **changed: str | None) -> Any:
        """Redeem a code with a proof of the key; ``None`` sends none."""
        usual: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": VERIFIER,
        }
        return self.post(TOKEN, {**usual, **changed}, **self.proved(proof))

    def proved(self, proof: str | None) -> dict[str, str]:
        """Return the header of a proof at the token endpoint: a lawful one where it is empty."""
        return {} if proof is None else {"HTTP_DPOP": proof or self.proof(TOKEN)}

    def refresh(self, refresh_token: str, *, proof: str | None = "", **more: str | None) -> Any:
        """Refresh with a proof of the key."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token, **more}
        return self.post(TOKEN, form, **self.proved(proof))

    def userinfo(self, access_token: str, *, scheme: str = "DPoP", **changed: Any) -> Any:
        """Ask about the person, with a proof for this very token."""
        usual = {"ath": digest_of(access_token)}
        proof = self.proof(USERINFO, method="GET", **{**usual, **changed})
        headers: dict[str, Any] = {"HTTP_AUTHORIZATION": f"{scheme} {access_token}", "HTTP_DPOP": proof}
        return self.machine.get(USERINFO, **headers)


def service(number: int = 1) -> StrictService:
    """Return a strict service with keys of its own, to which a statute gives the data."""
    mine = key("ES256", 20 + number)
    registered = relying.service(
        Profile.FAPI2_SECURITY,
        statutory=True,
        authentication=Authentication.PRIVATE_KEY,
        jwks={"keys": [dict(mine.jwk), dict(key("RS256", 1).jwk)]},
    )
    return StrictService(registered.client_id, mine, key("ES256", 40 + number))


def code_of(service: StrictService, person: Person | None = None, **changed: str | None) -> dict[str, str]:
    """Return the answer to a pushed request."""
    who = person or Person().sign_in()
    response, _ = who.walk(service.open(who.browser, service.pushed(service.request(**changed))))
    return relying.answer_of(response)


def tokens_of(service: StrictService) -> dict[str, Any]:
    """Return the tokens of a whole sign-in."""
    redeemed = service.redeem(code_of(service)["code"])
    assert redeemed.status_code == 200, redeemed.json()
    found: dict[str, Any] = redeemed.json()
    return found


def error_of(response: Any, status: int = 400) -> str:
    """Return the code of a refusal."""
    assert response.status_code == status, response.status_code
    return str(response.json()["error"])
