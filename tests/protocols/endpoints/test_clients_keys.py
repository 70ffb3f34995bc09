# SPDX-License-Identifier: EUPL-1.2
"""Keys that a client publishes: asked for when they are needed, and not for ever where nobody answers."""

from __future__ import annotations

import json

import pytest

from tests.protocols import relying
from tests.rooms.egress.asking import listening
from tests.rooms.egress.listener import said
from tests.rooms.federation.clients import signing_key
from ugyfelkapu.federation.oidc import clients
from ugyfelkapu.federation.oidc.jose import JoseError
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication

pytestmark = pytest.mark.django_db(transaction=True)


def _client(address: str) -> Client:
    service = relying.service(authentication=Authentication.PRIVATE_KEY, jwks_uri=address)
    known = clients.client(service.client_id)
    assert known is not None
    return known


def test_published_keys_are_asked_for_once() -> None:
    with listening(said(json.dumps({"keys": [signing_key()]}).encode())) as listener:
        known = _client(listener.url("127.0.0.1"))

        first, second = clients.keys_of(known), clients.keys_of(known)

    assert first is second
    assert listener.came == 1


@pytest.mark.parametrize("answer", [said(status="500 Broken"), said(b"nonsense"), said(b"[]")])
def test_an_address_without_keys_is_left_alone_for_a_while(answer: list[bytes]) -> None:
    with listening(answer) as listener:
        known = _client(listener.url("127.0.0.1"))

        for _ in range(3):
            with pytest.raises(JoseError):
                clients.keys_of(known)

    assert listener.came == 1


def test_it_is_asked_again_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "SILENT_SECONDS", 0.0)
    with listening(said(status="500 Broken")) as listener:
        known = _client(listener.url("127.0.0.1"))
        with pytest.raises(JoseError):
            clients.keys_of(known)

        listener.pieces = said(json.dumps({"keys": [signing_key()]}).encode())

        assert clients.keys_of(known).keys
