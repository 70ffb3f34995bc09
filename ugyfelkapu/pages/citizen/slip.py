# SPDX-License-Identifier: EUPL-1.2
"""What the owner of a temporary gate needs to know: reference, last days, papers, services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from ugyfelkapu.accounts.queries import Gate
from ugyfelkapu.domain.deadlines import RULES, Period, day_of, last_day_before
from ugyfelkapu.domain.documents import Category, DocumentKind, accepted, category_of
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.domain.references import for_saying
from ugyfelkapu.federation.queries import ConnectedService, open_to_temporary_gates
from ugyfelkapu.pages.disclosure import data_in_words
from ugyfelkapu.pages.pieces import Deadline, Row, deadline
from ugyfelkapu.papers.qr import svg
from ugyfelkapu.papers.temporary import Pair, ServiceLine, TemporarySlip, render

DOCUMENTS: Final = MappingProxyType(
    {
        DocumentKind.ID_CARD: gettext_lazy("your identity card"),
        DocumentKind.PASSPORT: gettext_lazy("your passport"),
        DocumentKind.DRIVING_LICENCE: gettext_lazy("your driving licence in card format"),
    }
)
ADDRESS_CARDS: Final = MappingProxyType(
    {
        Category.HUN: gettext_lazy("your address card"),
        Category.EEA: gettext_lazy("your address card, if you have one"),
        Category.OTHER: gettext_lazy("your address card, if you have one"),
    }
)


def bring(citizenship: str) -> tuple[str | Promise, ...]:
    """Return what somebody of a citizenship takes to the office, beside the reference (D5, D6)."""
    category = category_of(citizenship)
    return one_of([str(DOCUMENTS[kind]) for kind in accepted(category)]), ADDRESS_CARDS[category]


def one_of(things: Sequence[str]) -> str:
    """Write alternatives: „az igazolványát, az útlevelét vagy a vezetői engedélyét”."""
    *first, last = things
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def gate_deadline(gate: Gate, *, today: date) -> Deadline | None:
    """Return the last day of a temporary gate as pages show it."""
    if gate.ends_at is None:
        return None
    days = RULES[Period.TEMPORARY_GATE].days
    label = _("Last day of the temporary gate")
    return deadline(label, last_day_before(gate.ends_at), today=today, whole=days)


def code_deadline(gate: Gate, *, today: date) -> Deadline | None:
    """Return the last day of the code that was sent, unless it was used."""
    if gate.code_ends_at is None or gate.activated_at is not None:
        return None
    days = RULES[Period.ACTIVATION_CODE].days
    last = last_day_before(gate.code_ends_at)
    return deadline(_("Last day of the code"), last, today=today, whole=days, soon_days=1)


def service_rows() -> list[Row]:
    """Return the services that a temporary gate reaches already, and what they receive from it (D17)."""
    language = get_language() or "hu"
    return [_row(service, language) for service in open_to_temporary_gates()]


def _row(service: ConnectedService, language: str) -> Row:
    receives = data_in_words(service.receives_from_temporary_gates)
    meta = _("%(owner)s. It receives: %(data)s") % {"owner": service.owner(language), "data": receives}
    return Row(service.name(language), meta=meta)


def opened_page(gate: Gate, *, today: date) -> dict[str, Any]:
    """Return everything that the page of a temporary gate shows."""
    reference = for_saying(gate.reference)
    return {
        "gate": gate,
        "reference": reference,
        "qr": SafeString(svg(reference, title=_("QR code with the reference"))),
        "gate_deadline": gate_deadline(gate, today=today),
        "code_deadline": code_deadline(gate, today=today),
        "bring": bring(gate.identity.citizenship),
        "services": service_rows(),
    }


def slip_of(gate: Gate) -> HttpResponse:
    """Print the slip of a temporary gate. Raises :class:`Unknown` once it is full."""
    if not gate.reference or gate.ends_at is None:
        raise Unknown(subject=gate.id)
    opened_on = day_of(gate.registered_at)
    code_ends_at = gate.code_ends_at or gate.ends_at
    things = zip(_in("hu", gate), _in("en", gate), strict=True)
    pdf = render(
        TemporarySlip(
            reference=for_saying(gate.reference),
            username=gate.username,
            opened_on=opened_on,
            code_last_day=last_day_before(code_ends_at),
            gate_last_day=last_day_before(gate.ends_at),
            bring=tuple(Pair(hungarian, english) for hungarian, english in things),
            services=tuple(_line(service) for service in open_to_temporary_gates()),
            activation_url=urljoin(settings.PUBLIC_URL, "/aktivalas/"),
            offices_url=urljoin(settings.PUBLIC_URL, "/okmanyirodak/"),
        )
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="ideiglenes-kapu.pdf"'
    return response


def _in(language: str, gate: Gate) -> list[str]:
    with override(language):
        return [str(thing) for thing in bring(gate.identity.citizenship)]


def _line(service: ConnectedService) -> ServiceLine:
    return ServiceLine(service.name("hu"), service.name("en"), service.owner("hu"), service.owner("en"))
