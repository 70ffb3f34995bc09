# SPDX-License-Identifier: EUPL-1.2
"""Authorization requests: what is understood, and what the service is told that cannot be."""

from __future__ import annotations

import json
from functools import partial
from typing import Any  # open JSON

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.domain.assurance import SUBSTANTIAL
from ugyfelkapu.federation.oidc.protocol.authorization import (
    LONGEST_HINT,
    SCOPES,
    AuthorizationRequest,
    Source,
    prove_redirect,
    read_authorization_request,
    source_of,
)
from ugyfelkapu.federation.oidc.protocol.claims_request import ClaimsAsked, ClaimWish
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError, UnsafeToRedirectError
from ugyfelkapu.federation.oidc.protocol.levels import LevelsAsked
from ugyfelkapu.federation.oidc.protocol.parameters import LONGEST_ECHOED
from ugyfelkapu.federation.oidc.protocol.pkce import challenge_of
from ugyfelkapu.federation.oidc.protocol.profiles import Profile
from ugyfelkapu.federation.oidc.protocol.prompts import Prompt
from ugyfelkapu.federation.oidc.protocol.request_objects import CARRIED
from ugyfelkapu.federation.oidc.protocol.responses import ResponseMode, ReturnAddress

from .asking import BACK, ISSUER, VERIFIER, ask, client, outcome, parameters

JKT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


def _refused(asking: Client | None = None, /, **changed: str | None) -> OAuthError:
    refusal = outcome(lambda: ask(asking, **changed))
    assert isinstance(refusal, OAuthError)
    return refusal


def _code(asking: Client | None = None, /, **changed: str | None) -> str:
    """Return the code with which a request is refused once its address is proven."""
    refusal = _refused(asking, **changed)
    assert not isinstance(refusal, UnsafeToRedirectError)
    return refusal.code


def test_a_request_is_understood_whole() -> None:
    request = ask(
        client(Profile.PUBLIC_NATIVE),
        lambda token: f"kod-{token}",
        scope="email openid ismeretlen offline_access identity",
        state="allapot",
        nonce="egyszer",
        prompt="consent login",
        max_age="60",
        acr_values=SUBSTANTIAL,
        claims='{"userinfo": {"email": {"essential": true}}}',
        login_hint="minta@example.com",
        ui_locales="de-AT en-GB hu",
        response_mode="form_post",
        dpop_jkt=JKT,
        id_token_hint="tanusitvany",
    )

    assert request == AuthorizationRequest(
        client_id="szolgaltatas",
        redirect_uri=BACK,
        redirect_uri_given=True,
        response_mode=ResponseMode.FORM_POST,
        scopes=("openid", "email", "identity"),
        state="allapot",
        nonce="egyszer",
        challenge=challenge_of(VERIFIER),
        prompts=frozenset({Prompt.CONSENT, Prompt.LOGIN}),
        max_age=60,
        levels=LevelsAsked((SUBSTANTIAL,)),
        claims=ClaimsAsked(userinfo={"email": ClaimWish(essential=True)}),
        login_hint="minta@example.com",
        ui_locales="en",
        dpop_jkt=JKT,
        hinted_sub="kod-tanusitvany",
    )


def test_a_request_that_says_little_is_understood_too() -> None:
    request = ask()

    assert request == AuthorizationRequest(
        client_id="szolgaltatas", redirect_uri=BACK, challenge=challenge_of(VERIFIER)
    )
    assert request.address == ReturnAddress(BACK)


@pytest.mark.parametrize(
    ("response_type", "code"),
    [
        (None, "invalid_request"),
        ("token", "unsupported_response_type"),
        ("id_token", "unsupported_response_type"),
        ("code id_token", "unsupported_response_type"),
        ("code token", "unsupported_response_type"),
        ("none", "unsupported_response_type"),
        ("Code", "unsupported_response_type"),
        ("code code", "unsupported_response_type"),
        ("code ", "unsupported_response_type"),
    ],
)
def test_nothing_but_a_code_is_given(response_type: str | None, code: str) -> None:
    assert _code(response_type=response_type) == code


@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_an_answer_travels_in_the_query_or_in_a_form(mode: str) -> None:
    assert ask(response_mode=mode).response_mode == mode


