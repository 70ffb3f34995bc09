# SPDX-License-Identifier: EUPL-1.2
"""Deleting what has lapsed: sign-ins under way, pushed requests, tokens, grants, and what was said once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from .models import Grant, Interaction, PushedRequest, Replay, Token

BATCH: Final = 1000
REMEMBERED: Final = timedelta(days=1)
"""How long a grant stays after its end; the journal says who signed in where, without any data."""


def forget_lapsed(*, at: datetime) -> None:
    """Delete a bounded part of what has lapsed; the next round goes on."""
    for model in (Interaction, PushedRequest, Replay):
        lapsed = model._default_manager.filter(ends_at__lte=at).values_list("pk", flat=True)
        model._default_manager.filter(pk__in=list(lapsed[:BATCH])).delete()
    # a token that was exchanged is known as long as its grant counts, so that its reuse is noticed
    dead = Token.objects.filter(ends_at__lte=at).values_list("pk", flat=True)[:BATCH]
    Token.objects.filter(pk__in=list(dead)).delete()
    old = Grant.objects.filter(ends_at__lte=at - REMEMBERED).values_list("pk", flat=True)[:BATCH]
    Grant.objects.filter(pk__in=list(old)).delete()
