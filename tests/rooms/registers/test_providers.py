# SPDX-License-Identifier: EUPL-1.2
"""Asking a certificate provider over HTTP: its word where it speaks plainly, silence in every other case."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import httpx
import pytest
from pytest_django.fixtures import Settings

from tests import builders
from tests.rooms.registers.conftest import ROOT
from tests.standins.provider import TOKEN
from ugyfelkapu.domain.ports import Confirmation, HolderQuestion, ProviderUnavailable
from ugyfelkapu.journal.clock import steady
from ugyfelkapu.registers.breaker import Breaker
from ugyfelkapu.registers.choice import providers
from ugyfelkapu.registers.client import HttpRegisters
from ugyfelkapu.registers.providers import HttpProviders, NoProviders

KNOWN, OTHERS, STRANGE = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a provider that knows two certificates."""
    file = tmp_path_factory.mktemp("provider") / "holders.json"
    born = builders.identity().birth_date.isoformat()
    file.write_text(json.dumps({KNOWN: born, OTHERS: "1901-01-01"}), encoding="utf-8")
    command = [sys.executable, "-m", "tests.standins.provider", str(file)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.stdin.close()


def _asked(url: str, certificate: str, *, token: str = TOKEN) -> Confirmation:
    client = HttpRegisters(url, token, Breaker(steady), clock=steady, pause=Event().wait, total=1.0)
    with closing(client):
        return HttpProviders(client).is_holder(
            HolderQuestion(certificate, builders.identity()), at=builders.AT
        )


def _misbehave(url: str, fault: str) -> None:
    assert httpx.put(f"{url}/fault", json={"fault": fault}, trust_env=False).status_code == 200


@pytest.mark.parametrize(
    ("certificate", "word"),
    [(KNOWN, Confirmation.YES), (OTHERS, Confirmation.NO), (STRANGE, Confirmation.NOT_ASKED)],
)
def test_the_providers_word_is_taken(url: str, certificate: str, word: Confirmation) -> None:
    _misbehave(url, "")

    assert _asked(url, certificate) is word


@pytest.mark.parametrize("fault", ["503", "malformed", "another_word", "more_than_asked", "slow"])
def test_whatever_else_is_said_is_silence(url: str, fault: str) -> None:
    _misbehave(url, fault)

    with pytest.raises(ProviderUnavailable):
        _asked(url, KNOWN)


def test_a_wrong_token_is_silence(url: str) -> None:
    _misbehave(url, "")

    with pytest.raises(ProviderUnavailable):
        _asked(url, KNOWN, token="another")


def test_without_an_address_nobody_is_asked(settings: Settings) -> None:
    settings.PROVIDER_URL = ""

    assert isinstance(providers(), NoProviders)
    assert (
        providers().is_holder(HolderQuestion(KNOWN, builders.identity()), at=builders.AT)
        is Confirmation.NOT_ASKED
    )


def test_with_an_address_that_one_is_asked(settings: Settings) -> None:
    settings.PROVIDER_URL, settings.PROVIDER_TOKEN = "https://provider.example", "word"

    assert isinstance(providers(), HttpProviders)


def test_the_description_lies_where_it_is_published() -> None:
    assert Path(ROOT / "ugyfelkapu" / "registers" / "providers.openapi.yaml").is_file()
