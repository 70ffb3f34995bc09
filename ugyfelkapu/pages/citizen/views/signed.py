# SPDX-License-Identifier: EUPL-1.2
"""Registering by electronic signature: the form, the declaration to sign, its way back, and the password."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.access.requests import GateRequest, origin_of
from ugyfelkapu.access.services import new_password
from ugyfelkapu.domain.enrolment_errors import DeclarationOver, DeclarationUsed, FormUnderWay
from ugyfelkapu.domain.errors import HasGate, NotAllowed, PasswordRefused, Throttled, Unknown, UsernameTaken
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.signing import Reason
from ugyfelkapu.enrolment import queries, services
from ugyfelkapu.enrolment.queries import Standing
from ugyfelkapu.enrolment.steps import LIVE, Step
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen import drafts, person_page
from ugyfelkapu.pages.citizen.forms import ChosenPasswordForm
from ugyfelkapu.pages.citizen.guard import public_page
from ugyfelkapu.pages.citizen.person_form import PersonForm, electronic_form, typed_again
from ugyfelkapu.pages.citizen.signing_cookie import OwnDeclaration, keep, new_browser, own_declaration
from ugyfelkapu.pages.citizen.signing_forms import OtherUsernameForm, SignedForm
from ugyfelkapu.pages.citizen.signing_words import PROGRAMS, REFUSED
from ugyfelkapu.pages.citizen.views import temporary, usernames
from ugyfelkapu.pages.refusals import retry_after

LOOK_AGAIN_SECONDS: Final = 2
ANEW: Final = "uj"
"""In the address of a form that its owner fills in though a signed one is under way."""
RESET: Final = "reset"
"""Sent by the page that sets a new password for a gate, and not by the one that opens a gate."""
PDF_NAME: Final = "ugyfelkapu-nyilatkozat.pdf"
XML_NAME: Final = "ugyfelkapu-nyilatkozat.xml"


def _own(request: GateRequest) -> tuple[OwnDeclaration, Standing] | None:
    """Return the living declaration of this browser."""
    own = own_declaration(request)
    found = queries.standing(own.id, browser=own.browser, at=request.at) if own else None
    return (own, found) if own and found else None


def _over(request: GateRequest) -> HttpResponse:
    return SeeOther(f"{reverse('citizen:signed')}?lapsed")


# ------------------------------------------------------------------ the form


@public_page("GET", "HEAD", "POST")
def form(request: GateRequest) -> HttpResponse:
    """Take the answers and make the declaration of them; a declaration of before stays to be changed.

    While a signed one is under way, only who asks for it starts anew: the browser keeps one declaration.
    """
    if _under_way(request) and ANEW not in request.GET:
        return SeeOther(reverse("citizen:signed-check"))
    if request.method != "POST":
        return _shown(
            request, person_page.filled(request, _typed_before(request)), lapsed="lapsed" in request.GET
        )
    answers = person_page.judged(request, lambda wrong, status: _shown(request, wrong, status=status))
    if isinstance(answers, HttpResponse):
        return answers
    own = OwnDeclaration(uuid4(), new_browser())
    filled = electronic_form(answers.cleaned_data, form_id=own.id)
    try:
        services.declare(filled, browser=own.browser, origin=origin_of(request), by=request.by, at=request.at)
    except Throttled as refusal:
        return _too_many(request, answers, until=usernames.end_of(refusal))
    response = SeeOther(reverse("citizen:declaration"))
    keep(response, own)
    drafts.forget_draft(response)
    return response


def _too_many(request: GateRequest, answers: PersonForm, *, until: datetime) -> HttpResponse:
    text = _("Too many declarations were made from your network. Wait, and try again at %(time)s.")
    answers.add_error(None, text % {"time": dates.clock_time(until)})
    response = _shown(request, answers, status=usernames.TOO_MANY)
    response["Retry-After"] = retry_after(until, at=request.at)
    return response


def _under_way(request: GateRequest) -> bool:
    """Say whether a signed form of this browser is looked at, put off, or waits for its password."""
    found = _own(request)
    return bool(found and found[1].used_at is None and found[1].step in LIVE)


def _typed_before(request: GateRequest) -> dict[str, str] | None:
    """Return what this browser filled in: the declaration's form, or a draft of a temporary gate."""
    found = _own(request)
    if found and found[1].form:
        return person_page.answers_of(found[1].form)
    return drafts.draft_of(request, at=request.at)


