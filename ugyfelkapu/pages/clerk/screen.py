# SPDX-License-Identifier: EUPL-1.2
"""The one guided screen as values: trail, verdict, lines to compare, where the focus goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ugyfelkapu.accounts.queries import username_is_free
from ugyfelkapu.domain.deadlines import Period, last_day
from ugyfelkapu.domain.documents import Category
from ugyfelkapu.domain.emails import read_aloud
from ugyfelkapu.domain.errors import HasGate, NotFound, Refusal, RegisterChanged
from ugyfelkapu.domain.matching import Field
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.domain.ports import DocumentStatus, RegisteredPerson
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.counting import to_correct
from ugyfelkapu.pages.forms import ErrorLink, error_links
from ugyfelkapu.pages.identity_lines import identity_lines
from ugyfelkapu.pages.pieces import AnswerRow, TrailStep
from ugyfelkapu.pages.refusals import Explanation

from .admission_form import AdmissionForm
from .asking import Papers, Sight
from .causes import UNPROCESSABLE, cause_of, status_of
from .forms import DocumentForm
from .guard import DeskRequest
from .words import DOCUMENT_NAMES, flaw

READING_ORDER: Final = (
    "document_number",
    "address_card_number",
    "address_card_reason",
    "email",
    "email_again",
    "username",
    "consent",
    "same_person",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the head of the answer pane says."""

    good: bool
    cause: Explanation
    gate_url: str = ""
    anew_url: str = ""


@dataclass(slots=True)
class Screen:
    """Everything the template needs, worked out from the form and what was seen."""

    request: DeskRequest
    form: DocumentForm
    papers: Papers | None = None
    sight: Sight | None = None
    refusal: Refusal | None = None
    admission: AdmissionForm | None = None
    template: str = "clerk/new.html"
    more: Mapping[str, object] = field(default_factory=dict)

    def response(self) -> HttpResponse:
        """Draw the screen, with the status that the worst news on it deserves."""
        self._mark_username()
        self._focus()
        return render(self.request, self.template, self._context(), status=self._status())

    def _context(self) -> dict[str, Any]:
        person = self.sight.person if self.sight else None
        language = get_language() or "hu"
        return {
            **self.more,
            "form": self.form,
            "errors": self._errors(),
            "errors_title": to_correct(len({link.target for link in self._errors()})),
            "wrong": bool(self._errors()) and not self.form.errors,
            "trail": self._trail(),
            "verdict": self._verdict(),
            "rows": person_rows(person, self.sight, self.papers),
            "confirmable": self._confirmable,
            "admission": self.admission,
            "zone": self.form.zone,
            "read_back": read_aloud(self._typed("email"), language),
            "spoken": {sign: read_aloud(sign, language) for sign in "@.-_+"},
            "free": self._clean("username") and "username" not in self.form.errors,
            "last_day": dates.day(last_day(Period.ACTIVATION_CODE, self.request.at)),
            "refused": "refused" in self.request.GET,
        }

    @property
    def _found_well(self) -> bool:
        return self.sight is not None and self.sight.person is not None and self._reason is None

    @property
    def _confirmable(self) -> bool:
        return self._found_well or self.admission is not None or isinstance(self.refusal, RegisterChanged)

    @property
    def _reason(self) -> Refusal | None:
        return self.refusal or (self.sight.refusal if self.sight else None)

    def _status(self) -> int:
        if self._reason is not None:
            return status_of(self._reason)
        return UNPROCESSABLE if self.form.errors or (self.admission and self.admission.errors) else 200

    def _mark_username(self) -> None:
        name = self._clean("username")
        if name and "username" not in self.form.errors and not username_is_free(name, at=self.request.at):
            self.form.add_error("username", flaw("username", "taken"))

    def _errors(self) -> tuple[ErrorLink, ...]:
        bound = [self.form] if self.admission is None else [self.form, self.admission]
        return tuple(link for link in error_links(bound) if self._confirmable or link.target != "same-person")

    # ------------------------------------------------------------------ trail and focus

    def _trail(self) -> list[TrailStep]:
        done = [
            self._found_well,
            self._found_well and self.papers is not None and self.papers.tells_address_card,
            all(self._clean(name) for name in ("email", "email_again", "username")),
            False,
        ]
        now = done.index(False)
        labels = (_("Document"), _("Address card"), _("Contact"), _("Approval"))
        return [
            TrailStep(label, "now" if place == now else "done" if done[place] else "")
            for place, label in enumerate(labels)
        ]

    def _focus(self) -> None:
        name = self._first_to_correct()
        if not name and self.admission is not None:
            self.admission.focus()
            return
        name = name or self._first_missing()
        self.form.fields[name].widget.attrs["autofocus"] = True

    def _first_to_correct(self) -> str:
        return next(
            (name for name in self.form.fields if name in self.form.errors and name != "category"), ""
        )

    def _first_missing(self) -> str:
        if not self.form.is_bound or not self._found_well:
            return "mrz"
        asked = [name for name in READING_ORDER if name in self.form.fields and self.form.applies(name)]
        return next((name for name in asked if not self._clean(name)), asked[-1])

    def _typed(self, name: str) -> str:
        return str(self.form.data.get(name, "")) if self.form.is_bound else ""

    def _clean(self, name: str) -> Any:
        return self.form.cleaned_data.get(name) if self.form.is_bound else None

    # ------------------------------------------------------------------ the answer

    def _verdict(self) -> Verdict | None:
        if self._reason is not None:
            category = self.papers.category if self.papers else None
            cause = cause_of(self._reason, category, admissible=self.admission is not None)
            return Verdict(False, cause, self._gate_url(self._reason), self._anew_url(self._reason))
        if self.sight is None or self.sight.person is None:
            return None
        return Verdict(True, Explanation(_("In the register"), self._what_is_valid(self.sight), ""))

    def _what_is_valid(self, sight: Sight) -> str:
        at = {"time": dates.clock_time(sight.answer.asked_at)}
        person = sight.person
        if person is not None and person.address_card is DocumentStatus.VALID:
            return _("The document and the address card are valid. %(time)s") % at
        return _("The document is valid. %(time)s") % at

    def _gate_url(self, refusal: Refusal) -> str:
        gate = refusal.data.get("gate") if isinstance(refusal, HasGate) else None
        return reverse("clerk:gate", args=[gate]) if gate else ""

    def _anew_url(self, refusal: Refusal) -> str:
        """Return where to begin anew after a refusal, if that helps."""
        return ""


