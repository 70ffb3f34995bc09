# SPDX-License-Identifier: EUPL-1.2
"""Taking one's own data away; the journal notes that it was done, and in which form."""

from __future__ import annotations

from datetime import datetime

from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.domain.owner_events import DataExported
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor

from .powers import require_power


@act
def note_export(citizen: Citizen, *, what: str, form: str, by: Actor, at: datetime) -> None:
    """Note that the owner takes data away, before they get them.

    ``what`` is data or activity, ``form`` json, pdf or csv. Raises what :func:`require_power` raises.
    """
    require_power(citizen, Power.EXPORT, at=at)
    record(DataExported(subject=citizen.account_id, what=what, form=form))
