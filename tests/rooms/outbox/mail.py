# SPDX-License-Identifier: EUPL-1.2
"""The mail server process as tests see it, and an act that posts a letter."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from tests.personal import personal
from ugyfelkapu.domain.events import CodeIssued
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import COMMAND_LINE, Actor
from ugyfelkapu.outbox import models
from ugyfelkapu.outbox.carrier import Carrier
from ugyfelkapu.outbox.letters import Letter
from ugyfelkapu.outbox.post import post
from ugyfelkapu.outbox.samples import CODE
from ugyfelkapu.outbox.transports import SmtpTransport
from ugyfelkapu.project.env import Smtp

AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
ADDRESS = personal("minta.maria@example.com")
SENDER = "ugyfelkapu@gate.example"
personal(CODE)


class Server:
    """A running mail server."""

    def __init__(self, folder: Path, port: int, *, starttls: bool) -> None:
        self.folder = folder
        self.address = Smtp("127.0.0.1", port, "", "", starttls)

    def misbehave(self, fault: str) -> None:
        """Misbehave from now on; nothing means behave."""
        scratch = self.folder / "fault.new"
        scratch.write_text(fault, encoding="utf-8")
        scratch.replace(self.folder / "fault")

    def arrived(self) -> list[dict[str, str]]:
        """Return the letters that it took, oldest first."""
        path = self.folder / "arrived"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@contextmanager
def mail_server(folder: Path, *, certificate: Path | None = None) -> Iterator[Server]:
    """Run a mail server."""
    (folder / "fault").write_text("", encoding="utf-8")
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("sink.py"))]
    command += [str(folder / "arrived"), str(folder / "fault"), *([str(certificate)] if certificate else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        try:
            yield Server(folder, port, starttls=certificate is not None)
        finally:
            process.kill()


class Carriers:
    """Makes carriers, and lets go of their connections in the end."""

    def __init__(self) -> None:
        self._transports: list[SmtpTransport] = []

    def __call__(self, address: Smtp, *, step: float = 10.0, patience: float = 20.0) -> Carrier:
        """Return a new carrier."""
        transport = SmtpTransport(address, sender=SENDER, step_seconds=step, patience_seconds=patience)
        self._transports.append(transport)
        return Carrier(transport)

    def rest(self) -> None:
        """Close every connection."""
        for transport in self._transports:
            transport.rest()


@act
def tell(
    letter: Letter,
    *,
    to: str = ADDRESS,
    language: str = "hu",
    account_id: UUID | None = None,
    by: Actor = COMMAND_LINE,
    at: datetime = AT,
) -> None:
    """Post a letter."""
    post(letter, to=to, language=language, account_id=account_id)
    record(CodeIssued(subject=account_id, purpose="activation", ends_at=at))


def told(letter: Letter, *, to: str = ADDRESS, language: str = "hu", account_id: UUID | None = None) -> UUID:
    """Post a letter and return its row's id."""
    known = set(models.Letter.objects.values_list("id", flat=True))
    tell(letter, to=to, language=language, account_id=account_id, by=COMMAND_LINE, at=AT)
    return models.Letter.objects.exclude(id__in=known).get().id
