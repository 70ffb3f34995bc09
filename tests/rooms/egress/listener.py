# SPDX-License-Identifier: EUPL-1.2
"""Somebody who listens on the loopback, with TLS or without, says what a test wants, and counts who came."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

HOST = "service.test"
LARGEST_REQUEST = 65_536


def said(
    body: bytes = b"{}", *, status: str = "200 OK", kind: str = "application/json", more: str = ""
) -> list[bytes]:
    """Return an answer in one piece."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return [head.encode() + body]


@dataclass
class Listener:
    """Answers every request with the same pieces, a pause before each; ``requests`` holds what was asked."""

    pieces: list[bytes]
    context: ssl.SSLContext | None = None
    pause: float = 0.0
    came: int = 0
    requests: list[bytes] = field(default_factory=list)
    door: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    over: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    def __post_init__(self) -> None:
        self.port = int(self.door.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def url(self, host: str = HOST, path: str = "/keys") -> str:
        """Return its address under a name."""
        return f"{'https' if self.context else 'http'}://{host}:{self.port}{path}"

    def close(self) -> None:
        """Listen no more."""
        self.over.set()
        with suppress(OSError):
            self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()

    def _listen(self) -> None:
        while not self.over.is_set():
            try:
                found, _ = self.door.accept()
            except OSError:
                return
            self.came += 1
            threading.Thread(target=self._answer, args=(found,), daemon=True).start()

    def _answer(self, found: socket.socket) -> None:
        with suppress(OSError), found:
            speaking = self.context.wrap_socket(found, server_side=True) if self.context else found
            with speaking:
                self.requests.append(_request(speaking))
                for piece in self.pieces:
                    if self.pause and self.over.wait(self.pause):
                        return
                    speaking.sendall(piece)


def _request(speaking: socket.socket) -> bytes:
    found = b""
    while b"\r\n\r\n" not in found and len(found) < LARGEST_REQUEST:
        found += speaking.recv(4096)
    head, _, body = found.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].partition(b":")[2]) - len(body) if lengths else 0
    while missing > 0:
        more = speaking.recv(missing)
        found, missing = found + more, missing - len(more)
    return found


@dataclass(frozen=True)
class Certificates:
    """An authority of a test, and a certificate for :data:`HOST` and the loopback from it."""

    authority: Path
    context: ssl.SSLContext

    @classmethod
    def make(cls, folder: Path, *, name: str = HOST) -> Certificates:
        """Make both in a folder."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
            .add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, SHA256())
        )
        authority = folder / f"{name}.pem"
        private = folder / f"{name}.key"
        authority.write_bytes(certificate.public_bytes(Encoding.PEM))
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority, private)
        return cls(authority, context)
