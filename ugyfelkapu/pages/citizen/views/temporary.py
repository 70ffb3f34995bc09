# SPDX-License-Identifier: EUPL-1.2
"""Opening a temporary gate: the form, the check of the answers, and what is to be done then (D4)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.access import services as access
from ugyfelkapu.access.requests import GateRequest, origin_of
from ugyfelkapu.accounts import queries
from ugyfelkapu.domain.deadlines import day_of, last_day_before, temporary_ends_at
from ugyfelkapu.domain.errors import Throttled, Unknown, UsernameTaken
from ugyfelkapu.domain.usernames import InvalidUsername, parse_username
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen import drafts
from ugyfelkapu.pages.citizen.guard import public_page
from ugyfelkapu.pages.citizen.person_form import PersonForm, electronic_form, typed_again, username_flaw
from ugyfelkapu.pages.citizen.slip import opened_page, slip_of
from ugyfelkapu.pages.countries import citizenship
from ugyfelkapu.pages.pieces import SummaryRow
from ugyfelkapu.pages.refusals import retry_after

UNPROCESSABLE: Final = 422
TOO_MANY: Final = 429
CONFLICT: Final = 409


@public_page("GET", "HEAD", "POST")
def form(request: GateRequest) -> HttpResponse:
    """Take the answers; they stay in the browser until the next page sends them."""
    if request.method != "POST":
        kept = drafts.draft_of(request, at=request.at)
        empty = PersonForm(at=request.at)
        filled = PersonForm(at=request.at, initial=_initial(kept)) if kept else empty
        return _asked(request, filled, lapsed="lapsed" in request.GET)
    answers = PersonForm(request.POST, at=request.at)
    answers.is_valid()
    try:
        _check_username(request, answers)
    except Throttled as refusal:
        return _throttled(request, answers, refusal)
    if answers.errors:
        return _asked(request, answers, status=UNPROCESSABLE)
    onward = SeeOther(reverse("citizen:temporary-check"))
    try:
        drafts.keep_draft(onward, answers.answers(), at=request.at)
    except drafts.DraftTooLong:
        answers.add_error(None, _("All together the answers are too long. Shorten the longest of them."))
        return _asked(request, answers, status=UNPROCESSABLE)
    return onward


def _initial(kept: dict[str, str]) -> dict[str, object]:
    day, month, year = (typed_again(kept)[f"birth_date_{part}"] for part in range(3))
    return {**kept, "birth_date": (day, month, year)}


def _check_username(request: GateRequest, answers: PersonForm) -> None:
    """Tell whether a well-formed username is free; each answer counts (D11). Raises :class:`Throttled`."""
    name = answers.cleaned_data.get("username")
    if not name or "username" in answers.errors:
        return
    access.count_username_check(origin_of(request), at=request.at)
    if not queries.username_is_free(name, at=request.at):
        answers.refuse_username(_taken(request, answers, name))


def _taken(request: GateRequest, answers: PersonForm, name: str) -> str:
    """Say that a username is taken, and name one that is free, as long as answers are left."""
    born = answers.cleaned_data.get("birth_date")
    another = f"{name[:60].rstrip('._')}.{born:%y}" if born else ""
    try:
        access.count_username_check(origin_of(request), at=request.at)
        if another and queries.username_is_free(parse_username(another), at=request.at):
            return _("This username is taken. Choose another, for example %(name)s") % {"name": another}
    except (Throttled, InvalidUsername):
        pass
    return _("This username is taken. Choose another.")


def _throttled(request: GateRequest, answers: PersonForm, refusal: Throttled) -> HttpResponse:
    until = refusal.data["until"]
    assert isinstance(until, datetime)  # noqa: S101  a throttle always has an end
    text = _("Too many usernames were tried from your network. Wait, and try again at %(time)s.")
    answers.refuse_username(text % {"time": dates.clock_time(until)})
    response = _asked(request, answers, status=TOO_MANY)
    response["Retry-After"] = retry_after(until, at=request.at)
    return response


def _asked(
    request: GateRequest, answers: PersonForm, *, lapsed: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": answers, "lapsed": lapsed, "last_day": _last_day(request)}
    return render(request, "citizen/temporary_form.html", context, status=status)


def _last_day(request: GateRequest) -> str:
    return dates.day(last_day_before(temporary_ends_at(request.at)))


@public_page("GET")
def username(request: GateRequest) -> JsonResponse:
    """Say while typing whether a username may be one, and is free (D11)."""
    try:
        name = parse_username(request.GET.get("username", ""))
    except InvalidUsername as refusal:
        return JsonResponse({"state": "invalid", "text": str(username_flaw(refusal))})
    access.count_username_check(origin_of(request), at=request.at)
    if queries.username_is_free(name, at=request.at):
        return JsonResponse({"state": "free", "text": _("This username is free.")})
    return JsonResponse({"state": "taken", "text": _("This username is taken. Choose another.")})


# ------------------------------------------------------------------ check your answers


@public_page("GET", "HEAD", "POST")
def check(request: GateRequest) -> HttpResponse:
    """Show the answers once more, and send them."""
    kept = drafts.draft_of(request, at=request.at)
    answers = PersonForm(typed_again(kept), at=request.at) if kept else None
    if answers is None or not answers.is_valid():
        return _without_draft(request)
    if request.method == "POST":
        return _send(request, answers)
    context = {"rows": _rows(answers), "last_day": _last_day(request)}
    return render(request, "citizen/temporary_check.html", context)


def _without_draft(request: GateRequest) -> HttpResponse:
    """Go to the done page where this browser just sent its form, or back to an empty form."""
    if drafts.opened_here(request, at=request.at) is not None:
        return SeeOther(reverse("citizen:temporary-done"))
    return SeeOther(f"{reverse('citizen:temporary')}?lapsed")


def _rows(answers: PersonForm) -> list[SummaryRow]:
    sent = electronic_form(answers.cleaned_data)
    who = sent.identity
    lines = (
        (_("Name now"), who.current_name.display(), "family-name"),
        (_("Name at birth"), who.birth_name.display(), "birth-family-name"),
        (_("Place of birth"), who.birth_place, "birth-place"),
        (_("Date of birth"), dates.plain_day(who.birth_date), "birth-date-2"),
        (_("Citizenship"), citizenship(who.citizenship), "citizenship"),
        (_("Mother's name at birth"), who.mother_birth_name.display(), "mother-family-name"),
        (_("Username"), sent.username, "username"),
        (_("E-mail address"), sent.email, "email"),
    )
    form_url = reverse("citizen:temporary")
    return [SummaryRow(key, value, f"{form_url}#{place}") for key, value, place in lines]


def _send(request: GateRequest, answers: PersonForm) -> HttpResponse:
    try:
        opened = access.open_temporary_gate(
            electronic_form(answers.cleaned_data), origin=origin_of(request), by=request.by, at=request.at
        )
    except UsernameTaken:
        if _sent_before(request, answers):
            return SeeOther(reverse("citizen:temporary-done"))
        answers.refuse_username(_("This username was taken a moment ago. Choose another."))
        return _asked(request, answers, status=CONFLICT)
    response = SeeOther(reverse("citizen:temporary-done"))
    drafts.keep_opened(response, opened.account_id, at=request.at)
    drafts.forget_draft(response)
    return response


def _sent_before(request: GateRequest, answers: PersonForm) -> bool:
    """Say whether this very form was sent by this browser already, by a second click or tab."""
    account_id = drafts.opened_here(request, at=request.at)
    if account_id is None:
        return False
    try:
        gate = queries.gate(account_id, at=request.at)
    except Unknown:
        return False
    return (gate.username, gate.email) == (answers.cleaned_data["username"], answers.cleaned_data["email"])


# ------------------------------------------------------------------ done


@public_page()
def done(request: GateRequest) -> HttpResponse:
    """Show the reference, both last days, and what to do, to the browser that sent the form."""
    account_id = drafts.opened_here(request, at=request.at)
    if account_id is None:
        return SeeOther(reverse("citizen:temporary"))
    gate = queries.gate(account_id, at=request.at)
    if not gate.reference:
        return SeeOther(reverse("citizen:sign-in"))
    return render(request, "citizen/temporary_done.html", opened_page(gate, today=day_of(request.at)))


@public_page()
def slip(request: GateRequest) -> HttpResponse:
    """Print the slip for the browser that sent the form. Raises :class:`Unknown`."""
    account_id = drafts.opened_here(request, at=request.at)
    if account_id is None:
        raise Unknown
    return slip_of(queries.gate(account_id, at=request.at))
