# SPDX-License-Identifier: EUPL-1.2
"""The mailbox of a house without a mail server, and the gallery of all letters."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.outbox import queries
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.pieces import Row

from .guard import DevelopmentRequest, development_page

LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""A letter brings inline styles and nothing else."""
KEPT = 1000
"""Letters that can be read back; older ones are out of reach."""


@development_page()
def mailbox(request: DevelopmentRequest) -> HttpResponse:
    """List the letters, newest first; ``?format=json`` for programs."""
    letters = queries.mailbox(limit=KEPT)
    if request.GET.get("format") == "json":
        data = [
            {
                "to": letter.to,
                "subject": letter.subject,
                "text": letter.text,
                "html": letter.html,
                "sent_at": letter.sent_at.isoformat(),
            }
            for letter in letters
        ]
        return JsonResponse(data, safe=False, json_dumps_params={"ensure_ascii": False})
    rows = [
        Row(
            letter.subject,
            meta=letter.to,
            side=dates.moment(letter.sent_at),
            url=reverse("development:letter", args=[letter.id]),
        )
        for letter in letters
    ]
    return render(request, "development/mailbox.html", {"rows": rows})


@development_page()
def letter(request: DevelopmentRequest, letter_id: UUID) -> HttpResponse:
    """Show one letter, as text and as its recipient sees it."""
    return render(request, "development/letter.html", {"letter": _delivered(letter_id)})


@development_page()
def letter_html(request: DevelopmentRequest, letter_id: UUID) -> HttpResponse:
    """Serve a letter's HTML for its frame."""
    return _framed(_delivered(letter_id).html)


def _delivered(letter_id: UUID) -> queries.Delivered:
    found = next((letter for letter in queries.mailbox(limit=KEPT) if letter.id == letter_id), None)
    if found is None:
        raise Http404
    return found


@development_page()
def gallery(request: DevelopmentRequest) -> HttpResponse:
    """List every letter of the catalogue in every language."""
    groups = [(code, name, queries.gallery(code)) for code, name in settings.LANGUAGES]
    return render(request, "development/gallery.html", {"groups": groups})


@development_page()
def sample(request: DevelopmentRequest, language: str, kind: str) -> HttpResponse:
    """Show one sample, as text and as its recipient sees it."""
    return render(request, "development/sample.html", {"sample": _sample(language, kind)})


@development_page()
def sample_html(request: DevelopmentRequest, language: str, kind: str) -> HttpResponse:
    """Serve a sample's HTML for its frame."""
    return _framed(_sample(language, kind).html)


def _sample(language: str, kind: str) -> queries.Sample:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    found = queries.sample(kind, language)
    if found is None:
        raise Http404
    return found


def _framed(html: str) -> HttpResponse:
    headers = {"Content-Security-Policy": LETTER_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HttpResponse(html, headers=headers)
