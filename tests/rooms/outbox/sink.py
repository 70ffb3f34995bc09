# SPDX-License-Identifier: EUPL-1.2
"""A mail server of its own: ``python sink.py ARRIVED FAULT [CERTIFICATE]`` prints its port.

Each letter that it takes becomes a line of the file ARRIVED. The file FAULT says how it misbehaves.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

REPLIES = {
    "later": "451 4.3.0 try again later",
    "recipient later": "450 4.2.1 greylisted",
    "recipient refused": "550 5.1.1 no such mailbox",
    "letter refused": "554 5.6.0 refused",
    "closing": "421 4.3.2 closing",
}


class Sink:
    """Takes letters, or does what the fault says."""

    def __init__(self, arrived: Path, fault: Path) -> None:
        self.arrived = arrived
        self.fault = fault

    async def _misbehave(self, *faults: str) -> str:
        fault = self.fault.read_text(encoding="utf-8")
        if fault not in faults:
            return ""
        if fault == "tarpit":
            await asyncio.sleep(3600)
        return REPLIES[fault]

    async def handle_MAIL(  # noqa: N802  the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer MAIL FROM."""
        reply = await self._misbehave("later", "closing", "tarpit")
        if not reply:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply or "250 OK"

    async def handle_RCPT(  # noqa: N802  the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer RCPT TO."""
        reply = await self._misbehave("recipient later", "recipient refused")
        if not reply:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(  # noqa: N802  the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the letter, perhaps without saying so."""
        reply = await self._misbehave("letter refused")
        if reply:
            return reply
        self._keep(envelope)
        fault = self.fault.read_text(encoding="utf-8")
        if fault == "drop" and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        if fault == "linger":
            await asyncio.sleep(0.03)
        return "250 OK"

    def _keep(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        text, html = message.get_body(("plain",)), message.get_body(("html",))
        assert text is not None
        assert html is not None
        letter = {
            "id": message["Message-ID"],
            "to": envelope.rcpt_tos[0],
            "from": message["From"],
            "subject": message["Subject"],
            "text": text.get_content(),
            "html": html.get_content(),
        }
        with self.arrived.open("a", encoding="utf-8") as file:
            file.write(json.dumps(letter) + "\n")


async def _serve(arrived: Path, fault: Path, certificate: str | None) -> None:
    tls = None
    if certificate is not None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)

    def session() -> SMTP:
        return SMTP(
            Sink(arrived, fault),
            hostname="localhost",
            enable_SMTPUTF8=True,
            tls_context=tls,
            loop=asyncio.get_running_loop(),
        )

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), Path(sys.argv[2]), (*sys.argv[3:], None)[0]))
