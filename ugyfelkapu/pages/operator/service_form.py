# SPDX-License-Identifier: EUPL-1.2
"""The shape of what operators say of a service: its names, what it learns, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation.queries import ConnectedService
from ugyfelkapu.federation.services import Particulars, Purpose
from ugyfelkapu.pages.disclosure import DATA
from ugyfelkapu.pages.forms import SMALL, Checkboxes

from .forms import set_choices, text_field

ASKED_FOR: Final = tuple(datum for datum in Datum if datum is not Datum.CONNECTION_CODE)
"""What a service may ask for; its own code for the person it always has."""


class ServiceForm(forms.Form):
    """What the catalogue says of a connected service."""

    name = text_field(_("Name in Hungarian"), _("Write the service's name in Hungarian."))
    owner = text_field(
        _("Owner in Hungarian"),
        _("Write in Hungarian who runs the service."),
        help_text=_("the body that runs the service"),
    )
    name_en = text_field(_("Name in English"), "", help_text=_("may be empty"), required=False)
    owner_en = text_field(_("Owner in English"), "", help_text=_("may be empty"), required=False)
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
    statutory = forms.BooleanField(
        label=_("A statute gives it these data"),
        help_text=_(
            "Then nobody is asked to agree: people are only told. Mark it only with the statute at hand."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "receives", [(datum.value, DATA[datum]) for datum in ASKED_FOR])
        for datum in ASKED_FOR:
            self.fields[f"why_{datum}"] = text_field(DATA[datum], "", required=False)
            english = format_lazy(_("{what}, in English"), what=DATA[datum])
            self.fields[f"why_{datum}_en"] = text_field(english, "", required=False)

    def reasons(self) -> Iterator[tuple[BoundField, BoundField]]:
        """Yield the boxes that say why the service asks for something, Hungarian and English."""
        for datum in ASKED_FOR:
            yield self[f"why_{datum}"], self[f"why_{datum}_en"]

    def particulars(self) -> Particulars:
        """Return what a valid form says."""
        said = self.cleaned_data
        return Particulars(
            name=said["name"],
            owner=said["owner"],
            name_en=said["name_en"],
            owner_en=said["owner_en"],
            receives=tuple(Datum(code) for code in said["receives"]),
            temporary=said["temporary"],
            purposes={datum: Purpose(said[f"why_{datum}"], said[f"why_{datum}_en"]) for datum in ASKED_FOR},
            statutory=said["statutory"],
        )


def known(present: ConnectedService) -> dict[str, object]:
    """Return what is known of a service, as the form begins with it."""
    reasons = {
        name: text
        for datum, purpose in present.purposes.items()
        for name, text in ((f"why_{datum}", purpose.hu), (f"why_{datum}_en", purpose.en))
    }
    return {
        "name": present.name_hu,
        "owner": present.owner_hu,
        "name_en": present.name_en,
        "owner_en": present.owner_en,
        "receives": present.receives,
        "temporary": present.temporary,
        "statutory": present.statutory,
        **reasons,
    }
