# SPDX-License-Identifier: EUPL-1.2
"""The shape of what a document's zone lacks, for somebody whom no register knows (D8)."""

from __future__ import annotations

from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.domain.matching import compare_zone
from ugyfelkapu.domain.mrz import MachineReadableZone
from ugyfelkapu.domain.person import Identity, Name, parse_name_part, parse_place

from .forms import StepForm, text_field
from .words import flaw

ADMISSION_NEEDS: Final = ("family_name", "birth_place", "mother_family_name")


class AdmissionForm(StepForm):
    """What a document's zone lacks, typed in full; the names must agree with the zone (D8)."""

    family_name = text_field(_("Family name"))
    given_names = text_field(_("Given names"))
    birth_family_name = text_field(
        _("Birth family name"), help_text=_("Leave it empty if it is the same as now.")
    )
    birth_given_names = text_field(_("Birth given names"))
    birth_place = text_field(_("Place of birth"))
    mother_family_name = text_field(_("Mother's birth family name"))
    mother_given_names = text_field(_("Mother's birth given names"))

    def __init__(self, data: QueryDict | None, *, zone: MachineReadableZone, **more: Any) -> None:
        self.zone = zone
        super().__init__(data, needs=ADMISSION_NEEDS, **more)

    def identity(self) -> Identity:
        """Return the identity: dates, citizenship from the zone, spelling from the form."""
        cleaned = self.cleaned_data
        current = Name(cleaned["family_name"], cleaned["given_names"])
        birth = Name(cleaned["birth_family_name"], cleaned["birth_given_names"])
        return Identity(
            current_name=current,
            birth_name=birth if birth.family or birth.given else current,
            birth_place=cleaned["birth_place"],
            birth_date=self.zone.birth_date,
            mother_birth_name=Name(cleaned["mother_family_name"], cleaned["mother_given_names"]),
            citizenship=self.zone.nationality,
        )

    def focus(self) -> None:
        """Put the focus into the first field to correct, or else the first to fill in."""
        wrong = [name for name in self.fields if name in self.errors]
        empty = [name for name in ADMISSION_NEEDS if not self[name].value()]
        name = (*wrong, *empty, "family_name")[0]
        self.fields[name].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Write every part as it is stored, and compare the names with the zone."""
        cleaned = super().clean()
        for name in self.fields:
            if cleaned.get(name):
                cleaned[name] = self._written(name, cleaned[name])
        if not self.errors and compare_zone(self.zone, self.identity()):
            self.add_error("family_name", flaw("family_name", "differs"))
        return cleaned

    def _written(self, name: str, typed: str) -> str:
        try:
            return parse_place(typed) if name == "birth_place" else parse_name_part(typed)
        except Refusal as refusal:
            self.add_error(name, flaw("name_part", refusal.data["reason"]))
            return typed
