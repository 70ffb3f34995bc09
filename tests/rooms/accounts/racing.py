# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race do: each wakes the product up for itself, then its threads begin at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Barrier, get_ident
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:  # nothing of the product before it is awake
    from ugyfelkapu.domain.ports import RegisteredPerson

PATIENCE_SECONDS = 60.0
PERSON = "SZL-RACE-1"
"""The register's reference of whoever finalises or registers in a race."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate, as far as a race needs it: people act ``at`` one moment, the sweep at another."""

    url: str
    username: str
    email: str
    code: str
    at: datetime
    swept_at: datetime
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a race left, once a last sweep found nothing due any more."""

    states: list[str]
    letters: list[str]
    erased: int
    finalised: int


@dataclass(frozen=True, slots=True)
class Errand:
    """Which acts one process performs on a gate, one thread each; names of :data:`ACTS`."""

    gate: Gate
    acts: tuple[str, ...]


def wake(url: str) -> None:
    """Let this process work on a database."""
    from tests.awake import work_on

    work_on(url)


def prepare(url: str) -> Gate:
    """Make one registered gate; the sweep comes a day after its end."""
    from datetime import timedelta

    _staffed(url)
    from tests import builders

    gate = builders.registered_gate()
    at = builders.AT
    return Gate(url, gate.username, gate.email, gate.code, at, at + timedelta(days=61))


def prepare_registration_at_its_end(url: str) -> Gate:
    """Make a registration with a fresh code, in the last microsecond before the sweep takes it."""
    _staffed(url)
    from tests import builders
    from ugyfelkapu.domain import deadlines

    gate = builders.registered_gate(person=_person())
    ends_at = deadlines.registration_ends_at(builders.AT)
    code = _fresh_code(gate.id, gate.username, gate.email, ends_at)
    return _at_its_end(Gate(url, gate.username, gate.email, code, ends_at, ends_at))


def prepare_temporary_at_its_end(url: str) -> Gate:
    """Make a temporary gate with a fresh code, in the last microsecond before the sweep takes it."""
    _staffed(url)
    from tests import builders
    from ugyfelkapu.domain import deadlines

    gate = builders.temporary_gate()
    ends_at = deadlines.temporary_ends_at(builders.AT)
    code = _fresh_code(gate.id, gate.username, gate.email, ends_at)
    return _at_its_end(Gate(url, gate.username, gate.email, code, ends_at, ends_at, gate.reference))


def prepare_activated_temporary_at_its_end(url: str) -> Gate:
    """Make a temporary gate that its owner uses, in the last microsecond before the sweep takes it."""
    _staffed(url)
    from tests import builders
    from ugyfelkapu.domain import deadlines

    gate = builders.activated_temporary_gate()
    ends_at = deadlines.temporary_ends_at(builders.AT)
    return _at_its_end(Gate(url, gate.username, gate.email, gate.code, ends_at, ends_at, gate.reference))


def prepare_temporary_to_remind_of(url: str) -> Gate:
    """Make a temporary gate whose code lapses tomorrow, so that a letter is due."""
    _staffed(url)
    from datetime import timedelta

    from tests import builders
    from ugyfelkapu.domain import deadlines

    gate = builders.temporary_gate()
    last_day = deadlines.last_day(deadlines.Period.ACTIVATION_CODE, builders.AT)
    at = deadlines.start_of(last_day - timedelta(days=1))
    return Gate(url, gate.username, gate.email, gate.code, at, at, gate.reference)


def prepare_nobody(url: str) -> Gate:
    """Think of a name and an address that nobody has yet."""
    _staffed(url)
    from tests import builders

    chosen = builders.applicant()
    return Gate(url, chosen.username, chosen.email, "", builders.AT, builders.AT)


def _staffed(url: str) -> None:
    wake(url)
    from tests import builders

    builders.clerk()


def _fresh_code(gate_id: UUID, username: str, email: str, ends_at: datetime) -> str:
    """Ask for a code that lives to the end of its gate."""
    from datetime import timedelta

    from tests import builders
    from ugyfelkapu.accounts import services
    from ugyfelkapu.journal.actor import STRANGER

    services.ask_for_code(username, email=email, by=STRANGER, at=ends_at - timedelta(days=2))
    return builders.code_for(gate_id)


def _at_its_end(gate: Gate) -> Gate:
    from datetime import timedelta

    return replace(gate, at=gate.swept_at - timedelta(microseconds=1))


def perform(errand: Errand) -> list[str]:
    """Perform the acts at once; return what came of each."""
    wake(errand.gate.url)
    from django.db import connection

    barrier = Barrier(len(errand.acts))

    def one(name: str) -> str:
        connection.ensure_connection()
        barrier.wait(PATIENCE_SECONDS)
        try:
            return ACTS[name](errand.gate)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(errand.acts)) as pool:
        return list(pool.map(one, errand.acts))


def look(gate: Gate) -> Aftermath:
    """Return where the gates stand, the kinds of their letters, and what the journal says of their ends."""
    wake(gate.url)
    from tests import builders
    from ugyfelkapu.accounts.models import Account
    from ugyfelkapu.journal.queries import all_entries

    events = [entry.event for entry in all_entries()]
    return Aftermath(
        states=sorted(Account.objects.values_list("state", flat=True)),
        letters=sorted(builders.kinds_of_letters()),
        erased=events.count("ExpiredAccountErased"),
        finalised=events.count("AccountFinalised"),
    )


def sweep_and_look(gate: Gate) -> Aftermath:
    """Sweep what the race passed over, then look."""
    wake(gate.url)
    _sweep(gate)
    return look(gate)


def _person() -> RegisteredPerson:
    from tests import builders

    return builders.person_in_register(reference=PERSON)


def _refusable(act: Callable[[], object], done: str) -> str:
    """Return ``done``, or the code of the refusal."""
    from ugyfelkapu.domain.errors import Refusal

    try:
        act()
    except Refusal as refusal:
        return refusal.code
    return done


def _redeem(gate: Gate) -> str:
    from tests import builders
    from ugyfelkapu.access.services import new_password
    from ugyfelkapu.accounts import services
    from ugyfelkapu.journal.actor import STRANGER

    password = new_password(builders.PASSWORD)
    return services.activate(gate.username, code=gate.code, password=password, by=STRANGER, at=gate.at).value


def _guess(gate: Gate) -> str:
    from ugyfelkapu.domain.codes import make_code

    return _redeem(replace(gate, code=make_code()))


def _ask(gate: Gate) -> str:
    from ugyfelkapu.accounts import services
    from ugyfelkapu.journal.actor import STRANGER

    services.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=gate.at)
    return "asked"


def _sweep(gate: Gate) -> str:
    from ugyfelkapu.accounts import services
    from ugyfelkapu.journal.actor import WORKER

    services.erase_expired(by=WORKER, at=gate.swept_at)
    return "swept"


def _remind(gate: Gate) -> str:
    from ugyfelkapu.accounts import services
    from ugyfelkapu.journal.actor import WORKER

    services.remind_of_gates(by=WORKER, at=gate.at)
    services.remind_of_codes(by=WORKER, at=gate.at)
    return "reminded"


def _finalise(gate: Gate) -> str:
    from tests import builders
    from ugyfelkapu.accounts import services

    return _refusable(
        lambda: services.finalise(
            gate.reference,
            username=gate.username,
            email=gate.email,
            answer=builders.answer(_person(), at=gate.at),
            evidence=builders.evidence(),
            consent_version="1",
            by=builders.clerk(),
            at=gate.at,
        ),
        "finalised",
    )


def _register(gate: Gate) -> str:
    """Register the person who may finalise, under another name."""
    from tests import builders
    from ugyfelkapu.accounts import services

    return _refusable(
        lambda: services.register_in_person(
            builders.applicant(f"masik.{os.getpid()}.{get_ident()}"),
            answer=builders.answer(_person(), at=gate.at),
            evidence=builders.evidence(),
            by=builders.clerk(),
            at=gate.at,
        ),
        "registered",
    )


def _open(gate: Gate) -> str:
    """Open a temporary gate with the name that everybody wants, and an address of one's own."""
    return _opened(gate, gate.username, f"{os.getpid()}.{get_ident()}@example.com")


