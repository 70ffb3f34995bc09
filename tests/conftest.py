# SPDX-License-Identifier: EUPL-1.2
"""What every test stands on: databases, the watch over personal data, and which tests a run takes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from django.apps import apps

from tests.personal import found_in
from ugyfelkapu.federation.oidc.kept_keys import kept

DATABASE_FIXTURES = {"db", "transactional_db", "database_url"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a second run take only what another database could change."""
    parser.addoption("--database-only", action="store_true", help="leave out tests that use no database")


def _uses_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(DATABASE_FIXTURES & names) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out long runs and browser tests unless asked for, and pure tests in a second run."""
    expression = config.getoption("markexpr")
    unasked = {name for name in ("e2e", "proof") if name not in expression}
    taken: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        wanted = not any(item.get_closest_marker(name) for name in unasked)
        if config.getoption("--database-only"):
            wanted = wanted and _uses_database(item) and not item.get_closest_marker("once")
        (taken if wanted else left).append(item)
    items[:] = taken
    config.hook.pytest_deselected(items=left)


@pytest.fixture(autouse=True)
def _nothing_personal_is_noted(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test whose sample people appear in the journal or in a log line."""
    uses_database = _uses_database(request.node)
    if uses_database and request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
    elif {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    else:
        uses_database = False
    yield
    texts = [record.getMessage() for when in ("setup", "call") for record in caplog.get_records(when)]
    assert not found_in(texts), f"personal data in a log: {found_in(texts)}"
    if uses_database:
        noted = _journal_texts()
        assert not found_in(noted), f"personal data in the journal: {found_in(noted)}"


@pytest.fixture(autouse=True)
def _signing_keys_are_looked_for_anew() -> None:
    """Let no test sign with keys that an earlier test's database held."""
    kept.forget()


def _journal_texts() -> list[str]:
    rows = apps.get_model("journal", "Entry")._default_manager.values_list("actor_id", "office", "details")
    return [f"{who} {office} {json.dumps(details, ensure_ascii=False)}" for who, office, details in rows]


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database for processes of their own, on this run's engine."""
    server = os.environ.get("UGYFELKAPU_DATABASE_URL", "")
    if not server.startswith("postgresql"):
        yield f"sqlite:///{tmp_path / 'product.sqlite3'}"
        return
    name = f"product_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
