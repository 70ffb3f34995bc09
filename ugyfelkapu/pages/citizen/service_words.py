# SPDX-License-Identifier: EUPL-1.2
"""Connected services in words for somebody who uses them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext

from ugyfelkapu.federation.oidc.connections import Connection
from ugyfelkapu.federation.open_services import open_services
from ugyfelkapu.federation.queries import ConnectedService
from ugyfelkapu.pages.disclosure import data_in_words
from ugyfelkapu.pages.pieces import Row, Tag

from .activity import when

MOST_ROWS: Final = 3
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service in the list; ``withdraw_url`` is empty where there is no consent to withdraw."""

    name: str
    owner: str
    receives: str
    given: str
    visited: str
    signed_in: bool
    statutory: bool
    withdraw_url: str


def service_line(connection: Connection, *, at: datetime) -> ServiceLine:
    """Return what a service has to do with its visitor."""
    language, service = get_language() or "hu", connection.service
    given = connection.given_at
    withdrawable = given is not None and not connection.statutory
    return ServiceLine(
        name=service.name(language),
        owner=service.owner(language),
        receives=data_in_words(connection.data),
        given=when(given, now=at) if given is not None else "",
        visited=when(connection.last_visit_at, now=at) if connection.last_visit_at is not None else "",
        signed_in=connection.signed_in,
        statutory=connection.statutory,
        withdraw_url=reverse("citizen:consent-withdraw", args=[service.id]) if withdrawable else "",
    )


def service_row(connection: Connection, *, at: datetime) -> Row:
    """Return a service in short: „Minta Adóhivatal. Utoljára: november 20., péntek, 18:05”."""
    line = service_line(connection, at=at)
    return Row(line.name, meta=_meta(line), tag=Tag(_signed_in(), "green") if line.signed_in else None)


def names_of(known: Mapping[UUID, ConnectedService]) -> dict[UUID, str]:
    """Return what services are called, by number."""
    language = get_language() or "hu"
    return {number: service.name(language) for number, service in known.items()}


def latest(found: Iterable[Connection]) -> list[Connection]:
    """Return the services that were visited last, newest first."""
    visited = sorted(found, key=_visited, reverse=True)
    return visited[:MOST_ROWS]


def _visited(connection: Connection) -> datetime:
    """Return when a service had to do with somebody last; a consent may outlive every visit."""
    return max(connection.last_visit_at or LONG_AGO, connection.given_at or LONG_AGO)


def service_rows() -> list[Row]:
    """Return the services that anybody may sign in to, with who runs them."""
    language = get_language() or "hu"
    return [Row(service.name(language), meta=service.owner(language)) for service in open_services()]


def _signed_in() -> str | Promise:
    return pgettext("tag of a service", "signed in")


def _meta(line: ServiceLine) -> str:
    if not line.visited:
        return gettext("%(owner)s. It receives: %(data)s") % {"owner": line.owner, "data": line.receives}
    return gettext("%(owner)s. Last visit: %(moment)s") % {"owner": line.owner, "moment": line.visited}
