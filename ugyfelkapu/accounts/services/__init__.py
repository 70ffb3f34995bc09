# SPDX-License-Identifier: EUPL-1.2
"""Acts on gates: the only writers of this room."""

from .activating import activate
from .admitting import approve_admission, ask_admission, decline_admission, forget_lapsed_admissions
from .desk import (
    SuspensionReason,
    correct_address,
    note_look_up,
    note_opened,
    note_receipt,
    note_refused,
    note_search,
    restore,
    suspend,
)
from .erasing import erase_expired
from .outcomes import CodeVerdict, NewPassword, Registered
from .registering import Applicant, register_in_person
from .resetting import ask_for_code, reset_password

__all__ = [
    "Applicant",
    "CodeVerdict",
    "NewPassword",
    "Registered",
    "SuspensionReason",
    "activate",
    "approve_admission",
    "ask_admission",
    "ask_for_code",
    "correct_address",
    "decline_admission",
    "erase_expired",
    "forget_lapsed_admissions",
    "note_look_up",
    "note_opened",
    "note_receipt",
    "note_refused",
    "note_search",
    "register_in_person",
    "reset_password",
    "restore",
    "suspend",
]
