# SPDX-License-Identifier: EUPL-1.2
"""What the model knows: gates, codes, sessions, the clock last trusted, and the letters of one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

CODE_DAYS, REGISTRATION_DAYS, TEMPORARY_DAYS = 5, 60, 30
"""D2, D3, D4."""
LETTERS_A_DAY, CODE_TRIES = 3, 10
"""D15 and D18; D12."""
IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
"""SECURITY section 7."""
CONFIRMATION, QUIET = timedelta(minutes=30), timedelta(hours=24)
"""How long a code confirms a wish; how long nothing that matters changes after a reset (D17)."""

TEMPORARY, PENDING, ACTIVE, SUSPENDED = "temporary", "pending_activation", "active", "suspended"
CLOSED = "closed"
FULL = frozenset({PENDING, ACTIVE, SUSPENDED})
USABLE = frozenset({TEMPORARY, ACTIVE})
ACTIVATION, RESET = "activation", "reset"
NOT_THE_OWNERS = frozenset({"wrong_address", "address_disowned"})
"""For what a gate is suspended whose address is somebody else's (D24)."""


class No(Exception):  # noqa: N818
    """The rules refuse; ``args[0]`` names the class of the refusal."""

    @property
    def name(self) -> str:
        """Return the class of the refusal."""
        return str(self.args[0])


@dataclass(eq=False)
class Gate:
    """One gate."""

    id: UUID
    state: str
    username: str
    email: str
    registered_at: datetime
    ends: datetime | None
    remind: datetime | None
    person: int | None = None
    claims: tuple[int, str] | None = None
    """Of whom a form speaks, and how well."""
    proved_at: datetime | None = None
    activated_at: datetime | None = None
    password: str = ""
    reset_at: datetime | None = None
    generation: int = 1
    suspended_for: str = ""
    browsers: int = 0
    """From how many its owner has signed in."""
    reference: str = ""
    written: list[tuple[str, date]] = field(default_factory=list)
    """Letters to the address while it was only claimed (D18)."""

    @property
    def about(self) -> UUID:
        """Return which gate the journal names."""
        return self.id

    def ended(self, at: datetime) -> bool:
        """Say whether its deadline has passed, swept or not (D1)."""
        return self.ends is not None and at >= self.ends

    def lives(self, at: datetime) -> bool:
        """Say whether anybody may find it: it was not closed, and has not ended (D1, D21)."""
        return self.state != CLOSED and not self.ended(at)

    @property
    def only_claims(self) -> bool:
        """Say whether nobody stood before us and nobody proved the address."""
        return self.state == TEMPORARY and self.proved_at is None


@dataclass(eq=False)
class Code:
    """One mailed code; ``text`` is empty where nobody was told it."""

    gate: Gate
    purpose: str
    issued_at: datetime
    ends: datetime
    remind: datetime | None
    asked_on: date | None = None
    used_at: datetime | None = None
    dead_at: datetime | None = None
    wrong: int = 0
    text: str = ""

    @property
    def about(self) -> UUID:
        """Return which gate the journal names."""
        return self.gate.id

    @property
    def newest(self) -> bool:
        """Say whether it is neither used nor replaced."""
        return self.used_at is None and self.dead_at is None


@dataclass(eq=False)
class Wish:
    """Another address that an owner wants; ``text`` is the code that was mailed there, if one was (D10)."""

    gate: Gate
    address: str
    asked_at: datetime
    ends: datetime
    used_at: datetime | None = None
    dead_at: datetime | None = None
    wrong: int = 0
    text: str = ""

    @property
    def newest(self) -> bool:
        """Say whether it is neither fulfilled nor replaced."""
        return self.used_at is None and self.dead_at is None

    def lives(self, at: datetime) -> bool:
        """Say whether its code would be taken."""
        return self.newest and at < self.ends and self.wrong < CODE_TRIES


@dataclass(eq=False)
class Session:
    """Somebody signed in."""

    token: str
    gate: Gate
    generation: int
    begun: datetime
    seen: datetime
    ends: datetime


@dataclass(eq=False)
class Mail:
    """A letter that the rules demand; ``code`` is the one that it must carry."""

    kind: str
    to: str
    about: UUID | None
    says: Mapping[str, object]
    code: Code | Wish | None = None


@dataclass(eq=False)
class World:
    """Everything at one moment, and what was posted in the step under way."""

    gates: list[Gate] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    sighted: datetime | None = None
    doubt: str = ""
    mail: list[Mail] = field(default_factory=list)

    def living(self, at: datetime) -> list[Gate]:
        """Return the gates that exist at a moment."""
        return [gate for gate in self.gates if gate.lives(at)]

    def holder(self, username: str, at: datetime) -> Gate | None:
        """Return the gate that has a username at a moment (D11)."""
        found = (gate for gate in self.living(at) if gate.username.casefold() == username.casefold())
        return next(found, None)

    def owner_of(self, email: str, at: datetime, *, besides: Gate | None = None) -> Gate | None:
        """Return the gate that has proved an address (D10)."""
        found = (gate for gate in self.living(at) if gate.proved_at and gate.email == email)
        return next((gate for gate in found if gate is not besides), None)

    def newest_code(self, gate: Gate) -> Code | None:
        """Return the one code of a gate that may be redeemed (D12)."""
        return next((code for code in self.codes if code.gate is gate and code.newest), None)

    def post(
        self,
        kind: str,
        gate: Gate,
        says: Mapping[str, object] | None = None,
        *,
        code: Code | None = None,
        bound: bool = True,
    ) -> None:
        """Demand a letter to a gate's owner; one that is not bound outlives the gate."""
        self.mail.append(Mail(kind, gate.email, gate.id if bound else None, says or {}, code))
