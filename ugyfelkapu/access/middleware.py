# SPDX-License-Identifier: EUPL-1.2
"""Stamps every request with who acts: ``by``, and the citizen or staff member behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.journal.actor import STRANGER, citizen, staff_member

from . import sessions
from .requests import Citizen, GateRequest, Staff

DESK_PREFIXES = ("/ugyintezo/", "/uzemeltetes/")


class WhoMiddleware:
    """Read the one session cookie that this part of the house looks at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Stamp, then go on."""
        stamped = cast(GateRequest, request)
        stamped.citizen = stamped.staff = None
        stamped.by = STRANGER
        if request.path.startswith(DESK_PREFIXES):
            _stamp_staff(stamped)
        else:
            _stamp_citizen(stamped)
        return self.get_response(request)


def _stamp_citizen(request: GateRequest) -> None:
    token = request.COOKIES.get(settings.SESSION_COOKIE)
    session = sessions.citizens_session(token, at=request.at) if token else None
    if session is None:
        return
    proved = frozenset(Factor(factor) for factor in session.factors)
    request.citizen = Citizen(
        session.account_id,
        session.id,
        session.display_name(),
        proved,
        session.stepped_up_at,
        session.starts_over_at,
        session.state,
        session.proofs,
        session.capped,
    )
    request.by = citizen(session.account_id)


def _stamp_staff(request: GateRequest) -> None:
    token = request.COOKIES.get(settings.STAFF_COOKIE)
    session = sessions.staffs_session(token, at=request.at) if token else None
    if session is None or session.staff is None:
        return
    member = session.staff
    label = f"{member.office.code}, {member.office.name}"
    request.staff = Staff(member.id, session.id, member.display_name, member.office.code, label, member.role)
    request.by = staff_member(member.id, office=member.office.code, role=member.role)
