# SPDX-License-Identifier: EUPL-1.2
"""What happens to second factors, sessions and a gate's own safety, as the journal holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStepTaken(Event):
    """The password was right; the second step is still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondStepFailed(Event):
    """A wrong code, or a passkey that does not belong here, at the second step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedUp(Event):
    """The owner proved anew that they are there (D17)."""

    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUpFailed(Event):
    """Somebody in the owner's session could not prove to be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationSent(Event):
    """A code was mailed that confirms what a signed-in owner wants."""

    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationWrong(Event):
    """A mailed code that should confirm something was wrong, late, or replaced."""

    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorAdded(Event):
    """A second factor was added; it counts from ``counts_from`` (D17)."""

    kind: str
    counts_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRefused(Event):
    """A new factor could not be confirmed: its first code was wrong, or its passkey did not hold."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRemoved(Event):
    """A second factor was removed; ``left`` remain."""

    kind: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorNamed(Event):
    """A second factor got another name."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRefused(Event):
    """Somebody tried to sign in with a passkey that nobody has, or whose answer did not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyDoubted(Event):
    """A passkey's counter did not grow, so it may have been copied; the answer was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesMade(Event):
    """New recovery codes were made; they count once their owner kept them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesKept(Event):
    """The owner kept the recovery codes; earlier ones are void."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorCancelled(Event):
    """A factor was cancelled by the link in the letter that told of it; every session ended (D17)."""

    kind: str


# ------------------------------------------------------------------ sessions and the gate's safety


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(Event):
    """The owner ended one of their other sessions."""

    session: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSessionsEnded(Event):
    """The owner ended every session but the one in which they asked for it."""

    ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceForgotten(Event):
    """The owner let a browser be unknown again; the sessions in it ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """The signed-in owner chose a new password; every other session ended (D14)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordVoided(Event):
    """A temporary gate was locked from a letter: a mailed code must set a new password."""
