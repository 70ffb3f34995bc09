# SPDX-License-Identifier: EUPL-1.2
"""What the frame around every page shows: languages, who is signed in, the development clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext

from . import addresses, dates
from .language import PARAMETER
from .pieces import NavigationItem

DESK: Final = "/ugyintezo/"
OPERATIONS: Final = "/uzemeltetes/"


@dataclass(frozen=True, slots=True)
class Language:
    """One entry of the language switch."""

    code: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class StaffFrame:
    """Who works at the desk, for the petrol header."""

    display_name: str
    office_label: str
    role: str
    role_label: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything that base.html and desk.html expect."""

    language: str
    languages: tuple[Language, ...]
    development: bool
    clock_text: str
    clock_url: str
    mailbox_url: str
    person_name: str
    staff: StaffFrame | None
    desk_home: str
    navigation: tuple[NavigationItem, ...]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame under its one name; a context processor."""
    return {"frame": frame_of(request)}


def frame_of(request: HttpRequest) -> Frame:
    """Return the frame of a request; a part that no middleware has stamped yet stays empty."""
    current = get_language() or settings.LANGUAGE_CODE
    at = getattr(request, "at", None)
    return Frame(
        language=current,
        languages=tuple(
            Language(code, label, addresses.with_parameter(request, PARAMETER, code), code == current)
            for code, label in settings.LANGUAGES
        ),
        development=settings.DEVELOPMENT,
        clock_text=dates.moment(at) if at else "",
        clock_url=addresses.named("development:clock") if settings.DEVELOPMENT else "",
        mailbox_url=addresses.named("development:mailbox") if settings.DEVELOPMENT else "",
        person_name=getattr(getattr(request, "citizen", None), "display_name", ""),
        staff=_staff(getattr(request, "staff", None)),
        desk_home=OPERATIONS if request.path.startswith(OPERATIONS) else DESK,
        navigation=getattr(request, "navigation", ()),
    )


def navigation(
    request: HttpRequest, entries: Sequence[tuple[str, str | Promise]]
) -> tuple[NavigationItem, ...]:
    """Return a group's pages, given as address and label, with the present one marked.

    The longest address that begins the present path is the present page.
    """
    beginnings = [url for url, _ in entries if request.path.startswith(url)]
    current = max(beginnings, key=len, default="")
    return tuple(NavigationItem(label, url, url == current) for url, label in entries)


def _staff(member: Any) -> StaffFrame | None:
    if member is None:
        return None
    return StaffFrame(member.display_name, member.office_label, str(member.role), role_label(member.role))


def role_label(role: str) -> str:
    """Name a role as people read it."""
    labels = {
        "clerk": pgettext("role", "Clerk"),
        "supervisor": pgettext("role", "Supervisor"),
        "operator": pgettext("role", "Operations"),
        "auditor": pgettext("role", "Auditor"),
    }
    return labels.get(str(role), "")
