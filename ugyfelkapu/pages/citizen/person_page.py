# SPDX-License-Identifier: EUPL-1.2
"""The page on which the electronic form is filled in, for each of the ways that begin with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ugyfelkapu.access.requests import GateRequest, origin_of
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.keys import username_key
from ugyfelkapu.accounts.services import ElectronicForm
from ugyfelkapu.domain.errors import Throttled, Unknown
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.countries import citizenship
from ugyfelkapu.pages.date_parts import first_part
from ugyfelkapu.pages.pieces import SummaryRow
from ugyfelkapu.pages.refusals import retry_after

from .person_form import PersonForm, typed_again
from .views import usernames

Show = Callable[[PersonForm, int], HttpResponse]
"""Shows the form with its faults, under a status."""


def judged(request: GateRequest, show: Show) -> PersonForm | HttpResponse:
    """Return the answers if all of them are in order, and the page that says what is not otherwise."""
    answers = PersonForm(request.POST, at=request.at)
    answers.is_valid()
    try:
        _check_username(request, answers)
    except Throttled as refusal:
        answers.refuse_username(usernames.goes_on(refusal))
        response = show(answers, usernames.TOO_MANY)
        response["Retry-After"] = retry_after(usernames.end_of(refusal), at=request.at)
        return response
    return show(answers, HTTPStatus.UNPROCESSABLE_ENTITY) if answers.errors else answers


def filled(request: GateRequest, kept: Mapping[str, str] | None) -> PersonForm:
    """Return the form with what was typed before, if anything was."""
    if kept is None:
        return PersonForm(at=request.at)
    day, month, year = (typed_again(kept)[f"birth_date_{part}"] for part in range(3))
    return PersonForm(at=request.at, initial={**kept, "birth_date": (day, month, year)})


def own_temporary(request: GateRequest) -> queries.Gate | None:
    """Return the temporary gate that somebody is signed in to, who opens a full one."""
    if request.citizen is None or request.citizen.state is not State.TEMPORARY:
        return None
    try:
        return queries.gate(request.citizen.account_id, at=request.at)
    except Unknown:
        return None


def _check_username(request: GateRequest, answers: PersonForm) -> None:
    """Tell whether a well-formed username is free; each answer counts (D11). Raises :class:`Throttled`.

    The one of a temporary gate that its owner gives up is theirs again.
    """
    name = answers.cleaned_data.get("username")
    origin = origin_of(request)
    temporary = own_temporary(request)
    if not name or (temporary is not None and username_key(temporary.username) == username_key(name)):
        return
    if usernames.is_free(name, origin=origin, at=request.at):
        return
    born = answers.cleaned_data.get("birth_date")
    another = usernames.another(name, born=born, origin=origin, at=request.at)
    text = _("This username is taken. Choose another.")
    if another:
        text = _("This username is taken. Choose another, for example %(name)s") % {"name": another}
    answers.refuse_username(text)


def rows(sent: ElectronicForm, form_url: str) -> list[SummaryRow]:
    """Return the answers line by line, each with the way to change it."""
    who = sent.identity
    lines = (
        (_("Name now"), who.current_name.display(), "family-name"),
        (_("Name at birth"), who.birth_name.display(), "birth-family-name"),
        (_("Place of birth"), who.birth_place, "birth-place"),
        (_("Date of birth"), dates.plain_day(who.birth_date), f"birth-date-{first_part()}"),
        (_("Citizenship"), citizenship(who.citizenship), "citizenship"),
        (_("Mother's name at birth"), who.mother_birth_name.display(), "mother-family-name"),
        (_("Username"), sent.username, "username"),
        (_("E-mail address"), sent.email, "email"),
    )
    return [SummaryRow(key, value, f"{form_url}#{place}") for key, value, place in lines]


def answers_of(form: ElectronicForm) -> dict[str, str]:
    """Return a form's answers as the draft in the browser keeps them."""
    who = form.identity
    return {
        "family_name": who.current_name.family,
        "given_names": who.current_name.given,
        "birth_family_name": who.birth_name.family,
        "birth_given_names": who.birth_name.given,
        "birth_place": who.birth_place,
        "birth_date": who.birth_date.isoformat(),
        "citizenship": who.citizenship,
        "mother_family_name": who.mother_birth_name.family,
        "mother_given_names": who.mother_birth_name.given,
        "username": form.username,
        "email": form.email,
    }
