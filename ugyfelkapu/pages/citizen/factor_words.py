# SPDX-License-Identifier: EUPL-1.2
"""Second factors in words for their owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.access.factors import OwnFactor
from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.pages import dates

from .activity import when

KINDS: Final[Mapping[Factor, str | Promise]] = MappingProxyType(
    {Factor.TOTP: _("Authenticator app"), Factor.PASSKEY: _("Passkey")}
)


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor in the list, with what can be done to it."""

    id: UUID
    name: str
    kind: str | Promise
    added: str
    used: str
    waits_until: str
    rename_url: str
    remove_url: str


def line_of(factor: OwnFactor, *, at: datetime) -> FactorLine:
    """Return a factor in words."""
    return FactorLine(
        id=factor.id,
        name=factor.name,
        kind=KINDS[factor.kind],
        added=dates.plain_day(factor.added_at),
        used=_used(factor.used_at, at),
        waits_until=dates.moment(factor.counts_from) if factor.counts_from > at else "",
        rename_url=reverse("citizen:factor-rename", args=[factor.id]),
        remove_url=reverse("citizen:factor-remove", args=[factor.id]),
    )


def _used(used_at: datetime | None, now: datetime) -> str:
    if used_at is None:
        return gettext("Not used yet.")
    return gettext("Last used: %(moment)s.") % {"moment": when(used_at, now=now)}
