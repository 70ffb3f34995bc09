# SPDX-License-Identifier: EUPL-1.2
"""The screen of finalising: the form's data beside the register's answer, every difference marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ugyfelkapu.accounts.services import OpenedForm
from ugyfelkapu.domain.deadlines import last_day_before
from ugyfelkapu.domain.errors import SaidDiffers, UnknownReference
from ugyfelkapu.domain.matching import Correctable, Different, Field, Same, compare
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.pieces import TrailStep

from .finalise_form import CLAIM_NEEDS
from .screen import Screen, identity_rows
from .words import DEGREES

FIELDS: Final = (
    Field.CURRENT_NAME,
    Field.BIRTH_NAME,
    Field.BIRTH_PLACE,
    Field.BIRTH_DATE,
    Field.MOTHER_BIRTH_NAME,
    Field.CITIZENSHIP,
)
"""In the order of the lines."""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One line: what the form says, what the register says, and how they differ, if they do."""

    label: str | Promise
    claimed: str | Promise
    known: str | Promise
    how: str | Promise = ""
    corrected: bool = False


def compared_rows(claimed: Identity, known: Identity) -> list[ComparedRow]:
    """Return both sides line by line (D5)."""
    verdict = compare(claimed, known)
    found = {} if isinstance(verdict, Same) else {each.field: each.degree for each in verdict.differences}
    corrected = isinstance(verdict, Correctable)
    lines = zip(FIELDS, identity_rows(claimed), identity_rows(known), strict=True)
    return [
        ComparedRow(
            ours.label, ours.value, theirs.value, DEGREES[found[field]] if field in found else "", corrected
        )
        for field, ours, theirs in lines
    ]


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
        person = self.sight.person if self.sight else None
        compared = compared_rows(self.opened.identity, person.identity) if self.opened and person else []
        context: Mapping[str, Any] = Screen._context(self)
        return {
            **context,
            "compared": compared,
            "corrected": any(row.how and row.corrected for row in compared),
            "form_note": self._form_note(),
        }

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
        if isinstance(self.refusal, UnknownReference):
            return "reference"
        if isinstance(self.refusal, SaidDiffers):
            return "username"
        missing = next((name for name in CLAIM_NEEDS if not self._clean(name)), "")
        return missing or Screen._first_missing(self)
