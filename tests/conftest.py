# SPDX-License-Identifier: EUPL-1.2
"""What every test stands on: databases, the watch over personal data, and which tests a run takes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.apps import apps

from tests.awake import make_tables
from tests.databases import copied_database, empty_database
from tests.personal import found_in
from tests.races import race
from tests.rsa_keys import from_a_few
from tests.servers import Premises, prepare
from ugyfelkapu.federation.oidc.kept_keys import kept

OWN_DATABASES = {"empty_database_url", "database_url", "premises"}
"""Fixtures of tests that start processes."""
DATABASE_FIXTURES = {"db", "transactional_db", *OWN_DATABASES}
ONLY_SHOWING = {Path(__file__).parent / "pages" / group for group in ("citizen", "clerk", "development")}
"""Tests of pages that show what services and queries answered; those are tested on both databases."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a second run take only what another database could change."""
    parser.addoption(
        "--second",
        choices=sorted(SECOND_RUNS),
        help="for a second run: what another database could answer otherwise, or real transactions only",
    )


def _another_database_could_differ(item: pytest.Item) -> bool:
    """Say whether a whole second run takes a test; CONTRIBUTING.md has the rule."""
    if not _uses_database(item) or item.get_closest_marker("once"):
        return False
    return item.get_closest_marker("both") is not None or not ONLY_SHOWING & set(item.path.parents)


def _has_real_transactions(item: pytest.Item) -> bool:
    """Say whether the short second run takes a test: one that commits, races, or starts processes."""
    marker = item.get_closest_marker("django_db")
    committing = marker is not None and bool(marker.kwargs.get("transaction"))
    names = {"transactional_db", *OWN_DATABASES} & set(getattr(item, "fixturenames", ()))
    return _another_database_could_differ(item) and (committing or bool(names))


SECOND_RUNS = {"whole": _another_database_could_differ, "transactions": _has_real_transactions}


def _starts_no_processes(item: pytest.Item) -> bool:
    """Order what takes long before all else, so that in the end no core waits for another."""
    return not OWN_DATABASES & set(getattr(item, "fixturenames", ()))


def _uses_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(DATABASE_FIXTURES & names) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out long runs and browser tests unless asked for, and in a second run what could not differ."""
    expression = config.getoption("markexpr")
    unasked = {name for name in ("e2e", "proof") if name not in expression}
    second = config.getoption("--second")
    taken: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        wanted = not any(item.get_closest_marker(name) for name in unasked)
        if second:
            wanted = wanted and SECOND_RUNS[second](item)
        (taken if wanted else left).append(item)
    items[:] = sorted(taken, key=_starts_no_processes)
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


@pytest.fixture(autouse=True, scope="session")
def _few_rsa_keys_are_made() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rsa, "generate_private_key", from_a_few(rsa.generate_private_key))
        yield


@pytest.fixture(autouse=True)
def _signing_keys_are_looked_for_anew() -> None:
    """Let no test sign with keys that an earlier test's database held."""
    kept.forget()


def _journal_texts() -> list[str]:
    rows = apps.get_model("journal", "Entry")._default_manager.values_list("actor_id", "office", "details")
    return [f"{who} {office} {json.dumps(details, ensure_ascii=False)}" for who, office, details in rows]


@pytest.fixture
def empty_database_url(tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database for processes of their own, on this run's engine."""
    with empty_database(tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def _tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with empty_database(tmp_path_factory.mktemp("tables")) as url:
        race(make_tables, [url])
        yield url


@pytest.fixture
def database_url(_tables: str, tmp_path: Path) -> Iterator[str]:
    """Return the address of a database that holds nothing but tables, for processes of their own."""
    with copied_database(_tables, tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    folder = tmp_path_factory.mktemp("prepared")
    with empty_database(folder) as url:
        premises = Premises(url, folder / "state")
        prepare(premises)
        yield premises


@pytest.fixture
def premises(_prepared: Premises, tmp_path: Path) -> Iterator[Premises]:
    """Return where a product may run: everything is prepared there, and nobody has come yet."""
    state = shutil.copytree(_prepared.state, tmp_path / "state")
    with copied_database(_prepared.database_url, tmp_path) as url:
        yield Premises(url, state)
