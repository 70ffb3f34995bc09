# SPDX-License-Identifier: EUPL-1.2
"""The shapes of what citizens type to prove that it is them, and to set up their second step."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import LONGEST_CODE, LONGEST_PASSWORD, CodeField, SignInForm

LONGEST_NAME: Final = 60
_TYPED_CODE: Final = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
_CLASSES: Final = "kapu-mono govuk-input--width-10"


class AppCodeField(forms.CharField):
    """Six digits of an authenticator; where any code will do, one of the sheet is heard too."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={**_TYPED_CODE, "inputmode": "numeric", "class": _CLASSES})
        named = {
            "label": _("Code"),
            "help_text": _(
                "Open your authenticator app, and type the six digits that it shows for Ügyfélkapu."
            ),
            "max_length": LONGEST_CODE,
            "error_messages": {"required": _("Type the code"), "max_length": _("The code is too long")},
        }
        super().__init__(**{**named, "widget": widget, **kwargs})


class SheetCodeField(forms.CharField):
    """One of the recovery codes."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={**_TYPED_CODE, "class": _CLASSES})
        named = {
            "label": _("Recovery code"),
            "help_text": _(
                "One of the ten codes that you printed or saved, such as ABCDE-FGHJK. Each counts once."
            ),
            "max_length": LONGEST_CODE,
            "error_messages": {"required": _("Type the code"), "max_length": _("The code is too long")},
        }
        super().__init__(**{**named, "widget": widget, **kwargs})


class CodeForm(forms.Form):
    """A code of the authenticator or of the sheet; either is heard, whichever is asked for."""

    code = AppCodeField()
    proof: ClassVar[str] = "code"

    def __init__(self, *args: Any, by_sheet: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_sheet = by_sheet
        if by_sheet:
            self.fields["code"] = SheetCodeField()

    def refuse(self) -> None:
        """Say that the code is wrong; whether it was used before is told nobody."""
        if self.by_sheet:
            text = _("This code is not right, or it was used already. Type another one from your sheet.")
        else:
            text = _("This code is not right, or it was used already. Wait for the next one, and type that.")
        self.add_error("code", text)


class FactorNameForm(forms.Form):
    """What its owner calls a second factor."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("By this you recognise it later, for example: my phone."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Give it a name"),
            "max_length": _("The name is too long: at most 60 characters."),
        },
    )


class NewAuthenticatorForm(FactorNameForm):
    """A new authenticator: what it shows, its name, and the mailed code where that is needed."""

    code = AppCodeField(label=_("Six digits from the app"), help_text=_("They change every half minute."))
    mailed_code = CodeField(label=_("Code from our letter"))
    field_order = ["mailed_code", "code", "name"]

    def __init__(self, *args: Any, needs_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_mail:
            del self.fields["mailed_code"]

    def refuse_code(self) -> None:
        """Say that the app's digits are wrong."""
        self.add_error(
            "code",
            _(
                "These digits are not right. Type what the app shows now. If that fails again, set the time"
                " of your device to automatic."
            ),
        )

    def refuse_mailed_code(self) -> None:
        """Say that the mailed code opens nothing."""
        self.add_error(
            "mailed_code",
            _(
                "This code is not right, or it has expired. Type the one from our latest letter, or ask for a"
                " new one."
            ),
        )


class KeptForm(forms.Form):
    """The owner says that the recovery codes are in a safe place."""

    kept = forms.BooleanField(
        label=_("I have printed, saved or written down these codes"),
        error_messages={"required": _("Print, save or write down the codes, then tick this box")},
    )


class UnlockForm(SignInForm):
    """What opens a locked gate: the sign-in, and a code of the app or the sheet."""

    code = AppCodeField(
        label=_("Code of your second step"),
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
    )

    def refuse(self) -> None:
        """Say that it opens nothing, and never which part is wrong."""
        self.add_error(
            None,
            _(
                "This does not open a locked gate. Look at all three again. If a document office suspended"
                " your gate, only a document office opens it."
            ),
        )


class UnderstoodForm(forms.Form):
    """The owner says that they know what cannot be undone."""

    understood = forms.BooleanField(
        label=_("I understand that my gate ends for good"),
        error_messages={"required": _("Tick that you understand it, or keep your gate")},
    )


class PasswordForm(forms.Form):
    """The password of whoever is signed in already."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password"), "max_length": _("The password is too long")},
    )
    proof: ClassVar[str] = "password"

    def refuse(self) -> None:
        """Say that the password is wrong."""
        self.add_error("password", _("This password is not right."))
