# SPDX-License-Identifier: EUPL-1.2
"""Typed readers of the environment: each says what is wrong with a value and how to mend it."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MINIMUM_KEY_LENGTH = 32
"""Characters; shorter keys are refused in production."""
HOST_NAME = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]*[a-z][a-z0-9_-]*")


MOST_GRACE_DAYS = 30
"""Later than that a state's list says nothing any more."""


class Mode(StrEnum):
    """Where we run."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where letters leave the house."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool


@dataclass(frozen=True, slots=True)
class Pkcs11:
    """The module in which signing keys rest, and the token of it."""

    module: str
    token: str
    pin: str


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment, read with care; hand in a mapping to read another one."""

    values: Mapping[str, str]
    root: Path

    def text(self, name: str, default: str = "") -> str:
        """Return a value, or the contents of the file that ``NAME_FILE`` points to."""
        path = self.values.get(f"{name}_FILE")
        if path:
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {error.strerror}") from error
        return self.values.get(name, default).strip()

    @property
    def mode(self) -> Mode:
        """Return the mode; anything but the two known words is refused."""
        value = self.text("UGYFELKAPU_MODE", Mode.DEVELOPMENT)
        try:
            return Mode(value)
        except ValueError:
            raise ImproperlyConfigured(
                f"UGYFELKAPU_MODE is {value!r}; it must be 'development' or 'production'"
            ) from None

    @property
    def state(self) -> Path:
        """Return the directory that holds the embedded database and generated keys."""
        return Path(self.text("VAR") or self.root / "var").resolve()

    def secret(self, name: str) -> str:
        """Return a secret; made once and kept in the state directory in development."""
        value = self.text(name)
        if self.mode is Mode.PRODUCTION:
            if len(value) < MINIMUM_KEY_LENGTH or len(set(value)) < MINIMUM_KEY_LENGTH // 4:
                raise ImproperlyConfigured(
                    f"{name} must be set in production to at least {MINIMUM_KEY_LENGTH} random characters "
                    f"(or {name}_FILE to a file that holds them)"
                )
            return value
        return value or _kept_secret(self.state / f"{name.removeprefix('UGYFELKAPU_').lower()}")

    @property
    def public_url(self) -> str:
        """Return the canonical base address, without a slash at its end."""
        default = f"http://localhost:{self.text('PORT', '8000')}"
        value = self.text("UGYFELKAPU_PUBLIC_URL", default if self.mode is Mode.DEVELOPMENT else "")
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ImproperlyConfigured(
                f"UGYFELKAPU_PUBLIC_URL is {value!r}; it must be the address of the gate, "
                "such as https://gate.example"
            )
        if self.mode is Mode.PRODUCTION and parts.scheme != "https":
            raise ImproperlyConfigured("UGYFELKAPU_PUBLIC_URL must start with https:// in production")
        return value.rstrip("/")

    @property
    def clock_file(self) -> Path | None:
        """Return the file that sets the clock in development; production refuses it."""
        value = self.text("UGYFELKAPU_CLOCK_FILE")
        if self.mode is Mode.PRODUCTION:
            if value:
                raise ImproperlyConfigured("UGYFELKAPU_CLOCK_FILE must not be set in production")
            return None
        return Path(value) if value else self.state / "clock"

    @property
    def smtp(self) -> Smtp | None:
        """Return the mail server; required in production."""
        value = self.text("UGYFELKAPU_SMTP_URL")
        if not value:
            if self.mode is Mode.PRODUCTION:
                raise ImproperlyConfigured("UGYFELKAPU_SMTP_URL must be set in production")
            return None
        parts = urlsplit(value)
        if parts.scheme != "smtp" or not parts.hostname:
            raise ImproperlyConfigured(
                "UGYFELKAPU_SMTP_URL must look like smtp://[user:pass@]host:port[?starttls=1]"
            )
        return Smtp(
            host=parts.hostname,
            port=parts.port or 25,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            starttls=parse_qs(parts.query).get("starttls") == ["1"],
        )

    @property
    def pkcs11(self) -> Pkcs11 | None:
        """Return the module in which signing keys rest; none where the database holds them, sealed."""
        value = self.text("UGYFELKAPU_SIGNER", "file")
        if value == "file":
            return None
        if value != "pkcs11":
            raise ImproperlyConfigured(f"UGYFELKAPU_SIGNER is {value!r}; it must be 'file' or 'pkcs11'")
        names = ("UGYFELKAPU_PKCS11_MODULE", "UGYFELKAPU_PKCS11_TOKEN", "UGYFELKAPU_PKCS11_PIN")
        values = [self.text(name) for name in names]
        missing = [name for name, found in zip(names, values, strict=True) if not found]
        if missing:
            raise ImproperlyConfigured(f"UGYFELKAPU_SIGNER is 'pkcs11', so {', '.join(missing)} must be set")
        return Pkcs11(*values)

    @property
    def egress_allowed(self) -> tuple[str, ...]:
        """Return the networks and host names inside the house that services may be asked at."""
        parts = tuple(part.strip().lower() for part in self.text("UGYFELKAPU_EGRESS_ALLOWED").split(","))
        found = tuple(part for part in parts if part)
        for part in found:
            try:
                ipaddress.ip_network(part)
            except ValueError as error:
                if not HOST_NAME.fullmatch(part):
                    raise ImproperlyConfigured(
                        f"UGYFELKAPU_EGRESS_ALLOWED: {part!r} is neither a network nor a host name"
                    ) from error
        return found

    @property
    def database(self) -> dict[str, Any]:  # Any: the shape is Django's
        """Return Django's database settings for ``UGYFELKAPU_DATABASE_URL``."""
        value = self.text("UGYFELKAPU_DATABASE_URL")
        if not value:
            if self.mode is Mode.PRODUCTION:
                raise ImproperlyConfigured("UGYFELKAPU_DATABASE_URL must be set in production")
            value = f"sqlite:///{self.state / 'ugyfelkapu.sqlite3'}"
        if value.startswith("sqlite:///"):
            return _sqlite(value.removeprefix("sqlite:///"))
        if value.startswith(("postgresql://", "postgres://")):
            return _postgresql(value)
        raise ImproperlyConfigured("UGYFELKAPU_DATABASE_URL must be sqlite:///PATH or postgresql://…")

    @property
    def trust_source(self) -> str:
        """Return where trusted lists come from: ``network``, a folder, or (in development) nowhere."""
        default = "network" if self.mode is Mode.PRODUCTION else ""
        value = self.text("UGYFELKAPU_TRUST_SOURCE", default)
        if value not in ("", "network") and not Path(value).is_dir():
            raise ImproperlyConfigured(
                f"UGYFELKAPU_TRUST_SOURCE is {value!r}; it must be 'network' or a folder that exists"
            )
        return value

    @property
    def trust_grace(self) -> timedelta:
        """Return how long a trusted list serves after its announced next issue."""
        value = self.text("UGYFELKAPU_TRUST_GRACE_DAYS", "3")
        if not value.isdigit() or int(value) > MOST_GRACE_DAYS:
            raise ImproperlyConfigured(
                f"UGYFELKAPU_TRUST_GRACE_DAYS is {value!r}; it must be a number of days, "
                f"{MOST_GRACE_DAYS} at most"
            )
        return timedelta(days=int(value))

    @property
    def trusted_proxies(self) -> tuple[str, ...] | int:
        """Return how many proxies, or which networks, may say where a request came from."""
        value = self.text("UGYFELKAPU_TRUSTED_PROXIES")
        if value.isdigit():
            return int(value)
        networks = tuple(part.strip() for part in value.split(",") if part.strip())
        for network in networks:
            try:
                ipaddress.ip_network(network)
            except ValueError as error:
                raise ImproperlyConfigured(f"UGYFELKAPU_TRUSTED_PROXIES: {error}") from error
        return networks


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def _sqlite(path: str) -> dict[str, Any]:
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA secure_delete=ON;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    pairs = [
        host.rpartition(":") if ":" in host.rpartition("]")[2] else (host, "", "")
        for host in hosts.split(",")
    ]
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or ",".join(pair[0].strip("[]") for pair in pairs)
    if len(pairs) > 1:
        options.setdefault("target_session_attrs", "read-write")
    options.setdefault("connect_timeout", "5")
    options.setdefault(
        "options", "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s"
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": host,
        "PORT": ",".join(pair[2] for pair in pairs) if any(pair[2] for pair in pairs) else "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
