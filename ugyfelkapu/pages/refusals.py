# SPDX-License-Identifier: EUPL-1.2
"""Turns a refusal into the page that explains it, with the right status."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from ugyfelkapu.domain.errors import Kind, Refusal

from . import dates, errors
from .refusal_texts import REFUSAL_TEXTS

STATUSES: Final = MappingProxyType(
    {
        Kind.INVALID: 422,
        Kind.CONFLICT: 409,
        Kind.THROTTLED: 429,
        Kind.FORBIDDEN: 403,
        Kind.UNKNOWN: 404,
        Kind.UNAVAILABLE: 503,
    }
)
LATER: Final = "30"
"""Seconds after which trying again makes sense when somebody we depend on is silent."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal in words, for one reader."""

    title: str
    cause: str
    remedy: str


def explain(refusal: Refusal, *, at_desk: bool) -> Explanation:
    """Return a refusal in words: for the citizen, or for the clerk with the remedy for the client."""
    text = REFUSAL_TEXTS[refusal.code]
    reader = text.desk if at_desk and text.desk else text
    cause = text.reasons.get(str(refusal.data.get("reason", "")), reader.cause)
    until = refusal.data.get("until")
    known = until if isinstance(until, datetime) else None
    values = {
        "time": dates.clock_time(known) if known else "",
        "moment": dates.moment(known) if known else "",
    }
    return Explanation(str(text.title), str(cause) % values, str(reader.remedy) % values)


class RefusalMiddleware:
    """Answer a refusal that no view has answered itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Explain a refusal; leave everything else alone."""
        return answer(request, exception) if isinstance(exception, Refusal) else None


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page of a refusal."""
    words = explain(refusal, at_desk=errors.at_desk(request))
    status = STATUSES[refusal.kind]
    page = errors.Page(words.title, words.cause, errors.NOTHING_CHANGED, words.remedy)
    response = errors.answer(request, page, status=status)
    if status == 429:
        response["Retry-After"] = _seconds(request, refusal)
    if status == 503:
        response["Retry-After"] = LATER
    return response


def _seconds(request: HttpRequest, refusal: Refusal) -> str:
    until, at = refusal.data.get("until"), getattr(request, "at", None)
    if not isinstance(until, datetime) or not isinstance(at, datetime):
        return LATER
    return retry_after(until, at=at)


def retry_after(until: datetime, *, at: datetime) -> str:
    """Return the seconds after which trying again makes sense, as ``Retry-After`` has them."""
    return str(max(1, math.ceil((until - at).total_seconds())))