def _open_with_address(gate: Gate) -> str:
    """Open a temporary gate with a name of one's own, and the address that everybody names."""
    return _opened(gate, f"valaki.{os.getpid()}.{get_ident()}", gate.email)


def _opened(gate: Gate, username: str, email: str) -> str:
    from tests import builders
    from ugyfelkapu.accounts import services
    from ugyfelkapu.journal.actor import STRANGER

    form = builders.electronic_form(username, email)
    return _refusable(lambda: services.open_temporary_gate(form, by=STRANGER, at=gate.at), "opened")


def _sign_in(gate: Gate) -> str:
    from tests import builders
    from ugyfelkapu.access import services
    from ugyfelkapu.access.requests import Origin
    from ugyfelkapu.domain.errors import Throttled
    from ugyfelkapu.journal.actor import STRANGER

    try:
        opened = services.sign_in(
            gate.username,
            password="nem ez a jelszó",
            origin=Origin("192.0.2.0/24", ""),
            replaces=None,
            by=STRANGER,
            at=builders.AT,
        )
    except Throttled:
        return "throttled"
    return "wrong" if opened is None else "opened"


ACTS: dict[str, Callable[[Gate], str]] = {
    "redeem": _redeem,
    "guess": _guess,
    "ask": _ask,
    "sweep": _sweep,
    "sign in": _sign_in,
    "finalise": _finalise,
    "register": _register,
    "open": _open,
    "open with address": _open_with_address,
    "remind": _remind,
}
