# SPDX-License-Identifier: EUPL-1.2
"""Passwords at rest."""

from __future__ import annotations

import threading

import pytest
from pytest_django.fixtures import Settings

from ugyfelkapu.domain.errors import Busy
from ugyfelkapu.vault import hashing
from ugyfelkapu.vault.hashing import hash_password, needs_rehash, password_is


def test_the_right_password_is_recognised() -> None:
    stored = hash_password("egy hosszú jelszó")

    assert password_is("egy hosszú jelszó", stored)


@pytest.mark.parametrize("wrong", ["egy hosszu jelszó", "", "egy hosszú jelszó ", "egy hosszú jelszó\x00"])
def test_any_other_password_is_not(wrong: str) -> None:
    stored = hash_password("egy hosszú jelszó")

    assert not password_is(wrong, stored)


def test_nobodys_password_is_never_right() -> None:
    assert not password_is("nobody has this password", "")


def test_a_damaged_hash_is_no_password() -> None:
    assert not password_is("egy hosszú jelszó", "not a hash")


def test_the_end_of_a_long_password_counts() -> None:
    stored = hash_password("á" * 255 + "1")

    assert password_is("á" * 255 + "1", stored)
    assert not password_is("á" * 255 + "2", stored)


def test_without_the_root_key_a_stolen_hash_matches_nothing(settings: Settings) -> None:
    stored = hash_password("egy hosszú jelszó")
    settings.DATA_KEY = "another-data-key-that-only-tests-know"

    assert not password_is("egy hosszú jelszó", stored)


def test_other_parameters_ask_for_a_rehash() -> None:
    assert not needs_rehash(hash_password("egy hosszú jelszó"))
    assert needs_rehash("$argon2id$v=19$m=16,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGg")


def test_too_many_at_once_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    full = threading.BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(hashing, "_places", lambda: full)
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.01)

    with pytest.raises(Busy):
        hash_password("egy hosszú jelszó")
