# SPDX-License-Identifier: EUPL-1.2
"""What operators, and those who try a service out, are told when connecting it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from .refusal_words import LOOK_AGAIN, RefusalText

CATALOGUE_REFUSALS: Final[Mapping[str, RefusalText]] = MappingProxyType(
    {
        "metadata_refused": RefusalText(
            _("The service cannot be registered like this"),
            _("Something that it registers cannot be right."),
            LOOK_AGAIN,
        ),
        "client_id_taken": RefusalText(
            _("This client_id is taken"),
            _("Another connected service calls itself by it."),
            _("Choose another, or leave it empty: then the gate makes one."),
        ),
        "connected_already": RefusalText(
            _("The service is registered already"),
            _("Somebody registered it meanwhile."),
            _("Open the service again, and change what it registered."),
        ),
        "not_connected": RefusalText(
            _("The service is not registered yet"),
            _("The catalogue has it, but nothing is registered by which people sign in to it."),
            _("Open the service and register it."),
        ),
        "needs_no_secret": RefusalText(
            _("This service has no secret"),
            _("It proves who it is by its keys, or is an app that can keep no secret."),
            _("If it is to have one, change how it proves who it is."),
        ),
        "trial_unfinished": RefusalText(
            _("The service cannot go live yet"),
            _("Not every check of its last trial passed."),
            _("Look at the checklist, mend what it names, and try the service again."),
        ),
        "trial_pass_lapsed": RefusalText(
            _("This link no longer works"),
            _("A browser took it already, or its hour is over."),
            _("Ask whoever sent it for a new one: the trial's page makes one."),
        ),
    }
)
