# SPDX-License-Identifier: EUPL-1.2
"""A new data key: put in front, kept for its owner alone, noted in the journal."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.project.services import rotate
from ugyfelkapu.vault.cipher import seal, unseal
from ugyfelkapu.vault.index import blind

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def key_file(tmp_path: Path, settings: LazySettings) -> Path:
    path = tmp_path / "data_key"
    path.write_text(settings.DATA_KEY, encoding="ascii")
    settings.DATA_KEY = settings.DATA_KEY  # put back afterwards
    return path


def test_a_made_key_stands_in_front_and_the_file_stays_its_owners(key_file: Path) -> None:
    before = key_file.read_text(encoding="ascii")

    done = rotate(key_file, by=COMMAND_LINE, at=AT)

    lines = key_file.read_text(encoding="ascii").splitlines()
    assert done.made
    assert lines[1:] == [before]
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_what_was_sealed_before_still_opens_and_is_still_found(key_file: Path) -> None:
    sealed, found_by = seal(b"Minta", context="x"), blind("name", "minta")

    rotate(key_file, by=COMMAND_LINE, at=AT)

    assert unseal(sealed, context="x") == b"Minta"
    assert blind("name", "minta") == found_by


def test_a_ring_from_the_environment_is_taken_as_it_is(settings: LazySettings) -> None:
    before = settings.DATA_KEY

    done = rotate(None, by=COMMAND_LINE, at=AT)

    assert not done.made
    assert before == settings.DATA_KEY


def test_a_rotation_leaves_its_trace(key_file: Path) -> None:
    rotate(key_file, by=COMMAND_LINE, at=AT)

    assert [entry.event for entry in latest_entries()] == ["KeyRotated"]
