# SPDX-License-Identifier: EUPL-1.2
"""What the house holds of its owner: shown in short, and downloaded whole."""

from __future__ import annotations

import json
from typing import Any  # JSON

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ugyfelkapu.access.own_data import own_data as whole
from ugyfelkapu.access.services.exporting import note_export
from ugyfelkapu.accounts import queries
from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.enrolment.own_data import own_signed_forms
from ugyfelkapu.federation.oidc.own_data import own_data_at_services
from ugyfelkapu.pages.citizen.activity import places_of
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.guard import careful_page, owners_page
from ugyfelkapu.pages.citizen.own_data_words import DOCUMENTS, LANGUAGES, PROOFINGS, tables
from ugyfelkapu.pages.identity_lines import identity_lines
from ugyfelkapu.pages.proofing_words import SIGNATURE, told_to_owner
from ugyfelkapu.papers.own_data import OwnDataPaper
from ugyfelkapu.papers.own_data import render as print_paper
from ugyfelkapu.staff.queries import office_names


@owners_page()
def own_data(request: OwnersRequest) -> HttpResponse:
    """Show the owner's data, how they were checked, and what can be done about them."""
    gate = queries.gate(request.citizen.account_id, at=request.at)
    offices = office_names()
    context = {
        "gate": gate,
        "identity": identity_lines(gate.identity),
        "temporary": gate.state is State.TEMPORARY,
        "proofed_by": PROOFINGS.get(gate.proofed_by, ""),
        "document": DOCUMENTS.get(gate.document, ""),
        "office": offices.get(gate.proofed_in, gate.proofed_in),
        "signed": told_to_owner(gate, offices) if gate.proofed_by == SIGNATURE else "",
        "language": LANGUAGES.get(gate.language, gate.language),
    }
    return render(request, "citizen/own_data.html", context)


@careful_page("POST")
def as_json(request: OwnersRequest) -> HttpResponse:
    """Hand out everything, for machines (GDPR article 20)."""
    note_export(request.citizen, what="data", form="json", by=request.by, at=request.at)
    data = _everything(request)
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return _download(text.encode(), "application/json; charset=utf-8", "adataim.json")


@careful_page("POST")
def as_pdf(request: OwnersRequest) -> HttpResponse:
    """Hand out what people read of it, as a paper (GDPR article 15)."""
    note_export(request.citizen, what="data", form="pdf", by=request.by, at=request.at)
    gate = queries.gate(request.citizen.account_id, at=request.at)
    lines = [(line.label, line.value) for line in identity_lines(gate.identity)]
    data = _everything(request)
    paper = OwnDataPaper(
        language="en" if get_language() == "en" else "hu",
        name=gate.identity.current_name.display(),
        made_on=day_of(request.at),
        introduction=_(
            "This is what the client gate holds of you. The file for machines, which you can download beside"
            " this paper, also holds the moments of codes and letters."
        ),
        tables=tables(data, lines, places_of(one["details"] for one in data["activity"])),
    )
    return _download(print_paper(paper), "application/pdf", "adataim.pdf")


def _everything(request: OwnersRequest) -> dict[str, Any]:
    own = request.citizen.account_id
    return {**whole(own, at=request.at), **own_data_at_services(own), **own_signed_forms(own)}


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
