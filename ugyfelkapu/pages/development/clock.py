# SPDX-License-Identifier: EUPL-1.2
"""Travelling through deadlines: the clock of a development house is a file."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final, cast

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.domain.deadlines import BUDAPEST
from ugyfelkapu.journal.clock import ClockFileUnreadable, parse_moment
from ugyfelkapu.pages import dates

STEPS: Final = MappingProxyType(
    {
        "hour": (_("1 hour forward"), timedelta(hours=1)),
        "day": (_("1 day forward"), timedelta(days=1)),
        "five": (_("5 days forward"), timedelta(days=5)),
        "thirty": (_("30 days forward"), timedelta(days=30)),
    }
)
REAL: Final = "real"


class ClockForm(forms.Form):
    """A moment to set the clock to."""

    moment = forms.CharField(
        label=_("Moment"), help_text=_("ISO 8601, Budapest time unless it says otherwise: 2026-11-28T23:59")
    )

    def clean_moment(self) -> datetime:
        """Read the moment."""
        text = str(self.cleaned_data["moment"]).strip()
        try:
            moment = datetime.fromisoformat(text)
            return parse_moment((moment if moment.tzinfo else moment.replace(tzinfo=BUDAPEST)).isoformat())
        except (ValueError, ClockFileUnreadable):
            raise forms.ValidationError(_("Write the moment like this: 2026-11-28T23:59")) from None


@require_http_methods(["GET", "HEAD", "POST"])
def clock(request: HttpRequest) -> HttpResponse:
    """Show the clock and set it."""
    at = cast(GateRequest, request).at
    file: Path | None = settings.CLOCK_FILE
    if file is None:
        raise Http404
    form = ClockForm(
        request.POST or None, initial={"moment": at.astimezone(BUDAPEST).isoformat("T", "minutes")}
    )
    step = request.POST.get("step", "")
    if step == REAL:
        file.unlink(missing_ok=True)
        return _back()
    if step in STEPS:
        return _set(file, at + STEPS[step][1])
    if request.method == "POST" and form.is_valid():
        return _set(file, form.cleaned_data["moment"])
    context = {
        "form": form,
        "now": dates.moment(at),
        "steps": [(name, label) for name, (label, _step) in STEPS.items()],
        "is_set": file.exists(),
    }
    return render(request, "development/clock.html", context, status=422 if form.errors else 200)


def _set(path: Path, moment: datetime) -> HttpResponse:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.{os.getpid()}")
    scratch.write_text(moment.isoformat(), encoding="utf-8")
    scratch.replace(path)
    return _back()


def _back() -> HttpResponse:
    response = HttpResponseRedirect(reverse("development:clock"))
    response.status_code = 303
    return response
