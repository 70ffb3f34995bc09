# SPDX-License-Identifier: EUPL-1.2
"""Production starts with safe settings only; each unsafe one is refused by name."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ugyfelkapu.project.env import Environment, Mode, Pkcs11

STRONG = "k9Qd3vXw7Lr2Zt5Bn8Mh4Jf6Gs1Pc0Yx"
SAFE = {
    "UGYFELKAPU_MODE": "production",
    "UGYFELKAPU_PUBLIC_URL": "https://gate.example",
    "UGYFELKAPU_DATABASE_URL": "postgresql://kapu:secret@db1.example:5432,db2.example:5433/kapu",
    "UGYFELKAPU_SECRET_KEY": STRONG,
    "UGYFELKAPU_DATA_KEY": STRONG[::-1],
    "UGYFELKAPU_SMTP_URL": "smtp://kapu:se%40cret@mail.example:587?starttls=1",
}


def read(values: dict[str, str], root: Path = Path("/nowhere")) -> Environment:
    return Environment(values, root)


def start(values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Load the real settings in a process of its own."""
    program = "from ugyfelkapu.project import settings; print(settings.MODE, settings.DEBUG)"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UGYFELKAPU_", "VAR"))}
    return subprocess.run(
        [sys.executable, "-c", program], env={**kept, **values}, capture_output=True, text=True, check=False
    )


def test_safe_values_start_in_production() -> None:
    answer = start(SAFE)

    assert answer.stdout.split() == ["production", "False"], answer.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UGYFELKAPU_MODE", "prod"),
        ("UGYFELKAPU_PUBLIC_URL", "http://gate.example"),
        ("UGYFELKAPU_PUBLIC_URL", "gate.example"),
        ("UGYFELKAPU_PUBLIC_URL", ""),
        ("UGYFELKAPU_DATABASE_URL", ""),
        ("UGYFELKAPU_DATABASE_URL", "mysql://db.example/kapu"),
        ("UGYFELKAPU_TRUST_SOURCE", "/nowhere"),
        ("UGYFELKAPU_TRUST_SOURCE", "https://ec.europa.eu"),
        ("UGYFELKAPU_TRUST_GRACE_DAYS", "soon"),
        ("UGYFELKAPU_TRUST_GRACE_DAYS", "-1"),
        ("UGYFELKAPU_TRUST_GRACE_DAYS", "31"),
        ("UGYFELKAPU_SECRET_KEY", ""),
        ("UGYFELKAPU_SECRET_KEY", "short"),
        ("UGYFELKAPU_SECRET_KEY", "a" * 64),
        ("UGYFELKAPU_SECRET_KEY_FILE", "/nowhere/secret"),
        ("UGYFELKAPU_DATA_KEY", ""),
        ("UGYFELKAPU_DATA_KEY", "short"),
        ("UGYFELKAPU_SMTP_URL", ""),
        ("UGYFELKAPU_SMTP_URL", "mail.example:25"),
        ("UGYFELKAPU_CLOCK_FILE", "/nowhere/clock"),
        ("UGYFELKAPU_TRUSTED_PROXIES", "10.0.0.300"),
        ("UGYFELKAPU_SIGNER", "hsm"),
        ("UGYFELKAPU_SIGNER", "pkcs11"),
        ("UGYFELKAPU_EGRESS_ALLOWED", "10.0.0.300"),
        ("UGYFELKAPU_EGRESS_ALLOWED", "10.0.0.1/8"),
        ("UGYFELKAPU_EGRESS_ALLOWED", "https://inside.example"),
        ("UGYFELKAPU_EGRESS_ALLOWED", "2130706433"),
    ],
)
def test_an_unsafe_value_is_refused_by_name(name: str, value: str) -> None:
    values = {**SAFE, name: value}

    answer = start(values)

    assert answer.returncode != 0
    assert name in answer.stderr.splitlines()[-1]


