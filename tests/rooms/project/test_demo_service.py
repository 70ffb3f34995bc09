# SPDX-License-Identifier: EUPL-1.2
"""The demo service: registered once, its file always true to what is registered."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests import builders
from ugyfelkapu.federation.connecting import has_secret, renew_secret
from ugyfelkapu.federation.queries import ConnectedService, services
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.project import demo_service

pytestmark = pytest.mark.django_db

AT = builders.AT


@pytest.fixture(autouse=True)
def _own_place(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a state directory and a port of its own."""
    settings.STATE = tmp_path
    monkeypatch.setenv("PORT", "8100")


def _file() -> dict[str, str]:
    told: dict[str, str] = json.loads(demo_service.place().read_text(encoding="utf-8"))
    return told


def _service() -> ConnectedService:
    (found,) = services()
    return found


def test_the_file_says_what_the_service_registered() -> None:
    demo_service.keep(at=AT)

    told, client = _file(), _service().client
    assert {name: value for name, value in told.items() if name != "client_secret"} == {
        "issuer": "http://localhost:8000",
        "client_id": "demo",
        "redirect_uri": "http://localhost:8101/visszateres",
        "post_logout_redirect_uri": "http://localhost:8101/",
        "backchannel_logout_uri": "http://localhost:8101/kileptetes",
    }
    assert client is not None
    assert (client.client_id, client.live) == ("demo", True)
    assert client.registration.redirect_uris == (told["redirect_uri"],)
    assert has_secret(_service().id, told["client_secret"])
    assert stat.S_IMODE(demo_service.place().stat().st_mode) == 0o600


def test_kept_again_nothing_changes() -> None:
    demo_service.keep(at=AT)
    before, entries = _file(), len(latest_entries())

    demo_service.keep(at=AT)

    assert (_file(), len(latest_entries())) == (before, entries)


def test_another_port_is_registered_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    demo_service.keep(at=AT)
    before = _file()
    monkeypatch.setenv("PORT", "9000")

    demo_service.keep(at=AT)

    client = _service().client
    assert client is not None
    assert client.registration.redirect_uris == ("http://localhost:9001/visszateres",)
    assert _file()["redirect_uri"] == "http://localhost:9001/visszateres"
    assert before["redirect_uri"] == "http://localhost:8101/visszateres"
    assert has_secret(_service().id, _file()["client_secret"])


@pytest.mark.parametrize("text", [None, "no JSON", "[]", '{"client_secret": "kapu_cs_wrong"}'])
def test_a_lost_or_spoilt_file_is_written_anew_with_a_new_secret(text: str | None) -> None:
    demo_service.keep(at=AT)
    before = _file()["client_secret"]
    demo_service.place().unlink()
    if text is not None:
        demo_service.place().write_text(text, encoding="utf-8")

    demo_service.keep(at=AT)

    assert _file()["client_secret"] != before
    assert has_secret(_service().id, _file()["client_secret"])


def test_a_secret_that_somebody_renewed_is_replaced() -> None:
    demo_service.keep(at=AT)
    renew_secret(_service().id, by=COMMAND_LINE, at=AT)

    demo_service.keep(at=AT)

    assert has_secret(_service().id, _file()["client_secret"])
