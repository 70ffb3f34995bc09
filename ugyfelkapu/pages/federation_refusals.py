# SPDX-License-Identifier: EUPL-1.2
"""What people are told when signing in to a connected service is refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from .refusal_words import RefusalText

FEDERATION_REFUSALS: Final[Mapping[str, RefusalText]] = MappingProxyType(
    {
        "service_sign_in_lapsed": RefusalText(
            _("This sign-in is over"),
            _("It was answered already, waited for too long, or began in another browser."),
            _("Go back to the service and sign in there again."),
        ),
        "service_sign_in_unfinished": RefusalText(
            _("Something is still to be asked"),
            _("Your gate changed meanwhile, so the service cannot have its answer yet."),
            _("Go back to the service and sign in there again."),
        ),
        "consent_incomplete": RefusalText(
            _("The service needs more"),
            _("You did not agree to something that the service cannot do without."),
            _("Agree to what is marked as necessary, or go back to the service without signing in."),
        ),
        "sign_out_ticket_lapsed": RefusalText(
            _("This sign-out is over"),
            _("It waited for too long, or was changed on its way."),
            _("Sign out on this page: that ends your sign-in at every service."),
        ),
    }
)
