# SPDX-License-Identifier: EUPL-1.2
"""The table of signing keys as this process keeps it: parsed once, looked at again every half minute."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ugyfelkapu.journal.clock import steady
from ugyfelkapu.vault.places import place
from ugyfelkapu.vault.signing import Signer

from .jose import PublicKeys, parse_keys
from .models import SigningKey
from .protocol.key_life import PUBLISHED, KeyState

KEPT_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys as they stood at one look at the table."""

    signers: Mapping[str, Signer]
    public: PublicKeys
    jwks: bytes
    seen: float


class KeptKeys:
    """The keys as this process knows them, shared by its threads; ``clock`` never jumps."""

    def __init__(self, clock: Callable[[], float] = steady, *, kept: float = KEPT_SECONDS) -> None:
        self._clock = clock
        self._kept = kept
        self._keys: Keys | None = None
        self._changes = 0
        self._parsed: dict[str, Signer] = {}
        self._looking = threading.Lock()

    def current(self, *, younger_than: float | None = None) -> Keys:
        """Return the keys; look at the table if the last look is too long ago.

        While one thread looks, the others go on with what is known.
        """
        limit = self._kept if younger_than is None else younger_than
        known = self._keys
        if known is not None and self._clock() - known.seen < limit:
            return known
        if not self._looking.acquire(blocking=known is None):
            return known or self.current(younger_than=younger_than)
        try:
            seen = self._keys
            if seen is not None and seen is not known:  # another thread has just looked
                return seen
            return self._look_anew()
        finally:
            self._looking.release()

    def _look_anew(self) -> Keys:
        """Look, and keep what is seen unless this process changed something meanwhile."""
        changes = self._changes
        seen = self._look()
        if changes == self._changes:
            self._keys = seen
        return seen

    def forget(self) -> None:
        """Look at the table at the next question: this process changed something."""
        self._changes += 1
        self._keys = None

    def _look(self) -> Keys:
        seen = self._clock()
        rows = list(SigningKey.objects.filter(state__in=PUBLISHED).order_by("-made_at", "kid"))
        rows.sort(key=lambda row: PUBLISHED.index(KeyState(row.state)))
        signing = [row for row in rows if row.state == KeyState.ACTIVE and row.backend == place().name]
        self._parsed = {row.kid: self._parsed.get(row.kid) or _signer(row) for row in signing}
        published = {"keys": [row.public for row in rows]}
        return Keys(
            MappingProxyType({row.algorithm: self._parsed[row.kid] for row in signing}),
            parse_keys(published, most=len(rows)) if rows else PublicKeys(),
            json.dumps(published, separators=(",", ":")).encode(),
            seen,
        )


def _signer(row: SigningKey) -> Signer:
    return place().signer(row.private, algorithm=row.algorithm, kid=row.kid)


kept: Final = KeptKeys()
"""What this process knows."""
