# SPDX-License-Identifier: EUPL-1.2
"""Ways out of the house: a mail server, or the mailbox of a development machine."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from ugyfelkapu.journal.clock import real_now

from .models import MailboxItem
from .rendering import Rendered

STEP_SECONDS: Final = 15.0
"""How long the mail server may take over one step."""
PATIENCE_SECONDS: Final = 45.0
"""How long it may take over a whole letter, however busy it looks; well within a lease."""


DONE: Final = 250
CLOSING: Final = 421
"""Replies of a mail server (RFC 5321)."""
FINE: Final = range(200, 300)
NEVER: Final = range(500, 600)

NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")


class Failure(StrEnum):
    """Why a letter was not delivered; nothing here tells of a person."""

    CONNECTION = "connection"  # no connection, or it broke
    TIMEOUT = "timeout"  # the server took too long
    TLS = "tls"  # no encryption, or a certificate that does not hold
    SIGN_IN = "sign_in"  # the server refused our credentials
    SERVER = "server"  # the server takes nothing now
    RECIPIENT_LATER = "recipient_later"  # not now for this recipient or letter
    RECIPIENT_REFUSED = "recipient_refused"  # never for this recipient
    LETTER_REFUSED = "letter_refused"  # never for this letter
    BAD_ADDRESS = "bad_address"  # no address at all, or one that the server cannot write
    UNREADABLE = "unreadable"  # the stored letter does not open
    GATE_GONE = "gate_gone"  # the gate was erased meanwhile


PERMANENT: Final = frozenset(
    {Failure.RECIPIENT_REFUSED, Failure.LETTER_REFUSED, Failure.BAD_ADDRESS, Failure.UNREADABLE}
)
WHOLE_SERVER: Final = frozenset(
    {Failure.CONNECTION, Failure.TIMEOUT, Failure.TLS, Failure.SIGN_IN, Failure.SERVER}
)


class Undelivered(Exception):  # noqa: N818  reads as the thing it is
    """The letter did not leave."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Parcel:
    """A letter in words, ready to leave."""

    id: UUID
    account_id: UUID | None
    to: str
    language: str
    rendered: Rendered
    posted_at: datetime


class Transport(Protocol):
    """A way out."""

    def deliver(self, parcel: Parcel, *, at: datetime) -> None:
        """Hand the parcel over. Raises :class:`Undelivered`."""

    def rest(self) -> None:
        """Let go of what is held open between two deliveries."""


