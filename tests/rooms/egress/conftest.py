# SPDX-License-Identifier: EUPL-1.2
"""Certificates that the house trusts for the length of a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rooms.egress.listener import Certificates


@pytest.fixture
def certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certificates:
    made = Certificates.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
    return made
