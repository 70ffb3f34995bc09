# SPDX-License-Identifier: EUPL-1.2
"""The demo card: a downloaded declaration comes in, and leaves signed by whoever it names."""

from __future__ import annotations

from typing import Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.enrolment.demo_signing import WrongFile, demo_sign
from ugyfelkapu.esignature.demo_card.shapes import ENDINGS, Shape

from .guard import DevelopmentRequest, development_page

UNPROCESSABLE: Final = 422
LABELS: Final = (
    (Shape.PADES, "PAdES (PDF)"),
    (Shape.ASICE_XADES, "ASiC-E, XAdES"),
    (Shape.ASICE_CADES, "ASiC-E, CAdES"),
    (Shape.ASICS_XADES, "ASiC-S, XAdES"),
    (Shape.ASICS_CADES, "ASiC-S, CAdES"),
    (Shape.XADES_ENVELOPED, "XAdES, enveloped (XML)"),
    (Shape.XADES_ENVELOPING, "XAdES, enveloping"),
    (Shape.CADES, "CAdES"),
    (Shape.ES3, "Microsec .es3"),
)


class CardForm(forms.Form):
    """What is signed, how, and what the card says of its bearer."""

    declaration = forms.FileField(
        label=_("The downloaded declaration"),
        error_messages={"required": _("Choose the declaration that you downloaded")},
    )
    shape = forms.ChoiceField(label=_("Format"), choices=LABELS, initial=Shape.PADES)
    name_alone = forms.BooleanField(label=_("The certificate holds a name alone"), required=False)


@development_page("GET", "HEAD", "POST")
def card(request: DevelopmentRequest) -> HttpResponse:
    """Sign a declaration in the name of whoever it names."""
    form = CardForm(request.POST, request.FILES) if request.method == "POST" else CardForm()
    if not form.is_bound:
        return render(request, "development/card.html", {"form": form})
    if form.is_valid():
        shape = Shape(form.cleaned_data["shape"])
        document = form.cleaned_data["declaration"].read()
        try:
            signed = demo_sign(document, shape, name_alone=form.cleaned_data["name_alone"], at=request.at)
        except Unknown:
            form.add_error("declaration", _("This is no declaration that waits here to be signed."))
        except WrongFile:
            form.add_error("shape", _("Enveloped XAdES takes the XML, PAdES the PDF. Choose the other file."))
        else:
            response = HttpResponse(signed, content_type="application/octet-stream")
            name = f"nyilatkozat-alairva{ENDINGS[shape]}"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
    return render(request, "development/card.html", {"form": form}, status=UNPROCESSABLE)