def offers_admission(sight: Sight, papers: Papers) -> bool:
    """Say whether a colleague may confirm this person by the document alone (D8)."""
    return (
        isinstance(sight.refusal, NotFound)
        and papers.category is not Category.HUN
        and papers.zone is not None
    )


def admission_for(form: DocumentForm, papers: Papers, sight: Sight) -> AdmissionForm | None:
    """Offer the fields that a zone lacks; they keep what was typed on the way."""
    if not offers_admission(sight, papers) or form.zone is None:
        return None
    typed = {name: form.data.get(name, "") for name in AdmissionForm.base_fields}
    return AdmissionForm(None, zone=form.zone, initial=typed)


def person_rows(
    person: RegisteredPerson | None, sight: Sight | None, papers: Papers | None
) -> list[AnswerRow]:
    """Return the lines that a clerk compares with the client and the document."""
    if person is None or sight is None or papers is None:
        return []
    return [
        *identity_rows(person.identity, sight.differing),
        document_row(person, papers),
        AnswerRow(_("Gate"), _("Has a living gate") if sight.gate else _("Has no living gate")),
    ]


def identity_rows(identity: Identity, differing: frozenset[Field] = frozenset()) -> list[AnswerRow]:
    """Return natural identity data as lines."""
    return [AnswerRow(line.label, line.value, line.field in differing) for line in identity_lines(identity)]


def document_row(person: RegisteredPerson, papers: Papers) -> AnswerRow:
    """Return the line of the document on the desk, as the register knows it."""
    kind = str(DOCUMENT_NAMES[papers.document])
    if person.document_valid_until is None:
        return AnswerRow(_("Document"), kind)
    until = dates.plain_day(person.document_valid_until).rstrip(".")
    text = _("%(document)s, valid until %(day)s") % {"document": kind, "day": until}
    return AnswerRow(_("Document"), text)
