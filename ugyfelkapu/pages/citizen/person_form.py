# SPDX-License-Identifier: EUPL-1.2
"""The electronic form: a person's natural identity data, a username and an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.accounts.services import ElectronicForm
from ugyfelkapu.domain.deadlines import MINIMUM_AGE, day_of, old_enough
from ugyfelkapu.domain.desk import NOTICE_IN_FORCE
from ugyfelkapu.domain.documents import HUNGARY
from ugyfelkapu.domain.emails import InvalidEmail, parse_email
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.domain.person import Identity, Name, parse_name_part, parse_place
from ugyfelkapu.domain.usernames import InvalidUsername, parse_username
from ugyfelkapu.pages.citizen.forms import EMAIL_FLAWS, LONGEST_EMAIL, LONGEST_USERNAME
from ugyfelkapu.pages.countries import citizenship_choices
from ugyfelkapu.pages.date_parts import BirthDate

LONGEST_NAME: Final = 300
NAME_PARTS: Final = (
    "family_name",
    "given_names",
    "birth_family_name",
    "birth_given_names",
    "mother_family_name",
    "mother_given_names",
)
GIVEN_NAMES_OF_HUNGARIANS: Final = ("given_names", "mother_given_names")
"""Only people of other states may have a single name."""
NAME_FLAWS: Final = MappingProxyType(
    {
        "too_long": _("The name is too long. It has at most 150 characters."),
        "characters": _("A name holds letters, spaces, hyphens, dots and apostrophes only."),
    }
)
PLACE_FLAWS: Final = MappingProxyType(
    {
        "too_long": _("The place is too long. It has at most 150 characters."),
        "characters": _("A place holds letters, digits, spaces, hyphens, brackets and dots only."),
    }
)
USERNAME_FLAWS: Final = MappingProxyType(
    {
        "too_short": _("The username is too short. It has at least 4 characters."),
        "too_long": _("The username is too long. It has at most 64 characters."),
        "characters": _("A username may hold letters, digits, dots and underscores only."),
        "too_uniform": _("A username has at least 3 different characters."),
    }
)
_FAMILY, _GIVEN = _("Family name"), _("Given name or names")
_QUIET: Final = {"autocapitalize": "none", "spellcheck": "false"}


def _text(label: Any, *, required: Any = "", hint: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        help_text=hint,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", **attrs}),
        error_messages={"required": required, "max_length": NAME_FLAWS["too_long"]},
    )


class PersonForm(forms.Form):
    """Who somebody says they are, as their documents have it, and how they want to sign in."""

    family_name = _text(_FAMILY, required=_("Enter your family name"), autocomplete="family-name")
    given_names = _text(_GIVEN, autocomplete="given-name")
    birth_family_name = _text(_FAMILY)
    birth_given_names = _text(_GIVEN)
    birth_place = _text(
        _("Place of birth"),
        required=_("Enter the place where you were born"),
        hint=_("The town; if you were born abroad, the country too."),
    )
    birth_date = BirthDate()
    citizenship = forms.ChoiceField(
        label=_("Citizenship"),
        choices=citizenship_choices,
        initial=HUNGARY,
        error_messages={
            "required": _("Choose your citizenship"),
            "invalid_choice": _("Choose your citizenship from the list"),
        },
    )
    mother_family_name = _text(_FAMILY, required=_("Enter your mother's family name at birth"))
    mother_given_names = _text(_GIVEN)
    username = forms.CharField(
        label=_("Username"),
        help_text=_(
            "4 to 64 characters: letters, digits, dots or underscores."
            " Remember it: our letters never name it."
        ),
        max_length=LONGEST_USERNAME,
        widget=forms.TextInput(
            attrs={
                **_QUIET,
                "autocomplete": "username",
                "data-check-url": reverse_lazy("citizen:username"),
            }
        ),
        error_messages={"required": _("Choose a username"), "max_length": USERNAME_FLAWS["too_long"]},
    )
    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("We send the activation code here."),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={**_QUIET, "autocomplete": "email"}),
        error_messages={
            "required": _("Type your e-mail address"),
            "max_length": EMAIL_FLAWS["too_long"],
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, at: datetime, **more: Any) -> None:
        super().__init__(data, **more)
        self.at = at
        birth_date = self.fields["birth_date"]
        if isinstance(birth_date, BirthDate):
            birth_date.latest = day_of(at)

    def clean_birth_date(self) -> Any:
        """Tell those under fourteen what the age is (D23)."""
        born = self.cleaned_data["birth_date"]
        if not old_enough(born, self.at):
            text = _(
                "A client gate can be opened from the age of %(age)s years; until then the parents can act"
                " for the child. If the date is wrong, correct it."
            )
            raise ValidationError(text, code="too_young", params={"age": MINIMUM_AGE})
        return born

    def clean_birth_place(self) -> str:
        """Write the place as it is stored."""
        return self._parsed("birth_place", parse_place, PLACE_FLAWS)

    def clean_username(self) -> str:
        """Check the username's form."""
        try:
            return parse_username(self.cleaned_data["username"])
        except InvalidUsername as refusal:
            raise ValidationError(username_flaw(refusal)) from None

    def clean_email(self) -> str:
        """Write the address as it is stored."""
        try:
            return parse_email(self.cleaned_data["email"])
        except InvalidEmail as refusal:
            text = EMAIL_FLAWS.get(str(refusal.data["reason"]), _("This cannot be an e-mail address"))
            raise ValidationError(text, code="email") from None

    def clean(self) -> dict[str, Any]:
        """Write the names as they are stored; a Hungarian has a given name, and so has the mother."""
        for name in NAME_PARTS:
            if self.cleaned_data.get(name):
                self._clean_name(name)
        if self.cleaned_data.get("citizenship") == HUNGARY:
            for name, text in zip(GIVEN_NAMES_OF_HUNGARIANS, _MISSING_GIVEN_NAMES, strict=True):
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, text)
        return self.cleaned_data

    def refuse_username(self, text: str) -> None:
        """Say why the username cannot be had now."""
        self.add_error("username", text)

    def _clean_name(self, name: str) -> None:
        try:
            self.cleaned_data[name] = self._parsed(name, parse_name_part, NAME_FLAWS)
        except ValidationError as error:
            self.add_error(name, error)

    def _parsed(self, name: str, parse: Callable[[str], str], flaws: Mapping[str, Any]) -> str:
        try:
            return parse(self.cleaned_data[name])
        except Refusal as refusal:
            reason = str(refusal.data["reason"])
            text = flaws.get(reason, self.fields[name].error_messages["required"] or flaws["characters"])
            raise ValidationError(text, code=reason) from None

    def answers(self) -> dict[str, str]:
        """Return the clean answers as text, to be kept until they are sent."""
        return {name: str(value) for name, value in self.cleaned_data.items()}


