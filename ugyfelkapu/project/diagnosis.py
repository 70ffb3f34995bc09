# SPDX-License-Identifier: EUPL-1.2
"""What ``doctor`` looks at, each with a plain finding."""

from __future__ import annotations

import smtplib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import DatabaseError, connections

from ugyfelkapu.domain.errors import SignerSilent
from ugyfelkapu.esignature.queries import GRAVE, SAID
from ugyfelkapu.esignature.queries import alarms as trust_alarms
from ugyfelkapu.esignature.queries import standing as trust_standing
from ugyfelkapu.federation.oidc.keys import try_keys
from ugyfelkapu.journal.clock import ClockFileUnreadable, now, real_now
from ugyfelkapu.journal.clock_watch import standing
from ugyfelkapu.vault.signing import ALGORITHMS

from .heartbeat import STALE_AFTER, age
from .readiness import migrations_missing, static_files_stale

MAIL_SECONDS = 5
OWNER_ONLY = stat.S_IRWXG | stat.S_IRWXO


class Verdict(StrEnum):
    """How it stands with one thing."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    about: str
    verdict: Verdict
    text: str


def findings() -> Iterator[Finding]:
    """Look at everything."""
    yield from configuration()
    yield database()
    yield mail()
    yield worker()
    yield clock()
    yield trusted_lists()
    yield static_files()
    yield keys()
    yield signer()


def configuration() -> Iterator[Finding]:
    """Look at the settings, in production with the eyes of ``check --deploy``."""
    found = run_checks(include_deployment_checks=not settings.DEVELOPMENT)
    problems = [problem for problem in found if not problem.is_silenced()]
    for problem in problems:
        yield Finding("configuration", Verdict.BAD if problem.level >= ERROR else Verdict.NOTE, problem.msg)
    if not problems:
        yield Finding("configuration", Verdict.GOOD, f"{settings.MODE} at {settings.PUBLIC_URL}")


def database() -> Finding:
    """Look whether the database answers and has every table."""
    try:
        missing = migrations_missing()
    except DatabaseError as error:
        return Finding("database", Verdict.BAD, f"does not answer: {' '.join(str(error).split())}")
    if missing:
        return Finding("database", Verdict.BAD, "migrations are missing: run 'ugyfelkapu migrate'")
    return Finding("database", Verdict.GOOD, f"{connections['default'].vendor}, every migration applied")


def mail() -> Finding:
    """Look whether the mail server answers."""
    smtp = settings.SMTP
    if smtp is None:
        return Finding("mail", Verdict.NOTE, "no mail server is set: letters stay in the development mailbox")
    try:
        with smtplib.SMTP(smtp.host, smtp.port, timeout=MAIL_SECONDS) as connection:
            connection.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Finding("mail", Verdict.BAD, f"{smtp.host}:{smtp.port} does not answer: {error}")
    return Finding("mail", Verdict.GOOD, f"{smtp.host}:{smtp.port} answers")


def worker() -> Finding:
    """Look for the worker's sign of life."""
    silent = age()
    if silent is None:
        return Finding("worker", Verdict.NOTE, "has not run on this machine yet")
    if silent > STALE_AFTER:
        return Finding("worker", Verdict.BAD, f"silent for {silent.total_seconds():.0f} seconds")
    return Finding("worker", Verdict.GOOD, "alive")


def clock() -> Finding:
    """Look which moment it is for business."""
    try:
        offset = (now() - real_now()).total_seconds()
    except ClockFileUnreadable as error:
        return Finding("clock", Verdict.BAD, f"the clock file holds no moment: {error}")
    if settings.CLOCK_FILE is not None and settings.CLOCK_FILE.exists():
        return Finding("clock", Verdict.NOTE, f"set by its file, {offset:+.0f} seconds from the machine's")
    try:
        seen, doubt = standing()
    except DatabaseError:  # the database has a finding of its own
        return Finding("clock", Verdict.NOTE, "the machine's; what was trusted before is not known")
    if doubt:
        trusted = f"{seen:%Y-%m-%d %H:%M} UTC" if seen else "never"
        text = f"doubted ({doubt}), trusted last at {trusted}; if it is right: 'ugyfelkapu clock accept'"
        return Finding("clock", Verdict.BAD, text)
    return Finding("clock", Verdict.GOOD, "the machine's")


def trusted_lists() -> Finding:
    """Look whether the trusted lists are kept and fresh enough for signatures to count."""
    about = "trusted lists"
    try:
        kept, found = trust_standing(), trust_alarms(at=now())
    except (DatabaseError, ClockFileUnreadable):  # each has a finding of its own
        return Finding(about, Verdict.NOTE, "how they stand is not known")
    if not kept.snapshot and not found:
        return Finding(about, Verdict.NOTE, "none are kept: nobody can register by signature")
    if not found:
        return Finding(about, Verdict.GOOD, f"fresh, looked at {kept.done_at:%Y-%m-%d %H:%M} UTC")
    grave = [alarm for alarm in found if alarm in GRAVE]
    words = "; ".join(SAID[alarm] for alarm in found)
    return Finding(about, Verdict.BAD if grave else Verdict.NOTE, f"{words}; see 'ugyfelkapu trust show'")


def static_files() -> Finding:
    """Look whether the static files were collected."""
    if static_files_stale():
        return Finding("static files", Verdict.BAD, "not collected, or older than their sources")
    return Finding("static files", Verdict.GOOD, "collected")


def keys() -> Finding:
    """Look whether others on this machine could read the keys."""
    names = ("secret_key", "data_key")
    files = [path for name in names if (path := settings.STATE / name).exists()]
    open_to_others = [path.name for path in files if path.stat().st_mode & OWNER_ONLY]
    if open_to_others:
        return Finding("keys", Verdict.BAD, f"others can read {', '.join(open_to_others)}: chmod 600")
    return Finding(
        "keys", Verdict.GOOD, "kept in the state directory" if files else "given by the environment"
    )


def signer() -> Finding:
    """Look whether the keys can be used that sign for services."""
    where = f"in token {settings.PKCS11.token}" if settings.PKCS11 else "in the database, sealed"
    try:
        tried = try_keys()
    except DatabaseError:  # the database has a finding of its own
        return Finding("signer", Verdict.NOTE, "unknown while the database does not answer")
    except SignerSilent as refusal:
        return Finding("signer", Verdict.BAD, f"keys {where} cannot be used: {refusal.data['reason']}")
    if not tried:
        return Finding("signer", Verdict.NOTE, f"keys rest {where}; none is made yet")
    text = f"keys rest {where} and sign: {', '.join(tried)}"
    missing = [algorithm for algorithm in ALGORITHMS if algorithm not in tried]
    if missing:
        return Finding(
            "signer", Verdict.NOTE, f"{text}; not yet, or not in this module: {', '.join(missing)}"
        )
    return Finding("signer", Verdict.GOOD, text)
