# SPDX-License-Identifier: EUPL-1.2
"""Finding a gate by parts of a name or by its username; what was searched for stays out of addresses."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.pages.clerk.causes import UNPROCESSABLE
from ugyfelkapu.pages.clerk.forms import SearchForm
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.lists import hit_rows
from ugyfelkapu.staff.rights import Right


@desk_page(Right.SEARCH, "GET", "HEAD", "POST")
def search(request: DeskRequest) -> HttpResponse:
    """Search, note how many were found, and show them."""
    if request.method != "POST":
        return render(request, "clerk/search.html", {"form": SearchForm()})
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "clerk/search.html", {"form": form}, status=UNPROCESSABLE)
    name, username = form.cleaned_data["name"], form.cleaned_data["username"]
    if username:
        hits = queries.search_username(username, by=request.by, at=request.at)
        whole = len(hits)
    else:
        hits = queries.search(name, by=request.by, at=request.at)
        whole = queries.number_of_hits(name, by=request.by, at=request.at)
    accounts.note_search(hits=whole, by=request.by, at=request.at)
    context = {"form": form, "searched": True, "rows": hit_rows(hits), "shown": len(hits), "whole": whole}
    return render(request, "clerk/search.html", context)