_MISSING_GIVEN_NAMES: Final = (
    _("Enter your given name or names"),
    _("Enter your mother's given name or names"),
)


def username_flaw(refusal: Refusal) -> str:
    """Return what is wrong with a username that cannot be one."""
    return str(USERNAME_FLAWS.get(str(refusal.data["reason"]), _("Choose a username")))


def typed_again(answers: Mapping[str, str]) -> dict[str, str]:
    """Return kept answers as the form would receive them anew."""
    year, month, day = answers["birth_date"].split("-")
    parts = {"birth_date_0": str(int(day)), "birth_date_1": str(int(month)), "birth_date_2": year}
    return {**{name: text for name, text in answers.items() if name != "birth_date"}, **parts}


def electronic_form(cleaned: Mapping[str, Any], *, form_id: UUID) -> ElectronicForm:
    """Return what is sent: an empty part of the birth name means the current one."""
    current = Name(cleaned["family_name"], cleaned["given_names"])
    birth = Name(
        cleaned["birth_family_name"] or current.family, cleaned["birth_given_names"] or current.given
    )
    return ElectronicForm(
        identity=Identity(
            current_name=current,
            birth_name=birth,
            birth_place=cleaned["birth_place"],
            birth_date=cleaned["birth_date"],
            mother_birth_name=Name(cleaned["mother_family_name"], cleaned["mother_given_names"]),
            citizenship=cleaned["citizenship"],
        ),
        username=cleaned["username"],
        email=cleaned["email"],
        language="en" if (get_language() or "").startswith("en") else "hu",
        consent_version=NOTICE_IN_FORCE,
        id=form_id,
    )
