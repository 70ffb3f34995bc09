# SPDX-License-Identifier: EUPL-1.2
"""The cast: who can sign in at the desk, and what to type there for the people of the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from ugyfelkapu import registers
from ugyfelkapu.domain.deadlines import day_of, old_enough
from ugyfelkapu.domain.ports import DocumentStatus
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.frame import role_label
from ugyfelkapu.registers.keys import ADDRESS_CARD
from ugyfelkapu.registers.rows import Paper, Row, read
from ugyfelkapu.staff.queries import staff_rows

from .guard import DevelopmentRequest, development_page

SANDBOX: Final = Path(registers.__file__).with_name("sandbox.csv")
KINDS: Final = MappingProxyType(
    {
        "id_card": pgettext_lazy("document", "identity card"),
        "passport": pgettext_lazy("document", "passport"),
        "driving_licence": pgettext_lazy("document", "driving licence"),
    }
)
STATES: Final = MappingProxyType(
    {
        DocumentStatus.EXPIRED: pgettext_lazy("document", "expired"),
        DocumentStatus.LOST: pgettext_lazy("document", "lost"),
        DocumentStatus.WITHDRAWN: pgettext_lazy("document", "withdrawn"),
    }
)


@dataclass(frozen=True, slots=True)
class Person:
    """One of the sandbox's people and the numbers to type."""

    name: str
    born: str
    citizenship: str
    documents: tuple[str, ...]
    address_card: str
    remarks: tuple[str, ...]


@development_page()
def index(request: DevelopmentRequest) -> HttpResponse:
    """Show the staff and the people."""
    staff = [(row.username, role_label(row.role), row.office) for row in staff_rows() if not row.disabled]
    context = {"staff": staff, "people": [_person(row, request) for row in _sandbox(day_of(request.at))]}
    return render(request, "development/index.html", context)


@lru_cache(maxsize=1)
def _sandbox(today: date) -> tuple[Row, ...]:
    with SANDBOX.open("rb") as file:
        return tuple(row for row in read(file, today=today) if isinstance(row, Row))


def _person(row: Row, request: DevelopmentRequest) -> Person:
    today = day_of(request.at)
    cards = [paper for paper in row.papers if paper.kind == ADDRESS_CARD]
    return Person(
        name=row.identity.current_name.display(),
        born=dates.plain_day(row.identity.birth_date),
        citizenship=row.identity.citizenship,
        documents=tuple(_document(paper, today) for paper in row.papers if paper.kind != ADDRESS_CARD),
        address_card=_document(cards[0], today) if cards else "–",
        remarks=tuple(_remarks(row, request)),
    )


def _document(paper: Paper, today: date) -> str:
    kind = KINDS.get(paper.kind, "")
    state = STATES.get(paper.standing.status(today))
    whole = f"{kind} {paper.number}".strip()
    return f"{whole} ({state})" if state else whole


def _remarks(row: Row, request: DevelopmentRequest) -> list[str]:
    remarks = []
    if row.standing.deceased:
        remarks.append(_("deceased"))
    if row.standing.under_guardianship:
        remarks.append(_("under guardianship"))
    if not old_enough(row.identity.birth_date, request.at):
        remarks.append(_("under 14"))
    return remarks
