# SPDX-License-Identifier: EUPL-1.2
"""Asking somebody who listens on the loopback, whatever their name leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from tests.rooms.egress.listener import HOST, Certificates, Listener, said
from ugyfelkapu.egress.addresses import Allowed
from ugyfelkapu.egress.fetching import Fetcher, FetchFailed, Trouble

LOOPBACK = "127.0.0.1"
HERE = Allowed(hosts=frozenset({HOST}))


class Resolver:
    """Answers with one list of addresses after another, and counts who asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers) or [[LOOPBACK]]
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@contextmanager
def listening(
    pieces: list[bytes] | None = None, *, certificates: Certificates | None = None, pause: float = 0.0
) -> Iterator[Listener]:
    """Listen for the length of a test."""
    listener = Listener(
        said() if pieces is None else pieces, certificates.context if certificates else None, pause
    )
    try:
        yield listener
    finally:
        listener.close()


def trouble(asking: Callable[[], object]) -> Trouble:
    """Return why nothing came of asking."""
    with pytest.raises(FetchFailed) as failed:
        asking()
    return failed.value.trouble


def fetcher(
    allowed: Allowed = HERE, *, plain: bool = False, total: float = 5.0, resolve: Resolver | None = None
) -> Fetcher:
    """Return a fetcher for which every name leads to the loopback."""
    return Fetcher(allowed, plain=plain, resolve=resolve or Resolver(), total=total)
