# SPDX-License-Identifier: EUPL-1.2
"""The journal: who did what, when, newest first; and the check of its seals."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.journal.chain import verify
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.pages.counting import grouped
from ugyfelkapu.pages.operator.forms import FilterForm
from ugyfelkapu.pages.operator.guard import WATCH, OperatorRequest, operator_page
from ugyfelkapu.pages.operator.lines import EntryLine, entry_lines

LIMIT = 50
BROKEN_SHOWN = 100


@operator_page(rights=WATCH)
def journal(request: OperatorRequest) -> HttpResponse:
    """List entries, newest first, all or those of one event; each page begins below the last one."""
    form = FilterForm(request.GET)
    form.is_valid()
    event, before = form.cleaned_data.get("event", ""), form.cleaned_data.get("before")
    found = latest_entries(before=before, event=event, limit=LIMIT + 1)
    lines = entry_lines(found[:LIMIT])
    context = {
        "form": form,
        "lines": lines,
        "paged": before is not None,
        "newest_url": _address(event),
        "older_url": _address(event, lines[-1]) if len(found) > LIMIT else "",
    }
    return render(request, "operator/journal.html", context)


def _address(event: str, last: EntryLine | None = None) -> str:
    query = {
        name: str(value) for name, value in (("event", event), ("before", last and last.number)) if value
    }
    return f"{reverse('operator:journal')}{'?' if query else ''}{urlencode(query)}"


@operator_page(rights=WATCH)
def check(request: OperatorRequest) -> HttpResponse:
    """Recompute every seal and say what was found."""
    found = verify()
    context = {
        "sound": found.sound,
        "entries": grouped(found.entries),
        "chained": grouped(found.chained),
        "unchained": grouped(max(found.unchained, 0)),
        "broken": found.broken[:BROKEN_SHOWN],
        "head": found.head,
    }
    return render(request, "operator/journal_check.html", context)
