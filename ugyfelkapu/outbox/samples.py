# SPDX-License-Identifier: EUPL-1.2
"""One of each letter, filled with sample values, for the gallery and the stored snapshots."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from .letters import (
    ActivatedLetter,
    ActivationLetter,
    AddressChangedLetter,
    AddressCodeLetter,
    AddressTakenLetter,
    ClosedLetter,
    CodeReminderLetter,
    ConfirmAddressLetter,
    DataUpdatedLetter,
    ErasedLetter,
    FactorAddedLetter,
    FactorCodeLetter,
    FactorRemovedLetter,
    FinalisedLetter,
    Letter,
    NewCodeLetter,
    NewDeviceLetter,
    NewTemporaryCodeLetter,
    OwnerCheckedLetter,
    PasskeyDoubtedLetter,
    PasswordChangedLetter,
    RecoveryAskedLetter,
    RecoveryCodesLetter,
    RegistrationReminderLetter,
    ResetLetter,
    RestoredLetter,
    SignatureAcceptedLetter,
    SignatureRefusedLetter,
    SignedGateLetter,
    SignInLockedLetter,
    StartedOverLetter,
    SuspendedLetter,
    TemporaryErasedLetter,
    TemporaryGateLetter,
    TemporaryReminderLetter,
    UnlockedLetter,
)

CODE: Final = "7KQM-4T2X-9HCD-E3VB"
TOKEN: Final = "4kXc0mZt9QmI1yJv7bRwUe2hLsPqNfDa8TgYo5iBxEw"  # noqa: S105  of no gate
REFERENCE: Final = "K7M4-P2XD"

SAMPLES: Final[tuple[Letter, ...]] = (
    ActivationLetter(
        code=CODE,
        opened_on=date(2026, 11, 23),
        last_day=date(2026, 11, 28),
        days_left=5,
        registration_last_day=date(2027, 1, 22),
    ),
    NewCodeLetter(
        code=CODE,
        last_day=date(2026, 12, 6),
        days_left=1,
        registration_last_day=date(2027, 1, 22),
    ),
    ActivatedLetter(activated_on=date(2026, 11, 24)),
    ResetLetter(code=CODE, last_day=date(2027, 3, 15), days_left=0),
    PasswordChangedLetter(changed_at=datetime(2027, 3, 15, 13, 5, tzinfo=UTC), was_reset=True, token=TOKEN),
    NewDeviceLetter(
        signed_in_at=datetime(2027, 3, 15, 13, 5, tzinfo=UTC), browser="Firefox, Android", token=TOKEN
    ),
    UnlockedLetter(unlocked_at=datetime(2027, 3, 15, 13, 5, tzinfo=UTC), token=TOKEN),
    SignInLockedLetter(until=datetime(2027, 6, 1, 9, 20, tzinfo=UTC)),
    AddressTakenLetter(),
    SuspendedLetter(),
    RestoredLetter(),
    ClosedLetter(),
    ErasedLetter(),
    TemporaryGateLetter(
        code=CODE,
        opened_on=date(2026, 11, 23),
        last_day=date(2026, 11, 28),
        days_left=5,
        gate_last_day=date(2026, 12, 23),
        reference=REFERENCE,
    ),
    NewTemporaryCodeLetter(
        code=CODE, last_day=date(2026, 12, 15), days_left=5, gate_last_day=date(2026, 12, 23)
    ),
    CodeReminderLetter(last_day=date(2026, 11, 28), days_left=1),
    RegistrationReminderLetter(last_day=date(2027, 1, 22), days_left=7),
    TemporaryReminderLetter(last_day=date(2026, 12, 23), days_left=7, reference=REFERENCE),
    FinalisedLetter(finalised_on=date(2026, 12, 3)),
    TemporaryErasedLetter(),
    FactorCodeLetter(code=CODE, until=datetime(2026, 11, 24, 10, 12, tzinfo=UTC)),
    FactorAddedLetter(
        factor="totp", counts_from=datetime(2026, 12, 5, 9, 42, tzinfo=UTC), waits=True, token=TOKEN
    ),
    FactorRemovedLetter(factor="totp", left=0, token=TOKEN),
    RecoveryCodesLetter(token=TOKEN),
    PasskeyDoubtedLetter(refused_at=datetime(2027, 3, 15, 13, 5, tzinfo=UTC), token=TOKEN),
    AddressCodeLetter(code=CODE, until=datetime(2027, 4, 6, 8, 30, tzinfo=UTC)),
    AddressChangedLetter(changed_at=datetime(2027, 4, 6, 8, 5, tzinfo=UTC), token=TOKEN),
    DataUpdatedLetter(changed_at=datetime(2027, 5, 4, 13, 5, tzinfo=UTC), token=TOKEN),
    RecoveryAskedLetter(
        takes_effect_at=datetime(2027, 5, 4, 13, 5, tzinfo=UTC),
        new_address=False,
        confirmable=True,
        token=TOKEN,
    ),
    StartedOverLetter(new_address=True, token=TOKEN),
    SignedGateLetter(opened_at=datetime(2026, 11, 23, 9, 42, tzinfo=UTC)),
    ConfirmAddressLetter(code=CODE, until=datetime(2026, 11, 23, 10, 12, tzinfo=UTC)),
    OwnerCheckedLetter(checked_at=datetime(2026, 12, 3, 9, 42, tzinfo=UTC)),
    SignatureAcceptedLetter(until=datetime(2026, 11, 24, 9, 42, tzinfo=UTC)),
    SignatureRefusedLetter(decided_at=datetime(2026, 11, 23, 11, 20, tzinfo=UTC)),
)
