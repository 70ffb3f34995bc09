# SPDX-License-Identifier: EUPL-1.2
"""The shape of a refusal as people read it, and the remedies that many refusals share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class DeskText:
    """What a clerk is told where it differs: the cause for the clerk, the remedy for the client."""

    cause: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class RefusalText:
    """One refusal as people read it; ``reasons`` replaces the cause where the refusal names a reason.

    Texts may hold ``%(time)s`` or ``%(moment)s``, from when another try is heard.
    """

    title: Text
    cause: Text
    remedy: Text
    desk: DeskText | None = None
    reasons: Mapping[str, Text] = field(default_factory=dict)


COME_TO_THE_OFFICE: Final = _(
    "Come to any document office with your documents; they will help, free of charge."
)
LOOK_AGAIN: Final = _("Go back, look at what you typed, and send it again.")
ANOTHER_DOCUMENT: Final = _("Ask for another valid document that counts for this citizenship.")
CORRECT_THE_REGISTER: Final = _("Nothing was recorded. The client must first have the register corrected.")