@pytest.mark.parametrize("mode", ["fragment", "jwt", "query.jwt", "web_message", "Query", "query form_post"])
def test_an_answer_travels_no_other_way(mode: str) -> None:
    assert _code(response_mode=mode) == "invalid_request"


def test_no_client_is_registered_on_the_way() -> None:
    assert _code(registration="{}") == "registration_not_supported"


@pytest.mark.parametrize(
    ("scope", "scopes"),
    [
        ("openid", ("openid",)),
        ("phone address identity profile email openid", SCOPES),
        ("openid offline_access", ("openid",)),
        ("openid openid ismeretlen https://x.example/olvas", ("openid",)),
        ("openid  email", ("openid", "email")),
    ],
)
def test_scopes_are_read_in_any_order(scope: str, scopes: tuple[str, ...]) -> None:
    assert set(ask(scope=scope).scopes) == set(scopes)
    assert len(ask(scope=scope).scopes) == len(scopes)


@pytest.mark.parametrize(
    "scope", [None, "email", "OpenID", 'openid "x"', "openid \\", "openid ű", "openid\temail"]
)
def test_a_scope_without_openid_or_beyond_the_grammar_is_refused(scope: str | None) -> None:
    assert _code(scope=scope) == "invalid_scope"


@pytest.mark.parametrize(
    ("profile", "required"),
    [
        (Profile.OIDC_BASIC, False),
        (Profile.OIDC_STRICT, True),
        (Profile.FAPI2_SECURITY, True),
        (Profile.PUBLIC_NATIVE, True),
    ],
)
def test_the_profile_says_who_needs_a_challenge(profile: Profile, required: bool) -> None:
    read = outcome(lambda: ask(client(profile), code_challenge=None, code_challenge_method=None))

    assert isinstance(read, OAuthError) is required


@pytest.mark.parametrize("method", ["plain", None, "S512"])
@pytest.mark.parametrize("profile", [Profile.OIDC_BASIC, Profile.OIDC_STRICT, Profile.FAPI2_SECURITY])
def test_no_profile_takes_another_challenge_than_s256(method: str | None, profile: Profile) -> None:
    assert _code(client(profile), code_challenge_method=method) == "invalid_request"


@pytest.mark.parametrize(
    "said",
    [
        {"nonce": "x" * (LONGEST_ECHOED + 1)},
        {"nonce": "a\x01"},
        {"prompt": "none login"},
        {"max_age": "-1"},
        {"claims": "{"},
        {"claims": '{"id_token": {"sub": {"value": 5}}}'},
        {"dpop_jkt": JKT[:-1]},
        {"dpop_jkt": JKT + "="},
        {"dpop_jkt": JKT[:-1] + "+"},
    ],
)
def test_what_cannot_be_right_is_told_to_the_service(said: dict[str, str]) -> None:
    assert _code(**said) == "invalid_request"


@pytest.mark.parametrize("said", [{"nonce": "ű" * LONGEST_ECHOED}, {"state": "ű" * LONGEST_ECHOED}])
def test_state_and_nonce_stay_exactly_as_they_came(said: dict[str, str]) -> None:
    request = ask(**said)

    assert said.items() <= {"nonce": request.nonce, "state": request.state}.items()


@pytest.mark.parametrize(
    ("hint", "kept"),
    [
        ("minta.maria", "minta.maria"),
        ("árvíztűrő@example.com", "árvíztűrő@example.com"),
        ("x" * LONGEST_HINT, "x" * LONGEST_HINT),
        ("x" * (LONGEST_HINT + 1), ""),
        ("a\nb", ""),
        ("a\u202eb", ""),
    ],
)
def test_a_hint_at_who_signs_in_is_kept_whole_or_not_at_all(hint: str, kept: str) -> None:
    assert ask(login_hint=hint).login_hint == kept


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("hu", "hu"),
        ("en", "en"),
        ("hu-HU en", "hu"),
        ("EN-gb hu", "en"),
        ("de fr", ""),
        ("de-hu", ""),
        ("english", ""),
        ("- hu", "hu"),
    ],
)
def test_the_first_language_that_the_gate_speaks_is_chosen(wanted: str, language: str) -> None:
    assert ask(ui_locales=wanted).ui_locales == language