class MailServer(Protocol):
    """Where the mail server is, as the settings tell it."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def starttls(self) -> bool: ...


def transport_from_settings() -> Transport:
    """Return the way out of this installation; the mailbox is for development only."""
    if settings.SMTP is None:
        return MailboxTransport()
    return SmtpTransport(settings.SMTP, sender=settings.MAIL_FROM)


# ------------------------------------------------------------------ a mail server


def message_id(letter_id: UUID, sender: str) -> str:
    """Return the Message-ID of a letter: the same however often it is tried."""
    return f"<{letter_id.hex}@{sender.rpartition('@')[2]}>"


def compose(parcel: Parcel, *, sender: str) -> EmailMessage:
    """Return the parcel as a message. Raises :class:`Undelivered` for what is no address."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("Ügyfélkapu", addr_spec=sender)
    message["To"] = _wire_address(parcel.to)
    message["Subject"] = parcel.rendered.subject
    message["Date"] = parcel.posted_at
    message["Message-ID"] = message_id(parcel.id, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = parcel.language
    message.set_content(parcel.rendered.text, cte="quoted-printable")
    message.add_alternative(parcel.rendered.html, subtype="html", cte="quoted-printable")
    return message


def _wire_address(written: str) -> Address:
    """Return the address with its domain in ASCII, as mail servers know it."""
    local, _, domain = written.rpartition("@")
    try:
        wire = domain.encode("idna").decode()
        parsed = Address(addr_spec=f"{NOT_ASCII.sub('x', local)}@{wire}")
    except (ValueError, IndexError, MessageError) as error:
        raise Undelivered(Failure.BAD_ADDRESS) from error
    if not parsed.username or not parsed.domain or any(letter.isspace() for letter in written):
        raise Undelivered(Failure.BAD_ADDRESS)
    return Address(username=local, domain=wire)


class SmtpTransport:
    """Delivers over SMTP; keeps the connection between letters, and cuts it when one takes too long."""

    def __init__(
        self,
        server: MailServer,
        *,
        sender: str,
        step_seconds: float = STEP_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._server = server
        self._sender = sender
        self._step = step_seconds
        self._patience = patience_seconds
        self._connection: smtplib.SMTP | None = None

    def deliver(self, parcel: Parcel, *, at: datetime) -> None:
        """Hand the parcel to the mail server. Raises :class:`Undelivered`."""
        message = compose(parcel, sender=self._sender)
        overdue = threading.Event()
        watch = threading.Timer(self._patience, self._cut, [overdue])
        watch.daemon = True
        watch.start()
        try:
            self._send(message, _wire_address(parcel.to).addr_spec)
        except Undelivered:
            self.rest()
            raise
        except OSError as error:  # smtplib's own failures are among them
            self._drop()
            raise Undelivered(Failure.TIMEOUT if overdue.is_set() else _meaning(error)) from error
        finally:
            watch.cancel()

    def rest(self) -> None:
        """Say good-bye to the mail server."""
        connection = self._connection
        if connection is None:
            return
        try:
            connection.quit()
        except OSError:
            connection.close()
        self._connection = None

    def _send(self, message: EmailMessage, to: str) -> None:
        connection = self._ready()
        foreign = not to.isascii()
        if foreign and not connection.has_extn("smtputf8"):
            raise Undelivered(Failure.BAD_ADDRESS)
        options = ["SMTPUTF8", "BODY=8BITMIME"] if foreign else []
        code, _ = connection.mail(self._sender, options)
        _require(code, later=Failure.SERVER, never=Failure.SERVER)
        code, _ = connection.rcpt(to)
        _require(code, later=Failure.RECIPIENT_LATER, never=Failure.RECIPIENT_REFUSED)
        try:
            code, _ = connection.data(message.as_bytes(policy=SMTP.clone(utf8=foreign)))
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        _require(code, later=Failure.RECIPIENT_LATER, never=Failure.LETTER_REFUSED)

    def _ready(self) -> smtplib.SMTP:
        """Return an open connection: the kept one if it still answers, or a new one."""
        if self._connection is not None:
            try:
                code, _ = self._connection.rset()
            except OSError:
                code = 0
            if code == DONE:
                return self._connection
            self._drop()
        return self._open()

    def _open(self) -> smtplib.SMTP:
        connection = smtplib.SMTP(timeout=self._step, local_hostname=self._sender.rpartition("@")[2])
        connection._host = self._server.host  # type: ignore[attr-defined]  # STARTTLS checks this name
        self._connection = connection
        code, _ = connection.connect(self._server.host, self._server.port)
        _require(code, later=Failure.SERVER, never=Failure.SERVER)
        connection.ehlo_or_helo_if_needed()
        if self._server.starttls:
            self._encrypt(connection)
        if self._server.user:
            connection.login(self._server.user, self._server.password)
        return connection

    def _encrypt(self, connection: smtplib.SMTP) -> None:
        if not connection.has_extn("starttls"):
            raise Undelivered(Failure.TLS)
        code, _ = connection.starttls(context=ssl.create_default_context())
        _require(code, later=Failure.TLS, never=Failure.TLS)
        connection.ehlo()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _cut(self, overdue: threading.Event) -> None:
        """End a delivery that takes too long, from another thread."""
        overdue.set()
        connection = self._connection
        wire = connection.sock if connection is not None else None
        if wire is None:
            return
        with contextlib.suppress(OSError):
            wire.shutdown(socket.SHUT_RDWR)


def _require(code: int, *, later: Failure, never: Failure) -> None:
    if code == CLOSING:
        raise Undelivered(Failure.SERVER)
    if code not in FINE:
        raise Undelivered(never if code in NEVER else later)


def _meaning(error: OSError) -> Failure:
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Failure.TIMEOUT
    if isinstance(error, ssl.SSLError):
        return Failure.TLS
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError):
        return Failure.SIGN_IN
    return Failure.SERVER if isinstance(error, smtplib.SMTPResponseException) else Failure.CONNECTION


# ------------------------------------------------------------------ a development machine


class MailboxTransport:
    """Delivers into a table that a development page shows."""

    def deliver(self, parcel: Parcel, *, at: datetime) -> None:
        """Put the parcel into the mailbox; a repeated one stays single."""
        item = MailboxItem(
            id=parcel.id,
            to=parcel.to,
            subject=parcel.rendered.subject,
            text=parcel.rendered.text,
            html=parcel.rendered.html,
            account_id=parcel.account_id,
            sent_at=at,
            arrived=real_now(),
        )
        try:
            with transaction.atomic():
                MailboxItem.objects.bulk_create([item], ignore_conflicts=True)
        except IntegrityError as error:
            raise Undelivered(Failure.GATE_GONE) from error

    def rest(self) -> None:
        """Hold nothing."""
