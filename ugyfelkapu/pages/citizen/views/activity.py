# SPDX-License-Identifier: EUPL-1.2
"""Everything that happened to the owner's gate, and who of the offices looked at it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from http import HTTPStatus
from io import StringIO
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ugyfelkapu.access.services.exporting import note_export
from ugyfelkapu.journal.queries import Span, entries_in
from ugyfelkapu.pages.citizen.activity import GIVEN_TO_SERVICES, Entry, days_of, name_of, places_of
from ugyfelkapu.pages.citizen.activity_form import LOOKS, ActivityForm
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.guard import careful_page, owners_page

PAGE: Final = 25
LONGEST_NUMBER: Final = len(str(2**62))
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


@owners_page()
def activity(request: OwnersRequest) -> HttpResponse:
    """Show what happened, newest first, by day; as much as the filter lets through."""
    form = ActivityForm(request.GET)
    if not form.is_valid():
        context = {"form": form, "days": [], "refused": True}
        return render(request, "citizen/activity.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    context = {"form": form, "chosen": _chosen(form), **_page(request, form.span(), _chosen(form))}
    return render(request, "citizen/activity.html", context)


@owners_page()
def looks(request: OwnersRequest) -> HttpResponse:
    """Show which office looked at the owner's data, when and why; and which services received some."""
    own = request.citizen.account_id
    context = {
        **_page(request, Span(LOOKS, at_offices=True), {}),
        "given": bool(entries_in(own, Span(GIVEN_TO_SERVICES), limit=1)),
    }
    return render(request, "citizen/looks.html", context)


def _chosen(form: ActivityForm) -> dict[str, str]:
    """Return the filter as an address carries it."""
    return {name: str(value) for name, value in form.cleaned_data.items() if value}


def _page(request: OwnersRequest, span: Span, chosen: dict[str, str]) -> dict[str, object]:
    page_on = _number(request.GET.get("before", ""))
    entries = entries_in(request.citizen.account_id, span, before=page_on, limit=PAGE + 1)
    older = {**chosen, "before": str(entries[PAGE - 1].id)} if len(entries) > PAGE else {}
    return {
        "days": days_of(entries[:PAGE]),
        "paged": page_on is not None,
        "newest_url": f"{request.path}?{urlencode(chosen)}",
        "older_url": f"{request.path}?{urlencode(older)}" if older else "",
    }


def _number(text: str) -> int | None:
    """Return the entry before which a page begins; whatever is none begins with the newest."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else None


@careful_page("POST")
def download(request: OwnersRequest) -> HttpResponse:
    """Hand out the activity that the filter lets through, as a table for spreadsheets."""
    form = ActivityForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "days": [], "refused": True}
        return render(request, "citizen/activity.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    note_export(request.citizen, what="activity", form="csv", by=request.by, at=request.at)
    entries = entries_in(request.citizen.account_id, form.span())
    headers = {"Content-Disposition": 'attachment; filename="naplo.csv"'}
    return HttpResponse(_table(entries), content_type="text/csv; charset=utf-8", headers=headers)


def _table(entries: Sequence[Entry]) -> bytes:
    places = places_of(entry.details for entry in entries)
    text = StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow([_("When"), _("What"), _("Where")])
    for entry in entries:
        where = places.offices.get(entry.office, entry.office)
        cells = (entry.at.isoformat(), str(name_of(entry, places)), where)
        table.writerow([_inert(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    """Keep a spreadsheet from computing what stands in a cell."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
