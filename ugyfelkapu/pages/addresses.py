# SPDX-License-Identifier: EUPL-1.2
"""Addresses made from the present one, never leading to another site."""

from __future__ import annotations

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.http import escape_leading_slashes


def without(request: HttpRequest, parameter: str) -> str:
    """Return the present address without one parameter."""
    query = request.GET.copy()
    query.pop(parameter, None)
    return _joined(request, query)


def with_parameter(request: HttpRequest, parameter: str, value: str) -> str:
    """Return the present address with one parameter set; what was posted is not repeated."""
    query = _asked(request) if request.method == "GET" else QueryDict(mutable=True)
    query[parameter] = value
    return _joined(request, query)


def _asked(request: HttpRequest) -> QueryDict:
    """Return the parameters of the present address, none if they were refused as too many."""
    try:
        return request.GET.copy()
    except SuspiciousOperation:
        return QueryDict(mutable=True)


def named(name: str) -> str:
    """Return the address of a name, or nothing where this house has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _joined(request: HttpRequest, query: QueryDict) -> str:
    path = escape_leading_slashes(request.path)
    return f"{path}?{query.urlencode()}" if query else path
