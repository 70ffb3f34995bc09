# SPDX-License-Identifier: EUPL-1.2
"""What the tests of the outbox share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings

from .mail import Carriers, Server, mail_server


@pytest.fixture(scope="session", autouse=True)
def _compiled_words() -> None:
    for source in settings.PACKAGE.rglob("locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(compiled))


@pytest.fixture(scope="session")
def _one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with mail_server(tmp_path_factory.mktemp("mail")) as server:
        yield server


@pytest.fixture
def server(_one_server: Server) -> Iterator[Server]:
    """Run a well-behaved mail server that has taken nothing yet."""
    Path(_one_server.folder / "arrived").unlink(missing_ok=True)
    _one_server.misbehave("")
    yield _one_server
    _one_server.misbehave("")


@pytest.fixture
def carrier_to() -> Iterator[Carriers]:
    """Make carriers to mail servers: ``carrier_to(server.address)``."""
    carriers = Carriers()
    yield carriers
    carriers.rest()
