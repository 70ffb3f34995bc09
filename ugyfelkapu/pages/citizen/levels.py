# SPDX-License-Identifier: EUPL-1.2
"""The level of a session in words: what it rests on, and the one step that raises it (D17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ugyfelkapu.access.factors import OwnFactor
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.domain.assurance import LOW, SUBSTANTIAL, level
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.pages import dates

from .entering import towards

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Panel:
    """The picture, its name, what it means, and where the next step is taken."""

    level: str
    title: Text
    texts: tuple[Text, ...]
    link: str = ""
    link_text: Text = ""


def panel(state: State, citizen: Citizen, owned: Sequence[OwnFactor], *, here: str, at: datetime) -> Panel:
    """Return the panel of this very session; ``here`` is where a second step taken now leads back to."""
    reached = level(state, citizen.factors, issuer=settings.PUBLIC_URL, capped=citizen.capped)
    if reached == SUBSTANTIAL:
        return Panel(
            "substantial",
            _("Substantial level"),
            (_("You signed in with a second step, and we have made sure who you are."),),
        )
    if reached != LOW:
        title = _("Self-asserted, below the low level")
        text = _("You gave your data yourself, and nobody has checked them yet. Finalise your gate.")
        return Panel("none", title, (text,), reverse("citizen:offices"), _("Document offices"))
    return _capped() if citizen.capped else _low(owned, here=here, at=at)


def _capped() -> Panel:
    return Panel(
        "low",
        _("Low level"),
        (
            _("You opened your gate with a certificate that is not a qualified one."),
            _("A document office raises it once it has checked who you are; it is free of charge."),
        ),
        reverse("citizen:offices"),
        _("Document offices"),
    )


def _low(owned: Sequence[OwnFactor], *, here: str, at: datetime) -> Panel:
    title = _("Low level")
    rests_on = _("You signed in with a password alone. We have made sure who you are.")
    if any(factor.counts_from <= at for factor in owned):
        raise_it = _("Take your second step, and you reach the substantial level.")
        link = towards("citizen:step-up", here)
        return Panel("low", title, (rests_on, raise_it), link, _("I take the second step now"))
    if owned:
        since = dates.moment(min(factor.counts_from for factor in owned))
        waits = _("Your second step does not count yet. It counts from: %(moment)s") % {"moment": since}
        return Panel("low", title, (rests_on, waits))
    raise_it = _("With a second step you reach the substantial level, and with it every service.")
    link = reverse("citizen:authenticator-new")
    return Panel("low", title, (rests_on, raise_it), link, _("I turn on two-step sign-in"))