def test_several_database_hosts_are_handed_on_and_the_writable_one_is_wanted() -> None:
    found = read(SAFE).database

    assert (found["HOST"], found["PORT"]) == ("db1.example,db2.example", "5432,5433")
    assert found["OPTIONS"]["target_session_attrs"] == "read-write"


def test_the_mail_servers_password_may_hold_any_letter() -> None:
    found = read(SAFE).smtp

    assert found is not None
    assert (found.password, found.port, found.starttls) == ("se@cret", 587, True)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{STRONG}\n", encoding="utf-8")

    environment = read({"UGYFELKAPU_MODE": "production", "UGYFELKAPU_SECRET_KEY_FILE": str(file)})

    assert environment.secret("UGYFELKAPU_SECRET_KEY") == STRONG


def test_development_makes_its_keys_once_for_its_owner_alone(tmp_path: Path) -> None:
    environment = read({"VAR": str(tmp_path)})

    first = environment.secret("UGYFELKAPU_DATA_KEY")

    assert environment.secret("UGYFELKAPU_DATA_KEY") == first
    assert stat.S_IMODE((tmp_path / "data_key").stat().st_mode) == 0o600


def test_development_needs_nothing_set(tmp_path: Path) -> None:
    environment = read({"PORT": "8100"}, tmp_path)

    assert environment.mode is Mode.DEVELOPMENT
    assert environment.public_url == "http://localhost:8100"
    assert environment.smtp is None
    assert environment.database["NAME"] == str(tmp_path / "var" / "ugyfelkapu.sqlite3")


def test_proxies_are_a_number_or_networks() -> None:
    assert read({"UGYFELKAPU_TRUSTED_PROXIES": "2"}).trusted_proxies == 2
    assert read({"UGYFELKAPU_TRUSTED_PROXIES": "10.0.0.0/8, ::1"}).trusted_proxies == ("10.0.0.0/8", "::1")


def test_a_signing_module_needs_everything_that_it_is_reached_by(tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    pin.write_text("123456\n", encoding="ascii")
    module = {
        "UGYFELKAPU_SIGNER": "pkcs11",
        "UGYFELKAPU_PKCS11_MODULE": "/usr/lib/module.so",
        "UGYFELKAPU_PKCS11_TOKEN": "kapu",
        "UGYFELKAPU_PKCS11_PIN_FILE": str(pin),
    }

    assert read({}).pkcs11 is None
    assert read({"UGYFELKAPU_SIGNER": "file"}).pkcs11 is None
    assert read(module).pkcs11 == Pkcs11("/usr/lib/module.so", "kapu", "123456")
    for name in list(module)[1:]:
        with pytest.raises(ImproperlyConfigured, match=name.removesuffix("_FILE")):
            _ = read({each: value for each, value in module.items() if each != name}).pkcs11


def test_services_inside_are_named_by_network_or_host() -> None:
    allowed = {"UGYFELKAPU_EGRESS_ALLOWED": "10.0.0.0/8, fd00::/8,127.0.0.1, Belso.example,localhost"}

    assert read({}).egress_allowed == ()
    assert read(allowed).egress_allowed == (
        "10.0.0.0/8",
        "fd00::/8",
        "127.0.0.1",
        "belso.example",
        "localhost",
    )


def test_an_unknown_mode_names_the_two_known_ones() -> None:
    with pytest.raises(ImproperlyConfigured, match="'development' or 'production'"):
        _ = read({"UGYFELKAPU_MODE": "test"}).mode


def test_production_takes_trusted_lists_from_the_network_and_development_from_nowhere(tmp_path: Path) -> None:
    assert read(SAFE).trust_source == "network"
    assert read({}).trust_source == ""
    assert read({"UGYFELKAPU_TRUST_SOURCE": str(tmp_path)}).trust_source == str(tmp_path)


def test_trusted_lists_serve_three_days_after_their_time_unless_somebody_says_otherwise() -> None:
    assert read({}).trust_grace == timedelta(days=3)
    assert read({"UGYFELKAPU_TRUST_GRACE_DAYS": "0"}).trust_grace == timedelta(0)
