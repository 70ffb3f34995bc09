# SPDX-License-Identifier: EUPL-1.2
"""Asking somebody who listens on the loopback, whatever their name leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.rooms.egress.listener import HOST, Certificates, Listener, said
from ugyfelkapu.egress.addresses import Allowed
from ugyfelkapu.egress.fetching import Fetcher
from ugyfelkapu.egress.rules import SERVICES, Rules, Tls
from ugyfelkapu.egress.troubles import FetchFailed, Trouble

LOOPBACK = "127.0.0.1"
HERE = Allowed(hosts=frozenset({HOST}))
DEVELOPMENT = replace(SERVICES, tls=Tls.BUT_HERE)


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


def fetcher(allowed: Allowed = HERE, rules: Rules = SERVICES, *, resolve: Resolver | None = None) -> Fetcher:
    """Return a fetcher for which every name leads to the loopback."""
    return Fetcher(allowed, rules, resolve=resolve or Resolver())
