# SPDX-License-Identifier: EUPL-1.2
"""What people are told when a signed form is refused by a rule; what is wrong with it stands elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from .refusal_words import RefusalText

ENROLMENT_REFUSALS: Final[Mapping[str, RefusalText]] = MappingProxyType(
    {
        "declaration_over": RefusalText(
            _("This declaration counts no more"),
            _("Its day is over, or it was made in another browser."),
            _("Fill in the form again, and sign the new declaration."),
        ),
        "declaration_used": RefusalText(
            _("This declaration was used already"),
            _("One signed declaration opens one gate."),
            _("Sign in with your username and your password."),
        ),
        "form_under_way": RefusalText(
            _("We are looking at your signed form already"),
            _("It came in a moment ago."),
            _("Wait for the outcome on the page of registering by signature."),
        ),
        "form_too_large": RefusalText(
            _("This file cannot be taken"),
            _("It is empty, or larger than 10 MB."),
            _("Go back and send the signed declaration alone."),
        ),
    }
)
