# SPDX-License-Identifier: EUPL-1.2
"""Acts on gates: the only writers of this room."""

from .activating import activate
from .admitting import (
    approve_admission,
    ask_admission,
    ask_finalisation,
    decline_admission,
    forget_lapsed_admissions,
)
from .closing import close_at_desk
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
from .finalising import Finalised, OpenedForm, finalise, open_form
from .opening import ElectronicForm, TemporaryOpened, open_temporary_gate
from .outcomes import CodeVerdict, NewPassword, Registered
from .registering import Applicant, register_in_person
from .reminding import remind_of_codes, remind_of_gates
from .resetting import ask_for_code, reset_password

__all__ = [
    "Applicant",
    "CodeVerdict",
    "ElectronicForm",
    "Finalised",
    "NewPassword",
    "OpenedForm",
    "Registered",
    "SuspensionReason",
    "TemporaryOpened",
    "activate",
    "approve_admission",
    "ask_admission",
    "ask_finalisation",
    "ask_for_code",
    "close_at_desk",
    "correct_address",
    "decline_admission",
    "erase_expired",
    "finalise",
    "forget_lapsed_admissions",
    "note_look_up",
    "note_opened",
    "note_receipt",
    "note_refused",
    "note_search",
    "open_form",
    "open_temporary_gate",
    "register_in_person",
    "remind_of_codes",
    "remind_of_gates",
    "reset_password",
    "restore",
    "suspend",
]
