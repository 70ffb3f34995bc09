# SPDX-License-Identifier: EUPL-1.2
"""Between the product and the model: acts performed and killed, the tables read, the letters collected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any  # what a database execute wrapper is given
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction

from ugyfelkapu.access.models import Session
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, ClaimLetter, Code, Confirmation
from ugyfelkapu.domain.codes import parse_code
from ugyfelkapu.domain.ports import RegisteredPerson
from ugyfelkapu.domain.references import for_saying
from ugyfelkapu.journal import clock, clock_watch
from ugyfelkapu.journal.models import Entry
from ugyfelkapu.outbox.letters import unpack
from ugyfelkapu.outbox.models import Letter
from ugyfelkapu.project import worker

from .world import Mail, World

Rows = Counter[tuple[object, ...]]
email_key = cache(keys.email_key)
username_key = cache(keys.username_key)
person_key = cache(keys.person_key)


class Killed(BaseException):
    """The process died; nobody may catch this."""


class Hands:
    """The machine's clock, which the walk sets; the database server's agrees with it."""

    def __init__(self, start: datetime) -> None:
        self.at = start
        self._patch = pytest.MonkeyPatch()
        self._patch.setattr(settings, "CLOCK_FILE", None)
        for place in (clock, worker):
            self._patch.setattr(place, "real_now", lambda: self.at)
        self._patch.setattr(clock_watch, "_moment_of_the_database", lambda ours: ours)

    def moment_of_business(self) -> datetime:
        """Return the moment at which a request would act now: never before the latest trusted one (I17)."""
        clock.floor.fresh_until = 0.0
        clock_watch.keep_up()
        return clock.now()

    def stop(self) -> None:
        """Give the real clock back."""
        self._patch.undo()
        clock.floor.moment, clock.floor.fresh_until = None, 0.0


class Box:
    """A transaction around one walk, undone at its end; inside it acts are savepoints, as durable as ever."""

    def __init__(self) -> None:
        self._whole = transaction.atomic()
        self._whole._from_testcase = True  # type: ignore[attr-defined]  # durable acts may run inside
        self._whole.__enter__()

    def close(self) -> None:
        """Undo everything."""
        transaction.set_rollback(True)
        self._whole.__exit__(None, None, None)


@contextmanager
def dying_at(number: int) -> Iterator[None]:
    """Kill the process at its statement of this number; zero lets it live.

    Whoever dies while committing may have committed: that is a matter of the kills of real processes.
    """
    left = number

    def one_less(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        nonlocal left
        left -= not sql.startswith("RELEASE")
        if left == 0 and not sql.startswith("RELEASE"):
            raise Killed
        return execute(sql, *others)

    with connection.execute_wrapper(one_less):
        yield


# ------------------------------------------------------------------ the tables


def tables() -> dict[str, Rows]:
    """Return what the product keeps, as far as the model speaks of it."""
    gates = Account.objects.values_list(
        "id", "state", "person_key", "username_key", "email_key", "email_proved_at", "registered_at",
        "ends_at", "remind_at", "activated_at", "generation", "suspended_for", "reference_key",
        "password_reset_at",
    )  # fmt: skip
    codes = Code.objects.values_list(
        "account_id", "purpose", "issued_at", "ends_at", "remind_at", "used_at", "dead_at", "wrong_tries",
        "asked_on",
    )  # fmt: skip
    sessions = Session.objects.values_list("account_id", "generation", "begun_at", "seen_at", "ends_at")
    claims = ClaimLetter.objects.values_list("account_id", "email_key", "on")
    wishes = Confirmation.objects.values_list(
        "account_id", "asked_at", "ends_at", "used_at", "dead_at", "wrong_tries"
    )
    found = {"gates": gates, "codes": codes, "sessions": sessions, "claims": claims, "wishes": wishes}
    return {name: Counter(_plain(row) for row in rows) for name, rows in found.items()}


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def expected_tables(world: World, people: list[RegisteredPerson]) -> dict[str, Rows]:
    """Return what the tables must hold when the model is right."""
    return {
        "gates": Counter(
            (
                gate.id, gate.state, None if gate.person is None else person_key(people[gate.person]),
                username_key(gate.username), email_key(gate.email), gate.proved_at, gate.registered_at,
                gate.ends, gate.remind, gate.activated_at, gate.generation, gate.suspended_for,
                keys.reference_key(gate.reference) if gate.reference else None, gate.reset_at,
            )
            for gate in world.gates
        ),
        "codes": Counter(
            (
                code.gate.id, code.purpose, code.issued_at, code.ends, code.remind, code.used_at,
                code.dead_at, code.wrong, code.asked_on,
            )
            for code in world.codes
        ),
        "sessions": Counter(
            (each.gate.id, each.generation, each.begun, each.seen, each.ends) for each in world.sessions
        ),
        "wishes": Counter(
            (wish.gate.id, wish.asked_at, wish.ends, wish.used_at, wish.dead_at, wish.wrong)
            for wish in world.wishes
        ),
        "claims": Counter(
            (gate.id, email_key(email), on) for gate in world.gates for email, on in gate.written
        ),
    }  # fmt: skip


# ------------------------------------------------------------------ what a step leaves behind


class Traces:
    """What the steps wrote to the journal and to the outbox, each read once."""

    def __init__(self) -> None:
        self._seen: set[UUID] = set()
        self._last_entry = 0
        self.forget()

    def forget(self) -> None:
        """Take everything that stands there for read."""
        self._seen = set(Letter.objects.values_list("id", flat=True))
        self._last_entry = self._newest_entry()

    @staticmethod
    def _newest_entry() -> int:
        return Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0

    def entries(self) -> list[Entry]:
        """Return the new entries of the journal, oldest first."""
        new = list(Entry.objects.filter(id__gt=self._last_entry).order_by("id"))
        self._last_entry = new[-1].id if new else self._last_entry
        return new

    def letters(self) -> list[Letter]:
        """Return the new letters."""
        new = [row for row in Letter.objects.only("id") if row.id not in self._seen]
        self._seen |= {row.id for row in new}
        return [Letter.objects.get(id=row.id) for row in new]


def match(letters: list[Letter], demanded: list[Mail]) -> None:
    """Require exactly the letters that the rules demand, and learn the codes in them (I16)."""
    wanted = Counter(_demand(mail) for mail in demanded)
    found = {row.id: _written(row) for row in letters}
    assert Counter(found.values()) == wanted, f"letters {list(found.values())}, demanded {list(wanted)}"
    for mail in demanded:
        if mail.code is not None:
            row = next(row for row in letters if found[row.id] == _demand(mail))
            mail.code.text = parse_code(str(getattr(unpack(row.kind, row.context), "code", "")))


def _demand(mail: Mail) -> tuple[object, ...]:
    says = dict(mail.says)
    if "reference" in says:
        says["reference"] = for_saying(str(says["reference"]))
    return mail.kind, mail.to, mail.about, tuple(sorted(says.items()))


def _written(row: Letter) -> tuple[object, ...]:
    fields = asdict(unpack(row.kind, row.context))
    fields.pop("code", None)
    if "token" in fields:  # whether the letter has a link; where it leads is random
        fields["token"] = bool(fields["token"])
    return row.kind, row.to, row.account_id, tuple(sorted(fields.items()))
