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
ASKED: Final = f"{settings.LANGUAGE_COOKIE_NAME}-asked"
"""The cookie that holds what a service said of its visitor; whatever the reader chose goes before."""
_YEAR_SECONDS: Final = 365 * 24 * 60 * 60


class LanguageMiddleware:
    """Speak the language of the cookie; ``?lang=en`` sets it and goes on to the same address without it.

    Until somebody chose, the service that they come from is heard (``ui_locales``). What a browser says
    of its owner's languages is not asked: the service is Hungarian by default.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Choose, then go on."""
        asked = request.GET.get(PARAMETER, "")
        if request.method == "GET" and asked in _codes():
            return _remembering(asked, HttpResponseRedirect(addresses.without(request, PARAMETER)))
        language = _chosen(request) or _known(request, ASKED) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def speak_as_asked(request: HttpRequest, language: str) -> None:
    """Speak from here on as a service asks for its visitor, unless they chose themselves."""
    if language in _codes() and not _chosen(request):
        translation.activate(language)  # the middleware takes it back


def keep_asked(request: HttpRequest, response: HttpResponseBase, language: str) -> None:
    """Let the browser remember, while it is open, what a service asked for; nothing asked is forgotten."""
    response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    if language in _codes():
        _set(response, ASKED, language)
    elif ASKED in request.COOKIES:
        response.delete_cookie(ASKED, samesite="Lax")


def _chosen(request: HttpRequest) -> str:
    return _known(request, settings.LANGUAGE_COOKIE_NAME)


def _known(request: HttpRequest, cookie: str) -> str:
    language = request.COOKIES.get(cookie, "")
    return language if language in _codes() else ""


def _codes() -> tuple[str, ...]:
    return tuple(code for code, _ in settings.LANGUAGES)


def _remembering(language: str, response: HttpResponseRedirect) -> HttpResponseRedirect:
    _set(response, settings.LANGUAGE_COOKIE_NAME, language, seconds=_YEAR_SECONDS)
    return response


def _set(response: HttpResponseBase, name: str, language: str, *, seconds: int | None = None) -> None:
    secure = settings.LANGUAGE_COOKIE_SECURE
    response.set_cookie(name, language, max_age=seconds, httponly=True, secure=secure, samesite="Lax")
