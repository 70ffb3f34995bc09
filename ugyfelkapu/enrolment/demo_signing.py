# SPDX-License-Identifier: EUPL-1.2
"""Signing a declaration of this house with the demo card of whoever it names; development only."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import pycountry
from django.conf import settings

from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.esignature.demo_card.authority import Bearer
from ugyfelkapu.esignature.demo_card.lists import lists
from ugyfelkapu.esignature.demo_card.shapes import FOR_XML, Shape
from ugyfelkapu.esignature.services import update
from ugyfelkapu.journal.actor import Actor

from .queries import form_of_file

FOLDER: Final = "demo-card"


class WrongFile(Exception):  # noqa: N818
    """This format takes the declaration as the other file: PDF or XML."""


def folder() -> Path:
    """Return where the demo card's authority lives. Raises :class:`Unknown` in production."""
    if not settings.DEVELOPMENT:
        raise Unknown
    return Path(settings.STATE) / FOLDER


def believe_demo_card(*, by: Actor, at: datetime) -> None:
    """Let this house believe the demo card's lists. Raises :class:`Unknown` in production."""
    update(source=str(lists(folder())), by=by, at=at)


def demo_sign(document: bytes, shape: Shape, *, name_alone: bool, at: datetime) -> bytes:
    """Return a declaration signed by whoever it names; ``name_alone`` leaves their birth out.

    Raises :class:`Unknown` for a file that is no living declaration of this house, and :class:`WrongFile`.
    """
    from ugyfelkapu.esignature.demo_card.signing import sign  # loads what nothing else in a server needs

    form = form_of_file(document)
    if form is None:
        raise Unknown
    is_pdf = document.startswith(b"%PDF-")
    if is_pdf == (shape in FOR_XML) or (shape is Shape.PADES and not is_pdf):
        raise WrongFile
    return sign(folder(), document, shape, _bearer(form.identity, name_alone=name_alone), at=at)


def _bearer(who: Identity, *, name_alone: bool) -> Bearer:
    name = who.current_name
    state = pycountry.countries.get(alpha_3=who.citizenship)
    country = state.alpha_2 if state else "HU"
    if name_alone:
        return Bearer(name.family, name.given, country=country)
    return Bearer(name.family, name.given, who.birth_date, who.birth_place, country)
