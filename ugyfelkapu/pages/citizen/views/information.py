# SPDX-License-Identifier: EUPL-1.2
"""Pages that inform: the start page, the choice of a route, help, offices, accessibility, privacy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.domain.deadlines import MINIMUM_AGE, RULES, Period
from ugyfelkapu.domain.desk import NOTICE_IN_FORCE
from ugyfelkapu.domain.documents import Category, DocumentKind, accepted
from ugyfelkapu.domain.signing import DECLARATION_LIFE
from ugyfelkapu.pages.citizen.guard import public_page
from ugyfelkapu.pages.citizen.service_words import service_rows
from ugyfelkapu.pages.pieces import Way
from ugyfelkapu.staff import queries as staff

PRIVACY_FROM: Final = date(2026, 11, 29)
ACCESSIBILITY_CHECKED_ON: Final = date(2026, 11, 23)

DAYS: Final = MappingProxyType(
    {
        "code": RULES[Period.ACTIVATION_CODE].days,
        "registration": RULES[Period.NEVER_ACTIVATED].days,
        "temporary": RULES[Period.TEMPORARY_GATE].days,
    }
)
_HOURS_TO_SIGN: Final = DECLARATION_LIFE // timedelta(hours=1)
HOURS: Final = MappingProxyType({"declaration": _HOURS_TO_SIGN, "evidence": 2 * _HOURS_TO_SIGN})
"""How long a declaration rests: until it is sent back, and until a file sent back at the end is judged."""
DOCUMENT_NAMES: Final = MappingProxyType(
    {
        DocumentKind.ID_CARD: gettext_lazy("identity card"),
        DocumentKind.PASSPORT: gettext_lazy("passport"),
        DocumentKind.DRIVING_LICENCE: gettext_lazy("driving licence in card format"),
    }
)
CATEGORY_NAMES: Final = MappingProxyType(
    {
        Category.HUN: gettext_lazy("Hungarian citizens"),
        Category.EEA: gettext_lazy("Citizens of another state of the European Economic Area"),
        Category.OTHER: gettext_lazy("Citizens of any other state"),
    }
)


@dataclass(frozen=True, slots=True)
class Bring:
    """What people of one citizenship may show."""

    who: str | Promise
    documents: tuple[str | Promise, ...]


@public_page()
def start(request: GateRequest) -> HttpResponse:
    """Say what the gate is, the ways to open one, which services it opens, and where to sign in."""
    context = {"ways": _ways(reverse("citizen:choose-route")), "services": service_rows()}
    return render(request, "citizen/start.html", context)


@public_page()
def choose_route(request: GateRequest) -> HttpResponse:
    """Show the ways to open a gate, and what to bring to the office by citizenship."""
    context = {"ways": _ways("#mit-vigyen"), "brings": _brings(), "days": DAYS, "age": MINIMUM_AGE}
    return render(request, "citizen/choose_route.html", context)


@public_page()
def help_page(request: GateRequest) -> HttpResponse:
    """Answer what people ask."""
    return render(request, "citizen/help.html", {"days": DAYS})


@public_page()
def offices(request: GateRequest) -> HttpResponse:
    """List the document offices."""
    return render(request, "citizen/offices.html", {"offices": staff.public_offices()})


@public_page()
def accessibility(request: GateRequest) -> HttpResponse:
    """State how accessible the service is."""
    return render(request, "citizen/accessibility.html", {"checked_on": ACCESSIBILITY_CHECKED_ON})


@public_page()
def privacy(request: GateRequest) -> HttpResponse:
    """Give the privacy notice in force."""
    context = {"version": NOTICE_IN_FORCE.value, "since": PRIVACY_FROM, "days": DAYS, "hours": HOURS}
    return render(request, "citizen/privacy.html", context)


def _brings() -> tuple[Bring, ...]:
    return tuple(
        Bring(CATEGORY_NAMES[category], tuple(DOCUMENT_NAMES[kind] for kind in accepted(category)))
        for category in Category
    )


def _ways(in_person_url: str) -> tuple[Way, ...]:
    return (
        Way(
            title=_("In person"),
            time=_("Code by e-mail, usable for %(days)s days") % {"days": DAYS["code"]},
            text=_("At any document office, with your documents. We send the activation code at once."),
            picture="components/pictures/person.html",
            url=in_person_url,
        ),
        Way(
            title=_("With an electronic signature"),
            time=_("Usable at once"),
            text=_("From home, if you have at least an advanced electronic signature."),
            picture="components/pictures/signature.html",
            url=reverse("citizen:signed"),
        ),
        Way(
            title=_("For a limited time, without a signature"),
            time=_("Usable for %(days)s days") % {"days": DAYS["temporary"]},
            text=_("Open it from home, and finalise it at any document office within %(days)s days.")
            % {"days": DAYS["temporary"]},
            picture="components/pictures/calendar.html",
            url=reverse("citizen:temporary"),
        ),
    )
