# SPDX-License-Identifier: EUPL-1.2
"""Acts on signed forms: the only writers of this room."""

from .declaring import declare, send
from .forgetting import forget_lapsed
from .judging import decide, look_at_next
from .opening import open_gate, reset_password

__all__ = ["decide", "declare", "forget_lapsed", "look_at_next", "open_gate", "reset_password", "send"]
