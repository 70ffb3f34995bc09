# SPDX-License-Identifier: EUPL-1.2
"""The shapes of what owners type to change their e-mail address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.emails import InvalidEmail, comparison_key, parse_email

from .forms import EMAIL_FLAWS, LONGEST_EMAIL, CodeField


class AddressField(forms.CharField):
    """An e-mail address as it is stored, once it is clean."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        )
        super().__init__(max_length=LONGEST_EMAIL, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the address as it is stored."""
        text: str = super().clean(value)
        try:
            return parse_email(text)
        except InvalidEmail as refusal:
            flaw = EMAIL_FLAWS.get(str(refusal.data["reason"]), _("This cannot be an e-mail address"))
            raise ValidationError(flaw, code="email") from None


class NewAddressForm(forms.Form):
    """A new address, twice."""

    email = AddressField(
        label=_("New e-mail address"),
        help_text=_("One that only you read: whoever reads your letters can set a new password."),
        error_messages={
            "required": _("Type your new e-mail address"),
            "max_length": _("The e-mail address is too long"),
        },
    )
    email_again = AddressField(
        label=_("New e-mail address again"),
        error_messages={
            "required": _("Type your new e-mail address again"),
            "max_length": _("The e-mail address is too long"),
        },
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two addresses that differ."""
        first, second = self.cleaned_data.get("email"), self.cleaned_data.get("email_again")
        if first and second and comparison_key(first) != comparison_key(second):
            self.add_error("email_again", _("The two e-mail addresses differ. Compare them."))
        return self.cleaned_data

    def refuse_same(self) -> None:
        """Say that nothing would change."""
        self.add_error("email", _("This is your e-mail address already: there is nothing to change."))

    def refuse_today(self) -> None:
        """Say that the day's letters are spent, whether the gate's or the address's."""
        self.add_error(
            "email",
            _(
                "We send at most three such letters a day, and today's are spent. Look into your mailbox,"
                " also among the unwanted letters, or try again tomorrow."
            ),
        )

    def refuse_taken(self) -> None:
        """Say to whoever proved the address that another gate has it since."""
        self.add_error(
            "email",
            _(
                "This e-mail address has become that of another client gate since we sent the code. Give"
                " another one."
            ),
        )


class AddressCodeForm(forms.Form):
    """The code from the letter to the new address."""

    code = CodeField(label=_("Code from our letter"))

    def refuse(self) -> None:
        """Say that the code changes nothing."""
        self.add_error(
            "code",
            _(
                "This code is not right, or it has expired. Type the one from our latest letter, or ask for a"
                " new one."
            ),
        )
