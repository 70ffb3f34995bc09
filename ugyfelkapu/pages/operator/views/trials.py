# SPDX-License-Identifier: EUPL-1.2
"""The test console: trying a service out before everybody may sign in to it, and letting it go live."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from ugyfelkapu.domain.catalogue_errors import NotConnected
from ugyfelkapu.federation import connecting, queries, trial
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.operator.client_words import CHECKS, FINDINGS, remedy
from ugyfelkapu.pages.operator.guard import OperatorRequest, operator_page
from ugyfelkapu.pages.pieces import Tag, Text


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of the checklist: what is looked at, what was seen and when, and what to do about it."""

    check: Text
    tag: Tag
    seen: str
    remedy: Text


@operator_page("GET", "HEAD", "POST")
def console(request: OperatorRequest, service_id: UUID) -> HttpResponse:
    """Show what was seen of a service in its newest trial; a POST begins another and shows its link, once.

    Raises :class:`Unknown`, :class:`NotConnected`.
    """
    present = queries.service(service_id)
    if present.client is None:
        raise NotConnected(subject=service_id)
    link = ""
    if request.method == "POST":
        token = trial.begin_trial(service_id, by=request.by, at=request.at)
        link = settings.PUBLIC_URL + reverse("citizen:trial", args=[token])
    listed = trial.checklist(service_id)
    context = {
        "service": present,
        "name": present.name(get_language() or ""),
        "lines": [_line(line) for line in listed.lines],
        "under_way": listed.ends_at is not None and request.at < listed.ends_at,
        "listed": listed,
        "link": link,
        "live": present.client.live,
    }
    return render(request, "operator/service_trial.html", context)


def _line(line: trial.Line) -> CheckLine:
    seen = f"{dates.plain_day(line.at)} {dates.clock_time(line.at)}" if line.at else ""
    return CheckLine(CHECKS[line.check], Tag(*FINDINGS[line.finding]), seen, remedy(line.check, line.finding))


@operator_page("POST")
def go_live(request: OperatorRequest, service_id: UUID) -> HttpResponse:
    """Let everybody sign in to a service. Raises :class:`Unknown`, :class:`TrialUnfinished`."""
    connecting.go_live(service_id, by=request.by, at=request.at)
    return SeeOther(reverse("operator:service", args=[service_id]))
