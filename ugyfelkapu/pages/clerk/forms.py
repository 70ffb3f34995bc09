# SPDX-License-Identifier: EUPL-1.2
"""The shape of what is typed at the desk; what a step cannot do without is demanded by that step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.documents import (
    HUNGARY,
    Category,
    DocumentKind,
    category_of,
    parse_address_card,
    parse_number,
)
from ugyfelkapu.domain.emails import comparison_key, parse_email
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.domain.mrz import MachineReadableZone, UnreadableZone, parse_zone
from ugyfelkapu.domain.usernames import parse_username
from ugyfelkapu.pages.forms import SMALL_INLINE, Radios

from . import words
from .asking import Papers
from .words import flaw, zone_flaw

LONGEST: Final = 300
QUIET: Final = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
NUMBER: Final = {
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "class": "kapu-mono",
}
INLINE: Final = {"class": SMALL_INLINE}
SHOWN: Final = "yes"
INITIAL: Final = {"category": "hun", "document": "id_card", "address_card": SHOWN, "language": "hu"}
"""What most people bring, before anything is typed."""
DOES_NOT_APPLY: Final = "na"

LOOK_UP_NEEDS: Final = ("category", "document", "document_number")
ADDRESS_CARD_NEEDS: Final = ("address_card", "address_card_number", "address_card_reason")
CONTACT_NEEDS: Final = ("email", "email_again", "username")
CONFIRMATIONS: Final = ("same_person", "consent")
REGISTER_NEEDS: Final = (*LOOK_UP_NEEDS, *ADDRESS_CARD_NEEDS, *CONTACT_NEEDS, *CONFIRMATIONS)


def text_field(label: Any, **more: Any) -> forms.CharField:
    attributes = {**QUIET, **more.pop("attrs", {})}
    widget = more.pop("widget", forms.TextInput)(attrs=attributes)
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=widget, **more)


def yes_field(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class SignInForm(forms.Form):
    """Who signs in at the desk."""

    username = forms.CharField(
        label=_("Username"),
        max_length=LONGEST,
        error_messages={"required": _("Type your username.")},
        widget=forms.TextInput(attrs={**QUIET, "autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST,
        strip=False,
        error_messages={"required": _("Type your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Code of your authenticator"),
        help_text=_("Six digits; a new one every half minute."),
        max_length=12,
        error_messages={"required": _("Type the six digits that your authenticator shows.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if settings.STAFF_PASSWORD_ALONE:
            del self.fields["code"]


class StepForm(forms.Form):
    """A form of which each step demands its own fields."""

    needs: tuple[str, ...] = ()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, needs: tuple[str, ...] = (), **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.needs = needs

    def clean(self) -> dict[str, Any]:
        """Demand what this step cannot do without."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.needs:
            if (
                name in self.fields
                and name not in self.errors
                and not cleaned.get(name)
                and self.applies(name)
            ):
                self.add_error(name, self.missing(name))
        return cleaned

    def missing(self, name: str) -> str:
        """Return what to say of a field that this step cannot do without."""
        return flaw(name, "empty")

    def applies(self, name: str) -> bool:
        """Say whether a field is asked at all, given the others."""
        return True

    def parsed(self, name: str, parse: Callable[[str], str]) -> str:
        """Return a typed value through its rule of the domain; nothing typed is no flaw yet."""
        typed: str = self.cleaned_data.get(name) or ""
        if not typed.strip():
            return ""
        try:
            return parse(typed)
        except Refusal as refusal:
            raise forms.ValidationError(flaw(name, refusal.data["reason"])) from None


