# SPDX-License-Identifier: EUPL-1.2
"""The screen of finalising: the form's data beside the register's answer, every difference marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ugyfelkapu.accounts.services import OpenedForm
from ugyfelkapu.domain.deadlines import last_day_before
from ugyfelkapu.domain.errors import FormDiffers, Refusal, SaidDiffers, UnknownReference
from ugyfelkapu.domain.matching import (
    LINES,
    Correctable,
    Degree,
    Different,
    Field,
    by_line,
    compare,
)
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.domain.ports import RegisteredPerson
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.identity_lines import NO_NAME
from ugyfelkapu.pages.pieces import TrailStep

from .asking import Papers, Sight
from .finalise_form import CLAIM_NEEDS
from .screen import Screen, document_row, identity_rows
from .words import DEGREES, NOT_AS_THE_DOCUMENT

LEAD_TO_A_NEW_ONE: Final = (FormDiffers, SaidDiffers, UnknownReference)
"""Refusals after which the client may be registered anew, as if there were no temporary gate."""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One line: what the form says, what the register says, and how they differ, if they do."""

    label: str | Promise
    claimed: str | Promise
    known: str | Promise
    how: str | Promise = ""
    corrected: bool = False


def compared_rows(claimed: Identity, known: Identity, sight: Sight) -> list[ComparedRow]:
    """Return both sides line by line, and every line that differs with the way in which it does (D5)."""
    verdict = compare(claimed, known)
    found = by_line(claimed, known)
    lines = zip(LINES, identity_rows(claimed), identity_rows(known), strict=True)
    return [
        ComparedRow(
            ours.label,
            ours.value,
            theirs.value,
            *_how(found.get(field), isinstance(verdict, Correctable), unlike=field in sight.differing),
        )
        for field, ours, theirs in lines
    ]


def _how(degree: Degree | None, corrected: bool, *, unlike: bool) -> tuple[str | Promise, bool]:
    """Return how a line differs; one ``unlike`` the document is nothing that the register may correct."""
    if unlike:
        return NOT_AS_THE_DOCUMENT, False
    return (DEGREES[degree], corrected) if degree else ("", False)


def _document(person: RegisteredPerson, papers: Papers | None) -> list[ComparedRow]:
    """Return the line of the document, of which a form says nothing."""
    if papers is None:
        return []
    row = document_row(person, papers)
    return [ComparedRow(row.label, NO_NAME, row.value)]


def fields_that_differ(claimed: Identity, known: Identity) -> tuple[Field, ...]:
    """Return the fields by which the two are two people, or nothing where the register may correct (D5)."""
    verdict = compare(claimed, known)
    if not isinstance(verdict, Different):
        return ()
    return tuple(sorted(each.field for each in verdict.differences))


@dataclass(slots=True)
class FinalisingScreen(Screen):
    """The guided screen, with the form that was opened."""

    opened: OpenedForm | None = None
    template: str = "clerk/finalise.html"

    def _mark_username(self) -> None:
        """Say nothing about the username: it is the client's own, typed blind."""

    def _context(self) -> dict[str, Any]:
        compared = self._compared()
        alone = self.opened if not compared else None
        context: Mapping[str, Any] = Screen._context(self)
        return {
            **context,
            "rows": identity_rows(alone.identity) if alone else [],
            "compared": compared,
            "corrected": any(row.corrected for row in compared),
            "form_note": self._form_note(),
        }

    def _compared(self) -> list[ComparedRow]:
        if self.opened is None or self.sight is None or self.sight.person is None:
            return []
        person = self.sight.person
        rows = compared_rows(self.opened.identity, person.identity, self.sight)
        return [*rows, *_document(person, self.papers)]

    def _anew_url(self, refusal: Refusal) -> str:
        return reverse("clerk:new") if isinstance(refusal, LEAD_TO_A_NEW_ONE) else ""

    def _form_note(self) -> str:
        if self.opened is None:
            return ""
        last = {"day": dates.day(last_day_before(self.opened.ends_at))}
        if self.opened.activated:
            return _("The form is open. Its gate is activated. Last day: %(day)s") % last
        return _("The form is open. Its gate is not activated. Last day: %(day)s") % last

    def _trail(self) -> list[TrailStep]:
        done = [
            self.opened is not None,
            self._found_well,
            self._found_well and self.papers is not None and self.papers.tells_address_card,
            False,
        ]
        now = done.index(False)
        labels = (_("Form"), _("Document"), _("Address card"), _("Approval"))
        return [
            TrailStep(label, "now" if place == now else "done" if done[place] else "")
            for place, label in enumerate(labels)
        ]

    def _first_missing(self) -> str:
        missing = next((name for name in CLAIM_NEEDS if not self._clean(name)), "")
        return missing or Screen._first_missing(self)
