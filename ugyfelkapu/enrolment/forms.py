# SPDX-License-Identifier: EUPL-1.2
"""A filled-in form as it rests sealed, and its declaration."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from ugyfelkapu.accounts.services import ElectronicForm
from ugyfelkapu.domain import identities
from ugyfelkapu.domain.calendar import hungarian_day
from ugyfelkapu.domain.deadlines import BUDAPEST, day_of
from ugyfelkapu.papers.declaration import Declaration


def form_text(form: ElectronicForm) -> str:
    """Return a form as JSON text."""
    whole = {
        "identity": identities.to_text(form.identity),
        "username": form.username,
        "email": form.email,
        "language": form.language,
        "consent_version": form.consent_version,
    }
    return json.dumps(whole, ensure_ascii=False)


def form_from(text: str, *, form_id: UUID) -> ElectronicForm:
    """Return the form that :func:`form_text` wrote."""
    whole = json.loads(text)
    return ElectronicForm(
        identity=identities.from_text(whole["identity"]),
        username=whole["username"],
        email=whole["email"],
        language=whole["language"],
        consent_version=whole["consent_version"],
        id=form_id,
    )


def declaration_of(form: ElectronicForm, *, nonce: str, ends_at: datetime, at: datetime) -> Declaration:
    """Return what is signed."""
    who = form.identity
    last = ends_at.astimezone(BUDAPEST)
    return Declaration(
        number=str(form.id),
        nonce=nonce,
        made_on=day_of(at),
        last_moment=f"{hungarian_day(last.date())}, {last:%H:%M}",
        name=who.current_name.display(),
        birth_name=who.birth_name.display(),
        birth_place=who.birth_place,
        birth_date=who.birth_date,
        mother_birth_name=who.mother_birth_name.display(),
        citizenship=who.citizenship,
        username=form.username,
        email=form.email,
        consent_version=form.consent_version,
    )