def _shown(
    request: GateRequest, answers: PersonForm, *, lapsed: bool = False, status: int = 200
) -> HttpResponse:
    answers["email"].help_text = _("We send a code here by which you confirm that it is yours.")
    context = {
        "form": answers,
        "lapsed": lapsed,
        "anew": _under_way(request),
        "temporary": person_page.own_temporary(request),
    }
    return render(request, "citizen/signed_form.html", context, status=status)


# ------------------------------------------------------------------ the declaration, there and back


@public_page("GET", "HEAD", "POST")
def declaration(request: GateRequest) -> HttpResponse:
    """Give the declaration out, say how it is signed, and take it back signed."""
    found = _own(request)
    if found is None:
        return _over(request)
    own, standing = found
    if standing.used_at is not None:
        return SeeOther(reverse("citizen:signed-done"))
    if standing.step in LIVE:
        return SeeOther(reverse("citizen:signed-check"))
    if request.method != "POST":
        return _declaration(request, standing, SignedForm())
    sent = SignedForm.of(request)
    if not sent.is_valid():
        return _declaration(request, standing, sent, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    document = sent.cleaned_data["signed_form"].read()
    try:
        services.send(
            own.id, document, browser=own.browser, origin=origin_of(request), by=request.by, at=request.at
        )
    except FormUnderWay:
        pass  # sent twice: the first one is looked at
    except Throttled as refusal:
        return _too_many_files(request, standing, sent, until=usernames.end_of(refusal))
    return SeeOther(reverse("citizen:signed-check"))


def _too_many_files(
    request: GateRequest, standing: Standing, sent: SignedForm, *, until: datetime
) -> HttpResponse:
    text = _("Too many signed files came from your network. The declaration waits; send it at %(time)s.")
    sent.add_error("signed_form", text % {"time": dates.clock_time(until)})
    response = _declaration(request, standing, sent, status=usernames.TOO_MANY)
    response["Retry-After"] = retry_after(until, at=request.at)
    return response


def _declaration(
    request: GateRequest, standing: Standing, sent: SignedForm, *, status: int = 200
) -> HttpResponse:
    assert standing.form is not None  # noqa: S101  a declaration not used yet has its form
    context = {
        "form": sent,
        "rows": person_page.rows(standing.form, reverse("citizen:signed")),
        "programs": PROGRAMS,
        "until": dates.moment(standing.ends_at),
    }
    return render(request, "citizen/declaration.html", context, status=status)


@public_page()
def as_pdf(request: GateRequest) -> HttpResponse:
    """Give the declaration to its browser as PDF. Raises :class:`Unknown`."""
    own = own_declaration(request)
    found = queries.as_pdf(own.id, browser=own.browser, at=request.at) if own else None
    return _file(found, "application/pdf", PDF_NAME)


@public_page()
def as_xml(request: GateRequest) -> HttpResponse:
    """Give the declaration to its browser as XML. Raises :class:`Unknown`."""
    own = own_declaration(request)
    found = queries.as_xml(own.id, browser=own.browser, at=request.at) if own else None
    return _file(found, "application/xml", XML_NAME)


def _file(content: bytes | None, kind: str, name: str) -> HttpResponse:
    if content is None:
        raise Unknown
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# ------------------------------------------------------------------ how far it is


@public_page()
def check(request: GateRequest) -> HttpResponse:
    """Say how far the signed form is: looked at, put off, refused, or accepted."""
    found = _own(request)
    if found is None:
        return _over(request)
    standing = found[1]
    if standing.used_at is not None:
        return SeeOther(reverse("citizen:signed-done"))
    if standing.step is Step.WAITING:
        return render(request, "citizen/signed_waiting.html", {"again": LOOK_AGAIN_SECONDS})
    if standing.step is Step.LATER:
        return _put_off(request, standing)
    if standing.step is Step.REFUSED:
        return _refused(request, standing)
    return SeeOther(reverse("citizen:signed-password" if standing.step else "citizen:declaration"))


def _put_off(request: GateRequest, standing: Standing) -> HttpResponse:
    context = {
        "until": dates.moment(standing.upload_ends_at) if standing.upload_ends_at else "",
        "next": dates.clock_time(standing.next_at) if standing.next_at else "",
        "reason": standing.reason,
        "lists": standing.reason in ("TL_STALE", "no_lists"),
        "register": standing.reason == "register_silent",
        "email": standing.form.email if standing.form else "",
    }
    return render(request, "citizen/signed_later.html", context)


def _refused(request: GateRequest, standing: Standing) -> HttpResponse:
    words = REFUSED[Reason(standing.reason)]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"words": words, "temporary": person_page.own_temporary(request)}
    return render(request, "citizen/signed_refused.html", context, status=status)


