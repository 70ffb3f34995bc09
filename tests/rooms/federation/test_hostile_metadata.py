# SPDX-License-Identifier: EUPL-1.2
"""Whatever is registered or asked, it is read or refused: nothing else ever happens."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any  # what strangers send is open JSON

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.rooms.federation.clients import metadata
from ugyfelkapu.domain.catalogue_errors import MetadataRefused
from ugyfelkapu.federation.addresses import DEVELOPMENT, PUBLIC, Reach
from ugyfelkapu.federation.oidc.identity_questions import CLAIMS, read_question
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.profiles import POLICIES, GrantType, Profile
from ugyfelkapu.federation.registration import KNOWN, SECRETS, Registration, read
from ugyfelkapu.pages.metadata_words import in_words

TEXTS = some.one_of(
    some.text(max_size=20),
    some.sampled_from(
        [
            *("ES256", "ECDH-ES", "A256GCM", "low", "none", "private_key_jwt", "service", "oidc_basic"),
            *("https://a.example/b", "http://127.0.0.1:1/", "a.b:/c", "https://1.2.3.4", "https://[::1]/"),
            "\ud800",
        ]
    ),
)
JSON = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), some.floats(allow_nan=False), TEXTS),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of what is tried."""


def _read(said: dict[str, Any], reach: Reach) -> Registration | str:
    """Return what is registered, or why it is refused."""
    try:
        return read(said, reach=reach)
    except MetadataRefused as refusal:
        return in_words(refusal)


@UNHURRIED
@given(
    said=some.dictionaries(some.sampled_from(sorted(KNOWN)) | TEXTS, JSON, max_size=5),
    reach=some.sampled_from([PUBLIC, DEVELOPMENT]),
)
def test_any_metadata_are_lawful_or_refused_in_one_sentence(said: dict[str, Any], reach: Reach) -> None:
    registered = _read(metadata(**said), reach)

    if isinstance(registered, str):
        assert registered
        return
    policy = POLICIES[registered.profile]
    assert registered.authentication in policy.authentication
    assert bool(registered.redirect_uris) is (GrantType.CODE in policy.grants)
    assert registered.needs_secret is (registered.authentication in SECRETS)
    assert registered.profile in Profile
    json.dumps({**registered.metadata, "jwks": registered.jwks})


@UNHURRIED
@given(
    claims=some.dictionaries(some.sampled_from(sorted(CLAIMS)) | TEXTS, JSON, max_size=5),
    more=some.dictionaries(some.sampled_from(["request_id", "sub", "claims"]) | TEXTS, JSON, max_size=2),
)
def test_any_question_is_read_or_refused(claims: dict[str, Any], more: dict[str, Any]) -> None:
    body = {"request_id": "1", "sub": "kod", "claims": claims, **more}

    with suppress(OAuthError):
        assert read_question(body).held.enough