class DocumentForm(StepForm):
    """The document on the desk, read or typed, and the address card."""

    mrz = text_field(
        _("Document reader"),
        help_text=_("Step into this field and read the document in, or fill in the fields below."),
        attrs={"class": "kapu-mono", "data-reader": True},
    )
    category = forms.ChoiceField(
        label=_("Citizenship"),
        choices=words.CATEGORIES,
        required=False,
        widget=Radios(attrs=INLINE),
    )
    document = forms.ChoiceField(label=_("Document"), choices=words.DOCUMENTS, required=False)
    document_number = text_field(_("Document number"), attrs=NUMBER)
    address_card = forms.ChoiceField(
        label=_("Was it shown?"),
        choices=words.ADDRESS_CARD,
        required=False,
        widget=Radios(attrs=INLINE),
    )
    address_card_number = text_field(_("Address card number"), attrs=NUMBER)
    address_card_reason = forms.ChoiceField(
        label=_("Why does it not apply?"), choices=words.ADDRESS_CARD_REASONS, required=False
    )
    same_person = yes_field(_("The client before me is the same as this person."))

    def __init__(self, data: QueryDict | None, *, at: datetime, **more: Any) -> None:
        self.zone: MachineReadableZone | None = None
        self._zone_flaw = ""
        super().__init__(self._filled(data, at) if data is not None else None, **more)

    def _filled(self, data: QueryDict, at: datetime) -> QueryDict:
        """Return what was posted, with what a valid zone says filled in."""
        text = data.get("mrz", "").strip()
        if not text:
            return data
        try:
            self.zone = parse_zone(text, today=day_of(at))
        except UnreadableZone as refusal:
            self._zone_flaw = zone_flaw(refusal)
            return data
        filled = data.copy()
        filled["category"] = category_of(self.zone.nationality).value
        filled["document"] = self.zone.kind.value
        filled["document_number"] = self.zone.number
        return filled

    def clean_mrz(self) -> str:
        """Say what is wrong with a zone that cannot be read."""
        if self._zone_flaw:
            raise forms.ValidationError(self._zone_flaw)
        return str(self.cleaned_data["mrz"])

    def clean_document_number(self) -> str:
        """Write the number as registers do; a document that does not count is the document's flaw."""
        typed: str = self.cleaned_data["document_number"]
        kind, category = self.cleaned_data.get("document"), self.cleaned_data.get("category")
        if not typed.strip() or not kind or not category:
            return typed
        try:
            return parse_number(DocumentKind(kind), Category(category), typed)
        except Refusal as refusal:
            reason = refusal.data["reason"]
            name = "document" if reason == "kind" else "document_number"
            self.add_error(name, flaw(name, reason))
            return typed

    def clean_address_card_number(self) -> str:
        """Write the number as registers do."""
        if self.cleaned_data.get("address_card") == DOES_NOT_APPLY:
            return ""
        return self.parsed("address_card_number", parse_address_card)

    def applies(self, name: str) -> bool:
        """A number belongs to a card that was shown, a reason to one that was not; a zone brings its own."""
        if name in LOOK_UP_NEEDS:
            return "mrz" not in self.errors
        if name == "address_card_number":
            return bool(self.cleaned_data.get("address_card") == SHOWN)
        if name == "address_card_reason":
            return bool(self.cleaned_data.get("address_card") == DOES_NOT_APPLY)
        return True

    def papers(self) -> Papers | None:
        """Return what lies on the desk, once it is fit to be asked about."""
        if not self.is_bound or any(name in self.errors for name in ("mrz", *LOOK_UP_NEEDS)):
            return None
        cleaned = self.cleaned_data
        category = Category(cleaned["category"])
        unshown = cleaned.get("address_card") == DOES_NOT_APPLY
        return Papers(
            category=category,
            document=DocumentKind(cleaned["document"]),
            issuing_country=self._issuing_country(category),
            number=cleaned["document_number"],
            address_card_number=cleaned.get("address_card_number", ""),
            address_card_reason=cleaned.get("address_card_reason", "") if unshown else "",
            zone=self.zone,
        )

    def demand_zone(self) -> None:
        """Demand what a colleague confirms by: the document's zone, and no address card (D8)."""
        if not self.errors and self.zone is None:
            self.add_error("mrz", flaw("mrz", "empty"))
        if not self.errors and self.cleaned_data["address_card"] != DOES_NOT_APPLY:
            self.add_error("address_card", flaw("address_card", "foreign"))

    def untick(self, name: str) -> None:
        """Take a tick back that was meant for another answer."""
        if name in self.data:
            data = QueryDict(mutable=True)
            data.update(self.data)
            del data[name]
            self.data = data

    def _issuing_country(self, category: Category) -> str:
        if self.zone is not None:
            return self.zone.issuing_country
        return HUNGARY if category is Category.HUN else ""


