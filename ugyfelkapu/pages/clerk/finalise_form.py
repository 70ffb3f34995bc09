# SPDX-License-Identifier: EUPL-1.2
"""The shape of what is typed to finalise a temporary gate (D5)."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.emails import parse_email
from ugyfelkapu.domain.references import MistypedReference, parse_reference
from ugyfelkapu.domain.usernames import parse_username

from .forms import (
    ADDRESS_CARD_NEEDS,
    CONFIRMATIONS,
    LOOK_UP_NEEDS,
    NUMBER,
    DocumentForm,
    text_field,
    yes_field,
)
from .words import flaw

CLAIM_NEEDS: Final = ("reference", "username", "email")
FINALISE_NEEDS: Final = (*CLAIM_NEEDS, *LOOK_UP_NEEDS, *ADDRESS_CARD_NEEDS, *CONFIRMATIONS)


class FinaliseForm(DocumentForm):
    """What the client says of their temporary gate, typed blind, and the in-person checks (D5)."""

    reference = text_field(
        _("Reference"),
        help_text=_("Scan the QR code of the slip, or type what the client says: K7M4-P2XD."),
        attrs={**NUMBER, "data-next": "username"},
    )
    username = text_field(_("Username, as the client says it"))
    email = text_field(_("E-mail address, as the client says it"), widget=forms.EmailInput)
    consent = yes_field(_("The client was informed, and agreed to the handling of their data."))

    field_order = (*CLAIM_NEEDS, "mrz", *LOOK_UP_NEEDS, *ADDRESS_CARD_NEEDS, "consent", "same_person")

    def clean_reference(self) -> str:
        """Write the reference as it is stored; a slip of the finger is told at once."""
        typed: str = self.cleaned_data["reference"]
        if not typed.strip():
            return ""
        try:
            return parse_reference(typed)
        except MistypedReference:
            raise forms.ValidationError(flaw("reference", "mistyped")) from None

    def clean_username(self) -> str:
        """Check the username's form."""
        return self.parsed("username", parse_username)

    def clean_email(self) -> str:
        """Write the address as it is stored."""
        return self.parsed("email", parse_email)

    def claim(self) -> tuple[str, str, str] | None:
        """Return what the client says, once all of it can be what it should be."""
        if not self.is_bound or any(name in self.errors for name in CLAIM_NEEDS):
            return None
        reference, username, email = (self.cleaned_data[name] for name in CLAIM_NEEDS)
        return reference, username, email
