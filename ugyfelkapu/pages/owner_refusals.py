# SPDX-License-Identifier: EUPL-1.2
"""What owners are told when a rule says no to what they do about their own gate."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from .refusal_words import COME_TO_THE_OFFICE, RefusalText

OWNER_REFUSALS: Final[Mapping[str, RefusalText]] = MappingProxyType(
    {
        "recovery_waits": RefusalText(
            _("This gate is to start over already"),
            _("The in-person checks were made before, and the new start waits."),
            _("It must be approved, declined, or take effect first."),
        ),
        "not_reconciled": RefusalText(
            _("The register did not find you by these data"),
            _("Your data at birth, as your gate has them, do not name one single person in the register."),
            _(
                "Come to any document office with your valid document: the data are compared there. Your gate"
                " stays as it is until then."
            ),
            reasons={
                "document_only": _("No register knew you when your gate was opened."),
                "standing": _("The register notes something that a document office must look at first."),
            },
        ),
        "sign_in_lapsed": RefusalText(
            _("We could not finish signing you in"),
            _("More than ten minutes passed, you went on in another browser, or the password has changed."),
            _("Begin again with your password."),
        ),
        "not_stepped_up": RefusalText(
            _("Show first that it is you"),
            _("More than five minutes have passed since you showed that it is you."),
            _("Open the page of your gate's security again; it asks for your code or your password."),
        ),
        "quiet_after_reset": RefusalText(
            _("This cannot be changed yet"),
            _(
                "You set your password with a mailed code lately. For a day nothing that matters can be"
                " changed without a second step, so that nobody who reads your letters can take your gate."
            ),
            _("Wait until %(moment)s, or confirm with your second step if you have one."),
        ),
        "same_address": RefusalText(
            _("Your gate has this e-mail address already"),
            _("Addresses are compared without regard to capitals after the @ sign."),
            _("If you want to change it, give another one."),
        ),
        "not_proved": RefusalText(
            _("Your e-mail address is not proved yet"),
            _("A second step is confirmed by a letter, and no code from our letters has been used so far."),
            COME_TO_THE_OFFICE,
        ),
        "too_many_factors": RefusalText(
            _("You have ten second steps already"),
            _("A gate bears ten and no more."),
            _("Remove one that you no longer use, then add the new one."),
        ),
        "link_lapsed": RefusalText(
            _("This link no longer works"),
            _("It was used already, or more than seven days have passed since we sent it."),
            _(
                "If somebody else uses your gate, set a new password on the page “I forgot my password”, or"
                " go to any document office: they suspend the gate at once."
            ),
        ),
    }
)