@public_page("GET", "HEAD", "POST")
def to_temporary(request: GateRequest) -> HttpResponse:
    """Take the filled-in form over to the way of the temporary gate."""
    if request.method != "POST":
        return SeeOther(reverse("citizen:declaration"))
    found = _own(request)
    if found is None or found[1].form is None:
        return _over(request)
    onward = SeeOther(reverse("citizen:temporary-check"))
    answers = person_page.answers_of(found[1].form)
    try:
        drafts.keep_draft(onward, {**answers, temporary.FORM_ID: str(uuid4())}, at=request.at)
    except drafts.DraftTooLong:
        return temporary.too_long(request, PersonForm(typed_again(answers), at=request.at))
    return onward


# ------------------------------------------------------------------ the password


@public_page("GET", "HEAD", "POST")
def password(request: GateRequest) -> HttpResponse:
    """Let a proved signer choose a password: for a new gate, or for the one that they have."""
    found = _own(request)
    if found is None:
        return _over(request)
    own, standing = found
    if standing.used_at is not None:
        return SeeOther(reverse("citizen:signed-done"))
    if standing.step is not Step.PROVED:
        return SeeOther(reverse("citizen:signed-check"))
    if standing.has_gate and not standing.gate_open:
        return render(request, "citizen/signed_closed_gate.html", status=HTTPStatus.CONFLICT)
    if request.method != "POST":
        return _choosing(request, standing, ChosenPasswordForm())
    if (RESET in request.POST) is not standing.has_gate:
        return _changed(request)
    chosen = (
        OtherUsernameForm(request.POST) if "username" in request.POST else ChosenPasswordForm(request.POST)
    )
    if not chosen.is_valid():
        return _choosing(request, standing, chosen, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _finished(request, own, standing, chosen)


def _finished(
    request: GateRequest, own: OwnDeclaration, standing: Standing, chosen: ChosenPasswordForm
) -> HttpResponse:
    hashed = new_password(chosen.cleaned_data["password"])
    citizen = request.citizen
    gives_up = citizen.account_id if citizen and citizen.state is State.TEMPORARY else None
    try:
        if standing.has_gate:
            services.reset_password(own.id, hashed, browser=own.browser, by=request.by, at=request.at)
        else:
            services.open_gate(
                own.id,
                hashed,
                browser=own.browser,
                username=chosen.cleaned_data.get("username", ""),
                gives_up=gives_up,
                by=request.by,
                at=request.at,
            )
    except PasswordRefused as refusal:
        chosen.refuse_password(refusal.data["reason"])
        return _choosing(request, standing, chosen, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except UsernameTaken:
        other = OtherUsernameForm(request.POST)
        other.add_error("username", _("This username was taken a moment ago. Choose another."))
        return _choosing(request, standing, other, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (HasGate, NotAllowed):
        return _changed(request)
    except DeclarationUsed:  # sent twice: this browser's first one has done it
        return SeeOther(reverse("citizen:signed-done"))
    except DeclarationOver:
        return SeeOther(reverse("citizen:signed-check"))
    return SeeOther(reverse("citizen:signed-done"))


def _changed(request: GateRequest) -> HttpResponse:
    """Say what would happen now, where that is not what the page said; nothing has happened."""
    found = _own(request)
    if found is None:
        return _over(request)
    standing = found[1]
    if standing.step is not Step.PROVED or (standing.has_gate and not standing.gate_open):
        return SeeOther(reverse("citizen:signed-password"))
    status = HTTPStatus.CONFLICT
    return _choosing(request, standing, ChosenPasswordForm(), changed=True, status=status)


def _choosing(
    request: GateRequest,
    standing: Standing,
    chosen: ChosenPasswordForm,
    *,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": chosen,
        "changed": changed,
        "other_username": isinstance(chosen, OtherUsernameForm),
        "username": standing.form.username if standing.form else "",
        "has_gate": standing.has_gate,
        "qualified": standing.qualified,
        "until": dates.moment(standing.upload_ends_at) if standing.upload_ends_at else "",
        "temporary": person_page.own_temporary(request),
    }
    return render(request, "citizen/signed_password.html", context, status=status)


@public_page()
def done(request: GateRequest) -> HttpResponse:
    """Say that the gate is open, or has its new password."""
    found = _own(request)
    if found is None or found[1].used_at is None:
        return SeeOther(reverse("citizen:signed"))
    return render(request, "citizen/signed_done.html", {"reset": queries.was_reset(found[1].id)})
