# SPDX-License-Identifier: EUPL-1.2
"""The shape of what operators type."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.documents import Category, DocumentKind, InvalidNumber, parse_number
from ugyfelkapu.federation.services import Particulars
from ugyfelkapu.pages.disclosure import DATA
from ugyfelkapu.pages.forms import SMALL, SMALL_INLINE, Checkboxes, Radios
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


def _text(
    label: Any, missing: Any, *, widget: type[forms.Widget] = forms.TextInput, **more: Any
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        error_messages={"required": missing},
        widget=widget(attrs=QUIET),
        **more,
    )


def _choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices


class OfficeForm(forms.Form):
    """An office's particulars."""

    name = _text(_("Name"), _("Write the office's name."))
    address = _text(_("Address"), _("Write the office's address."), help_text=_("postal code, town, street"))
    opening_hours = _text(
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

    code = _text(
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

    username = _text(
        _("Sign-in name"),
        _("Write a sign-in name."),
        help_text=_("such as ugyintezo3"),
        validators=[USERNAME],
    )
    display_name = _text(_("Name"), _("Write their name."), help_text=_("as the desk's header shows it"))
    role = forms.ChoiceField(
        label=_("Role"),
        widget=Radios(attrs={"class": SMALL_INLINE}),
        error_messages={"required": _("Choose a role."), "invalid_choice": _("Choose a role.")},
    )
    office = forms.ChoiceField(
        label=_("Office"),
        error_messages={"required": _("Choose an office."), "invalid_choice": _("Choose an office.")},
    )
    identity_card = _text(
        _("Number of their own identity card"),
        _("Write the number of their own identity card."),
        help_text=_("It is not kept: it only shows which record they may never act on."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "role", role_choices())
        offices = [(office.code, office.label) for office in public_offices()]
        _choices(self, "office", [("", _("Choose an office")), *offices])

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


class ServiceForm(forms.Form):
    """What the catalogue says of a connected service."""

    name = _text(_("Name in Hungarian"), _("Write the service's name in Hungarian."))
    owner = _text(
        _("Owner in Hungarian"),
        _("Write in Hungarian who runs the service."),
        help_text=_("the body that runs the service"),
    )
    name_en = _text(_("Name in English"), "", help_text=_("may be empty"), required=False)
    owner_en = _text(_("Owner in English"), "", help_text=_("may be empty"), required=False)
    receives = forms.MultipleChoiceField(
        label=_("What it receives from full gates"),
        help_text=_("Besides these, every service receives the connection code."),
        widget=Checkboxes(attrs={"class": SMALL}),
        required=False,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
    temporary = forms.BooleanField(
        label=_("Temporary gates may use it too"),
        help_text=_("Temporary gates tell it the connection code and, if marked above, the e-mail address."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(datum.value, words) for datum, words in DATA.items() if datum != Datum.CONNECTION_CODE]
        _choices(self, "receives", choices)

    def particulars(self) -> Particulars:
        """Return what a valid form says."""
        said = self.cleaned_data
        return Particulars(**{**said, "receives": tuple(Datum(code) for code in said["receives"])})


class FilterForm(forms.Form):
    """Which entries of the journal to show."""

    event = forms.ChoiceField(label=_("What happened"), required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(((name, str(words)) for name, words in EVENTS.items()), key=lambda pair: pair[1])
        _choices(self, "event", [("", _("everything")), *names])
