# SPDX-License-Identifier: EUPL-1.2
"""Which language a page speaks: Hungarian, until the reader chooses otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import translation

from . import addresses

PARAMETER: Final = "lang"
_YEAR_SECONDS: Final = 365 * 24 * 60 * 60


class LanguageMiddleware:
    """Speak the language of the cookie; ``?lang=en`` sets it and goes on to the same address without it.

    What a browser says of its owner's languages is not asked: the service is Hungarian by default.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Choose, then go on."""
        asked = request.GET.get(PARAMETER, "")
        if request.method == "GET" and asked in _codes():
            return _remembering(asked, HttpResponseRedirect(addresses.without(request, PARAMETER)))
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in _codes() else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _codes() -> tuple[str, ...]:
    return tuple(code for code, _ in settings.LANGUAGES)


def _remembering(language: str, response: HttpResponseRedirect) -> HttpResponseRedirect:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_YEAR_SECONDS,
        httponly=True,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
