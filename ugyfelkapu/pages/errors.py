# SPDX-License-Identifier: EUPL-1.2
"""The pages of errors: what happened, what is safe, what to do, and a short reference."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain import references

from .answers import SeeOther

Text = str | Promise

DESK_PREFIXES: Final = ("/ugyintezo/", "/uzemeltetes/")
SIGN_IN_PAGES: Final = ("/belepes/", "/belepes/masodik-lepes/")
STALE_FORM: Final = "CSRF token from"
"""How the reason begins where a token was sent, but not this browser's present one."""
NOTHING_CHANGED: Final = _("Nothing was recorded or changed. What you did before is safe.")
RETRY_SECONDS: Final = "30"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """The words of one error page."""

    title: Text
    happened: Text
    safe: Text
    remedy: Text


BAD_REQUEST: Final = Page(
    _("We did not understand this request"),
    _("The address or the data sent cannot be right. A program or a damaged link may have changed them."),
    NOTHING_CHANGED,
    _("Go back to the start page, and begin from there."),
)
FORBIDDEN: Final = Page(
    _("You may not open this page"),
    _("This page belongs to somebody else, or you are not signed in."),
    NOTHING_CHANGED,
    _("Sign in, or go back to the start page."),
)
NOT_FOUND: Final = Page(
    _("There is no such page"),
    _("The address may have a typing mistake, or the page has moved."),
    NOTHING_CHANGED,
    _("Check the address, or start from the start page."),
)
FORM_EXPIRED: Final = Page(
    _("This form is too old to be sent"),
    _("The page was open for a long time, or your browser does not keep cookies, so we could not be sure"
      " that it was you who sent the form."),
    NOTHING_CHANGED,
    _("Go back, load the page again, and send the form again. If it happens again, allow cookies for this"
      " address in your browser."),
)  # fmt: skip


def new_reference() -> str:
    """Return a short reference to read out: „K7M4-P2XD”."""
    return references.for_saying(references.make_reference())


def at_desk(request: HttpRequest) -> bool:
    """Say whether this address belongs to the desk or to operations."""
    return request.path.startswith(DESK_PREFIXES)


def answer(request: HttpRequest, page: Page, *, status: int) -> HttpResponse:
    """Draw an error page in the frame of its part of the house, and log its reference."""
    reference = new_reference()
    _log.info("error page %s, status %s", reference, status)
    template = "errors/desk.html" if at_desk(request) else "errors/page.html"
    return render(request, template, {"page": page, "reference": reference, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return answer(request, BAD_REQUEST, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return answer(request, FORBIDDEN, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return answer(request, NOT_FOUND, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose sender we cannot be sure of with 403.

    Signing in makes the forms of other windows stale: whoever sends one of those to sign in is let on,
    for they are signed in. Nothing of it is read but where they were going.
    """
    if _signed_in_meanwhile(request) and reason.startswith(STALE_FORM):
        return SeeOther(f"{request.path}?{urlencode({'next': request.POST.get('next', '')})}")
    return answer(request, FORM_EXPIRED, status=403)


def _signed_in_meanwhile(request: HttpRequest) -> bool:
    return request.path in SIGN_IN_PAGES and getattr(request, "citizen", None) is not None


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a page that needs neither the database nor anything of the request.

    A lost or overloaded database is no fault of the page: it answers 503, and trying again helps.
    """
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return _unavailable()
    return _alone("errors/500.html", status=500)


def _unavailable() -> HttpResponse:
    response = _alone("errors/503.html", status=503)
    response["Retry-After"] = RETRY_SECONDS
    return response


def _alone(template: str, *, status: int) -> HttpResponse:
    reference = new_reference()
    _log.error("error page %s, status %s", reference, status)
    context = {"reference": reference, "language": get_language() or "hu"}
    return HttpResponse(render_to_string(template, context), status=status)