class TwiceTypedAddress(StepForm):
    """An e-mail address, typed twice."""

    email = text_field(_("E-mail address"), widget=forms.EmailInput)
    email_again = text_field(_("E-mail address again"), widget=forms.EmailInput)

    def clean_email(self) -> str:
        """Write the address as it is stored."""
        return self.parsed("email", parse_email)

    def clean_email_again(self) -> str:
        """Compare the two addresses."""
        again: str = self.cleaned_data["email_again"]
        first = self.cleaned_data.get("email")
        if again.strip() and first and comparison_key(again) != comparison_key(first):
            raise forms.ValidationError(flaw("email_again", "differs"))
        return again


class RegistrationForm(TwiceTypedAddress, DocumentForm):
    """The one screen on which a person is registered."""

    username = text_field(_("Username"))
    language = forms.ChoiceField(label=_("Language of the letters"), choices=words.LANGUAGES, required=False)
    consent = yes_field(_("The client was informed, and agreed to the handling of their data."))
    reason = forms.ChoiceField(label=_("If you refuse, why"), choices=words.REFUSAL_REASONS, required=False)

    field_order = (
        "mrz",
        *LOOK_UP_NEEDS,
        *ADDRESS_CARD_NEEDS,
        *CONTACT_NEEDS,
        "language",
        "consent",
        "same_person",
    )

    def clean_username(self) -> str:
        """Check the username's form."""
        return self.parsed("username", parse_username)


class RestoreForm(TwiceTypedAddress, DocumentForm):
    """The in-person checks again, and a new address where the old one was wrong."""

    def keep_address(self) -> None:
        """Ask no address: the old one is right."""
        del self.fields["email"], self.fields["email_again"]


class RecoverForm(RestoreForm):
    """The in-person checks of a new start; a new address only where the known one is lost too."""

    def applies(self, name: str) -> bool:
        """Demand each of the two addresses where the other was typed."""
        other = {"email": "email_again", "email_again": "email"}.get(name)
        return bool(self.cleaned_data.get(other)) if other else super().applies(name)


class CloseForm(RestoreForm):
    """The in-person checks before a gate is closed, and that its owner wants it."""

    wish = yes_field(_("The client asked for it, and knows that it cannot be undone."))


class AddressForm(TwiceTypedAddress):
    """A corrected address, for the person who was identified again."""

    same_person = yes_field(_("I identified the client by their document: they are the owner of this gate."))

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, needs=("email", "email_again", "same_person"))

    def missing(self, name: str) -> str:
        """No register was asked here: whoever corrects an address looked at the document."""
        return flaw(name, "unidentified" if name == "same_person" else "empty")


class SuspendForm(forms.Form):
    """Why a gate is suspended."""

    reason = forms.ChoiceField(
        label=_("Why do you suspend it?"),
        choices=[(reason, words.SUSPENSIONS[reason]) for reason in words.DESK_SUSPENSIONS],
        error_messages={"required": _("Choose why you suspend the gate.")},
        widget=Radios(attrs={"class": "govuk-radios--small"}),
    )


class SearchForm(forms.Form):
    """What a gate is searched by; posted, so that it stays out of addresses."""

    name = text_field(_("Name"), help_text=_("One or more parts of the current or the birth name."))
    username = text_field(_("Or the whole username"))

    def clean(self) -> dict[str, Any]:
        """Demand one of the two."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("name") and not cleaned.get("username"):
            self.add_error("name", flaw("name", "empty"))
        return cleaned
