# SPDX-License-Identifier: EUPL-1.2
"""Sending the signed declaration."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.signing import LARGEST_UPLOAD

from .forms import ChosenPasswordForm, UsernameField

TOO_LARGE = _("The file is larger than 10 MB. Send the signed declaration alone.")


class SignedForm(forms.Form):
    """The signed file, as the program saved it."""

    signed_form = forms.FileField(
        label=_("The signed file"),
        help_text=_("PDF, .asice, .asics, .es3, .xml or .p7m, at most 10 MB."),
        error_messages={
            "required": _("Choose the signed file; it has at most 10 MB"),
            "empty": _("This file is empty. Choose the signed file."),
            "invalid": _("Choose the signed file"),
            "missing": _("Choose the signed file"),
        },
    )

    def clean_signed_form(self) -> UploadedFile[bytes]:
        """Refuse what is too large."""
        file: UploadedFile[bytes] = self.cleaned_data["signed_form"]
        if (file.size or 0) > LARGEST_UPLOAD:
            raise ValidationError(TOO_LARGE, code="too_large")
        return file


class OtherUsernameForm(ChosenPasswordForm):
    """A password, and another username where the chosen one was taken meanwhile."""

    username = UsernameField(required=False)
    field_order = ("username", "password", "password_again")
