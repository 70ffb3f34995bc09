# SPDX-License-Identifier: EUPL-1.2
"""Those who work for the gate: the list, taking somebody on, taking every right away."""

from __future__ import annotations

import secrets
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ugyfelkapu.access import authenticator
from ugyfelkapu.accounts import keys
from ugyfelkapu.domain.documents import HUNGARY, DocumentKind
from ugyfelkapu.domain.errors import StaffNameTaken, Unknown
from ugyfelkapu.domain.ports import DocumentQuestion, DocumentStatus, RegisterUnavailable
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.frame import role_label
from ugyfelkapu.pages.operator.forms import InvitationForm
from ugyfelkapu.pages.operator.guard import OperatorRequest, operator_page
from ugyfelkapu.papers import qr
from ugyfelkapu.registers.services import register
from ugyfelkapu.staff import services
from ugyfelkapu.staff.queries import StaffRow, staff_rows
from ugyfelkapu.vault.hashing import hash_password

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's: no letter looks like a digit."""


@operator_page()
def members(request: OperatorRequest) -> HttpResponse:
    """List everyone who works for the gate."""
    rows = [(row, role_label(row.role), row.id != request.staff.staff_id) for row in staff_rows()]
    return render(request, "operator/staff.html", {"rows": rows})


@operator_page("GET", "HEAD", "POST")
def new(request: OperatorRequest) -> HttpResponse:
    """Take somebody on.

    Their first password is shown in the answer itself, once: a redirect would have to keep it.
    """
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _asked(request, form)
    if not form.is_valid():
        return _asked(request, form, status=422)
    try:
        key = _own_key(request, form)
    except RegisterUnavailable:
        form.add_error(None, _("The register does not answer. Nobody was taken on; try again."))
        return _asked(request, form, status=503)
    return _asked(request, form, status=422) if key is None else _invited(request, form, key)


def _own_key(request: OperatorRequest, form: InvitationForm) -> bytes | None:
    """Return the key of the invitee's own register record (D22); none, with an error, where it is unsure."""
    question = DocumentQuestion(DocumentKind.ID_CARD, HUNGARY, form.cleaned_data["identity_card"])
    people = register().who_has_document(question, at=request.at).people
    if len(people) == 1 and people[0].document is DocumentStatus.VALID and not people[0].deceased:
        return keys.person_key(people[0])
    form.add_error("identity_card", _("The register knows nobody by a valid identity card of this number."))
    return None


def _invited(request: OperatorRequest, form: InvitationForm, key: bytes) -> HttpResponse:
    password = _first_password()
    invitation = services.Invitation(
        username=form.cleaned_data["username"],
        display_name=form.cleaned_data["display_name"],
        role=form.cleaned_data["role"],
        office=form.cleaned_data["office"],
        password_hash=hash_password(password),
        person_key=key,
        totp_secret=authenticator.new_secret(),
    )
    try:
        services.invite(invitation, by=request.by, at=request.at)
    except StaffNameTaken:
        form.add_error("username", _("Another staff member has this sign-in name. Choose another."))
        return _asked(request, form, status=422)
    address = authenticator.address(invitation.totp_secret, invitation.username)
    context = {
        "invitation": invitation,
        "role": role_label(invitation.role),
        "password": password,
        "picture": mark_safe(qr.svg(address, title=_("QR code for the authenticator"))),  # noqa: S308  our own drawing
    }
    return render(request, "operator/staff_invited.html", context)


def _first_password() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(4))
    return "-".join(groups)


def _asked(request: OperatorRequest, form: InvitationForm, *, status: int = 200) -> HttpResponse:
    return render(request, "operator/staff_new.html", {"form": form}, status=status)


@operator_page("GET", "HEAD", "POST")
def disable(request: OperatorRequest, staff_id: UUID) -> HttpResponse:
    """Ask whether to take every right from somebody, then do it. Raises :class:`Unknown`."""
    member = _member(staff_id)
    if request.method == "POST":
        services.disable(member.username, by=request.by, at=request.at)
        return SeeOther(reverse("operator:staff"))
    context = {"member": member, "role": role_label(member.role)}
    return render(request, "operator/staff_disable.html", context)


def _member(staff_id: UUID) -> StaffRow:
    found = next((row for row in staff_rows() if row.id == staff_id), None)
    if found is None or found.disabled:
        raise Unknown(staff=staff_id)
    return found
