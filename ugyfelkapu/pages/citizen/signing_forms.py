# SPDX-License-Identifier: EUPL-1.2
"""Sending the signed declaration."""

from __future__ import annotations

from typing import Self

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
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

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Return what was sent; a file beyond what is held in memory does not come along: it is too large."""
        sent = cls(request.POST, request.FILES)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            sent.fields["signed_form"].error_messages["required"] = TOO_LARGE
        return sent

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
