# SPDX-License-Identifier: EUPL-1.2
"""The shape of what operators type."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.documents import Category, DocumentKind, InvalidNumber, parse_number
from ugyfelkapu.pages.forms import SMALL_INLINE, Radios
from ugyfelkapu.staff.queries import public_offices
from ugyfelkapu.staff.rights import Role

from .words import EVENTS, role_choices

QUIET: Final = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
CODE: Final = RegexValidator(
    r"\A[A-Z]{2,4}-[0-9]{2}\Z", _("Write the code as two to four capital letters, a hyphen and two digits.")
)
USERNAME: Final = RegexValidator(
    r"\A[a-z][a-z0-9._-]{3,31}\Z",
    _("Write 4 to 32 small letters without accents, digits, dots or hyphens, a letter first."),
)


def text_field(
    label: Any, missing: Any, *, widget: type[forms.Widget] = forms.TextInput, **more: Any
) -> forms.CharField:
    """Return a box for a short text, which no browser fills in or corrects."""
    return forms.CharField(
        label=label,
        max_length=200,
        error_messages={"required": missing},
        widget=widget(attrs=QUIET),
        **more,
    )


def set_choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    """Let a field offer these choices."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices


class OfficeForm(forms.Form):
    """An office's particulars."""

    name = text_field(_("Name"), _("Write the office's name."))
    address = text_field(
        _("Address"), _("Write the office's address."), help_text=_("postal code, town, street")
    )
    opening_hours = text_field(
        _("Opening hours"),
        "",
        widget=forms.Textarea,
        help_text=_("one line a day, may be empty"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opening_hours"].widget.attrs["rows"] = 5


class NewOfficeForm(OfficeForm):
    """A new office."""

    code = text_field(
        _("Code"),
        _("Write the office's code."),
        help_text=_("such as BP-01; it never changes"),
        validators=[CODE],
    )
    field_order = ("code", "name", "address", "opening_hours")

    def clean_code(self) -> str:
        """Refuse the code of another office."""
        code = str(self.cleaned_data["code"])
        if any(office.code == code for office in public_offices()):
            raise forms.ValidationError(_("Another office has this code. Choose another."))
        return code


class InvitationForm(forms.Form):
    """Somebody to take on."""

    username = text_field(
        _("Sign-in name"),
        _("Write a sign-in name."),
        help_text=_("such as ugyintezo3"),
        validators=[USERNAME],
    )
    display_name = text_field(_("Name"), _("Write their name."), help_text=_("as the desk's header shows it"))
    role = forms.ChoiceField(
        label=_("Role"),
        widget=Radios(attrs={"class": SMALL_INLINE}),
        error_messages={"required": _("Choose a role."), "invalid_choice": _("Choose a role.")},
    )
    office = forms.ChoiceField(
        label=_("Office"),
        error_messages={"required": _("Choose an office."), "invalid_choice": _("Choose an office.")},
    )
    identity_card = text_field(
        _("Number of their own identity card"),
        _("Write the number of their own identity card."),
        help_text=_("It is not kept: it only shows which record they may never act on."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "role", role_choices())
        offices = [(office.code, office.label) for office in public_offices()]
        set_choices(self, "office", [("", _("Choose an office")), *offices])

    def clean_role(self) -> Role:
        """Return the role."""
        return Role(self.cleaned_data["role"])

    def clean_identity_card(self) -> str:
        """Return the number as registers write it."""
        try:
            return parse_number(DocumentKind.ID_CARD, Category.HUN, self.cleaned_data["identity_card"])
        except InvalidNumber:
            raise forms.ValidationError(
                _("This is not a number of an identity card. Look at it again.")
            ) from None


class FilterForm(forms.Form):
    """Which entries of the journal to show."""

    event = forms.ChoiceField(label=_("What happened"), required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(((name, str(words)) for name, words in EVENTS.items()), key=lambda pair: pair[1])
        set_choices(self, "event", [("", _("everything")), *names])
