# SPDX-License-Identifier: EUPL-1.2
"""Acts of signing in and out, and of whoever is not signed in yet."""

from .codes import (
    RESET_ANSWER_SECONDS,
    activate,
    ask_for_code,
    count_username_check,
    open_temporary_gate,
    reset_password,
)
from .passwords import new_password
from .second_step import finish_sign_in, half_sign_in, waiting_gate
from .signing_in import Half, Opened, begin_session, sign_in, sign_out
from .staff import begin_staff_session, sign_in_staff, staff_method

__all__ = [
    "RESET_ANSWER_SECONDS",
    "Half",
    "Opened",
    "activate",
    "ask_for_code",
    "begin_session",
    "begin_staff_session",
    "count_username_check",
    "finish_sign_in",
    "half_sign_in",
    "new_password",
    "open_temporary_gate",
    "reset_password",
    "sign_in",
    "sign_in_staff",
    "sign_out",
    "staff_method",
    "waiting_gate",
]