def _claimed(sub: Any) -> str:
    return json.dumps({"id_token": {"sub": sub}})


@pytest.mark.parametrize(
    ("said", "sub"),
    [
        ({}, ""),
        ({"id_token_hint": "a"}, "a"),
        ({"claims": _claimed({"value": "a"})}, "a"),
        ({"claims": _claimed({"value": "a"}), "id_token_hint": "a"}, "a"),
        ({"claims": _claimed(None)}, ""),
        ({"claims": _claimed({"essential": True})}, ""),
    ],
)
def test_a_service_may_say_whose_sign_in_it_waits_for(said: dict[str, str], sub: str) -> None:
    assert ask(client(), str, **said).hinted_sub == sub


def test_a_service_waits_for_one_person() -> None:
    with pytest.raises(OAuthError, match="invalid_request"):
        ask(client(), str, claims=_claimed({"value": "a"}), id_token_hint="b")


def test_a_hint_that_the_gate_did_not_sign_is_refused_as_its_reader_says() -> None:
    def foreign(token: str) -> str:
        raise OAuthError("invalid_request", "another issuer")

    with pytest.raises(OAuthError, match="invalid_request"):
        ask(client(), foreign, id_token_hint="x")


@pytest.mark.parametrize("name", ["display", "claims_locales", "resource", "audience", "kc_idp_hint", "x"])
def test_what_means_nothing_here_is_ignored(name: str) -> None:
    assert ask(**{name: "bármi"}) == ask()


def test_a_request_is_bound_to_a_key() -> None:
    assert ask().bound_to(JKT) == ask(dpop_jkt=JKT)


# ------------------------------------------------------------------ properties

_JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=6,
)
_WISHES = some.dictionaries(
    some.text(),
    some.builds(ClaimWish, some.booleans(), _JSON, some.lists(_JSON, max_size=2).map(tuple)),
    max_size=3,
).map(lambda wishes: {name: wish for name, wish in wishes.items() if name != "verified_claims"})
_VERIFIED = some.lists(some.dictionaries(some.text(), _JSON, max_size=2), max_size=2).map(tuple)
_REQUESTS = some.builds(
    AuthorizationRequest,
    client_id=some.text(),
    redirect_uri=some.text(),
    redirect_uri_given=some.booleans(),
    response_mode=some.sampled_from(ResponseMode),
    scopes=some.lists(some.sampled_from(SCOPES), unique=True).map(tuple),
    state=some.none() | some.text(),
    nonce=some.none() | some.text(),
    challenge=some.text(),
    prompts=some.frozensets(some.sampled_from(Prompt)),
    max_age=some.none() | some.integers(0, 999_999_999),
    levels=some.builds(LevelsAsked, some.lists(some.text()).map(tuple), some.booleans()),
    claims=some.builds(ClaimsAsked, _WISHES, _WISHES, _VERIFIED, _VERIFIED),
    login_hint=some.text(),
    ui_locales=some.sampled_from(["", "hu", "en"]),
    dpop_jkt=some.text(),
    hinted_sub=some.text(),
)


@given(_REQUESTS)
def test_a_request_rests_and_comes_back_unchanged(request_: AuthorizationRequest) -> None:
    assert AuthorizationRequest.from_json(request_.to_json()) == request_


@given(
    some.dictionaries(some.sampled_from([*sorted(CARRIED), "request", "request_uri"]), some.text(min_size=1)),
    some.sampled_from(Profile),
)
def test_any_parameters_are_read_or_refused(said: dict[str, str], profile: Profile) -> None:
    asking = client(
        profile, client_id=said.get("client_id", "x"), redirect_uris=(said.get("redirect_uri", BACK),)
    )
    usual = {**parameters(), "client_id": asking.client_id}

    for whole in (said, {**usual, **said}):
        assert isinstance(outcome(partial(source_of, whole, asking)), OAuthError | Source)
        assert isinstance(outcome(partial(_whole, whole, asking)), OAuthError | AuthorizationRequest)


def _whole(said: dict[str, str], asking: Client) -> AuthorizationRequest:
    return read_authorization_request(said, asking, prove_redirect(said, asking), issuer=ISSUER, hints=str)
