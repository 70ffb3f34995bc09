# SPDX-License-Identifier: EUPL-1.2
"""Telling services of sign-outs: each once where it listens, again where it does not, none kept waiting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any  # answers are open JSON
from urllib.parse import parse_qs
from uuid import UUID, uuid4

import pytest

from tests.builders import AT
from tests.protocols import relying
from ugyfelkapu.domain.errors import SignerSilent
from ugyfelkapu.federation.oidc import keys
from ugyfelkapu.federation.oidc.jose import read_signed
from ugyfelkapu.federation.oidc.models import Client, SignOut
from ugyfelkapu.federation.oidc.protocol.logout import EVENT
from ugyfelkapu.federation.oidc.telling import Messenger
from ugyfelkapu.journal.clock import real_now, steady
from ugyfelkapu.journal.queries import latest_entries

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_own_keys")]
PATIENCE_SECONDS = 20.0


@pytest.fixture
def _own_keys() -> None:
    """Have the key that signs before anybody waits for it."""
    keys.signer("ES256", at=AT)


@dataclass
class Listener:
    """A service's back-channel: what it heard, and how it answers."""

    status: int = 200
    heard: list[str] = field(default_factory=list)
    may_answer: Event = field(default_factory=Event)
    address: str = ""


@contextmanager
def listening(*, status: int = 200, slow: bool = False) -> Iterator[Listener]:
    """Listen on a port of this machine; a slow one answers when it is let."""
    listener = Listener(status)
    if not slow:
        listener.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            listener.heard.append(parse_qs(body)["logout_token"][0])
            listener.may_answer.wait(PATIENCE_SECONDS)
            self.send_response(listener.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.address = f"http://127.0.0.1:{server.server_port}/backchannel"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield listener
    finally:
        listener.may_answer.set()
        server.shutdown()
        server.server_close()


def owed(address: str) -> UUID:
    """Return the visit that a service at this address is owed a sign-out of."""
    service = relying.service(statutory=True)
    Client.objects.filter(client_id=service.client_id).update(metadata={"backchannel_logout_uri": address})
    return _owed_too(Client.objects.get(client_id=service.client_id))


def _owed_too(client: Client) -> UUID:
    visit, real = uuid4(), real_now()
    SignOut.objects.create(
        client=client,
        sid=visit,
        sub="connection-code",
        queued_at=real,
        next_at=real,
        gives_up_at=real + timedelta(hours=24),
    )
    return visit


def carry_on(messenger: Messenger, until: Any) -> None:
    """Let the messenger go on until something holds."""
    deadline = steady() + PATIENCE_SECONDS
    while not until():
        assert steady() < deadline
        messenger.carry_on(at=AT)


def status_of(visit: UUID) -> str:
    """Return how the sign-out of a visit stands."""
    return str(SignOut.objects.values_list("status", flat=True).get(sid=visit))


def test_a_service_that_listens_is_told_once_what_the_standard_says() -> None:
    with listening() as service:
        visit, messenger = owed(service.address), Messenger()

        carry_on(messenger, lambda: status_of(visit) == "told")
        messenger.carry_on(at=AT)

    (token,) = service.heard
    signed = read_signed(token, keys.own_keys(at=AT), algorithms=["ES256"])
    assert signed.header["typ"] == "logout+jwt"
    assert signed.claims["events"] == {EVENT: {}}
    assert (signed.claims["sid"], signed.claims["sub"]) == (str(visit), "connection-code")
    assert "nonce" not in signed.claims
    assert SignOut.objects.get(sid=visit).sub == ""


def test_one_slow_service_keeps_no_other_waiting() -> None:
    with listening(slow=True) as slow, listening() as quick:
        messenger = Messenger()
        first, second = owed(slow.address), owed(quick.address)

        carry_on(messenger, lambda: status_of(second) == "told")

        assert status_of(first) == "waiting"
        slow.may_answer.set()
        carry_on(messenger, lambda: status_of(first) == "told")


def test_a_slow_service_with_much_to_hear_leaves_room_for_others() -> None:
    with listening(slow=True) as slow, listening() as quick:
        messenger = Messenger()
        first = [owed(slow.address)]
        client = SignOut.objects.get(sid=first[0]).client
        first += [_owed_too(client) for _ in range(9)]
        second = owed(quick.address)

        carry_on(messenger, lambda: status_of(second) == "told" and len(slow.heard) > 1)

        assert len(slow.heard) == 2
        slow.may_answer.set()
        carry_on(messenger, lambda: all(status_of(visit) == "told" for visit in first))


@pytest.mark.parametrize("status", [400, 500])
def test_a_service_that_refuses_is_told_again_later(status: int) -> None:
    with listening(status=status) as service:
        visit, messenger = owed(service.address), Messenger()

        carry_on(messenger, lambda: SignOut.objects.get(sid=visit).last_error)
        waiting = SignOut.objects.get(sid=visit)
        service.status = 200
        SignOut.objects.update(next_at=real_now())
        carry_on(messenger, lambda: status_of(visit) == "told")

    assert waiting.last_error == f"status {status}"
    assert waiting.next_at > real_now()
    assert len(service.heard) == 2


def test_what_cannot_be_told_in_a_day_is_given_up_and_noted() -> None:
    visit, messenger = owed("http://127.0.0.1:9/nobody"), Messenger()
    SignOut.objects.update(gives_up_at=real_now())

    carry_on(messenger, lambda: status_of(visit) == "abandoned")

    assert latest_entries(event="SignOutAbandoned")
    assert SignOut.objects.get(sid=visit).sub == ""


def test_two_workers_tell_a_service_once() -> None:
    with listening() as service:
        visit, one, other = owed(service.address), Messenger(), Messenger()

        one.carry_on(at=AT)
        other.carry_on(at=AT)
        carry_on(one, lambda: status_of(visit) == "told")

    assert len(service.heard) == 1


def test_a_silent_signer_ends_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object, **__: object) -> None:
        raise SignerSilent

    with listening() as service:
        visit, messenger = owed(service.address), Messenger()
        monkeypatch.setattr(keys, "signer", silent)

        messenger.carry_on(at=AT)

    assert (status_of(visit), service.heard) == ("waiting", [])
