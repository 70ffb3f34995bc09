# SPDX-License-Identifier: EUPL-1.2
"""What an operator changes about a client elsewhere is heard by this process where it matters."""

from __future__ import annotations

import hashlib

import pytest

from tests.protocols import relying
from ugyfelkapu.federation.oidc import clients
from ugyfelkapu.federation.oidc.models import Client
from ugyfelkapu.federation.oidc.protocol.profiles import Profile

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"grant_type": "client_credentials"}


def _service() -> relying.Service:
    service = relying.service(Profile.SERVICE, redirect_uris=())
    assert service.ask(relying.TOKEN, FORM).status_code == 200
    return service


def test_a_secret_that_another_process_renewed_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    service = _service()
    new = "kapu_cs_renewed-by-another-process"
    Client.objects.update(secret_digest=hashlib.sha256(new.encode()).digest())
    monkeypatch.setattr(clients, "FRESH_SECONDS", 0.0)
    old, service.secret = service.secret, new

    renewed = service.ask(relying.TOKEN, FORM)

    assert renewed.status_code == 200
    service.secret = old
    assert service.ask(relying.TOKEN, FORM).status_code == 401


def test_a_client_that_was_registered_a_moment_ago_is_known() -> None:
    assert clients.client("kapu-unheard-of") is None
    service = _service()

    Client.objects.filter(client_id=service.client_id).update(client_id="kapu-unheard-of")

    assert clients.client("kapu-unheard-of") is not None
