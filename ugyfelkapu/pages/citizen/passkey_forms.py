# SPDX-License-Identifier: EUPL-1.2
"""The shapes of what a browser sends for a passkey, on its own or beside what its owner typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.access.passkeys import LONGEST_ANSWER

from .factor_forms import FactorNameForm
from .forms import CodeField


class NewPasskeyForm(FactorNameForm):
    """The name of a new passkey, and the mailed code where that is needed."""

    mailed_code = CodeField(label=_("Code from our letter"))
    field_order = ["mailed_code", "name"]

    def __init__(self, *args: Any, needs_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_mail:
            del self.fields["mailed_code"]

    @property
    def complaint(self) -> str:
        """Return all that is wrong with the form, to be read out."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class AnswerForm(forms.Form):
    """What the browser answered, as JSON."""

    answer = forms.CharField(max_length=LONGEST_ANSWER, strip=False)
