# SPDX-License-Identifier: EUPL-1.2
"""Deleting what has lapsed: sign-ins under way, pushed requests, tokens, grants, and what was said once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Model

from .models import Grant, Interaction, PushedRequest, Replay, Token

BATCH: Final = 1000
REMEMBERED: Final = timedelta(days=1)
"""How long a grant stays after its end; the journal says who signed in where, without any data."""


def forget_lapsed(*, at: datetime) -> bool:
    """Delete a bounded part of what has lapsed; say whether more waits.

    A token that was exchanged is known as long as its grant counts, so that its reuse is noticed.
    """
    parts = [
        _forgotten(Interaction, at),
        _forgotten(PushedRequest, at),
        _forgotten(Replay, at),
        _forgotten(Token, at),
        _forgotten(Grant, at - REMEMBERED),
    ]
    return max(parts) == BATCH


def _forgotten(model: type[Model], until: datetime) -> int:
    """Delete a part of what ended by a moment; return how much, the rows of other tables aside."""
    lapsed = list(model._default_manager.filter(ends_at__lte=until).values_list("pk", flat=True)[:BATCH])
    model._default_manager.filter(pk__in=lapsed).delete()
    return len(lapsed)
