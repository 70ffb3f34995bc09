# SPDX-License-Identifier: EUPL-1.2
"""A hint counts that another process signed a moment ago, with a key that this one has not heard of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.protocols import relying
from tests.protocols.endpoints.test_sign_out_plans import AFTERWARDS, SignedIn
from ugyfelkapu.federation.oidc.kept_keys import kept
from ugyfelkapu.federation.oidc.models import SigningKey
from ugyfelkapu.federation.oidc.protocol.key_life import KeyState

pytestmark = pytest.mark.django_db(transaction=True)


def _know_no_key_of_today() -> None:
    """Be as a process is that looked some seconds ago, before there was a key."""
    keys = SigningKey.objects.filter(state=KeyState.ACTIVE)
    keys.update(state=KeyState.GONE)
    kept.forget()
    before = kept.current()
    keys.model.objects.update(state=KeyState.ACTIVE)
    kept._keys = replace(before, seen=before.seen - 5)


def test_it_signs_its_owner_out() -> None:
    here = SignedIn()
    _know_no_key_of_today()

    left = here.leave()

    assert left["Location"] == f"{AFTERWARDS}?state=left"


def test_it_names_whom_the_service_means() -> None:
    here = SignedIn()
    _know_no_key_of_today()

    told = relying.answer_of(
        here.service.send(here.person.browser, prompt="none", id_token_hint=here.id_token)
    )

    assert "code" in told
