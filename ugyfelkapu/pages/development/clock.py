# SPDX-License-Identifier: EUPL-1.2
"""Travelling through deadlines: the clock of a development house is a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import Final

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ugyfelkapu.domain.deadlines import BUDAPEST, RULES, Period
from ugyfelkapu.journal.clock import ClockFileUnreadable, parse_moment
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.answers import SeeOther

from .guard import DevelopmentRequest, development_page

STEPS: Final = MappingProxyType(
    {
        "hour": timedelta(hours=1),
        "day": timedelta(days=1),
        "code": timedelta(days=RULES[Period.ACTIVATION_CODE].days),
        "temporary": timedelta(days=RULES[Period.TEMPORARY_GATE].days),
    }
)
"""An hour, a day, the life of a code and of a temporary gate."""
REAL: Final = "real"
YEARS: Final = range(2000, 2200)
"""Beyond these, deadlines would leave the calendar."""
MINUTES: Final = len("2026-11-28T23:59")


class ClockForm(forms.Form):
    """A moment to set the clock to."""

    moment = forms.CharField(
        label=_("Moment"), help_text=_("ISO 8601, Budapest time unless it says otherwise: 2026-11-28T23:59")
    )

    def clean_moment(self) -> datetime:
        """Read the moment."""
        text = str(self.cleaned_data["moment"]).strip()
        try:
            written = datetime.fromisoformat(text)
            whole = written if written.tzinfo else written.replace(tzinfo=BUDAPEST)
            moment = parse_moment(whole.isoformat())
        except (ValueError, OverflowError, ClockFileUnreadable):
            raise forms.ValidationError(_("Write the moment like this: 2026-11-28T23:59")) from None
        if moment.year not in YEARS:
            raise forms.ValidationError(_("Write a moment between 2000 and 2199."))
        return moment


@development_page("GET", "HEAD", "POST")
def clock(request: DevelopmentRequest) -> HttpResponse:
    """Show the clock and set it."""
    file: Path | None = settings.CLOCK_FILE
    if file is None:
        raise Http404
    if request.method == "POST":
        return _changed(request, file)
    form = ClockForm(initial={"moment": request.at.astimezone(BUDAPEST).isoformat("T", "minutes")[:MINUTES]})
    return _shown(request, file, form)


def _changed(request: DevelopmentRequest, file: Path) -> HttpResponse:
    step = request.POST.get("step", "")
    if step == REAL:
        file.unlink(missing_ok=True)
        return SeeOther(reverse("development:clock"))
    moved = request.at + STEPS[step] if step in STEPS else None
    form = ClockForm({"moment": moved.isoformat()} if moved else request.POST)
    if not form.is_valid():
        return _shown(request, file, form)
    write_moment(file, form.cleaned_data["moment"])
    return SeeOther(reverse("development:clock"))


def write_moment(file: Path, moment: datetime) -> None:
    """Set the clock in one step: whoever reads meanwhile sees the old moment or the new one, whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=file.parent, prefix=file.name, delete=False
    ) as scratch:
        scratch.write(moment.isoformat())
    Path(scratch.name).replace(file)


def _shown(request: DevelopmentRequest, file: Path, form: ClockForm) -> HttpResponse:
    context = {
        "form": form,
        "now": dates.moment(request.at),
        "steps": [(name, _label(span)) for name, span in STEPS.items()],
        "is_set": file.exists(),
    }
    return render(request, "development/clock.html", context, status=422 if form.errors else 200)


def _label(span: timedelta) -> str:
    if not span.days:
        hours = span // timedelta(hours=1)
        return ngettext("%(count)s hour forward", "%(count)s hours forward", hours) % {"count": hours}
    return ngettext("%(count)s day forward", "%(count)s days forward", span.days) % {"count": span.days}
