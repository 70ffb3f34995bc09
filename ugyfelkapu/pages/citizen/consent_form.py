# SPDX-License-Identifier: EUPL-1.2
"""What a person is asked to let a service have, line by line, and what they tick."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ugyfelkapu.accounts.queries import Gate
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation.oidc.standing import Ask
from ugyfelkapu.pages.countries import citizenship
from ugyfelkapu.pages.dates import plain_day
from ugyfelkapu.pages.disclosure import DATA
from ugyfelkapu.pages.forms import Checkboxes
from ugyfelkapu.pages.identity_lines import NO_NAME

DIGEST_CHARACTERS: Final = 32


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One datum as the person reads it: what it is, what theirs is, and what it is for."""

    datum: Datum
    label: str | Promise
    value: str
    purpose: str


def asked_line(ask: Ask, gate: Gate) -> AskedLine:
    """Return what is asked in words."""
    purpose = ask.purpose_en if get_language() == "en" else ask.purpose_hu
    return AskedLine(ask.datum, DATA[ask.datum], value_of(ask.datum, gate), purpose or _purpose(ask.datum))


def _purpose(datum: Datum) -> str:
    if datum is Datum.CONNECTION_CODE:
        return _("So that it recognises you next time. Every service gets another code.")
    return _("The service has not said what it is for.")


def value_of(datum: Datum, gate: Gate) -> str:
    """Return what a service would receive; empty for the code, which nobody needs to read."""
    person = gate.identity
    if datum is Datum.EMAIL:
        return gate.email
    if datum is Datum.NAME:
        return person.current_name.display()
    if datum is Datum.BIRTH_NAME:
        return person.birth_name.display()
    if datum is Datum.PLACE_AND_DATE_OF_BIRTH:
        return f"{person.birth_place}, {plain_day(person.birth_date)}"
    if datum is Datum.MOTHER_NAME:
        return person.mother_birth_name.display()
    return str(citizenship(person.citizenship)) if datum is Datum.CITIZENSHIP else ""


def fingerprint(asks: Sequence[Ask]) -> str:
    """Return a digest of what is asked and why: nobody agrees to what they have not read."""
    read = [[ask.datum, ask.purpose_hu, ask.purpose_en, ask.essential] for ask in asks]
    text = json.dumps(read, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_CHARACTERS]


class ConsentForm(forms.Form):
    """What the person ticks of what the service can do without; nothing is ticked for them.

    Only what they let the service have before is ticked already.
    """

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("What else may it receive?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Tick only what the service asks for.")},
    )
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks: Sequence[Ask], gate: Gate, **kwargs: Any) -> None:
        self.asks = tuple(asks)
        optional = [ask for ask in asks if not ask.essential]
        initial = {
            "chosen": [ask.datum for ask in optional if ask.agreed_before],
            "read": fingerprint(asks),
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        lines = [asked_line(ask, gate) for ask in optional]
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  declared above
        field.widget = Checkboxes(hints={line.datum: _hint(line) for line in lines})
        field.choices = [(line.datum, line.label) for line in lines]
        field.help_text = _(
            "It can do without these. If you tick none, it receives only what is necessary, and you go on all"
            " the same."
        )

    @property
    def offers_choice(self) -> bool:
        """Say whether there is anything to tick."""
        return any(not ask.essential for ask in self.asks)

    @property
    def is_of_today(self) -> bool:
        """Say whether what was read is what is asked."""
        return bool(self.data.get("read") == fingerprint(self.asks))

    @property
    def everything(self) -> frozenset[Datum]:
        """Return all that the service asks for, for those who let it have all by one button."""
        return frozenset(ask.datum for ask in self.asks)

    @property
    def agreed(self) -> frozenset[Datum]:
        """Return what the person lets the service have, once the form is valid."""
        ticked = {Datum(code) for code in self.cleaned_data["chosen"]}
        return frozenset(ask.datum for ask in self.asks if ask.essential or ask.datum in ticked)


def _hint(line: AskedLine) -> SafeString:
    purpose = _("What for: %(purpose)s") % {"purpose": line.purpose}
    return format_html("{}<br>{}", line.value or NO_NAME, purpose)
