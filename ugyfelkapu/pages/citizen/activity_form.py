# SPDX-License-Identifier: EUPL-1.2
"""Which part of the activity its owner wants to see: a kind of event, and a span of days."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.deadlines import end_of, start_of
from ugyfelkapu.journal.queries import Span

from .activity import AT_SERVICES, NAMES

ISO: Final = "%Y-%m-%d"
LOOKS: Final = frozenset(
    {
        *("RecordOpened", "FormOpened", "PersonLookedUp", "ReceiptPrinted", "RegisteredInPerson"),
        *("AccountFinalised", "AccountRestored", "AddressCorrected", "AccountSuspended"),
        *("RecoveryAsked", "RecoveryApproved", "RecoveryDeclined", "IdentityReconciled", "AccountClosed"),
        "OwnerChecked",
    }
)
"""What staff did with a record, and so saw of it; only what an office did counts."""
KINDS: Final = MappingProxyType(
    {
        "all": (_("Everything"), frozenset(NAMES)),
        "sign_ins": (
            _("Signing in and out"),
            frozenset(
                {
                    *("SignedIn", "SignedOut", "SignInFailed", "SignInLocked", "SecondStepFailed"),
                    *("SessionEnded", "OtherSessionsEnded", "DeviceForgotten", "SignedOutByService"),
                }
            ),
        ),
        "security": (
            _("Password, second steps, locking"),
            frozenset(
                {
                    *("FactorAdded", "FactorRemoved", "FactorNamed", "FactorCancelled", "PasskeyDoubted"),
                    *("RecoveryCodesKept", "PasswordChanged", "PasswordReset", "PasswordVoided", "WrongCode"),
                    *("ResetAsked", "StepUpFailed", "AccountSuspended", "AccountRestored", "AccountUnlocked"),
                    "OwnerChecked",
                    *(
                        "UnlockFailed",
                        "AddressChanged",
                        "RecoveryStopped",
                        "RecoveryConfirmed",
                        "StartedOver",
                    ),
                }
            ),
        ),
        "data": (
            _("My data"),
            frozenset(
                {
                    *("AddressChanged", "AddressConfirmed", "AddressCorrected", "RegisterAsked"),
                    "IdentityReconciled",
                    *("DataExported", "TemporaryGateOpened", "AccountActivated", "AccountClosed"),
                }
            ),
        ),
        "services": (_("Connected services"), AT_SERVICES),
        "desk": (_("What document offices did"), LOOKS),
    }
)
"""The kinds that the filter offers: what each is called, and its events."""


class DayField(forms.DateField):
    """A day as calendars of browsers write it; no day is fine too."""

    def __init__(self, *, label: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format=ISO)
        told = {"invalid": _("Write the day like this: 2026-11-23.")}
        super().__init__(label=label, required=False, widget=widget, input_formats=[ISO], error_messages=told)


class ActivityForm(forms.Form):
    """The filter; nothing chosen is everything."""

    kind = forms.ChoiceField(
        label=_("What"), choices=[(name, label) for name, (label, _events) in KINDS.items()], required=False
    )
    since = DayField(label=_("From this day on"))
    until = DayField(label=_("Up to this day"))

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since is not None and until is not None and until < since:
            self.add_error("until", _("The last day is before the first one. Choose a later one."))
        return cleaned

    def span(self) -> Span:
        """Return what was chosen, once it is valid."""
        cleaned = self.cleaned_data
        since: date | None = cleaned.get("since")
        until: date | None = cleaned.get("until")
        kind = cleaned.get("kind") or "all"
        return Span(
            events=KINDS[kind][1],
            at_offices=kind == "desk",
            since=start_of(since) if since is not None else None,
            until=end_of(until) if until is not None else None,
        )
