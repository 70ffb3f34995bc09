# SPDX-License-Identifier: EUPL-1.2
"""The mailbox of a house without a mail server, and the gallery of all letters."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ugyfelkapu.outbox import queries
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.pieces import Row

LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""A letter brings inline styles and nothing else."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what there is."""
    return render(request, "development/index.html")


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the letters, newest first; ``?format=json`` for programs."""
    letters = queries.mailbox()
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


@require_safe
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Show one letter, as text and as its recipient sees it."""
    return render(request, "development/letter.html", {"letter": _delivered(letter_id)})


@require_safe
def letter_html(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Serve a letter's HTML for its frame."""
    return _framed(_delivered(letter_id).html)


def _delivered(letter_id: UUID) -> queries.Delivered:
    found = next((letter for letter in queries.mailbox() if letter.id == letter_id), None)
    if found is None:
        raise Http404
    return found


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every letter of the catalogue in every language."""
    samples = [
        {"sample": sample, "language": name}
        for code, name in settings.LANGUAGES
        for sample in queries.gallery(code)
    ]
    return render(request, "development/gallery.html", {"samples": samples})


@require_safe
def sample_html(request: HttpRequest, language: str, kind: str) -> HttpResponse:
    """Serve a sample's HTML."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    found = next((sample for sample in queries.gallery(language) if sample.kind == kind), None)
    if found is None:
        raise Http404
    return _framed(found.html)


def _framed(html: str) -> HttpResponse:
    headers = {"Content-Security-Policy": LETTER_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HttpResponse(html, headers=headers)
