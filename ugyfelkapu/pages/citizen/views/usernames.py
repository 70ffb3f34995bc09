# SPDX-License-Identifier: EUPL-1.2
"""Whether a username is free: the one thing that is told of other people's gates, and it is counted (D11)."""

from __future__ import annotations

from datetime import date, datetime

from django.http import JsonResponse
from django.utils.translation import gettext as _

from ugyfelkapu.access import services as access
from ugyfelkapu.access.requests import GateRequest, Origin, origin_of
from ugyfelkapu.accounts import queries
from ugyfelkapu.domain.errors import Throttled
from ugyfelkapu.domain.usernames import LONGEST, InvalidUsername, parse_username
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.citizen.guard import public_page
from ugyfelkapu.pages.citizen.person_form import username_flaw
from ugyfelkapu.pages.refusals import retry_after

TOO_MANY = 429
ROOM_FOR_YEAR = 3


@public_page("GET")
def username(request: GateRequest) -> JsonResponse:
    """Say while typing whether a username may be one, and is free."""
    try:
        name = parse_username(request.GET.get("username", ""))
    except InvalidUsername as refusal:
        return _answer(username_flaw(refusal))
    try:
        free = is_free(name, origin=origin_of(request), at=request.at)
    except Throttled as refusal:
        response = _answer(goes_on(refusal), status=TOO_MANY)
        response["Retry-After"] = retry_after(end_of(refusal), at=request.at)
        return response
    if free:
        return _answer(_("This username is free."), free=True)
    return _answer(_("This username is taken. Choose another."))


def _answer(message: str, *, free: bool = False, status: int = 200) -> JsonResponse:
    return JsonResponse({"free": free, "message": message}, status=status)


def is_free(name: str, *, origin: Origin, at: datetime) -> bool:
    """Say whether a username is free, and count the answer. Raises :class:`Throttled`."""
    access.count_username_check(origin, at=at)
    return queries.username_is_free(name, at=at)


def another(name: str, *, born: date | None, origin: Origin, at: datetime) -> str:
    """Return a free username made of a taken one and the year of birth, if there is one to tell.

    It is an answer too, so it is counted; beyond the limit there is none.
    """
    if born is None:
        return ""
    made = f"{name[: LONGEST - ROOM_FOR_YEAR].rstrip('._')}.{born:%y}"
    try:
        return made if is_free(parse_username(made), origin=origin, at=at) else ""
    except (Throttled, InvalidUsername):
        return ""


def goes_on(refusal: Throttled) -> str:
    """Say at which time the next answer is given."""
    text = _("Too many usernames were tried from your network. Wait, and try again at %(time)s.")
    return text % {"time": dates.clock_time(end_of(refusal))}


def end_of(refusal: Throttled) -> datetime:
    """Return the moment from which answers are given again."""
    until = refusal.data["until"]
    assert isinstance(until, datetime)  # noqa: S101  a throttle always has an end
    return until
