# SPDX-License-Identifier: EUPL-1.2
"""The shapes of what citizens type: usernames, codes, addresses and passwords."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain import passwords
from ugyfelkapu.domain.codes import MistypedCode, parse_code
from ugyfelkapu.domain.emails import InvalidEmail, parse_email
from ugyfelkapu.domain.passwords import PasswordFlaw, judge_password
from ugyfelkapu.vault.common_passwords import common_passwords

LONGEST_USERNAME: Final = 150
"""Characters of a username field that are read at all; no username is that long."""
LONGEST_EMAIL: Final = 400
LONGEST_CODE: Final = 60
LONGEST_PASSWORD: Final = 4096

FLAWS: Final = MappingProxyType(
    {
        PasswordFlaw.TOO_SHORT: _("This password is too short. It needs at least 10 characters."),
        PasswordFlaw.TOO_LONG: _("This password is too long. It may have at most 256 characters."),
        PasswordFlaw.COMMON: _("This password is easy to guess. Choose another."),
        PasswordFlaw.PERSONAL: _(
            "This password is made of your own data or of the service's name. Choose another."
        ),
    }
)
EMAIL_FLAWS: Final = MappingProxyType(
    {
        "missing_at": _("The @ sign is missing from the e-mail address, for example name@example.com"),
        "several_at": _("There is more than one @ sign in the e-mail address"),
        "spaces": _("There is a space in the e-mail address"),
        "missing_local": _("The part before the @ sign is missing from the e-mail address"),
        "missing_domain": _("The part after the @ sign is missing from the e-mail address"),
        "too_long": _("The e-mail address is too long"),
    }
)
_USERNAME_HINT: Final = _(
    "You find it on your registration receipt, or on the slip of your temporary gate. If you opened your gate"
    " by electronic signature, you chose it in the form."
)


class UsernameField(forms.CharField):
    """A username as somebody types their own: whether it can be one is told nobody."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )
        messages = {"required": _("Type your username"), "max_length": _("The username is too long")}
        named = {"label": _("Username"), "help_text": _USERNAME_HINT, "max_length": LONGEST_USERNAME}
        super().__init__(**{**named, "widget": widget, "error_messages": messages, **kwargs})


class CodeField(forms.CharField):
    """A mailed code, in canonical form once it is clean; a slip of the finger counts nowhere (D12)."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "kapu-mono",
            }
        )
        messages = {"required": _("Type the code from the letter"), "max_length": _("The code is too long")}
        hint = _("16 letters and digits, such as ABCD-EFGH-JKMN-PQRS. Spaces and hyphens do not matter.")
        named = {"label": _("Code"), "help_text": hint, "max_length": LONGEST_CODE}
        super().__init__(**{**named, "widget": widget, "error_messages": messages, **kwargs})

    def clean(self, value: Any) -> str:
        """Return the canonical code."""
        text: str = super().clean(value)
        try:
            return parse_code(text)
        except MistypedCode:
            raise ValidationError(
                _("There is a typing mistake in the code. Compare it with the letter."), code="mistyped"
            ) from None


class SignInForm(forms.Form):
    """Username and password."""

    username = UsernameField()
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password"), "max_length": _("The password is too long")},
    )

    def refuse_pair(self) -> None:
        """Say that the two do not belong together, and no more."""
        self.add_error(None, _("The username or the password is not right."))


class ChosenPasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_(
            "10 to 256 characters of any kind; three or four unrelated words are good. We refuse what is easy"
            " to guess, and what is made of your own data or the service's name."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=LONGEST_PASSWORD,
        error_messages={
            "required": _("Choose a password"),
            "max_length": FLAWS[PasswordFlaw.TOO_LONG],
        },
    )
    password_again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=LONGEST_PASSWORD,
        error_messages={
            "required": _("Type the new password again"),
            "max_length": FLAWS[PasswordFlaw.TOO_LONG],
        },
    )

    def clean_password(self) -> str:
        """Refuse what anybody could guess; what only the owner's data show is judged later (D14)."""
        password: str = self.cleaned_data["password"]
        username = self.cleaned_data.get("username", "")  # never the typed one: it may be of any length
        flaw = judge_password(password, personal=[username], common=common_passwords())
        if flaw is not None:
            raise ValidationError(FLAWS[flaw], code=flaw)
        return password

    def clean(self) -> dict[str, Any]:
        """Refuse two passwords that differ."""
        first, second = self.cleaned_data.get("password"), self.cleaned_data.get("password_again")
        if first and second and not _same(first, second):
            self.add_error("password_again", _("The two passwords differ. Type them again."))
        return self.cleaned_data

    def refuse_password(self, reason: object) -> None:
        """Say what is wrong with the password."""
        self.add_error("password", FLAWS[PasswordFlaw(str(reason))])


class NewPasswordForm(ChosenPasswordForm):
    """Username, the code from the letter, and a new password twice."""

    username = UsernameField()
    code = CodeField()
    field_order = ("username", "code", "password", "password_again")

    def refuse_pair(self) -> None:
        """Say that username and code do not belong together, and no more."""
        self.add_error(
            None, _("The username or the code is not right. Type it again as it stands in the letter.")
        )

    def refuse_replaced(self) -> None:
        """Say to whoever has the right pair that a newer letter is on its way."""
        self.add_error(
            "code", _("We have sent you a newer code since. Type the code from the latest letter.")
        )


class ForgottenPasswordForm(forms.Form):
    """Username and e-mail address; whether they belong together is told nobody (D15)."""

    username = UsernameField()
    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("The address that you gave when you registered."),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Type your e-mail address"),
            "max_length": _("The e-mail address is too long"),
        },
    )

    def clean_email(self) -> str:
        """Return the address as it is compared."""
        try:
            return parse_email(self.cleaned_data["email"])
        except InvalidEmail as refusal:
            text = EMAIL_FLAWS.get(str(refusal.data["reason"]), _("This cannot be an e-mail address"))
            raise ValidationError(text, code="email") from None


def _same(first: str, second: str) -> bool:
    return passwords.normalise_password(first) == passwords.normalise_password(second)
