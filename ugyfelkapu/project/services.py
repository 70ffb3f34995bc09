# SPDX-License-Identifier: EUPL-1.2
"""Acts that concern the whole house: a new data key."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from ugyfelkapu.domain.events import KeyRotated
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.vault.keyring import ring
from ugyfelkapu.vault.rotation import reseal_all

SECRET_BYTES = 48


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did: the key in use now, and how many values were sealed anew."""

    key: str
    resealed: int
    made: bool


def rotate(key_file: Path | None, *, by: Actor, at: datetime) -> Rotation:
    """Put a new key in front of ``key_file`` (or take the ring as it was given), then reseal.

    Sealing anew runs in small transactions of its own, so that nobody waits; repeating it is safe.
    """
    if key_file is not None:
        settings.DATA_KEY = _prepend(key_file)
    resealed = reseal_all()
    note_rotation(resealed, by=by, at=at)
    return Rotation(ring().newest_id.hex(), resealed, key_file is not None)


@act
def note_rotation(resealed: int, *, by: Actor, at: datetime) -> None:
    """Leave the trace of a rotation."""
    record(KeyRotated(fields=resealed))


def _prepend(path: Path) -> str:
    """Write the ring with a fresh key in front; readers see the old file or the new one, whole."""
    text = f"{secrets.token_urlsafe(SECRET_BYTES)}\n{path.read_text(encoding='ascii').strip()}\n"
    scratch = path.with_name(f"{path.name}.new")
    scratch.unlink(missing_ok=True)
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    return text.strip()
