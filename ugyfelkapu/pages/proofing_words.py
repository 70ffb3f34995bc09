# SPDX-License-Identifier: EUPL-1.2
"""How it was established who owns a gate, in words: for its owner, and for the desk."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ugyfelkapu.accounts.queries import Gate
from ugyfelkapu.pages import dates

SIGNATURE = "signature"


def told_to_owner(gate: Gate, offices: Mapping[str, str]) -> str:
    """Say when the owner of a full gate proved who they are, and at which office or with what."""
    day = dates.day(gate.proofed_at) if gate.proofed_at else ""
    if gate.proofed_by != SIGNATURE:
        office = offices.get(gate.proofed_in, gate.proofed_in)
        return _("Identity checked at a desk: %(day)s, %(office)s.") % {"day": day, "office": office}
    if _qualified(gate):
        told = _("You proved who you are by electronic signature: %(day)s, with a qualified certificate.")
    else:
        told = _("You proved who you are by electronic signature: %(day)s, with a certificate.")
    return told % {"day": day}


def told_to_desk(gate: Gate, offices: Mapping[str, str]) -> str:
    """Say how the owner of a full gate was identified."""
    if gate.proofed_by == SIGNATURE:
        if _qualified(gate):
            return _("electronic signature, qualified certificate")
        return _("electronic signature, certificate")
    office = offices.get(gate.proofed_in, gate.proofed_in)
    if gate.proofed_by == "document_only":
        return _("in person by the document alone, %(office)s") % {"office": office}
    return _("in person, %(office)s") % {"office": office}


def _qualified(gate: Gate) -> bool:
    return gate.document == "qualified_certificate"
